"""Checks of a dataset's rows, table by table and chunk by chunk: their values, their order, and the rules on frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import polars as pl
import pyarrow as pa

from torkham import contract
from torkham.checks import check_frames
from torkham.chunks import Chunk, Key, Reader, UnreadableError
from torkham.findings import Finding, Origin, rule
from torkham.frames import Frames, Locate
from torkham.layout import data_file
from torkham.models import failures
from torkham.release_checks import PARQUET, RESTORE
from torkham.rows import Field, row_fields
from torkham.schema_findings import TYPE, UNKNOWN_CODE, VALUE, breach, code_hint, shown
from torkham.tables import ID_COLUMNS, TableSet, present_splits

ORDER = rule("links/row-order", "The rows of a table stand in the order of the articles.")


def row_findings(reader: Reader, *, complete: bool) -> Iterator[Finding]:
    """Yield what the rows have against them, chunk by chunk; links are judged where everything is there to link to."""
    sound = complete
    try:
        for chunk in reader.chunks():
            values = list(value_findings(chunk.tables, chunk.first_rows, reader.place))
            yield from values
            sound &= not reader.disorder
            if not values and sound and chunk.tables:
                yield from check_frames(Frames(chunk.tables, _locator(chunk, reader)))
    except UnreadableError as error:
        yield PARQUET.at(Origin(error.file), f"not readable as Parquet: {error}", hint=RESTORE)
    for key, first in reader.disorder.items():
        file, row = reader.place(key, first)
        message = f"row {row} belongs to an article that comes before that of the row above it"
        yield ORDER.at(Origin(file), message, hint=RESTORE)


def value_findings(
    tables: TableSet,
    first_rows: Mapping[Key, int] | None = None,
    place: Callable[[Key, int], tuple[str, int]] | None = None,
) -> Iterator[Finding]:
    """Yield every value of the tables that breaks its pandera model, at the data file that holds it.

    `first_rows` are the numbers of their first rows in the tables, where these are not whole; `place` says in which
    file, and where in it, a row of a table stands, where there are several.
    """
    parts = {name: [tables[name, split] for split in present_splits(name, tables)] for name in contract.TABLES}
    frames = {name: pl.DataFrame(pl.from_arrow(pa.concat_tables(found))) for name, found in parts.items() if found}
    # A format says more than a pattern, so it goes first: a value is blamed once.
    judged = set()
    for name, index, path, keyword, value in sorted(failures(frames), key=lambda failure: failure.keyword != "format"):
        if (name, index, path, value) in judged:
            continue
        judged.add((name, index, path, value))
        split, row = _place(name, index, tables)
        row += first_rows[name, split] if first_rows else 0
        id_ = frames[name][ID_COLUMNS[name]][index]
        file, row = place((name, split), row) if place else (data_file(name, split), row)
        at = Origin(file)
        yield _value_finding(at, _field(name, path), f"row {row}, {path}: ", keyword, value, str(id_ or ""))


def _place(name: str, index: int, tables: TableSet) -> tuple[str, int]:
    """Return the split, and the row in it, of a row of a table whose splits are put together."""
    for split in present_splits(name, tables):
        if index < tables[name, split].num_rows:
            return split, index
        index -= tables[name, split].num_rows
    raise IndexError(f"{name} has fewer rows")


def _value_finding(at: Origin, field: Field, label: str, keyword: str, value: Any, where: str) -> Finding:
    if keyword == "not_nullable":
        return TYPE.at(at, f"{label}null has the wrong type", where=where, hint=field.description)
    if keyword == "enum":
        hint = code_hint(value, contract.vocabulary(str(field.vocabulary)))
        return UNKNOWN_CODE.at(at, f"{label}{shown(value)} is not in the vocabulary", where=where, hint=hint)
    # The models give every value as a string.
    told = shown(value) if field.kind == "string" else value
    said = breach(keyword, dict(field.rules)[keyword])
    return VALUE.at(at, f"{label}{told} {said}", where=where, hint=field.description)


@cache
def _field(table: str, path: str) -> Field:
    """Return the field of a table at a dotted path, as `torkham.models` writes them."""
    fields: tuple[Field, ...] = row_fields(table)
    for step in path.split("."):
        field = next(field for field in fields if field.name == step)
        inner = field.item or field
        fields = inner.fields or (inner,)
    return field


def _locator(chunk: Chunk, reader: Reader) -> Locate:
    """Return what finds the file of an id in these tables."""

    @cache
    def places() -> Mapping[str, Origin]:
        found = {}
        for (name, split), table in chunk.tables.items():
            first = chunk.first_rows[name, split]
            for row, id_ in enumerate(table.column(ID_COLUMNS[name]).to_pylist(), first):
                key = f"{name}/{id_}" if name in contract.REGISTRIES else id_
                found[key] = Origin(reader.place((name, split), row)[0])
        return found

    return lambda id_, field: places().get(id_, Origin("data"))  # noqa: ARG005
