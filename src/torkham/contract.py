"""The contract in `schema/`: JSON Schemas, vocabularies, and the validators built from them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException
from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from referencing import Registry, Resource

Json: TypeAlias = dict[str, Any]

VOCABULARY = "urn:torkham:vocabulary:"
TABLES = ("sentences", "articles", "mentions", "events", "stances", "actors", "issues", "places", "incidents")
"""The tables of the dataset, the default configuration first."""
LABELS = ("mentions", "events", "stances")
REGISTRIES = ("actors", "issues", "places", "incidents")
SPLITS = ("train", "validation", "test")


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

    Raises `KeyError` where there is none of that name.
    """
    return resolve(f"urn:torkham:{name}")


@cache
def resolve(reference: str) -> Json:
    """Return the schema that an absolute reference (`urn:torkham:common#/$defs/span`) points to."""
    return _registry().resolver().lookup(reference).contents


def follow(node: Json, base: str) -> tuple[Json, str]:
    """Follow the `$ref`s of `node`, which stands in the schema `base`.

    Returns the node with what it refers to merged underneath its own keywords, and the URN that further relative
    references are relative to.
    """
    while "$ref" in node:
        reference = node["$ref"] if not node["$ref"].startswith("#") else base + node["$ref"]
        base = reference.split("#", maxsplit=1)[0]
        node = resolve(reference) | {key: value for key, value in node.items() if key != "$ref"}
    return node, base


def branch(node: Json, base: str, value: object) -> tuple[Json, str]:
    """Follow `node` and, through its `anyOf`s, find the branch that describes `value` if that is a list or mapping.

    Returns as `follow` does; `node` itself where no branch fits.
    """
    node, base = follow(node, base)
    wanted = "array" if isinstance(value, list) else "object" if isinstance(value, dict) else None
    if wanted is None or wanted in node.get("type", ()):
        return node, base
    for option in node.get("anyOf", ()):
        found = branch(option, base, value)
        if wanted in found[0].get("type", ()):
            return found
    return node, base


def vocabulary(name: str) -> tuple[str, ...]:
    """Return the labels of a vocabulary in their fixed order (the order of the ClassLabel)."""
    return tuple(schema(f"vocabulary:{name}")["enum"])


def terms(name: str) -> dict[str, Json]:
    """Return the definition, and what else is published, of each label of a vocabulary."""
    described: dict[str, Json] = schema(f"vocabulary:{name}")["x-terms"]
    return described


def _pattern(_: Any, pattern: str, instance: object, __: Json) -> Iterator[ValidationError]:
    """Judge `pattern` with `$` as the end of the string, never before a trailing newline (ECMA-262)."""
    if isinstance(instance, str) and not re.search(re.sub(r"(?<!\\)\$$", r"\\Z", pattern), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


_Validator = validators.extend(Draft202012Validator, {"pattern": _pattern})


@lru_cache(maxsize=65536)
def is_edtf(value: str) -> bool:
    """Return whether `value` is a date or interval of EDTF levels 0 to 2 (Library of Congress, 2019)."""
    try:
        parse_edtf(value)
    except (EDTFParseException, ValueError, TypeError):
        return False
    return value == value.strip()


_formats = FormatChecker(formats=())
_formats.checks("edtf")(lambda value: not isinstance(value, str) or is_edtf(value))


@cache
def validator(name: str) -> Draft202012Validator:
    """Return the jsonschema validator of a schema, named as for `schema`."""
    return _Validator(schema(name), registry=_registry(), format_checker=_formats)


@cache
def schema_hash() -> str:
    """Return one sha256 over every schema file, independent of their layout: the version of the contract."""
    folder = data_dir() / "schema"
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.json")):
        content = json.dumps(json.loads(path.read_text(encoding="utf-8")), sort_keys=True)
        digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()
