"""A conversion in shards comes to the same rows as one without, however many there are and whatever does them."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.converting import Words, article, contents, json_lines, write_folder
from torkham import validate
from torkham.convert import ConvertError, JournalError, Options, StrictError, convert
from torkham.convert.inputs import records
from torkham.convert.rows import default_columns
from torkham.convert.source import source_of
from torkham.findings import Finding
from torkham.shards import convert_in_shards, in_process
from torkham.shards.cutting import Piece, cut
from torkham.shards.worker import Job, Step

NUMBERS = [1, 3, 8]
LINES = json_lines(*({"text": article(day), "published": f"2025-03-{day:02d}"} for day in range(1, 13)))
FILES: dict[str, str | bytes] = {
    "a.txt": article(1),
    "b.jsonl": LINES,
    "c.md": f"# Herders wait\n\n{article(20)}",
    "copies.jsonl.gz": gzip.compress(json_lines({"text": article(7)}, {"text": article(21)}).encode(), mtime=0),
    "deep/d.txt": article(22),
    "deep/empty.txt": "",
    "e.bin": b"\x00",
    "last.jsonl": "\n\n" + json_lines({"text": article(23)}, {"body": "none"}).rstrip(),
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_folder(tmp_path_factory.mktemp("input") / "articles", FILES)
    rows = [{"text": article(number), "outlet": None} for number in range(30, 40)]
    pl.DataFrame(rows, schema={"text": pl.String, "outlet": pl.String}).write_parquet(folder / "g.parquet")
    return folder


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """What a conversion without shards gives: the dataset and the report."""
    out = tmp_path_factory.mktemp("whole") / "dataset"
    return out, convert(source, out, Words())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dataset"


@pytest.fixture
def unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the validation of the result, which takes most of the time."""
    monkeypatch.setattr("torkham.shards.run.validate", lambda *_, **__: [])


def manifest(out: Path) -> Any:
    return json.loads((out / "manifest.json").read_text(encoding="utf-8"))


def hashes(out: Path) -> dict[str, str]:
    return {name: manifest(out)[name] for name in ("logical_sha256", "inputs_sha256", "schema_sha256")}


@pytest.mark.parametrize("shards", NUMBERS)
def test_any_number_gives_the_same_rows_and_report(
    shards: int, source: Path, out: Path, whole: tuple[Path, Any]
) -> None:
    report = convert_in_shards(source, out, Words, shards=shards)
    assert hashes(out) == hashes(whole[0])
    for table in ("sentences", "articles", "mentions", "events", "actors"):
        files = sorted((out / "data" / table).iterdir())
        assert pl.concat(map(pl.read_parquet, files)).equals(pl.read_parquet(whole[0] / f"data/{table}/train.parquet"))
    for said in ("read", "converted", "resumed", "skipped", "notes", "rows"):
        assert getattr(report, said) == getattr(whole[1], said)
    assert validate(out) == []
    assert not out.with_name("dataset.partial").exists()


@pytest.mark.usefixtures("unjudged")
def test_what_was_skipped_is_a_table(source: Path, out: Path, whole: tuple[Path, Any]) -> None:
    convert_in_shards(source, out, Words, shards=3)
    table = pl.read_parquet(out.with_name("dataset.skipped.parquet"))
    assert [*table.iter_rows()] == [(s.place, s.reason, s.message, s.hint) for s in whole[1].skipped]
    assert set(table["reason"]) == {"duplicate", "empty", "suffix", "no-text"}


@pytest.mark.usefixtures("unjudged")
def test_a_dataset_in_shards_can_be_converted_again_over_itself(source: Path, out: Path) -> None:
    convert_in_shards(source, out, Words, shards=3)
    first = contents(out)
    convert_in_shards(source, out, Words, shards=3)
    assert contents(out) == first


