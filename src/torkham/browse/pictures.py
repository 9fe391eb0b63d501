"""The figures of a dataset as the page takes them: images that hold their own bytes, beside their words and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from urllib.parse import quote

from torkham.contract import Json
from torkham.figures import Figure, MissingPlotsError, figures, require_plots
from torkham.figures.look import Theme
from torkham.versions.archives import NotADatasetError

_PLAIN = " !$&'()*+,-./:;=?@[]^_`{|}~"
"""What may stand in a `data:` URI as it is: so written, a picture is shorter than in base64. `#` would end it."""


def pictures(dataset: Path) -> Json:
    """Return the `figures` of a dataset, or none and under `missing` why.

    `missing` is null, or says what is wrong and the way out. Without the plotting libraries the figures come without
    images, but with their words and numbers.
    """
    try:
        drawn = figures(dataset)
    except NotADatasetError as error:
        return {"figures": [], "missing": str(error)}
    try:
        require_plots()
    except MissingPlotsError as error:
        return {"figures": [_told(figure) for figure in drawn], "missing": str(error)}
    return {"figures": [_told(figure) | dict(_images(figure)) for figure in drawn], "missing": None}


def _told(figure: Figure) -> Json:
    table = figure.table
    described = {name: getattr(figure, name) for name in ("name", "title", "alt", "note")}
    return described | {"columns": table.columns, "rows": [list(map(_cell, row)) for row in table.rows()]}


def _cell(value: object) -> str | int | float | None:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _images(figure: Figure) -> Iterator[tuple[str, str]]:
    for theme in get_args(Theme):
        yield theme, f"data:image/svg+xml,{quote(figure.svg(theme, 'page'), safe=_PLAIN)}"
