"""Figures of a dataset, for papers and for the browser page: what each shows in words, numbers and a picture."""

from __future__ import annotations

from pathlib import Path

from torkham.figures.figure import Figure
from torkham.figures.render import MissingPlotsError, require_plots

__all__ = ["Figure", "MissingPlotsError", "figures", "require_plots"]


def figures(dataset: str | Path) -> list[Figure]:
    """Return the figures of a dataset folder, or of an archive of one; what has nothing to show is left out.

    Raises `NotADatasetError` (a `ValueError`) where there is none, or it cannot be read.
    """
    from torkham.figures.data import read_frames
    from torkham.figures.dyads import dyads
    from torkham.figures.positions import positions
    from torkham.figures.timeline import timeline
    from torkham.figures.types import event_types

    data = read_frames(Path(dataset))
    return [figure for draw in (dyads, timeline, positions, event_types) if (figure := draw(data)) is not None]
