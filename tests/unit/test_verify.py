"""A dataset that its tree gives is verified; a byte, row or input that is another is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.conftest import FEW, TOY
from torkham.cli import main
from torkham.corpus import Corpus
from torkham.layout import CARD, MANIFEST, data_file, sha256
from torkham.versions import verify as verification
from torkham.versions.verify import Verdict, first_difference, verify

EVENTS = data_file("events", "train")


@pytest.fixture(autouse=True)
def built_once(toy_dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a build of the toy tree be a copy of the one that was made already."""

    def build(corpus: Corpus, out: Path) -> None:
        assert corpus.release["name"] == "toy"
        shutil.copytree(toy_dataset, out)

    monkeypatch.setattr(verification, "write_dataset", build)


def rewrite(folder: Path, file: str, rows: list[dict[str, Any]] | None = None, **kwargs: Any) -> None:
    table = pq.read_table(folder / file)
    pq.write_table(table if rows is None else pa.Table.from_pylist(rows, schema=table.schema), folder / file, **kwargs)


def record(folder: Path, file: str) -> None:
    """Let the manifest say that a file's bytes are what they are now."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"][file]["sha256"] = sha256((folder / file).read_bytes())
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def faults(verdict: Verdict) -> dict[str, str]:
    return {each.file: each.message for each in verdict.faults}


def test_what_was_built_is_verified(dataset: Path, toy_corpus: Corpus) -> None:
    verdict = verify(dataset, toy_corpus)
    assert verdict.deviations == ()
    assert verdict.identical == verdict.files == len([path for path in dataset.rglob("*") if path.is_file()])


@FEW
@given(data=st.data())
def test_a_changed_byte_is_named(
    data: st.DataObject, toy_dataset: Path, toy_corpus: Corpus, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = shutil.copytree(toy_dataset, tmp_path_factory.mktemp("tampered") / "dataset")
    files = sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file())
    file = data.draw(st.sampled_from(files))
    content = (copy / file).read_bytes()
    offset = data.draw(st.integers(0, len(content) - 1))
    byte = content[offset] ^ data.draw(st.integers(1, 255))
    (copy / file).write_bytes(content[:offset] + bytes([byte]) + content[offset + 1 :])
    verdict = verify(copy, toy_corpus)
    assert set(faults(verdict)) == {file}
    assert all(f"byte {offset}" in each.message for each in verdict.deviations)


def test_a_changed_value_is_named_with_its_row(dataset: Path, toy_corpus: Corpus) -> None:
    rows = pq.read_table(dataset / EVENTS).to_pylist()
    rows[2]["status"] = "historical" if rows[2]["status"] != "historical" else "actual"
    rewrite(dataset, EVENTS, rows)
    told = faults(verify(dataset, toy_corpus))
    assert set(told) == {EVENTS}
    assert f"row 2 ({rows[2]['event_id']}): status is " in told[EVENTS]


def test_a_row_too_few_is_named(dataset: Path, toy_corpus: Corpus) -> None:
    rows = pq.read_table(dataset / EVENTS).to_pylist()
    rewrite(dataset, EVENTS, rows[:-1])
    assert f"from {rows[-1]['event_id']} on" in faults(verify(dataset, toy_corpus))[EVENTS]


@pytest.mark.parametrize("writer", [None, "18.0.0"])
def test_the_same_rows_in_other_bytes_are_no_fault(writer: str | None, dataset: Path, toy_corpus: Corpus) -> None:
    rewrite(dataset, EVENTS, compression="gzip")
    described_anew(dataset, toy_corpus, writer)
    verdict = verify(dataset, toy_corpus)
    assert faults(verdict) == {}
    assert [each.file for each in verdict.deviations if each.file != MANIFEST] == [EVENTS]
    assert "the bytes differ, the rows are the same" in verdict.deviations[0].message


def described_anew(dataset: Path, corpus: Corpus, writer: str | None) -> None:
    """Let card and manifest describe the data files as they are, written by some version of pyarrow."""
    verification._describe_again([], dataset, dataset, corpus)
    if writer is not None:
        text = (dataset / MANIFEST).read_text(encoding="utf-8")
        (dataset / MANIFEST).write_text(text.replace(f'"{pa.__version__}"', f'"{writer}"'), encoding="utf-8")


def test_bytes_that_the_manifest_does_not_record_are_a_fault(dataset: Path, toy_corpus: Corpus) -> None:
    rewrite(dataset, EVENTS, compression="gzip")
    assert "the manifest has" in faults(verify(dataset, toy_corpus))[EVENTS]


def test_a_card_that_fits_no_data_is_a_fault_whatever_wrote_the_files(dataset: Path, toy_corpus: Corpus) -> None:
    rewrite(dataset, EVENTS, compression="gzip")
    described_anew(dataset, toy_corpus, "18.0.0")
    card = (dataset / CARD).read_text(encoding="utf-8")
    (dataset / CARD).write_text(card.replace("num_examples: ", "num_examples: 1", 1), encoding="utf-8")
    record(dataset, CARD)
    assert set(faults(verify(dataset, toy_corpus))) == {CARD, MANIFEST}


def test_files_too_many_or_too_few_are_named(dataset: Path, toy_corpus: Corpus) -> None:
    (dataset / "notes.txt").write_text("x", encoding="utf-8")
    (dataset / ".gitattributes").write_text("x", encoding="utf-8")
    (dataset / CARD).unlink()
    assert faults(verify(dataset, toy_corpus)) == {"notes.txt": "is no file that the build makes", CARD: "is missing"}


def test_other_inputs_are_named(dataset: Path, toy_corpus: Corpus) -> None:
    manifest = json.loads((dataset / MANIFEST).read_text(encoding="utf-8"))
    text = (dataset / MANIFEST).read_text(encoding="utf-8").replace(manifest["inputs_sha256"], "0" * 64)
    (dataset / MANIFEST).write_text(text, encoding="utf-8")
    assert "built from other seeds or annotations" in faults(verify(dataset, toy_corpus))[MANIFEST]


@pytest.mark.parametrize(
    ("a", "b", "offset"), [(b"", b"", None), (b"ab", b"ab", None), (b"ab", b"ac", 1), (b"ab", b"a", 1)]
)
def test_the_first_difference_is_found(a: bytes, b: bytes, offset: int | None, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(a)
    (tmp_path / "b").write_bytes(b)
    assert first_difference(tmp_path / "a", tmp_path / "b") == offset
    assert first_difference(tmp_path / "b", tmp_path / "a") == offset


class TestCommand:
    def run(self, dataset: Path, *arguments: str) -> int:
        return main(["verify", str(dataset), "--tree", str(TOY), *arguments])

    def test_it_says_that_all_is_identical(self, dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run(dataset) == 0
        files = len([path for path in dataset.rglob("*") if path.is_file()])
        assert capsys.readouterr().out == f"{files} of {files} files of {dataset} are identical to those of the build\n"

    def test_it_asks_for_the_same_rows_or_for_the_same_bytes(
        self, dataset: Path, toy_corpus: Corpus, capsys: pytest.CaptureFixture[str]
    ) -> None:
        rewrite(dataset, EVENTS, compression="gzip")
        described_anew(dataset, toy_corpus, None)
        assert self.run(dataset) == 0
        assert f"{dataset / EVENTS}: no fault: the bytes differ" in capsys.readouterr().out
        assert self.run(dataset, "--bytes") == 1
        assert f"{dataset / EVENTS}: the bytes differ" in capsys.readouterr().out

    def test_a_tampered_dataset_fails(self, dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (dataset / CARD).write_bytes((dataset / CARD).read_bytes() + b"\n")
        assert self.run(dataset) == 1
        assert f"{dataset / CARD}: byte " in capsys.readouterr().out

    def test_a_tree_that_cannot_be_built_is_told_by_its_findings(
        self, dataset: Path, tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.undo()
        with (tree / "seeds/articles/patience.txt").open("a", encoding="utf-8") as seed:
            seed.write("One sentence more.")
        assert main(["verify", str(dataset), "--tree", str(tree)]) == 1
        assert "format/sha256" in capsys.readouterr().out

    @pytest.mark.parametrize("arguments", [["nowhere", "--tree", str(TOY)], [str(TOY), "--tree", str(TOY)], ["."]])
    def test_what_cannot_be_done_is_said_in_one_line(
        self, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert main(["verify", *arguments]) == 2
        assert capsys.readouterr().err.count("\n") == 1
