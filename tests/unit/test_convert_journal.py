"""A run that is cut off anywhere goes on where it was, and comes to the same dataset."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.converting import Words, article, contents, json_lines, write_folder
from torkham.contract import Json
from torkham.convert import JournalError, Options, convert, labelling
from torkham.convert.drafting import Converted, draft
from torkham.convert.found import Found, Record
from torkham.convert.inputs import input_files, records
from torkham.convert.intake import Intake
from torkham.convert.journal import FILE, Journal
from torkham.convert.rows import default_columns

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "a.txt": article(1),
    "b.jsonl": json_lines(*({"text": article(day), "published": f"2025-03-0{day}"} for day in (1, 2, 3))),
    "c.md": f"# Herders wait\n\n{article(4)}",
}
SMALL = {"a.txt": "Velmora waits.", "b.txt": "Tarsund waits."}
HEAD = {"annotator": "words-1.0", "options": 1}

WAITING = """
import sys
from pathlib import Path
from tests.unit.converting import Words
from torkham.convert import convert, labelling, intake

class Waiting(Words):
    def annotate(self, drafts):
        if len(self.asked) == 2:
            print("ready", flush=True)
            sys.stdin.read()
        return super().annotate(drafts)

intake.BATCH_UNITS = 1
convert(sys.argv[1], sys.argv[2], Waiting())
"""
"""A run that labels two articles, says so, and then waits to be killed."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "articles", FILES)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dataset"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What an uninterrupted run gives."""
    folder = tmp_path_factory.mktemp("whole")
    convert(write_folder(folder / "articles", FILES), folder / "dataset", Words())
    return contents(folder / "dataset")


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The journal of a run that was cut off just before the dataset was written."""
    folder = tmp_path_factory.mktemp("journal")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("torkham.convert.run._write", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            convert(write_folder(folder / "articles", FILES), folder / "dataset", Words())
    return (folder / "dataset.partial" / FILE).read_bytes()


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


def partial(out: Path, content: bytes) -> None:
    write_folder(out.with_name(f"{out.name}.partial"), {FILE: content})


def test_the_journal_has_a_line_for_each_article_below_its_head(journal: bytes) -> None:
    assert journal.count(b"\n") == 1 + 4


@pytest.mark.parametrize("kept", range(6))
@pytest.mark.parametrize(
    "torn", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(200, marks=pytest.mark.slow)]
)
def test_a_run_cut_off_at_any_line_comes_to_the_same_bytes(
    kept: int, torn: int, journal: bytes, source: Path, out: Path, whole: dict[str, bytes]
) -> None:
    lines = journal.splitlines(keepends=True)
    partial(out, b"".join(lines[:kept]) + b"".join(lines[kept:])[:torn])
    words = Words()
    convert(source, out, words)
    assert contents(out) == whole
    assert len(words.asked) == 4 - max(0, kept - 1)
    assert not out.with_name("dataset.partial").exists()


def test_a_journal_cut_off_at_any_byte_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Labels are judged elsewhere; here they would be for each byte.
    monkeypatch.setattr(labelling, "_judged", lambda _annotator, _drafts, labelled: labelled)
    source = write_folder(tmp_path / "in", SMALL)
    wanted = list(_taken(source, tmp_path / "whole"))
    content = (tmp_path / "whole" / FILE).read_bytes()
    assert len(wanted) == 2
    for size in range(len(content)):
        write_folder(tmp_path / "cut", {FILE: content[:size]})
        assert list(_taken(source, tmp_path / "cut")) == wanted
        assert (tmp_path / "cut" / FILE).read_bytes() == content


def _taken(source: Path, folder: Path) -> Iterator[tuple[Converted, list[Json]]]:
    """Yield what the journal has once the input is taken in."""
    with Journal(folder, HEAD) as journal:
        intake = Intake(Words(), journal, lambda *_: None)
        for file in input_files(source):
            for record in records(file, default_columns({})):
                intake.take(record)
        intake.flush()
        yield from map(journal.read, intake.offsets)


def test_a_byte_that_was_changed_costs_what_comes_after_it_and_no_more(
    journal: bytes, source: Path, out: Path, whole: dict[str, bytes]
) -> None:
    third = len(b"".join(journal.splitlines(keepends=True)[:3]))
    partial(out, journal[: third + 99] + b"?" + journal[third + 100 :])
    words = Words()
    convert(source, out, words)
    assert len(words.asked) == 2
    assert contents(out) == whole


