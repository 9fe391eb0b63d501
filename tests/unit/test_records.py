"""Records are judged alike by jsonschema and jsonschema-rs, and a file of records tells its lines."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import torkham
from tests.unit import test_models as models
from tests.unit.conftest import FEW, ROOT, TOY
from tests.unit.strategies import values
from torkham import contract, records, validators
from torkham.cli import main
from torkham.contract import Json
from torkham.document import read_document
from torkham.records import judge_records, quick_judge, record_findings
from torkham.schema_findings import MAX_ERRORS, Objection
from torkham.tables import ID_COLUMNS

ROWS = [f"row:{table}" for table in contract.TABLES]
SCHEMAS = [name for name in contract.names() if not name.startswith(("vocabulary:", "common"))]
FILES = [name for name in SCHEMAS if name.startswith("file:")]

ISSUE: Json = contract.expanded("row:issues")["examples"][0]


def both(given: list[Json], schema: str) -> tuple[list[tuple[int, Objection]], list[tuple[int, Objection]]]:
    """What jsonschema and jsonschema-rs have against records."""
    return list(judge_records(given, schema, many=len(given))), list(judge_records(given, schema, many=0))


def raw(schema: str, record: Json) -> tuple[set[Any], set[Any]]:
    """Every error of both, before anything is made of it: keyword, path, and those inside."""

    def told(error: Any) -> Any:
        inside = frozenset(told(inner) for inner in error.context)
        return error.validator, tuple(error.absolute_path), tuple(error.absolute_schema_path), inside

    judge = quick_judge(schema)
    assert judge is not None
    return set(map(told, validators.validator(schema).iter_errors(record))), set(map(told, judge(record)))


# Both judge alike


@pytest.mark.parametrize("schema", SCHEMAS)
def test_both_accept_the_examples(schema: str) -> None:
    examples = contract.expanded(schema)["examples"]
    assert examples
    assert both(examples, schema) == ([], [])


@pytest.mark.parametrize("table", contract.TABLES)
def test_both_accept_the_real_rows(table: str) -> None:
    assert both(models.all_rows(table), f"row:{table}") == ([], [])


@pytest.mark.parametrize("table", contract.TABLES)
def test_both_have_the_same_against_every_broken_row(table: str) -> None:
    rows = [mutant.row() for mutant in models.mutants(table)]
    one, other = both(rows, f"row:{table}")
    assert one == other
    assert {index for index, _ in one} == set(range(len(rows)))


def broken(schema: str) -> list[Json]:
    """The examples of a schema with a value of another kind, or none, at every place."""
    return [record for example in contract.expanded(schema)["examples"] for record in mutants(example)]


def mutants(value: Any) -> list[Any]:
    found: list[Any] = [None, 1.5, "", "Not \n so", True, [], {}, [value, value], {"": value}]
    if isinstance(value, dict):
        found += [{key: child for key, child in value.items() if key != left} for left in value]
        found += [{**value, "unheard_of": value}]
        found += [{**value, key: new} for key, child in value.items() for new in mutants(child)]
    if isinstance(value, list):
        found += [value + value]
        found += [[*value[:i], new, *value[i + 1 :]] for i in range(min(len(value), 2)) for new in mutants(value[i])]
    return found


@pytest.mark.parametrize("schema", SCHEMAS)
def test_both_find_the_same_errors_whatever_stands_in_a_record(schema: str) -> None:
    found = [record for record in broken(schema) if isinstance(record, dict)][:: STRIDE.get(schema, 1)]
    errors = [raw(schema, record) for record in found]
    assert [one for one, other in errors if one != other] == []
    assert sum(bool(one) for one, _ in errors) > len(found) / 2
    one, other = both(found, schema)
    assert one == other


STRIDE = dict.fromkeys(("row:sentences", "file:annotation", "file:adjudication"), 11)
"""Of records that hold many labels, every so manieth mutant."""


@cache
def documents() -> dict[str, list[Json]]:
    """The documents that people wrote, by schema."""
    found: dict[str, list[Json]] = {name: [] for name in FILES}
    for root in (ROOT, TOY):
        for path in (root / "seeds/sources.yaml", *sorted((root / "annotations").rglob("*.yaml"))):
            schema = schema_of(path)
            if "kits" not in path.parts:
                found[schema].append(read_document(path.read_text("utf-8"), path.name, schema).value)
    return found


def schema_of(path: Path) -> str:
    named = "file:adjudication" if path.parent.name == "adjudication" else f"file:{path.stem}"
    return named if named in FILES else "file:annotation"


@pytest.mark.parametrize("schema", FILES)
def test_both_accept_the_documents_that_people_wrote(schema: str) -> None:
    assert both(documents()[schema], schema) == ([], [])


def test_there_is_a_document_of_almost_every_kind() -> None:
    assert [schema for schema, found in documents().items() if not found] == ["file:erratum"]  # taken in, not kept


@pytest.mark.parametrize("schema", FILES)
@FEW
@given(data=st.data())
def test_both_accept_whatever_a_schema_allows(schema: str, data: st.DataObject) -> None:
    assert both([data.draw(values(schema))], schema) == ([], [])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("score", 1),
        ("score", 1.0),
        ("score", -0.0),
        ("score", 1e308),
        ("score", 10**30),
        ("score", -(10**400)),
        ("score", True),
        ("score", "1"),
        ("reciprocal", 0),
        ("contexts", ["military", "military"]),
        ("contexts", [1, 1.0]),
        ("contexts", [1, True]),
        ("contexts", [{"a": 1}, {"a": 1.0}]),
        ("contexts", "military"),
        ("status", "actual\n"),
        ("status", "аctual"),
        ("event_id", "grey-bridge:s003:e01\n"),
        ("event_id", "grey-bridge:s٣٣٣:e01"),
        ("event_id", "🌾" * 101),
        ("time", {"start": 0, "end": 4, "text": "2025", "value": "2025-02-30"}),
        ("time", {"start": 0, "end": 4, "text": "2025", "value": "2025\n"}),
        ("time", {"start": 0, "end": 4, "text": "2025", "value": 2025}),
        ("time", {"start": 0.5, "end": 2**31, "text": "", "value": None, "more": 1}),
    ],
)
def test_both_read_numbers_patterns_and_dates_alike(field: str, value: object) -> None:
    event = {**contract.expanded("row:events")["examples"][0], field: value}
    one, other = both([event], "row:events")
    assert one == other
    assert [raw("row:events", event)[0]] == [raw("row:events", event)[1]]


def test_a_date_is_judged_by_both() -> None:
    event = contract.expanded("row:events")["examples"][0]
    time = {"start": 0, "end": 4, "text": "2025", "value": "2025-02-30"}
    for found in both([event | {"time": time}], "row:events"):
        assert [(each.path, each.keyword) for _, each in found] == [(("time", "value"), "format")]


def test_the_quick_judge_fetches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = {"$ref": "http://127.0.0.1:9/schema.json"}
    monkeypatch.setattr(contract, "expanded", lambda _: elsewhere)
    with pytest.raises(Exception, match="refers to nothing"):
        quick_judge("row:events")


# What is said of a record


def test_a_record_is_named_by_its_id_and_an_unknown_key_by_itself_alone() -> None:
    event = {**contract.expanded("row:events")["examples"][0], "trigered": 1}
    del event["status"]
    for found in both([event], "row:events"):
        said = [(index, each.path, each.keyword, each.message) for index, each in found]
        assert said == [
            (0, (), "required", 'the key "status" is missing'),
            (0, ("trigered",), "unevaluatedProperties", 'unknown key "trigered"'),
        ]
        assert {each.where for _, each in found} == {event["event_id"]}


def test_records_are_taken_one_by_one() -> None:
    taken = []

    def endless() -> Any:
        for number in count():
            taken.append(number)
            yield ISSUE | {"issue_id": f"x{number}" if number % 10 else "X"}

    found = judge_records(endless(), "row:issues", many=15)
    assert [next(found)[0] for _ in range(3)] == [0, 10, 20]
    assert len(taken) == 21


@pytest.mark.parametrize("many", [0, 1, 2, 3, 4])
def test_it_does_not_matter_where_one_takes_over_from_the_other(many: int) -> None:
    given = [ISSUE, ISSUE | {"issue_id": "X"}, ISSUE, {}]
    assert list(judge_records(given, "row:issues", many)) == list(judge_records(given, "row:issues"))


def test_without_jsonschema_rs_all_is_judged_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    given = [ISSUE, ISSUE | {"issue_id": "X"}]
    found = list(judge_records(given, "row:issues", many=0))
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    assert quick_judge("row:issues") is None
    assert list(judge_records(given, "row:issues", many=0)) == found


def test_few_records_do_not_import_jsonschema_rs(tmp_path: Path) -> None:
    path = written(tmp_path, ISSUE)
    judge = f"import sys, torkham; torkham.validate({str(path)!r}, schema='row:issues')"
    code = f"{judge}; print('jsonschema_rs' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_of_countless_errors_some_are_told() -> None:
    participants = [{"actor_id": "X"}] * (MAX_ERRORS + 1)
    event = contract.expanded("row:events")["examples"][0] | {"sources": participants}
    for found in both([event], "row:events"):
        assert MAX_ERRORS / 2 < len(found) <= MAX_ERRORS + 4  # the last error may stand for three keys
        assert "not all of them are told" in found[0][1].message


# Files of records


def written(folder: Path, *given: Json, name: str = "issues.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in given), encoding="utf-8")
    return path


@pytest.mark.parametrize("table", contract.TABLES)
def test_a_dataset_written_as_json_lines_has_no_findings(table: str, tmp_path: Path) -> None:
    assert record_findings(written(tmp_path, *models.rows_of(TOY, table) or [example(table)]), f"row:{table}") == []


def example(table: str) -> Json:
    found: Json = contract.expanded(f"row:{table}")["examples"][0]
    return found


@pytest.mark.parametrize("many", [0, 2_000])
def test_a_finding_tells_its_line_though_lines_before_it_hold_no_record(
    many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MANY", many)
    path = tmp_path / "issues.jsonl"
    wrong = ISSUE | {"issue_id": "X"}
    path.write_text("\n".join(["", "[]", json.dumps(wrong), "{", json.dumps(ISSUE), json.dumps(wrong)]), "utf-8")
    found = [(finding.line, finding.check) for finding in torkham.validate(path, schema="row:issues")]
    assert found == [
        (1, "format/json"),
        (2, "format/json"),
        (3, "schema/value"),
        (4, "format/json"),
        (6, "schema/value"),
    ]


def test_line_ends_of_windows_and_separators_in_words_are_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "issues.jsonl"
    line = json.dumps(ISSUE | {"description": "one\u2028two\x85three"}, ensure_ascii=False)
    path.write_bytes(f"{line}\r\n{line}".encode())
    assert record_findings(path, "row:issues") == []


def test_what_comes_after_a_line_too_long_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_LINE", 400)
    path = tmp_path / "issues.jsonl"
    path.write_text("\n".join(["x" * 5000, "{}", json.dumps(ISSUE), "y" * 401]), encoding="utf-8")
    assert [(finding.line, finding.check) for finding in record_findings(path, "row:issues")] == [
        (1, "format/size"),
        *[(2, "schema/missing-key")] * 4,
        (4, "format/size"),
    ]


def test_a_line_as_long_as_allowed_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, ISSUE)
    monkeypatch.setattr(records, "MAX_LINE", path.stat().st_size - 1)
    assert record_findings(path, "row:issues") == []


def test_a_file_with_more_findings_than_anyone_reads_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MAX_FINDINGS", 3)
    path = tmp_path / "issues.jsonl"
    path.write_text("[]\n" * 10, encoding="utf-8")
    found = record_findings(path, "row:issues")
    assert [(finding.line, finding.check) for finding in found] == [
        (1, "format/json"),
        (2, "format/json"),
        (3, "format/json"),
        (3, "format/size"),
    ]


# The command


def test_the_command_names_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, ISSUE, ISSUE | {"issue_id": "X"})
    assert main(["validate", str(path), "--schema", "row:issues", "--format", "json"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert {key: json.loads(line)[key] for key in ("file", "line", "check", "where")} == {
        "file": "issues.jsonl",
        "line": 2,
        "check": "schema/value",
        "where": "X",
    }


def test_the_command_is_content_with_good_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(written(tmp_path, ISSUE)), "--schema", "row:issues"]) == 0
    assert capsys.readouterr().out == "no findings\n"


@pytest.mark.parametrize(
    ("name", "schema", "said"),
    [
        ("issues.jsonl", "row:issue", 'there is no schema "row:issue" of records. Did you mean "row:issues"?'),
        ("issues.jsonl", "common", 'there is no schema "common" of records.'),
        ("issues.jsonl", "vocabulary:role", 'there is no schema "vocabulary:role" of records.'),
        ("issues.jsonl", "row:issues#/properties/kind", "of records"),
        ("issues.jsonl", "", 'there is no schema "" of records. There are: file:'),
        ("nothing.jsonl", "row:issues", "nothing.jsonl is not a file of records"),
        (".", "row:issues", "is not a file of records"),
    ],
)
def test_wrong_usage_is_told_with_the_way_out(
    name: str, schema: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, ISSUE)
    assert main(["validate", str(tmp_path / name), "--schema", schema]) == 2
    assert said in capsys.readouterr().err


def test_a_file_without_a_schema_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(written(tmp_path, ISSUE))]) == 2
    assert "are judged by their --schema" in capsys.readouterr().err


@pytest.mark.parametrize("table", contract.TABLES)
def test_a_row_of_any_table_is_named_by_its_id(table: str) -> None:
    (found,) = judge_records([example(table) | {"unheard_of": 1}], f"row:{table}")
    assert found[1].where == example(table)[ID_COLUMNS[table]]
