"""The schema of an answer, derived from that of annotation files: `schema/` stays the one definition.

`unit_schema` is what an answer is judged by. `response_schema` is what servers are asked to hold the model to: the part
that the strict mode of OpenAI, vLLM, llama.cpp and Ollama all take. It accepts more, never less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from torkham import contract
from torkham.checks.links import UNNAMED
from torkham.contract import LABELS, Json

OMITTED = "note"
"""The one field of labels that no answer has: a working remark, which is not part of a dataset."""
MAX_IDS = 100
"""Ids of a registry up to which the response format lists them: strict mode takes 1,000 codes in all, and ids of actors
stand in seven places."""

_REFERS = {
    "actor_id": ("actors",),
    "holder_id": ("actors",),
    "target_id": ("actors", "issues"),
    "place_id": ("places",),
    "incident_id": ("incidents",),
}
"""The registries whose ids a field holds."""


@cache
def unit_schema() -> Json:
    """Return the JSON Schema of one unit in an answer: its id, and its labels as annotation files have them."""
    unit = contract.expanded("file:annotation")["properties"]["units"]["items"]["properties"]
    layers = {layer: _without_notes(unit[layer]) | {"type": "array"} for layer in LABELS}
    return _closed({"id": unit["id"]} | layers)


def response_schema(registries: Mapping[str, Sequence[Json]]) -> Json:
    """Return the JSON Schema that servers are given: every key required, and no keywords but those that all take.

    Fields that refer to a registry of up to `MAX_IDS` entries list its ids.
    """
    ids = {name: [str(row[f"{name[:-1]}_id"]) for row in rows] for name, rows in registries.items()}
    codes = {field: [id_ for name in names for id_ in ids.get(name, ())] for field, names in _REFERS.items()}
    codes["actor_id"].append(UNNAMED)
    return _strict(_closed({"units": {"type": "array", "items": unit_schema()}}), codes, "")


def _closed(properties: Json) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _without_notes(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_notes(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _without_notes(value) for key, value in node.items()}
    if "properties" in node:
        kept["properties"].pop(OMITTED, None)
    return kept


def _strict(node: Json, codes: Mapping[str, Sequence[str]], name: str) -> Json:
    """Return the part of a schema that strict mode takes; `name` is the field that it describes."""
    kept: Json = {key: node[key] for key in ("type", "description", "enum") if key in node}
    if "anyOf" in node:
        return kept | {"anyOf": [_strict(option, codes, name) for option in node["anyOf"]]}
    if "properties" in node:
        inner = {key: _strict(value, codes, key) for key, value in node["properties"].items()}
        described = {"description": node["description"]} if "description" in node else {}
        return described | _closed(inner)
    if "items" in node:
        return kept | {"items": _strict(node["items"], codes, "")}
    if node.get("type") == "string" and 0 < len(codes.get(name, ())) <= MAX_IDS:
        kept["enum"] = list(codes[name])
    return kept
