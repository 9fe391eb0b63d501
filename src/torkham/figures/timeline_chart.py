"""The picture of the timeline: a line for each incident, and below them bars of events, over one axis of time.

All places are computed here, in pixels from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from torkham.figures.charts import layers, rows_chart, x_pixels, y_pixels
from torkham.figures.look import Look
from torkham.figures.periods import Axis
from torkham.figures.words import fitted, short

if TYPE_CHECKING:
    import altair as alt

    from torkham.figures.timeline import Incident

_NAMES = 0.48
"""Of the width: what the names of incidents may take."""
_NUMBERS = 2.6
"""The width of the numbers of their events, in heights of words."""
_HALVES = {"month": 0.28, "year": 0.14}
"""Half the height of a bar of an incident, in lines: the less is known, the fainter it is."""
_BARS = 5
"""The height of the highest bar of events, in lines."""
_WIDEST = 5
"""The width of a bar of events at most, in heights of words."""
_STEPS = {"month": (1, 2, 3, 6, 12, 24), "year": (1, 2, 5, 10, 20, 50, 100, 200, 500)}
"""How many months or years there may be from one that is named to the next."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class _Field:
    """Where things are: the pixels of the axis from `left` to `right`, the line of each incident, the foot of bars."""

    axis: Axis
    left: float
    right: float
    lines: int
    look: Look

    def x(self, day: date) -> float:
        share = min(1.0, max(0.0, self.axis.at(day)))
        return self.left + share * (self.right - self.left)

    @property
    def foot(self) -> float:
        gap = self.look.row if self.lines else 0
        return self.lines * self.look.row + gap + (_BARS + 1) * self.look.row

    @property
    def height(self) -> float:
        return self.foot + self.look.row


def draw(
    incidents: Sequence[Incident],
    counts: Mapping[tuple[date, str], int],
    axis: Axis,
    manners: Sequence[str],
    look: Look,
) -> alt.LayerChart:
    """Draw incidents, in order, and how many events each month or year has, by how it is known."""
    events = f"events by {axis.unit}"
    names = [fitted(each.name, look.letters(look.width * _NAMES)) for each in incidents]
    room = min(look.width * _NAMES, 0.55 * look.font * max(map(len, [*names, events])))
    left = room + _NUMBERS * look.font if incidents else 3 * look.font
    field = _Field(axis, left, look.width - look.font, len(incidents), look)
    present = {how for _, how in counts} | {each.first.precision for each in incidents}
    scale = dict(zip(manners, look.colours.steps, strict=False))
    known = {how: colour for how, colour in scale.items() if how in present}
    spans, dots, words = _incidents(incidents, names, field)
    bars, sums = _bars(counts, manners, field)
    if incidents and counts:
        y = field.foot - _BARS * look.row / 2
        words.append({"x": room, "y": y, "text": events, "align": "right"})
    return layers(_marks(field, known, spans + bars, dots, words + sums), look, height=round(field.height))


def _incidents(incidents: Sequence[Incident], names: Sequence[str], field: _Field) -> tuple[Rows, Rows, Rows]:
    """Return bars and lines, dots, and words."""
    look, spans, dots, words = field.look, Rows(), Rows(), Rows()
    for number, (each, name) in enumerate(zip(incidents, names, strict=True)):
        y, first = (number + 0.5) * look.row, each.first
        half, thin = look.row * _HALVES.get(first.precision, 0), look.font * 0.1
        begin, end = field.x(first.first), field.x(first.last + timedelta(days=1))
        words.append({"x": field.left - _NUMBERS * look.font, "y": y, "text": name, "align": "right"})
        if each.events:
            words.append({"x": field.left - look.font * 0.8, "y": y, "text": short(each.events), "align": "right"})
        if each.until < field.axis.begin:
            years = f"{each.start}–{each.end}" if each.end and each.end != each.start else each.start
            words.append({"x": field.left, "y": y, "text": f"← {years}", "align": "left"})
            continue
        if each.until > first.last or first.first < field.axis.begin:
            until = field.x(each.until + timedelta(days=1))
            spans.append({"x": begin, "x2": until, "y": y - thin, "y2": y + thin, "how": first.precision})
        if first.first < field.axis.begin:
            words.append({"x": field.left, "y": y, "text": "←", "align": "right"})
        elif first.precision == "day":
            dots.append({"x": (begin + end) / 2, "y": y, "how": "day"})
        else:
            spans.append({"x": begin, "x2": max(end, begin + 2), "y": y - half, "y2": y + half, "how": first.precision})
    return spans, dots, words


