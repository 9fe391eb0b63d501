"""Who does what to whom: the pairs of actors that events join, by the class of what one does to the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import polars as pl

from torkham.figures.data import Frames, names
from torkham.figures.dyad_chart import draw
from torkham.figures.figure import Figure
from torkham.figures.words import counted, fitted, listed, spoken

LINKS = 24
"""How many links are drawn at most."""
HAPPENED = ("actual", "historical")
"""Statuses of what a text tells as having happened, or happening."""


class Link(NamedTuple):
    """What one actor does to another: a class of deeds or words."""

    source: str
    recipient: str
    quad_class: str


def dyads(data: Frames) -> Figure | None:
    """Return the figure; None where no event joins two actors."""
    told = data["events"].filter(pl.col("status").is_in(HAPPENED))
    links = [list(links_of(event)) for event in told.iter_rows(named=True)]
    joining = sum(map(bool, links))
    if not joining:
        return None
    ranked = Counter(link for each in links for link in each).most_common()
    shown = ranked[:LINKS]
    known = names(data["actors"])
    table = pl.DataFrame(
        [
            (*link, known.get(link.source, link.source), known.get(link.recipient, link.recipient), n)
            for link, n in ranked
        ],
        schema=["source", "recipient", "quad_class", "source_name", "recipient_name", "events"],
        orient="row",
    )
    drawn = table.head(len(shown))
    actors = len({link[side] for link, _ in shown for side in (0, 1)})
    what = "who does what to whom"
    of = f"the {len(shown)} most frequent of {counted(len(ranked), 'link')}" if len(ranked) > len(shown) else what
    return Figure(
        name="actors",
        title=f"{what[0].upper()}{what[1:]}" + (f": {of}" if of != what else ""),
        alt=f"Links from {counted(actors, 'actor')} to one another, as wide as events are many. The most frequent: "
        f"{listed(_told(row) for row in drawn.head(3).iter_rows(named=True))}.",
        note=f"{counted(joining, 'event')} of {len(data['events']):,}: those told as having happened (status actual or "
        "historical), whoever tells them, that name one who acts and another acted upon. An event counts once for each "
        "pair; where sides act on one another, in both directions. + cooperation, − conflict; broken: in words, whole: "
        "in deeds." + _left_out(ranked),
        table=table,
        draw=lambda look: draw(drawn, look),
    )


def links_of(event: dict[str, Any]) -> Iterator[Link]:
    """Yield the links of an event of `read_frames`: from each source to each recipient that is another actor.

    Where sides act on one another, each source acts on all others, whether or not they are among the recipients.
    """
    sources = dict.fromkeys(event["sources"] or ())
    recipients = dict.fromkeys(event["recipients"] or ())
    if event["reciprocal"]:
        sources = recipients = sources | recipients
    for source, recipient in product(sources, recipients):
        if source != recipient:
            yield Link(source, recipient, event["quad_class"])


def _left_out(ranked: list[tuple[Link, int]]) -> str:
    if len(ranked) <= LINKS:
        return ""
    equal = "; of those with as many events as the last ones shown, the first told are shown"
    return (
        f" {counted(len(ranked) - LINKS, 'link')} left out{equal if ranked[LINKS - 1][1] == ranked[LINKS][1] else ''}."
    )


def _told(row: dict[str, Any]) -> str:
    whom = f"{fitted(row['source_name'], 60)} to {fitted(row['recipient_name'], 60)}"
    return f"{whom}, {spoken(row['quad_class'])} ({row['events']:,})"
