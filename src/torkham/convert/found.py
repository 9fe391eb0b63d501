"""What readers give: records that can be parsed, and the reasons for which one is skipped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

FIELDS = ("title", "outlet", "author", "published", "dateline", "genre")
"""What may be said of an article beside its text, by the names of `schema/rows/articles.json`."""

REASONS = {
    "suffix": "of a kind that is not read",
    "unreadable": "cannot be read",
    "encoding": "not UTF-8",
    "binary": "binary",
    "malformed": "broken",
    "no-text": "without a text column",
    "control-character": "with a control character",
    "empty": "without text",
    "too-long": "too long",
    "language": "not English",
    "duplicate": "there already",
    "annotator": "not labelled, since the annotator failed",
}
"""Why something is skipped, by the names that reports use, in the words that follow a number."""


class SkipError(ValueError):
    """An article cannot be converted; `reason` is one of `REASONS`, `hint` says what to do, or is empty."""

    def __init__(self, reason: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.reason, self.message, self.hint = reason, message, hint

    def at(self, place: str) -> Skip:
        """Return what was skipped, for the report."""
        return Skip(place, self.reason, self.message, self.hint)


@dataclass(frozen=True, slots=True)
class Skip:
    """A file or record that is not in the dataset: where it stands, why, and what to do about it."""

    place: str
    reason: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An article as its file gives it.

    `source_sha256` is that of the file's bytes or, for a record among others, of the text in UTF-8. `said` has what is
    said of the article by the names of `FIELDS`, as it was read; `notes` are remarks for the report.
    """

    text: str
    source_sha256: str
    said: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One article of the input, not parsed yet.

    `place` is the file, relative to the input, with `:17` for its 17th line or row; `stem` names the file in ids.
    `sha256` is over all that `parse` goes by; `size` is the bytes of the file that it stands for. `parse` raises
    `SkipError`.
    """

    place: str
    stem: str
    sha256: str
    size: int
    parse: Callable[[], Found]
