"""The tables as Polars frames, in the shapes that checks want: one row per span, participant, or reference."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import polars as pl
import pyarrow as pa

from torkham import contract
from torkham.findings import Origin
from torkham.tables import ID_COLUMNS, TableSet

Locate = Callable[[str, str], Origin]
"""Finds where an id (of a label, a sentence, or `registry/entry`) and one of its fields stand."""


class Frames:
    """All tables of a corpus or dataset with their splits put together.

    `frames[name]` has the columns of the table and `split`. `locate(id, field)` says where an id stands; `field` is a
    field of the label, with `/index` for an item of a list, or empty.
    """

    def __init__(self, tables: TableSet, locate: Locate) -> None:
        self.locate = locate
        self._tables = {name: _together(name, tables) for name in contract.TABLES}

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self._tables[table]

    @cached_property
    def actor_ids(self) -> set[str]:
        """Ids of the actors registry."""
        return set(self["actors"]["actor_id"])

    @cached_property
    def compounds(self) -> dict[str, set[str]]:
        """Members of each compound actor."""
        rows = self["actors"].filter(pl.col("type") == "compound").select("actor_id", "members").rows()
        return {actor: set(members) for actor, members in rows}

    @cached_property
    def participants(self) -> pl.DataFrame:
        """One row per source or recipient: event_id, slot (`sources`, `recipients`), position, and its own fields."""
        return pl.concat([_items(self["events"], "event_id", slot) for slot in ("sources", "recipients")])

    @cached_property
    def attributions(self) -> pl.DataFrame:
        """One row per attribution of an event or stance: label_id, slot, position, and its own fields."""
        parts = [
            _items(self[table], ID_COLUMNS[table], "attributed_to").rename({ID_COLUMNS[table]: "label_id"})
            for table in ("events", "stances")
        ]
        return pl.concat(parts)

    @cached_property
    def spans(self) -> pl.DataFrame:
        """One row per span of a label or vote: label_id, field, sentence_id, sentence_text, start, end, text."""
        parts = [
            self[table].select(
                pl.col(ID_COLUMNS[table]).alias("label_id"),
                pl.lit("quote").alias("field"),
                "sentence_id",
                "sentence_text",
                "start",
                "end",
                "text",
            )
            for table in ("mentions", "mention_votes")
        ]
        of_events = ("trigger", "cue", "time", "place")
        of_stances = ("target_text", "cue", "evidence")
        for table, fields in (
            ("events", of_events),
            ("event_votes", of_events),
            ("stances", of_stances),
            ("stance_votes", of_stances),
        ):
            for field in fields:
                present = self[table].filter(pl.col(field).is_not_null())
                parts.append(
                    present.select(
                        pl.col(ID_COLUMNS[table]).alias("label_id"),
                        pl.lit(field).alias("field"),
                        "sentence_id",
                        "sentence_text",
                        *(pl.col(field).struct.field(part) for part in ("start", "end", "text")),
                    )
                )
        return pl.concat(parts)


def _together(name: str, tables: TableSet) -> pl.DataFrame:
    parts = [
        pl.DataFrame(pl.from_arrow(table)).with_columns(pl.lit(split).alias("split"))
        for (table_name, split), table in tables.items()
        if table_name == name
    ]
    if parts:
        return pl.concat(parts)
    from torkham.rows import arrow_schema

    return pl.DataFrame(pl.from_arrow(pa.Table.from_pylist([], schema=arrow_schema(name)))).with_columns(
        pl.lit("").alias("split")
    )


def _items(frame: pl.DataFrame, id_column: str, slot: str) -> pl.DataFrame:
    """Explode a list of structs: one row per item, with its position in the list."""
    keys = [id_column, "sentence_id", "article_id"]
    listed = frame.filter(pl.col(slot).list.len() > 0)
    return (
        listed.select(*keys, pl.lit(slot).alias("slot"), pl.int_ranges(pl.col(slot).list.len()).alias("position"), slot)
        .explode("position", slot)
        .unnest(slot)
    )
