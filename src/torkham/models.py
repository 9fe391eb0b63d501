"""pandera models of every table (Polars backend), derived from the row schemas: the columns of JSON Schema, by columns.

A nested table is judged as several flat frames: `torkham.models.frames_of` opens lists and structs, one frame for each
path, and `models(table)` holds the model of each. Paths are dotted, the table's own columns at the path "".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

import pandera.polars as pa
import polars as pl
from pandera.polars import PolarsData

from torkham import contract
from torkham.dates import is_edtf
from torkham.rows import Field, row_fields

ROW = "__row__"
"""Column of every opened frame: the row of the table it comes from, counted from 0."""
VALUE = "value"

_DTYPES: dict[str, Any] = {"string": pl.String, "integer": pl.Int32, "number": pl.Float64, "boolean": pl.Boolean}


@cache
def models(table: str) -> dict[str, pa.DataFrameSchema]:
    """Return the pandera models of a table by path."""
    return dict(_models("", row_fields(table)))


def _models(path: str, fields: tuple[Field, ...]) -> Iterator[tuple[str, pa.DataFrameSchema]]:
    columns = {field.name: _column(field) for field in fields}
    yield path, pa.DataFrameSchema(columns)
    for field in fields:
        inner = field.item if field.item is not None else field
        if field.item is not None or field.fields:
            yield from _models(f"{path}.{field.name}".lstrip("."), inner.fields or (inner,))


def _column(field: Field) -> pa.Column:
    return pa.Column(
        _DTYPES.get(field.kind),
        checks=list(_checks(field)),
        nullable=field.nullable,
        description=field.description,
    )


def _checks(field: Field) -> Iterator[pa.Check]:
    if field.vocabulary is not None:
        yield pa.Check.isin(contract.vocabulary(field.vocabulary), error="enum")
    for keyword, value in field.rules:
        if keyword == "pattern":
            yield pa.Check.str_contains(value, error=keyword)
        elif keyword == "minimum":
            yield pa.Check.ge(value, error=keyword)
        elif keyword == "maximum":
            yield pa.Check.le(value, error=keyword)
        elif keyword == "minLength":
            yield pa.Check.str_length(min_value=value, error=keyword)
        elif keyword == "maxLength":
            yield pa.Check.str_length(max_value=value, error=keyword)
        elif keyword == "minItems":
            yield pa.Check(_long_enough(value), error=keyword)
        elif keyword == "uniqueItems":
            yield pa.Check(_distinct, error=keyword)
        elif keyword == "format":
            yield pa.Check(_is_edtf, error=keyword)


def _long_enough(least: int) -> Any:
    def judge(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col(data.key).list.len() >= least)

    return judge


def _distinct(data: PolarsData) -> pl.LazyFrame:
    return data.lazyframe.select(pl.col(data.key).list.n_unique() == pl.col(data.key).list.len())


def _is_edtf(data: PolarsData) -> pl.LazyFrame:
    values = data.lazyframe.select(pl.col(data.key).unique()).collect().to_series()
    known = [value for value in values if value is not None and is_edtf(value)]
    return data.lazyframe.select(pl.col(data.key).is_in(known))


def frames_of(table: str, frame: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield (path, frame) for a table's frame and all nested frames that are not empty, each row with its `__row__`."""
    yield from _open("", row_fields(table), frame.with_row_index(ROW))


def _open(path: str, fields: tuple[Field, ...], frame: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    if frame.is_empty():
        return
    yield path, frame
    for field in fields:
        if field.item is None and not field.fields:
            continue
        inner = frame.select(ROW, field.name).filter(pl.col(field.name).is_not_null())
        if field.item is not None:
            inner = inner.filter(pl.col(field.name).list.len() > 0).explode(field.name)
        children = field.item.fields if field.item is not None else field.fields
        opened = inner.unnest(field.name) if children else inner.rename({field.name: "item"})
        yield from _open(f"{path}.{field.name}".lstrip("."), children or (field.item or field,), opened)


class Failure(NamedTuple):
    """A value that breaks its model.

    `field` is the dotted path; `keyword` is that of JSON Schema which the value breaks (`enum` for a vocabulary), or
    `not_nullable`; rows count from 0.
    """

    table: str
    row: int
    field: str
    keyword: str
    value: Any


class _Place(NamedTuple):
    """One column of one opened frame."""

    table: str
    path: str
    field: Field
    frame: pl.DataFrame


def failures(tables: Mapping[str, pl.DataFrame]) -> Iterator[Failure]:
    """Yield every value of the tables that breaks its model.

    The frames have the columns and types of their tables (see `torkham.rows.arrow_schema`). pandera's cost is by column
    and check, hardly by row: columns that obey the same rules, wherever they are, are judged as one, and not at
    all where anything will do.
    """
    alike: dict[Any, list[_Place]] = {}
    for table, frame in tables.items():
        for path, opened in frames_of(table, frame):
            for field in _fields_at(table, path):
                if not field.nullable or field.vocabulary or field.rules:
                    rules = (opened.schema[field.name], field.nullable, field.vocabulary, field.rules)
                    alike.setdefault(rules, []).append(_Place(table, path, field, opened))
    for places in alike.values():
        yield from _judge(places)


def _judge(places: list[_Place]) -> Iterator[Failure]:
    together = pl.concat([place.frame.select(pl.col(place.field.name).alias(VALUE)) for place in places])
    try:
        _column(places[0].field).set_name(VALUE).validate(together, lazy=True)
    except pa.errors.SchemaErrors as errors:
        starts = list(accumulate((place.frame.height for place in places), initial=0))
        for case in errors.failure_cases.iter_rows(named=True):
            number = bisect_right(starts, case["index"]) - 1
            place = places[number]
            row = place.frame[ROW][case["index"] - starts[number]]
            name = f"{place.path}.{place.field.name}".lstrip(".")
            yield Failure(place.table, row, name, str(case["check"]), case["failure_case"])


@cache
def _fields_at(table: str, path: str) -> tuple[Field, ...]:
    fields = row_fields(table)
    for step in path.split(".") if path else ():
        field = next(field for field in fields if field.name == step)
        inner = field.item or field
        fields = inner.fields or (inner,)
    return fields
