"""What the page shows of a dataset folder: its release, how much it holds, and some articles with their labels."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa

from torkham.citation import bibtex
from torkham.contract import LABELS, REGISTRIES, Json
from torkham.croissant import CroissantError, release_of
from torkham.edition.strip import is_edition
from torkham.layout import CROISSANT, MANIFEST
from torkham.parquet_reader import BoundedParquet, ParquetError
from torkham.rows import Field, row_fields
from torkham.scoring.documents import Sentence, sentence_of, text_hash
from torkham.scoring.labels import LabelError
from torkham.table_rows import TableError, table_files, table_rows
from torkham.tables import ID_COLUMNS

BATCH = {"articles": 256, "sentences": 4096}
"""Rows that are held at a time: an article may be a million characters long."""
DERIVED = ("actor_ids", "event_types", "quad_classes")
"""Columns of sentences that follow from their labels."""


class NotBrowsableError(ValueError):
    """A folder holds no dataset that can be shown; the message says what is wrong, and the way out."""


@dataclass(frozen=True)
class Article:
    """An article: its row, and the rows of its sentences in order, beside the same sentences as they are scored."""

    row: Json
    sentences: tuple[Json, ...]
    scored: tuple[Sentence, ...]

    @property
    def article_id(self) -> str:
        """Its id."""
        return str(self.row["article_id"])


def expect_dataset(root: Path) -> None:
    """Raise `NotBrowsableError` where `root` is no dataset folder, or one without text."""
    if not (root / "data").is_dir():
        inside = f"; did you mean {root / 'dataset'}?" if (root / "dataset/data").is_dir() else ""
        what = "is no dataset: it has no folder data/" if root.exists() else "is not there"
        raise NotBrowsableError(f"{root} {what}{inside}")
    if is_edition(root):
        raise NotBrowsableError(
            f"{root} is a text-free edition: torkham rehydrate restores the dataset from the articles"
        )


@cache
def fields_of(table: str) -> tuple[Field, ...]:
    """Return the fields of a table that the page has."""
    return tuple(field for field in row_fields(table) if field.name not in DERIVED)


def release_line(root: Path) -> Json:
    """Return what a dataset says of itself; nothing but its folder's name where it has no metadata at all."""
    if not (root / CROISSANT).exists() and not (root / MANIFEST).exists():
        return {"name": root.resolve().name, "title": root.resolve().name, "version": None}
    try:
        release, logical_sha256 = release_of(root)
    except CroissantError as error:
        raise NotBrowsableError(str(error)) from None
    names = ("name", "title", "version", "description", "published", "creator", "licences")
    return {name: release[name] for name in names} | {"citation": bibtex(release, logical_sha256)}


def counts(root: Path) -> dict[str, int]:
    """Return how many rows the tables of articles, sentences and labels have; those of labels may be missing."""
    files = {table: table_files(root, table) for table in ("articles", "sentences", *LABELS)}
    return {table: sum(map(_rows_in, paths)) for table, paths in files.items() if paths}


def _rows_in(path: Path) -> int:
    try:
        return int(BoundedParquet(path).metadata.num_rows)
    except (pa.ArrowException, ParquetError, OSError) as error:
        raise NotBrowsableError(f"{path} cannot be read as Parquet: {error}") from None


def article_hashes(root: Path) -> dict[str, str]:
    """Return the SHA-256 of each article's text by its id, in the order of the dataset."""
    wanted = tuple(field for field in fields_of("articles") if field.name in ("article_id", "text"))
    hashes: dict[str, str] = {}
    for where, row in _rows(root, "articles", wanted):
        if row["article_id"] in hashes:
            raise NotBrowsableError(f'{where}: the article "{row["article_id"]}" stands twice')
        hashes[row["article_id"]] = text_hash(row["text"])
    return hashes


def read_articles(root: Path, wanted: Collection[str]) -> dict[str, Article]:
    """Return the articles whose ids are `wanted`, by id. Raises `NotBrowsableError`, so for a label out of place."""
    rows = {row["article_id"]: row for _, row in _rows(root, "articles", fields_of("articles"), wanted)}
    sentences: dict[str, list[tuple[Json, Sentence]]] = {id_: [] for id_ in rows}
    for where, row in _rows(root, "sentences", fields_of("sentences"), rows):
        try:
            scored = sentence_of(row, rows[row["article_id"]]["text"])
        except LabelError as error:
            way_out = f"torkham validate {root} tells all there is to mend"
            raise NotBrowsableError(f"{where}: {error} ({way_out})") from None
        sentences[row["article_id"]].append((row, scored))
    return {id_: _article(row, sentences[id_]) for id_, row in rows.items()}


def _article(row: Json, sentences: list[tuple[Json, Sentence]]) -> Article:
    in_order = sorted(sentences, key=lambda pair: (pair[1].start, pair[1].end))
    return Article(row, tuple(row for row, _ in in_order), tuple(scored for _, scored in in_order))


def read_registries(root: Path) -> dict[str, Mapping[str, Json]]:
    """Return the registries, each a mapping from ids to entries; one without entries has no file."""
    return {
        table: {
            row[ID_COLUMNS[table]]: row
            for _, row in (_rows(root, table, fields_of(table)) if table_files(root, table) else ())
        }
        for table in REGISTRIES
    }


def _rows(
    root: Path, table: str, fields: tuple[Field, ...], articles: Collection[str] | None = None
) -> Iterator[tuple[str, Json]]:
    try:
        yield from table_rows(root, table, fields, batch=BATCH.get(table, 4096), articles=articles)
    except TableError as error:
        raise NotBrowsableError(f"{error} (torkham validate {root} tells all there is to mend)") from None
