"""Which gold label a predicted one answers, each label at most once, and the whole of a sentence as well as can be.

Two questions are asked. *How much could be right* of one figure is the most credit that any pairing gives: it is one
number whatever the order of the labels, a label less never makes it more, and gold gets all of it from itself. *What
became of a label* needs one pairing, by ranks: whose first entries add up to the most, and among those the second ones,
and so on (Kuhn 1955, as implemented in SciPy). Labels come in an order of their own (`Labels.in_order`), so that ties
have one outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from torkham.scoring.labels import Event, Label, Mention, Stance, jaccard, overlaps

L = TypeVar("L", bound=Label)
Pair: TypeAlias = tuple[L | None, L | None]
Rank: TypeAlias = tuple[int, ...]
"""How well two labels go together, what matters most first; empty where they do not at all."""


def most(gold: Sequence[Any], pred: Sequence[Any], credit: Callable[[Any, Any], int]) -> int:
    """Return the most credit that any pairing gives."""
    if not gold or not pred:
        return 0
    credits = np.array([[credit(a, b) for b in pred] for a in gold])
    return int(credits[linear_sum_assignment(credits, maximize=True)].sum())


def pair(gold: Sequence[L], pred: Sequence[L], rank: Callable[[L, L], Rank]) -> tuple[Pair[L], ...]:
    """Pair labels by their ranks; one without a partner is paired with None.

    Pairs stand in the order of the gold labels, then the predicted ones that are left over.
    """
    ranks = [[rank(a, b) for b in pred] for a in gold]
    weights = np.array(_weights(ranks), dtype=float).reshape(len(gold), len(pred))
    rows, columns = linear_sum_assignment(weights, maximize=True)
    partner = {row: column for row, column in zip(rows, columns, strict=True) if ranks[row][column]}
    taken = set(partner.values())
    pairs: list[Pair[L]] = [(label, pred[partner[i]] if i in partner else None) for i, label in enumerate(gold)]
    return (*pairs, *((None, label) for j, label in enumerate(pred) if j not in taken))


def _weights(ranks: Sequence[Sequence[Rank]]) -> list[list[int]]:
    """Write each rank as one number, so that no sum of lower entries reaches a higher one."""
    there = [each for row in ranks for each in row if each]
    most_pairs = min(len(ranks), len(ranks[0])) if ranks else 0
    bases = [1 + most_pairs * max(entries) for entries in zip(*there, strict=True)]

    def weight(rank: Rank) -> int:
        total = 0
        for base, entry in zip(bases, rank, strict=False):
            total = total * base + entry
        return total

    return [[weight(each) for each in row] for row in ranks]


def _closeness(a: Label, b: Label) -> int:
    return round(100 * jaccard(a.anchor, b.anchor))


def mention_rank(a: Mention, b: Mention) -> Rank:
    """Pair as many overlapping mentions as can be, then exact ones, then those of one actor and form."""
    if not overlaps(a.anchor, b.anchor):
        return ()
    return 1, a.anchor == b.anchor, a.actor == b.actor, a.form == b.form, _closeness(a, b)


def event_rank(a: Event, b: Event) -> Rank:
    """Pair as many events of one type with overlapping triggers as can be, then any, then those with most in common."""
    if not overlaps(a.anchor, b.anchor):
        return ()
    fields = ("sources", "recipients", "attributed_to", "status", "mode", "reciprocal", "time", "place", "incident")
    same = sum(getattr(a, name) == getattr(b, name) for name in (*fields, "contexts"))
    cue = overlaps(a.cue, b.cue) or a.cue == b.cue
    return a.type == b.type, 1, a.anchor == b.anchor, same + cue, _closeness(a, b)


def same_position(a: Stance, b: Stance) -> bool:
    """Return whether two stances have one holder and one target (open ones: words that overlap)."""
    return a.holder == b.holder and same_target(a, b)


def same_target(a: Stance, b: Stance) -> bool:
    """Return whether two stances have one target (open ones: words that overlap, or none at all)."""
    if a.kind != b.kind:
        return False
    if a.kind == "open":
        return overlaps(a.words, b.words) or a.words == b.words
    return a.target == b.target


def stance_rank(a: Stance, b: Stance) -> Rank:
    """Pair as many stances of one holder and target as can be, then those of one polarity, expression and voice."""
    if not same_position(a, b):
        return ()
    rest = (a.expression == b.expression) + (a.voice == b.voice) + overlaps(a.anchor, b.anchor)
    return 1, a.polarity == b.polarity, rest, _closeness(a, b)
