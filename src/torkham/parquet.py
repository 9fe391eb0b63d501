"""Parquet with fixed settings, and the logical hash that does not depend on them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import rfc8785

ROW_GROUP_ROWS = 100_000
ROW_GROUP_BYTES = 32 * 1024 * 1024
"""Of a table in memory: whoever reads row by row holds a row group of each table."""


_SETTINGS: dict[str, Any] = {
    "version": "2.6",
    "compression": "zstd",
    "compression_level": 3,
    "write_page_index": True,
    "write_statistics": True,
    "use_content_defined_chunking": True,
}
"""Content-defined chunking keeps unchanged pages identical between versions, so that stores which deduplicate by chunk
transfer only what changed."""


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table; the same table and pyarrow version give the same bytes."""
    pq.write_table(table, path, row_group_size=group_rows(table), **_SETTINGS)


def group_rows(table: pa.Table) -> int:
    """Return how many rows like those of a table a row group should have."""
    return min(ROW_GROUP_ROWS, max(1, ROW_GROUP_BYTES * int(table.num_rows) // max(1, int(table.nbytes))))


class TableWriter:
    """Writes a table part by part, a row group at a time, and computes its digest: what it holds does not grow.

    The same parts give the same bytes; a table of one row group those that `write_parquet` gives it.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(path, schema, **_SETTINGS)
        self._digester = Digester()
        self._parts: list[pa.Table] = []
        self._rows = self._bytes = 0

    def write(self, part: pa.Table) -> None:
        """Add rows."""
        self._digester.update(part)
        self._parts.append(part)
        self._rows += part.num_rows
        self._bytes += part.nbytes
        if self._rows >= ROW_GROUP_ROWS or self._bytes >= ROW_GROUP_BYTES:
            self._flush()

    def close(self) -> Digest:
        """Write what is left; return the digest of all rows."""
        if self._parts:
            self._flush()
        self._writer.close()
        return self._digester.result()

    def _flush(self) -> None:
        group = pa.concat_tables(self._parts).combine_chunks()
        self._writer.write_table(group, row_group_size=group.num_rows)
        self._parts.clear()
        self._rows = self._bytes = 0


class Digest(NamedTuple):
    """What a table holds, whatever wrote it: a hash over its rows, their number, and their size as canonical JSON."""

    sha256: str
    rows: int
    num_bytes: int


class Digester:
    """Computes a digest from the parts of a table, one after the other."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._rows = self._bytes = 0

    def update(self, part: pa.Table) -> None:
        """Add rows. Raises `ValueError` where a number is NaN or infinite: JSON has none."""
        for lines in canonical_lines(part):
            self.add(lines)

    def add(self, lines: bytes) -> None:
        """Add rows that are canonical JSON already, one a line."""
        self._sha256.update(lines)
        self._rows += lines.count(b"\n")
        self._bytes += len(lines)

    def result(self) -> Digest:
        """Return the digest of the rows so far."""
        return Digest(self._sha256.hexdigest(), self._rows, self._bytes)


def digest(table: pa.Table) -> Digest:
    """Return the digest of a table: sha256 over its rows, each as canonical JSON (RFC 8785) and a line feed.

    It depends on column names and values alone, not on Parquet, Arrow or their versions. Raises `ValueError` where a
    number is NaN or infinite.
    """
    digester = Digester()
    digester.update(table)
    return digester.result()


def canonical_lines(table: pa.Table) -> Iterator[bytes]:
    """Yield the rows of a table as canonical JSON (RFC 8785), a line each, some thousand lines together.

    Polars writes the JSON, whose strings are those of RFC 8785; keys are put in order before, and numbers are marked,
    since JSON has them as ECMAScript does: `1`, not `1.0`. The `rfc8785` library writes what this would get wrong: rows
    with numbers for which the two choose different notations (very large, very small), or with words that hold a mark;
    and a few rows, which are not worth a plan.
    """
    for part in pl.DataFrame(pl.from_arrow(table)).iter_slices(SLICE_ROWS):
        written = _written(part) if part.height > FEW_ROWS else None
        yield written or b"".join(rfc8785.dumps(row) + b"\n" for row in part.iter_rows(named=True))


def _written(part: pl.DataFrame) -> bytes | None:
    """Return the lines of some rows as Polars writes them, None where they would not be canonical."""
    numbers = list(_numbers(part.to_struct()))
    if not all(map(_is_plain, numbers)):
        return None
    rows = _canonical(pl.Struct(part.schema), pl.struct(pl.all()))
    marked = part.select(rows.struct.json_encode()).to_series()
    if marked.str.count_matches(_MARK_IN_JSON, literal=True).sum() != 2 * sum(map(len, numbers)):
        return None
    lines = marked.str.replace_all(_MARKED, "$1").str.join("\n")
    return f"{lines.item()}\n".encode()


SLICE_ROWS = 10_000
FEW_ROWS = 100
_MARK = "\x01"
_MARK_IN_JSON = r"\u0001"
_MARKED = r'"\\u0001([^"\\]*)\\u0001"'


def _canonical(kind: pl.DataType, value: pl.Expr) -> pl.Expr:
    """Return a value with the fields of its structs in order and its numbers as marked strings."""
    if not isinstance(kind, (pl.Struct, pl.List)) and not kind.is_float():
        return value
    if isinstance(kind, pl.Struct):
        fields = sorted(kind.fields, key=lambda field: field.name)
        parts = [_canonical(_kind(field.dtype), value.struct.field(field.name)).alias(field.name) for field in fields]
        return pl.when(value.is_null()).then(None).otherwise(pl.struct(parts))
    if isinstance(kind, pl.List):
        if not isinstance(kind.inner, (pl.Struct, pl.List)) and not _has_numbers(kind.inner):
            return value
        return value.list.eval(_canonical(_kind(kind.inner), pl.element()))
    whole = value == value.floor()
    digits = pl.when(whole).then(pl.when(whole).then(value).cast(pl.Int64)).cast(pl.String)
    return pl.lit(_MARK) + digits.fill_null(value.cast(pl.String)) + pl.lit(_MARK)


def _kind(kind: Any) -> pl.DataType:
    return kind if isinstance(kind, pl.DataType) else kind()


def _numbers(values: pl.Series) -> Iterator[pl.Series]:
    """Yield all floating-point numbers that a series holds, however deep."""
    if not _has_numbers(values.dtype):
        return
    if isinstance(values.dtype, pl.Struct):
        for field in values.dtype.fields:
            yield from _numbers(values.struct.field(field.name))
    elif isinstance(values.dtype, pl.List):
        yield from _numbers(values.explode())
    else:
        yield values.drop_nulls()


def _has_numbers(kind: Any) -> bool:
    if isinstance(kind, pl.Struct):
        return any(_has_numbers(field.dtype) for field in kind.fields)
    return _has_numbers(kind.inner) if isinstance(kind, pl.List) else kind.is_float()


def _is_plain(numbers: pl.Series) -> bool:
    """Return whether both notations are plain decimals for all of these numbers."""
    size = numbers.abs()
    return bool(((size == 0) | ((size >= 1e-4) & (size < 1e15))).all())
