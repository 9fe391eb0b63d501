"""A dataset in shards is judged as one in single files is, part by part or not, by however many processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks.planted import KINDS, planted_rules, planting
from benchmarks.synthetic import write_dataset
from tests.sharding import shard
from torkham import judging, parts, validate
from torkham.chunks import Key
from torkham.cli import main
from torkham.findings import Finding
from torkham.layout import MANIFEST, by_table
from torkham.parquet import write_parquet
from torkham.parquet_reader import BoundedParquet, Shards
from torkham.parts import expected_parts, parts_of, shared_out
from torkham.workers import Pool, WorkerDiedError

SENTENCES = 400
SHARDS = 2
PLANTED = [None, *KINDS]


@pytest.fixture(autouse=True)
def every_shard_is_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART_SENTENCES", 1)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str | None, Path]:
    """Synthetic datasets in single files, by what is planted in them."""
    found = {}
    for kind in PLANTED:
        found[kind] = tmp_path_factory.mktemp(str(kind))
        write_dataset(found[kind], SENTENCES, plant=planting(kind, times=1) if kind else None)
    return found


@pytest.fixture(scope="module")
def sharded(whole: dict[str | None, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str | None, Path]:
    """The same in shards."""
    found = {}
    for kind, folder in whole.items():
        found[kind] = Path(shutil.copytree(folder, tmp_path_factory.mktemp("sharded") / "dataset"))
        shard(found[kind], SHARDS)
    return found


@pytest.fixture
def copy(sharded: dict[str | None, Path], tmp_path: Path) -> Path:
    """A sound dataset in shards, to change."""
    return Path(shutil.copytree(sharded[None], tmp_path / "dataset"))


def opened(folder: Path) -> dict[Key, Shards]:
    files = [path.relative_to(folder).as_posix() for path in folder.glob("data/*/*")]
    return {key: Shards(BoundedParquet(folder / file) for file in found) for key, found in by_table(files).items()}


def said(findings: list[Finding]) -> Counter[tuple[str, str, str]]:
    return Counter((finding.check, finding.where, finding.message) for finding in findings)


def paths(files: dict[Key, Shards]) -> dict[Key, tuple[Path, ...]]:
    return {key: tuple(each.paths) for key, each in files.items()}


def test_a_dataset_in_shards_has_as_many_parts_as_each_split_has_shards(sharded: dict[str | None, Path]) -> None:
    files = opened(sharded[None])
    found = parts_of(files)
    assert len(found) == sum(len(shards.paths) for (table, _), shards in files.items() if table == "articles")
    assert [part.first for part in found] == [True] + [False] * (len(found) - 1)
    for key, shards in files.items():
        there = [path for part in found for path in part.files.get(key, ())]
        assert list(dict.fromkeys(there)) == shards.paths


def test_a_dataset_in_single_files_is_one_part(whole: dict[str | None, Path]) -> None:
    files = opened(whole[None])
    assert parts_of(files) == [parts.Part(paths(files))]


def test_small_shards_are_one_part_together(sharded: dict[str | None, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    files = opened(sharded[None])
    monkeypatch.setattr(parts, "PART_SENTENCES", 10**9)
    assert len(parts_of(files)) == len({split for _, split in files}), "one for each split"


@pytest.mark.parametrize(
    ("sentences", "sizes"),
    [
        ([40] * 5, [2, 3]),
        ([40] * 9, [2, 2, 3, 2]),
        ([7] * 50, [12, 13, 12, 13]),
        ([300, 1, 1], [1, 2]),
        ([1, 1, 300], [2, 1]),
        ([0, 0], [2]),
        ([1], [1]),
    ],
)
def test_parts_are_about_even(sentences: list[int], sizes: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART_SENTENCES", 100)
    numbers = shared_out(sentences)
    assert numbers == sorted(numbers)
    assert list(Counter(numbers).values()) == sizes


@pytest.mark.parametrize("least", [1, 10**9])
def test_the_manifest_tells_how_many_parts_there_will_be(
    least: int, sharded: dict[str | None, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PART_SENTENCES", least)
    listed = json.loads((sharded[None] / MANIFEST).read_text(encoding="utf-8"))["files"]
    rows = {file: entry.get("rows", 0) for file, entry in listed.items()}
    assert expected_parts(rows) == len(parts_of(opened(sharded[None])))


def test_nothing_is_found_in_a_sound_dataset(sharded: dict[str | None, Path]) -> None:
    assert validate(sharded[None]) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.slow
def test_planted_errors_are_found_in_parts_as_in_single_files(
    kind: str, whole: dict[str | None, Path], sharded: dict[str | None, Path]
) -> None:
    found = validate(sharded[kind])
    assert {finding.check for finding in found} == planted_rules(kind)
    if kind == "rules":  # the messages on values name rows of files
        assert said(found) == said(validate(whole[kind]))


@pytest.mark.parametrize(
    ("kind", "workers"),
    [
        ("rules", 2),
        pytest.param("values", 2, marks=pytest.mark.slow),
        pytest.param("rules", 3, marks=pytest.mark.slow),
        pytest.param(None, 3, marks=pytest.mark.slow),
    ],
)
@pytest.mark.slow
def test_several_processes_find_the_same_in_the_same_order(
    kind: str | None, workers: int, sharded: dict[str | None, Path]
) -> None:
    found = validate(sharded[kind])
    assert validate(sharded[kind], workers=workers) == found
    assert bool(found) == (kind is not None)


@pytest.mark.parametrize(
    ("table", "moved"), [("sentences", 1), pytest.param("events", -1, marks=pytest.mark.slow), ("articles", 1)]
)
@pytest.mark.slow
def test_an_article_divided_between_shards_is_judged_as_a_whole(
    table: str, moved: int, whole: dict[str | None, Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(whole["rules"], tmp_path / "dataset"))
    shard(folder, SHARDS, borders={table: moved})
    assert len(parts_of(opened(folder))) > 1
    assert said(validate(folder)) == said(validate(whole["rules"]))


def test_an_article_that_stands_in_two_shards_is_found(copy: Path) -> None:
    first, second = sorted(copy.glob("data/articles/train-*"))[:2]
    table = pq.read_table(second)
    write_parquet(pq.read_table(first).slice(0, 1).cast(table.schema), second)
    assert len(parts_of(opened(copy))) == 1
    assert "links/row-order" in {finding.check for finding in validate(copy)}


def test_shards_of_two_divisions_are_one_part(copy: Path) -> None:
    file = next(copy.glob("data/events/train-00001-*"))
    shutil.copyfile(file, file.with_name("train-00001-of-00003.parquet"))
    assert len(parts_of(opened(copy))) == 1
    assert "format/shards" in {finding.check for finding in validate(copy)}


def test_rows_that_changed_are_found_by_their_shard_and_by_all(copy: Path) -> None:
    said_of = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    file = next(iter(file for file in said_of["files"] if "events/train-00001" in file))
    said_of["files"][file]["logical_sha256"] = "0" * 64
    (copy / MANIFEST).write_text(json.dumps(said_of), encoding="utf-8")
    (found,) = validate(copy)
    assert (found.check, found.file) == ("release/logical-hash", file)


def test_a_shard_that_breaks_off_is_named(copy: Path) -> None:
    file = sorted(copy.glob("data/sentences/train-*"))[1]
    data = bytearray(file.read_bytes())
    data[200:2000] = bytes(1800)
    file.write_bytes(data)
    broken = [finding.file for finding in validate(copy) if finding.check == "format/parquet"]
    assert broken == [file.relative_to(copy).as_posix()]


@pytest.mark.parametrize(
    ("workers", "count", "cores", "number"),
    [(1, 9, 8, 1), (3, 9, 8, 3), (9, 2, 8, 2), (None, 3, 8, 1), (None, 4, 8, 4), (None, 9, 8, 8), (None, 9, 1, 1)],
)
def test_as_many_processes_as_are_asked_for_or_pay(
    workers: int | None, count: int, cores: int, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(judging, "WORKER_BYTES", 1)
    assert judging.number_of_workers(workers, count) == number


def test_there_are_no_more_processes_than_memory_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(judging, "WORKER_BYTES", judging.memory() // 3)
    assert judging.number_of_workers(None, 1000) == 3


def kill_itself(number: int) -> int:
    if number == 1:
        os.kill(os.getpid(), 9)
    return number


def test_a_process_that_is_killed_ends_the_run_with_a_message() -> None:
    with Pool() as pool, pytest.raises(WorkerDiedError, match="fewer --workers need less"):
        list(pool.in_order(kill_itself, range(3), 1))


def leave_a_file(path: Path) -> None:
    path.touch()


def test_nothing_goes_on_where_no_more_is_wanted(tmp_path: Path) -> None:
    with Pool() as pool:
        done = pool.in_order(leave_a_file, (tmp_path / str(number) for number in range(1000)), 2)
        next(done)
        done.close()
        there = set(tmp_path.iterdir())
    assert set(tmp_path.iterdir()) == there
    assert 1 <= len(there) < 1000


def process(_: int) -> int:
    return os.getpid()


def test_processes_that_were_begun_early_do_the_work() -> None:
    with Pool() as pool:
        pool.begin(1)
        assert len(set(pool.in_order(process, range(9), 3))) == 1


def imported(name: str) -> bool:
    return name in sys.modules


def test_processes_import_what_they_will_need_before_there_is_work() -> None:
    with Pool("tomllib") as pool:
        assert list(pool.in_order(imported, ["tomllib", "turtle"], 1)) == [True, False]


def test_the_process_that_has_others_judge_does_not_import_what_judges() -> None:
    code = "import sys, torkham.dataset_checks; sys.exit('pandera' in sys.modules or 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("number", ["0", "-2"])
def test_there_is_no_fewer_than_one_worker(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", ".", "--workers", number]) == 2
    assert f"--workers {number}: there must be one at least" in capsys.readouterr().err
