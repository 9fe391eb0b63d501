"""docs/exchange-one-way.md shows what is written: its excerpts are the toy corpus's, its Python prints what it says."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TOY
from tests.shipped.conftest import DATASET, ROOT
from torkham.cli import main
from torkham.exchange import conll, csv_tables, plover
from torkham.exchange.document import Document, read_documents

PAGE = "docs/exchange-one-way.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def rows_below(heading: str) -> Iterator[str]:
    """Yield the first cells of the tables of a section."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    yield from re.findall(r"^\| (.*?) \|", section, re.MULTILINE)


@pytest.fixture(scope="module")
def document() -> Document:
    (document,) = read_documents(TOY, ["grey-bridge"])
    return document


def test_the_lines_of_conll_are_those_of_the_file(document: Document) -> None:
    lines = [line.split("\t")[:12] for line in conll.render(document).splitlines()]
    (block,) = blocks("conll")
    at = lines.index(block.splitlines()[0].split())
    shown = [line.split() for line in block.splitlines()]
    assert lines[at : at + len(shown)] == shown


def test_every_column_of_conll_is_described(document: Document) -> None:
    columns = conll.render(document).splitlines()[0].split()[3:15]
    assert columns == [name for cell in rows_below("CoNLL") for name in re.findall("`(.*?)`", cell)]


def test_the_lines_of_csv_are_those_of_the_file(document: Document, tmp_path: Path) -> None:
    csv_tables.write([document], tmp_path)
    (block,) = blocks("csv")
    assert (tmp_path / "events_sources.csv").read_text(encoding="utf-8-sig").startswith(block)


def test_the_record_shown_is_one_of_those_written(document: Document) -> None:
    (block,) = blocks("json")
    shown = json.loads(block)
    (record,) = (each for each in plover.records(document) if each["event_id"] == shown["event_id"])
    assert {name: record[name] for name in shown} == shown


def test_every_field_of_a_record_is_described(document: Document) -> None:
    named = [name for cell in rows_below("PLOVER") for name in re.findall("`(.*?)`", cell)]
    for record in plover.records(document):
        assert list(record) == named


def test_the_commands_of_the_page_write_what_its_python_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in re.findall(r"^    torkham (.*)$", TEXT, re.MULTILINE):
        assert main(shlex.split(command.replace("export dataset", f"export {DATASET}"))) == 0
    assert len(blocks("python")) == len(blocks("text")) > 0
    names: dict[str, Any] = {}
    for code, shown in zip(blocks("python"), blocks("text"), strict=True):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, PAGE, "exec"), names)
        assert printed.getvalue() == shown
