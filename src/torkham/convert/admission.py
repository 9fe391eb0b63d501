"""Which texts are taken: those that have words, not too many, in English, and nothing that the checks refuse."""

from __future__ import annotations

from torkham.convert.found import SkipError
from torkham.convert.language import FEW_WORDS, other_language
from torkham.document import CONTROL_CHARACTER

MAX_CHARACTERS = 1_000_000
"""Of an article: more are several articles, or none."""


def admit(text: str) -> tuple[str, ...]:
    """Return notes on a text that is taken. Raises `SkipError` for one that is not."""
    if len(text) > MAX_CHARACTERS:
        message = f"has {len(text):,} characters; an article may have {MAX_CHARACTERS:,}"
        raise SkipError("too-long", message, "split it, a file or record for each article")
    if "\x00" in text:
        raise SkipError("binary", "holds NUL characters: it is no text", "leave it out, or save it as plain text")
    if match := CONTROL_CHARACTER.search(text):
        line = text.count("\n", 0, match.start()) + 1
        message = f"line {line} of its text holds the control character U+{ord(match[0]):04X}"
        raise SkipError("control-character", message, "remove it")
    if not text.strip():
        raise SkipError("empty", "has no words", "leave it out")
    language, judged = other_language(text)
    if language is not None:
        hint = "labels are made for English only: leave it out, or translate it"
        raise SkipError("language", f'is in another language than English, most likely "{language}"', hint)
    return () if judged else (f"has fewer than {FEW_WORDS} words: taken for English unjudged",)
