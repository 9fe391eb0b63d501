"""Alignment: where quoted words stand in a text. Offsets are code points, half-open, always derived."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence


class AlignmentError(ValueError):
    """Quoted words do not point to exactly one place in a text; `hint` says what would."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def occurrences(text: str, quote: str) -> Iterator[int]:
    """Yield the start of every raw occurrence of `quote` in `text`, overlapping ones and those inside words too."""
    start = text.find(quote)
    while start >= 0:
        yield start
        start = text.find(quote, start + 1)


def find_span(text: str, quote: str, nth: int | None = None) -> tuple[int, int]:
    """Return the offsets (start, end) of `quote` in `text`.

    `nth` counts occurrences from 1 and must be given exactly where the quote occurs more than once. Raises
    `AlignmentError` where the quote is empty, absent, ambiguous, or has fewer occurrences than `nth`.
    """
    starts = list(occurrences(text, quote)) if quote else []
    if not starts:
        raise AlignmentError(f"{quote!r} is not in the unit", _nearest(text, quote))
    if nth is None and len(starts) > 1:
        raise AlignmentError(f"{quote!r} occurs {len(starts)} times in the unit", f"add nth: 1 to {len(starts)}")
    if nth is not None and len(starts) == 1:
        raise AlignmentError(f"{quote!r} occurs once in the unit, so nth says nothing", "remove nth")
    if nth is not None and not 1 <= nth <= len(starts):
        raise AlignmentError(
            f"{quote!r} occurs {len(starts)} times in the unit, nth is {nth}", f"nth is 1 to {len(starts)}"
        )
    start = starts[(nth or 1) - 1]
    return start, start + len(quote)


def nth_of(text: str, start: int, end: int) -> int | None:
    """Return the `nth` with which `find_span` finds `text[start:end]` again, None where the words occur once."""
    starts = list(occurrences(text, text[start:end]))
    return starts.index(start) + 1 if len(starts) > 1 else None


def _nearest(text: str, quote: str) -> str:
    """Say which words of `text` are like `quote` but for case, quotation marks, dashes or spaces."""
    folded = "".join(map(_fold, text))
    at = folded.find("".join(map(_fold, quote))) if quote else -1
    return f"the unit has {text[at : at + len(quote)]!r}" if at >= 0 else "quote the unit's own characters"


def _fold(character: str) -> str:
    """Map a character to what people type for it; one code point stays one."""
    typed = character.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0xA0: " "})
    typed = "-" if typed in "\u2010\u2011\u2012\u2013\u2014" else typed
    lower = typed.lower()
    return lower if len(lower) == 1 else typed


def tile(text: str, units: Sequence[str]) -> list[tuple[int, int]]:
    """Return the offsets of `units`, which in this order and with the white space between them make up `text`.

    Raises `TilingError` at the first unit that does not stand where the one before it ended, or where text is left.
    """
    spans, cursor = [], 0
    for index, unit in enumerate(units):
        start = _skip_space(text, cursor)
        if not unit or unit != unit.strip() or not text.startswith(unit, start):
            raise TilingError(index, unit, text[start:])
        cursor = start + len(unit)
        spans.append((start, cursor))
    rest = _skip_space(text, cursor)
    if rest < len(text):
        raise TilingError(len(units), "", text[rest:])
    return spans


class TilingError(AlignmentError):
    """Units do not tile an article; `index` is the first unit that is wrong, or their number where text is left."""

    def __init__(self, index: int, unit: str, text: str) -> None:
        self.index = index
        there = _shorten(text)
        if not unit:
            super().__init__("the article goes on after the last unit", f"the next unit is {there!r}")
            return
        same = sum(1 for _ in _common(unit, text))
        message = "does not stand at its place in the article"
        if same:
            message += f": after {_shorten(unit[:same], tail=True)!r} the article has {_shorten(text[same:])!r}"
        hint = f"the article has {there!r} here" if there else "the article ends here"
        if not text.startswith(unit) and _composed(text[: 3 * len(unit)]).startswith(_composed(unit)):
            hint = "the article writes the same characters in other code points: copy its own"
        if unit != unit.strip():
            hint = "white space at its ends belongs to no unit: remove it"
        super().__init__(message, hint)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _common(left: Iterable[str], right: Iterable[str]) -> Iterator[str]:
    for a, b in zip(left, right, strict=False):
        if a != b:
            return
        yield a


def _shorten(text: str, size: int = 40, *, tail: bool = False) -> str:
    if len(text) <= size:
        return text
    return "…" + text[-size:] if tail else text[:size] + "…"


def _skip_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start