class TestCuts:
    @pytest.mark.parametrize("shards", [*range(1, 9), 50, 1000])
    def test_take_every_record_once_and_in_order(self, shards: int, source: Path) -> None:
        pieces = cut(source_of(source), shards)
        assert len(pieces) == shards
        assert [list(self.read(piece, source)) for piece in cut(source_of(source), 1)[0]]
        assert [each for shard in pieces for piece in shard for each in self.read(piece, source)] == [
            each for piece in cut(source_of(source), 1)[0] for each in self.read(piece, source)
        ]

    def test_are_the_same_every_time(self, source: Path) -> None:
        assert cut(source_of(source), 5) == cut(source_of(source), 5)

    def test_come_to_shards_of_about_the_same_size(self, tmp_path: Path) -> None:
        write_folder(tmp_path, {"a.jsonl": json_lines(*({"text": article(number)} for number in range(400)))})
        sizes = [sum(piece.size for piece in shard) for shard in cut(source_of(tmp_path / "a.jsonl"), 4)]
        assert max(sizes) - min(sizes) < 1000

    def test_change_with_what_a_piece_holds_and_with_nothing_else(self, tmp_path: Path) -> None:
        path = write_folder(tmp_path, {"a.jsonl": LINES}) / "a.jsonl"
        before = cut(source_of(path), 3)
        os.utime(path, (0, 0))
        assert cut(source_of(path), 3) == before
        path.write_text(LINES.replace("day 12", "day 99"), encoding="utf-8")
        assert [old == new for old, new in zip(before, cut(source_of(path), 3), strict=True)] == [True, True, False]

    def read(self, piece: Piece, source: Path) -> Iterator[tuple[str, str]]:
        for record in records(piece.file(source), default_columns({})):
            yield record.place, getattr(record, "sha256", "")


def unlike(number: int) -> str:
    """Return an article that is not nearly equal to the others."""
    return article(number, " ".join(f"Boat {boat} of {number} came late." for boat in range(12)))


class CutOffError(Exception):
    pass


class Dying:
    """Does so many shards of a step and then no more, as an engine whose workers die."""

    def __init__(self, step: Step, left: int) -> None:
        self.step, self.left = step, left
        self.done: list[int] = []

    def __call__(self, job: Job, step: Step, numbers: Sequence[int]) -> Iterator[int]:
        for number in in_process(job, step, numbers):
            self.done += [number] if step == self.step else []
            yield number
            if step == self.step and len(self.done) == self.left:
                raise CutOffError


@pytest.mark.usefixtures("unjudged")
class TestGoingOn:
    @pytest.mark.parametrize("step", ["survey", "convert"])
    @pytest.mark.parametrize("left", [3])
    def test_does_only_what_is_not_done(
        self, step: Step, left: int, source: Path, out: Path, whole: tuple[Path, Any]
    ) -> None:
        first, second = Dying(step, left), Dying(step, 99)
        with pytest.raises(CutOffError):
            convert_in_shards(source, out, Words, shards=4, engine=first)
        assert not out.exists()
        report = convert_in_shards(source, out, Words, shards=4, engine=second)
        assert sorted(first.done + second.done) == [0, 1, 2, 3]
        assert hashes(out) == hashes(whole[0])
        assert (report.resumed > 0) == (step == "convert")

    def test_gives_the_bytes_of_an_uninterrupted_run(self, source: Path, out: Path) -> None:
        with pytest.raises(CutOffError):
            convert_in_shards(source, out, Words, shards=4, engine=Dying("convert", 2))
        convert_in_shards(source, out, Words, shards=4)
        convert_in_shards(source, out.parent / "again" / "dataset", Words, shards=4)
        assert contents(out) == contents(out.parent / "again" / "dataset")

    @pytest.mark.parametrize("file", ["data/sentences/*", "actors.json"])
    def test_does_again_a_shard_whose_file_was_damaged(
        self, file: str, source: Path, out: Path, whole: tuple[Path, Any]
    ) -> None:
        with pytest.raises(CutOffError):
            convert_in_shards(source, out, Words, shards=4, engine=Dying("convert", 3))
        damaged = next(out.with_name("dataset.partial").glob(f"shards/00001/{file}"))
        damaged.write_bytes(damaged.read_bytes() + b" ")
        engine = Dying("convert", 99)
        convert_in_shards(source, out, Words, shards=4, engine=engine)
        assert engine.done == [1, 3]
        assert hashes(out) == hashes(whole[0])

    def test_does_again_what_changed_and_what_that_makes_no_copy(self, tmp_path: Path, out: Path) -> None:
        files = {f"{name}.txt": unlike(number) for name, number in zip("abcd", (1, 2, 3, 1), strict=True)}
        source = write_folder(tmp_path / "in", files)
        with pytest.raises(CutOffError):
            convert_in_shards(source, out, Words, shards=4, engine=Dying("convert", 4))
        write_folder(source, {"a.txt": unlike(9)})
        engine = Dying("convert", 99)
        report = convert_in_shards(source, out, Words, shards=4, engine=engine)
        assert engine.done == [0, 3]
        assert (report.converted, report.skipped) == (4, [])

    def test_in_another_way_is_refused(self, source: Path, out: Path) -> None:
        with pytest.raises(CutOffError):
            convert_in_shards(source, out, Words, shards=4, engine=Dying("convert", 1))
        with pytest.raises(JournalError, match=r"shards was 4, now it is 5.*--restart"):
            convert_in_shards(source, out, Words, shards=5)
        with pytest.raises(JournalError, match="in shards"):
            convert(source, out, Words())
        convert_in_shards(source, out, Words, Options(restart=True), shards=5)

    def test_of_a_run_without_shards_is_refused(self, source: Path, out: Path) -> None:
        write_folder(out.with_name("dataset.partial"), {"journal.jsonl": ""})
        with pytest.raises(JournalError, match="without shards"):
            convert_in_shards(source, out, Words, shards=4)

    def test_beside_something_else_is_refused(self, source: Path, out: Path) -> None:
        folder = write_folder(out.with_name("dataset.partial"), {"notes.txt": "precious"})
        with pytest.raises(JournalError, match="something else"):
            convert_in_shards(source, out, Words, Options(restart=True), shards=4)
        assert contents(folder) == {"notes.txt": b"precious"}


