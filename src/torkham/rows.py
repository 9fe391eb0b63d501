"""What a row schema says, read once for everything that follows from it: Arrow schemas, HF features, pandera models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa

from torkham import contract
from torkham.contract import Json


@dataclass(frozen=True)
class Field:
    """One field of a row, of a record in a list, or of a struct.

    `kind` is `string`, `integer`, `number`, `boolean`, `list` or `struct`; `item` is the one field of a list's items
    (named `item`), `fields` are a struct's. `vocabulary` names the labels of a closed vocabulary. `rules` holds the
    JSON Schema keywords that constrain the value (`pattern`, `minimum`, `minItems`, …). `source_text` says where in its
    article a field's words stand (`torkham.edition.source_text`), None where they are not an article's.
    """

    name: str
    kind: str
    nullable: bool
    description: str
    vocabulary: str | None
    rules: tuple[tuple[str, Any], ...]
    item: Field | None = None
    fields: tuple[Field, ...] = ()
    source_text: str | None = None


_RULES = ("pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "uniqueItems", "format")


@cache
def row_fields(table: str) -> tuple[Field, ...]:
    """Return the fields of a table in column order, from `schema/rows/<table>.json`."""
    return tuple(_properties(contract.expanded(f"row:{table}")))


def _properties(node: Json) -> Iterator[Field]:
    for part in node.get("allOf", ()):
        yield from _properties(part)
    for name, child in node.get("properties", {}).items():
        yield _field(name, child)


def _field(name: str, node: Json) -> Field:
    options = [option for option in node.get("anyOf", ()) if option.get("type") != "null"]
    merged = (options[0] if options else {}) | node
    types = [merged["type"]] if isinstance(merged["type"], str) else merged["type"]
    kind = {"array": "list", "object": "struct"}.get(types[0], types[0])
    return Field(
        name=name,
        kind=kind,
        nullable=bool(options) or "null" in types,
        description=merged.get("description", ""),
        vocabulary=merged.get("x-vocabulary"),
        rules=tuple((key, merged[key]) for key in _RULES if key in merged),
        item=_field("item", merged["items"]) if kind == "list" else None,
        fields=tuple(_properties(merged)) if kind == "struct" else (),
        source_text=merged.get("x-source-text"),
    )


_ARROW = {"string": pa.string(), "integer": pa.int32(), "number": pa.float64(), "boolean": pa.bool_()}


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table (`arrow_schema_of` its fields)."""
    return arrow_schema_of(row_fields(table))


def arrow_schema_of(fields: tuple[Field, ...]) -> pa.Schema:
    """Return the Arrow schema of columns; each carries its description as metadata.

    All fields are nullable for Arrow: what must not be null is judged by the checks, and readers differ over nested
    non-null fields.
    """
    return pa.schema([_arrow_field(field) for field in fields])


def _arrow_field(field: Field) -> pa.Field:
    return pa.field(field.name, _arrow_type(field), metadata={"description": field.description})


def _arrow_type(field: Field) -> pa.DataType:
    if field.kind == "list":
        assert field.item is not None
        return pa.list_(pa.field("item", _arrow_type(field.item)))
    if field.kind == "struct":
        return pa.struct([_arrow_field(child) for child in field.fields])
    return _ARROW[field.kind]
