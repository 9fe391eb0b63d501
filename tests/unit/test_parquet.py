"""Same rows, same digest; same table, same bytes."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from torkham.corpus import read_corpus
from torkham.parquet import FEW_ROWS, _written, canonical_lines, digest, write_parquet
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


EDGES = [0.0, -0.0, 1.0, 1e-4, 1e-5, 1e-7, 1e15, 1e21, 5e-324]
LURES = ["\x01", "\x017\x01", "\\u0001 1.0\\u0001", '"\x01 7\x01"', "\u2028", "👩\u200d🌾", "\x7f\x1f\t"]
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(EDGES)
words = st.none() | st.text(max_size=8) | st.sampled_from(LURES)
INNER = pa.struct([("n", pa.float64()), ("a", pa.string())])
KIND = pa.struct([("z", pa.list_(INNER)), ("b", pa.list_(pa.float64())), ("a", pa.bool_())])
inner = st.none() | st.fixed_dictionaries({"n": numbers, "a": words})
records = st.none() | st.fixed_dictionaries(
    {"z": st.none() | st.lists(inner), "b": st.none() | st.lists(numbers), "a": st.none() | st.booleans()}
)


def by_rfc_8785(table: pa.Table) -> bytes:
    return b"".join(rfc8785.dumps(row) + b"\n" for row in table.to_pylist())


def by_polars(table: pa.Table) -> bytes | None:
    return _written(pl.DataFrame(pl.from_arrow(table)))


@given(st.lists(st.tuples(words, numbers, records), min_size=1, max_size=5))
def test_the_digest_is_that_of_rfc_8785(rows: list[Any]) -> None:
    columns = [("word", pa.string()), ("a number", pa.float64()), ("Record", KIND)]
    arrays = [pa.array([row[i] for row in rows], kind) for i, (_, kind) in enumerate(columns)]
    table = pa.table(arrays, names=[name for name, _ in columns])
    assert by_polars(table) in (by_rfc_8785(table), None)


def test_plain_rows_are_written_by_polars() -> None:
    table = pa.table({"n": [0.5, 1.0, None], "a": ["é\n", None, ""]})
    assert by_polars(table) == by_rfc_8785(table)


@pytest.mark.parametrize("lure", LURES)
def test_words_that_look_like_marked_numbers_stay_words(lure: str) -> None:
    table = pa.table({"a": [lure] * (FEW_ROWS + 1), "n": [0.5] * (FEW_ROWS + 1)})
    assert by_polars(table) in (by_rfc_8785(table), None)
    assert b"".join(canonical_lines(table)) == by_rfc_8785(table)


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
