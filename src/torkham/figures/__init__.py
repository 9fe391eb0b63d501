"""Figures of a dataset, for papers and for the browser page: what each shows in words, numbers and a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from torkham.figures.figure import Figure
from torkham.figures.render import MissingPlotsError, require_plots

if TYPE_CHECKING:
    from torkham.figures.data import Frames

__all__ = ["Figure", "MissingPlotsError", "figures", "figures_of", "require_plots"]


def figures(dataset: str | Path) -> list[Figure]:
    """Return the figures of a dataset folder, or of an archive of one; what has nothing to show is left out.

    Raises `NotADatasetError` (a `ValueError`) where there is none, or it cannot be read.
    """
    from torkham.figures.data import read_frames

    return figures_of(read_frames(Path(dataset)))


def figures_of(data: Frames) -> list[Figure]:
    """Return the figures of a dataset that `read_frames` read."""
    from torkham.figures.bars import bars
    from torkham.figures.dyads import dyads
    from torkham.figures.positions import positions
    from torkham.figures.timeline import timeline
    from torkham.figures.types import event_types

    told = (draw(data) for draw in (dyads, timeline, positions, event_types))
    return [*filter(None, told), *bars(data)]
