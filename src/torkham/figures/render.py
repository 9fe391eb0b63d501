"""From a chart to the bytes of a picture, without a browser or network."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from torkham.figures.look import Look, config

if TYPE_CHECKING:
    from torkham.figures.figure import Chart

INSTALL = "pip install 'torkham[plots]'"
DPI = 300
_SCALE = 72 / 96
"""vl-convert takes the pixels of SVG for points; they are 96 an inch (CSS)."""


class MissingPlotsError(ModuleNotFoundError):
    """The libraries that draw are not installed; the message says how to get them."""


def require_plots() -> None:
    """Raise `MissingPlotsError` where the extra `plots` is not installed."""
    for module in ("altair", "vl_convert"):
        try:
            import_module(module)
        except ModuleNotFoundError as error:
            raise MissingPlotsError(f"pictures need {error.name}: {INSTALL}", name=error.name) from None


def svg(chart: Chart, look: Look, title: str, description: str) -> str:
    """Return the chart as SVG whose title and description are read out by screen readers."""
    import vl_convert

    spec = chart.to_dict()
    spec["config"] = config(look)
    drawn: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    words = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    head = r'<svg( [^>]*?) class="marks"([^>]*)>'
    return re.sub(head, lambda found: f'<svg{found[1]} role="img"{found[2]}>{words}', drawn, count=1) + "\n"


def png(drawn: str) -> bytes:
    """Return an SVG picture as PNG at `DPI`."""
    import vl_convert

    picture: bytes = vl_convert.svg_to_png(drawn, scale=_SCALE, ppi=DPI)
    return picture
