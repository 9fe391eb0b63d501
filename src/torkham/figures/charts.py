"""What the charts have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from torkham.figures.look import Look

if TYPE_CHECKING:
    import altair as alt


def rows_chart(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    """Return a chart of some rows, which has them in its specification."""
    import altair as alt

    data: alt.Data = alt.Data(values=list(rows))  # type: ignore[no-untyped-call]
    return alt.Chart(data)


def layers(charts: Sequence[alt.Chart], look: Look, height: int | alt.Step) -> alt.LayerChart:
    """Lay charts over one another, as wide in all as the look says."""
    import altair as alt

    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    return alt.LayerChart(layer=list(charts), width=look.width, height=height, autosize=fit)
