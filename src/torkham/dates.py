"""Dates as EDTF has them: whether a text is one, and the first and the last day that it may mean.

`edtf` builds its grammar when it is imported, so that is left until a date is none of the plain ones.
"""

from __future__ import annotations

import calendar
import re
from contextlib import redirect_stdout
from datetime import date
from functools import lru_cache
from io import StringIO
from typing import TypeAlias

Day: TypeAlias = tuple[int, int, int]
"""Year, month and day."""

BEGINNING: Day = (-9999, 1, 1)
END: Day = (9999, 12, 31)


_LONGEST_EDTF = 100
_LEAP_DAY = re.compile(r"([0-9]{4})[?~%]?-[?~%]?02[?~%]?-[?~%]?29")
_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def is_edtf(value: str) -> bool:
    """Return whether `value` is a date or interval of EDTF levels 0 to 2 (Library of Congress, 2019)."""
    # The parser takes minutes for a list of thousands of years.
    return _is_plain(value) or (len(value) <= _LONGEST_EDTF and _is_edtf(value))


def _is_plain(value: str) -> bool:
    """Return whether this is a day, month or year, up to or from one, or one of any year: most dates are."""
    first, _, last = value.partition("/")
    one_side = last if first == ".." else first if last == ".." else value.replace("XXXX-", "2000-")
    written = _PLAIN.fullmatch(one_side)
    try:
        return written is not None and bool(date(*(int(part or 1) for part in written.groups())))
    except ValueError:
        return False


@lru_cache(maxsize=65536)
def _is_edtf(value: str) -> bool:
    from edtf import parse_edtf

    try:
        with redirect_stdout(StringIO()):  # the parser prints some of what it refuses
            parse_edtf(value)
    except Exception:  # and it fails in more ways than it says
        return False
    # The parser knows the lengths of the months, but not the leap years.
    return value == value.strip() and all(calendar.isleap(int(year)) for year in _LEAP_DAY.findall(value))


@lru_cache(maxsize=65536)
def bounds(value: str) -> tuple[Day, Day]:
    """Return the first and last day of an EDTF date or interval; what is open or not given (`..`, empty) is unbounded.

    What a date does not say is every day it could be: `2025-10` is the month, `XXXX-04` April of any year.
    Raises `edtf.EDTFParseException` where `value` is neither.
    """
    first, _, last = value.partition("/")
    open_ended = value.endswith(("/", "/.."))
    return (
        BEGINNING if first in ("", "..") else _days(first)[0],
        END if open_ended else _days(last or first)[1],
    )


def _days(value: str) -> tuple[Day, Day]:
    """Return the first and last day of a date; the parser takes ten milliseconds for one, so plain dates go by it."""
    if (written := _PLAIN.fullmatch(value)) and _is_plain(value):
        year, month, day = (int(part) if part else None for part in written.groups())
        assert year is not None
        last = calendar.monthrange(year, month or 12)[1]
        return (year, month or 1, day or 1), (year, month or 12, day or last)
    from edtf import parse_edtf

    time = parse_edtf(value)
    return _day(time.lower_strict()), _day(time.upper_strict())


def _day(time: object) -> Day:
    year, month, day, *_ = tuple(time)  # type: ignore[arg-type, var-annotated]
    return int(year), int(month), int(day)


def meet(one: str, other: str) -> bool:
    """Return whether two EDTF dates or intervals can mean a day in common."""
    (start, end), (first, last) = bounds(one), bounds(other)
    return start <= last and first <= end
