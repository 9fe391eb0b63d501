"""What the benchmark measures with: clean synthetic datasets, and errors that two independent judges count alike."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from benchmarks import by_hand, by_pandera, measure
from benchmarks.articles import SLOT
from benchmarks.planted import KINDS, planted_rules, planting
from benchmarks.synthetic import write_dataset
from torkham.parquet import write_parquet
from torkham.rows import arrow_schema

SENTENCES = 200


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic dataset whose pool of articles is copied several times."""
    folder = tmp_path_factory.mktemp("synthetic")
    assert write_dataset(folder, SENTENCES, pool=4) >= SENTENCES
    return folder


@pytest.fixture(scope="module", params=KINDS)
def planted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp(request.param)
    write_dataset(folder, 2 * SENTENCES, plant=planting(request.param, times=1))
    return request.param, folder


def test_nothing_is_found_on_a_synthetic_dataset(synthetic: Path) -> None:
    assert measure.near_duplicates(synthetic)() == {}
    assert by_hand.check(synthetic) == {}


def test_the_same_arguments_give_the_same_bytes(synthetic: Path, tmp_path: Path) -> None:
    write_dataset(tmp_path, SENTENCES, pool=4)
    for path in tmp_path.rglob("*.*"):
        assert path.read_bytes() == (synthetic / path.relative_to(tmp_path)).read_bytes(), path.name


def test_another_seed_gives_other_sentences(synthetic: Path, tmp_path: Path) -> None:
    write_dataset(tmp_path, SENTENCES, seed=1, pool=4)
    files = "data/sentences/*.parquet"
    shared = set(pl.read_parquet(synthetic / files)["text"]) & set(pl.read_parquet(tmp_path / files)["text"])
    assert len(shared) < SENTENCES / 20


def test_no_word_is_left_open(synthetic: Path) -> None:
    for path in synthetic.rglob("*.parquet"):
        assert not SLOT.search(pl.read_parquet(path).write_ndjson().encode()), path.parent.name


def test_copies_of_an_article_share_no_sentence(synthetic: Path) -> None:
    sentences = pl.read_parquet(synthetic / "data/sentences/*.parquet").filter(pl.col("role") == "body")
    assert sentences["article_id"].str.head(7).n_unique() > 1
    assert sentences["text"].is_unique().all()


def test_files_are_written_as_the_build_writes_them(synthetic: Path, tmp_path: Path) -> None:
    for path in synthetic.rglob("*.parquet"):
        write_parquet(pq.read_table(path).cast(arrow_schema(path.parent.name)), tmp_path / "file")
        assert (tmp_path / "file").read_bytes() == path.read_bytes(), path.parent.name


def test_both_ways_count_planted_errors_alike(planted: tuple[str, Path]) -> None:
    kind, folder = planted
    found = measure.full(folder)()
    assert by_hand.check(folder) == found
    assert set(found) == planted_rules(kind)


@pytest.mark.parametrize("table", by_pandera.TABLES)
def test_pandera_and_torkham_count_wrong_values_of_flat_columns_alike(table: str, planted: tuple[str, Path]) -> None:
    kind, folder = planted
    found = measure.MEASURES[f"values_of_{table}"](folder)()
    counted = by_pandera.check(by_pandera.read(folder, table), table)
    assert counted == {column: found[column] for column in found if column in by_pandera.TABLES[table]}
    assert bool(counted) == (kind == "values")
