"""The picture of bars: one for each label, with its parts one after another and their sum at the end.

All places are computed here, in pixels from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from torkham.figures.charts import layers, rows_chart, x_pixels, y_pixels
from torkham.figures.look import Look, readable
from torkham.figures.words import told_apart

if TYPE_CHECKING:
    import altair as alt

_NAMES = 0.36
"""Of the width: what labels may take at most."""
_SUMS = 2.6
"""The width of a sum, in heights of words."""


class Bar(NamedTuple):
    """A bar's label, and its parts."""

    label: str
    values: tuple[int, ...]


def draw(bars: Sequence[Bar], names: Mapping[str, str], parts: Sequence[str], look: Look) -> alt.LayerChart:
    """Draw bars, in order, with their `names` by label; `parts` says what the values of each are."""
    import altair as alt

    labels = told_apart({bar.label: names[bar.label] for bar in bars}, look.letters(look.width * _NAMES - look.font))
    left = min(look.width * _NAMES, (0.65 * max(map(len, labels.values())) + 1) * look.font)
    unit = (look.width - left - _SUMS * look.font) / max(sum(bar.values) for bar in bars)
    height = len(bars) * look.row
    boxes = [
        box
        for number, bar in enumerate(bars)
        for box in _boxes(bar, parts, left, unit, (number + 0.5) * look.row, look)
    ]
    ends = [
        {"x": left + sum(bar.values) * unit, "y": (number + 0.5) * look.row, "name": labels[bar.label], "left": left}
        | {"text": f"{sum(bar.values):,}"}
        for number, bar in enumerate(bars)
    ]
    used = [part for number, part in enumerate(parts) if any(bar.values[number] for bar in bars)]
    steps = dict(zip(parts, look.colours.steps, strict=False))
    legend = alt.Legend(orient="bottom", title=None, symbolType="square", symbolStrokeWidth=0)
    scale = alt.Scale(domain=used, range=[steps[part] for part in used])
    colour = alt.Color("part:N", scale=scale, legend=legend if len(parts) > 1 else None)
    x, y = x_pixels(look), y_pixels(height)
    marks = [
        rows_chart(boxes).mark_rect().encode(x=x("x"), x2="x2:Q", y=y("y"), y2="y2:Q", color=colour),
        rows_chart(ends).mark_text(align="left", dx=4).encode(x=x("x"), y=y("y"), text="text:N"),
        rows_chart(ends).mark_text(align="right", dx=-4).encode(x=x("left"), y=y("y"), text="name:N"),
    ]
    for ink in dict.fromkeys(box["ink"] for box in boxes):
        written = [box for box in boxes if box["ink"] == ink and box["fits"]]
        words = rows_chart(written).mark_text(align="center", color=ink)
        marks.append(words.encode(x=x("middle"), y=y("line"), text="text:N"))
    return layers(marks, look, height=height)


def _boxes(bar: Bar, parts: Sequence[str], left: float, unit: float, y: float, look: Look) -> Iterator[dict[str, Any]]:
    """Yield the parts of a bar; where there are several, with the numbers of those that have room for them."""
    half, at = look.row * 0.42, left
    for part, value, colour in zip(parts, bar.values, look.colours.steps, strict=False):
        if not value:
            continue
        end, text = at + value * unit, f"{value:,}"
        fits = len(parts) > 1 and value < sum(bar.values) and len(text) <= (end - at) / (look.font * 0.6)
        yield {"x": at, "x2": end, "y": y - half, "y2": y + half, "part": part, "line": y} | {
            "middle": (at + end) / 2, "text": text, "fits": fits, "ink": readable(colour, look.colours)
        }  # fmt: skip
        at = end