def _bars(counts: Mapping[tuple[date, str], int], manners: Sequence[str], field: _Field) -> tuple[Rows, Rows]:
    """Return the parts of the bars, and the numbers above them where they fit."""
    bins = field.axis.bins()
    sums = {begin: sum(counts.get((begin, how), 0) for how in manners) for begin in bins}
    unit = _BARS * field.look.row / max(1, *sums.values())
    edges = [*map(field.x, bins), field.right]
    parts, words = Rows(), Rows()
    for begin, left, right in zip(bins, edges[:-1], edges[1:], strict=True):
        y, gap = field.foot, max(min(1.0, (right - left) / 8), (right - left - _WIDEST * field.look.font) / 2)
        for how in manners:
            if count := counts.get((begin, how), 0):
                parts.append({"x": left + gap, "x2": right - gap, "y": y, "y2": y - count * unit, "how": how})
                y -= count * unit
        text = short(sums[begin])
        if sums[begin] and 0.6 * field.look.font * len(text) <= right - left:
            words.append({"x": (left + right) / 2, "y": y - field.look.font * 0.6, "text": text, "align": "center"})
    return parts, words


def _ticks(field: _Field) -> Rows:
    """Return the months or years that are named, as many as have room."""
    bins, room = field.axis.bins(), field.look.font * 0.52 * (len(field.axis.label(field.axis.begin)) + 1)
    width = (field.right - field.left) / len(bins)
    steps = _STEPS[field.axis.unit]
    step = next((step for step in steps if step * width >= room), steps[-1])
    place = {begin: begin.month - 1 if field.axis.unit == "month" else begin.year for begin in bins}
    return [
        {"x": field.x(begin), "middle": field.x(begin) + width / 2, "y": field.foot, "text": field.axis.label(begin)}
        for begin in bins
        if place[begin] % step == 0 and (step <= 12 or field.axis.unit == "year" or begin.year % 2 == 0)
    ]


def _marks(field: _Field, known: Mapping[str, str], boxes: Rows, dots: Rows, words: Rows) -> list[alt.Chart]:
    import altair as alt

    look, colours = field.look, field.look.colours

    x, y = x_pixels(look), y_pixels(field.height)
    legend = alt.Legend(orient="bottom", title="dated by", symbolType="square", titleOrient="left", symbolStrokeWidth=0)
    scale = alt.Scale(domain=list(known), range=list(known.values()))
    colour = alt.Color("how:N", scale=scale, legend=legend)
    ticks = _ticks(field)
    lines = rows_chart([tick | {"y2": 0} for tick in ticks]).mark_rule(color=colours.line)
    base = rows_chart([{"x": field.left, "x2": field.right, "y": field.foot}]).mark_rule(color=colours.quiet)
    marks = [
        lines.encode(x=x("x"), y=y("y"), y2="y2:Q"),
        rows_chart(boxes).mark_rect().encode(x=x("x"), x2="x2:Q", y=y("y"), y2="y2:Q", color=colour),
        rows_chart(dots)
        .mark_point(filled=True, opacity=1, size=look.font**2 * 0.6)
        .encode(x=x("x"), y=y("y"), color=colour),
        base.encode(x=x("x"), x2="x2:Q", y=y("y")),
        rows_chart(ticks).mark_text(dy=look.font, color=colours.quiet).encode(x=x("middle"), y=y("y"), text="text:N"),
    ]
    for align in ("left", "right", "center"):
        mine = [row for row in words if row["align"] == align]
        marks.append(rows_chart(mine).mark_text(align=align).encode(x=x("x"), y=y("y"), text="text:N"))
    return marks
