"""The normal form of a text, by which a copy is recognised, and the edits that make it the exact text again.

Copies of an article differ in white space and in what no reader sees. The normal form leaves out format characters
(zero-width and bidirectional marks, soft hyphens, byte-order marks), composes what is canonically equivalent (NFC),
makes each run of white space one space, and has none at its ends. It is not NFKC, nor are quotation marks or hyphens
made alike: that would take different characters, which an author or editor chose, for the same.

Both sets of characters are lists of their own, since those of Python change with its version.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple


def _characters(*ranges: tuple[int, int]) -> str:
    return "".join(map(chr, chain.from_iterable(range(first, last + 1) for first, last in ranges)))


SPACES = _characters(
    (0x09, 0x0D), (0x1C, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A),
    (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000),
)  # fmt: skip
"""White space: what Python strips."""
FORMATS = _characters(
    (0xAD, 0xAD), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064),
    (0x2066, 0x206F), (0xFEFF, 0xFEFF),
)  # fmt: skip
"""Characters without a shape of their own, which a copy may lack or have more of."""
_BLANKS = frozenset(SPACES + FORMATS)
_WITHOUT_FORMATS = dict.fromkeys(map(ord, FORMATS))
_RUN = re.compile(f"[{SPACES}]+")
_LETTERS_THAT_JOIN = frozenset(_characters((0x1160, 0x11FF), (0xD7B0, 0xD7FF), (0x16D63, 0x16D6A)))
"""Letters that compose with the one before them: vowels and finals of Hangul, vowel signs of Kirat Rai."""


class Edit(NamedTuple):
    """A stretch of a normal form, and the code points that stand in its place in the exact text."""

    offset: int
    length: int
    code_points: list[int]


def normal_form(text: str) -> str:
    """Return the normal form of `text`; that of a normal form is itself."""
    return _collapsed(text).strip(" ")


def _collapsed(text: str) -> str:
    return _RUN.sub(" ", unicodedata.normalize("NFC", text.translate(_WITHOUT_FORMATS)))


def edits(text: str) -> list[Edit]:
    """Return what makes `normal_form(text)` the text again: nothing but what is unusual in it."""
    if normal_form(text) == text:
        return []
    found, offset = [], 0
    for exact, normal in _pieces(text):
        if exact != normal:
            found.append(Edit(offset, len(normal), list(map(ord, exact))))
        offset += len(normal)
    return found


def apply_edits(normal: str, changes: Sequence[Edit]) -> str:
    """Return the text whose normal form is `normal` and whose edits are `changes`."""
    parts, done = [], 0
    for offset, length, code_points in changes:
        parts += [normal[done:offset], "".join(map(chr, code_points))]
        done = offset + length
    return "".join([*parts, normal[done:]])


def positions(text: str) -> list[int]:
    """Return for each character of `normal_form(text)` where in the text it comes from."""
    found, at = [], 0
    for exact, normal in _pieces(text):
        found += [at] * len(normal)
        at += len(exact)
    return found


def joins(text: str) -> bool:
    """Return whether the first character of `text` becomes one with a character that stands right before it."""
    first = next((character for character in text if character not in FORMATS), " ")
    return first in _LETTERS_THAT_JOIN or unicodedata.category(first).startswith("M")


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text where each piece has a normal form of its own, which together are that of the text."""
    start, end = 0, len(text)
    while start < end:
        after = _end_of_piece(text, start)
        piece = text[start:after]
        is_border = text[start] in _BLANKS and (start == 0 or after == end)
        yield piece, "" if is_border else _collapsed(piece)
        start = after


def _end_of_piece(text: str, start: int) -> int:
    """Return where a run of blanks ends, or a character with all that joins it."""
    if text[start] in _BLANKS:
        return next((at for at in range(start, len(text)) if text[at] not in _BLANKS), len(text))
    end = start + 1
    while True:
        ahead = next((at for at in range(end, len(text)) if text[at] not in FORMATS), len(text))
        if ahead == len(text) or not joins(text[ahead]):
            return end
        end = ahead + 1
