"""Copies: what a dataset holds twice, or could be computed from the rest, says the same in both places."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from torkham import contract
from torkham.checks.base import REBUILD, check, short
from torkham.findings import Failure
from torkham.frames import Frames
from torkham.segment import paragraphs
from torkham.tables import ID_COLUMNS


@check("links/nested-labels")
def nested_labels_are_the_flat_ones(frames: Frames) -> Iterator[Failure]:
    """The labels nested in a sentence are those that its tables of labels hold, in the same order."""
    for layer in contract.LABELS:
        held = frames["sentences"].filter(pl.col(layer).list.len() > 0).select("sentence_id", layer)
        nested = held.explode(layer).unnest(layer)
        flat = frames[layer].select(nested.columns)
        if nested.equals(flat):
            continue
        column = ID_COLUMNS[layer]
        left, right = ({row[column]: row for row in frame.iter_rows(named=True)} for frame in (nested, flat))
        differing = [id_ for id_ in dict.fromkeys([*left, *right]) if left.get(id_) != right.get(id_)]
        for id_ in differing or list(left)[:1]:
            there = "differs from" if id_ in left and id_ in right else "is missing in one of"
            message = f"{short(id_)} {there} sentences and {layer}" if differing else f"{layer} stand in another order"
            yield Failure(frames.locate(id_, ""), message, id_, REBUILD)


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
        distinct = values.list.unique(maintain_order=True)
        wrong = frames["sentences"].filter(~pl.col(column).eq_missing(distinct))
        for id_, given in wrong.select("sentence_id", column).iter_rows():
            message = f"{column} is {', '.join(given) or 'empty'}, the labels give something else"
            yield Failure(frames.locate(id_, ""), message, id_, REBUILD)


@check("spans/paragraph")
def paragraphs_and_sections_follow_from_the_text(frames: Frames) -> Iterator[Failure]:
    """A sentence's paragraph is the line it stands in, its section the last heading above it."""
    columns = ["sentence_id", "start", "role", "text", "paragraph", "section"]
    texts = dict(frames["articles"].select("article_id", "text").iter_rows())
    for (article_id,), units in frames["sentences"].group_by("article_id", maintain_order=True):
        ordered = units.sort("start").select(columns)
        numbers = paragraphs(texts.get(str(article_id), ""), ordered["start"].to_list())
        heading = None
        for row, number in zip(ordered.iter_rows(named=True), numbers, strict=False):
            if (row["paragraph"], row["section"]) != (number, heading):
                message = f"paragraph {row['paragraph']} under {row['section'] or 'no heading'}"
                said = f"it is paragraph {number} under {heading or 'no heading'}"
                yield Failure(frames.locate(row["sentence_id"], ""), f"{message}: {said}", row["sentence_id"], REBUILD)
            heading = row["text"] if row["role"] == "heading" else heading
