"""A stance while it is made, and which of several stances count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from torkham.annotator.event import Slot
from torkham.annotator.scene import Scene


@dataclass
class Stance:
    """One stance of a scene while it is made; `target` is an issue's or actor's id, None where it is open."""

    scene: Scene
    holder_id: str
    holder: Slot | None
    target_kind: str
    target_id: str | None
    target: tuple[int, int] | None
    polarity: str
    expression: str
    voice: str
    evidence: tuple[int, int]
    attributed: list[Slot] = field(default_factory=list)
    cue: int | None = None
    confidence: float = 0.5


def one_each(stances: Sequence[Stance]) -> list[Stance]:
    """Return one stance for each holder and target: mixed where polarities differ, the first otherwise (§11.9).

    What follows from a deed counts only where nothing explicit is said.
    """
    if len(stances) < 2:
        return list(stances)
    found: dict[tuple[str, str, object], Stance] = {}
    for stance in stances:
        if stance.target_kind == "open" and any(_same_open(stance, each) for each in found.values()):
            continue
        key = (stance.holder_id, stance.target_kind, stance.target_id or stance.target)
        if key not in found:
            found[key] = stance
        elif (
            found[key].polarity != stance.polarity
            and not _overlap(found[key], stance)
            and stance.expression == "explicit"
        ):
            found[key].polarity = "mixed"
    return list(found.values())


def _same_open(a: Stance, b: Stance) -> bool:
    """Return whether two stances are one holder's on words of the unit that overlap."""
    if b.target_kind != "open" or a.holder_id != b.holder_id or a.target is None or b.target is None:
        return False
    return a.target[0] < b.target[1] and b.target[0] < a.target[1]


def _overlap(a: Stance, b: Stance) -> bool:
    """Return whether two stances rest on the same words, of which the first reading counts."""
    return a.evidence[0] < b.evidence[1] and b.evidence[0] < a.evidence[1]
