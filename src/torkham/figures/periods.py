"""Dates of EDTF as a timeline has them: the days that they may mean, and how exactly they say it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from torkham.dates import bounds, is_edtf

PRECISIONS = ("day", "month", "year")
MONTHS = 48
"""How many months a timeline has at most; a longer one has years."""


class Period(NamedTuple):
    """The first and the last day that a date may mean, and the finest of `PRECISIONS` that says as much."""

    first: date
    last: date
    precision: str


def period(value: str | None) -> Period | None:
    """Return the period of a date, or of the beginning of an interval; None where it has no place on a timeline.

    That are open beginnings, dates of any year (`XXXX-05`), those that leave open more than the year, and what is
    beyond the calendar of Python: the last year, 9999, has no end there.
    """
    beginning = (value or "").partition("/")[0]
    if "X" in beginning[:4] or beginning in ("", "..") or beginning.startswith("9999") or not is_edtf(beginning):
        return None
    try:
        first, last = (date(*day) for day in bounds(beginning))
    except ValueError:
        return None
    same = [first == last, (first.year, first.month) == (last.year, last.month), first.year == last.year]
    return Period(first, last, PRECISIONS[same.index(True)]) if any(same) else None


def window(days: Sequence[date]) -> date:
    """Return where a timeline of these days begins: after the longest gap for what follows it, or at the first day.

    A gap counts that is longer than all that follows, and has at most half of the days before it. What lies before is
    so far off that all else would be crowded together.
    """
    ordered = sorted(days)
    begin, best = ordered[0], 1.0
    for before, after in pairwise(ordered[: len(ordered) // 2 + 1]):
        following = (ordered[-1] - after).days or 1
        if (after - before).days / following > best:
            begin, best = after, (after - before).days / following
    return begin


class Axis(NamedTuple):
    """Where a timeline begins and ends: whole months or years (`unit`) from a first day to before another."""

    begin: date
    end: date
    unit: str

    def bin(self, day: date) -> date:
        """Return the first day of the month or year of a day."""
        return day.replace(day=1) if self.unit == "month" else day.replace(day=1, month=1)

    def bins(self) -> list[date]:
        """Return the first days of all months or years."""
        days = [self.begin]
        while (following := _next(days[-1], self.unit)) < self.end:
            days.append(following)
        return days

    def label(self, begin: date) -> str:
        """Return the month or year that begins on a day, in EDTF."""
        return begin.isoformat()[: 7 if self.unit == "month" else 4]

    def at(self, day: date) -> float:
        """Return where a day begins, between 0 and 1."""
        return (day - self.begin) / (self.end - self.begin)


def axis_of(days: Sequence[date], last: date) -> Axis:
    """Return the axis for what begins on these days and ends on the last at the latest.

    It has months, or years where that were more than `MONTHS`, and leaves out what is far before the rest.
    """
    begin = window(days)
    unit = "month" if (last - begin).days <= MONTHS * 31 else "year"
    rough = Axis(begin, last, unit)
    return Axis(rough.bin(begin), _next(rough.bin(last), unit), unit)


def _next(begin: date, unit: str) -> date:
    months = 1 if unit == "month" else 12
    years, month = divmod(begin.month - 1 + months, 12)
    return begin.replace(year=begin.year + years, month=month + 1)
