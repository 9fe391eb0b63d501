"""What an editor needs: a schema of its own for every file people write, and a first line in each that names it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests.shipped.conftest import ROOT
from torkham import contract, validators

SCHEMAS = ROOT / "docs" / "schemas"
NAMES = sorted(path.stem for path in (ROOT / "schema" / "files").glob("*.json"))
YAML = [path.relative_to(ROOT) for room in ("seeds", "annotations") for path in sorted((ROOT / room).rglob("*.yaml"))]
CLOSED = [path for path in YAML if path.parts[1] in ("kits", "passes")]
"""Files that are frozen, or not edited once they are taken."""
OPEN = [path for path in YAML if path not in CLOSED]
MODELINE = "# yaml-language-server: $schema="
JUNK = (None, True, 7, -1.5, "", "no such word", "Not An Id", [], [[]], {}, {"no_such_key": 1})


def bundled(name: str) -> dict[str, Any]:
    return dict(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))


def first_line(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\n")[0]


def schema_of(path: Path) -> Path:
    """Return the schema that the first line of a file points to."""
    return (ROOT / path).parent.joinpath(first_line(ROOT / path).removeprefix(MODELINE)).resolve()


def judge(schema: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    """Judge files as editors do: YAML 1.2, patterns as ECMAScript has them."""
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema), *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def run(root: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, f"scripts/{script}", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of the rooms that the scripts read and write."""
    for room in ("annotations", "docs", "schema", "scripts", "seeds"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def broken(value: Any) -> Iterator[Any]:
    """Yield copies of a value with junk in the place of each part, and with each key left out."""
    yield from JUNK
    if isinstance(value, dict):
        for key, child in value.items():
            yield {name: item for name, item in value.items() if name != key}
            yield from (value | {key: other} for other in broken(child))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from ([*value[:index], other, *value[index + 1 :]] for other in broken(child))


def test_every_file_that_people_write_has_a_schema() -> None:
    assert sorted(path.name for path in SCHEMAS.iterdir()) == [f"{name}.schema.json" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
class TestSchema:
    def test_it_is_valid_and_stands_alone(self, name: str) -> None:
        schema = bundled(name)
        assert schema["$schema"] == Draft7Validator.META_SCHEMA["$id"]
        Draft7Validator.check_schema(schema)
        assert '"$ref"' not in json.dumps(schema)

    def test_it_gives_the_verdicts_of_the_contract(self, name: str) -> None:
        schema, known = Draft7Validator(bundled(name)), validators.validator(name)
        for example in contract.schema(name)["examples"]:
            assert schema.is_valid(example)
            values = list(broken(example))
            assert [schema.is_valid(value) for value in values] == [known.is_valid(value) for value in values]
            assert not all(map(schema.is_valid, values))

    def test_it_says_what_each_code_means(self, name: str) -> None:
        for node in coded(contract.expanded(name), bundled(name)):
            ours, theirs = node
            terms = contract.schema(f"vocabulary:{ours['x-vocabulary']}").get("x-terms", {})
            assert theirs["enum"] == ours["enum"]
            assert theirs.get("enumDescriptions", []) == [terms[code]["definition"] for code in terms]


def coded(ours: Any, theirs: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield the parts of a schema and of its bundled form that take the codes of a vocabulary."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if "x-vocabulary" in ours:
            yield ours, theirs
        for key in ours.keys() & theirs.keys() - {"examples", "default"}:
            yield from coded(ours[key], theirs[key])
    elif isinstance(ours, list) and isinstance(theirs, list):
        for one, other in zip(ours, theirs, strict=True):
            yield from coded(one, other)


@pytest.mark.parametrize("path", OPEN, ids=str)
def test_a_file_open_to_edits_names_its_schema_first(path: Path) -> None:
    line = first_line(ROOT / path)
    assert line.startswith(MODELINE)
    assert schema_of(path).parent == SCHEMAS


@pytest.mark.parametrize("schema", sorted({schema_of(path) for path in OPEN}), ids=lambda path: path.name)
def test_an_editor_has_nothing_to_say_of_the_files_that_name_a_schema(schema: Path) -> None:
    judged = judge(schema, *(ROOT / path for path in OPEN if schema_of(path) == schema))
    assert judged.returncode == 0, judged.stdout


@pytest.mark.parametrize("path", CLOSED, ids=str)
def test_a_file_closed_to_edits_names_none(path: Path) -> None:
    assert not first_line(ROOT / path).startswith("#")


def test_an_editor_sees_what_is_wrong(tmp_path: Path) -> None:
    text = (ROOT / "annotations/splits.yaml").read_text(encoding="utf-8")
    wrong = tmp_path / "splits.yaml"
    wrong.write_text(text.replace("split: train", "split: trian", 1), encoding="utf-8")
    judged = judge(SCHEMAS / "splits.schema.json", wrong)
    assert judged.returncode == 1
    assert "trian" in judged.stdout


def test_schemas_and_first_lines_are_fresh() -> None:
    done = run(ROOT, "editor_schemas.py", "--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_stale_is_named_and_mended(repository: Path) -> None:
    damaged = ["docs/schemas/actors.schema.json", "docs/schemas/gone.schema.json", "seeds/sources.yaml"]
    before = {file: (repository / file).read_bytes() for file in (damaged[0], damaged[2])}
    (repository / damaged[0]).write_text("{}\n", encoding="utf-8")
    (repository / damaged[1]).write_text("{}\n", encoding="utf-8")
    sources = before[damaged[2]].decode().replace("../docs", "../../docs", 1)
    (repository / damaged[2]).write_text(sources, encoding="utf-8")
    checked = run(repository, "editor_schemas.py", "--check")
    assert checked.returncode == 1
    assert sorted(line.split()[0] for line in checked.stderr.splitlines()) == damaged
    assert (repository / damaged[0]).read_text(encoding="utf-8") == "{}\n"
    assert run(repository, "editor_schemas.py").returncode == 0
    assert {file: (repository / file).read_bytes() for file in before} == before
    assert not (repository / damaged[1]).exists()
    assert run(repository, "editor_schemas.py", "--check").returncode == 0


def test_gold_and_logs_are_written_with_their_first_line(repository: Path) -> None:
    gold = repository / "annotations/articles/deadlock-distrust.yaml"
    log = repository / "annotations/adjudication/deadlock-distrust.yaml"
    before, head = gold.read_bytes(), first_line(log)
    gold.unlink()
    assert run(repository, "adjudicate.py", "derive").stdout == f"wrote {gold.relative_to(repository)}\n"
    assert gold.read_bytes() == before
    log.unlink()
    drafted = run(repository, "adjudicate.py", "draft", "lm-sentences", "lm-questions")
    assert drafted.stdout == f"wrote {log.relative_to(repository)}\n"
    assert first_line(log) == head
