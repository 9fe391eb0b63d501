"""Offsets as browsers and Java count them: in UTF-16 units, of which a character beyond U+FFFF takes two."""

from __future__ import annotations

from bisect import bisect_left


class Utf16:
    """Translates offsets of one text."""

    def __init__(self, text: str) -> None:
        wide = [at for at, character in enumerate(text) if character > "\uffff"]
        self._wide = wide
        self._starts = [at + before for before, at in enumerate(wide)]
        self._length = len(text)

    def units(self, offset: int) -> int:
        """Return the UTF-16 units before a code point."""
        return offset + bisect_left(self._wide, offset)

    def code_points(self, units: int) -> int | None:
        """Return the code points before a UTF-16 unit, None for the second half of one and beyond the text."""
        before = bisect_left(self._starts, units)
        offset = units - before
        halved = before > 0 and self._starts[before - 1] + 1 == units
        return offset if not halved and 0 <= offset <= self._length else None
