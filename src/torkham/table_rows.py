"""The rows of a dataset folder's tables, one after the other, with what would make a table unreadable told.

Less is asked of a table than `torkham validate` asks: the fields that a reader needs, of their types, and no null where
there must be none.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from torkham.contract import SPLITS, Json
from torkham.files import Folder
from torkham.parquet_reader import BoundedParquet, ParquetError
from torkham.rows import Field

_TYPES: dict[str, Callable[[pa.DataType], bool]] = {
    "string": pa.types.is_string,
    "integer": pa.types.is_integer,
    "number": lambda kind: pa.types.is_floating(kind) or pa.types.is_integer(kind),
    "boolean": pa.types.is_boolean,
    "list": pa.types.is_list,
    "struct": pa.types.is_struct,
}


class TableError(ValueError):
    """A table is missing or cannot be read; the message names the file and what is wrong with it."""


def table_files(root: Path, table: str) -> list[Path]:
    """Return the files of a table, its splits in their fixed order."""
    order = {split: number for number, split in enumerate(SPLITS)}
    return sorted(root.glob(f"data/{table}/*.parquet"), key=lambda path: (order.get(path.stem, len(order)), path))


def table_rows(
    root: Path,
    table: str,
    fields: tuple[Field, ...],
    *,
    batch: int,
    articles: Collection[str] | None = None,
) -> Iterator[tuple[str, Json]]:
    """Yield the file and the `fields` of each row of a table, all its splits together.

    `batch` is how many rows are held at a time. Of a table with the column `article_id`, only the rows of `articles`
    are turned into values, where these are given. Raises `TableError`.
    """
    folder = Folder(root)
    files = [path.relative_to(root).as_posix() for path in table_files(root, table)]
    if not files:
        raise TableError(f"{root} has no table {table}: data/{table}/*.parquet is missing")
    wanted = None if articles is None else pa.array(sorted(articles), type=pa.string())
    for file in files:
        where = f"{root / file}"
        path = folder.path(file)
        if path is None:
            raise TableError(f"{where}: {folder.findings[-1].message}")
        try:
            parquet = BoundedParquet(path)
            _expect(where, fields, parquet.schema_arrow)
            for part in parquet.iter_batches(batch, [field.name for field in fields]):
                kept = part if wanted is None else part.filter(pc.is_in(part["article_id"], value_set=wanted))
                for row in kept.to_pylist():
                    _refuse_nulls(where, fields, row)
                    yield where, row
        except (pa.ArrowException, ParquetError, OSError) as error:
            reason = next(iter(str(error).splitlines()), "no reason given")
            raise TableError(f"{where} cannot be read as Parquet: {reason}") from None


def pruned(field: Field, unread: Collection[str]) -> Field:
    """Return a field without those of its inner fields, at any depth, that are not to be read."""
    item = field.item and pruned(field.item, unread)
    fields = tuple(pruned(inner, unread) for inner in field.fields if inner.name not in unread)
    return dataclasses.replace(field, item=item, fields=fields)


def _expect(where: str, fields: tuple[Field, ...], schema: pa.Schema) -> None:
    """Refuse a file that lacks columns, or fields in them, or has them of other types."""
    columns = pa.struct(list(schema))
    if faults := [fault for field in fields for fault in _faults(field, columns, field.name)]:
        more = f" (and {len(faults) - 3} more)" if len(faults) > 3 else ""
        raise TableError(f"{where}: {'; '.join(faults[:3])}{more}")


def _faults(field: Field, parent: pa.StructType, path: str) -> Iterator[str]:
    at = parent.get_field_index(field.name)
    if at < 0:
        yield f'there is no column "{path}"'
        return
    yield from _type_faults(field, parent.field(at).type, path)


def _type_faults(field: Field, kind: pa.DataType, path: str) -> Iterator[str]:
    if pa.types.is_null(kind):  # nothing but nulls, which the rows are asked about
        return
    if not _TYPES[field.kind](kind):
        words = ": write words, not the numbers of a ClassLabel" if field.vocabulary else ""
        yield f'"{path}" has the type {str(kind)[:40]}, not {field.kind}{words}'
    elif field.item is not None:
        yield from _type_faults(field.item, kind.value_type, f"{path}[]")
    else:
        for inner in field.fields:
            yield from _faults(inner, kind, f"{path}.{inner.name}")


def _refuse_nulls(where: str, fields: tuple[Field, ...], row: Json) -> None:
    for path in (path for field in fields for path in _nulls(field, row[field.name], field.name)):
        id_ = row.get("sentence_id") or row.get("article_id")
        raise TableError(f"{where}: {f'{id_}: ' if id_ else ''}{path} is null")


def _nulls(field: Field, value: Any, path: str) -> Iterator[str]:
    """Yield the paths of the nulls in a value where there must be none."""
    if value is None:
        if not field.nullable:
            yield path
    elif field.item is not None:
        for index, item in enumerate(value):
            yield from _nulls(field.item, item, f"{path}[{index}]")
    else:
        for inner in field.fields:
            yield from _nulls(inner, value[inner.name], f"{path}.{inner.name}")
