"""The build is whole or not at all, and the same bytes come out of the same bytes."""

from __future__ import annotations

import errno
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import torkham
from torkham import build
from torkham.build import BuildError, write_dataset
from torkham.cli import main
from torkham.corpus import Corpus, read_corpus

TOY = Path(__file__).resolve().parents[1] / "toy"

WAITING_BUILD = """
import sys, torkham
from torkham import build

build._swap = lambda *_: (print("ready", flush=True), sys.stdin.read())
torkham.write_dataset(torkham.read_corpus(sys.argv[1]), sys.argv[2])
"""
"""A build that says when it is about to swap, and then waits to be killed."""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(TOY)


@pytest.fixture(scope="module")
def built(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "dataset"
    write_dataset(corpus, folder)
    return folder


@pytest.fixture
def standing(built: Path, tmp_path: Path) -> Path:
    """A dataset that is there already, with a mark that a rebuild would not leave."""
    folder = tmp_path / "dataset"
    shutil.copytree(built, folder)
    (folder / "README.md").write_text("what was there before", encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_builds_are_identical(corpus: Corpus, built: Path, tmp_path: Path) -> None:
    write_dataset(corpus, tmp_path / "elsewhere" / "again")
    assert contents(tmp_path / "elsewhere" / "again") == contents(built)


def test_a_build_leaves_nothing_beside_its_target(built: Path) -> None:
    assert [path.name for path in built.parent.iterdir()] == ["dataset"]


def test_a_build_does_not_depend_on_where_it_is_called(built: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(TOY)
    write_dataset(read_corpus("."), tmp_path / "dataset")
    assert contents(tmp_path / "dataset") == contents(built)


def test_a_build_replaces_a_dataset(corpus: Corpus, built: Path, standing: Path) -> None:
    write_dataset(corpus, standing)
    assert contents(standing) == contents(built)


def test_the_manifest_names_every_file_but_itself(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == set(contents(built)) - {"manifest.json"}


def test_the_inputs_hash_follows_every_file_that_is_read(corpus: Corpus, tmp_path: Path) -> None:
    shutil.copytree(TOY, tmp_path / "toy")
    for file in sorted(corpus.inputs):
        path = tmp_path / "toy" / file
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        assert build.combine(read_corpus(tmp_path / "toy").inputs) != build.combine(corpus.inputs), file
        path.write_bytes(before)


@pytest.mark.parametrize("step", ["write_parquet", "render_card", "manifest", "_swap"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()], ids=repr)
def test_a_build_cut_off_leaves_what_was_there(
    step: str, error: BaseException, corpus: Corpus, standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(standing)

    def cut_off(*_: Any) -> None:
        raise error

    monkeypatch.setattr(build, step, cut_off)
    with pytest.raises(type(error)):
        write_dataset(corpus, standing)
    assert contents(standing) == before
    assert [path.name for path in standing.parent.iterdir()] == ["dataset"]


def test_a_failing_swap_puts_the_old_dataset_back(
    corpus: Corpus, standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, rename = contents(standing), Path.rename

    def refuse_the_new(self: Path, target: Path) -> Path:
        if self.parent.name.startswith(".dataset.new-"):
            raise OSError(errno.EIO, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse_the_new)
    with pytest.raises(OSError, match="Input/output error"):
        write_dataset(corpus, standing)
    assert contents(standing) == before


def test_a_build_killed_in_the_middle_of_a_swap_is_mended_by_the_next(
    corpus: Corpus, built: Path, standing: Path
) -> None:
    standing.rename(standing.with_name(".dataset.old"))
    write_dataset(corpus, standing)
    assert contents(standing) == contents(built)
    assert [path.name for path in standing.parent.iterdir()] == ["dataset"]


def test_a_killed_build_leaves_what_was_there(standing: Path) -> None:
    before = contents(standing)
    command = [sys.executable, "-c", WAITING_BUILD, TOY, standing]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGKILL)
    assert contents(standing) == before


@pytest.mark.parametrize("name", ["notes.txt", ".git"])
def test_a_folder_with_something_else_is_never_replaced(name: str, corpus: Corpus, tmp_path: Path) -> None:
    target = tmp_path / "work"
    target.mkdir()
    (target / name).write_text("precious", encoding="utf-8")
    with pytest.raises(BuildError, match="something else"):
        write_dataset(corpus, target)
    assert (target / name).read_text(encoding="utf-8") == "precious"


def test_a_clone_of_a_dataset_repository_is_never_replaced(corpus: Corpus, standing: Path) -> None:
    (standing / ".git").mkdir()
    with pytest.raises(BuildError, match="git checkout"):
        write_dataset(corpus, standing)


def test_a_file_or_link_is_never_replaced(corpus: Corpus, standing: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("precious", encoding="utf-8")
    (tmp_path / "link").symlink_to(standing)
    for name in ("file", "link"):
        with pytest.raises(BuildError, match="not a folder"):
            write_dataset(corpus, tmp_path / name)


def test_a_result_that_breaks_its_own_checks_is_not_shipped(
    corpus: Corpus, standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, tables_of = contents(standing), build.build_tables

    def without_articles(read: Corpus) -> Any:
        return {key: table for key, table in tables_of(read).items() if key[0] != "articles"}

    monkeypatch.setattr(build, "build_tables", without_articles)
    with pytest.raises(BuildError, match="does not pass the checks") as caught:
        write_dataset(corpus, standing)
    assert "links/unknown-article" in {finding.check for finding in caught.value.findings}
    assert contents(standing) == before


def test_files_that_do_not_hold_what_was_written_are_not_shipped(
    corpus: Corpus, standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, write = contents(standing), build.write_parquet
    monkeypatch.setattr(build, "write_parquet", lambda table, path: write(table.slice(1), path))
    with pytest.raises(BuildError, match="does not give back what was written"):
        write_dataset(corpus, standing)
    assert contents(standing) == before


def test_a_corpus_read_with_findings_is_not_built(standing: Path, tmp_path: Path) -> None:
    before, tree = contents(standing), tmp_path / "toy"
    shutil.copytree(TOY, tree)
    (tree / "annotations" / "articles" / "patience.yaml").unlink()
    with pytest.raises(BuildError, match="does not pass the checks") as caught:
        write_dataset(read_corpus(tree), standing)
    assert [finding.check for finding in caught.value.findings] == ["format/missing-file"]
    assert contents(standing) == before


class TestCommand:
    def test_a_clean_tree_builds(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["build", str(TOY), "--out", str(tmp_path / "dataset")]) == 0
        assert capsys.readouterr().out.startswith(f"built {tmp_path / 'dataset'}: 2 articles")

    def test_findings_are_printed_and_nothing_is_written(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        tree = tmp_path / "toy"
        shutil.copytree(TOY, tree)
        file = next((tree / "annotations" / "articles").glob("*.yaml"))
        file.write_text(file.read_text(encoding="utf-8").replace("actor_id: ", "actor_id: x_", 1), encoding="utf-8")
        assert main(["build", str(tree)]) == 1
        assert "links/unknown-actor" in capsys.readouterr().out
        assert not (tree / "dataset").exists()

    def test_a_folder_that_is_no_tree_is_wrong_usage(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["build", str(tmp_path)]) == 2
        assert capsys.readouterr().err.count("\n") == 1

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (OSError(errno.ENOSPC, "No space left on device", "x"), "No space left on device"),
            (PermissionError(errno.EACCES, "Permission denied", "x"), "Permission denied"),
        ],
    )
    def test_a_disk_that_refuses_is_one_line(
        self, error: OSError, said: str, tmp_path: Path, monkeypatch: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def refuse(*_: Any) -> None:
            raise error

        monkeypatch.setattr(build, "write_parquet", refuse)
        assert main(["build", str(TOY), "--out", str(tmp_path / "dataset")]) == 2
        shown = capsys.readouterr().err
        assert said in shown
        assert shown.count("\n") == 1

    def test_a_foreign_target_is_one_line(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "notes.txt").write_text("precious", encoding="utf-8")
        assert main(["build", str(TOY), "--out", str(tmp_path)]) == 2
        assert "name an empty or new folder" in capsys.readouterr().err


def test_the_public_function_is_the_command_s(built: Path) -> None:
    assert torkham.write_dataset is write_dataset
    assert torkham.validate(built) == []


def test_a_target_that_cannot_be_written_is_an_os_error(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="file"):
        write_dataset(corpus, tmp_path / "file" / "dataset")
