"""The pandera models and the JSON Schemas of a table give the same verdict, on whole rows and on every field."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pandera.polars as pandera
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.conftest import ROOT, TOY
from tests.unit.strategies import values
from torkham import contract, validators
from torkham.contract import Json
from torkham.corpus import read_corpus
from torkham.models import failures, frames_of, models
from torkham.rows import Field, arrow_schema, row_fields
from torkham.tables import TableSet, build_tables

Steps: TypeAlias = tuple[str | int, ...]
Verdict: TypeAlias = set[tuple[int, str, str]]
"""What is refused: a row, the dotted path of a field, and the keyword that it breaks."""

FILLERS = {"confidence": 0.5, "valid_to": "2025"}
"""Values for fields that hold nothing yet: no machine has labelled, and no name of a place has ended."""


@cache
def tables_of(root: Path) -> TableSet:
    return build_tables(read_corpus(root))


def rows_of(root: Path, table: str) -> list[Json]:
    return [row for (name, _), part in tables_of(root).items() if name == table for row in part.to_pylist()]


@cache
def all_rows(table: str) -> list[Json]:
    """Rows in which every field is filled somewhere: the corpus, the toy corpus, the schema's examples, and fillers."""
    rows = [*rows_of(ROOT, table), *rows_of(TOY, table), *contract.expanded(f"row:{table}")["examples"]]
    return [*rows, *map(with_fillers, rows)]


def with_fillers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: FILLERS.get(key) if child is None else with_fillers(child) for key, child in value.items()}
    return [with_fillers(item) for item in value] if isinstance(value, list) else value


def frame_of(table: str, rows: list[Json]) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(pa.Table.from_pylist(rows, schema=arrow_schema(table))))


def by_columns(table: str, rows: list[Json]) -> Verdict:
    """What pandera refuses."""
    return {(row, field, keyword) for _, row, field, keyword, _ in failures({table: frame_of(table, rows)})}


def by_rows(table: str, rows: list[Json]) -> Verdict:
    """What JSON Schema refuses, in pandera's words."""
    validator = validators.validator(f"row:{table}")
    return {(index, *said) for index, row in enumerate(rows) for said in refused(validator, row)}


def refused(validator: Any, value: Any, above: Steps = ()) -> Iterator[tuple[str, str]]:
    for error in validator.iter_errors(value):
        # Where a part of an allOf fails, the keys that it describes count as unknown; no row here has unknown keys.
        for inner in innermost(error) if error.validator != "unevaluatedProperties" else ():
            if inner.validator == "type":
                yield dotted([*above, *inner.absolute_path]), "not_nullable"
            elif inner.instance is not None:
                yield dotted([*above, *inner.absolute_path]), inner.validator


def innermost(error: Any) -> Iterator[Any]:
    """Yield, for an error of an `anyOf`, those inside the branch that has the type of the value."""
    inside = [inner for inner in error.context or () if inner.validator != "type" or inner.path]
    if not inside:
        yield error
    for inner in inside:
        yield from innermost(inner)


def dotted(steps: list[str | int]) -> str:
    """Write a path as `failures` does: a word of a list is its `item`, a record of a list has no name of its own."""
    words = [step for step in steps if isinstance(step, str)]
    return ".".join([*words, "item"] if steps and isinstance(steps[-1], int) else words)


# Every field of every table, with a row in which it is filled


def filled(
    fields: tuple[Field, ...], value: Json, steps: Steps = (), path: str = ""
) -> Iterator[tuple[str, Field, Steps]]:
    for field in fields:
        yield from filled_field(field, value[field.name], (*steps, field.name), f"{path}.{field.name}".lstrip("."))


def filled_field(field: Field, value: Any, steps: Steps, path: str) -> Iterator[tuple[str, Field, Steps]]:
    if value is None or value == []:
        return
    yield path, field, steps
    if field.fields:
        yield from filled(field.fields, value, steps, path)
    if field.item is not None:
        for index, item in enumerate(value):
            if field.item.fields:
                yield from filled(field.item.fields, item, (*steps, index), path)
            else:
                yield from filled_field(field.item, item, (*steps, index), f"{path}.item")


def paths(fields: tuple[Field, ...], path: str = "") -> Iterator[str]:
    for field in fields:
        here = f"{path}.{field.name}".lstrip(".")
        yield here
        inner = field.item or field
        yield from paths(inner.fields or ((inner,) if field.item is not None else ()), here)


