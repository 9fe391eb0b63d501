"""Articles cut into units: what an annotator gets, and what the tables are made of."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from torkham.annotation import Unit
from torkham.annotator.base import Draft
from torkham.contract import Json
from torkham.convert.admission import admit
from torkham.convert.found import Found, Record
from torkham.convert.metadata import describe
from torkham.layout import sha256
from torkham.segmentation import paragraphs, segment

LANGUAGE = "en"
MAX_ID = 100
_HASH = 12
"""Hexadecimal digits of the text's hash in an article's id."""


@dataclass(frozen=True, slots=True)
class Converted:
    """One article of the dataset, as `torkham.tables.rows_of` takes it."""

    article_id: str
    fold: str
    source: Json
    text: str
    units: tuple[Unit, ...]


def draft(record: Record, found: Found) -> tuple[Converted, tuple[str, ...]]:
    """Return an article cut into units without labels, and notes on it. Raises `SkipError`."""
    notes = admit(found.text)
    article_id = id_of(record.stem, found.text)
    said, more = describe(found.said, found.text)
    source = {"article_id": article_id} | said
    source |= {"language": LANGUAGE, "file": record.place, "sha256": found.source_sha256}
    article = Converted(article_id, article_id, source, found.text, cut(article_id, found.text))
    return article, (*found.notes, *notes, *more)


def as_draft(article: Converted) -> Draft:
    """Return what an annotator gets of an article."""
    return Draft(article.article_id, article.text, article.source["published"], article.units)


def id_of(stem: str, text: str) -> str:
    """Return `<file stem as ASCII words>-<12 hex of sha256(text)>`; a stem without any is `article`."""
    ascii_ = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    slug = slug_of(ascii_)[: MAX_ID - _HASH - 1].rstrip("-") or "article"
    return f"{slug}-{sha256(text.encode())[:_HASH]}"


def slug_of(words: str) -> str:
    """Return lower-case ASCII words joined by hyphens; empty where there are none."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def cut(article_id: str, text: str) -> tuple[Unit, ...]:
    """Return the units of a text without labels, in order: ids from `s001`, paragraphs, and the heading above each."""
    pieces = segment(text)
    numbers = paragraphs(text, [piece.start for piece in pieces])
    units: list[Unit] = []
    section: str | None = None
    for index, (piece, paragraph) in enumerate(zip(pieces, numbers, strict=True), 1):
        id_ = f"{article_id}:s{index:03d}"
        units.append(Unit(id_, piece.role, piece.start, piece.end, piece.text, paragraph, section, (), (), ()))
        section = piece.text if piece.role == "heading" else section
    return tuple(units)
