"""Parquet files from anywhere: what one unfolds to is found out, and bounded, before it is unfolded.

A few hundred bytes may stand for gigabytes: pages compress well, a dictionary's long string may be pointed to a million
times, and the footer may say anything. So the headers of the pages are added up, which is what a reader goes by, and
strings are counted as indices before they are written out.
"""

from __future__ import annotations

import mmap
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import sub
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROOM = 64 * 1024 * 1024
"""How many bytes a file may unfold to, however small it is."""
UNFOLDS = 100
"""How many bytes each byte of a larger file may unfold to; those of a real one unfold to less than twenty."""
BATCH_ROWS = 16_384
BUFFER_BYTES = 64 * 1024
"""Of each column that is read, instead of all it has in a row group."""
MAX_FOOTER_ITEMS = 1_000_000
MAX_FOOTER_TEXT = 16 * 1024 * 1024
_VALUE = 8
"""Bytes that a value takes in memory at least: its levels, and its number, offset or index."""
_PAGE = 1024
"""Bytes that a page counts for at least, so that a file of empty pages has an end."""
_DELTA_BYTE_ARRAY = 7
"""An encoding in which a string takes its beginning from the one before it, so that a byte may add a megabyte."""


class ParquetError(ValueError):
    """A file is not Parquet that can be read."""


