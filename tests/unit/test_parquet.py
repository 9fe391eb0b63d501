"""Same rows, same digest; same table, same bytes."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from torkham.corpus import read_corpus
from torkham.parquet import digest, write_parquet
from torkham.tables import TableSet, build_tables

TOY = Path(__file__).resolve().parents[1] / "toy"


@pytest.fixture(scope="module")
def tables() -> TableSet:
    return build_tables(read_corpus(TOY))


def test_the_same_table_gives_the_same_bytes(tables: TableSet, tmp_path: Path) -> None:
    for (config, split), table in tables.items():
        first, second = tmp_path / "first", tmp_path / "second"
        write_parquet(table, first)
        write_parquet(pa.Table.from_batches(table.to_batches()), second)
        assert first.read_bytes() == second.read_bytes(), (config, split)


def test_a_table_comes_back_as_it_was_written(tables: TableSet, tmp_path: Path) -> None:
    for table in tables.values():
        write_parquet(table, tmp_path / "file")
        read = pq.read_table(tmp_path / "file")
        assert read.equals(table)
        assert [field.metadata for field in read.schema] == [field.metadata for field in table.schema]


def test_no_pandas_metadata_is_written(tables: TableSet, tmp_path: Path) -> None:
    write_parquet(tables["events", "train"], tmp_path / "file")
    assert b"pandas" not in (pq.read_schema(tmp_path / "file").metadata or {})


@pytest.mark.parametrize("rows", [1, 3, 1000])
def test_the_digest_does_not_depend_on_the_layout(rows: int, tables: TableSet, tmp_path: Path) -> None:
    table = tables["sentences", "train"]
    pq.write_table(table, tmp_path / "file", row_group_size=rows, compression="none", use_dictionary=False)
    assert digest(pq.read_table(tmp_path / "file")) == digest(table)


def test_the_digest_follows_every_value(tables: TableSet) -> None:
    table = tables["mentions", "train"]
    others: dict[type, object] = {str: "other", int: 7_000, type(None): 0.5}
    for name in table.column_names:
        rows = table.to_pylist()
        rows[0][name] = others[type(rows[0][name])]
        assert digest(pa.Table.from_pylist(rows, schema=table.schema)).sha256 != digest(table).sha256, name


def test_the_digest_follows_the_order_of_rows(tables: TableSet) -> None:
    table = tables["mentions", "train"]
    turned = table.take(list(reversed(range(table.num_rows))))
    assert digest(turned).sha256 != digest(table).sha256
    assert digest(turned).rows == digest(table).rows


@pytest.mark.parametrize("chunk", [1, 2, 5, 1000])
def test_the_digest_does_not_depend_on_chunks(chunk: int, tables: TableSet) -> None:
    for table in tables.values():
        parts = [table.slice(start, chunk) for start in range(0, table.num_rows, chunk)]
        chunked = pa.concat_tables(parts)
        assert chunked.column(0).num_chunks == len(parts)
        assert digest(chunked) == digest(table)


def test_the_digest_does_not_depend_on_the_batches_it_is_read_in() -> None:
    table = pa.table({"n": range(5000)})
    assert digest(table) == digest(pa.concat_tables([table.slice(0, 1025), table.slice(1025)]))


def test_the_digest_is_the_hash_of_canonical_json_lines() -> None:
    table = pa.table({"b": ["é\n", None], "a": [1.0, 0.5]})
    lines = '{"a":1,"b":"é\\n"}\n{"a":0.5,"b":null}\n'.encode()
    assert digest(table) == (hashlib.sha256(lines).hexdigest(), 2, len(lines))
    assert digest(table.select(["a", "b"])) == digest(table)


def test_the_digest_of_no_rows_is_that_of_no_bytes() -> None:
    assert digest(pa.table({"a": pa.array([], pa.string())})) == (hashlib.sha256(b"").hexdigest(), 0, 0)


def test_the_digest_tells_nothing_from_empty() -> None:
    values = [None, [], [None], [""]]
    tables = [pa.table({"a": pa.array([value], pa.list_(pa.string()))}) for value in values]
    assert len({digest(table).sha256 for table in tables}) == len(values)


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_what_json_has_no_word_for_has_no_digest(number: float) -> None:
    with pytest.raises(ValueError, match="not representable"):
        digest(pa.table({"a": [number]}))
