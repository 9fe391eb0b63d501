"""Records as JSON that takes little room: the values of each in the order of its fields, whose names are told once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from torkham.browse.reading import fields_of
from torkham.contract import REGISTRIES, Json, terms
from torkham.rows import Field

_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""What would end the element that holds the JSON, or means something in HTML or old JavaScript, as JSON escapes."""
TABLES = ("articles", "sentences", *REGISTRIES)


def as_json(value: Any) -> str:
    """Return JSON that can stand in a `<script>` element: no character of it can end that."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_ESCAPES)


def packed(record: Json, fields: Iterable[Field]) -> list[Any]:
    """Return the values of a record in the order of its fields; records inside it likewise."""
    return [_value(record[field.name], field) for field in fields]


def _value(value: Any, field: Field) -> Any:
    if value is None:
        return None
    if field.item is not None:
        return [_value(item, field.item) for item in value]
    return packed(value, field.fields) if field.fields else value


def shapes() -> Json:
    """Return, for each table of the page, what its records are packed by: name, description, vocabulary, own fields."""
    return {table: [_shape(field) for field in fields_of(table)] for table in TABLES}


def _shape(field: Field) -> list[Any]:
    item = field.item or field
    inner = [_shape(each) for each in item.fields] or None
    return [field.name, field.description, item.vocabulary, inner, field.item is not None]


def definitions() -> Json:
    """Return the definition of each label of the vocabularies that the page's records use.

    What a mode means depends on the type, so that its label is both: `CONSULT visit`.
    """
    names = dict.fromkeys(name for table in TABLES for field in fields_of(table) for name in _vocabularies(field))
    defined = {name: _defined(terms(name)) for name in names if name != "event_mode"}
    modes = {type_: _defined(term["modes"]) for type_, term in terms("event_type").items()}
    defined["event_mode"] = {f"{type_} {mode}": text for type_, own in modes.items() for mode, text in own.items()}
    return defined


def _defined(described: Json) -> dict[str, str]:
    return {label: term["definition"] for label, term in described.items()}


def _vocabularies(field: Field) -> Iterable[str]:
    if field.vocabulary:
        yield field.vocabulary
    for inner in (*field.fields, *((field.item,) if field.item else ())):
        yield from _vocabularies(inner)
