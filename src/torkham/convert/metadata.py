"""What is said of an article, as its row has it: what is not plain is left null, with a note, never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from torkham import contract
from torkham.contract import Json
from torkham.document import CONTROL_CHARACTER
from torkham.findings import did_you_mean

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})([T ][0-9:.,+Z -]+)?)?)?")
_PRECISIONS = ("year", "month", "day")


def describe(said: Mapping[str, Any], text: str) -> tuple[Json, tuple[str, ...]]:
    """Return title, outlet, author, dateline, genre and the three fields of the date, and notes on what was not taken.

    A date is taken where it is an ISO 8601 day, month, year or moment, whose day is taken. `published_quote` is the
    date as it was given, where the text has it word for word.
    """
    notes: list[str] = []
    row: Json = {name: _words(name, said.get(name), notes) for name in ("title", "outlet", "author", "dateline")}
    row |= _published(said.get("published"), text, notes)
    row["genre"] = _genre(said.get("genre"), notes)
    return row, tuple(notes)


def _words(name: str, value: Any, notes: list[str]) -> str | None:
    """Return text in one line; authors may be a list."""
    if isinstance(value, list) and name == "author" and all(isinstance(each, str) for each in value):
        value = ", ".join(each.strip() for each in value if each.strip())
    if value is None:
        return None
    if not isinstance(value, str) or CONTROL_CHARACTER.search(value):
        notes.append(f"{name}: {_shown(value)} is not plain text: left null")
        return None
    return " ".join(value.split()) or None


def _published(value: Any, text: str, notes: list[str]) -> Json:
    """Return the date, its precision and the words that prove it."""
    given = value.isoformat() if isinstance(value, date) else str(value).strip() if _is_scalar(value) else ""
    parts = _iso_parts(given)
    if parts is None:
        if value not in (None, ""):
            message = f"published: {_shown(value)} is no date: left null; write it as 2025-03-14, 2025-03 or 2025"
            notes.append(message)
        return {"published": None, "published_precision": None, "published_quote": None}
    return {
        "published": "-".join(parts),
        "published_precision": _PRECISIONS[len(parts) - 1],
        "published_quote": given if given in text else None,
    }


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))


def _iso_parts(given: str) -> tuple[str, ...] | None:
    """Return year, month and day as far as they are given, None where they are not a date of the calendar."""
    match = _ISO.fullmatch(given)
    if match is None:
        return None
    parts = tuple(part for part in match.groups()[:3] if part)
    try:
        date(*(int(part) for part in (*parts, "01", "01")[:3]))
        if match[4]:
            datetime.fromisoformat(given.replace(",", "."))
    except ValueError:
        return None
    return parts


def _genre(value: Any, notes: list[str]) -> str:
    """Return the genre where it is one of the vocabulary's, in whatever case; else `news`, which claims least."""
    terms = contract.vocabulary("genre")
    if value is None or value == "":
        return terms[0]
    if isinstance(value, str) and value.strip().lower() in terms:
        return value.strip().lower()
    hint = did_you_mean(str(value), terms) or f"known are {', '.join(terms)}"
    notes.append(f"genre: {_shown(value)} is none of the vocabulary, taken as {terms[0]}. {hint}")
    return terms[0]


def _shown(value: Any) -> str:
    words = value if isinstance(value, str) else repr(value)
    return f'"{words[:60]}{"…" if len(words) > 60 else ""}"'
