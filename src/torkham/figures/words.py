"""Words in figures: names that fit, and numbers with their nouns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from torkham.report.words import printable

OTHERS = "others"
SIGNS = {"cooperation": "+", "conflict": "−"}
"""Of the two kinds of quad classes."""


def spoken(label: str) -> str:
    """Return an id or label as words: `material_conflict` is material conflict."""
    return printable(label).replace("_", " ")


def fitted(name: str, width: int, lines: int = 1) -> str:
    """Return a name in at most so many lines of at most `width` characters; what does not fit becomes …"""
    wrapped = textwrap.wrap(printable(name), width) or ["–"]
    if len(wrapped) > lines:
        rest = " ".join(wrapped[lines - 1 :])
        wrapped[lines - 1 :] = [f"{rest[: width - 1].rstrip()}…"]
    return "\n".join(wrapped)


def told_apart(names: Mapping[str, str], width: int, lines: int | Mapping[str, int] = 1) -> dict[str, str]:
    """Return a label that fits for each id, no two the same: a number is put to those that would be.

    `lines` is how many a label may have, or how many each.
    """
    labels: dict[str, str] = {}
    for id_, name in names.items():
        room = lines if isinstance(lines, int) else lines[id_]
        label, number = fitted(name, width, room), 1
        while label in labels.values():
            number += 1
            label = f"{fitted(name, width - len(str(number)) - 1, room)} {number}"
        labels[id_] = label
    return labels


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: 1 event, 2 events."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def short(number: int) -> str:
    """Return a number in at most four characters, up to a million: 9999, 12k."""
    return str(number) if number < 10_000 else f"{number // 1000}k"


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
