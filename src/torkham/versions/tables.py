"""Two tables compared by the ids of their rows, column by column: rows become Python values only where they differ.

Columns that repeat what another table says are left out, so that each change is told once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from torkham import contract
from torkham.tables import ID_COLUMNS
from torkham.versions.archives import NotADatasetError
from torkham.versions.snapshot import Snapshot, read_table

_PLACE = ("article_id", "fold", "sentence_id", "sentence_start", "sentence_text")
COPIES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((*contract.LABELS, *contract.VOTES), _PLACE),
    "sentences": ("article_id", "fold", *contract.LABELS, "actor_ids", "event_types", "quad_classes"),
    "articles": ("n_sentences",),
}
"""The columns of a table that follow from other tables, or from the row's own id."""

_SPANS = {"sentences": (), "mentions": (), "events": ("trigger",)}
"""Where the span of a row is. A row whose new span has other words, all outside the old one, is somebody else's."""
_NAMES = {
    "articles": ("title", "source_sha256"),
    "stances": ("holder_id", "target_id"),
    "actors": ("name", "type"),
    "issues": ("proposition", "kind"),
    "places": ("name", "kind"),
    "incidents": ("name", "type"),
}
"""A row in which all of these differ stands for something else."""


@dataclass(frozen=True)
class TableChanges:
    """What differs between two tables.

    `rows` has a row for each that was `added`, `removed` or `changed`: rank and article (null for a registry), id,
    kind, old and new (its own columns, null where it is not there), and whether it is `another`: its id stands for
    something else now. `copies` says that no row differs, but a column that repeats another table does.
    """

    rows: pl.DataFrame = field(repr=False)
    reordered: bool
    copies: bool

    def count(self, kind: str) -> int:
        """Return how many rows were `added`, `removed` or `changed`."""
        return int((self.rows["kind"] == kind).sum())

    @property
    def others(self) -> int:
        """How many ids stand for something else now."""
        return int(self.rows["another"].sum())


def article_ranks(old: Snapshot, new: Snapshot) -> pl.DataFrame:
    """Return the place of each article: those of the new dataset in order, then those that are gone."""
    ids = pl.concat([_frame(each, "articles", ())["id"] for each in (new, old)])
    return pl.DataFrame({"article": ids.unique(maintain_order=True)}).with_row_index("rank")


def compare_table(table: str, old: Snapshot, new: Snapshot, ranks: pl.DataFrame) -> TableChanges:
    """Compare the rows of a table; `ranks` are those of the articles.

    Raises `NotADatasetError` where rows cannot be told apart by their ids.
    """
    before, after = (_frame(each, table, _own(each, table)) for each in (old, new))
    places = [frame.select("id").with_row_index(at) for frame, at in ((before, "i"), (after, "j"))]
    pairs = places[0].join(places[1], on="id", how="full", coalesce=True)
    both = pairs.drop_nulls().sort("i")
    differ = _differing(before, after, both, [name for name in before.columns if _told(name, table)])
    there = pl.concat([both.filter(differ), pairs.filter(pl.col("i").is_null() | pl.col("j").is_null())])
    rows = _rows(there, table, before, after, ranks)
    moved = bool(_differing(before, after, both, ["split"]).any())
    reordered = not moved and not both["j"].is_sorted()
    copies = not rows.height and not reordered and (moved or _copies_differ(table, old, new))
    return TableChanges(rows, reordered, copies)


def _told(name: str, table: str) -> bool:
    return name != "id" and (name != "split" or table == "articles")


def _own(snapshot: Snapshot, table: str) -> list[str]:
    """Return the columns whose changes are told at this table."""
    if table not in snapshot.tables():
        return []
    left = {ID_COLUMNS[table], *COPIES.get(table, ())}
    return [name for name in snapshot.schema(table).names if name not in left]


