"""Spans: every offset points to the text it claims."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from torkham import contract
from torkham.align import TilingError, tile
from torkham.checks.base import REBUILD, SPACE, check, short
from torkham.findings import Failure
from torkham.frames import Frames, sliced
from torkham.tables import ID_COLUMNS


@check("spans/text-equal")
def span_text_is_its_slice(frames: Frames) -> Iterator[Failure]:
    """A span's text equals the characters of its sentence that it points to."""
    inside = (pl.col("start") >= 0) & (pl.col("start") < pl.col("end"))
    # What is sliced past the end of the sentence is shorter than the span says.
    whole = pl.col("text").str.len_chars() == pl.col("end") - pl.col("start")
    same = sliced("sentence_text").eq_missing(pl.col("text"))
    for field, spans in frames.spans():
        for row in _in_own_words(frames, spans.filter(~(inside & whole & same))).iter_rows(named=True):
            name = "the mention" if field == "quote" else field
            message = f'{name}: "{row["text"]}" is not at {row["start"]}:{row["end"]} of {short(row["sentence_id"])}'
            hint = f"offsets are derived from the quoted words: {REBUILD}"
            yield Failure(frames.locate(row["label_id"], field), message, row["label_id"], hint)


def _in_own_words(frames: Frames, spans: pl.DataFrame) -> pl.DataFrame:
    """Leave out the spans in words that are not their sentence's: these are reported by the rule for them."""
    if spans.is_empty():
        return spans
    sentences = frames.one_each("sentences", of_sentence="text")
    return spans.join(sentences, on="sentence_id", how="left", maintain_order="left").filter(
        pl.col("of_sentence").is_null() | (pl.col("of_sentence") == pl.col("sentence_text"))
    )


@check("spans/sentence-text")
def sentence_is_its_slice(frames: Frames) -> Iterator[Failure]:
    """A sentence's text equals the characters of its article that it points to, and its labels carry it."""
    for id_, article, start, end in frames.misplaced.iter_rows():
        yield Failure(frames.locate(id_, ""), f"the text is not at {start}:{end} of {article}", id_, REBUILD)
    for id_, column in _estranged(frames):
        yield Failure(frames.locate(id_, ""), f"{column} is not that of its sentence", id_, REBUILD)


def _estranged(frames: Frames) -> Iterator[tuple[str, str]]:
    """Yield the labels whose sentence_text or sentence_start is not their sentence's, with the name of that column.

    A sentence that is misplaced itself says nothing of its labels.
    """
    sentences = frames.one_each("sentences", "text", "start").join(frames.misplaced, on="sentence_id", how="anti")
    other_text = pl.col("sentence_text") != pl.col("text")
    other_start = pl.col("sentence_start") != pl.col("start")
    labels = pl.concat(
        frames[table].lazy().select("sentence_id", "sentence_text", "sentence_start", label_id=ID_COLUMNS[table])
        for table in (*contract.LABELS, *contract.VOTES)
    )
    joined = labels.join(sentences.lazy(), on="sentence_id")
    wrong = joined.filter(other_text | other_start).collect(engine="streaming")  # never all of it at once
    columns = pl.when(other_text).then(pl.lit("sentence_text")).otherwise(pl.lit("sentence_start"))
    yield from wrong.select("label_id", columns).iter_rows()


@check("spans/gap")
def sentences_tile_their_article(frames: Frames) -> Iterator[Failure]:
    """The sentences of an article, in order, and the white space between them are its whole text."""
    columns = ["article_id", "index", "sentence_id", "start", "end", "text"]
    units = frames["sentences"].select(columns)
    counted = units.group_by("article_id").agg(
        pl.len().alias("found"), ordered=(pl.col("index") == pl.int_range(pl.len())).all()
    )
    articles = frames.one_each("articles", "n_sentences").join(counted, on="article_id", how="left")
    articles = articles.with_columns(pl.col("found").fill_null(0), pl.col("ordered").fill_null(value=False))
    complete = pl.col("ordered") & (pl.col("found") == pl.col("n_sentences"))
    for article_id, n, found, _ in articles.filter(~complete).iter_rows():
        message = f"the indexes of its sentences are not 0 to {n - 1}, each once and in order"
        if found != n:
            message = f"n_sentences is {n}, but the article has {found} sentences"
        yield Failure(frames.locate(article_id, ""), message, article_id, REBUILD)
    sound = articles.filter(complete).join(frames.misplaced, on="article_id", how="anti")
    texts = frames.one_each("articles", article_text="text").join(sound, on="article_id", how="semi")
    doubtful = texts.join(_with_gaps(units, texts), on="article_id", how="semi")
    parts = units.join(doubtful, on="article_id", how="semi").group_by("article_id", maintain_order=True)
    for _, text, *of_units in doubtful.join(parts.agg("sentence_id", "text"), on="article_id").iter_rows():
        yield from _tiling_failures(frames, text, *of_units)


def _with_gaps(units: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Return the articles with more than white space between or after their units, or with units that overlap.

    The units stand in their order, each where it says.
    """
    before = pl.col("end").shift(1, fill_value=0).over("article_id")
    placed = units.with_columns(before=before).join(texts, on="article_id")
    gap = pl.col("article_text").str.slice("before", pl.max_horizontal("start", "before") - pl.col("before"))
    loose = placed.filter(
        (pl.col("start") < pl.col("before"))
        | _more_than_space(gap)
        | (pl.col("text").str.strip_chars(SPACE) != pl.col("text"))
    )
    rest = units.group_by("article_id").agg(pl.col("end").last()).join(texts, on="article_id")
    unfinished = rest.filter(_more_than_space(pl.col("article_text").str.slice("end")))
    return pl.concat([loose.select("article_id"), unfinished.select("article_id")])


def _more_than_space(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars(SPACE) != ""


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
    columns = ["sentence_id", "mention_id", "start", "end", "actor_id"]
    mentions = frames["mentions"].select(columns).with_row_index("row")
    places = mentions.select("row", "sentence_id", "start", "end")
    start, end, start_b, end_b = (pl.col(name) for name in ("start", "end", "start_b", "end_b"))
    crossing = (start < start_b) & (start_b < end) & (end < end_b)
    same_place = (pl.col("row") < pl.col("row_b")) & (start == start_b) & (end == end_b)
    pairs = places.join(places, on="sentence_id", suffix="_b").filter(crossing | same_place)
    names = mentions.select("row", "mention_id", "actor_id")
    named = pairs.join(names, on="row").join(names, left_on="row_b", right_on="row", suffix="_b")
    for row in named.filter(crossing | (pl.col("actor_id") == pl.col("actor_id_b"))).iter_rows(named=True):
        if row["mention_id"] == row["mention_id_b"]:
            continue  # a mention that stands twice is reported as such
        other, id_ = sorted((row["mention_id"], row["mention_id_b"]))
        yield Failure(
            frames.locate(id_, "quote"),
            f"{short(id_)} {'crosses' if row['start'] < row['start_b'] else 'repeats'} {short(other)}",
            id_,
            "mentions nest or stand apart, and name each actor once: mend the quote, or remove one of the two",
        )
