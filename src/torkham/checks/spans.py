"""Spans: every offset points to the text it claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from torkham import contract
from torkham.align import TilingError, tile
from torkham.checks.base import REBUILD, check, short
from torkham.findings import Failure
from torkham.frames import Frames
from torkham.tables import ID_COLUMNS


def sliced(text: str, start: str, end: str) -> pl.Expr:
    """Return the expression for the characters `start` to `end` of the column `text`."""
    return pl.col(text).str.slice(pl.col(start), pl.col(end) - pl.col(start))


@check("spans/text-equal")
def span_text_is_its_slice(frames: Frames) -> Iterator[Failure]:
    """A span's text equals the characters of its sentence that it points to."""
    sentences = frames["sentences"].select("sentence_id", of_sentence="text").unique("sentence_id", keep="first")
    # A span in words that are not its sentence's is reported by the rule for those.
    spans = frames.spans.join(sentences, on="sentence_id", how="left", maintain_order="left").filter(
        pl.col("of_sentence").is_null() | (pl.col("of_sentence") == pl.col("sentence_text"))
    )
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
        field = "the mention" if row["field"] == "quote" else row["field"]
        message = f'{field}: "{row["text"]}" is not at {row["start"]}:{row["end"]} of {short(row["sentence_id"])}'
        hint = f"offsets are derived from the quoted words: {REBUILD}"
        yield Failure(frames.locate(row["label_id"], row["field"]), message, row["label_id"], hint)


@check("spans/sentence-text")
def sentence_is_its_slice(frames: Frames) -> Iterator[Failure]:
    """A sentence's text equals the characters of its article that it points to, and its labels carry it."""
    for row in _misplaced(frames).iter_rows(named=True):
        message = f"the text is not at {row['start']}:{row['end']} of {row['article_id']}"
        yield Failure(frames.locate(row["sentence_id"], ""), message, row["sentence_id"], REBUILD)
    for id_, column in _estranged(frames).items():
        yield Failure(frames.locate(id_, ""), f"{column} is not that of its sentence", id_, REBUILD)


def _misplaced(frames: Frames) -> pl.DataFrame:
    """Return the sentences whose text is not where they point in their article."""
    articles = frames["articles"].select("article_id", article_text="text").unique("article_id", keep="first")
    joined = frames["sentences"].join(articles, on="article_id", how="inner")
    start, end = pl.col("start").clip(0), pl.max_horizontal(pl.col("start").clip(0), "end")
    return joined.filter(
        ~pl.col("article_text").str.slice(start, end - start).eq_missing(pl.col("text"))
        | (pl.col("end") <= pl.col("start"))
    )


def _estranged(frames: Frames) -> dict[str, str]:
    """Return the labels whose sentence_text or sentence_start is not their sentence's, with the name of that column.

    A sentence that is misplaced itself says nothing of its labels.
    """
    wrong = _misplaced(frames).select("sentence_id")
    sentences = frames["sentences"].join(wrong, on="sentence_id", how="anti").unique("sentence_id", keep="first")
    found: dict[str, str] = {}
    for table in (*contract.LABELS, *contract.VOTES):
        labels = frames[table].select(ID_COLUMNS[table], "sentence_id", "sentence_text", "sentence_start")
        joined = labels.join(sentences.select("sentence_id", "text", "start"), on="sentence_id", how="inner")
        for column, of_sentence in (("sentence_start", "start"), ("sentence_text", "text")):
            found |= dict.fromkeys(joined.filter(pl.col(column) != pl.col(of_sentence))[ID_COLUMNS[table]], column)
    return found


@check("spans/gap")
def sentences_tile_their_article(frames: Frames) -> Iterator[Failure]:
    """The sentences of an article, in order, and the white space between them are its whole text."""
    misplaced = set(_misplaced(frames)["article_id"])
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
        if len(ids or ()) != n:
            message = f"n_sentences is {n}, but the article has {len(ids or ())} sentences"
            yield Failure(frames.locate(article_id, ""), message, article_id, REBUILD)
        elif indexes != list(range(n)):
            message = f"the indexes of its sentences are not 0 to {n - 1}, each once"
            yield Failure(frames.locate(article_id, ""), message, article_id, REBUILD)
        elif article_id not in misplaced:
            yield from _tiling_failures(frames, text, ids, texts)


def _tiling_failures(frames: Frames, text: str, ids: list[str], texts: list[str]) -> Iterator[Failure]:
    try:
        tile(text, texts)
    except TilingError as error:
        index = min(error.index, len(ids) - 1)
        message = str(error) if error.index > index else f"the sentence {error}"
        yield Failure(frames.locate(ids[index], ""), message, ids[index], error.hint)


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
            f"{short(id_)} {_overlap(row)} {short(other)}",
            id_,
            "mentions nest or stand apart, and name each actor once: mend the quote, or remove one of the two",
        )


def _overlap(pair: dict[str, Any]) -> str:
    return "repeats" if (pair["start"], pair["end"]) == (pair["start_b"], pair["end_b"]) else "crosses"
