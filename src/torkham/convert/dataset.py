"""Converted articles as a dataset folder, written in one pass: memory holds some articles, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from torkham.contract import LABELS, REGISTRIES, Json
from torkham.convert.actors import Actors
from torkham.convert.drafting import Converted
from torkham.layout import data_file
from torkham.parquet import Digest, TableWriter
from torkham.rows import arrow_schema
from torkham.tables import ID_COLUMNS, rows_of

SPLIT = "train"
"""The one split: whoever needs others leaves out articles by `fold`."""
TABLES = ("sentences", "articles", *LABELS)
PART_UNITS = 4_000
PART_CHARACTERS = 4_000_000
"""After how many units or characters the articles so far become rows."""


@dataclass(frozen=True)
class Written:
    """What was written: digests of the tables, the sha256 of each source, and the day of the newest article, if any.

    `near` has the fold and the place of each article that others are nearly equal to.
    """

    digests: Mapping[tuple[str, str], Digest]
    inputs: Mapping[str, str]
    newest: str | None
    near: Sequence[tuple[str, str]]


def write_tables(
    articles: Iterable[tuple[Converted, Sequence[Json]]],
    registries: Mapping[str, Sequence[Json]],
    folder: Path,
    folds: Mapping[str, str],
) -> Written:
    """Write the data files of articles, each with the actors that its labels brought, and of the registries.

    `folds` are those of articles that others are nearly equal to, by their ids. A table without rows is left out.
    """
    actors = Actors(registries.get("actors", ()))
    written = write_articles(articles, actors, folder, folds)
    return replace(written, digests={**written.digests, **write_registries(actors, registries, folder)})


def write_articles(
    articles: Iterable[tuple[Converted, Sequence[Json]]],
    actors: Actors,
    folder: Path,
    folds: Mapping[str, str],
    shard: tuple[int, int] | None = None,
) -> Written:
    """Write the data files of articles, or a shard of them (see `torkham.layout.data_file`); add the actors brought."""
    inputs: dict[str, str] = {}
    newest: str | None = None
    near: list[tuple[str, str]] = []
    in_folds = ((replace(each, fold=folds.get(each.article_id, each.fold)), brought) for each, brought in articles)
    with _Tables(folder, shard) as tables:
        for part in _parts(in_folds):
            for article, brought in part:
                actors.add(brought)
                inputs[article.source["file"]] = article.source["sha256"]
                if article.article_id in folds:
                    near.append((article.fold, article.source["file"]))
                if article.source["published_precision"] == "day":
                    newest = max(newest or "", article.source["published"])
            for name in TABLES:
                tables.write(name, [row for article, _ in part for row in rows_of(article, name)])
        return Written(tables.close(), inputs, newest, near)


def write_registries(
    actors: Actors, registries: Mapping[str, Sequence[Json]], folder: Path
) -> dict[tuple[str, str], Digest]:
    """Write the data files of the registries, in which `actors` takes the place of theirs; return their digests."""
    with _Tables(folder) as tables:
        for name in REGISTRIES:
            tables.write(name, actors.rows() if name == "actors" else list(registries.get(name, ())))
        return tables.close()


class _Tables:
    """The tables being written, each from its first row on."""

    def __init__(self, folder: Path, shard: tuple[int, int] | None = None) -> None:
        self._folder, self._shard = folder, shard
        self._writers: dict[str, TableWriter] = {}

    def __enter__(self) -> _Tables:
        return self

    def __exit__(self, *_: object) -> None:
        with ExitStack() as stack:
            for writer in self._writers.values():
                stack.callback(writer.close)
        self._writers.clear()

    def write(self, name: str, rows: list[Json]) -> None:
        if not rows:
            return
        if name not in self._writers:
            path = self._folder / data_file(name, SPLIT, self._shard)
            path.parent.mkdir(parents=True)
            self._writers[name] = TableWriter(path, arrow_schema(name))
        self._writers[name].write(pa.Table.from_pylist(rows, schema=arrow_schema(name)))

    def close(self) -> dict[tuple[str, str], Digest]:
        """Return the digests, in the order of the tables."""
        written = [name for name in ID_COLUMNS if name in self._writers]
        return {(name, SPLIT): self._writers.pop(name).close() for name in written}


def _parts(
    articles: Iterable[tuple[Converted, Sequence[Json]]],
) -> Iterator[list[tuple[Converted, Sequence[Json]]]]:
    part: list[tuple[Converted, Sequence[Json]]] = []
    units = characters = 0
    for article, brought in articles:
        part.append((article, brought))
        units += len(article.units)
        characters += len(article.text)
        if units >= PART_UNITS or characters >= PART_CHARACTERS:
            yield part
            part, units, characters = [], 0, 0
    if part:
        yield part
