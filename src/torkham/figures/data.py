"""What figures are made of: some columns of a dataset's tables, whatever made the dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

import polars as pl

from torkham import contract
from torkham.rows import arrow_schema, row_fields
from torkham.versions.archives import NotADatasetError, dataset_folder
from torkham.versions.snapshot import Snapshot, read_batches, read_snapshot

COLUMNS: dict[str, tuple[str, ...]] = {
    "articles": ("article_id", "genre", "published"),
    "sentences": ("article_id", "role", "is_annotated"),
    "mentions": ("article_id", "actor_id"),
    "events": (
        *("article_id", "type", "quad_class", "sources", "recipients", "reciprocal", "status", "time", "incident_id"),
        "certainty",
    ),
    "stances": ("article_id", "holder_id", "target_kind", "target_id", "polarity", "certainty"),
    "actors": ("actor_id", "name"),
    "incidents": ("incident_id", "name", "start", "end"),
}
"""The columns that are read, of the tables that are."""
_INNER = {
    "sources": pl.col("sources").list.eval(pl.element().struct.field("actor_id")),
    "recipients": pl.col("recipients").list.eval(pl.element().struct.field("actor_id")),
    "time": pl.col("time").struct.field("value").alias("time"),
}
"""What is kept of columns with an inner structure: the ids of actors, and the date."""

Frames: TypeAlias = Mapping[str, pl.DataFrame]
"""A frame for each of `COLUMNS`, all splits in order; one without rows where the dataset has none."""


def read_frames(dataset: Path, columns: Mapping[str, Sequence[str]] = COLUMNS, *, folded: bool = False) -> Frames:
    """Return some of `COLUMNS` of a dataset folder, an archive of one, or its text-free edition.

    Of sources and recipients the actors' ids remain, of a time its date. Where `folded`, words are categories, which
    take a tenth of the memory and do to be counted. Raises `NotADatasetError` where there is no dataset, and where a
    table cannot be read, lacks a column, or has a null or a label that is none.
    """
    with dataset_folder(dataset) as folder:
        snapshot = read_snapshot(folder, str(dataset))
        return {table: _read(snapshot, table, wanted, folded) for table, wanted in columns.items()}


def names(entries: pl.DataFrame) -> dict[str, str]:
    """Return the names of registry entries by their ids, which stand in the first column."""
    return dict(reversed(entries.select(entries.columns[0], "name").rows()))


def _read(snapshot: Snapshot, table: str, wanted: Sequence[str], folded: bool) -> pl.DataFrame:
    empty = _empty(table).select(wanted)
    fold = pl.col(pl.String).cast(pl.Categorical) if folded else pl.all()
    parts = [empty.with_columns(fold)]
    for batch in read_batches(snapshot, table, list(wanted)) if table in snapshot.tables() else ():
        whole = pl.DataFrame(pl.from_arrow(batch))
        try:
            part = whole.select(_INNER.get(name, pl.col(name)) for name in wanted).cast(empty.schema)
        except pl.exceptions.PolarsError:
            raise _refusal(snapshot, f"the table {table} has not the columns that it should have") from None
        for problem in _problems(table, part):
            raise _refusal(snapshot, problem)
        parts.append(part.with_columns(fold))
    return pl.concat(parts)


@cache
def _empty(table: str) -> pl.DataFrame:
    frame = pl.DataFrame(pl.from_arrow(arrow_schema(table).empty_table()))
    return frame.select(_INNER.get(name, pl.col(name)) for name in COLUMNS[table])


def _problems(table: str, frame: pl.DataFrame) -> Iterator[str]:
    for field in row_fields(table):
        if field.name not in frame.columns:
            continue
        if not field.nullable and frame[field.name].null_count():
            yield f"{table}: {field.name} is null in some rows"
        if field.vocabulary:
            labels = contract.vocabulary(field.vocabulary)
            if unknown := [label for label in frame[field.name].unique().sort() if label not in labels]:
                yield f'{table}: {field.name} has "{unknown[0]}", which is none of its labels'


def _refusal(snapshot: Snapshot, problem: str) -> NotADatasetError:
    return NotADatasetError(f"{snapshot.name}: {problem}; torkham validate tells all that is wrong")
