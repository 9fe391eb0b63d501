"""Articles with their labels, as they are exchanged: read from a dataset folder or an annotation tree."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

import polars as pl
import pyarrow as pa

from torkham.annotation import Unit
from torkham.contract import LABELS, REGISTRIES, SPLITS, Json
from torkham.edition.strip import is_edition
from torkham.findings import did_you_mean
from torkham.layout import ANNOTATIONS, SOURCES, data_file, files_of
from torkham.models import failures
from torkham.parquet_reader import BoundedParquet, ParquetError
from torkham.rows import arrow_schema
from torkham.tables import ID_COLUMNS, rows_of, splits_of

Registries: TypeAlias = Mapping[str, Mapping[str, Json]]
"""The entries of `actors`, `issues`, `places` and `incidents` by their ids, in the order of the registry."""

_BATCH = {"articles": 256, "sentences": 4096}
"""Rows that are held at a time: an article may be a million characters long."""


class ExchangeError(ValueError):
    """What was asked for cannot be read or written; the message says what is wrong, where, and the way out."""


@dataclass(frozen=True, slots=True)
class Document:
    """One article with its labels.

    `text` is the whole article, exactly. `about` is its row of the articles table without the text. The `units` stand
    in order and tile the article; their records are those of `schema/records/`: ids are whole, offsets count code
    points from the start of the unit, half-open. `registries` are those of the dataset or tree, shared by all its
    documents; labels may name actors that they have not (`author`, `unnamed`).
    """

    article_id: str
    text: str
    split: str
    about: Json
    units: tuple[Unit, ...]
    registries: Registries = field(repr=False)


def read_documents(path: str | Path, article_ids: Collection[str] = ()) -> Iterator[Document]:
    """Yield the articles of a dataset folder or an annotation tree, all or those of these ids, in its own order.

    An article of a dataset is in memory only while it is used. Raises `ExchangeError` where the folder is neither, is
    damaged or has no article of an id; an id that is none is told after the articles that are there.
    """
    root = Path(path)
    if (root / SOURCES).exists() or (root / ANNOTATIONS).exists():
        found = _of_tree(root)
    elif (root / "data").is_dir():
        found = _of_dataset(root)
    else:
        what = "is neither a dataset (data/) nor an annotation tree (seeds/, annotations/)"
        inside = f"; did you mean {root / 'dataset'}?" if (root / "dataset/data").is_dir() else ""
        raise ExchangeError(f"{path} {what if root.exists() else 'is not there'}{inside}")
    return _chosen(found, path, article_ids)


def _chosen(documents: Iterator[Document], path: str | Path, article_ids: Collection[str]) -> Iterator[Document]:
    seen = []
    for document in documents:
        seen.append(document.article_id)
        if not article_ids or document.article_id in article_ids:
            yield document
    if missing := [id_ for id_ in article_ids if id_ not in seen]:
        hint = did_you_mean(missing[0], seen) or f"There are {len(seen)}, the first of them {', '.join(seen[:3])}."
        raise ExchangeError(f'{path} has no article "{missing[0]}". {hint}')


def _of_tree(root: Path) -> Iterator[Document]:
    from torkham.corpus import read_corpus

    corpus = read_corpus(root)
    broken = [finding for finding in corpus.findings if finding.severity == "error"]
    if broken or not corpus.articles:
        first = f"{broken[0].file}: {broken[0].message}" if broken else "no article is annotated"
        raise ExchangeError(f"{root}: {first} (torkham validate {root} tells all there is to mend)")
    registries = {name: _by_id(name, corpus.registries[name]) for name in REGISTRIES}
    for article in corpus.articles:
        (row,) = rows_of(article, "articles")
        about = {name: row[name] for name in arrow_schema("articles").names if name != "text"}
        yield Document(article.article_id, article.text, article.split, about, article.units, registries)


def _of_dataset(root: Path) -> Iterator[Document]:
    if is_edition(root):
        raise ExchangeError(f"{root} is a text-free edition: torkham rehydrate restores the dataset from the articles")
    splits = [split for split in SPLITS if files_of(root, "articles", split)]
    if not splits:
        raise ExchangeError(f"{root} has no table of articles: data/articles/*.parquet is missing")
    registries = {name: _by_id(name, list(_registry(root, name))) for name in REGISTRIES}
    for split in splits:
        yield from _of_split(root, split, registries)


def _registry(root: Path, name: str) -> Iterator[Json]:
    for split in splits_of(name):
        yield from _rows(root, name, split)  # a table without rows is left out


def _by_id(name: str, entries: Sequence[Json]) -> Mapping[str, Json]:
    return {entry[ID_COLUMNS[name]]: entry for entry in entries}


def _of_split(root: Path, split: str, registries: Registries) -> Iterator[Document]:
    """Yield the articles of a split.

    Sentences stand in the order of the articles, so that one is read beside the other; those of articles further on
    wait where they do not.
    """
    sentences = groupby(_rows(root, "sentences", split), key=lambda row: str(row["article_id"]))
    waiting: dict[str, list[Json]] = {}
    for about in _rows(root, "articles", split):
        article_id, text = about["article_id"], about.pop("text")
        while article_id not in waiting:
            other, rows = next(sentences, (None, ()))
            if other is None:
                raise ExchangeError(f"{root / data_file('sentences', split)} has no sentence of {article_id}")
            waiting.setdefault(other, []).extend(rows)
        units = tuple(_unit(root, split, row, text) for row in waiting.pop(article_id))
        yield Document(article_id, text, split, about, units, registries)
    if left := [*waiting, *(id_ for id_, _ in sentences)]:
        where = root / data_file("sentences", split)
        raise ExchangeError(f"{where}: {left[0]} is no article, or its sentences do not stand together")


def _unit(root: Path, split: str, row: Json, text: str) -> Unit:
    start, end = row["start"], row["end"]
    if not 0 <= start < end <= len(text) or text[start:end] != row["text"]:
        where = f"{root / data_file('sentences', split)}: {row['sentence_id']}"
        raise ExchangeError(f"{where} is not at {start}:{end} of its article (torkham validate {root} tells more)")
    place = (row[name] for name in ("sentence_id", "role", "start", "end", "text", "paragraph", "section"))
    return Unit(*place, *(tuple(row[layer]) for layer in LABELS))


def _rows(root: Path, table: str, split: str) -> Iterator[Json]:
    """Yield the rows of a table, each as its schema has it, so that ids may name files and every code is known."""
    for path in files_of(root, table, split):
        yield from _rows_of_file(root, table, path)


def _rows_of_file(root: Path, table: str, path: Path) -> Iterator[Json]:
    try:
        parquet = BoundedParquet(path)
        schema = arrow_schema(table)
        if lacking := [name for name in schema.names if name not in parquet.schema_arrow.names]:
            raise ExchangeError(f"{path} has no column {lacking[0]} (torkham validate {root} tells more)")
        for batch in parquet.iter_batches(_BATCH.get(table, 1024), schema.names):
            rows = batch.select(schema.names).cast(schema)
            if failure := next(failures({table: pl.DataFrame(rows)}), None):
                id_ = rows[ID_COLUMNS[table]][failure.row]
                what = f"{failure.value!r:.80} is no {failure.field} ({failure.keyword})"
                raise ExchangeError(f"{path}: {id_}: {what}; torkham validate {root} tells more")
            yield from rows.to_pylist()
    except (pa.ArrowException, ParquetError, OSError) as error:
        reason = next(iter(str(error).splitlines()), "no reason given")
        raise ExchangeError(f"{path} cannot be read as Parquet: {reason}") from None
