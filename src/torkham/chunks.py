"""A dataset read in chunks of whole articles: as much as memory should hold, however large the dataset is.

Every table has its rows in the order of the articles table, so that one pass over all files, side by side, brings
together what belongs together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import polars as pl
import pyarrow as pa

from torkham import contract
from torkham.layout import data_file, pattern_of
from torkham.parquet import Digest, Digester, canonical_lines
from torkham.parquet_reader import BoundedParquet, Shards
from torkham.tables import TableSet

CHUNK_SENTENCES = 50_000
"""Sentences that a chunk has, unless one article alone has more."""
CHUNK_ARTICLES = 20_000
"""Articles that a chunk has at most, whatever their `n_sentences` says."""
TEXTS = 256
"""Of articles that are in memory together."""
BATCH_ROWS = 16_384
BATCH_BYTES = 8 * 1024 * 1024

Key = tuple[str, str]
"""Configuration and split."""
Take = Callable[[Key, bytes], object]
"""Gets rows of a table as canonical JSON, in their order."""


@dataclass(frozen=True)
class Chunk:
    """All rows of some articles in every table, and the registries whole; `first_rows` tells where its rows begin.

    Rows of a table count from 0 in its file.
    """

    tables: TableSet
    first_rows: Mapping[Key, int]


class UnreadableError(ValueError):
    """A data file that could be opened cannot be read to its end; `file` says which."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(reason)
        self.file = file


@dataclass
class Reader:
    """Reads the data files of a dataset, or of a part of it, in chunks; `take` gets every row that is read.

    `disorder` gets, for each table that is not in the order of the articles, the first row out of order; `strays` is
    true where a row is of an article that the articles table lacks, `broken` where a file could not be read to its end,
    `unspeakable` where rows hold a number that JSON has not, so that `take` did not get them.
    """

    files: Mapping[Key, Shards]
    take: Take = lambda *_: None
    disorder: dict[Key, int] = field(default_factory=dict)
    strays: bool = False
    broken: bool = False
    unspeakable: bool = False
    _of_shards: dict[str, Digester] = field(default_factory=dict)

    def shard_digests(self) -> dict[str, Digest]:
        """Return the digest of each file of those tables that have several, once all chunks were read."""
        return {file: digester.result() for file, digester in self._of_shards.items()}

    def pattern(self, key: Key) -> str:
        """Return the name of a table's file, or the pattern of its shards'."""
        return pattern_of([file_of(path) for path in self.files[key].paths])

    def place(self, key: Key, row: int) -> tuple[str, int]:
        """Return the data file that holds a row of a table, and the row's number in it."""
        path, number = self.files[key].place(row)
        return file_of(path), number

    def chunks(self) -> Iterator[Chunk]:
        """Yield the chunks; at least one, so that registries without articles are judged too.

        Raises `UnreadableError` where a file's pages cannot be read.
        """
        registries = {key: self._whole(key) for key in self.files if key[0] in contract.REGISTRIES}
        order = self._order()
        ordinals = pl.DataFrame(
            {"article_id": list(order), "ordinal": range(len(order))},
            schema={"article_id": pl.String, "ordinal": pl.Int64},
        )
        of_articles = [key for key in self.files if key[0] not in contract.REGISTRIES]
        numbers = {id_: number for number, id_ in enumerate(order)}
        begins = {key: numbers.get(self.first_article(key) or "", 0) for key in of_articles}
        cursors = {key: _Cursor(self, key, ordinals, begins[key]) for key in of_articles}
        for limit in _limits(list(order.values())):
            rows = {key: cursor.row for key, cursor in cursors.items()}
            parts = {key: cursor.take(limit) for key, cursor in cursors.items()}
            tables = registries | {key: part for key, part in parts.items() if part.num_rows}
            yield Chunk(tables, rows | dict.fromkeys(registries, 0))

    def batches(self, key: Key) -> Iterator[pa.Table]:
        """Yield the rows of a table, some thousand at a time."""
        try:
            for file in self.files[key].files():
                for batch in file.iter_batches(_batch_rows(file)):
                    part = pa.Table.from_batches([batch])
                    self._digest(key, file_of(file.path), part)
                    yield part
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self._unreadable(key, error) from None

    def first_article(self, key: Key) -> str | None:
        """Return the article of a table's first row."""
        try:
            batch = next(self.files[key].iter_batches(1, columns=["article_id"]), None)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self._unreadable(key, error) from None
        return batch["article_id"][0].as_py() if batch is not None and batch.num_rows else None

    def _unreadable(self, key: Key, error: Exception) -> UnreadableError:
        self.broken = True
        return UnreadableError(self.pattern(key), _reason(error))

    def _digest(self, key: Key, file: str, part: pa.Table) -> None:
        parted = len(self.files[key].paths) > 1 or file != data_file(*key)
        of_file = self._of_shards.setdefault(file, Digester()) if parted else None
        try:
            for lines in canonical_lines(part):
                self.take(key, lines)
                if of_file is not None:
                    of_file.add(lines)
        except ValueError:
            self.unspeakable = True

    def count(self, table: str) -> int:
        """Return the number of rows of a table in all splits, as its files state it."""
        return sum(file.num_rows for (name, _), file in self.files.items() if name == table)

    def sentences(self, *columns: str) -> Iterator[pl.DataFrame]:
        """Yield some columns of the sentences, with their `split`, some thousand rows at a time."""
        for split in contract.SPLITS:
            if ("sentences", split) in self.files:
                file = self.files["sentences", split]
                for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=list(columns)):
                    yield pl.DataFrame(pl.from_arrow(batch)).with_columns(split=pl.lit(split))

    def texts(self) -> Iterator[pl.Series]:
        """Yield the texts of all articles, in the order of `articles`, some at a time."""
        for split in contract.SPLITS:
            if ("articles", split) in self.files:
                for batch in self.files["articles", split].iter_batches(TEXTS, columns=["text"]):
                    yield pl.Series(pl.from_arrow(batch["text"]))

    def articles(self, *columns: str) -> pl.DataFrame:
        """Return some columns of all articles, with their `split`."""
        empty = pl.DataFrame(schema=dict.fromkeys((*columns, "split"), pl.String))
        parts = [
            pl.DataFrame(pl.from_arrow(self.files["articles", split].read(columns=list(columns)))).with_columns(
                split=pl.lit(split)
            )
            for split in contract.SPLITS
            if ("articles", split) in self.files
        ]
        return pl.concat([empty, *parts], how="vertical_relaxed")

    def _whole(self, key: Key) -> pa.Table:
        empty = self.files[key].schema_arrow.empty_table()
        return pa.concat_tables([empty, *self.batches(key)])

    def _order(self) -> dict[str, int]:
        """Return the articles in the order of all splits, each with the number of its sentences."""
        order: dict[str, int] = {}
        for split in contract.SPLITS:
            if ("articles", split) in self.files:
                try:
                    columns = self.files["articles", split].read(columns=["article_id", "n_sentences"])
                except (pa.ArrowException, OSError, ValueError) as error:
                    raise self._unreadable(("articles", split), error) from None
                for id_, count in zip(*columns.to_pydict().values(), strict=True):
                    order.setdefault(id_, max(count or 0, 0))
        return order


