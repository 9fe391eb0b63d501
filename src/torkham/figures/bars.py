"""The statistics of the card as bars: how many of what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import polars as pl

from torkham import contract
from torkham.figures.bar_chart import Bar, draw
from torkham.figures.data import Frames, names
from torkham.figures.figure import Figure
from torkham.figures.words import OTHERS, counted, first, fitted, listed, spoken
from torkham.statistics import ALL, TITLES, Count, counts

ROWS = 16
"""How many bars there are at most."""


class _Kind(NamedTuple):
    """A figure's name, what its bars count, and what is to be known of them."""

    name: str
    noun: str
    note: str


_KINDS = {
    "by_article": _Kind("labels", "label", "Labels by layer. Only units that are to be labelled have any."),
    "by_role": _Kind(
        "roles", "unit", "A unit is a sentence or what stands for one. All are kept, not all are labelled."
    ),
    "by_type": _Kind(
        "statuses",
        "event",
        "Status: whether the text tells an event as done (actual), over for more than 30 days (historical), to come "
        "(future), possible (hypothetical) or not done (negated).",
    ),
    "by_polarity": _Kind("polarities", "stance", "The target of a stance is a proposition (issue) or an actor."),
    "by_certainty": _Kind("certainty", "label", "Debatable is what a careful reader could decide otherwise."),
    "top_actors": _Kind("mentioned", "mention", "Mentions of every form: names, nouns, adjectives and pronouns."),
    "top_targets": _Kind("discussed", "stance", "Stances of every holder, for and against."),
}
"""For the tables of `torkham.statistics.counts`."""


def bars(data: Frames) -> Iterator[Figure]:
    """Yield a figure for each table of the card that has anything to count."""
    known = names(data["actors"])
    for name, count in counts(data).items():
        parts, rows = _rows(count)
        if any(sum(values) for _, values in rows):
            yield _figure(TITLES[name], _KINDS[name], count, parts, rows, known)


def _rows(count: Count) -> tuple[list[str], list[Bar]]:
    """Return what the parts of a bar are, and the bars."""
    numbers = [head for head in count.head[1:] if head in contract.LABELS] or [
        head for head in count.head[1:] if head != ALL
    ]
    places = [count.head.index(head) for head in numbers]
    return numbers, [Bar(str(line[0]), tuple(int(line[place]) for place in places)) for line in count.lines]


def _figure(
    title: str, kind: _Kind, count: Count, parts: Sequence[str], rows: list[Bar], known: dict[str, str]
) -> Figure:
    ranked = sorted(rows, key=lambda bar: -sum(bar.values))
    shown, rest = first([(bar.label, sum(bar.values)) for bar in ranked], ROWS)
    labels = {bar.label: known.get(bar.label, spoken(bar.label)) for bar in rows}
    left = ""
    if rest:
        title += f", the {len(shown)} with most of {len(rows):,}"
        others = sum(sum(bar.values) for bar in ranked[len(shown) :])
        rows, left = ranked[: len(shown)], f" The {rest:,} {OTHERS} have {counted(others, kind.noun)} in all."
    whole = sum(sum(bar.values) for bar in rows)
    most = listed(f"{fitted(labels[bar.label], 60)} ({sum(bar.values):,})" for bar in ranked[:3])
    table = pl.DataFrame(
        [(bar.label, *bar.values, sum(bar.values)) for bar in rows],
        schema={count.head[0]: pl.String} | dict.fromkeys([*parts, ALL], pl.Int64),
        orient="row",
    )
    return Figure(
        name=kind.name,
        title=title,
        alt=f"{counted(len(rows), 'bar')} of {counted(whole, kind.noun)} by {count.head[0]}. Most: {most}.",
        note=kind.note + left,
        table=table if len(parts) > 1 else table.drop(ALL),
        draw=partial(draw, rows, labels, parts),
    )
