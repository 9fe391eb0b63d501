"""Statistics of a dataset as people and programs read them."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping

from torkham.report.words import printable
from torkham.statistics import TITLES, Count

LINES = 20
"""Lines of a table that the text shows; JSON has all."""
_INDENT = "  "
_SHORTEST = 12
"""How wide the first column is at least."""


def as_text(counts: Mapping[str, Count], width: int = 80) -> Iterator[str]:
    """Yield lines for people: the tables one below the other, `width` wide at most unless numbers need more."""
    for number, (name, count) in enumerate(counts.items()):
        if number:
            yield ""
        yield TITLES[name]
        yield from _table(count, width) if count.lines else [f"{_INDENT}none"]


def as_json(counts: Mapping[str, Count]) -> str:
    """Return one JSON object: for each table, its rows as objects; what is not known is null."""
    rows = {
        name: [
            {head: None if value == "–" else value for head, value in zip(count.head, line, strict=True)}
            for line in count.lines
        ]
        for name, count in counts.items()
    }
    return json.dumps(rows, ensure_ascii=False)


def _table(count: Count, width: int) -> Iterator[str]:
    """Yield a table's head and lines: words to the left, numbers to the right; what is too long in the first is cut."""
    numeric = [all(isinstance(line[column], int) for line in count.lines) for column in range(len(count.head))]
    heads = [
        textwrap.wrap(head, max(map(len, head.split()))) if right else [head]
        for head, right in zip(count.head, numeric, strict=True)
    ]
    above = max(map(len, heads))
    rows = [[([""] * (above - len(head)) + head)[line] for head in heads] for line in range(above)]
    rows += [[_cell(value) for value in line] for line in count.lines[:LINES]]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    gap = " " * (2 if sum(widths) + 2 * len(widths) <= width else 1)
    widths[0] = min(widths[0], max(_SHORTEST, width - len(_INDENT) - sum(widths[1:]) - len(gap) * (len(widths) - 1)))
    for row in rows:
        yield _INDENT + gap.join(map(_aligned, row, widths, numeric)).rstrip()
    if len(count.lines) > LINES:
        yield f"{_INDENT}… and {len(count.lines) - LINES:,} more: --format json has all"


def _cell(value: str | int) -> str:
    return f"{value:,}" if isinstance(value, int) else printable(value)


def _aligned(text: str, width: int, numeric: bool) -> str:
    """Return a cell as wide as its column; what is cut out of an id is in the middle, since both its ends tell it."""
    if len(text) > width:
        text = f"{text[: width // 2]}…{text[len(text) - (width - width // 2 - 1) :]}"
    return text.rjust(width) if numeric else text.ljust(width)