def test_two_texts_of_one_id_are_refused_before_any_is_labelled(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torkham.convert.drafting._HASH", 1)
    engine = Dying("convert", 99)
    with pytest.raises(ConvertError, match=r"b.jsonl:[0-9]+ and b.jsonl:[0-9]+.* would have the same id, b-[0-9a-f],"):
        convert_in_shards(source, out, Words, shards=3, engine=engine)
    assert engine.done == []


@pytest.mark.usefixtures("unjudged")
def test_an_engine_that_leaves_shards_out_is_found_out(source: Path, out: Path) -> None:
    def idle(job: Job, step: Step, numbers: Sequence[int]) -> Iterator[int]:
        yield from in_process(job, step, numbers if step == "survey" else numbers[:-1])

    with pytest.raises(ConvertError, match="left 1 of 3 shards undone"):
        convert_in_shards(source, out, Words, shards=3, engine=idle)
    assert not out.exists()


@pytest.mark.parametrize("shards", [0, -1, 100_000])
def test_a_number_of_shards_that_is_none_is_refused(shards: int, source: Path, out: Path) -> None:
    with pytest.raises(ConvertError, match="1 to 99,999"):
        convert_in_shards(source, out, Words, shards=shards)


def test_strict_stops_at_the_first_shard_that_skips(source: Path, out: Path) -> None:
    engine = Dying("convert", 99)
    with pytest.raises(StrictError) as caught:
        convert_in_shards(source, out, Words, Options(strict=True), shards=40, engine=engine)
    assert caught.value.report is not None
    assert caught.value.report.skipped
    assert len(engine.done) < 40
    assert not out.exists()


def test_nothing_that_can_be_converted_leaves_nothing(tmp_path: Path) -> None:
    write_folder(tmp_path / "in", {"a.txt": ""})
    with pytest.raises(ConvertError, match="nothing that can be converted"):
        convert_in_shards(tmp_path / "in", tmp_path / "out", Words, shards=2)
    assert {path.name for path in tmp_path.iterdir()} == {"in"}


@pytest.mark.usefixtures("unjudged")
class TestFindings:
    def test_name_the_shard_and_the_row_in_it(self, source: Path, out: Path) -> None:
        convert_in_shards(source, out, Words, shards=3)
        path = out / "data/sentences/train-00001-of-00003.parquet"
        rows = pq.read_table(path)
        ends = [-1 if row == 2 else end for row, end in enumerate(rows["end"].to_pylist())]
        place = rows.schema.get_field_index("end")
        field = rows.schema.field(place)
        pq.write_table(rows.set_column(place, field, pa.array(ends, field.type)), path)
        assert [(f.file, f.message.partition(",")[0]) for f in self.of_values(out)] == [
            ("data/sentences/train-00001-of-00003.parquet", "row 2")
        ]

    def test_tell_of_a_shard_that_is_missing(self, source: Path, out: Path) -> None:
        convert_in_shards(source, out, Words, shards=3)
        (out / "data/sentences/train-00001-of-00003.parquet").unlink()
        found = validate(out)
        assert "data/sentences/train-00001-of-00003.parquet" in {finding.file for finding in found}

    def of_values(self, out: Path) -> list[Finding]:
        return [finding for finding in validate(out) if finding.check == "schema/value"]
