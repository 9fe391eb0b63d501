"""What the charts have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from torkham.figures.look import Look
from torkham.figures.words import told_apart

if TYPE_CHECKING:
    import altair as alt

_UPRIGHT = 22
"""How many letters a head that stands upright may have in a line."""


def rows_chart(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    """Return a chart of some rows, which has them in its specification."""
    import altair as alt

    data: alt.Data = alt.Data(values=list(rows))  # type: ignore[no-untyped-call]
    return alt.Chart(data)


def x_pixels(look: Look) -> Callable[[str], alt.X]:
    """Return how a column of pixels from the left becomes places on the x axis, of which nothing is shown."""
    import altair as alt

    return lambda column: alt.X(
        f"{column}:Q", scale=alt.Scale(domain=[0, look.width], nice=False, zero=False), axis=None
    )


def y_pixels(height: float) -> Callable[[str], alt.Y]:
    """Return how a column of pixels from the top becomes places on the y axis, of which nothing is shown."""
    import altair as alt

    return lambda column: alt.Y(f"{column}:Q", scale=alt.Scale(domain=[height, 0], nice=False, zero=False), axis=None)


def across(names: Mapping[str, str], width: float, look: Look) -> tuple[dict[str, str], alt.Axis]:
    """Return the heads of a matrix's columns by their ids, and the axis that shows them; a column is `width` wide.

    Heads stand upright where a word would not fit otherwise.
    """
    import altair as alt

    room, line = look.letters(width), look.font + 2
    level = all(len(word) <= room for name in names.values() for word in name.split())
    heads = told_apart(names, room, 4) if level else told_apart(names, _UPRIGHT, max(1, int(width / line)))
    grow = max(head.count("\n") for head in heads.values()) * line  # lines below the first one grow downwards
    axis = (
        alt.Axis(orient="top", labelAngle=0, labelPadding=4 + grow) if level else alt.Axis(orient="top", labelAngle=-90)
    )
    return heads, axis


def layers(charts: Sequence[alt.Chart], look: Look, height: int | alt.Step) -> alt.LayerChart:
    """Lay charts over one another, as wide in all as the look says."""
    import altair as alt

    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    return alt.LayerChart(layer=list(charts), width=look.width, height=height, autosize=fit)