def test_a_killed_run_leaves_the_old_dataset_and_can_be_gone_on_with(
    source: Path, out: Path, whole: dict[str, bytes]
) -> None:
    convert(write_folder(out.with_name("old"), {"a.txt": article(9)}), out, Words())
    before = contents(out)
    command = [sys.executable, "-c", WAITING, source, out]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        with pytest.raises(JournalError, match="another run is writing"):
            convert(source, out, Words())
        process.send_signal(signal.SIGKILL)
    assert contents(out) == before
    words = Words()
    report = convert(source, out, words)
    assert (len(words.asked), report.resumed, report.converted) == (2, 2, 4)
    assert contents(out) == whole


class TestInput:
    def test_that_changed_is_converted_again(self, journal: bytes, source: Path, out: Path) -> None:
        partial(out, journal)
        write_folder(source, {"c.md": article(7)})
        words = Words()
        convert(source, out, words)
        assert words.asked == [article(7).rstrip()]
        self.same_as_from_scratch(source, out)

    def test_that_vanished_is_left_out(self, journal: bytes, source: Path, out: Path) -> None:
        partial(out, journal)
        (source / "b.jsonl").unlink()
        words = Words()
        assert convert(source, out, words).converted == 2
        assert words.asked == []
        self.same_as_from_scratch(source, out)

    def test_that_is_new_comes_in_its_place(self, journal: bytes, source: Path, out: Path) -> None:
        partial(out, journal)
        write_folder(source, {"a2.txt": article(8)})
        convert(source, out, Words())
        self.same_as_from_scratch(source, out)

    def test_whose_first_copy_vanished_takes_its_place(self, journal: bytes, source: Path, out: Path) -> None:
        partial(out, journal)
        (source / "a.txt").unlink()
        convert(source, out, Words())
        self.same_as_from_scratch(source, out)

    def same_as_from_scratch(self, source: Path, out: Path) -> None:
        convert(source, out.parent / "again" / out.name, Words())
        assert contents(out) == contents(out.parent / "again" / out.name)


class TestHead:
    def test_of_another_run_is_refused_with_what_differs(self, journal: bytes, source: Path, out: Path) -> None:
        class Other(Words):
            annotator_id = "words-1.1"

        partial(out, journal)
        with pytest.raises(JournalError, match=r'annotator was "words-1.0", now it is "words-1.1".*--restart'):
            convert(source, out, Other())
        assert (out.with_name("dataset.partial") / FILE).read_bytes() == journal

    def test_has_the_columns(self, journal: bytes, source: Path, out: Path) -> None:
        partial(out, journal)
        with pytest.raises(JournalError, match=r"columns was .*published"):
            convert(source, out, Words(), Options({"published": "date"}))

    def test_has_the_registries(self, journal: bytes, source: Path, out: Path) -> None:
        words = Words()
        words.registries = words.registries | {"actors": [*words.registries["actors"], *words.registries["actors"][:1]]}
        partial(out, journal)
        with pytest.raises(JournalError, match="registries"):
            convert(source, out, words)

    def test_matters_no_more_after_a_restart(self, journal: bytes, source: Path, out: Path, whole: Any) -> None:
        partial(out, journal.replace(b"words-1.0", b"words-0.9"))
        words = Words()
        convert(source, out, words, Options(restart=True))
        assert len(words.asked) == 4
        assert contents(out) == whole


@pytest.mark.parametrize("name", ["notes.txt", "data"])
def test_a_folder_that_is_no_journal_is_left_alone(name: str, source: Path, out: Path) -> None:
    folder = write_folder(out.with_name("dataset.partial"), {name: "precious"})
    with pytest.raises(JournalError, match="something else"):
        convert(source, out, Words(), Options(restart=True))
    assert contents(folder) == {name: b"precious"}


def test_a_file_where_the_journal_belongs_is_left_alone(source: Path, out: Path) -> None:
    out.with_name("dataset.partial").write_text("precious", encoding="utf-8")
    with pytest.raises(JournalError, match="in the way"):
        convert(source, out, Words())


def test_an_article_comes_back_as_it_was_entered(tmp_path: Path) -> None:
    record = Record("a.txt", "a", "0" * 64, 1, lambda: Found(article(), "1" * 64))
    entered, notes = draft(record, record.parse())
    with Journal(tmp_path / "partial", HEAD) as journal:
        offset = journal.append(record, entered, [{"actor_id": "x"}], notes)
        assert journal.read(offset) == (entered, [{"actor_id": "x"}])
    with Journal(tmp_path / "partial", HEAD) as journal:
        known = journal.find(record)
        assert known is not None
        assert journal.read(known.offset) == (entered, [{"actor_id": "x"}])
