"""The tables as Polars frames, in the shapes that checks want: one row per span, participant, or reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import polars as pl
import pyarrow as pa

from torkham import contract
from torkham.findings import Origin
from torkham.tables import ID_COLUMNS, TableSet

Locate = Callable[[str, str], Origin]
"""Finds where an id (of a label, a sentence, or `registry/entry`) and one of its fields stand."""

_SPANS = {"events": ("trigger", "cue", "time", "place"), "stances": ("target_text", "cue", "evidence")}
"""The fields of a label that are spans; a mention is one itself."""


class Frames:
    """All tables of a corpus or dataset with their splits put together.

    `frames[name]` has the columns of the table and `split`. `locate(id, field)` says where an id stands; `field` is a
    field of the label, with `/index` for an item of a list, or empty.

    Where many rows remain, select the columns that a rule needs before rows are filtered or joined: to move whole
    sentences or events, with all that is nested in them, takes a hundred times as long.
    """

    def __init__(self, tables: TableSet, locate: Locate) -> None:
        self.locate = locate
        self._tables = {name: _together(name, tables) for name in contract.TABLES}
        self._repeated: dict[str, pl.DataFrame] = {}

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self._tables[table]

    def repeated(self, table: str) -> pl.DataFrame:
        """Return the ids that stand more than once in a table, in order, each with its `count`."""
        if table not in self._repeated:
            ids = self[table][ID_COLUMNS[table]]
            unique = ids.n_unique() == len(ids)
            counts = (ids.clear() if unique else ids).value_counts()
            self._repeated[table] = counts.filter(pl.col("count") > 1).sort(ID_COLUMNS[table])
        return self._repeated[table]

    def one_each(self, table: str, *columns: str, **renamed: str) -> pl.DataFrame:
        """Return the id and other columns of a table to join with, one row per id: the first, where an id repeats."""
        id_column = ID_COLUMNS[table]
        # In one piece: what a join takes from several is copied, a whole article text for every sentence.
        rows = self[table].select(id_column, *columns, **renamed).rechunk()
        return rows if self.repeated(table).is_empty() else rows.unique(id_column, keep="first")

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
        """One row per source or recipient: label_id, field (`sources`, `recipients`), position, and its own fields."""
        return pl.concat([self._items("events", field) for field in ("sources", "recipients")])

    @cached_property
    def attributions(self) -> pl.DataFrame:
        """One row per attribution of an event or stance: label_id, field, position, and its own fields."""
        return pl.concat([self._items(table, "attributed_to") for table in ("events", "stances")])

    def spans(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield field by field the spans of labels and votes: label_id, sentence_id, sentence_text, start, end, text.

        The field of a mention is `quote`.
        """
        for layer, votes in zip(contract.LABELS, contract.VOTES, strict=True):
            for table in (layer, votes):
                place = (pl.col(ID_COLUMNS[table]).alias("label_id"), "sentence_id", "sentence_text")
                if layer == "mentions":
                    yield "quote", self[table].select(*place, "start", "end", "text")
                for field in _SPANS.get(layer, ()):
                    present = self[table].select(*place, field).filter(pl.col(field).is_not_null())
                    parts = (pl.col(field).struct.field(part) for part in ("start", "end", "text"))
                    yield field, present.select("label_id", "sentence_id", "sentence_text", *parts)

    @cached_property
    def misplaced(self) -> pl.DataFrame:
        """The sentences whose text is not where they point in their article: sentence_id, article_id, start, end."""
        articles = self.one_each("articles", article_text="text")
        return (
            self["sentences"]
            .select("sentence_id", "article_id", "start", "end", "text")
            .join(articles, on="article_id", how="inner")
            .filter(sliced("article_text").ne_missing(pl.col("text")) | (pl.col("end") <= pl.col("start")))
            .select("sentence_id", "article_id", "start", "end")
        )

    def _items(self, table: str, field: str) -> pl.DataFrame:
        """Explode a list of structs: one row per item, with its position in the list."""
        return (
            self[table]
            .select(
                pl.col(ID_COLUMNS[table]).alias("label_id"),
                "sentence_id",
                "article_id",
                pl.lit(field).alias("field"),
                pl.int_ranges(pl.col(field).list.len()).alias("position"),
                pl.col(field).alias("item"),
            )
            .filter(pl.col("item").list.len() > 0)
            .explode("position", "item")
            .unnest("item")
        )


def sliced(text: str) -> pl.Expr:
    """Return the expression for the characters `start` to `end` of the column `text`, as many of them as there are."""
    start = pl.col("start").clip(0)
    return pl.col(text).str.slice(start, pl.max_horizontal(start, "end") - start)


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
