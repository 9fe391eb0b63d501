"""From labels to marks: an article's records, spread over spans, values and links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from torkham.annotation import Unit
from torkham.contract import Json
from torkham.exchange.document import Document, ExchangeError
from torkham.exchange.layers import LAYERS, Link, Mark
from torkham.exchange.slots import Slots

PROVENANCE = ("label_source", "annotator_id", "confidence")


def marks_of(document: Document) -> tuple[Mark, ...]:
    """Return the marks of an article: mentions, events and stances by their ids, before each what they first link to.

    Two labels of a unit whose cue, time, place or target are the same words share the mark of these. Raises
    `ExchangeError` where a label points to one that the article has not.
    """
    slots = Slots(document)
    marks: dict[str, Mark] = {}
    for unit in document.units:
        for mark in _of_unit(unit, slots):
            marks.setdefault(mark.key, mark)
    for mark in marks.values():
        for link in mark.links:
            if link.key not in marks:
                message = f"{mark.key}: {link.role} points to {link.key}, which the article has not"
                raise ExchangeError(f"{message}: mend it (torkham validate tells more)")
    return tuple(marks.values())


def _of_unit(unit: Unit, slots: Slots) -> Iterator[Mark]:
    for mention in unit.mentions:
        values = {"actor_id": mention["actor_id"], "form": mention["form"]}
        rest = _rest(mention, "mention_id")
        yield Mark(mention["mention_id"], "mention", *_place(unit, mention), values, rest=rest)
    for event in unit.events:
        yield from _of_event(event, unit, slots)
    for stance in unit.stances:
        yield from _of_stance(stance, unit, slots)


def _of_event(event: Json, unit: Unit, slots: Slots) -> Iterator[Mark]:
    helpers = _helpers(event, unit, {"cue": "cue", "time": "time", "place": "place"})
    yield from helpers.values()
    rest = _rest(event, "event_id")
    links: list[Link] = []
    for role in ("sources", "recipients", "attributed_to"):
        links += _slot(role, event[role], unit, slots, rest)
    if event["content_of"] is not None:
        links.append(Link("content_of", event["content_of"]))
    links += [Link(role, mark.key) for role, mark in helpers.items()]
    values = _values("event", event)
    yield Mark(event["event_id"], "event", *_place(unit, event["trigger"]), values, tuple(links), rest)


def _of_stance(stance: Json, unit: Unit, slots: Slots) -> Iterator[Mark]:
    helpers = _helpers(stance, unit, {"target_text": "target", "cue": "cue"})
    yield from helpers.values()
    rest = _rest(stance, "stance_id")
    target = {f"target_{stance['target_kind']}": stance["target_id"]} if stance["target_id"] is not None else {}
    values = _values("stance", stance | target)
    links: list[Link] = []
    if (holder := stance["holder_mention_id"]) is not None:
        links.append(Link("holder", holder))
        if slots.actor_of(holder) == stance["holder_id"]:
            del values["holder_id"]
    links += _slot("attributed_to", stance["attributed_to"], unit, slots, rest)
    links += [Link(role, mark.key) for role, mark in helpers.items()]
    yield Mark(stance["stance_id"], "stance", *_place(unit, stance["evidence"]), values, tuple(links), rest)


def _slot(role: str, items: Sequence[Json], unit: Unit, slots: Slots, rest: Json) -> list[Link]:
    """Return the links of a slot; what they do not say of its items goes into `rest`."""
    keys = list(dict.fromkeys(item["mention_id"] for item in items if item["mention_id"] is not None))
    if slots.of_links(role, keys, unit.sentence_id) != list(items):
        rest[role] = slots.remembered(role, items, unit.sentence_id)
    return [Link(role, key) for key in keys]


def _helpers(label: Json, unit: Unit, roles: dict[str, str]) -> dict[str, Mark]:
    """Return the marks of the spans that a label has beside its own, by role."""
    found = {}
    for role, layer in roles.items():
        if (span := label[role]) is not None:
            values = _values(layer, span)
            said = "".join(f"={value}" for value in values.values())
            key = f"{unit.sentence_id}:{layer}:{span['start']}-{span['end']}{said}"
            found[role] = Mark(key, layer, *_place(unit, span), values)
    return found


def _values(layer: str, record: Json) -> dict[str, str | tuple[str, ...] | bool]:
    """Return what a record says of the values of a layer; null, false and nothing are not said."""
    said = ((value.name, record.get(value.name)) for value in LAYERS[layer].values)
    return {name: tuple(each) if isinstance(each, list) else each for name, each in said if each}


def _rest(record: Json, id_: str) -> Json:
    kept = {"id": record[id_]} | {name: record[name] for name in PROVENANCE}
    return kept | ({"alternative": record["alternative"]} if record.get("alternative") is not None else {})


def _place(unit: Unit, span: Json) -> tuple[int, int]:
    return unit.start + span["start"], unit.start + span["end"]
