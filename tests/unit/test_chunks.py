"""Chunks hold whole articles in every table, every row once, and give the digests of the whole."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pytest

from tests.unit.conftest import ROOT
from torkham import chunks, contract
from torkham.chunks import Key, Reader, UnreadableError
from torkham.judging import Sums
from torkham.layout import data_file
from torkham.parquet import digest, write_parquet
from torkham.parquet_reader import BoundedParquet, Shards
from torkham.tables import splits_of


@pytest.fixture(
    params=[pytest.param(1, marks=pytest.mark.slow), 40, pytest.param(50_000, marks=pytest.mark.slow)],
    ids="sentences={}".format,
)
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(chunks, "CHUNK_SENTENCES", request.param)
    monkeypatch.setattr(chunks, "BATCH_ROWS", 7)
    return int(request.param)


def files_of(root: Path) -> dict[Key, Shards]:
    keys = [(name, split) for name in contract.TABLES for split in splits_of(name)]
    paths = {key: root / data_file(*key) for key in keys}
    return {key: Shards([BoundedParquet(path)]) for key, path in paths.items() if path.is_file()}


@pytest.mark.usefixtures("size")
def test_the_chunks_together_are_the_tables() -> None:
    files = files_of(ROOT / "dataset")
    parts = defaultdict(list)
    for chunk in Reader(files).chunks():
        for key, table in chunk.tables.items():
            if key[0] not in contract.REGISTRIES:
                assert chunk.first_rows[key] == sum(part.num_rows for part in parts[key])
            parts[key].append(table)
    for key, file in files.items():
        found = parts[key][:1] if key[0] in contract.REGISTRIES else parts[key]
        assert pa.concat_tables(found).equals(file.read()), key


def test_a_chunk_has_all_of_its_articles_and_nothing_of_others(size: int) -> None:
    seen: set[str] = set()
    found = list(Reader(files_of(ROOT / "dataset")).chunks())
    for chunk in found:
        here = {id_ for (name, _), table in chunk.tables.items() if name == "articles" for id_ in ids(table)}
        named = {
            id_ for (name, _), table in chunk.tables.items() if name not in contract.REGISTRIES for id_ in ids(table)
        }
        assert named == here
        assert here & seen == set()
        seen |= here
    assert len(found) == {1: 5, 40: 4, 50_000: 1}[size]


def ids(table: pa.Table) -> list[str]:
    return list(table["article_id"].to_pylist())


@pytest.mark.usefixtures("size")
def test_digests_are_those_of_the_whole_tables() -> None:
    files = files_of(ROOT / "dataset")
    sums = Sums()
    reader = Reader(files, sums.add)
    list(reader.chunks())
    assert sums.result() == {key: digest(file.read()) for key, file in files.items()}
    assert not reader.unspeakable
    assert reader.disorder == {}


def test_the_first_row_out_of_order_is_told(size: int, tmp_path: Path) -> None:
    files = files_of(ROOT / "dataset")
    table = files["mentions", "train"].read()
    turned = pa.concat_tables([table.slice(1), table.slice(0, 1)])
    write_parquet(turned, tmp_path / "turned.parquet")
    reader = Reader({**files, ("mentions", "train"): Shards([BoundedParquet(tmp_path / "turned.parquet")])})
    read = sum(
        part.num_rows for chunk in reader.chunks() for key, part in chunk.tables.items() if key == ("mentions", "train")
    )
    assert reader.disorder == {("mentions", "train"): turned.num_rows - 1}
    assert read == turned.num_rows
    assert size


def test_a_file_that_breaks_off_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.parquet"
    data = bytearray((ROOT / "dataset" / data_file("sentences", "train")).read_bytes())
    path.write_bytes(data)
    shards = Shards([BoundedParquet(path)])
    data[200:2000] = bytes(1800)
    path.write_bytes(data)
    reader = Reader({**files_of(ROOT / "dataset"), ("sentences", "train"): shards})
    with pytest.raises(UnreadableError) as caught:
        list(reader.chunks())
    assert caught.value.file.endswith("broken.parquet")
    assert reader.broken


def test_without_articles_registries_are_read_all_the_same() -> None:
    files = {key: file for key, file in files_of(ROOT / "dataset").items() if key[0] in contract.REGISTRIES}
    (chunk,) = Reader(files).chunks()
    assert set(chunk.tables) == set(files)
