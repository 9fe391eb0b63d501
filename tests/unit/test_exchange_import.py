"""`torkham export` and `torkham import`: what they write, say and refuse."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import torkham
from tests.unit.conftest import TOY
from torkham.cli import main
from torkham.exchange import BOTH_WAYS, FORMATS
from torkham.exchange.annotation_file import annotation_file
from torkham.exchange.document import read_documents
from torkham.layout import file_sha256


def exported(form: str, folder: Path, base: Path = TOY) -> Path:
    assert main(["export", str(base), "--format", form, "--out", str(folder / form)]) == 0
    return folder / form


def imported(form: str, files: Path, out: Path, base: Path = TOY) -> int:
    arguments = ["--format", form, "--dataset", str(base), "--annotator", "reader-1", "--out", str(out)]
    return main(["import", str(files), *arguments])


@pytest.fixture(autouse=True)
def whole(tmp_path: Path) -> Iterator[None]:
    """Nothing half-written is left behind."""
    yield
    assert not list(tmp_path.rglob("*.new-*"))


@pytest.mark.parametrize("form", BOTH_WAYS)
@pytest.mark.parametrize("of", ["tree", "dataset"])
def test_what_is_imported_is_a_valid_tree_of_the_same_labels(
    form: str, of: str, toy_dataset: Path, tmp_path: Path
) -> None:
    base = TOY if of == "tree" else toy_dataset
    out = tmp_path / "reviewed"
    assert imported(form, exported(form, tmp_path, base), out, base) == 0
    assert torkham.validate(out) == []
    before, after = read_documents(base), read_documents(out)
    for old, new in zip(before, after, strict=True):
        assert annotation_file(new, "reader-1", {}) == annotation_file(old, "reader-1", {})
        assert {label["annotator_id"] for unit in new.units for label in (*unit.mentions, *unit.events)} == {"reader-1"}
        assert (new.text, new.split, new.registries) == (old.text, old.split, old.registries)
        assert {key: new.about[key] for key in ("title", "published", "genre", "fold")} == {
            key: old.about[key] for key in ("title", "published", "genre", "fold")
        }


@pytest.mark.parametrize("form", BOTH_WAYS)
def test_an_annotation_file_says_which_file_it_was_imported_from(form: str, tmp_path: Path) -> None:
    folder = exported(form, tmp_path)
    assert imported(form, folder, tmp_path / "out") == 0
    digests = {file_sha256(file) for file in folder.rglob(f"*{FORMATS[form].ending}")}
    for file in (tmp_path / "out/annotations/articles").iterdir():
        head = file.read_text(encoding="utf-8").splitlines()[0]
        assert head.startswith(f"# Imported from {form}: ")
        assert head.rpartition("sha256 ")[2] in digests
    assert main(["format", "--check", *map(str, (tmp_path / "out/annotations/articles").iterdir())]) == 0
    who = (tmp_path / "out/annotations/annotators.yaml").read_text(encoding="utf-8")
    assert f"Corrected the labels of toy 0.1.0 in files of the format {form}." in who


def test_only_the_articles_asked_for_are_exported_and_only_those_given_imported(tmp_path: Path) -> None:
    arguments = ["export", str(TOY), "--format", "brat", "--article", "patience", "--out", str(tmp_path / "brat")]
    assert main(arguments) == 0
    assert [file.name for file in (tmp_path / "brat").glob("*.ann")] == ["patience.ann"]
    assert imported("brat", tmp_path / "brat/patience.ann", tmp_path / "out") == 0
    assert [document.article_id for document in read_documents(tmp_path / "out")] == ["patience"]


def test_changes_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = exported("brat", tmp_path) / "patience.ann"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(\tstatus E1) \w+", r"\1 negated", text), encoding="utf-8")
    capsys.readouterr()
    assert imported("brat", file, tmp_path / "out") == 0
    assert "patience: 29 kept, 1 changed, 0 added, 0 removed" in capsys.readouterr().out


def test_a_mistake_is_told_by_its_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = exported("brat", tmp_path) / "patience.ann"
    file.write_text(file.read_text(encoding="utf-8").replace(" status ", " staus ").replace("\tstatus ", "\tstaus "))
    assert imported("brat", tmp_path / "brat", tmp_path / "out") == 1
    said = capsys.readouterr().err
    assert 'Did you mean "status"?' in said
    assert "nothing was imported" in said
    assert not (tmp_path / "out").exists()


def test_what_a_check_of_trees_finds_is_told_by_the_line_of_the_tool(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = exported("brat", tmp_path) / "grey-bridge.ann"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("A3\tmode E1 discontinue", "A3\tmode E1 visit"), encoding="utf-8")
    assert imported("brat", file, tmp_path / "out") == 1
    said = capsys.readouterr().err
    line = next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith("E1\t"))
    assert str(file) in said
    assert f"{line}:  semantics/" in said
    assert not (tmp_path / "out").exists()


WRONG = {
    "no id": ([], ["--annotator", "Reader One"], "is no annotator id"),
    "no dataset": ([], ["--dataset", "nowhere"], "nowhere is not there"),
    "no file": (["nothing.ann"], [], "nothing.ann is not there"),
    "another file": ([str(TOY / "seeds/sources.yaml")], [], "is no file *.ann"),
}


@pytest.mark.parametrize(("files", "more", "says"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_one_line(
    files: list[str], more: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = exported("brat", tmp_path)
    arguments = ["--format", "brat", "--dataset", str(TOY), "--annotator", "reader-1", "--out", str(tmp_path / "out")]
    capsys.readouterr()
    assert main(["import", *files, str(folder), *arguments, *more]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("verb", ["export", "import"])
def test_a_library_that_is_not_installed_is_told_with_what_brings_it(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = exported("uima", tmp_path)
    monkeypatch.setitem(sys.modules, "cassis", None)
    capsys.readouterr()
    if verb == "export":
        assert main(["export", str(TOY), "--format", "uima", "--out", str(tmp_path / "out")]) == 2
    else:
        assert imported("uima", files, tmp_path / "out") == 2
    assert "which is not installed: pip install 'torkham[uima]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_there_is_never_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = exported("brat", tmp_path)
    kept = shutil.copytree(folder, tmp_path / "kept")
    assert main(["export", str(TOY), "--format", "brat", "--out", str(folder)]) == 2
    assert imported("brat", folder, folder) == 2
    assert "is never replaced" in capsys.readouterr().err
    assert {file.name for file in folder.iterdir()} == {file.name for file in kept.iterdir()}


def test_an_export_of_what_is_not_there_is_told_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(tmp_path / "nowhere"), "--format", "csv", "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == f"torkham export: {tmp_path / 'nowhere'} is not there\n"
    assert not (tmp_path / "out").exists()


def test_labels_that_are_not_consistent_are_the_annotators_to_decide(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = exported("brat", tmp_path) / "grey-bridge.ann"
    text = file.read_text(encoding="utf-8")
    other = text.replace("N2\tReference T2 actors:tarsund\t", "N2\tReference T2 actors:tarsund_border_guard\t")
    file.write_text(other, encoding="utf-8")
    assert imported("brat", file, tmp_path / "out") == 1
    assert "corpus/string-actor" in capsys.readouterr().err
    assert [finding.check for finding in torkham.validate(tmp_path / "out")] == ["corpus/string-actor"]
