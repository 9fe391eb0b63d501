"""The picture of who does what to whom: sources on the left, recipients on the right, a line for each link.

Every link has a slot of its own at either end, so that no two names or numbers meet; the slots of an actor stand
together. All places are computed here, in pixels from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from torkham.figures.charts import layers, rows_chart, x_pixels, y_pixels
from torkham.figures.look import Look
from torkham.figures.words import SIGNS, told_apart

if TYPE_CHECKING:
    import altair as alt

_NAMES = 0.33
"""Of the width: what the names of either side may take."""
_EACH, _WIDEST, _ALL = 0.25, 2.0, 10.0
"""The width of a line for each event, of the line of most events, and of all lines together, in slots, at most."""

_MANNERS = {"verbal": "in words", "material": "in deeds"}
_HEAD = 3**0.5 / 2
"""How long a triangle of equal sides is, for its height."""


class Bar(NamedTuple):
    """The slots of one actor on one side."""

    actor_id: str
    start: float
    end: float


def draw(links: pl.DataFrame, look: Look) -> alt.LayerChart:
    """Draw links: source, recipient, their names, quad_class and events, most events first."""
    slot, numbers = look.font + 2, links["events"].to_list()
    unit = slot * min(_EACH, _WIDEST / max(numbers), _ALL / sum(numbers))
    widths = [max(1.2, number * unit) for number in numbers]
    heights = [max(slot, _head(width, look) + 1) for width in widths]
    (left, starts), (right, ends) = _sides(links, heights, gap=slot / 2)
    height = max(left[-1].end, right[-1].end)
    edges = look.width * _NAMES, look.width * (1 - _NAMES)
    lines = [
        _line(row, width, look) | {"id": number, "y1": start, "y2": end}
        for number, (row, width, start, end) in enumerate(
            zip(links.iter_rows(named=True), widths, starts, ends, strict=True)
        )
    ]
    named = [_names(links, side, bars, look) for side, bars in (("source", left), ("recipient", right))]
    return layers(_marks(lines, named, edges, height, look), look, height=round(height))


def _line(link: dict[str, Any], width: float, look: Look) -> dict[str, Any]:
    """Return how a link looks, its legend's words among that; `arrow` is how high its head is, in pixels."""
    manner, _, kind = link["quad_class"].partition("_")
    said = {"kind": f"{SIGNS[kind]} {kind}", "manner": _MANNERS[manner], "number": f"{SIGNS[kind]}{link['events']:,}"}
    return {"width": width, "arrow": _head(width, look), **said}


def _head(width: float, look: Look) -> float:
    """Return how high the head of a line is."""
    return width + 0.5 * look.font


def _sides(links: pl.DataFrame, heights: Sequence[float], gap: float) -> list[tuple[list[Bar], list[float]]]:
    """Return for sources and for recipients their bars, and the middle of each link's slot; both sides are as high."""
    columns = links["source"].to_list(), links["recipient"].to_list()
    order = [_order(ids, heights) for ids in columns]
    whole = sum(heights) + gap * (max(map(len, order)) - 1)
    sides = []
    for own, other in ((0, 1), (1, 0)):
        between = (whole - sum(heights)) / max(1, len(order[own]) - 1)
        at = 0.0 if len(order[own]) > 1 else (whole - sum(heights)) / 2
        bars, middles = [], [0.0] * len(heights)
        for actor in order[own]:
            start = at
            mine = (number for number, id_ in enumerate(columns[own]) if id_ == actor)
            for number in sorted(mine, key=lambda each: (order[other].index(columns[other][each]), each)):
                middles[number] = at + heights[number] / 2
                at += heights[number]
            bars.append(Bar(actor, start, at))
            at += between
        sides.append((bars, middles))
    return sides


