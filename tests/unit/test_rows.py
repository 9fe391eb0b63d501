"""What is read from a row schema, and the Arrow schema that follows: nothing added, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.strategies import values
from torkham import contract, validators
from torkham.contract import Json
from torkham.corpus import Corpus
from torkham.rows import Field, arrow_schema, row_fields
from torkham.tables import build_tables

ARROW = {"string": pa.string(), "integer": pa.int32(), "number": pa.float64(), "boolean": pa.bool_()}
RULES = {"pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "uniqueItems", "format"}


def properties(node: Json) -> dict[str, Json]:
    """Return the properties of an object schema, those of its parts included."""
    parts = (properties(part) for part in node.get("allOf", ()))
    return {key: child for part in parts for key, child in part.items()} | node.get("properties", {})


def without_null(node: Json) -> Json:
    """Return what a schema says of a value that is not null."""
    options = [option for option in node.get("anyOf", ()) if option["type"] != "null"]
    assert len(options) <= 1
    merged = (options[0] if options else {}) | node
    kinds = [merged["type"]] if isinstance(merged["type"], str) else merged["type"]
    (kind,) = set(kinds) - {"null"}
    return merged | {"type": kind}


def fields_with_nodes(path: str, fields: tuple[Field, ...], node: Json) -> Iterator[tuple[str, Field, Json]]:
    """Yield every field of a table, at every depth, with its path and its schema."""
    children = properties(node)
    assert [field.name for field in fields] == list(children)
    for field in fields:
        yield from field_with_node(f"{path}.{field.name}".lstrip("."), field, children[field.name])


def field_with_node(path: str, field: Field, node: Json) -> Iterator[tuple[str, Field, Json]]:
    yield path, field, node
    inner = without_null(node)
    if field.item is not None:
        yield from field_with_node(f"{path}.item", field.item, inner["items"])
    if field.fields:
        yield from fields_with_nodes(path, field.fields, inner)


def table_fields(table: str) -> list[tuple[str, Field, Json]]:
    return list(fields_with_nodes("", row_fields(table), contract.expanded(f"row:{table}")))


def arrow_types(type_: pa.DataType, path: str) -> Iterator[tuple[str, pa.DataType]]:
    yield path, type_
    if pa.types.is_list(type_):
        yield from arrow_types(type_.value_type, f"{path}.item")
    for index in range(type_.num_fields if pa.types.is_struct(type_) else 0):
        yield from arrow_types(type_.field(index).type, f"{path}.{type_.field(index).name}")


tables = pytest.mark.parametrize("table", contract.TABLES)


@tables
def test_every_column_of_a_row_is_required(table: str) -> None:
    # A Parquet row has every column; what there is not is null.
    node = contract.expanded(f"row:{table}")
    required = [*(key for part in node.get("allOf", ()) for key in part["required"]), *node.get("required", ())]
    assert [field.name for field in row_fields(table)] == required


@tables
def test_a_field_has_the_description_of_its_schema(table: str) -> None:
    for path, field, node in table_fields(table):
        assert field.description == node.get("description", without_null(node).get("description", "")), path
        assert field.description or field.name == "item", path


@tables
def test_a_field_may_be_null_where_its_schema_allows_it(table: str) -> None:
    validator = validators.validator(f"row:{table}")
    for path, field, node in table_fields(table):
        assert field.nullable == validator.evolve(schema=node).is_valid(None), path


@tables
def test_lists_are_never_null_and_neither_are_their_items(table: str) -> None:
    for path, field, _ in table_fields(table):
        assert not (field.nullable and (field.kind == "list" or field.name == "item")), path


@tables
def test_a_field_has_the_kind_and_rules_of_its_schema(table: str) -> None:
    kinds = {"array": "list", "object": "struct"}
    for path, field, node in table_fields(table):
        inner = without_null(node)
        assert field.kind == kinds.get(inner["type"], inner["type"]), path
        assert dict(field.rules) == {key: inner[key] for key in RULES & set(inner)}, path
        assert (field.item is not None) == (field.kind == "list"), path
        assert bool(field.fields) == (field.kind == "struct"), path


@tables
def test_every_closed_list_of_words_is_a_vocabulary(table: str) -> None:
    for path, field, node in table_fields(table):
        inner = without_null(node)
        assert ("enum" in inner) == (field.vocabulary is not None), path
        if field.vocabulary is not None:
            assert tuple(inner["enum"]) == contract.vocabulary(field.vocabulary), path


@tables
def test_every_column_has_its_arrow_type(table: str) -> None:
    schema = arrow_schema(table)
    found = [pair for column in schema for pair in arrow_types(column.type, column.name)]
    assert [path for path, _ in found] == [path for path, _, _ in table_fields(table)]
    for (path, type_), (_, field, _) in zip(found, table_fields(table), strict=True):
        if field.kind == "list":
            assert pa.types.is_list(type_), path
        elif field.kind == "struct":
            assert pa.types.is_struct(type_), path
        else:
            assert type_ == ARROW[field.kind], path


@tables
def test_every_column_carries_its_description(table: str) -> None:
    for column, field in zip(arrow_schema(table), row_fields(table), strict=True):
        assert column.metadata == {b"description": field.description.encode()}


@pytest.mark.parametrize("layer", contract.LABELS)
def test_a_label_has_the_same_fields_nested_and_flat(layer: str) -> None:
    (nested,) = (field for field in row_fields("sentences") if field.name == layer)
    assert nested.item is not None
    assert row_fields(layer)[-len(nested.item.fields) :] == nested.item.fields


@tables
def test_real_rows_come_back_from_arrow(table: str, corpus: Corpus) -> None:
    for (name, _), built in build_tables(corpus).items():
        if name == table:
            rows = built.to_pylist()
            assert pa.Table.from_pylist(rows, schema=arrow_schema(table)).to_pylist() == rows
            assert all(validators.validator(f"row:{table}").is_valid(row) for row in rows)


@tables
def test_an_example_comes_back_from_arrow(table: str) -> None:
    rows = contract.expanded(f"row:{table}")["examples"]
    assert pa.Table.from_pylist(rows, schema=arrow_schema(table)).to_pylist() == rows


@pytest.mark.parametrize("table", contract.REGISTRIES)
@given(data=st.data())
def test_every_entry_that_the_schema_allows_comes_back_from_arrow(table: str, data: st.DataObject) -> None:
    row: dict[str, Any] = data.draw(values(f"row:{table}"))
    assert pa.Table.from_pylist([row], schema=arrow_schema(table)).to_pylist() == [row]


@tables
def test_every_integer_that_the_schema_allows_fits_its_column(table: str) -> None:
    for path, field, _ in table_fields(table):
        if field.kind == "integer":
            rules = dict(field.rules)
            assert rules["minimum"] >= 0, path
            # Units and paragraphs are no more than the code points of their article, whose offsets are bounded.
            assert path in ("index", "paragraph", "n_sentences") or rules["maximum"] < 2**31, path
