"""`torkham convert`: what it prints, and with what it returns."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.unit.converting import article, json_lines, write_folder
from torkham import build
from torkham.cli import main
from torkham.convert import Unlabelled

FRENCH = "Les négociations entre les deux pays ont repris lundi à Istanbul, mais la frontière reste fermée. " * 3
FILES = {
    "b.txt": article(1),
    "first.md": f"# The bridge is shut\n\n{article(2)}",
    "rows.jsonl": json_lines({"text": article(3)}, {"text": article(1)}, {"body": "x"}),
    "french.txt": FRENCH,
    "short.txt": "Talks go on.",
    "notes.docx": b"PK",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "articles", FILES)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dataset"


def run(*arguments: str | Path) -> int:
    return main(["convert", *map(str, arguments), "--annotator", "none"])


def test_tells_what_was_done_and_what_comes_next(source: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(source, "--out", out) == 1
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.startswith("read 8: 4 converted, 4 skipped\n")
    assert f"torkham validate {out}\n" in told.out


def test_where_nothing_is_skipped_returns_0(tmp_path: Path, out: Path) -> None:
    assert run(write_folder(tmp_path / "in", {"a.txt": article()}) / "a.txt", "--out", out) == 0


def test_writes_the_whole_report(source: Path, out: Path, tmp_path: Path) -> None:
    run(source, "--out", out, "--report", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["read"] == report["converted"] + len(report["skipped"]) == 8
    assert {skip["place"]: skip["reason"] for skip in report["skipped"]}["rows.jsonl:3"] == "no-text"
    assert report["rows"]["articles"] == 4


def test_takes_other_columns_and_names(tmp_path: Path, out: Path) -> None:
    source = write_folder(tmp_path / "in", {"a.jsonl": json_lines({"body": article(), "day": "2025-03-14"})})
    names = [
        "--name",
        "my-news",
        "--title",
        "My news: all",
        "--version",
        "2.0.1",
        "--creator",
        "I",
        "--date",
        "2025-05-05",
    ]
    assert run(source, "--out", out, "--text-column", "body", "--column", "published=day", *names) == 0
    assert pl.read_parquet(out / "data/articles/train.parquet")["published"].to_list() == ["2025-03-14"]
    described = json.loads((out / "croissant.json").read_text(encoding="utf-8"))
    told = [described[key] for key in ("name", "alternateName", "version", "datePublished")]
    assert told == ["my-news", "My news: all", "2.0.1", "2025-05-05"]
    assert described["creator"]["name"] == "I"


def test_strict_returns_1_with_the_report(source: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(source, "--out", out, "--strict") == 1
    told = capsys.readouterr()
    assert "french.txt" in told.out
    assert told.err.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere", "--out", "new"], "nowhere is not there"),
        (["{empty}", "--out", "new"], "nothing that can be converted"),
        (["{source}", "--out", "{source}"], "holds the input"),
        (["{source}", "--out", "{empty}/../french"], "something else"),
        (["{source}", "--out", "new", "--version", "1"], "version"),
        (["{source}", "--out", "new", "--name", "My News"], "name"),
        (["{source}", "--out", "new", "--date", "today"], "published"),
        (["{source}", "--out", "new", "--column", "day"], "FIELD=NAME"),
        (["{source}", "--out", "new", "--column", "heading=h"], "FIELD=NAME"),
        (["{source}", "--out", "new", "--report", "nowhere/report.json"], "cannot be written"),
    ],
)
def test_wrong_usage_is_one_line(
    arguments: list[str], said: str, source: Path, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    (tmp_path / "empty").mkdir()
    write_folder(tmp_path / "french", {"a.txt": FRENCH})
    monkeypatch.chdir(tmp_path)
    assert run(*(word.format(source=source, empty=tmp_path / "empty") for word in arguments)) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_a_place_that_may_not_be_written_is_one_line(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mkdir = Path.mkdir

    def refuse(self: Path, *arguments: Any, **named: Any) -> None:
        if self.name == "dataset.partial":
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        mkdir(*arguments, **named)

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert run(source, "--out", tmp_path / "dataset") == 2
    assert capsys.readouterr().err == f"torkham convert: {tmp_path / 'dataset.partial'}: Permission denied\n"


def test_findings_are_printed_and_return_1(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "croissant", lambda *_: {})
    assert run(source, "--out", out) == 1
    told = capsys.readouterr()
    assert "release/croissant" in told.out
    assert "report it" in told.err
    assert not out.exists()


def test_a_library_that_is_not_installed_is_named(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "markdown_it", None)
    assert run(source, "--out", out) == 2
    assert "markdown_it is not installed: pip install 'torkham[convert]'" in capsys.readouterr().err


def test_an_interrupted_run_says_how_to_go_on(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Unlabelled, "annotate", interrupt)
    assert run(source, "--out", out) == 130
    assert "the same command goes on where it was" in capsys.readouterr().err


def test_shows_its_progress_on_a_terminal(source: Path, out: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    run(source, "--out", out)
    assert "articles=" in capsys.readouterr().err


class TestShards:
    def test_are_as_many_as_asked_for(self, source: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(source, "--out", out, "--shards", 2) == 1
        assert capsys.readouterr().out.startswith("read 8: 4 converted, 4 skipped\n")
        names = [path.name for path in sorted((out / "data/articles").iterdir())]
        assert names == ["train-00000-of-00002.parquet", "train-00001-of-00002.parquet"]

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--shards", 0], "there can be 1 to 99,999 shards, not 0"),
            (["--workers", 2], "add --engine processes"),
            (["--engine", "processes", "--workers", 0], "there must be one at least"),
        ],
    )
    def test_that_cannot_be_made_are_refused(
        self, options: list[str | int], said: str, source: Path, out: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(source, "--out", out, *map(str, options)) == 2
        told = capsys.readouterr()
        assert said in told.err
        assert told.err.count("\n") == 1
