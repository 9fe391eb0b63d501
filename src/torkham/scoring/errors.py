"""What is wrong with a prediction, label by label: every difference has its class, and says what stands for what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from torkham.scoring.cases import Case
from torkham.scoring.labels import Event, Label, Mention, Stance, overlaps
from torkham.scoring.pairing import Pair, Rank, pair, same_target

Fault: TypeAlias = tuple[str, str]
"""A class of errors, and what stands for what."""


@dataclass(frozen=True, slots=True)
class Error:
    """A difference between gold and prediction.

    `kind` is its class (`wrong type`), `detail` what stands for what (`AID → ASSAULT`), or what was missed or made up.
    A pair of labels that differs in more than one way is in a class for each.
    """

    layer: str
    kind: str
    detail: str
    case: Case = field(repr=False)
    gold: Label | None
    pred: Label | None

    @property
    def text(self) -> str:
        """The sentence."""
        return self.case.article[self.case.start : self.case.end]

    def as_dict(self) -> dict[str, Any]:
        """Return the error as plain JSON values; spans are offsets in the article, and `words` those of the anchor."""
        return {
            "layer": self.layer,
            "class": self.kind,
            "detail": self.detail,
            "article_id": self.case.article_id,
            "sentence_id": self.case.sentence_id,
            "text": self.text,
            "gold": _as_dict(self.case, self.gold),
            "pred": _as_dict(self.case, self.pred),
        }


def _as_dict(case: Case, label: Label | None) -> dict[str, Any] | None:
    return None if label is None else {"words": words(case, label), **asdict(label)}


def words(case: Case, label: Label) -> str:
    """Return the words of a label's anchor."""
    return case.article[label.anchor.start : label.anchor.end]


def errors_of(case: Case) -> Iterator[Error]:
    """Yield every error in a sentence."""
    for mention in case.pairs.mentions:
        yield from _errors("mentions", case, mention, _mention_faults)
    for event in case.pairs.events:
        yield from _errors("events", case, event, _event_faults)
    for stance in _nearly_paired(case.pairs.stances):
        yield from _errors("stances", case, stance, _stance_faults)


def _errors(
    layer: str, case: Case, found: tuple[Any, Any], faults: Callable[[Any, Any], Iterator[Fault]]
) -> Iterator[Error]:
    gold, pred = found
    if gold is None or pred is None:
        kind, one = ("missed", gold) if pred is None else ("spurious", pred)
        yield Error(layer, kind, _sort(one), case, gold, pred)
        return
    for kind, detail in faults(gold, pred):
        yield Error(layer, kind, detail, case, gold, pred)


def _sort(label: Label) -> str:
    """Return what a label that was missed or made up is about, in a word."""
    if isinstance(label, Mention):
        return label.actor
    return label.type if isinstance(label, Event) else (label.target or label.kind)


def _for(gold: object, pred: object) -> str:
    return f"{_told(gold)} → {_told(pred)}"


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)


def _mention_faults(a: Mention, b: Mention) -> Iterator[Fault]:
    yield from _differing(a, b, ("actor", "form"))
    yield from _boundaries(a, b)


def _boundaries(a: Label, b: Label) -> Iterator[Fault]:
    """Yield how the anchor of `b`, which overlaps that of `a`, misses its borders."""
    gold, pred = a.anchor, b.anchor
    if gold != pred:
        longer = pred.start <= gold.start and gold.end <= pred.end
        shorter = gold.start <= pred.start and pred.end <= gold.end
        yield "wrong boundaries", "too long" if longer else "too short" if shorter else "shifted"


def _event_faults(a: Event, b: Event) -> Iterator[Fault]:
    """Yield what differs in a pair of events; what belongs to a type only where that is right."""
    if a.type != b.type:
        yield "wrong type", _for(a.type, b.type)
    elif a.sources != a.recipients and (a.sources, a.recipients) == (b.recipients, b.sources):
        yield "direction swapped", _for(a.sources, a.recipients)
    else:
        yield from _differing(a, b, ("sources", "recipients"))
    if a.type == b.type:
        yield from _differing(a, b, ("mode", "reciprocal", "time", "place", "incident", "contexts"))
    yield from _differing(a, b, ("status",))
    if a.attributed_to != b.attributed_to:
        yield "wrong attribution", _for(a.attributed_to, b.attributed_to)
    if a.cue != b.cue and not overlaps(a.cue, b.cue):
        yield "wrong cue", "missed" if b.cue is None else "spurious" if a.cue is None else "elsewhere"
    yield from _boundaries(a, b)


def _differing(a: Label, b: Label, names: Iterable[str]) -> Iterator[Fault]:
    for name in names:
        gold, pred = getattr(a, name), getattr(b, name)
        if gold != pred:
            yield f"wrong {name}", _for(gold, pred)


def _stance_faults(a: Stance, b: Stance) -> Iterator[Fault]:
    if not same_target(a, b):
        yield "wrong target", _for(a.target or a.kind, b.target or b.kind)
    yield from _differing(a, b, ("holder", "polarity", "expression", "voice"))
    if not overlaps(a.anchor, b.anchor):
        yield "wrong evidence", "elsewhere"


def _nearly_paired(pairs: Sequence[Pair[Stance]]) -> Iterator[Pair[Stance]]:
    """Yield the pairs, those without a partner paired with what has their target, or their holder and evidence."""
    yield from ((a, b) for a, b in pairs if a and b)
    gold = [a for a, b in pairs if a and b is None]
    pred = [b for a, b in pairs if b and a is None]
    yield from pair(gold, pred, _near)


def _near(a: Stance, b: Stance) -> Rank:
    close = overlaps(a.anchor, b.anchor)
    if not (same_target(a, b) or (a.holder == b.holder and close)):
        return ()
    return 1, same_target(a, b), close, a.polarity == b.polarity
