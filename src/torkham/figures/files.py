"""Figures as files in a folder, with their captions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from torkham.figures.figure import Figure
from torkham.figures.look import Size, Theme
from torkham.report.words import printable

CAPTIONS = "captions.md"


def write(
    figures: Sequence[Figure], folder: Path, kinds: Iterable[str], theme: Theme = "light", size: Size = "column"
) -> list[Path]:
    """Write figures as `svg`, `png` or `csv` (the numbers), and `captions.md`; return the files, in order.

    All is drawn before anything is written. Raises `OSError` where the folder cannot be made or written.
    """
    files = {f"{figure.name}.{kind}": _bytes(figure, kind, theme, size) for figure in figures for kind in kinds}
    files[CAPTIONS] = "\n".join(map(_caption, figures)).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def _bytes(figure: Figure, kind: str, theme: Theme, size: Size) -> bytes:
    if kind == "csv":
        return figure.table.write_csv().encode()
    return figure.png(theme, size) if kind == "png" else figure.svg(theme, size).encode()


def _caption(figure: Figure) -> str:
    """Return what is to be said of a figure in Markdown: its title and note, and the words for who does not see it."""
    return f"## {figure.name}\n\n**{printable(figure.title)}.** {figure.note}\n\nAlternative text: {figure.alt}\n"