def _order(ids: Sequence[str], heights: Sequence[float]) -> list[str]:
    """Return the actors of a side, those with most to show first."""
    sums = dict.fromkeys(ids, 0.0)
    for id_, height in zip(ids, heights, strict=True):
        sums[id_] -= height
    return sorted(sums, key=lambda id_: (sums[id_], ids.index(id_)))


def _names(links: pl.DataFrame, side: str, bars: Sequence[Bar], look: Look) -> list[dict[str, Any]]:
    """Return the bars of a side with the names beside them, of as many lines as a bar is high."""
    known = dict(links.select(side, f"{side}_name").rows())
    room = look.letters(look.width * _NAMES)
    lines = {bar.actor_id: max(1, int((bar.end - bar.start) / (look.font + 2))) for bar in bars}
    labels = told_apart({bar.actor_id: known[bar.actor_id] for bar in bars}, room, lines)
    return [
        {"y1": bar.start, "y2": bar.end, "name": name}
        | {"y": (bar.start + bar.end - name.count("\n") * (look.font + 2)) / 2}
        for bar, name in ((bar, labels[bar.actor_id]) for bar in bars)
    ]


def _marks(
    lines: list[dict[str, Any]],
    named: list[list[dict[str, Any]]],
    edges: tuple[float, float],
    height: float,
    look: Look,
) -> list[alt.Chart]:
    import altair as alt

    x, y = x_pixels(look), y_pixels(height)
    kinds = alt.Scale(
        domain=[f"{sign} {kind}" for kind, sign in SIGNS.items()],
        range=[look.colours.cooperation, look.colours.conflict],
    )
    manners = alt.Scale(domain=list(_MANNERS.values()), range=[[3, 2], []])
    legend = alt.Legend(orient="bottom", title=None, symbolType="stroke", symbolSize=4 * look.font**2)
    colour = alt.Color("kind:N", scale=kinds, legend=legend)
    curves = (
        rows_chart([bend for line in lines for bend in _bends(line, edges, look)])
        .mark_line(interpolate="basis")
        .encode(x=x("x"), y=y("y"), order="order:Q", detail="id:N", color=colour)
        .encode(strokeWidth=alt.StrokeWidth("width:Q", scale=None))
        .encode(strokeDash=alt.StrokeDash("manner:N", scale=manners, legend=legend))
    )
    triangles = [line | {"x": edges[1] - 2 - line["arrow"] * _HEAD / 2, "size": line["arrow"] ** 2} for line in lines]
    heads = (
        rows_chart(triangles)
        .mark_point(shape="triangle-right", filled=True, opacity=1)
        .encode(x=x("x"), y=y("y2"), color=colour, size=alt.Size("size:Q", scale=None))
    )
    numbers = rows_chart([line | {"x": edges[0]} for line in lines]).mark_text(align="right", dx=2.2 * look.font)
    marks = [curves, heads, numbers.encode(x=x("x"), y=y("y1"), text="number:N")]
    for edge, bars, align, dx in zip(edges, named, ("right", "left"), (-5, 5), strict=True):
        placed = [bar | {"x": edge} for bar in bars]
        bar = rows_chart(placed).mark_rule(strokeWidth=3, color=look.colours.quiet)
        words = rows_chart(placed).mark_text(align=align, dx=dx, color=look.colours.ink)  # type: ignore[arg-type]
        marks += [bar.encode(x=x("x"), y=y("y1"), y2="y2:Q"), words.encode(x=x("x"), y=y("y"), text="name:N")]
    return marks


def _bends(line: dict[str, Any], edges: tuple[float, float], look: Look) -> list[dict[str, Any]]:
    """Return the points that a link's curve follows: level at both ends, and steep only in between."""
    begin, end = edges[0] + 2.6 * look.font, edges[1] - 2 - line["arrow"] * _HEAD
    third = (end - begin) / 3
    points = [(begin, "y1"), (begin + third, "y1"), (end - third, "y2"), (end, "y2")]
    return [line | {"x": at, "y": line[which], "order": order} for order, (at, which) in enumerate(points)]