class BoundedParquet:
    """A Parquet file that was opened, and may be read, if it unfolds to no more than it has room for.

    Has what `pyarrow.parquet.ParquetFile` has under the same names. `known` says that the same file was opened before,
    so that its pages need not be added up again. Raises `ParquetError`, Arrow's own errors and `OSError`.
    """

    def __init__(self, path: Path, *, known: bool = False) -> None:
        self.path = path
        limits = {"thrift_string_size_limit": MAX_FOOTER_TEXT, "thrift_container_size_limit": MAX_FOOTER_ITEMS}
        self.metadata = pq.ParquetFile(path, **limits).metadata
        self.schema_arrow: pa.Schema = self.metadata.schema.to_arrow_schema()
        self.room = max(ROOM, UNFOLDS * path.stat().st_size)
        try:
            if not known:
                self._judge_pages()
        except (IndexError, KeyError, TypeError, AttributeError, RecursionError):
            raise ParquetError("the footer or the header of a page is damaged") from None
        # As indices into its dictionary, a column takes no more than was added up.
        columns = map(self.metadata.schema.column, range(self.metadata.num_columns))
        words = [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]
        self._folded = pq.ParquetFile(path, read_dictionary=words, buffer_size=BUFFER_BYTES, pre_buffer=False, **limits)

    def iter_batches(
        self, batch_size: int, columns: Sequence[str] | None = None, start: int = 0
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows of some columns, or of all, from the row `start` on."""
        size = end = 0
        for group in range(self.metadata.num_row_groups):  # each has its own dictionaries
            if end + self.metadata.row_group(group).num_rows <= start:
                end += self.metadata.row_group(group).num_rows
                continue
            for whole in self._folded.iter_batches(batch_size=batch_size, row_groups=[group], columns=columns):
                end += whole.num_rows
                if end <= start:
                    continue
                batch = whole.slice(max(0, start - (end - whole.num_rows)))
                batch.validate(full=True)
                size += batch.nbytes + sum(map(_length, batch.columns))
                self._refuse(size)
                yield batch.cast(pa.schema([self.schema_arrow.field(name) for name in batch.schema.names]))

    def read(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Return some columns, or all."""
        fields = [self.schema_arrow.field(name) for name in columns or self.schema_arrow.names]
        return pa.Table.from_batches(self.iter_batches(BATCH_ROWS, columns), schema=pa.schema(fields))

    def _refuse(self, size: int) -> None:
        if size > self.room:
            raise ParquetError(f"unfolds to {size} bytes or more; a file of its size may unfold to {self.room}")

    def _judge_pages(self) -> None:
        """Refuse the file where all pages and values, as the headers of the pages have them, are too much."""
        size, rows = 0, 0
        with self.path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            for count, chunks in _row_groups(data):
                rows += count
                for name, start, end in chunks if count else ():
                    values = 0
                    for page in _pages(data, name, start, end):
                        values += page.values
                        size += _PAGE + page.size + page.values * _VALUE
                        self._refuse(size)
                    if not 0 < count <= values:
                        raise ParquetError(f"the footer says {count} rows, {name} has {values} values")
        if rows != self.metadata.num_rows:
            raise ParquetError(f"the footer says {self.metadata.num_rows} rows, its row groups have {rows}")


class Shards:
    """The Parquet files of one table, read one after another as if they were one; only the one being read is open.

    Their columns are the same. Raises as `BoundedParquet` does.
    """

    def __init__(self, files: Iterable[BoundedParquet] = ()) -> None:
        self.paths: list[Path] = []
        self.schema_arrow: pa.Schema = pa.schema([])
        self.num_rows = 0
        self._ends: list[int] = []
        for file in files:
            self.add(file)

    def add(self, file: BoundedParquet) -> None:
        """Add the file whose rows come next."""
        self.paths.append(file.path)
        self.schema_arrow = file.schema_arrow
        self.num_rows += file.metadata.num_rows
        self._ends.append(self.num_rows)

    def rows(self) -> Iterator[tuple[Path, int]]:
        """Yield the files, each with the number of its rows."""
        yield from zip(self.paths, map(sub, self._ends, [0, *self._ends]), strict=True)

    def files(self) -> Iterator[BoundedParquet]:
        """Yield the files, opened again, in the order of their rows."""
        for path in self.paths:
            yield BoundedParquet(path, known=True)

    def place(self, row: int) -> tuple[Path, int]:
        """Return the file that holds a row, and the row's number there; one past the last row is in the last file."""
        number = min(bisect_right(self._ends, row), len(self.paths) - 1)
        return self.paths[number], row - (self._ends[number - 1] if number else 0)

    def iter_batches(self, batch_size: int, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the rows of some columns, or of all."""
        for file in self.files():
            yield from file.iter_batches(batch_size, columns)

    def read(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Return some columns, or all."""
        return pa.concat_tables(file.read(columns) for file in self.files())


def _length(array: pa.Array) -> int:
    """Return the length of all strings in an array that was read as indices into dictionaries."""
    if isinstance(array, pa.DictionaryArray):
        return int(pc.sum(pc.binary_length(array.dictionary).take(array.indices)).as_py() or 0)
    if isinstance(array, pa.ListArray):
        return _length(array.values)
    if isinstance(array, pa.StructArray):
        return sum(_length(array.field(index)) for index in range(array.type.num_fields))
    return 0


# What follows reads Thrift's compact protocol. pyarrow would tell of columns too, but where a footer is damaged in some
# ways it takes the whole process down.

_Chunk: TypeAlias = tuple[str, int, int]


def _row_groups(data: mmap.mmap) -> Iterator[tuple[int, list[_Chunk]]]:
    """Yield the number of rows of each row group, and its column chunks: name, start and end."""
    footer, _ = _struct(data, len(data) - 8 - int.from_bytes(data[-8:-4], "little"))
    for group in footer.get(4, ()):
        yield group[3], [_chunk(column[3], len(data)) for column in group[1]]


def _chunk(column: dict[int, Any], length: int) -> _Chunk:
    name = b".".join(column[3]).decode(errors="replace")
    start = min(column[9], column.get(11) or column[9])
    end = start + column[7]
    if not 0 <= start <= end <= length:
        raise ParquetError(f"the footer places {name} outside the file")
    return name, start, end


class _Page(NamedTuple):
    size: int
    values: int


def _pages(data: mmap.mmap, name: str, at: int, end: int) -> Iterator[_Page]:
    """Yield the pages of a column chunk as their headers describe them."""
    while at < end:
        header, at = _struct(data, at)
        older, newer = header.get(5, {}), header.get(8, {})
        encodings = {older.get(2), newer.get(4)}
        values = older.get(1, 0) + newer.get(1, 0)
        size, packed = header[2], header[3]
        if size < 0 or packed < 0 or values < 0:
            raise ParquetError(f"{name} has a page of less than nothing")
        if _DELTA_BYTE_ARRAY in encodings:
            raise ParquetError(f"{name} is in the encoding DELTA_BYTE_ARRAY, whose size has no bound")
        yield _Page(size, values)
        at += packed


def _struct(data: mmap.mmap, at: int) -> tuple[dict[int, Any], int]:
    """Return the fields of a struct that starts at `at`, by number, and where it ends."""
    fields: dict[int, Any] = {}
    number = 0
    while head := data[at]:
        at += 1
        if head >> 4:
            number += head >> 4
        else:
            number, at = _integer(data, at)
        kind = head & 15
        if kind in (1, 2):
            fields[number] = kind == 1
        else:
            fields[number], at = _value(data, at, kind)
    return fields, at + 1


def _value(data: mmap.mmap, at: int, kind: int) -> tuple[Any, int]:
    match kind:
        case 1 | 2 | 3:
            return data[at], at + 1
        case 4 | 5 | 6:
            return _integer(data, at)
        case 7:
            return data[at + 7], at + 8
        case 8:
            length, at = _varint(data, at)
            return data[at : at + length], at + length
        case 9 | 10:
            return _list(data, at)
        case 12:
            return _struct(data, at)
    raise TypeError(f"nothing in a Parquet file has the type {kind}")


def _list(data: mmap.mmap, at: int) -> tuple[list[Any], int]:
    kind, length = data[at] & 15, data[at] >> 4
    at += 1
    if length == 15:
        length, at = _varint(data, at)
    items = []
    for _ in range(length):
        item, at = _value(data, at, kind)
        items.append(item)
    return items, at


def _integer(data: mmap.mmap, at: int) -> tuple[int, int]:
    value, at = _varint(data, at)
    return value >> 1 ^ -(value & 1), at


def _varint(data: mmap.mmap, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise TypeError("a number has no end")