@cache
def places(table: str) -> dict[str, tuple[Json, Field, Steps]]:
    """A place where each field of a table holds a value, in the shortest row that has one."""
    found: dict[str, tuple[Json, Field, Steps]] = {}
    for row in sorted(all_rows(table), key=lambda row: len(str(row))):
        for path, field, steps in filled(row_fields(table), row):
            found.setdefault(path, (row, field, steps))
    return found


def replaced(value: Any, steps: Steps, new: Any) -> Any:
    """Copy `value` with what stands at `steps` replaced."""
    if not steps:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[steps[0]] = replaced(value[steps[0]], steps[1:], new)
    return copy


def standing(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value[step]
    return value


def node_at(table: str, path: str) -> Json:
    """The schema of a field, without its null, found by path alone."""
    node = contract.expanded(f"row:{table}")
    for step in path.split("."):
        node = without_null(node)
        if node["type"] == "array":
            node = without_null(node["items"])
        if step != "item":
            node = properties(node)[step]
    return without_null(node)


def properties(node: Json) -> dict[str, Json]:
    """The properties of an object schema, those of its parts included."""
    inherited = [part["properties"] for part in node.get("allOf", ())]
    return {key: child for part in [*inherited, node.get("properties", {})] for key, child in part.items()}


def without_null(node: Json) -> Json:
    options = [option for option in node.get("anyOf", ()) if option["type"] != "null"]
    merged = (options[0] if options else {}) | node
    kinds = [merged["type"]] if isinstance(merged["type"], str) else merged["type"]
    return merged | {"type": next(kind for kind in kinds if kind != "null"), "null": bool(options) or "null" in kinds}


# Mutants: for every keyword of every field, a value that breaks it

BREAK: dict[str, Callable[[Any, Any], Any]] = {
    "not_nullable": lambda _, __: None,
    "enum": lambda value, _: f"{value}x",
    "pattern": lambda value, _: f"{value}\n",
    "minLength": lambda _, bound: "2" * (bound - 1),
    "maxLength": lambda value, bound: value + value[-1] * (bound + 1 - len(value)),
    "minimum": lambda value, bound: type(value)(bound) - 1,
    "maximum": lambda value, bound: type(value)(bound) + 1,
    "minItems": lambda value, bound: value[: bound - 1],
    "uniqueItems": lambda value, _: [value[0], value[0]],
    "format": lambda _, __: "2025-02-30",
}
STRUCTURAL = {"type", "properties", "allOf", "items", "required", "additionalProperties", "unevaluatedProperties"}
SAID_ONLY = {"$schema", "$id", "$defs", "title", "description", "examples", "x-vocabulary", "x-style", "x-source-text"}


def rules(table: str, path: str) -> Iterator[tuple[str, Any]]:
    """Yield the keywords that constrain a field and that a column of its type can break."""
    node = node_at(table, path)
    for keyword, bound in node.items():
        if keyword in ("null", *STRUCTURAL, *SAID_ONLY, "anyOf"):
            continue
        if keyword == "maximum" and node["type"] == "integer" and bound == 2**31 - 1:
            continue  # the column's own bound
        yield keyword, bound
    if not node["null"]:
        yield "not_nullable", None


class Mutant(NamedTuple):
    table: str
    path: str
    keyword: str
    bound: Any

    def row(self) -> Json:
        """A row that is right but for the one field."""
        row, _, steps = places(self.table)[self.path]
        changed: Json = replaced(row, steps, BREAK[self.keyword](standing(row, steps), self.bound))
        return changed


@cache
def mutants(table: str) -> list[Mutant]:
    return [Mutant(table, path, *rule) for path in paths(row_fields(table)) for rule in rules(table, path)]


# Both accept what is right


@pytest.mark.parametrize("table", contract.TABLES)
def test_both_accept_the_real_rows(table: str) -> None:
    assert rows_of(ROOT, table)
    assert by_columns(table, all_rows(table)) == by_rows(table, all_rows(table)) == set()


@pytest.mark.parametrize("table", contract.TABLES)
def test_an_empty_table_is_accepted(table: str) -> None:
    assert by_columns(table, []) == set()


@pytest.mark.parametrize("table", contract.TABLES)
def test_every_field_is_filled_in_some_row(table: str) -> None:
    assert set(paths(row_fields(table))) - set(places(table)) == set()


@pytest.mark.parametrize("table", contract.REGISTRIES)
@settings(max_examples=15)
@given(data=st.data())
def test_both_accept_every_entry_that_the_schema_allows(table: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(values(f"row:{table}"), min_size=1, max_size=5))
    assert by_columns(table, rows) == by_rows(table, rows) == set()


@pytest.mark.parametrize("table", contract.TABLES)
def test_null_is_accepted_wherever_the_schema_allows_it(table: str) -> None:
    nullable = [(row, steps) for path, (row, field, steps) in places(table).items() if field.nullable]
    rows = [replaced(row, steps, None) for row, steps in nullable]
    assert by_columns(table, rows) == by_rows(table, rows) == set()


@pytest.mark.parametrize("table", contract.TABLES)
def test_every_label_of_a_vocabulary_is_accepted(table: str) -> None:
    labelled = [(row, field, steps) for row, field, steps in places(table).values() if field.vocabulary is not None]
    rows = [
        replaced(row, steps, label)
        for row, field, steps in labelled
        for label in contract.vocabulary(str(field.vocabulary))
        if label not in standing(row, steps[:-1]) or not isinstance(steps[-1], int)  # words of a list stand once
    ]
    assert rows
    assert by_columns(table, rows) == by_rows(table, rows) == set()


# Both refuse what is wrong, and say where


@cache
def verdicts_on_mutants(table: str) -> tuple[Verdict, Verdict]:
    """Judge all mutants of a table in one frame, a right row after each."""
    rows = [row for mutant in mutants(table) for row in (mutant.row(), places(table)[mutant.path][0])]
    return by_columns(table, rows), by_rows(table, rows)


@pytest.mark.parametrize(
    "mutant",
    [mutant for table in contract.TABLES for mutant in mutants(table)],
    ids=lambda mutant: "-".join(mutant[:3]),
)
def test_both_refuse_a_field_that_breaks_its_schema(mutant: Mutant) -> None:
    here = 2 * mutants(mutant.table).index(mutant)
    columns, rows = (
        {(path, keyword) for row, path, keyword in verdict if row == here}
        for verdict in verdicts_on_mutants(mutant.table)
    )
    assert columns == rows
    assert (mutant.path, mutant.keyword) in columns
    assert {path for path, _ in columns} == {mutant.path}


@pytest.mark.parametrize("table", contract.TABLES)
def test_wrong_rows_throw_no_shadow_on_right_ones(table: str) -> None:
    for verdict in verdicts_on_mutants(table):
        assert {row for row, _, _ in verdict} == set(range(0, 2 * len(mutants(table)), 2))


@pytest.mark.parametrize("table", contract.TABLES)
def test_a_wrong_row_is_found_alone(table: str) -> None:
    # Alone in its frame: all values of a column may be wrong, or null, at once.
    for mutant in {mutant.keyword: mutant for mutant in mutants(table)}.values():
        assert (0, mutant.path, mutant.keyword) in by_columns(table, [mutant.row()])


@pytest.mark.parametrize("table", contract.TABLES)
def test_everything_wrong_in_one_row_is_found(table: str) -> None:
    row = all_rows(table)[0]
    broken: Json = {}
    for mutant in mutants(table):
        if row.get(mutant.path):
            broken[mutant.path] = BREAK[mutant.keyword](row[mutant.path], mutant.bound)
    verdict = by_columns(table, [row | broken])
    assert verdict == by_rows(table, [row | broken])
    assert {path for _, path, _ in verdict} == set(broken)


@pytest.mark.parametrize("table", contract.TABLES)
def test_a_failure_tells_the_value(table: str) -> None:
    column = row_fields(table)[0].name  # an id
    rows = [all_rows(table)[0], all_rows(table)[0] | {column: "Not an id"}]
    assert list(failures({table: frame_of(table, rows)})) == [(table, 1, column, "pattern", "Not an id")]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    ("table", "path"),
    [
        (table, path)
        for table in contract.TABLES
        for path in paths(row_fields(table))
        if node_at(table, path)["type"] == "number"
    ],
)
def test_what_is_no_number_is_refused(table: str, path: str, number: float) -> None:
    # JSON has no such numbers, so that only the columns can hold one.
    row, _, steps = places(table)[path]
    assert {field for _, field, _ in by_columns(table, [replaced(row, steps, number)])} == {path}


