"""The contract in `schema/`: JSON Schemas and vocabularies."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from referencing import Registry, Resource
from referencing.exceptions import Unresolvable

Json: TypeAlias = dict[str, Any]

VOCABULARY = "urn:torkham:vocabulary:"
LABELS = ("mentions", "events", "stances")
REGISTRIES = ("actors", "issues", "places", "incidents")
VOTES = ("mention_votes", "event_votes", "stance_votes")
TABLES = ("sentences", "articles", *LABELS, *REGISTRIES, *VOTES)
"""The tables of the dataset, the default configuration first."""
SPLITS = ("train", "validation", "test")
LEXICON = "lexicon"
"""The folder of the schemas of the annotator's lexicon."""


@cache
def data_dir() -> Path:
    """Return the folder that holds `schema/` and `docs/`: the checkout's root, or the wheel's own copy."""
    packaged = Path(str(files("torkham"))) / "_data"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[2]


@cache
def _registry() -> Registry[Json]:
    paths = sorted((data_dir() / "schema").rglob("*.json"))
    schemas = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    return Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in schemas)


def schema(name: str) -> Json:
    """Return a schema by the rest of its URN: `file:annotation`, `row:events`, `record:mention`, `common`.

    The schema of a file that people write goes by its short name too: `annotation`, `actors`, `splits`.
    Raises `KeyError` where there is none of that name.
    """
    try:
        return resolve(_urn(name))
    except Unresolvable:
        raise KeyError(name) from None


def _urn(name: str) -> str:
    whole = ":" in name or name.partition("#")[0] == "common"
    return f"urn:torkham:{name}" if whole else f"urn:torkham:file:{name}"


@cache
def names() -> tuple[str, ...]:
    """Return the names of all schemas, sorted, as `schema` takes them."""
    return tuple(sorted(uri.removeprefix("urn:torkham:") for uri in _registry()))


@cache
def resolve(reference: str) -> Json:
    """Return the schema that an absolute reference (`urn:torkham:common#/$defs/span`) points to."""
    return _registry().resolver().lookup(reference).contents


@cache
def expanded(name: str) -> Json:
    """Return a schema with every `$ref` replaced by what it refers to, under the keywords that stand beside it.

    A reference to a vocabulary leaves `x-vocabulary`, its name. The schemas refer to one another without circles.
    """
    expansion: Json = _expand(schema(name), _urn(name).partition("#")[0])
    return expansion


def _expand(node: Any, base: str) -> Any:
    if isinstance(node, list):
        return [_expand(item, base) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" not in node:
        return {key: value if key in ("examples", "default") else _expand(value, base) for key, value in node.items()}
    reference = node["$ref"] if not node["$ref"].startswith("#") else base + node["$ref"]
    target = _expand(resolve(reference), reference.split("#", maxsplit=1)[0])
    # A `$schema` inside a schema makes jsonschema go on with its own validator, without our `pattern`.
    target = {key: value for key, value in target.items() if key not in ("$schema", "$id")}
    if reference.startswith(VOCABULARY):
        target = {"type": "string", "enum": target["enum"], "x-vocabulary": reference.removeprefix(VOCABULARY)}
    return target | _expand({key: value for key, value in node.items() if key != "$ref"}, base)


def branch(node: Json, value: object) -> Json:
    """Return the branch of an expanded schema's `anyOf` that describes `value` if that is a list or mapping.

    Returns `node` itself where it describes the value, or no branch does.
    """
    wanted = "array" if isinstance(value, list) else "object" if isinstance(value, dict) else None
    if wanted is None or wanted in node.get("type", ()):
        return node
    found = (branch(option, value) for option in node.get("anyOf", ()))
    return next((option for option in found if wanted in option.get("type", ())), node)


def vocabulary(name: str) -> tuple[str, ...]:
    """Return the labels of a vocabulary in their fixed order (the order of the ClassLabel)."""
    return tuple(schema(f"vocabulary:{name}")["enum"])


def terms(name: str) -> dict[str, Json]:
    """Return the definition, and what else is published, of each label of a vocabulary."""
    described: dict[str, Json] = schema(f"vocabulary:{name}")["x-terms"]
    return described


@cache
def schema_hash() -> str:
    """Return one sha256 over every schema of the data, independent of their layout: the version of the contract.

    The lexicon's schemas are the annotator's own affair: no dataset depends on them.
    """
    folder = data_dir() / "schema"
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*.json") if path.parent.name != LEXICON):
        content = json.dumps(json.loads(path.read_text(encoding="utf-8")), sort_keys=True)
        digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()
