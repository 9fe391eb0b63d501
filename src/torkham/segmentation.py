"""Segmentation: an article's text cut into units (sentences, headings, list items, …), each with a role.

Lines come first, then `sentencex`, then quotations are split at their inner sentence ends (guidelines §3.1). Nothing is
dropped: the units and the white space between them are the text. The roles are a first guess for a person to correct;
where an annotation file exists, its borders and roles count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from torkham.align import tile


@dataclass(frozen=True, slots=True)
class Segment:
    """One unit: `text[start:end]` in code points, half-open, without surrounding white space."""

    start: int
    end: int
    text: str
    role: str


ONE_UNIT_ROLES = frozenset({"reference", "byline", "boilerplate", "heading", "headline", "comment"})

_BOILERPLATE = re.compile(
    r"icon-\w+|author image$|(read|see|watch) (more|also)\b|also read\b|subscribe (to|now)\b"
    r"|(follow|like|join) \S+( \S+){0,3} on (x|twitter|facebook|instagram|whatsapp|telegram|youtube|linkedin|google)\b"
    r"|share this\b|advertisement\b|all rights reserved|©|copyright\b|sign up\b|related (articles|news)\b",
    re.IGNORECASE,
)
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"[0-9]{1,2}(st|nd|rd|th)?"
_DATE_LINE = re.compile(
    rf"((mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?({_MONTH} {_DAY}|{_DAY} {_MONTH})(,? [0-9]{{4}})?$", re.IGNORECASE
)
_LIST_ITEM = re.compile(r"([-*•–▪◦]|[0-9]{1,3}[.)]|\([a-z0-9]\))\s+\S")
_REFERENCES = re.compile(r"(references|sources|bibliography|works cited|notes|endnotes)\s*:?$", re.IGNORECASE)
_IMPRINT = re.compile(r"(published|posted|updated) (in|on|at)\b", re.IGNORECASE)
_BY = re.compile(r"by\s+\w+", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w.’'-]*( [^\W\d_][\w.’'-]*){1,3}$")
_SENTENCE_END = re.compile(r"""[.!?…]["'”’»)\]]*$""")
_QUOTATIONS = (("“", "”"), ('"', '"'), ("«", "»"))


def segment(text: str) -> list[Segment]:
    """Cut `text` into units in order; the result tiles it (`torkham.align.tile` proves this before it returns).

    Raises `AlignmentError` should the tiling fail, which would be a bug here.
    """
    roled = [(unit, role) for line, role in _roles(_lines(text)) for unit in _units(line, role)]
    spans = tile(text, [unit for unit, _ in roled])
    return [Segment(start, end, unit, role) for (unit, role), (start, end) in zip(roled, spans, strict=True)]


def paragraphs(text: str, starts: list[int]) -> list[int]:
    """Return for each offset in `starts` (ascending) the number, from 0, of the line with text in which it stands."""
    numbers, number, cursor = [], -1, 0
    pending = iter(starts)
    start = next(pending, None)
    for line in text.splitlines(keepends=True):
        number += bool(line.strip())
        cursor += len(line)
        while start is not None and start < cursor:
            numbers.append(number)
            start = next(pending, None)
    return numbers


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := raw.strip())]


def _roles(lines: list[str]) -> Iterator[tuple[str, str]]:
    in_references, prose_seen = False, False
    for index, line in enumerate(lines):
        if in_references:
            yield line, "reference" if not _is_remark(line) else "comment"
        elif _REFERENCES.match(line):
            in_references = True
            yield line, "heading"
        elif _BOILERPLATE.match(line):
            yield line, "boilerplate"
        elif _DATE_LINE.match(line) or _IMPRINT.match(line):
            yield line, "byline"
        elif _LIST_ITEM.match(line):
            yield line, "list_item"
        elif _SENTENCE_END.search(line) or len(line.split()) > 20:
            prose_seen = True
            yield line, "body"
        elif index == 0 and len(lines) > 1:
            yield line, _title_role(line)
        elif not prose_seen and (_BY.match(line) or _NAME.match(line)):
            yield line, "byline"
        else:
            yield line, "heading"


def _title_role(line: str) -> str:
    """A first line of two words or fewer heads a section ("Key Points"); a longer one is the headline."""
    return "headline" if len(line.split()) > 2 else "heading"


def _is_remark(line: str) -> bool:
    """Below a reference list, a line that starts in lower case is a reader's remark."""
    return line[0].islower()


def _units(line: str, role: str) -> Iterator[str]:
    if role in ONE_UNIT_ROLES:
        yield line
        return
    # A list item's number or bullet is no sentence of its own.
    item = _LIST_ITEM.match(line) if role == "list_item" else None
    marker = line[: item.end() - 1] if item else ""
    for sentence in _sentences(line[len(marker) :]):
        for unit in _split_quotations(marker + sentence):
            if unit.strip():
                yield unit.strip()
        marker = ""


def _sentences(line: str) -> list[str]:
    from sentencex import segment as sentencex_segment

    return list(sentencex_segment("en", line))


def _split_quotations(sentence: str) -> Iterator[str]:
    """Split at the sentence ends inside quotation marks, where a quotation holds several sentences."""
    cuts: list[int] = []
    for opening, closing in _QUOTATIONS:
        for match in re.finditer(f"{opening}([^{opening}{closing}]+)", sentence):
            inner = _sentences(match[1])
            position = match.start(1)
            for part in inner[:-1]:
                position += len(part)
                cuts.append(position)
    borders = [0, *sorted(set(cuts)), len(sentence)]
    for start, end in pairwise(borders):
        yield sentence[start:end]
