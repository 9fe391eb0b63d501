"""What is compared when two annotators' labels are: every field of a label record is in some measure.

Ids are each annotator's own, so that a reference to a mention or event is compared by the place in the text that it
refers to (see `torkham.agreement.compare`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from torkham.contract import Json
from torkham.matching import Pair, overlap, same_span

Counts: TypeAlias = tuple[int, int, int]
"""What both have, what the first has, what the second has."""

Items: TypeAlias = Callable[[Json], frozenset[Any]]

UNMEASURED = {
    "mention_id": "an id is each annotator's own",
    "event_id": "an id is each annotator's own",
    "stance_id": "an id is each annotator's own",
    "quad_class": "follows from the type",
    "score": "follows from type and mode",
    "alternative": "free text; whether there is one is certainty",
    "label_source": "says how a label came about",
    "annotator_id": "says who gave a label",
    "confidence": "a machine's own",
}
"""Fields of a label record that no measure compares, each with its reason."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A comparison: `fields` are the dotted fields of the label record that it covers.

    For F1, `of` gives the counts of a sentence's pairs; for alpha, it gives the value of one label.
    """

    layer: str
    name: str
    of: Callable[[Any], Any]
    fields: tuple[str, ...]


def _found(test: Callable[[Json, Json], bool]) -> Callable[[list[Pair]], Counts]:
    """Count the labels, and the pairs that pass the test."""

    def count(pairs: list[Pair]) -> Counts:
        both = sum(1 for a, b in pairs if a is not None and b is not None and test(a, b))
        return both, sum(a is not None for a, _ in pairs), sum(b is not None for _, b in pairs)

    return count


def _shared(items: Items) -> Callable[[list[Pair]], Counts]:
    """Count the items that matched labels hold, and those that both hold."""

    def count(pairs: list[Pair]) -> Counts:
        sets = [(items(a), items(b)) for a, b in pairs if a is not None and b is not None]
        return sum(len(a & b) for a, b in sets), sum(len(a) for a, _ in sets), sum(len(b) for _, b in sets)

    return count


def _overlapping(field: str) -> Callable[[list[Pair]], Counts]:
    """Count the matched labels that have a span, and those whose spans overlap."""

    def count(pairs: list[Pair]) -> Counts:
        spans = [(a[field], b[field]) for a, b in pairs if a is not None and b is not None]
        both = sum(1 for a, b in spans if a is not None and b is not None and overlap(a, b) > 0)
        return both, sum(a is not None for a, _ in spans), sum(b is not None for _, b in spans)

    return count


def _slot(slot: str, *keys: str) -> Items:
    return lambda label: frozenset(tuple(item[key] for key in keys) for item in label[slot])


def _value(field: str, *keys: str) -> Items:
    """Return the one item that a field holds: the value itself, or those of its `keys`; none where it is null."""

    def items(label: Json) -> frozenset[Any]:
        held = label[field]
        if held is None:
            return frozenset()
        return frozenset([tuple(held[key] for key in keys) if keys else held])

    return items


def _same_tuple(a: Json, b: Json) -> bool:
    slots = ("sources", "recipients")
    return bool(a["type"] == b["type"] and all(_slot(s, "actor_id")(a) == _slot(s, "actor_id")(b) for s in slots))


SPAN = ("start", "end", "text")


def _spans(*fields: str) -> tuple[str, ...]:
    return tuple(f"{field}.{part}" for field in fields for part in SPAN)


def _slots(key: str, *slots: str) -> tuple[str, ...]:
    return tuple(f"{slot}.{key}" for slot in slots)


F1S = (
    Measure("mentions", "span, exact", _found(same_span), SPAN),
    Measure("mentions", "span, overlapping", _found(lambda a, b: overlap(a, b) > 0), SPAN),
    Measure(
        "mentions",
        "span, exact, and actor",
        _found(lambda a, b: same_span(a, b) and a["actor_id"] == b["actor_id"]),
        (*SPAN, "actor_id"),
    ),
    Measure("events", "trigger, exact", _found(lambda a, b: same_span(a["trigger"], b["trigger"])), _spans("trigger")),
    Measure(
        "events",
        "trigger, overlapping",
        _found(lambda a, b: overlap(a["trigger"], b["trigger"]) > 0),
        _spans("trigger"),
    ),
    Measure("events", "trigger, overlapping, and type", _found(lambda a, b: bool(a["type"] == b["type"])), ("type",)),
    Measure("events", "type, sources and recipients", _found(_same_tuple), ("type",)),
    Measure("events", "sources", _shared(_slot("sources", "actor_id")), ("sources.actor_id",)),
    Measure("events", "recipients", _shared(_slot("recipients", "actor_id")), ("recipients.actor_id",)),
    *(
        Measure(
            "events",
            f"{slot}, with mention and warrant",
            _shared(_slot(slot, "actor_id", "mention_id", "warrant", "implicit")),
            (f"{slot}.mention_id", f"{slot}.warrant", f"{slot}.implicit"),
        )
        for slot in ("sources", "recipients")
    ),
    Measure("events", "attributed to", _shared(_slot("attributed_to", "actor_id")), ("attributed_to.actor_id",)),
    Measure(
        "events",
        "attributed to, with mention",
        _shared(_slot("attributed_to", "actor_id", "mention_id")),
        ("attributed_to.mention_id",),
    ),
    Measure("events", "cue, exact", _shared(_value("cue", *SPAN)), _spans("cue")),
    Measure("events", "cue, overlapping", _overlapping("cue"), _spans("cue")),
    Measure("events", "content of", _shared(_value("content_of")), ("content_of",)),
    Measure("events", "contexts", _shared(lambda label: frozenset(label["contexts"])), ("contexts",)),
    Measure("events", "time", _shared(_value("time", "value")), ("time.value",)),
    Measure("events", "time, words", _shared(_value("time", *SPAN)), _spans("time")),
    Measure("events", "place", _shared(_value("place", "place_id")), ("place.place_id",)),
    Measure("events", "place, words", _shared(_value("place", *SPAN)), _spans("place")),
    Measure("events", "incident", _shared(_value("incident_id")), ("incident_id",)),
    Measure("stances", "holder and target", _found(lambda _a, _b: True), ("holder_id", "target_kind", "target_id")),
    Measure(
        "stances",
        "holder, target and polarity",
        _found(lambda a, b: bool(a["polarity"] == b["polarity"])),
        ("polarity",),
    ),
    Measure("stances", "holder mention", _shared(_value("holder_mention_id")), ("holder_mention_id",)),
    Measure("stances", "target words, exact", _shared(_value("target_text", *SPAN)), _spans("target_text")),
    Measure("stances", "target words, overlapping", _overlapping("target_text"), _spans("target_text")),
    Measure("stances", "evidence, exact", _shared(_value("evidence", *SPAN)), _spans("evidence")),
    Measure("stances", "evidence, overlapping", _overlapping("evidence"), _spans("evidence")),
    Measure(
        "stances",
        "attributed to, with mention",
        _shared(_slot("attributed_to", "actor_id", "mention_id")),
        ("attributed_to.actor_id", "attributed_to.mention_id"),
    ),
    Measure("stances", "cue, exact", _shared(_value("cue", *SPAN)), _spans("cue")),
)
ALPHAS = (
    Measure("mentions", "actor", lambda label: label["actor_id"], ("actor_id",)),
    Measure("mentions", "form", lambda label: label["form"], ("form",)),
    Measure("events", "type", lambda label: label["type"], ("type",)),
    Measure("events", "mode", lambda label: label["mode"] or "none", ("mode",)),
    Measure("events", "status", lambda label: label["status"], ("status",)),
    Measure("events", "reciprocal", lambda label: label["reciprocal"], ("reciprocal",)),
    Measure("events", "attribution", lambda label: bool(label["attributed_to"]), ("attributed_to.actor_id",)),
    Measure("events", "contexts", lambda label: tuple(sorted(label["contexts"])), ("contexts",)),
    Measure("events", "certainty", lambda label: label["certainty"], ("certainty",)),
    Measure("stances", "polarity", lambda label: label["polarity"], ("polarity",)),
    Measure("stances", "expression", lambda label: label["expression"], ("expression",)),
    Measure("stances", "voice", lambda label: label["voice"], ("voice",)),
    Measure("stances", "certainty", lambda label: label["certainty"], ("certainty",)),
)
