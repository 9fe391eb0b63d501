"""CSV, one way: a file for every table, for spreadsheets and R (docs/exchange-one-way.md).

RFC 4180 in UTF-8 with a byte-order mark, by which spreadsheets know the encoding. Columns are those of `schema/rows/`:
a record in a cell becomes columns (`trigger_start`), a list of codes one cell (`diplomatic|terrorism`), a list of
records a file of its own (`events_sources.csv`). What is null is an empty cell, and nothing else is: no text is empty.
Values are never altered, so that offsets hold: see the page on cells that a spreadsheet takes for formulas.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from torkham.annotation import Unit
from torkham.contract import LABELS, REGISTRIES, TABLES, VOTES, Json
from torkham.exchange.document import Document
from torkham.rows import Field, row_fields
from torkham.tables import ID_COLUMNS, rows_of

METADATA = "csv-metadata.json"
SEPARATOR = "|"
"""Between the codes of a list. None of them can hold it: they are ids and labels of vocabularies."""
_OF_ARTICLES = tuple(table for table in TABLES if table not in (*REGISTRIES, *VOTES))
_SPLIT = Field("split", "string", False, "The split that the article belongs to.", None, ())
_ITEM = "item"
_POSITION = Field("position", "integer", False, "Place in the list, from 0.", None, ())


@dataclass(frozen=True)
class Column:
    """A column of a file: its name, the field that it holds, and the keys that lead to it in a row of the table."""

    name: str
    field: Field
    path: tuple[str, ...]

    def cell(self, row: Json) -> str:
        """Return what stands in the column of a row."""
        value: Any = row
        for key in self.path:
            value = None if value is None else value[key]
        return _written(value)


@dataclass(frozen=True)
class Sheet:
    """A file: a table without its lists of records, or one of these lists (`unfolds`) with the id of its row."""

    name: str
    table: str
    columns: tuple[Column, ...]
    unfolds: str | None = None

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.csv"

    def lines(self, row: Json) -> Iterator[list[str]]:
        """Yield the lines that a row of the table has in the file."""
        items = [None] if self.unfolds is None else row[self.unfolds]
        for position, item in enumerate(items):
            placed = row | {_POSITION.name: position, _ITEM: item}
            yield [column.cell(placed) for column in self.columns]


@dataclass(frozen=True)
class _Article:
    """A document in the form that `rows_of` takes."""

    article_id: str
    fold: str
    source: Json
    text: str
    units: tuple[Unit, ...]


def write(documents: Iterable[Document], out: Path) -> list[Path]:
    """Write the tables of the documents, their registries, and what the columns are; return the files."""
    out.mkdir(parents=True, exist_ok=True)
    every = [sheet for table in (*_OF_ARTICLES, *REGISTRIES) for sheet in sheets(table)]
    paths = {sheet.name: out / sheet.file for sheet in every}
    with ExitStack() as stack:
        writers = {}
        for sheet in every:
            stream = stack.enter_context(paths[sheet.name].open("w", encoding="utf-8-sig", newline=""))
            writers[sheet.name] = csv.writer(stream)
            writers[sheet.name].writerow(column.name for column in sheet.columns)
        registries: Mapping[str, Mapping[str, Json]] = {}
        for document in documents:
            registries = document.registries
            for table in _OF_ARTICLES:
                _append(writers, table, _rows(document, table))
        for table in registries:
            _append(writers, table, registries[table].values())
    metadata = out / METADATA
    metadata.write_text(
        json.dumps(describe(every), indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )
    return [*paths.values(), metadata]


@cache
def sheets(table: str) -> tuple[Sheet, ...]:
    """Return the files of a table: its own, then one for each list of records that is no table itself."""
    lists = [field for field in row_fields(table) if _is_records(field) and field.name not in LABELS]
    fields = list(row_fields(table))
    if table in _OF_ARTICLES:  # the splits of the dataset, which are files of Parquet, are together here
        fields.insert(next(index for index, field in enumerate(fields) if field.name == "fold"), _SPLIT)
    return Sheet(table, table, tuple(_columns(fields))), *(_unfolded(table, field) for field in lists)


def _unfolded(table: str, listed: Field) -> Sheet:
    """Return the file of a list of records; a field named as the id of their row gets the list's name before it."""
    key = next(field for field in row_fields(table) if field.name == ID_COLUMNS[table])
    columns = list(_columns((key, _POSITION)))
    for field in _items(listed):
        name = f"{listed.name}_{field.name}" if field.name == key.name else field.name
        columns.append(Column(name, field, (_ITEM, field.name)))
    return Sheet(f"{table}_{listed.name}", table, tuple(columns), listed.name)


def describe(every: Iterable[Sheet]) -> Json:
    """Return what CSV on the Web (W3C, 2015) says of files: types, separators and descriptions of columns, keys."""
    tables = []
    for sheet in every:
        schema: Json = {"columns": [_described(column) for column in sheet.columns]}
        id_ = ID_COLUMNS[sheet.table]
        schema["primaryKey"] = [id_] if sheet.unfolds is None else [id_, "position"]
        if sheet.unfolds is not None:
            reference = {"resource": f"{sheet.table}.csv", "columnReference": [id_]}
            schema["foreignKeys"] = [{"columnReference": [id_], "reference": reference}]
        tables.append({"url": sheet.file, "tableSchema": schema})
    return {"@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}], "tables": tables}


def _append(writers: Mapping[str, Any], table: str, rows: Iterable[Json]) -> None:
    for row in rows:
        for sheet in sheets(table):
            writers[sheet.name].writerows(sheet.lines(row))


def _rows(document: Document, table: str) -> Iterable[Json]:
    about = document.about
    article = _Article(document.article_id, about["fold"], about, document.text, document.units)
    rows = [about | {"text": document.text}] if table == "articles" else rows_of(article, table)
    return (row | {_SPLIT.name: document.split} for row in rows)


def _columns(fields: Iterable[Field]) -> Iterator[Column]:
    """Yield the columns of fields: those of a record bear its name, unless theirs begins with it (`place_id`)."""
    for field in fields:
        if field.kind == "struct":
            for part in field.fields:
                name = part.name if part.name.startswith(f"{field.name}_") else f"{field.name}_{part.name}"
                yield Column(name, part, (field.name, part.name))
        elif not _is_records(field):
            yield Column(field.name, field, (field.name,))


def _is_records(field: Field) -> bool:
    return field.item is not None and field.item.kind == "struct"


def _items(field: Field) -> tuple[Field, ...]:
    return () if field.item is None else field.item.fields


def _described(column: Column) -> Json:
    listed = {"separator": SEPARATOR} if column.field.kind == "list" else {}
    kind = (column.field.item or column.field).kind
    return {"name": column.name, "datatype": kind, "dc:description": column.field.description} | listed


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return SEPARATOR.join(value)
    return repr(value) if isinstance(value, float) else str(value)
