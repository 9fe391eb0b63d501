"""Articles with labels, as they are scored: known by their text and not by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from torkham.contract import Json
from torkham.layout import sha256
from torkham.scoring.labels import LabelError, Labels, Place


class NotScorableError(ValueError):
    """A folder holds nothing that can be scored; the message says what is wrong, where, and the way out."""


class Sentence(NamedTuple):
    """A sentence of an article, its labels placed in the article."""

    sentence_id: str
    role: str
    start: int
    end: int
    labels: Labels


@dataclass(frozen=True, slots=True)
class Document:
    """An article; its sentences stand in the order of their starts."""

    article_id: str
    text: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Documents:
    """The articles of a folder by the SHA-256 of their text.

    `others` are those that were left aside, since nobody asked for their text: the hash of each by its id.
    """

    path: str
    by_hash: Mapping[str, Document]
    others: Mapping[str, str]


Texts: TypeAlias = Mapping[str, tuple[str, str | None]]
"""By article id the hash of its text, and the text itself unless nobody asked for it."""
Sentences: TypeAlias = Mapping[str, Iterable[Sentence]]
"""By article id."""


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return sha256(text.encode("utf-8"))


def documents(path: str, texts: Texts, sentences: Sentences) -> Documents:
    """Put articles and sentences together. Raises `NotScorableError` where two articles have one text."""
    by_hash: dict[str, Document] = {}
    for article_id, (hash_, text) in texts.items():
        if text is None:
            continue
        if hash_ in by_hash:
            twice = f"{by_hash[hash_].article_id} and {article_id} have the same text"
            raise NotScorableError(f"{path}: {twice}, so that it is not known whose labels count: remove one of them")
        own = sorted(sentences.get(article_id, ()), key=lambda each: (each.start, each.end))
        by_hash[hash_] = Document(article_id, text, tuple(own))
    others = {article_id: hash_ for article_id, (hash_, text) in texts.items() if text is None}
    return Documents(path, by_hash, others)


def sentence_of(row: Json, article: str) -> Sentence:
    """Return the sentence that a row of the sentences table describes, of an article with this text.

    Raises `LabelError` where the row points to other words than it has.
    """
    text, start, end = row["text"], row["start"], row["end"]
    if not 0 <= start < end <= len(article) or article[start:end] != text:
        raise LabelError(f"{row['sentence_id']}: the sentence is not at {start}:{end} of its article")
    try:
        labels = Place(text, start).labels(row["mentions"], row["events"], row["stances"])
    except LabelError as error:
        raise LabelError(f"{row['sentence_id']}: {error}") from None
    return Sentence(row["sentence_id"], row["role"], start, end, labels)
