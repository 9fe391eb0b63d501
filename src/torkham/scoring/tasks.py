"""The figures of the four tasks, as data: what each counts in a sentence. `docs/scoring.md` defines them in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from torkham.scoring.cases import Case, Pairs
from torkham.scoring.labels import Event, Labels, Stance, overlaps
from torkham.scoring.pairing import most, same_position

Counts: TypeAlias = tuple[int, int, int]
"""What is right, what gold has, what was predicted."""
ByClass: TypeAlias = Mapping[str, Counts]
Kind: TypeAlias = Literal["f1", "accuracy", "rate"]
Over: TypeAlias = Literal["labels", "pairs", "sentences"]
Select: TypeAlias = Callable[[Labels], tuple[Any, ...]]
Credit: TypeAlias = Callable[[Any, Any], int]

LINKING = "actor linking"
EVENTS = "event extraction"
ATTRIBUTION = "attribution"
STANCE = "targeted stance"
TASKS = (LINKING, EVENTS, ATTRIBUTION, STANCE)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: `count` gives the counts of a sentence by class, or under an empty name where there are no classes.

    `over` says what is counted: all labels of the sentence, the pairs of labels that were found to answer one another,
    or the sentence itself. Where there is a `macro`, that is the name of the mean over the classes that gold has.
    Of a `rate`, "right" is how often something happened, and "gold" how often it could have.
    """

    task: str
    name: str
    kind: Kind
    over: Over
    count: Callable[[Case], ByClass]
    macro: str = ""


def _found(
    select: Select,
    credit: Credit,
    size: Callable[[Any], int] = lambda _: 1,
    of: Callable[[Any], str] = lambda _: "",
) -> Callable[[Case], ByClass]:
    """Count labels, and the most credit that any pairing gives; labels of different classes `of` never answer."""

    def count(case: Case) -> ByClass:
        gold, pred = _grouped(select(case.gold), of), _grouped(select(case.pred), of)
        classes = sorted({*gold, *pred})
        pairs = ((name, gold.get(name, []), pred.get(name, [])) for name in classes)
        return {name: (most(a, b, credit), sum(map(size, a)), sum(map(size, b))) for name, a, b in pairs}

    return count


