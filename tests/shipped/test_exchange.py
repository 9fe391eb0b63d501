"""docs/exchange.md shows what is written, and names all that is shown in the tools."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.conftest import TOY
from tests.shipped.conftest import ROOT
from torkham.cli import main
from torkham.exchange import BOTH_WAYS, label_studio
from torkham.exchange.document import read_documents
from torkham.exchange.layers import LAYERS
from torkham.exchange.problems import RULES

PAGE = (ROOT / "docs/exchange.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.mark.parametrize(("form", "language", "file"), [("brat", "ann", ".ann"), ("uima", "xml", ".xmi")])
def test_the_lines_of_a_file_are_in_it(form: str, language: str, file: str, tmp_path: Path) -> None:
    assert main(["export", str(TOY), "--format", form, "--out", str(tmp_path / form)]) == 0
    assert block(language).rstrip() in (tmp_path / form / f"grey-bridge{file}").read_text(encoding="utf-8")


def test_the_results_of_label_studio_are_in_the_task() -> None:
    (document,) = read_documents(TOY, ["grey-bridge"])
    results = label_studio.task(document)["annotations"][0]["result"]
    assert all(json.loads(line) in results for line in block("json").splitlines())


@pytest.mark.parametrize("name", LAYERS)
def test_every_value_and_link_of_a_mark_is_named(name: str) -> None:
    (row,) = re.findall(rf"^\| `{name}` \| (.*)$", PAGE, re.MULTILINE)
    _, values, links = (set(re.findall("`(.*?)`", cell)) for cell in row.split("|")[:3])
    assert values == {value.name for value in LAYERS[name].values}
    assert links - {"target"} == {role.name for role in LAYERS[name].roles}


def test_every_rule_of_an_import_is_listed() -> None:
    rows = re.findall(r"^\| `(import/.*?)` \| (\w+) \| (.*) \|$", PAGE, re.MULTILINE)
    assert rows == [(rule.id, rule.severity, rule.text) for rule in RULES.values()]


@pytest.mark.slow
def test_the_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = re.findall(r"^    torkham (.*)$", PAGE, re.MULTILINE)
    assert {form for form in BOTH_WAYS if f"--format {form}" in " ".join(commands)} == {*BOTH_WAYS}
    for room in ("seeds", "annotations", "dataset"):
        shutil.copytree(ROOT / room, tmp_path / room)
    monkeypatch.chdir(tmp_path)
    for command in commands:
        assert main(shlex.split(command)) == 0, command
