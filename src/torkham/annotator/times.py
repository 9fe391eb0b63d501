"""Times: words that say when, and their value in EDTF (ISO 8601-2), relative to the article's day.

No more precision is given than the words have; a year that nothing gives is `XXXX` (guidelines §10.2).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from torkham.dates import END, Day, bounds

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = (
    rf"(?P<month>{'|'.join(month.capitalize() for month in _MONTHS)}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_MONTH_CLUES = tuple(month.capitalize()[:3] for month in _MONTHS)
_PATTERNS = tuple(
    (clues, tuple(map(re.compile, patterns)))
    for clues, patterns in (
        (
            _MONTH_CLUES,
            (
                rf"\b{_MONTH} {_DAY}(?:,? {_YEAR})?\b(?!,? ?[0-9])",
                rf"\b{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?\b",
                rf"\b(?:(?:early|mid|late)[ -])?{_MONTH},? (?:of )?{_YEAR}\b",
            ),
        ),
        (("day",), (rf"\b(?P<weekday>{'|'.join(day.capitalize() for day in _DAYS)})\b",)),
        (("today", "yesterday", "tomorrow"), (r"\b(?P<relative>yesterday|today|tomorrow)\b",)),
        ((" year", " month"), (r"\b(?P<relative>(?:last|this|next) (?:year|month))\b",)),
        (_MONTH_CLUES, (rf"\b{_MONTH}\b(?! [A-Z])",)),
        (("19", "20"), (rf"\b(?<![-0-9]){_YEAR}\b(?![-–0-9])",)),
    )
)
"""The forms of times, of which the first that fits counts, with clues: a text without any of them has no such time.

Most texts have none, and to look for clues is ten times as quick as to try the patterns.
"""
_SINCE = re.compile(r"\b(?:since|from)\s+(?:the\s+)?(?:\w+\s+)?$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|by|up to)\s+(?:the\s+)?$", re.IGNORECASE)
_MODAL_MAY = re.compile(r"\b(?:in|of|since|last|this|next|early|late|mid|by|until|on)\s+$|[0-9]\s+$", re.IGNORECASE)


class Time(NamedTuple):
    """Words for a time: code-point offsets in the unit, half-open, and the value in EDTF."""

    start: int
    end: int
    value: str


def times(text: str, day: str | None) -> list[Time]:
    """Return the times in a text in order. `day` is the article's day (ISO), None where it is not known."""
    today = date.fromisoformat(day) if day and len(day) == 10 else None
    found: list[Time] = []
    for match in _matches(text):
        start, end = match.span()
        if any(start < each.end and each.start < end for each in found):
            continue
        value = _value(text, match, today)
        if value is not None:
            found.append(Time(start, end, value))
    return sorted(found)


@lru_cache(maxsize=1024)
def _matches(text: str) -> tuple[re.Match[str], ...]:
    """Return what has the form of a time, the likeliest first; of an article's texts this is asked twice."""
    return tuple(
        match
        for clues, patterns in _PATTERNS
        if any(map(text.__contains__, clues))
        for pattern in patterns
        for match in pattern.finditer(text)
    )


def _value(text: str, match: re.Match[str], today: date | None) -> str | None:
    parts = match.groupdict()
    before = text[: match.start()]
    if parts.get("weekday"):
        point = _weekday(parts["weekday"], before, text[match.end() :], today)
    elif parts.get("relative"):
        point = _relative(parts["relative"].lower(), today)
    else:
        if match.group().lower() == "may" and not _MODAL_MAY.search(before):
            return None
        point = _date(parts, before, today)
    if point is None:
        return None
    since = _SINCE.search(before) is not None
    until = not since and _UNTIL.search(before) is not None and "weekday" not in parts
    if (since or until) and "X" in point:
        return None  # EDTF has no interval from or to a day of some year
    return f"{point}/.." if since else f"../{point}" if until else point


def _date(parts: dict[str, str | None], before: str, today: date | None) -> str | None:
    month = _month(parts.get("month"))
    year = parts.get("year")
    if month is None:
        return year
    if year is None:
        year = _year(month, before, today)
    day = parts.get("day")
    if day is None:
        return f"{year}-{month:02d}"
    leap = 2024 if year == "XXXX" else int(year)
    if not 1 <= int(day) <= monthrange(leap, month)[1]:
        return None
    return f"{year}-{month:02d}-{int(day):02d}"


def _month(name: str | None) -> int | None:
    if name is None:
        return None
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _year(month: int, before: str, today: date | None) -> str:
    """Return the year of a bare month: that of the last such month, after "next" that of the coming one."""
    if today is None:
        return "XXXX"
    if re.search(r"\bnext\s+$", before):
        return str(today.year + (month <= today.month))
    return str(today.year - (month > today.month))


def _weekday(name: str, before: str, after: str, today: date | None) -> str | None:
    """Return the day of a weekday's name: the last such day, the article's own included; the next after "next"."""
    if today is None:
        return None
    wanted = _DAYS.index(name.lower())
    if re.search(r"\b(next|coming)\s+$", before) or re.match(r"\s+next\b", after):
        return (today + timedelta((wanted - today.weekday() - 1) % 7 + 1)).isoformat()
    return (today - timedelta((today.weekday() - wanted) % 7)).isoformat()


def _relative(words: str, today: date | None) -> str | None:
    if today is None:
        return None
    if words in ("yesterday", "today", "tomorrow"):
        return (today + timedelta({"yesterday": -1, "today": 0, "tomorrow": 1}[words])).isoformat()
    which, unit = words.split()
    step = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "year":
        return str(today.year + step)
    months = today.year * 12 + today.month - 1 + step
    return f"{months // 12}-{months % 12 + 1:02d}"


def over_for(value: str, day: str, days: int = 30) -> bool:
    """Return whether a time (EDTF) was over for more than some days at the article's day (guidelines §8.1)."""
    last = bounds(value)[1]
    return last != END and date(*bounds(day)[1]) - date(*last) > timedelta(days)


def told_day(text: str, day: str | None) -> str | None:
    """Return the day by which names in a text are to be read: the article's, or the last that a text about an earlier
    time names ("the 2020 agreement").
    """
    years = [bounds(time.value)[1] for time in times(text, None) if "X" not in time.value]
    last = max(years, default=END)
    if last == END or (day is not None and last >= bounds(day)[0]):
        return day
    return written_day(last)


def latest(found: Iterable[Time]) -> str | None:
    """Return the last day that the dates among some times name, those of months and days first; None without any."""
    dates = [time.value for time in found if "X" not in time.value and ".." not in time.value]
    for form in (r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", r"[0-9]{4}"):
        if days := [written_day(bounds(value)[1]) for value in dates if re.fullmatch(form, value)]:
            return max(days)
    return None


def written_day(day: Day) -> str:
    """Return a day as ISO 8601 writes it."""
    return f"{day[0]:04d}-{day[1]:02d}-{day[2]:02d}"