def _frame(snapshot: Snapshot, table: str, columns: Sequence[str]) -> pl.DataFrame:
    """Return the `id`, the `split` and other columns of every row; no rows where there is no such table."""
    if table not in snapshot.tables():
        return pl.DataFrame(schema={"id": pl.String, "split": pl.String})
    id_column = ID_COLUMNS[table]
    if id_column not in snapshot.schema(table).names:
        raise NotADatasetError(f"{snapshot.name}: {table} has no {id_column}, by which rows are compared")
    frame = pl.DataFrame(pl.from_arrow(read_table(snapshot, table, [id_column, *columns]))).rename({id_column: "id"})
    wrong = frame.filter(pl.col("id").is_null() | pl.col("id").is_duplicated())
    if wrong.height:
        raise NotADatasetError(
            f'{snapshot.name}: the id "{wrong["id"][0]}" does not stand once in {table}: validate it'
        )
    return frame


def _differing(before: pl.DataFrame, after: pl.DataFrame, both: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """Return for each pair of rows whether they differ in any of the columns that are of one type in both tables."""
    found = pl.repeat(value=False, n=both.height, eager=True, dtype=pl.Boolean)
    for name in names:
        if before.schema[name] == after.schema.get(name):
            found |= before[name].gather(both["i"]).ne_missing(after[name].gather(both["j"]))
    return found


def _rows(
    pairs: pl.DataFrame, table: str, before: pl.DataFrame, after: pl.DataFrame, ranks: pl.DataFrame
) -> pl.DataFrame:
    """Return the rows of `TableChanges` for pairs of rows, one of which may be missing."""
    article = pl.col("id").str.extract("^([^:]*)") if table not in contract.REGISTRIES else pl.lit(None, pl.String)
    kind = pl.when(pl.col("i").is_null()).then(pl.lit("added")).when(pl.col("j").is_null()).then(pl.lit("removed"))
    rows = pairs.with_columns(article=article, kind=kind.otherwise(pl.lit("changed")))
    rows = rows.join(ranks, on="article", how="left").with_columns(pl.col("rank").fill_null(ranks.height))
    rows = rows.sort("rank", pl.coalesce("j", "i"), "i", nulls_last=True)
    sides = {
        side: _struct(frame, table).gather(rows[at]) for side, frame, at in (("old", before, "i"), ("new", after, "j"))
    }
    told = rows.select("rank", "article", "id", "kind").with_columns(**sides)
    try:
        return told.with_columns(another=_is_another(table))
    except pl.exceptions.PolarsError:  # the columns that would tell are not in both
        return told.with_columns(another=pl.lit(value=False))


def _struct(frame: pl.DataFrame, table: str) -> pl.Series:
    names = [name for name in frame.columns if _told(name, table)] or ["id"]
    return frame.select(pl.struct(names).alias("row")).to_series()


def _copies_differ(table: str, old: Snapshot, new: Snapshot) -> bool:
    """Return whether the columns that repeat other tables differ, where no row does."""
    if table not in old.tables() or table not in new.tables():
        return False
    names = [name for name in COPIES.get(table, ()) if name in old.schema(table).names]
    names = [name for name in names if name in new.schema(table).names]
    if not names:
        return False
    before, after = (pl.DataFrame(pl.from_arrow(read_table(each, table, names))) for each in (old, new))
    return any(
        before[name].ne_missing(after[name]).any() for name in names if before.schema[name] == after.schema[name]
    )


def _is_another(table: str) -> pl.Expr:
    def of(side: str, name: str) -> pl.Expr:
        value = pl.col(side)
        for step in (*_SPANS.get(table, ()), name):
            value = value.struct.field(step)
        return value

    if table in _SPANS:
        apart = (of("old", "end") <= of("new", "start")) | (of("new", "end") <= of("old", "start"))
        another = apart & of("old", "text").ne(of("new", "text"))
    else:
        differ = (of("old", name).ne_missing(of("new", name)) for name in _NAMES.get(table, ()))
        another = pl.all_horizontal(pl.lit(table in _NAMES), *differ)
    return (pl.col("kind") == "changed") & another.fill_null(value=False)
