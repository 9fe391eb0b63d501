"""The main figures: those of `docs/scoring.md` that the page of baselines shows, and what the project wants of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from torkham.scoring.figures import Figure
from torkham.scoring.tasks import ATTRIBUTION, EVENTS, LINKING, STANCE

DROP = 0.08
"""How much lower than on the seeds a figure with a goal may be on the unseen set."""
DIGITS = 3
"""Digits that are kept: what comes after them tells nothing with so few sentences."""


class Value(NamedTuple):
    """A figure with its 95 % interval; None where there is nothing to divide by, or no interval."""

    value: float | None
    low: float | None
    high: float | None


class Main(NamedTuple):
    """A main figure: its key in the ledgers, what the page calls it, and where `docs/scoring.md` has it.

    `goal` is the least value wanted on the seeds; of spurious events it is the most, wanted on both sets.
    """

    key: str
    title: str
    task: str
    name: str
    goal: float | None = None
    at_most: bool = False

    def met(self, value: float) -> bool:
        """Return whether a value on the seeds meets the goal."""
        assert self.goal is not None
        return value <= self.goal if self.at_most else value >= self.goal

    def kept(self, seeds: float, unseen: float) -> bool:
        """Return whether a value on the unseen set is as good as is wanted beside that on the seeds."""
        return self.met(unseen) if self.at_most else round(seeds - unseen, DIGITS) <= DROP


MAIN = (
    Main("mentions", "mentions, F1", LINKING, "mention, overlapping", 0.90),
    Main("linking", "linking, accuracy", LINKING, "linking accuracy", 0.90),
    Main("type", "trigger + type, F1", EVENTS, "trigger + type", 0.80),
    Main("sources", "type + sources, F1", EVENTS, "type + sources", 0.70),
    Main("tuple", "type + sources + recipients, F1", EVENTS, "type + sources + recipients", 0.65),
    Main("sentence_types", "types of a sentence, F1", EVENTS, "types of a sentence"),
    Main("spurious", "spurious in 5 eventless sentences", EVENTS, "spurious in 5 eventless sentences", 1.0, True),
    Main("attribution", "event + attributed actor, F1", ATTRIBUTION, "event + attributed actor"),
    Main("stance", "holder + target + polarity, F1", STANCE, "holder + target + polarity", 0.60),
    Main("open", "open targets, F1", STANCE, "open: holder + words + polarity"),
)
KEYS = frozenset(main.key for main in MAIN)


def main_figures(figures: Iterable[Figure], attempted: Iterable[str]) -> dict[str, Value]:
    """Return the main figures that a system attempts, by key, rounded; without a value where gold has no such label."""
    by_name = {(figure.task, figure.name): figure for figure in figures}
    wanted = {*attempted}
    return {main.key: _value(by_name[main.task, main.name]) for main in MAIN if main.key in wanted}


def _value(figure: Figure) -> Value:
    numbers = (figure.value, figure.low, figure.high) if figure.n_gold else (None, None, None)
    return Value(*(None if number is None else round(number, DIGITS) for number in numbers))
