"""PLOVER event records, one way: an event a line in JSON Lines, with what the registries know of its actors and places.

Types, modes, contexts, quad classes, scores and sectors are those of PLOVER 2.0. The names of the fields are this
project's own. Offsets count code points in the sentence and are half-open. See docs/exchange-one-way.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path

from torkham.annotation import Unit
from torkham.contract import Json
from torkham.dates import Day, bounds
from torkham.exchange.document import Document, Registries

FILE = "events.jsonl"
_ARTICLE = ("article_id", "title", "outlet", "author", "published", "genre", "language")
_ACTOR = ("name", "type", "country", "sector")
_PLACE = ("name", "kind", "country", "geonames_id", "lat", "lon")
_INCIDENT = ("incident_id", "name", "type")
_LINE_BREAKS = str.maketrans({character: f"\\u{ord(character):04x}" for character in "\x85\u2028\u2029"})
"""What JSON allows in a string and many readers of lines take for the end of one."""


def write(documents: Iterable[Document], out: Path) -> list[Path]:
    """Write the events of all documents, in order, to `events.jsonl`; return that file."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / FILE
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for document in documents:
            for record in records(document):
                line = json.dumps(record, ensure_ascii=False, allow_nan=False)
                stream.write(line.translate(_LINE_BREAKS) + "\n")
    return [path]


def records(document: Document) -> Iterator[Json]:
    """Yield a record for each event of a document, in order."""
    words = {each["mention_id"]: each["text"] for unit in document.units for each in unit.mentions}
    article = {"split": document.split} | {name: document.about[name] for name in _ARTICLE}
    for unit in document.units:
        for event in unit.events:
            yield _record(event, unit, document.registries, words) | {"article": article}


def _record(event: Json, unit: Unit, registries: Registries, words: Mapping[str, str]) -> Json:
    incident = registries["incidents"].get(event["incident_id"])
    slots = {
        slot: [_actor(each, registries["actors"], words) for each in event[slot]]
        for slot in ("sources", "recipients", "attributed_to")
    }
    return {
        **{name: event[name] for name in ("event_id", "type", "mode", "quad_class", "score", "contexts")},
        **{name: event[name] for name in ("status", "certainty", "alternative", "reciprocal")},
        **slots,
        "dyads": dyads(event),
        "date": date_of(event["time"], incident),
        "place": place_of(event["place"], incident, registries["places"]),
        "incident": None if incident is None else {name: incident[name] for name in _INCIDENT},
        **{name: event[name] for name in ("trigger", "cue", "content_of")},
        **{name: event[name] for name in ("label_source", "annotator_id", "confidence")},
        "sentence_id": unit.sentence_id,
        "sentence_start": unit.start,
        "sentence_text": unit.text,
    }


def _actor(slot: Json, actors: Mapping[str, Json], words: Mapping[str, str]) -> Json:
    """Return a filler of a slot with what the registry knows of the actor: null for one that it has not (`unnamed`)."""
    known = actors.get(slot["actor_id"], {})
    described = {name: known.get(name) for name in _ACTOR}
    above = {"part_of": list(_parents(slot["actor_id"], actors)), "text": words.get(slot["mention_id"])}
    return {"actor_id": slot["actor_id"]} | described | above | slot


def _parents(actor_id: str, actors: Mapping[str, Json]) -> Iterator[str]:
    """Yield what an actor is part of, the nearest first: a spokesman's ministry, then its state."""
    seen = {actor_id}
    while (parent := actors.get(actor_id, {}).get("parent_id")) is not None and parent not in seen:
        yield parent
        seen.add(parent)
        actor_id = parent


def dyads(event: Json) -> list[Json]:
    """Return who did it to whom, pair by pair: every source with every recipient, nobody with themselves.

    All sides of a reciprocal event without recipients are paired, in both directions.
    """
    sources = [each["actor_id"] for each in event["sources"]]
    recipients = [each["actor_id"] for each in event["recipients"]]
    if event["reciprocal"] and not recipients:
        recipients = sources
    pairs = dict.fromkeys((source, recipient) for source, recipient in product(sources, recipients))
    return [{"source": source, "recipient": recipient} for source, recipient in pairs if source != recipient]


def date_of(time: Json | None, incident: Json | None) -> Json | None:
    """Return when an event took place, as its sentence or else its incident's entry says; null where neither does.

    `value` is EDTF; `first` and `last` are the days between which it lies, null on a side that is open or not known.
    """
    if time is not None:
        value, said, text = time["value"], "sentence", time["text"]
    elif incident is not None and (incident["start"] or incident["end"]):
        value, said, text = _span_of(incident["start"], incident["end"]), "incident", None
    else:
        return None
    first, last = bounds(value)
    return {"value": value, "first": _written(first), "last": _written(last), "from": said, "text": text}


def _span_of(start: str | None, end: str | None) -> str:
    """Return an interval of EDTF; a side that is not known is empty. Either may be an interval itself."""
    if start == end and start is not None:
        return start
    return f"{(start or '').partition('/')[0]}/{(end or '').rpartition('/')[2]}"


def _written(day: Day) -> str | None:
    """Return a day in ISO 8601; null where it stands for an open side or for any year (`XXXX-04`)."""
    year, month, of_month = day
    return f"{year:04d}-{month:02d}-{of_month:02d}" if 0 < year < 9999 else None


def place_of(place: Json | None, incident: Json | None, places: Mapping[str, Json]) -> Json | None:
    """Return where an event took place, as its sentence or else its incident's entry says; null where neither does."""
    if place is not None:
        place_id, said, text = place["place_id"], "sentence", place["text"]
    elif incident is not None and incident["place_id"] is not None:
        place_id, said, text = incident["place_id"], "incident", None
    else:
        return None
    known = places.get(place_id, {})
    return {"place_id": place_id} | {name: known.get(name) for name in _PLACE} | {"from": said, "text": text}
