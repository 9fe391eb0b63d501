"""The walk-through docs/review.md, followed to the letter: the tool's part is done by the lines that the page shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import polars as pl
import pytest

import torkham
from tests.shipped.conftest import ROOT
from torkham.cli import main

PAGE = (ROOT / "docs/review.md").read_text(encoding="utf-8")
ARTICLE = "crossing-closed-c6413e4ff385"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def correct(file: Path, diff: str) -> None:
    """Make the changes to a file that a diff without context shows: its lines are taken out, and added at the end."""
    lines = file.read_text(encoding="utf-8").splitlines()
    for line in diff.splitlines():
        if line.startswith("-"):
            assert line[1:] in lines, f"the page shows {line[1:]!r}, the export has another line: mend the page"
            lines.remove(line[1:])
        else:
            lines.append(line[1:])
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_the_walk_through_ends_with_a_valid_tree_and_a_dataset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    article = Path("my_articles/crossing-closed.txt")
    annotations = Path(f"reviewed/annotations/articles/{ARTICLE}.yaml")
    article.parent.mkdir()
    for number, (language, block) in enumerate(BLOCKS):
        if language == "text" and number == 0:
            article.write_text(block, encoding="utf-8")
        elif language == "text":
            assert block in capsys.readouterr().out
        elif language == "sh":
            for command in block.splitlines():
                assert main(shlex.split(command)[1:]) == 0, command
        elif language == "diff":
            correct(Path(f"for_brat/{ARTICLE}.ann"), block)
        elif language == "yaml":
            assert block in annotations.read_text(encoding="utf-8")
    assert torkham.validate("reviewed_dataset") == []
    events = pl.read_parquet("reviewed_dataset/data/events/train.parquet")
    assert events["annotator_id"].to_list() == ["reader-1", "reader-1"]


def test_the_message_that_the_page_shows_is_what_the_command_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my_articles").mkdir()
    Path("my_articles/crossing-closed.txt").write_text(BLOCKS[0][1], encoding="utf-8")
    for command in BLOCKS[1][1].splitlines():
        assert main(shlex.split(command)[1:]) == 0
    file = Path(f"for_brat/{ARTICLE}.ann")
    correct(file, next(block for language, block in BLOCKS if language == "diff"))
    text = file.read_text(encoding="utf-8")
    wrong = text.replace("pak_armed_forces", "pak_armed_force")
    file.write_text(wrong, encoding="utf-8")
    said = next(block for language, block in BLOCKS if language == "console")
    imports = next(block.splitlines()[0] for _, block in BLOCKS if "torkham import" in block)
    assert main(shlex.split(imports)[1:]) == 1
    assert said in capsys.readouterr().err
    assert not Path("reviewed").exists()
