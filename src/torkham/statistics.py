"""Figures of a dataset: how many of what. The card has them as tables in Markdown, `torkham stats` in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from torkham import contract
from torkham.tables import TableSet, present_splits

if TYPE_CHECKING:
    import polars as pl

ALL = "all"
"""The head of sums."""
TITLES = {
    "by_article": "Articles and their labels",
    "by_role": "Units by role",
    "by_type": "Events by type and status",
    "by_polarity": "Stances by the kind of their target, and polarity",
    "by_certainty": "Events and stances by certainty",
    "top_actors": "The actors most often mentioned",
    "top_targets": "The targets most often taken a stance on",
}
"""What each table of `counts` is, in words."""
TOP = 10
"""How many actors or targets are shown."""
COLUMNS: dict[str, tuple[str, ...]] = {
    "articles": ("article_id", "genre", "published"),
    "sentences": ("article_id", "role", "is_annotated"),
    "mentions": ("article_id", "actor_id"),
    "events": ("article_id", "type", "status", "certainty"),
    "stances": ("article_id", "target_kind", "target_id", "polarity", "certainty"),
}
"""What is counted."""

Frames: TypeAlias = "Mapping[str, pl.DataFrame]"
"""`COLUMNS` of each of these tables, all splits in order; more columns and tables do not matter."""


@dataclass(frozen=True)
class Count:
    """A table of numbers: `head` names the columns, of which the first has labels, or ids where `ids` is true."""

    head: tuple[str, ...]
    lines: tuple[tuple[str | int, ...], ...]
    ids: bool = False


def statistics(tables: TableSet) -> dict[str, str]:
    """Return tables in Markdown by the names that stand for them in a card's template."""
    return {name: _markdown(count) for name, count in counts(_frames(tables)).items()}


def counts(frames: Frames) -> dict[str, Count]:
    """Return the tables of numbers by their names in a card's template."""
    events, stances = frames["events"], frames["stances"]
    return {
        "by_article": Count(
            ("article", "genre", "date", "annotated sentences", *contract.LABELS), tuple(_articles(frames)), ids=True
        ),
        "by_role": _crossed(
            "role",
            frames["sentences"].select("role", "is_annotated"),
            {"to be labelled": True, "kept only": False},
        ),
        "by_type": _crossed("event type", events.select("type", "status"), _names("status")),
        "by_polarity": _crossed("target", stances.select("target_kind", "polarity"), _names("polarity")),
        "by_certainty": _crossed("layer", _certain(frames), _names("certainty")),
        "top_actors": _top("actor", frames["mentions"]["actor_id"], "mentions"),
        "top_targets": _top("target", stances["target_id"], "stances"),
    }


def _frames(tables: TableSet) -> Frames:
    import polars as pl

    from torkham.rows import arrow_schema

    return {
        name: pl.concat(
            pl.DataFrame(pl.from_arrow(table.select(columns)))
            for table in (
                arrow_schema(name).empty_table(),
                *(tables[name, split] for split in present_splits(name, tables)),
            )
        )
        for name, columns in COLUMNS.items()
    }


def _names(vocabulary: str) -> dict[str, object]:
    return {name.replace("_", " "): name for name in contract.vocabulary(vocabulary)}


def _articles(frames: Frames) -> Iterator[tuple[str | int, ...]]:
    import polars as pl

    found = frames["articles"].select("article_id", "genre", pl.col("published").fill_null("–"))
    annotated = frames["sentences"].filter("is_annotated")
    for layer, labels in {"sentences": annotated, **{layer: frames[layer] for layer in contract.LABELS}}.items():
        count = labels.group_by("article_id").agg(pl.len().alias(layer))
        found = found.join(count, on="article_id", how="left", maintain_order="left")
    yield from found.fill_null(0).iter_rows()


def _certain(frames: Frames) -> pl.DataFrame:
    import polars as pl

    layers = ("events", "stances")
    return pl.concat([frames[layer].select(pl.lit(layer).alias("layer"), "certainty") for layer in layers])


def _crossed(head: str, pairs: pl.DataFrame, columns: Mapping[str, object]) -> Count:
    """Count the rows of two columns; what is in the first comes by number, without what does not occur."""
    import polars as pl

    rows = pairs.group_by(pairs.columns, maintain_order=True).agg(pl.len().alias("n")).iter_rows()
    counts = Counter({(name, value): count for name, value, count in rows})
    sums = Counter[object]()
    for (name, _), count in counts.items():
        sums[name] += count
    used = {title: value for title, value in columns.items() if any(counts[name, value] for name in sums)}
    lines: list[tuple[str | int, ...]] = [
        (str(name), *(counts[name, value] for value in used.values()), total) for name, total in sums.most_common()
    ]
    return Count((head, *used, ALL), tuple(lines))


def _top(head: str, ids: pl.Series, counted: str) -> Count:
    import polars as pl

    counts = ids.drop_nulls().to_frame("id").group_by("id", maintain_order=True).agg(pl.len().alias("n"))
    return Count(
        (head, counted), tuple(counts.sort("n", descending=True, maintain_order=True).head(TOP).rows()), ids=True
    )


def _markdown(count: Count) -> str:
    marks = ["---", *("--:" for _ in count.head[1:])]
    lines = [(f"`{first}`", *rest) if count.ids else (first, *rest) for first, *rest in count.lines]
    return "\n".join(_line(cells) for cells in (count.head, marks, *lines))


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
