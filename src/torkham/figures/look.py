"""How figures look: two themes, two sizes, and the palette, which colour-blind readers can tell apart.

Colours are of Okabe and Ito (2008) or lighter and darker shades of them. Words have a contrast of at least 4.5:1 with
what they stand on, marks of at least 3:1 with the paper (WCAG 2.2, AA); a test measures both. No colour stands alone: a
sign, a dash or a place in a fixed order says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Theme: TypeAlias = Literal["light", "dark"]
Size: TypeAlias = Literal["column", "page"]

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first comes with vl-convert; the others have the same widths, so that a browser without it lays out the same."""


@dataclass(frozen=True)
class Colours:
    """The colours of a theme. Tints are for cells with words in them, the others for marks."""

    paper: str
    ink: str
    quiet: str
    """Of axes and notes: words too."""
    line: str
    cooperation: str
    conflict: str
    steps: tuple[str, ...]
    """For parts of a bar: each differs in lightness from the next."""
    few: str
    many: str
    """The ends of a scale of tints."""
    favor: str
    against: str
    mixed: str


COLOURS: dict[Theme, Colours] = {
    "light": Colours(
        paper="#ffffff",
        ink="#1b1b1b",
        quiet="#595959",
        line="#d9d9d9",
        cooperation="#0072b2",
        conflict="#c24e00",
        steps=("#0b3c5d", "#3f9bd1", "#7a5200", "#c48500", "#595959"),
        few="#f1f6fa",
        many="#86b9e0",
        favor="#b9d9f0",
        against="#f7c6a3",
        mixed="#dcd2ea",
    ),
    "dark": Colours(
        paper="#15181c",
        ink="#f2f2f2",
        quiet="#b8bcc2",
        line="#3a4048",
        cooperation="#56b4e9",
        conflict="#f08a4b",
        steps=("#9fd3f5", "#448cbe", "#f3d58a", "#b07a1c", "#b8bcc2"),
        few="#1c232b",
        many="#2b659b",
        favor="#1f527d",
        against="#7d3f14",
        mixed="#4d4368",
    ),
}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (`#rrggbb`), from 1 to 21 (WCAG 2.2)."""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def readable(ground: str, colours: Colours) -> str:
    """Return what words on a colour are to be written in: ink or paper, of which one has the contrast."""
    return max(colours.ink, colours.paper, key=lambda each: contrast(ground, each))


@dataclass(frozen=True)
class Look:
    """A theme at a size: the width of the whole picture and the height of words, in pixels of 1/96 inch."""

    colours: Colours
    width: int
    font: int

    @property
    def row(self) -> int:
        """The height of a line of a matrix or of bars."""
        return round(self.font * 1.5)

    def letters(self, pixels: float) -> int:
        """Return how many letters, which are about half as wide as high, fit into so many pixels."""
        return max(4, int(pixels / (self.font * 0.52)))


SIZES: dict[Size, tuple[int, int]] = {"column": (317, 9), "page": (680, 12)}
"""Width and height of words: 3.3 inches with 6.75 points, a column of a paper; and a page on a screen."""


def look(theme: Theme = "light", size: Size = "column") -> Look:
    """Return the look of that theme and size."""
    return Look(COLOURS[theme], *SIZES[size])


def config(look: Look) -> dict[str, Any]:
    """Return the Vega-Lite configuration of a look."""
    ink, quiet = look.colours.ink, look.colours.quiet
    words = {"labelColor": ink, "labelFontSize": look.font, "titleColor": quiet, "titleFontSize": look.font}
    return {
        "font": FONT,
        "aria": False,  # what a picture shows is said by its title and description
        "background": look.colours.paper,
        "lineBreak": "\n",
        "padding": 2,
        "view": {"stroke": None},
        "text": {"color": ink, "fontSize": look.font},
        "axis": {
            **words,
            "titleFontWeight": "normal",
            "domain": False,
            "ticks": False,
            "labelPadding": 4,
            "domainColor": quiet,
            "tickColor": quiet,
            "gridColor": look.colours.line,
            "labelLimit": 0,
        },
        "legend": {**words, "titleFontWeight": "normal", "labelLimit": 0, "symbolStrokeWidth": 1.5},
        "header": words,
    }
