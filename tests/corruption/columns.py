"""Kinds for whole tables: columns and types, the layout of Parquet, and the files that hold them."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.corruption.datasets import Dataset
from tests.corruption.kinds import Change, Verdict, kind
from torkham import contract
from torkham.layout import MANIFEST, data_file

COLUMNS = ("schema/columns",)


def table(dataset: Dataset, random: Random) -> tuple[tuple[str, str], pa.Table, str]:
    """Return the key of a table, the table, and the name of one of its columns."""
    key = random.choice(dataset.keys())
    return key, dataset.tables[key], random.choice(dataset.tables[key].column_names)


@kind("dataset", "columns: dropped", *COLUMNS)
def drop(dataset: Dataset, random: Random) -> Change:
    key, whole, column = table(dataset, random)
    return dataset.change({key: whole.drop_columns([column])}, f"{key}: {column} dropped")


@kind("dataset", "columns: doubled or added", *COLUMNS)
def add_column(dataset: Dataset, random: Random) -> Change:
    key, whole, column = table(dataset, random)
    name = random.choice([f"{column}_2", "extra", "__index_level_0__"])
    return dataset.change({key: whole.append_column(name, whole[column])}, f"{key}: {name} added")


@kind("dataset", "columns: renamed", *COLUMNS)
def rename(dataset: Dataset, random: Random) -> Change:
    key, whole, column = table(dataset, random)
    names = [name.upper() if name == column else name for name in whole.column_names]
    return dataset.change({key: whole.rename_columns(names)}, f"{key}: {column} in capitals")


@kind("dataset", "columns: in another order", *COLUMNS)
def reorder(dataset: Dataset, random: Random) -> Change:
    key, whole, column = table(dataset, random)
    names = [name for name in whole.column_names if name != column]
    names = [column, *names] if whole.column_names[0] != column else [*names, column]
    return dataset.change({key: whole.select(names)}, f"{key}: {column} in another place")


@kind("dataset", "columns: of another type", *COLUMNS)
def retype(dataset: Dataset, random: Random) -> Change:
    key, whole, column = table(dataset, random)
    kinds = {pa.string(): pa.large_string(), pa.int32(): pa.int64(), pa.float64(): pa.float32(), pa.bool_(): pa.int8()}
    old = whole.schema.field(column).type
    if old not in kinds:
        return dataset.change(
            {key: replaced(whole, column, pa.array([str(v) for v in whole[column].to_pylist()]))},
            f"{key}: {column} as words",
        )
    new = random.choice([kinds[old], pa.string() if old != pa.string() else pa.binary()])
    return dataset.change({key: replaced(whole, column, whole[column].cast(new))}, f"{key}: {column} as {new}")


def replaced(whole: pa.Table, column: str, values: Any) -> pa.Table:
    return whole.set_column(whole.column_names.index(column), column, values)


@kind("dataset", "columns: all null", "schema/type")
def empty_column(dataset: Dataset, random: Random) -> Change:
    key, whole, _ = table(dataset, random)
    column = random.choice(
        [
            name
            for name in ("fold", "sentence_text", "name", "text", "kind", "type", "form", "polarity")
            if name in whole.column_names
        ]
    )
    nulls = pa.nulls(len(whole), whole.schema.field(column).type)
    return dataset.change({key: replaced(whole, column, nulls)}, f"{key}: {column} all null")


@kind("dataset", "tables: without rows", "format/empty-table")
def empty(dataset: Dataset, random: Random) -> Change:
    key = random.choice(dataset.keys("sentences", "articles", *contract.LABELS, "actors"))
    change = dataset.change({key: dataset.tables[key].slice(0, 0)}, f"{key}: without rows")
    return Change(change.files, change.told, frozenset({*dataset.files, "data"}))


@kind("dataset", "tables: votes without rows", "format/empty-table")
def empty_votes(dataset: Dataset, random: Random) -> Change:
    key = random.choice(dataset.keys("stance_votes"))
    return dataset.change({key: dataset.tables[key].slice(0, 0)}, f"{key}: without rows")


LAYOUTS: tuple[dict[str, Any], ...] = (
    {"compression": "snappy"},
    {"compression": "none", "use_dictionary": False},
    {"row_group_size": 2},
    {"data_page_version": "2.0"},
    {"version": "1.0"},
    {"write_statistics": False},
    {"data_page_size": 64},
)


@kind("dataset", "equal: another layout of Parquet", reason="the rows are the same, and so is their logical hash")
def relayout(dataset: Dataset, random: Random) -> Change:
    key, whole, _ = table(dataset, random)
    layout = random.choice(LAYOUTS)
    sink = BytesIO()
    pq.write_table(whole, sink, **layout)
    return dataset.change({key: sink.getvalue()}, f"{key}: written with {layout}", verdict=Verdict.EQUAL)


@kind("dataset", "equal: metadata of the Arrow schema", reason="what readers ignore is no content")
def remark(dataset: Dataset, random: Random) -> Change:
    key, whole, _ = table(dataset, random)
    bare = pa.schema(
        [pa.field(field.name, field.type) for field in whole.schema], metadata=random.choice([None, {"a": "b"}])
    )
    return dataset.change({key: whole.cast(bare)}, f"{key}: no descriptions", verdict=Verdict.EQUAL)


@kind("dataset", "files: truncated", "format/parquet")
def truncate(dataset: Dataset, random: Random) -> Change:
    key, _, _ = table(dataset, random)
    data = dataset.files[data_file(*key)]
    kept = data[: random.randrange(len(data))]
    return dataset.change({key: kept}, f"{key}: {len(kept)} of {len(data)} bytes")


@kind(
    "dataset",
    "files: bit flipped",
    "format/parquet",
    "schema/columns",
    "release/logical-hash",
    "schema/unknown-code",
    "schema/value",
    "schema/type",
)
def flip(dataset: Dataset, random: Random) -> Change:
    key, whole, _ = table(dataset, random)
    data = bytearray(dataset.files[data_file(*key)])
    index, bit = random.randrange(len(data)), random.randrange(8)
    data[index] ^= 1 << bit
    verdict = Verdict.EQUAL if reads_as(bytes(data), whole) else Verdict.BROKEN
    return dataset.change({key: bytes(data)}, f"{key}: bit {bit} of byte {index} flipped", verdict=verdict)


def reads_as(data: bytes, whole: pa.Table) -> bool:
    """Return whether a file still gives the same table: not every bit of Parquet says something."""
    try:
        return bool(pq.read_table(BytesIO(data)).equals(whole))
    except (pa.ArrowException, OSError):
        return False


@kind("dataset", "files: gone", "format/missing-file")
def lose(dataset: Dataset, random: Random) -> Change:
    file = random.choice(sorted(dataset.files))
    return Change({file: None}, f"{file} removed", frozenset({file}))


@kind("dataset", "files: one too many", "format/unknown-file", "release/manifest-files")
def add_file(dataset: Dataset, random: Random) -> Change:
    file = random.choice(["data/new/train.parquet", "notes.txt", "data/actors/test.parquet", "dataset.py", "data/x"])
    shown = file if file.count("/") != 2 or "actors" in file else "data/new"
    data = dataset.files["data/actors/train.parquet"]
    return Change({file: data}, f"{file} added", frozenset({shown, MANIFEST}))


@kind(
    "dataset",
    "files: two splits changed places",
    "links/unknown-sentence",
    "links/unknown-article",
    "links/row-order",
    "links/nested-labels",
    "spans/gap",
)
def change_places(dataset: Dataset, random: Random) -> Change | None:
    key = random.choice(dataset.keys("sentences", "articles", "mentions", "events", "stances"))
    others = [other for other in dataset.keys(key[0]) if other != key]
    if not others:
        return None
    other = random.choice(others)
    changed = {key: dataset.tables[other], other: dataset.tables[key]}
    change = dataset.change(changed, f"{key[0]}: {key[1]} and {other[1]} swapped")
    return Change(change.files, change.told, frozenset(dataset.files))