def file_of(path: Path) -> str:
    """Return the name that a data file has in its dataset."""
    return "/".join(path.parts[-3:])


def _reason(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "no reason given")


def _batch_rows(file: BoundedParquet) -> int:
    """Return how many rows of a file to read at a time: fewer of whole articles than of short labels."""
    groups = map(file.metadata.row_group, range(file.metadata.num_row_groups))
    size = sum(group.total_byte_size for group in groups)
    return min(BATCH_ROWS, max(1, int(BATCH_BYTES * file.metadata.num_rows) // max(1, int(size))))


def _limits(sentences: list[int]) -> Iterator[int]:
    """Yield, for each chunk, the number of the first article after it; the last limit is past every article."""
    begun = articles = 0
    for number, total in enumerate(accumulate(sentences)):
        if number > articles and (total - begun > CHUNK_SENTENCES or number - articles >= CHUNK_ARTICLES):
            yield number
            begun, articles = total - sentences[number], number
    yield len(sentences) + 1


class _Cursor:
    """Hands out the rows of one table, article after article; `row` is the number of the next.

    `begins` is the number of the first row's article. Until that is wanted the file is not read: an open row group of
    each split would be thrice the memory.
    """

    def __init__(self, reader: Reader, key: Key, ordinals: pl.DataFrame, begins: int) -> None:
        self._reader, self._key, self._ordinals, self._begins = reader, key, ordinals, begins
        self._batches = reader.batches(key)
        self._empty = reader.files[key].schema_arrow.empty_table()
        self._rest = self._empty, pl.Series([], dtype=pl.Int64)
        self._read = self._last = self._furthest = 0
        self.row = 0

    def take(self, limit: int) -> pa.Table:
        """Return the rows up to the first that belongs to the article numbered `limit`, or to a later one."""
        if limit <= self._begins:
            return self._empty
        taken = [self._empty]
        while self._rest[0].num_rows or self._fill():
            table, reached = self._rest
            count = int((reached < limit).sum())
            taken.append(table.slice(0, count))
            self._rest = table.slice(count), reached[count:]
            if count < table.num_rows:
                break
        found = pa.concat_tables(taken)
        self.row += found.num_rows
        return found

    def _fill(self) -> bool:
        """Read on; a row of no known article goes with the row before it."""
        table = next(self._batches, None)
        if table is None:
            return False
        ids = pl.DataFrame({"article_id": pl.Series(pl.from_arrow(table["article_id"]))})
        joined = ids.join(self._ordinals, on="article_id", how="left", maintain_order="left")["ordinal"]
        self._reader.strays |= joined.null_count() > 0
        ordinals = pl.concat([pl.Series([self._last]), joined]).forward_fill()
        reached = pl.concat([pl.Series([self._furthest]), ordinals[1:]]).cum_max()
        if (behind := ordinals < reached).any():
            self._reader.disorder.setdefault(self._key, self._read + int(behind.arg_max() or 0) - 1)
        self._last, self._furthest = int(ordinals[-1]), int(reached[-1])
        self._read += table.num_rows
        self._rest = table, reached[1:]
        return True
