"""The corpus as tables: rows in a fixed order, one Arrow table for each configuration and split."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol, TypeAlias

import pyarrow as pa

from torkham import contract
from torkham.annotation import Unit
from torkham.articles import Article
from torkham.contract import Json
from torkham.corpus import Corpus
from torkham.rows import arrow_schema
from torkham.votes import votes_of

TableSet: TypeAlias = Mapping[tuple[str, str], pa.Table]
"""Arrow tables by (configuration, split); registries have the single split `train`."""

ID_COLUMNS = {
    "sentences": "sentence_id",
    "articles": "article_id",
    "mentions": "mention_id",
    "events": "event_id",
    "stances": "stance_id",
    "actors": "actor_id",
    "issues": "issue_id",
    "places": "place_id",
    "incidents": "incident_id",
    "mention_votes": "vote_id",
    "event_votes": "vote_id",
    "stance_votes": "vote_id",
}


class OfArticle(Protocol):
    """What the rows of one article are made of: an article of a tree, or a converted one.

    `source` has the fields of sources.yaml.
    """

    @property
    def article_id(self) -> str:
        """The article's id."""

    @property
    def fold(self) -> str:
        """The group in which it is left out."""

    @property
    def source(self) -> Json:
        """What is known of it."""

    @property
    def text(self) -> str:
        """Its whole text."""

    @property
    def units(self) -> Sequence[Unit]:
        """Its units in order, with their labels."""


def build_tables(corpus: Corpus) -> dict[tuple[str, str], pa.Table]:
    """Return every table of the data model. Rows follow sources.yaml, then the article, then the registries' files.

    A table without rows is left out: `datasets` fails on an empty split.
    """
    tables: dict[tuple[str, str], pa.Table] = {}
    for name in contract.TABLES:
        for split in splits_of(name):
            rows = corpus.registries[name] if name in contract.REGISTRIES else _rows(corpus, name, split)
            if listed := list(rows):
                tables[name, split] = pa.Table.from_pylist(listed, schema=arrow_schema(name))
    return tables


def splits_of(table: str) -> tuple[str, ...]:
    """Return the splits a table may have."""
    return ("train",) if table in contract.REGISTRIES else contract.SPLITS


def present_splits(table: str, keys: Collection[tuple[str, str]]) -> list[str]:
    """Return the splits of a table that are among the (configuration, split) `keys`, in their fixed order."""
    return [split for split in splits_of(table) if (table, split) in keys]


def _rows(corpus: Corpus, table: str, split: str) -> Iterator[Json]:
    for article in corpus.articles:
        if article.split != split:
            continue
        if table in contract.VOTES:
            yield from _vote_rows(corpus, article, f"{table.removesuffix('_votes')}s")
        else:
            yield from rows_of(article, table)


def rows_of(article: OfArticle, table: str) -> Iterator[Json]:
    """Yield the rows that an article has in a table: articles, sentences, mentions, events or stances."""
    if table == "articles":
        yield _article_row(article)
    elif table == "sentences":
        yield from (_sentence_row(article, unit, index) for index, unit in enumerate(article.units))
    else:
        for unit in article.units:
            yield from (_place(article, unit) | label for label in getattr(unit, table))


def _article_row(article: OfArticle) -> Json:
    source = {key: value for key, value in article.source.items() if not key.startswith("_")}
    return source | {
        "fold": article.fold,
        "source_file": source["file"],
        "source_sha256": source["sha256"],
        "text": article.text,
        "n_sentences": len(article.units),
    }


def _sentence_row(article: OfArticle, unit: Unit, index: int) -> Json:
    return {
        "sentence_id": unit.sentence_id,
        "article_id": article.article_id,
        "fold": article.fold,
        "index": index,
        "paragraph": unit.paragraph,
        "section": unit.section,
        "role": unit.role,
        "is_annotated": contract.terms("role")[unit.role]["annotated"],
        "start": unit.start,
        "end": unit.end,
        "text": unit.text,
        "mentions": unit.mentions,
        "events": unit.events,
        "stances": unit.stances,
        "actor_ids": _distinct(
            mention["actor_id"] for mention in sorted(unit.mentions, key=lambda m: (m["start"], m["end"]))
        ),
        "event_types": _distinct(event["type"] for event in unit.events),
        "quad_classes": _distinct(event["quad_class"] for event in unit.events),
    }


def _place(article: OfArticle, unit: Unit) -> Json:
    return {
        "article_id": article.article_id,
        "fold": article.fold,
        "sentence_id": unit.sentence_id,
        "sentence_start": unit.start,
        "sentence_text": unit.text,
    }


def _vote_rows(corpus: Corpus, article: Article, layer: str) -> Iterator[Json]:
    units = {unit.sentence_id: unit for unit in article.units}
    cases = (case for case in corpus.adjudications if case.article_id == article.article_id)
    yield from (_place(article, units[vote["sentence_id"]]) | vote for case in cases for vote in votes_of(case, layer))


def _distinct(values: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(values))
