"""Corpus: rules over all articles together."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from torkham.checks.base import check
from torkham.findings import Failure
from torkham.frames import Frames


@check("corpus/fold-in-splits")
def folds_stay_in_one_split(frames: Frames) -> Iterator[Failure]:
    """A fold belongs to one split, so that leaving it out never leaves part of it in."""
    divided = (
        frames["articles"]
        .group_by("fold", maintain_order=True)
        .agg("article_id", "split")
        .filter(pl.col("split").list.n_unique() > 1)
    )
    for fold, articles, splits in divided.iter_rows():
        yield Failure(
            frames.locate(articles[1], ""),
            f'the fold "{fold}" is divided between the splits {" and ".join(dict.fromkeys(splits))}',
            ", ".join(articles),
            "put its articles into one split, or give them folds of their own",
        )


@check("corpus/leakage")
def sentences_stay_in_one_split(frames: Frames) -> Iterator[Failure]:
    """No annotated sentence of eight words or more stands in two splits."""
    long = frames["sentences"].filter(pl.col("is_annotated") & (pl.col("text").str.split(" ").list.len() >= 8))
    shared = (
        long.group_by("text", maintain_order=True)
        .agg("sentence_id", "split")
        .filter(pl.col("split").list.n_unique() > 1)
    )
    for ids in shared["sentence_id"]:
        yield Failure(
            frames.locate(ids[1], ""),
            f"the same sentence stands in another split, as {ids[0]}",
            ids[1],
            "put both articles into one split, or leave one out",
        )
