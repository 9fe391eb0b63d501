"""What a JSON Schema has against a document, as findings at their lines, in the words of the person who must act."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from jsonschema import ValidationError

from torkham import contract
from torkham.contract import Json
from torkham.document import Document, Path
from torkham.findings import Finding, Origin, did_you_mean, rule

UNKNOWN_KEY = rule("schema/unknown-key", "Every key is one that the schema knows.")
MISSING_KEY = rule("schema/missing-key", "Every key that the schema requires is there.")
UNKNOWN_CODE = rule("schema/unknown-code", "Every code is one of its vocabulary.")
TYPE = rule("schema/type", "Every value has the type that the schema gives it.")
VALUE = rule("schema/value", "Every value keeps the pattern, bounds and format that the schema gives it.")

_KEYWORDS = {
    "additionalProperties": UNKNOWN_KEY,
    "unevaluatedProperties": UNKNOWN_KEY,
    "required": MISSING_KEY,
    "enum": UNKNOWN_CODE,
    "const": UNKNOWN_CODE,
    "type": TYPE,
}


_KINDS = {
    "array": "a list",
    "object": "keys with values",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def schema_findings(document: Document, schema: str) -> Iterator[Finding]:
    """Yield what the JSON Schema `schema` has against a document, each at its line; a value is blamed once."""
    judged: set[Path] = set()
    # A format says more than a pattern, so it goes first.
    errors = sorted(map(_deepest, contract.validator(schema).iter_errors(document.value)), key=_rank)
    for error in errors:
        path: Path = tuple(error.absolute_path)
        whole = _KEYWORDS.get(str(error.validator)) not in (UNKNOWN_KEY, MISSING_KEY)
        if not (whole and path in judged):
            yield from _from_error(document, error)
        if whole:
            judged.add(path)


def breach(keyword: str, limit: object) -> str:
    """Say what a value does that breaks a JSON Schema keyword: the end of a sentence that begins with the value."""
    if keyword in ("minLength", "minItems") and limit == 1:
        return "is empty"
    return {
        "pattern": f"does not match {limit}",
        "format": "is not a date or interval in EDTF",
        "minimum": f"is less than {limit}",
        "maximum": f"is more than {limit}",
        "minLength": f"has fewer than {limit} characters",
        "maxLength": f"has more than {limit} characters",
        "minItems": f"has fewer than {limit} items",
        "uniqueItems": "has an item twice",
    }.get(keyword, f"breaks {keyword} {limit}")


def code_hint(code: str, codes: Sequence[str]) -> str:
    """Return the code of a vocabulary that is nearest to `code`, or all of them where they are few."""
    few = f"one of: {', '.join(codes)}" if len(codes) <= 40 else f"the guidelines define its {len(codes)} codes"
    return did_you_mean(code, codes) or few


def shown(value: object) -> str:
    """Return a value for a message: as JSON writes it, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def _rank(error: ValidationError) -> int:
    return ("type", "format").index(error.validator) if error.validator in ("type", "format") else 2


def _deepest(error: ValidationError) -> ValidationError:
    """Return, for a failed anyOf, the error inside that branch which fits the value's type."""
    while error.context:
        unfit = {sub.schema_path[0] for sub in error.context if sub.validator == "type" and not sub.path}
        fitting = [sub for sub in error.context if sub.schema_path[0] not in unfit]
        if not fitting:
            return error
        error = min(fitting, key=_rank)
    return error


def _from_error(document: Document, error: ValidationError) -> Iterator[Finding]:
    path: Path = tuple(error.absolute_path)
    stated = _KEYWORDS.get(str(error.validator), VALUE)
    where = _name_of(document, path)
    known = error.schema.get("properties", {})
    if stated is UNKNOWN_KEY:
        for key in sorted(set(error.instance) - set(known)):
            origin = Origin(document.file, document.line((*path, key)))
            hint = did_you_mean(key, known) or f"the keys here are: {', '.join(known)}"
            yield stated.at(origin, f'unknown key "{key}"', where=where, hint=hint)
        return
    origin = Origin(document.file, document.line(path))
    if stated is MISSING_KEY:
        for key in sorted(set(error.validator_value) - set(error.instance)):
            yield stated.at(origin, f'the key "{key}" is missing', where=where, hint=_description(known.get(key, {})))
        return
    if not path:
        hint = f"write its keys: {', '.join(known)}"
        yield TYPE.at(origin, "the file is not made of keys with values", where=where, hint=hint)
        return
    label = next((f"{step}: " for step in reversed(path) if isinstance(step, str)), "")
    value = shown(error.instance)
    if stated is TYPE or error.validator == "anyOf":
        yield TYPE.at(origin, f"{label}{value} has the wrong type", where=where, hint=_wanted(error))
    elif stated is UNKNOWN_CODE:
        hint = code_hint(error.instance, error.validator_value)
        yield stated.at(origin, f"{label}{value} is not in the vocabulary", where=where, hint=hint)
    else:
        message = f"{label}{value} {breach(str(error.validator), error.validator_value)}"
        above = error.parent.schema if error.parent else {}
        yield stated.at(origin, message, where=where, hint=_description(error.schema) or _description(above))


def _wanted(error: ValidationError) -> str:
    options: list[Json] = error.validator_value if error.validator == "anyOf" else [error.schema]
    return f"write {' or '.join(kind for option in options for kind in _kinds(option))}"


def _kinds(schema: Json) -> Iterator[str]:
    """Yield the kinds of value that a schema takes, a mapping by the keys that it must have."""
    stated = schema.get("type", ())
    for kind in [stated] if isinstance(stated, str) else stated:
        keys = ", ".join(schema.get("required", ()))
        yield f"{{{keys}}}" if kind == "object" and keys else _KINDS[kind]


def _description(schema: Json) -> str:
    """Return what a schema says of its value, with an example where it has one that is short."""
    text = str(schema.get("description", ""))
    example = next(iter(schema.get("examples", ())), None)
    return f"{text} For example: {example}".lstrip() if isinstance(example, str) and len(example) <= 60 else text


def _name_of(document: Document, path: Path) -> str:
    """Name the labelled thing a path runs through: `s007:e01` in an annotation file, an id in a registry."""
    node, names = document.value, []
    for step in path:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(node, dict):
            names += [
                str(node[key])
                for key in ("id", "article_id", "actor_id", "issue_id", "place_id", "incident_id")
                if key in node
            ][:1]
    return ":".join(names[:2])
