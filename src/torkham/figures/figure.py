"""A figure: what it shows in words and numbers, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from torkham.figures.look import Look, Size, Theme, look

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

    Chart: TypeAlias = alt.Chart | alt.LayerChart | alt.VConcatChart


@dataclass(frozen=True)
class Figure:
    """One figure of a dataset.

    `name` is the stem of its files, `title` a heading, `alt` one or two sentences that say what the picture shows, for
    those who do not see it; `note` says what is counted and what is left out. `table` has the numbers, one row for each
    mark or label. A picture has no title of its own: that belongs in the caption of a paper or the heading of a page.

    All but the pictures is there without the extra `plots`; `svg` and `png` raise `MissingPlotsError` without it.
    """

    name: str
    title: str
    alt: str
    note: str
    table: pl.DataFrame = field(repr=False)
    draw: Callable[[Look], Chart] = field(repr=False, compare=False)

    def svg(self, theme: Theme = "light", size: Size = "column") -> str:
        """Return the picture as SVG, the same bytes for the same figure; 3.3 inches wide, or 680 pixels (`page`)."""
        from torkham.figures.render import require_plots, svg

        require_plots()
        style = look(theme, size)
        return svg(self.draw(style), style, self.title, self.alt)

    def png(self, theme: Theme = "light", size: Size = "column") -> bytes:
        """Return the picture as PNG with 300 pixels an inch."""
        from torkham.figures.render import png

        return png(self.svg(theme, size))
