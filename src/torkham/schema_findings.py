"""What a JSON Schema has against a document, as findings at their lines, in the words of the person who must act."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschema import ValidationError

from torkham import contract
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


def schema_findings(document: Document, schema: str) -> Iterator[Finding]:
    """Yield what the JSON Schema `schema` has against a document, each at its line."""
    for error in contract.validator(schema).iter_errors(document.value):
        yield from _from_error(document, _deepest(error))


def _deepest(error: ValidationError) -> ValidationError:
    """Return, for a failed anyOf, the error inside that branch which fits the value's type."""
    while error.context:
        fitting = [sub for sub in error.context if sub.validator != "type"]
        if not fitting:
            return error
        error = max(fitting, key=lambda sub: len(sub.absolute_path))
    return error


def _from_error(document: Document, error: ValidationError) -> Iterator[Finding]:
    path: Path = tuple(error.absolute_path)
    stated = _KEYWORDS.get(str(error.validator), VALUE)
    where = _name_of(document, path)
    if stated is UNKNOWN_KEY:
        known = error.schema.get("properties", {})
        for key in sorted(set(error.instance) - set(known)):
            origin = Origin(document.file, document.line((*path, key)))
            yield stated.at(origin, f'unknown key "{key}"', where=where, hint=did_you_mean(key, known))
        return
    origin = Origin(document.file, document.line(path))
    label = ".".join(map(str, path[-1:])) or "the file"
    if stated is UNKNOWN_CODE:
        codes = error.validator_value
        hint = did_you_mean(str(error.instance), codes) or (f"one of: {', '.join(codes)}" if len(codes) < 12 else "")
        yield stated.at(origin, f'{label}: "{error.instance}" is not in the vocabulary', where=where, hint=hint)
    elif stated is MISSING_KEY:
        for key in sorted(set(error.validator_value) - set(error.instance)):
            yield stated.at(
                origin,
                f'the key "{key}" is missing',
                where=where,
                hint=error.schema["properties"].get(key, {}).get("description", ""),
            )
    elif stated is TYPE or error.validator == "anyOf":
        yield TYPE.at(origin, f"{label}: {_short(error.instance)} has the wrong type", where=where, hint=_wanted(error))
    else:
        yield stated.at(
            origin,
            f"{label}: {_short(error.instance)} breaks {error.validator} {error.validator_value}",
            where=where,
            hint=str(error.schema.get("description", "")),
        )


def _wanted(error: ValidationError) -> str:
    wanted = error.validator_value if error.validator == "type" else None
    if wanted is None:
        return str(error.schema.get("description", ""))
    return "expected " + (wanted if isinstance(wanted, str) else " or ".join(wanted))


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


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
