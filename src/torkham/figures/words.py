"""Words in figures: names that fit, and numbers with their nouns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from torkham.report.words import printable

OTHERS = "others"


def spoken(label: str) -> str:
    """Return an id or label as words: `material_conflict` is material conflict."""
    return printable(label).replace("_", " ")


def fitted(name: str, width: int, lines: int = 1) -> str:
    """Return a name in at most so many lines of at most `width` characters; what does not fit becomes …"""
    words = " ".join(printable(name).split())
    return "\n".join(textwrap.wrap(words, width, max_lines=lines, placeholder="…")) or "…"


def told_apart(names: Mapping[str, str], width: int, lines: int = 1) -> dict[str, str]:
    """Return a label that fits for each id, no two the same: where two would be, the id's own words stand."""
    labels = {id_: fitted(name, width, lines) for id_, name in names.items()}
    seen: dict[str, str] = {}
    for id_, label in labels.items():
        number = 1
        while label in seen:
            number += 1
            label = f"{labels[id_][: width - len(str(number)) - 1]} {number}"
        seen[label] = id_
    return {id_: label for label, id_ in seen.items()}


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: 1 event, 2 events."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(items: Iterable[str]) -> str:
    """Return items as a list in words: a, b and c."""
    *head, last = [*items] or ["none"]
    return f"{', '.join(head)} and {last}" if head else last


def first(ranked: Sequence[tuple[str, int]], limit: int) -> tuple[list[str], int]:
    """Return the names of the first `limit` of some ranked counts, and how many others there are.

    One more than the limit is shown rather than be the only "other".
    """
    shown = ranked if len(ranked) <= limit + 1 else ranked[:limit]
    return [name for name, _ in shown], len(ranked) - len(shown)