# The same verdict on whatever a column can hold

WORDS = [
    "x", "X", "9", "-", "_", "a-b", "a_b", "a.b", "a--b", "a-", "en", "EN", "еn", "PAK", "PАK", "pak", "Pakistan",
    "paki\u0307stan", "🌾", "ß", "İ", "e\u0301", "👩\u200d🌾", "nan", "null", "agree", "AGREE", "today", "body",
    "actual", "s001:m01", "m01", "grey-bridge:s01", "grey-bridge:s٠٠١", "Grey-bridge:s001", "grey-bridge:s001:m1",
    "grey-bridge:s001:e０１", "202", "2025-10", "2025-10-11", "2021/..", "2025?", "2024-02-29", "2025-02-29",
    "2025?-02-29", "2025-13", "20XX", "٢٠٢٥",
]  # fmt: skip
RIGHT_WORDS = ["x", "en", "PAK", "2025", "f" * 64, *(f"grey-bridge:s001{end}" for end in ("", ":m01", ":e01", ":t01"))]
PROBES: dict[str, list[Any]] = {
    "string": [
        *("", " ", "\n", "\x00", *WORDS),
        *(word + ending for word in RIGHT_WORDS for ending in ("", "\n", " ", "\u2028")),
        *(letter * count for letter in "af2F🌾" for count in (60, 61, 63, 64, 65, 100, 101)),
    ],
    "integer": [-(2**31), -1, 0, 1, 2**31 - 1],
    "number": [-1e308, -180.5, -180, -90.5, -90, -10.5, -10, -5e-324, -0.0, 0, 0.5, 1, 1 + 2**-52, 10, 90, 180, 1e308],
    "boolean": [True, False],
}


