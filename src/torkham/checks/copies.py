"""Copies: what a dataset holds twice, or could be computed from the rest, says the same in both places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

import polars as pl

from torkham import contract
from torkham.checks.base import REBUILD, SPACE, check, short
from torkham.findings import Failure
from torkham.frames import Frames
from torkham.tables import ID_COLUMNS


@check("links/nested-labels")
def nested_labels_are_the_flat_ones(frames: Frames) -> Iterator[Failure]:
    """The labels nested in a sentence are those that its tables of labels hold, in the same order."""
    for layer in contract.LABELS:
        held = frames["sentences"].lazy().select("sentence_id", layer).filter(pl.col(layer).list.len() > 0)
        nested = held.explode(layer).unnest(layer).collect(engine="streaming")
        flat = frames[layer].select(nested.columns)
        if _equal(nested, flat):
            continue
        column = ID_COLUMNS[layer]
        differing = _differing(nested, flat, column)
        for id_, both in differing.iter_rows():
            there = "differs from" if both else "is missing in one of"
            yield Failure(frames.locate(id_, ""), f"{short(id_)} {there} sentences and {layer}", id_, REBUILD)
        if differing.is_empty():
            pairs = zip_longest(nested[column], flat[column])
            id_ = next((left or right for left, right in pairs if left != right), nested[column][0])
            yield Failure(frames.locate(id_, ""), f"{layer} stand in another order", id_, REBUILD)


def _equal(left: pl.DataFrame, right: pl.DataFrame) -> bool:
    """Return whether two frames with the same columns have the same rows in the same order.

    Lists are compared by their lengths and then as one column of items: Polars compares lists of structs one by one.
    """
    if left.height != right.height:
        return False
    for name, dtype in left.schema.items():
        if isinstance(dtype, pl.List):
            same_lengths = left[name].list.len().equals(right[name].list.len())
            if not same_lengths or not _equal(_items(left, name), _items(right, name)):
                return False
        elif not left[name].equals(right[name]):
            return False
    return True


def _items(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    items = frame.select(name).explode(name)
    return items.unnest(name) if isinstance(items.schema[name], pl.Struct) else items


def _differing(left: pl.DataFrame, right: pl.DataFrame, id_column: str) -> pl.DataFrame:
    """Return the ids whose rows are not the same in both frames, and whether they are in both."""
    # Of rows with the same id the last is compared: the copy that one side has too many is most likely there.
    sides = [
        frame.unique(id_column, keep="last", maintain_order=True).with_columns(there=True) for frame in (left, right)
    ]
    joined = sides[0].join(
        sides[1], on=id_column, how="full", coalesce=True, maintain_order="left_right", suffix="_flat"
    )
    differs = [pl.col(name).ne_missing(pl.col(f"{name}_flat")) for name in sides[0].columns if name != id_column]
    both = pl.col("there").is_not_null() & pl.col("there_flat").is_not_null()
    return joined.filter(pl.any_horizontal(differs)).select(id_column, both)


@check("semantics/quick-columns")
def quick_columns_follow_from_labels(frames: Frames) -> Iterator[Failure]:
    """`actor_ids`, `event_types` and `quad_classes` of a sentence are those of its labels, in order, each once."""
    item = pl.element().struct
    ordered = pl.element().sort_by(item.field("start"), item.field("end")).struct.field("actor_id")
    wanted = {
        "actor_ids": pl.col("mentions").list.eval(ordered),
        "event_types": pl.col("events").list.eval(item.field("type")),
        "quad_classes": pl.col("events").list.eval(item.field("quad_class")),
    }
    for column, values in wanted.items():
        compared = frames["sentences"].select("sentence_id", column, wanted=values.list.unique(maintain_order=True))
        for id_, given, _ in compared.filter(pl.col(column).ne_missing(pl.col("wanted"))).iter_rows():
            message = f"{column} is {', '.join(given) or 'empty'}, the labels give something else"
            yield Failure(frames.locate(id_, ""), message, id_, REBUILD)


@check("spans/paragraph")
def paragraphs_and_sections_follow_from_the_text(frames: Frames) -> Iterator[Failure]:
    """A sentence's paragraph is the line it stands in, its section the last heading above it."""
    articles = frames.one_each("articles", "text")
    lengths = articles.select("article_id", length=pl.col("text").str.len_chars())
    columns = ["article_id", "start", "sentence_id", "role", "text", "paragraph", "section"]
    sentences = frames["sentences"].select(columns).sort("article_id", "start", maintain_order=True)
    headings = pl.when(pl.col("role") == "heading").then("text")
    placed = (
        sentences.with_columns(above=headings.shift(1).forward_fill().over("article_id"))
        .join_asof(_lines(articles), on="start", by="article_id", check_sortedness=False)
        .with_columns(pl.col("number").fill_null(-1))
        .join(lengths, on="article_id")
        # What a sentence beyond the end of its article says is reported with its place.
        .filter(pl.col("start") < pl.col("length"))
    )
    wrong = placed.filter((pl.col("paragraph") != pl.col("number")) | pl.col("section").ne_missing(pl.col("above")))
    for row in wrong.iter_rows(named=True):
        message = f"paragraph {row['paragraph']} under {row['section'] or 'no heading'}"
        said = f"it is paragraph {row['number']} under {row['above'] or 'no heading'}"
        yield Failure(frames.locate(row["sentence_id"], ""), f"{message}: {said}", row["sentence_id"], REBUILD)


_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""All that Python takes for the end of a line, as `torkham.segmentation` does."""


def _lines(articles: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with text, as `torkham.segmentation.paragraphs` counts them: article_id, start, number."""
    # Every end counts alike, and of two in a row the second ends an empty line: that has no text, and so no number.
    ended = pl.col("text").str.replace_all(f"[{_LINE_ENDS}]", "\n").str.split("\n", inclusive=True)
    lines = articles.select("article_id", line=ended).explode("line")
    length = pl.col("line").str.len_chars().cast(pl.Int32)
    return (
        lines.with_columns(start=length.cum_sum().over("article_id") - length)
        .filter(pl.col("line").str.strip_chars(SPACE) != "")
        .select("article_id", "start", number=pl.int_range(pl.len(), dtype=pl.Int32).over("article_id"))
    )
