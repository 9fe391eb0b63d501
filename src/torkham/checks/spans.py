"""Spans: every offset points to the text it claims."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from torkham.align import TilingError, tile
from torkham.checks.base import check, short
from torkham.findings import Failure
from torkham.frames import Frames


def sliced(text: str, start: str, end: str) -> pl.Expr:
    """Return the expression for the characters `start` to `end` of the column `text`."""
    return pl.col(text).str.slice(pl.col(start), pl.col(end) - pl.col(start))


@check("spans/text-equal")
def span_text_is_its_slice(frames: Frames) -> Iterator[Failure]:
    """A span's text equals the characters of its sentence that it points to."""
    spans = frames.spans
    inside = (
        (pl.col("start") >= 0)
        & (pl.col("end") > pl.col("start"))
        & (pl.col("end") <= pl.col("sentence_text").str.len_chars())
    )
    clipped = spans.with_columns(
        pl.col("start").clip(0), pl.max_horizontal(pl.col("start").clip(0), "end").alias("end")
    )
    equal = clipped.select(equal=sliced("sentence_text", "start", "end").eq_missing(pl.col("text")))["equal"]
    wrong = spans.with_columns(equal=equal).filter(~(inside & pl.col("equal")).fill_null(value=False))
    for row in wrong.iter_rows(named=True):
        message = (
            f"{row['field']}: {row['text']!r} is not at {row['start']}:{row['end']} of {short(row['sentence_id'])}"
        )
        yield Failure(
            frames.locate(row["label_id"], row["field"]),
            message,
            row["label_id"],
            "offsets are derived from the quoted words: build again",
        )


@check("spans/sentence-text")
def sentence_is_its_slice(frames: Frames) -> Iterator[Failure]:
    """A sentence's text equals the characters of its article that it points to, and its labels carry it."""
    articles = frames["articles"].select("article_id", article_text="text").unique("article_id", keep="first")
    joined = frames["sentences"].join(articles, on="article_id", how="inner")
    start, end = pl.col("start").clip(0), pl.max_horizontal(pl.col("start").clip(0), "end")
    wrong = joined.filter(
        ~pl.col("article_text").str.slice(start, end - start).eq_missing(pl.col("text"))
        | (pl.col("end") <= pl.col("start"))
    )
    for row in wrong.iter_rows(named=True):
        yield Failure(
            frames.locate(row["sentence_id"], ""),
            f"the text is not at {row['start']}:{row['end']} of {row['article_id']}",
            row["sentence_id"],
        )
    sentences = frames["sentences"].select("sentence_id", "text", "start").unique("sentence_id", keep="first")
    for table, id_column in (("mentions", "mention_id"), ("events", "event_id"), ("stances", "stance_id")):
        labels = frames[table].select(id_column, "sentence_id", "sentence_text", "sentence_start")
        differing = labels.join(sentences, on="sentence_id", how="inner").filter(
            (pl.col("sentence_text") != pl.col("text")) | (pl.col("sentence_start") != pl.col("start"))
        )
        for id_ in differing[id_column]:
            yield Failure(frames.locate(id_, ""), "sentence_text or sentence_start is not the sentence's", id_)


@check("spans/gap")
def sentences_tile_their_article(frames: Frames) -> Iterator[Failure]:
    """The sentences of an article, in order, and the white space between them are its whole text."""
    units = (
        frames["sentences"]
        .sort("article_id", "index")
        .group_by("article_id", maintain_order=True)
        .agg("sentence_id", "text", "index")
    )
    articles = (
        frames["articles"].select("article_id", article_text="text", n="n_sentences").unique("article_id", keep="first")
    )
    joined = articles.join(units, on="article_id", how="left")
    for article_id, text, n, ids, texts, indexes in joined.iter_rows():
        if ids is None or indexes != list(range(n)):
            found = "no" if ids is None else str(len(ids))
            yield Failure(
                frames.locate(article_id, ""),
                f"has {found} sentences with index 0 to {n - 1}, n_sentences is {n}",
                article_id,
            )
            continue
        try:
            tile(text, texts)
        except TilingError as error:
            id_ = ids[min(error.index, len(ids) - 1)]
            yield Failure(frames.locate(id_, ""), f"{short(id_)} {error}", id_, error.hint)


@check("spans/crossing-mentions")
def mentions_nest_or_part(frames: Frames) -> Iterator[Failure]:
    """Two mentions of a sentence nest or stand apart; they never cross, and no two are the same."""
    mentions = frames["mentions"].select("sentence_id", "mention_id", "start", "end", "actor_id")
    pairs = mentions.join(mentions, on="sentence_id", suffix="_b").filter(
        (pl.col("mention_id") < pl.col("mention_id_b"))
        & (
            (
                (pl.col("start") < pl.col("start_b"))
                & (pl.col("start_b") < pl.col("end"))
                & (pl.col("end") < pl.col("end_b"))
            )
            | (
                (pl.col("start_b") < pl.col("start"))
                & (pl.col("start") < pl.col("end_b"))
                & (pl.col("end_b") < pl.col("end"))
            )
            | (
                (pl.col("start") == pl.col("start_b"))
                & (pl.col("end") == pl.col("end_b"))
                & (pl.col("actor_id") == pl.col("actor_id_b"))
            )
        )
    )
    for row in pairs.iter_rows(named=True):
        id_, other = row["mention_id_b"], row["mention_id"]
        yield Failure(
            frames.locate(id_, "quote"),
            f"{short(id_)} crosses or repeats {short(other)}",
            id_,
            "mentions nest or stand apart",
        )
