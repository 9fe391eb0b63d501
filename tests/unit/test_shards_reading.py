"""Whoever reads a dataset in shards gets the tables of one without: `datasets`, Croissant's readers, `torkham diff`."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import Any

import mlcroissant as mlc
import pyarrow.parquet as pq
import pytest
from datasets import load_dataset

from tests.unit.converting import Words, article, contents, json_lines, write_folder
from torkham.cli import main
from torkham.shards import convert_in_shards

SHARDS = 3
TABLES = ("sentences", "articles", "mentions", "events", "actors")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eleven articles, of which the last four mention nobody, so that the last shard has no mentions and no events."""
    folder = tmp_path_factory.mktemp("shards")
    nobody = [f"Nobody came to either bank of the river on day {day}. " * 8 for day in range(4)]
    texts = [article(day) for day in range(7)] + nobody
    source = write_folder(folder / "in", {"a.jsonl": json_lines(*({"text": text} for text in texts))})
    convert_in_shards(source, folder / "dataset", Words, shards=SHARDS)
    return folder / "dataset"


def rows(dataset: Path, table: str) -> list[dict[str, Any]]:
    return list(chain(*(pq.read_table(file).to_pylist() for file in sorted((dataset / "data" / table).iterdir()))))


def test_a_shard_without_rows_of_a_table_has_no_file_for_it(dataset: Path) -> None:
    assert len(list((dataset / "data/sentences").iterdir())) == SHARDS
    assert not (dataset / "data/events/train-00002-of-00003.parquet").exists()
    assert (dataset / "data/events/train-00001-of-00003.parquet").exists()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("streaming", [False, True])
def test_datasets_loads_all_rows_in_order(table: str, streaming: bool, dataset: Path, tmp_path: Path) -> None:
    loaded = load_dataset(str(dataset), table, split="train", streaming=streaming, cache_dir=str(tmp_path))
    ids = next(column for column in rows(dataset, table)[0] if column.endswith("_id"))
    assert [row[ids] for row in loaded] == [row[ids] for row in rows(dataset, table)]


def test_datasets_shares_the_shards_out(dataset: Path) -> None:
    assert load_dataset(str(dataset), split="train", streaming=True).num_shards == SHARDS


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of what mlcroissant calls
@pytest.mark.parametrize("table", TABLES)
def test_croissant_reads_all_rows(table: str, dataset: Path) -> None:
    described = mlc.Dataset(jsonld=str(dataset / "croissant.json"))
    assert described.metadata.issues.errors == set()
    read = [record[f"{table}-train/{table.removesuffix('s')}_id"] for record in described.records(f"{table}-train")]
    assert [each.decode() for each in read] == [row[f"{table.removesuffix('s')}_id"] for row in rows(dataset, table)]


def test_the_manifest_has_every_file(dataset: Path) -> None:
    listed = json.loads((dataset / "manifest.json").read_text(encoding="utf-8"))["files"]
    there = {path.relative_to(dataset).as_posix() for path in dataset.rglob("*") if path.is_file()}
    assert {*listed, "manifest.json"} == there


def test_a_dataset_without_shards_does_not_differ(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = tmp_path / "one"
    convert_in_shards(dataset.parent / "in", one, Words, shards=1)
    assert main(["diff", str(dataset), str(one)]) == 0
    assert capsys.readouterr().out.startswith("no change of data")


def test_an_export_is_that_of_one_without_shards(dataset: Path, tmp_path: Path) -> None:
    convert_in_shards(dataset.parent / "in", tmp_path / "one", Words, shards=1)
    for source, out in ((dataset, "many.out"), (tmp_path / "one", "one.out")):
        assert main(["export", str(source), "--format", "csv", "--out", str(tmp_path / out)]) == 0
    assert contents(tmp_path / "many.out") == contents(tmp_path / "one.out")


def test_a_text_free_edition_is_refused(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["strip", str(dataset), "--out", str(tmp_path / "out")]) == 2
    assert "is a shard: only of tables that are in one file there are editions" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
