"""Which label of one annotator answers which label of another, sentence by sentence.

Labels are records as in `schema/records/`; offsets count from the sentence's start. Each label is matched at most once,
so that the whole matching of a sentence is the best one (Kuhn 1955, as implemented in SciPy).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from torkham.contract import Json

Pair: TypeAlias = tuple[Json | None, Json | None]
Weight: TypeAlias = Callable[[Json, Json], float]


def match(left: Sequence[Json], right: Sequence[Json], weight: Weight) -> list[Pair]:
    """Pair the labels of two annotators so that the weights add up to the most.

    A pair of weight 0 is never made; a label without a partner is paired with None. Pairs stand in the order of the
    left labels, then the right ones that are left over.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment  # here, since a corpus without passes does without it

    weights = np.array([[weight(a, b) for b in right] for a in left]).reshape(len(left), len(right))
    rows, columns = linear_sum_assignment(weights, maximize=True)
    partner = {row: column for row, column in zip(rows, columns, strict=True) if weights[row, column] > 0}
    taken = set(partner.values())
    pairs: list[Pair] = [(label, right[partner[i]] if i in partner else None) for i, label in enumerate(left)]
    return pairs + [(None, label) for j, label in enumerate(right) if j not in taken]


def overlap(a: Json, b: Json) -> float:
    """Return how far two spans overlap: characters in both over characters in either, 0 to 1."""
    both = min(a["end"], b["end"]) - max(a["start"], b["start"])
    return both / (max(a["end"], b["end"]) - min(a["start"], b["start"])) if both > 0 else 0.0


def same_span(a: Json, b: Json) -> bool:
    """Return whether two spans are the same characters."""
    return bool((a["start"], a["end"]) == (b["start"], b["end"]))


def mention_weight(a: Json, b: Json) -> float:
    """Weigh two mentions: they overlap, better exactly, better with the same actor."""
    shared = overlap(a, b)
    return shared and 1000 * same_span(a, b) + 100 * (a["actor_id"] == b["actor_id"]) + shared


def event_weight(a: Json, b: Json) -> float:
    """Weigh two events: their triggers overlap, better exactly, better of one type, attribution and status."""
    shared = overlap(a["trigger"], b["trigger"])
    return shared and (
        1000 * same_span(a["trigger"], b["trigger"])
        + 100 * (a["type"] == b["type"])
        + 20 * (actors(a, "attributed_to") == actors(b, "attributed_to"))
        + 10 * (a["status"] == b["status"])
        + 5 * (actors(a, "sources") == actors(b, "sources"))
        + shared
    )


def stance_weight(a: Json, b: Json) -> float:
    """Weigh two stances: they have one holder and one target (for open targets, words that overlap)."""
    if a["holder_id"] != b["holder_id"] or a["target_kind"] != b["target_kind"]:
        return 0.0
    if a["target_kind"] == "open":
        return overlap(a["target_text"], b["target_text"])
    return float(a["target_id"] == b["target_id"])


def actors(label: Json, slot: str) -> frozenset[str]:
    """Return the actors in a slot (`sources`, `recipients`, `attributed_to`) of a label."""
    return frozenset(item["actor_id"] for item in label[slot])


WEIGHTS: dict[str, Weight] = {"mentions": mention_weight, "events": event_weight, "stances": stance_weight}