def probes(field: Field, value: Any) -> list[Any]:
    if field.kind == "list":
        return [[], value, value[:1], value[:1] * 2, value + value]
    return [None, *PROBES.get(field.kind, [value])]


# What the nested labels hold is probed in their own tables: the fields are the same (test_rows).
PROBED = [
    (table, path)
    for table in contract.TABLES
    for path in paths(row_fields(table))
    if table != "sentences" or path.split(".")[0] not in contract.LABELS
]


@cache
def verdicts_on_probes(table: str) -> dict[str, tuple[Verdict, Verdict]]:
    """Judge the probes of every field of a table, by columns in one frame; rows count from a field's first probe.

    JSON Schema judges the one column that was changed.
    """
    spans, rows = {}, []
    judged: dict[str, Verdict] = {}
    for path in [path for name, path in PROBED if name == table]:
        row, field, steps = places(table)[path]
        found = [replaced(row, steps, probe) for probe in probes(field, standing(row, steps))]
        spans[path] = range(len(rows), len(rows) + len(found))
        rows += found
        column = steps[0]
        validator = validators.validator(f"row:{table}").evolve(
            schema=properties(contract.expanded(f"row:{table}"))[column]
        )
        judged[path] = {
            (i, *said) for i, row in enumerate(found) for said in refused(validator, row[column], (column,))
        }
    columns = by_columns(table, rows)
    return {
        path: ({(row - span.start, where, keyword) for row, where, keyword in columns if row in span}, judged[path])
        for path, span in spans.items()
    }


@pytest.mark.parametrize(("table", "path"), PROBED)
def test_both_give_the_same_verdict_on_whatever_a_field_holds(table: str, path: str) -> None:
    columns, rows = verdicts_on_probes(table)[path]
    assert columns == rows


# The frames that a nested table opens into


@pytest.mark.parametrize("table", contract.TABLES)
def test_every_path_has_a_model_with_the_columns_of_its_frame(table: str) -> None:
    frames = dict(frames_of(table, frame_of(table, all_rows(table))))
    assert set(frames) == set(models(table))
    for path, frame in frames.items():
        assert set(frame.columns) == {"__row__", *models(table)[path].columns}
        assert frame["__row__"].is_sorted()


def test_every_item_of_a_list_knows_its_row() -> None:
    rows = all_rows("sentences")
    frames = dict(frames_of("sentences", frame_of("sentences", rows)))
    wanted = [index for index, row in enumerate(rows) for event in row["events"] for _ in event["sources"]]
    assert frames["events.sources"]["__row__"].to_list() == wanted


@pytest.mark.parametrize("table", contract.TABLES)
def test_a_model_describes_its_columns(table: str) -> None:
    for path, model in models(table).items():
        assert isinstance(model, pandera.DataFrameSchema)
        assert all(column.description or name == "item" for name, column in model.columns.items()), path
