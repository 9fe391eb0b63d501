"""What tests of the lexicon's examples share."""

from __future__ import annotations

from torkham.annotation import Unit
from torkham.annotator.base import Draft


def draft_of(text: str, day: str | None = "2026-01-15") -> Draft:
    """Return an article of one sentence."""
    unit = Unit("example:s001", "body", 0, len(text), text, 0, None, (), (), ())
    return Draft("example", text, day, (unit,))


def overlaps(span: tuple[int, int], start: int, end: int) -> bool:
    """Return whether two spans have a character in common."""
    return start < span[1] and span[0] < end


def same_places(wanted: tuple[tuple[int, int], ...], found: list[tuple[int, int]]) -> bool:
    """Return whether two groups of spans are in the same places of a text: each overlaps one of the other group."""
    return all(any(overlaps(span, *other) for other in found) for span in wanted) and all(
        any(overlaps(span, *other) for other in wanted) for span in found
    )
