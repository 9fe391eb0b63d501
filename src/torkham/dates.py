"""What EDTF says of time: the first and the last day that a date or interval may mean."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from edtf import parse_edtf

Day: TypeAlias = tuple[int, int, int]
"""Year, month and day."""

BEGINNING: Day = (-9999, 1, 1)
END: Day = (9999, 12, 31)


@lru_cache(maxsize=65536)
def bounds(value: str) -> tuple[Day, Day]:
    """Return the first and last day of an EDTF date or interval; what is open or not given (`..`, empty) is unbounded.

    What a date does not say is every day it could be: `2025-10` is the month, `XXXX-04` April of any year.
    Raises `edtf.EDTFParseException` where `value` is neither.
    """
    first, _, last = value.partition("/")
    open_ended = value.endswith(("/", "/.."))
    return (
        BEGINNING if first in ("", "..") else _day(parse_edtf(first).lower_strict()),
        END if open_ended else _day(parse_edtf(last or first).upper_strict()),
    )


def _day(time: object) -> Day:
    year, month, day, *_ = tuple(time)  # type: ignore[arg-type, var-annotated]
    return int(year), int(month), int(day)


def meet(one: str, other: str) -> bool:
    """Return whether two EDTF dates or intervals can mean a day in common."""
    (start, end), (first, last) = bounds(one), bounds(other)
    return start <= last and first <= end
