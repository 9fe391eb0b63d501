"""Conversion as a plain function: texts in, tables out, nothing on disk. For whatever calls functions on batches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pyarrow as pa

from torkham.annotator.base import Annotator
from torkham.contract import Json
from torkham.convert.actors import Actors
from torkham.convert.dataset import TABLES
from torkham.convert.drafting import Converted
from torkham.convert.found import Record
from torkham.convert.intake import Intake
from torkham.convert.rows import default_columns, of_row
from torkham.convert.skipped import skipped_table
from torkham.layout import sha256
from torkham.rows import arrow_schema
from torkham.tables import rows_of


def convert_texts(
    texts: Iterable[str | Mapping[str, Any]], annotator: Annotator, name: str = "text"
) -> dict[str, pa.Table]:
    """Return the tables of some articles: sentences, articles, mentions, events, stances, actors and skipped.

    Each is a text, or a mapping of `text` and what is said of it, named as the columns of a JSON Lines file. `name`
    heads the articles' ids and, with `:1` for the first, is their place. `actors` are those that labels brought beside
    the registry's. An article's rows depend on that article alone, so that its fold is its id; but the second of
    two equal texts is skipped.
    """
    kept = _Kept()
    intake = Intake(annotator, kept, lambda *_: None)
    for record in _records(texts, name):
        intake.take(record)
    intake.flush()
    articles = [kept.articles[offset] for offset in intake.offsets]
    actors = Actors()
    for _, brought in articles:
        actors.add(brought)
    rows = {table: [row for article, _ in articles for row in rows_of(article, table)] for table in TABLES}
    tables = (rows | {"actors": actors.rows()}).items()
    found = {table: pa.Table.from_pylist(listed, schema=arrow_schema(table)) for table, listed in tables}
    return found | {"skipped": skipped_table(intake.skipped)}


class _Kept:
    """Keeps articles in memory, where a conversion of files has its journal."""

    def __init__(self) -> None:
        self.articles: list[tuple[Converted, Sequence[Json]]] = []

    def find(self, _: Record) -> None:
        """Know nothing from before."""

    def append(self, _: Record, article: Converted, actors: Sequence[Json], __: tuple[str, ...]) -> int:
        """Keep an article; return where."""
        self.articles.append((article, actors))
        return len(self.articles) - 1


def _records(texts: Iterable[str | Mapping[str, Any]], name: str) -> Iterator[Record]:
    columns = default_columns({})
    for number, given in enumerate(texts, 1):
        row = {"text": given} if isinstance(given, str) else given
        key = sha256(json.dumps(dict(row), default=str).encode())
        yield Record(f"{name}:{number}", name, key, 0, partial(of_row, row, columns))
