"""Every case of bad input under tests/cases gives exactly the findings that it states, and every rule has a case."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import torkham
import torkham.catalogue  # imports every module that states rules
import torkham.chunks
import torkham.parts
import torkham.row_checks
from torkham import contract
from torkham.build import describe
from torkham.cli import main as torkham_command
from torkham.findings import RULES
from torkham.layout import CARD, CROISSANT, MANIFEST, data_file, sha256
from torkham.models import Failure
from torkham.parquet import digest, write_parquet
from torkham.tables import ID_COLUMNS, splits_of


@pytest.fixture(autouse=True, scope="module")
def values_are_judged_once() -> Iterator[None]:
    """Judge the values of equal tables once: most cases change one table, and the others take most of the time."""
    judge, known = torkham.row_checks.failures, {}

    def remembered(tables: dict[str, pl.DataFrame]) -> list[Failure]:
        keys = {table: (table, frame.write_ipc(None).getvalue()) for table, frame in tables.items()}
        new = {table: frame for table, frame in tables.items() if keys[table] not in known}
        found = list(judge(new))
        known.update({keys[table]: [failure for failure in found if failure.table == table] for table in new})
        return [failure for key in keys.values() for failure in known[key]]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torkham.row_checks, "failures", remembered)
        yield


def test_the_findings_are_those_of_the_case(case, request, toy_corpus):
    folder = request.getfixturevalue(case.folder)
    for edit in case.edits:
        make(edit, folder, toy_corpus)
    found = case.validate(folder)
    stated = [(each["check"], each["file"], line_of(each.get("line"), folder / each["file"])) for each in case.expect]
    assert [(finding.check, finding.file, finding.line) for finding in found] == stated
    for finding, each in zip(found, case.expect, strict=True):
        assert each.get("says", "") in f"{finding.message}. {finding.hint}"
        assert finding.hint, "a finding says what to do"


@pytest.mark.slow
def test_the_findings_do_not_depend_on_the_size_of_chunks(case, cases, request, toy_corpus, monkeypatch):
    same_rule = [each for each in cases if each.rule == case.rule and each.folder in ("dataset", "voted")]
    if case not in same_rule[:1] and case.rule not in ("semantics/mention-scope", "semantics/warrant"):
        pytest.skip("a tree is judged whole; of a dataset's cases, one a rule will do")
    if case not in same_rule:
        pytest.skip("a tree is judged whole")
    folder = request.getfixturevalue(case.folder)
    for edit in case.edits:
        make(edit, folder, toy_corpus)
    whole = torkham.validate(folder)
    monkeypatch.setattr(torkham.chunks, "CHUNK_SENTENCES", 1)
    monkeypatch.setattr(torkham.chunks, "BATCH_ROWS", 3)
    assert torkham.validate(folder) == whole


@pytest.mark.parametrize("clean", ["toy", "toy_dataset", "adjudicated", "voted"])
def test_nothing_is_found_where_nothing_is_edited(clean, request):
    assert torkham.validate(request.getfixturevalue(clean)) == []


def test_the_toy_corpus_is_in_canonical_form(toy):
    files = [toy / "seeds/sources.yaml", *sorted((toy / "annotations").rglob("*.yaml"))]
    assert torkham_command(["format", "--check", *map(str, files)]) == 0


@pytest.mark.parametrize(
    ("vocabulary", "key"),
    [
        ("mention_form", "form"),
        ("warrant", "warrant"),
        ("status", "status"),
        ("certainty", "certainty"),
        ("target_kind", "target_kind"),
        ("polarity", "polarity"),
        ("expression", "expression"),
        ("voice", "voice"),
    ],
)
def test_the_toy_corpus_has_every_label_of(vocabulary, key, toy_corpus):
    units = [unit for article in toy_corpus.articles for unit in article.units]
    labels = [label for unit in units for label in (*unit.mentions, *unit.events, *unit.stances)]
    participants = [each for label in labels for slot in ("sources", "recipients") for each in label.get(slot, ())]
    used = {record[key] for record in (*labels, *participants) if key in record}
    assert used == set(contract.vocabulary(vocabulary))


def test_the_toy_corpus_has_units_of_every_role(toy_corpus):
    roles = {unit.role for article in toy_corpus.articles for unit in article.units}
    assert roles == set(contract.vocabulary("role"))


def test_every_case_edits_something_and_breaks_the_rule_it_stands_under(case):
    assert case.edits
    assert case.rule in [each["check"] for each in case.expect]


def test_every_rule_has_a_case_and_every_case_a_rule(cases):
    assert {case.rule for case in cases} == set(RULES)


def test_every_file_under_cases_belongs_to_a_case(cases, request):
    folder = request.path.parent / "cases"
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {"README.md", *(f"{case.name}/case.yaml" for case in cases)}


def test_descriptions_are_unique(cases):
    assert [text for text, count in Counter(case.description for case in cases).items() if count > 1] == []


def line_of(line: int | str | None, file: Path) -> int | None:
    """Return the number of the line with the words `line`, which must stand on one line only."""
    if not isinstance(line, str):
        return line
    lines = file.read_text(encoding="utf-8").split("\n")
    (number,) = (number for number, text in enumerate(lines, 1) if line in text)
    return number


def make(edit: dict[str, Any], folder: Path, corpus: torkham.Corpus) -> None:
    """Make one edit of a case in `folder`; with `reseal`, let the hashes recorded of what it changes follow."""
    edit = dict(edit)
    seal = edit.pop("reseal", False)
    if "table" in edit:
        table, split, alone = edit.pop("table"), edit.pop("split"), edit.pop("alone", False)
        path = folder / data_file(table, split)
        if table in contract.LABELS and "set" in edit and not alone:
            change_nested(folder / data_file("sentences", split), table, edit)
        write_parquet(edited_table(pq.read_table(path), table, edit), path)
    else:
        path = folder / edit.pop("file")
        before = path.read_bytes() if path.is_file() else b""
        edit_file(path, folder, edit)
    if not seal:
        return
    if path.suffix == ".parquet":
        reseal_dataset(folder, corpus)
    elif path.name in (CARD, CROISSANT):
        replace(folder / MANIFEST, sha256(before).encode(), sha256(path.read_bytes()).encode())
    else:
        replace(folder / "seeds/sources.yaml", sha256(before).encode(), sha256(path.read_bytes()).encode())


def change_nested(path: Path, layer: str, edit: dict[str, Any]) -> None:
    """Change a label where it is nested in its sentence as it is changed in its own table."""
    sentences = pq.read_table(path)
    found = sentences.to_pylist()
    for label in (label for sentence in found for label in sentence[layer]):
        if label[ID_COLUMNS[layer]] == edit["row"]:
            values = {path: value for path, value in edit["set"].items() if path.split(".")[0] in label}
            label.update(changed(label, values))
    write_parquet(pa.Table.from_pylist(found, schema=sentences.schema), path)


def edit_file(path: Path, folder: Path, edit: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    match edit:
        case {"replace": str(old), "with": str(new), **rest} if not rest:
            replace(path, old.encode(), new.encode())
        case {"replace": str(old), "with_bytes": str(new), **rest} if not rest:
            replace(path, old.encode(), bytes.fromhex(new))
        case {"append": str(text), **rest} if not rest:
            path.write_bytes(path.read_bytes() + text.encode())
        case {"write": str(text), **rest} if not rest:
            path.write_bytes(text.encode())
        case {"write_bytes": str(content), **rest} if not rest:
            path.write_bytes(bytes.fromhex(content))
        case {"write": str(text), "times": int(times), **rest} if not rest:
            path.write_bytes(text.encode() * times)
        case {"size": int(size), **rest} if not rest:
            os.truncate(path, size)
        case {"copy": str(other), **rest} if not rest:
            shutil.copyfile(folder / other, path)
        case {"merge": dict(patch), **rest} if not rest:
            path.write_text(json.dumps(merged(json.loads(path.read_text("utf-8")), patch), indent=2), encoding="utf-8")
        case {"symlink": str(target), **rest} if not rest:
            if path.is_dir():
                shutil.rmtree(path)
            path.unlink(missing_ok=True)
            path.symlink_to(target)
        case {"delete": True, **rest} if not rest:
            path.unlink()
        case _:
            raise ValueError(f"no such edit of a file: {edit}")


def replace(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert content.count(old) == 1, f"{old.decode()!r} stands {content.count(old)} times in {path.name}"
    path.write_bytes(content.replace(old, new))


def merged(value: Any, patch: Any) -> Any:
    """Return `value` after a JSON Merge Patch (RFC 7396): null removes a key."""
    if not isinstance(value, dict) or not isinstance(patch, dict):
        return patch
    both = value | {key: merged(value.get(key), part) for key, part in patch.items()}
    return {key: part for key, part in both.items() if key not in patch or patch[key] is not None}


def edited_table(table: pa.Table, name: str, edit: dict[str, Any]) -> pa.Table:
    match edit:
        case {"row": str(id_), "set": dict(values), **rest} if not rest:
            return of_rows(table, [changed(row, values) if row_id == id_ else row for row_id, row in rows(table, name)])
        case {"row": str(id_), "again_with": dict(values), **rest} if not rest:
            again = [changed(row, values) for row_id, row in rows(table, name) if row_id == id_]
            return of_rows(table, [*table.to_pylist(), *again])
        case {"row": str(id_), "drop": True, **rest} if not rest:
            return of_rows(table, [row for row_id, row in rows(table, name) if row_id != id_])
        case {"rows": 0, **rest} if not rest:
            return table.slice(0, 0)
        case {"add_column": str(column), **rest} if not rest:
            return table.append_column(column, pa.nulls(len(table), pa.string()))
        case {"drop_column": str(column), **rest} if not rest:
            return table.drop_columns([column])
        case {"last_column": str(column), **rest} if not rest:
            return table.drop_columns([column]).append_column(table.field(column), table[column])
        case {"cast": str(column), "to": str(kind), **rest} if not rest:
            index = table.column_names.index(column)
            return table.set_column(index, column, table[column].cast(pa.type_for_alias(kind)))
        case _:
            raise ValueError(f"no such edit of a table: {edit}")


def rows(table: pa.Table, name: str) -> list[tuple[str, dict[str, Any]]]:
    return [(row[ID_COLUMNS[name]], row) for row in table.to_pylist()]


def of_rows(table: pa.Table, changed_rows: list[dict[str, Any]]) -> pa.Table:
    changed_table = pa.Table.from_pylist(changed_rows, schema=table.schema)
    assert not changed_table.equals(table), "the edit changes nothing"
    return changed_table


def changed(row: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return `row` with the value at each dotted path (`sources.0.actor_id`) replaced."""
    row = deepcopy(row)
    for path, value in values.items():
        *above, last = (int(step) if step.isdigit() else step for step in path.split("."))
        parent: Any = row
        for step in above:
            parent = parent[step]
        parent[last] = value
    return row


def reseal_dataset(folder: Path, corpus: torkham.Corpus) -> None:
    """Write card, Croissant metadata and manifest anew from the data files, as the build would."""
    files = {data_file(name, split): (name, split) for name in contract.TABLES for split in splits_of(name)}
    present = {file: key for file, key in files.items() if (folder / file).is_file()}
    digests = {key: digest(pq.read_table(folder / file)) for file, key in present.items()}
    describe(folder, digests, corpus)