def _grouped(labels: Iterable[Any], of: Callable[[Any], str]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for label in labels:
        groups.setdefault(of(label), []).append(label)
    return groups


PairsOf: TypeAlias = Callable[[Pairs], Iterable[tuple[Any, Any]]]


def _same(pairs_of: PairsOf, test: Callable[[Any, Any], bool]) -> Callable[[Case], ByClass]:
    """Count the pairs, and those that pass the test."""

    def count(case: Case) -> ByClass:
        tested = [test(a, b) for a, b in pairs_of(case.pairs)]
        return {"": (sum(tested), len(tested), len(tested))}

    return count


def _shared(pairs_of: PairsOf, items: Callable[[Any], Iterable[Any]]) -> Callable[[Case], ByClass]:
    """Count the items that the labels of a pair hold, and those that both hold."""

    def count(case: Case) -> ByClass:
        sets = [(set(items(a)), set(items(b))) for a, b in pairs_of(case.pairs)]
        return {"": (sum(len(a & b) for a, b in sets), sum(len(a) for a, _ in sets), sum(len(b) for _, b in sets))}

    return count


def _mention_pairs(pairs: Pairs) -> Iterable[tuple[Any, Any]]:
    return ((a, b) for a, b in pairs.mentions if a and b)


def _event_pairs(pairs: Pairs) -> Iterable[tuple[Any, Any]]:
    return ((a, b) for a, b in pairs.events if a and b)


def _typed_pairs(pairs: Pairs) -> Iterable[tuple[Any, Any]]:
    return ((a, b) for a, b in pairs.events if a and b and a.type == b.type)


def _stance_pairs(pairs: Pairs) -> Iterable[tuple[Any, Any]]:
    return ((a, b) for a, b in pairs.stances if a and b)


def _mentions(labels: Labels) -> tuple[Any, ...]:
    return labels.mentions


def _events(labels: Labels) -> tuple[Any, ...]:
    return labels.events


def _closed(labels: Labels) -> tuple[Any, ...]:
    return tuple(stance for stance in labels.stances if stance.kind != "open")


def _open(labels: Labels) -> tuple[Any, ...]:
    return tuple(stance for stance in labels.stances if stance.kind == "open")


def _overlap(a: Any, b: Any) -> bool:
    return overlaps(a.anchor, b.anchor)


def _exact(a: Any, b: Any) -> bool:
    return bool(a.anchor == b.anchor)


def _one(name: str) -> Callable[[Any], tuple[Any, ...]]:
    """Return the value of a field as the items that it holds: one, or none where it is None."""
    return lambda label: () if getattr(label, name) is None else (getattr(label, name),)


def _all(name: str) -> Callable[[Any], tuple[Any, ...]]:
    """Return the items that a field holds."""
    return lambda label: tuple(getattr(label, name))


def _equal(name: str) -> Callable[[Any, Any], bool]:
    return lambda a, b: bool(getattr(a, name) == getattr(b, name))


def _told_alike(a: Event, b: Event) -> int:
    return len({*a.attributed_to} & {*b.attributed_to}) if _overlap(a, b) else 0


def _type(event: Event) -> str:
    return event.type


def _polarity(stance: Stance) -> str:
    return stance.polarity


def _same_sources(a: Event, b: Event) -> bool:
    return _overlap(a, b) and a.sources == b.sources


def _same_sides(a: Event, b: Event) -> bool:
    return _same_sources(a, b) and a.recipients == b.recipients


def _types(case: Case) -> ByClass:
    """Count the event types of a sentence, each once."""
    gold, pred = ({event.type for event in labels.events} for labels in (case.gold, case.pred))
    return {name: (name in gold and name in pred, name in gold, name in pred) for name in sorted(gold | pred)}


def _cues(case: Case) -> ByClass:
    """Count the cues of paired events, and the pairs whose cues overlap."""
    cues = [(a.cue, b.cue) for a, b in _event_pairs(case.pairs)]
    both = sum(overlaps(a, b) for a, b in cues)
    return {"": (both, sum(a is not None for a, _ in cues), sum(b is not None for _, b in cues))}


def _spurious(case: Case) -> ByClass:
    """Count a sentence in which gold has no event, and the events predicted there."""
    free = not case.gold.events
    return {"": (len(case.pred.events) if free else 0, int(free), len(case.pred.events) if free else 0)}


def _f1(task: str, name: str, count: Callable[[Case], ByClass], *, macro: bool = False) -> Measure:
    return Measure(task, name, "f1", "labels", count, f"{name}, macro" if macro else "")


def _of_pairs(task: str, name: str, count: Callable[[Case], ByClass]) -> Measure:
    return Measure(task, name, "f1", "pairs", count)


def _accuracy(task: str, name: str, pairs_of: PairsOf, test: Callable[[Any, Any], bool]) -> Measure:
    return Measure(task, f"{name} accuracy", "accuracy", "pairs", _same(pairs_of, test))


MEASURES: tuple[Measure, ...] = (
    _f1(LINKING, "mention, overlapping", _found(_mentions, _overlap)),
    _f1(LINKING, "mention, exact", _found(_mentions, _exact)),
    _f1(LINKING, "mention, overlapping + actor", _found(_mentions, lambda a, b: _overlap(a, b) and a.actor == b.actor)),
    _f1(LINKING, "mention, exact + actor", _found(_mentions, lambda a, b: _exact(a, b) and a.actor == b.actor)),
    _accuracy(LINKING, "linking", _mention_pairs, _equal("actor")),
    _accuracy(LINKING, "form", _mention_pairs, _equal("form")),
    _f1(EVENTS, "trigger, overlapping", _found(_events, _overlap)),
    _f1(EVENTS, "trigger, exact", _found(_events, _exact)),
    _f1(EVENTS, "trigger + type", _found(_events, _overlap, of=_type), macro=True),
    _f1(EVENTS, "type + sources", _found(_events, _same_sources, of=_type)),
    _f1(EVENTS, "type + sources + recipients", _found(_events, _same_sides, of=_type)),
    Measure(EVENTS, "types of a sentence", "f1", "sentences", _types, "types of a sentence, macro"),
    Measure(EVENTS, "spurious in 5 eventless sentences", "rate", "sentences", _spurious),
    *(_of_pairs(EVENTS, name, _shared(_typed_pairs, _all(name))) for name in ("sources", "recipients", "contexts")),
    *(_of_pairs(EVENTS, name, _shared(_typed_pairs, _one(name))) for name in ("mode", "time", "place", "incident")),
    *(_accuracy(EVENTS, name, _typed_pairs, _equal(name)) for name in ("status", "reciprocal")),
    _f1(ATTRIBUTION, "event + attributed actor", _found(_events, _told_alike, size=lambda a: len(a.attributed_to))),
    _of_pairs(ATTRIBUTION, "attributed actor", _shared(_event_pairs, _all("attributed_to"))),
    _of_pairs(ATTRIBUTION, "cue, overlapping", _cues),
    _accuracy(
        ATTRIBUTION, "attributed or not,", _event_pairs, lambda a, b: (not a.attributed_to) == (not b.attributed_to)
    ),
    _f1(STANCE, "holder + target", _found(_closed, same_position)),
    _f1(STANCE, "holder + target + polarity", _found(_closed, same_position, of=_polarity), macro=True),
    _f1(STANCE, "open: holder + words + polarity", _found(_open, same_position, of=_polarity)),
    *(_accuracy(STANCE, name, _stance_pairs, _equal(name)) for name in ("polarity", "expression", "voice")),
    _accuracy(STANCE, "evidence overlap", _stance_pairs, _overlap),
)
"""In the order in which they are shown."""
PAIRS = {
    LINKING: "of the mentions found",
    EVENTS: "of the events found with the right type",
    ATTRIBUTION: "of the events found",
    STANCE: "of the stances found (holder and target)",
}
"""What the pairs are that figures over pairs are about."""
