"""JSON records judged by a schema, and the JSON Lines files that hold them: by jsonschema, or 70 times as fast.

Where `jsonschema-rs` is installed (the extra `fast`), it judges what comes after the first records. Its errors are
turned into jsonschema's, so that the words do not depend on who found them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from jsonschema import ValidationError

from torkham import contract
from torkham.contract import Json
from torkham.dates import is_edtf
from torkham.document import DocumentError
from torkham.files import JSON, SIZE, rule_of, text_failures
from torkham.findings import Finding, Origin, sort_findings
from torkham.schema_findings import Objection, objections
from torkham.strict_json import read_json
from torkham.tables import ID_COLUMNS
from torkham.validators import validator

MANY = 2_000
"""How many records jsonschema judges before the other, which must be imported first, takes over."""
MAX_LINE = 4 * 1024 * 1024
MAX_FINDINGS = 100_000

Judge: TypeAlias = Callable[[Json], Iterable[ValidationError]]


def judge_records(records: Iterable[Json], schema: str, many: int = MANY) -> Iterator[tuple[int, Objection]]:
    """Yield what a schema (named as for `contract.schema`) has against records, each with the record's index.

    Records are what a strict reader of JSON gives (`torkham.strict_json`). They are taken one by one, and none is kept.
    The first `many` are judged by jsonschema, the others by jsonschema-rs where that is installed.
    """
    judge: Judge = validator(schema).iter_errors
    id_ = ID_COLUMNS.get(schema.removeprefix("row:"), "")
    for index, record in enumerate(records):
        if index == many:
            judge = quick_judge(schema) or judge
        for each in objections(record, judge(record)):
            yield index, each._replace(where=str(record.get(id_, ""))) if id_ else each


def quick_judge(schema: str) -> Judge | None:
    """Return what finds the same errors as `validator(schema)`, None where jsonschema-rs is not installed."""
    try:
        import jsonschema_rs
    except ModuleNotFoundError:
        return None
    whole = contract.expanded(schema)
    fast = jsonschema_rs.Draft202012Validator(
        whole,
        formats={"edtf": is_edtf},
        validate_formats=True,
        retriever=_nothing_is_fetched,
    )
    return lambda record: (_error(found, record, whole) for found in fast.iter_errors(record))


def _nothing_is_fetched(uri: str) -> NoReturn:
    raise ValueError(f"an expanded schema refers to nothing, not to {uri}")


def _error(found: Any, record: Json, schema: Json, above: tuple[int, int] = (0, 0)) -> ValidationError:
    """Return an error of jsonschema-rs as one of jsonschema; `above` is how long the paths of its parent are."""
    path, steps = found.instance_path, found.schema_path
    inner = (error for branch in found.kind.as_dict().get("context", ()) for error in branch)
    node = _at(schema, steps[:-1])
    return ValidationError(
        found.message,
        validator=steps[-1],
        path=path[above[0] :],
        schema_path=steps[above[1] :],
        validator_value=node[steps[-1]],
        instance=_at(record, path),
        schema=node,
        context=[_error(error, record, schema, (len(path), len(steps))) for error in inner],
    )


def _at(value: Any, path: Iterable[str | int]) -> Any:
    for step in path:
        value = value[step]
    return value


def record_findings(path: Path, schema: str) -> list[Finding]:
    """Return all findings on a JSON Lines file whose records a schema describes, sorted.

    Their `file` is the name of the file. A file with more findings than anyone reads is not read to its end. Raises
    `OSError` where the file cannot be read.
    """
    findings: list[Finding] = []
    numbers: list[int] = []

    def records() -> Iterator[Json]:
        for number, line in _lines(path):
            read = line if isinstance(line, Finding) else _record(line, Origin(path.name, number))
            if isinstance(read, Finding):
                findings.append(read)
            else:
                numbers.append(number)
                yield read
            if len(findings) >= MAX_FINDINGS:
                message = f"{MAX_FINDINGS} findings: what comes after this line was not read"
                findings.append(SIZE.at(Origin(path.name, number), message, hint="mend these first"))
                return

    for index, objection in judge_records(records(), schema, MANY):
        findings.append(objection.at(Origin(path.name, numbers[index])))
    if not numbers and not findings:
        findings.append(JSON.at(Origin(path.name), "the file holds no record", hint="write a record on each line"))
    return sort_findings(findings)


def _lines(path: Path) -> Iterator[tuple[int, bytes | Finding]]:
    """Yield the lines of a file with their numbers, a finding in the place of one that is too long."""
    with path.open("rb") as stream:
        number = 0
        while line := stream.readline(MAX_LINE + 1):
            number += 1
            if len(line) <= MAX_LINE or line.endswith(b"\n"):
                yield number, line
                continue
            while rest := stream.readline(MAX_LINE):
                if rest.endswith(b"\n"):
                    break
            hint = "write one record on each line"
            yield number, SIZE.at(Origin(path.name, number), f"a line of more than {MAX_LINE} bytes", hint=hint)


def _record(line: bytes, at: Origin) -> Json | Finding:
    """Return the record that a line holds, or what is wrong with the line."""
    for _, make in islice(text_failures(line), 1):
        return make(at)
    if not line.strip():
        return JSON.at(at, "the line is empty", hint="remove it")
    try:
        record = read_json(line.decode())
    except DocumentError as error:
        return rule_of(error, JSON).at(at, error.message, hint=error.hint or "write the record as plain JSON")
    if not isinstance(record, dict):
        return JSON.at(at, "the line is no JSON object", hint="write one record, {…}, on each line")
    return record
