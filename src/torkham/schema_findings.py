"""What a JSON Schema has against a document or record, in the words of the person who must act."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from torkham.contract import Json
from torkham.document import Document, Path
from torkham.findings import Finding, Origin, Rule, did_you_mean, rule

if TYPE_CHECKING:
    from jsonschema import ValidationError

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


MAX_ERRORS = 10_000
"""How many errors of one document or record are told: whoever has more begins with these."""


class Objection(NamedTuple):
    """What a JSON Schema has against a value.

    `path` leads from the root of what was judged to the value, to a key that is unknown, or to the mapping that lacks a
    key; `keyword` is the one of JSON Schema that is broken, empty where there are more than can be told. The rest are
    the parts of the finding.
    """

    path: Path
    keyword: str
    rule: Rule
    message: str
    where: str
    hint: str

    def at(self, origin: Origin) -> Finding:
        """Return the objection as a finding."""
        return self.rule.at(origin, self.message, where=self.where, hint=self.hint)


def schema_findings(document: Document, schema: str) -> Iterator[Finding]:
    """Yield what the JSON Schema `schema` has against a document, each at its line; a value is blamed once."""
    from torkham.validators import validator  # datasets have no use for jsonschema

    for each in objections(document.value, validator(schema).iter_errors(document.value)):
        yield each.at(Origin(document.file, document.line(each.path)))


def objections(value: Any, errors: Iterable[ValidationError]) -> Iterator[Objection]:
    """Yield what the errors of a validator say against `value`, in an order that is not the validator's own."""
    found, judged = list(islice(errors, MAX_ERRORS + 1)), set[tuple[Path, Path]]()
    if len(found) > MAX_ERRORS:
        message = f"breaks its schema in more than {MAX_ERRORS} places: not all of them are told"
        yield Objection((), "", VALUE, message, "", "mend the others first")
    for error in sorted(map(_deepest, found[:MAX_ERRORS]), key=_rank):
        path: Path = tuple(error.absolute_path)
        of_keys = _KEYWORDS.get(str(error.validator)) in (UNKNOWN_KEY, MISSING_KEY)  # one error for each, or for all
        spot = path, tuple(error.absolute_schema_path) if of_keys else ()
        if spot not in judged:
            judged.add(spot)
            yield from _from_error(value, error, path)


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


def _rank(error: ValidationError) -> tuple[int, list[str], int]:
    """Return what errors are sorted by: a format says more than a pattern, so it goes first."""
    keyword = error.validator
    first = ("type", "format").index(keyword) if keyword in ("type", "format") else 2
    return first, [str(step) for step in error.absolute_path], list(error.schema).index(keyword)


def _deepest(error: ValidationError) -> ValidationError:
    """Return, for a failed anyOf, the error inside that branch which fits the value's type."""
    while error.context:
        unfit = {sub.schema_path[0] for sub in error.context if sub.validator == "type" and not sub.path}
        fitting = [sub for sub in error.context if sub.schema_path[0] not in unfit]
        if not fitting:
            return error
        error = min(fitting, key=_rank)
    return error


def _from_error(value: Any, error: ValidationError, path: Path) -> Iterator[Objection]:
    keyword = str(error.validator)
    stated = _KEYWORDS.get(keyword, VALUE)
    where = _name_of(value, path)
    known = _known(error.schema)
    if stated is UNKNOWN_KEY:
        unknown = sorted(set(error.instance) - set(known))
        listing = f"the keys here are: {', '.join(known)}"
        for key in unknown:
            hint = did_you_mean(key, known) if len(unknown) <= len(known) else ""
            yield Objection((*path, key), keyword, stated, f'unknown key "{key}"', where, hint or listing)
        return
    if stated is MISSING_KEY:
        for key in sorted(set(error.validator_value) - set(error.instance)):
            hint = _description(known.get(key, {}))
            yield Objection(path, keyword, stated, f'the key "{key}" is missing', where, hint)
        return
    if not path:
        hint = f"write its keys: {', '.join(known)}"
        yield Objection(path, keyword, TYPE, "the file is not made of keys with values", where, hint)
        return
    label = next((f"{step}: " for step in reversed(path) if isinstance(step, str)), "")
    said = shown(error.instance)
    if stated is TYPE or error.validator == "anyOf":
        message, hint = f"{label}{said} has the wrong type", _wanted(error)
        yield Objection(path, keyword, TYPE, message, where, hint)
    elif stated is UNKNOWN_CODE:
        message, hint = f"{label}{said} is not in the vocabulary", code_hint(error.instance, error.validator_value)
        yield Objection(path, keyword, stated, message, where, hint)
    else:
        message = f"{label}{said} {breach(keyword, error.validator_value)}"
        above = error.parent.schema if error.parent else {}
        hint = _description(error.schema) or _description(above)
        yield Objection(path, keyword, stated, message, where, hint)


def _known(schema: Json) -> Json:
    """Return the keys that an object schema describes; those of the parts of its allOf are closed together with it."""
    parts = (_known(part) for part in schema.get("allOf", ()))
    return {key: child for part in (*parts, schema.get("properties", {})) for key, child in part.items()}


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


def _name_of(value: Any, path: Path) -> str:
    """Name the labelled thing a path runs through: `s007:e01` in an annotation file, an id in a registry."""
    node, names = value, []
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
