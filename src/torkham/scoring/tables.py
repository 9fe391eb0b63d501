"""The tables of a dataset folder, read for scoring: the columns that count, with what would make them unreadable told.

More is not asked of them than scoring needs (`torkham validate` judges a dataset), so that whoever has a model but no
annotator of `torkham convert` may write just these columns.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from torkham.contract import LABELS, SPLITS, Json
from torkham.edition.strip import is_edition
from torkham.files import Folder
from torkham.measures import UNMEASURED
from torkham.parquet_reader import BoundedParquet, ParquetError
from torkham.rows import Field, row_fields
from torkham.scoring.documents import NotScorableError, Sentence, Sentences, Texts, sentence_of, text_hash
from torkham.scoring.labels import LabelError

COLUMNS = {
    "articles": ("article_id", "text"),
    "sentences": ("sentence_id", "article_id", "role", "start", "end", "text", *LABELS),
}
"""The columns that are read, of the tables that are."""
UNREAD = {*UNMEASURED, "content_of", "certainty", "holder_mention_id", "implicit", "warrant"}
"""Fields of label records that are not: what is no part of a task, and ids, which are each annotator's own."""
BATCH = {"articles": 256, "sentences": 4096}
"""Rows that are held at a time: an article may be a million characters long."""
_TYPES: dict[str, Callable[[pa.DataType], bool]] = {
    "string": pa.types.is_string,
    "integer": pa.types.is_integer,
    "boolean": pa.types.is_boolean,
    "list": pa.types.is_list,
    "struct": pa.types.is_struct,
}


def read_tables(root: Path, wanted: Collection[str] | None) -> tuple[Texts, Sentences]:
    """Return the texts of a dataset folder, and the sentences of the articles whose hashes are `wanted`, or of all.

    Raises `NotScorableError`, whose message names the file and what is wrong with it.
    """
    if is_edition(root):
        raise NotScorableError(
            f"{root} is a text-free edition: torkham rehydrate restores the dataset from the articles"
        )
    texts: dict[str, tuple[str, str | None]] = {}
    for where, row in _rows(root, "articles"):
        if row["article_id"] in texts:
            raise NotScorableError(f'{where}: the article "{row["article_id"]}" stands twice')
        hash_ = text_hash(row["text"])
        texts[row["article_id"]] = hash_, row["text"] if wanted is None or hash_ in wanted else None
    sentences: dict[str, list[Sentence]] = {}
    for where, row in _rows(root, "sentences"):
        if row["article_id"] not in texts:
            raise NotScorableError(f'{where}: the table of articles has no "{row["article_id"]}"')
        if (text := texts[row["article_id"]][1]) is None:
            continue
        try:
            sentences.setdefault(row["article_id"], []).append(sentence_of(row, text))
        except LabelError as error:
            raise NotScorableError(f"{where}: {error}; offsets are code points, half-open") from None
    return texts, sentences


def _rows(root: Path, table: str) -> Iterator[tuple[str, Json]]:
    """Yield the file and the values of each row of a table, all its splits together."""
    folder = Folder(root)
    order = {split: number for number, split in enumerate(SPLITS)}
    paths = sorted(root.glob(f"data/{table}/*.parquet"), key=lambda path: (order.get(path.stem, len(order)), path))
    files = [path.relative_to(root).as_posix() for path in paths]
    if not files:
        raise NotScorableError(f"{root} has no table {table}: data/{table}/*.parquet is missing")
    fields = _fields(table)
    for file in files:
        where = f"{root / file}"
        path = folder.path(file)
        if path is None:
            raise NotScorableError(f"{where}: {folder.findings[-1].message}")
        try:
            parquet = BoundedParquet(path)
            _expect(where, fields, parquet.schema_arrow)
            for batch in parquet.iter_batches(BATCH[table], list(COLUMNS[table])):
                for row in batch.to_pylist():
                    _refuse_nulls(where, fields, row)
                    yield where, row
        except (pa.ArrowException, ParquetError, OSError) as error:
            reason = next(iter(str(error).splitlines()), "no reason given")
            raise NotScorableError(f"{where} cannot be read as Parquet: {reason}") from None


@cache
def _fields(table: str) -> tuple[Field, ...]:
    """Return the columns of a table that are read, with those of their fields that are."""
    return tuple(_pruned(field) for field in row_fields(table) if field.name in COLUMNS[table])


def _pruned(field: Field) -> Field:
    item = field.item and _pruned(field.item)
    fields = tuple(_pruned(inner) for inner in field.fields if inner.name not in UNREAD)
    return dataclasses.replace(field, item=item, fields=fields)


def _expect(where: str, fields: tuple[Field, ...], schema: pa.Schema) -> None:
    """Refuse a file that lacks columns, or fields in them, or has them of other types."""
    columns = pa.struct(list(schema))
    if faults := [fault for field in fields for fault in _faults(field, columns, field.name)]:
        more = f" (and {len(faults) - 3} more)" if len(faults) > 3 else ""
        raise NotScorableError(f"{where}: {'; '.join(faults[:3])}{more}")


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
        raise NotScorableError(f"{where}: {f'{id_}: ' if id_ else ''}{path} is null")


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
