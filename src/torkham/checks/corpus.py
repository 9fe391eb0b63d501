"""Corpus: rules over all articles together, judged in passes over the sentences that never hold them all.

What stands in two places is found by bringing equal things together on disk (`torkham.parting`). Held are the ids of
articles, signatures of those that may be nearly equal, and what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from torkham.findings import Check, Failure, Finding, rule, run_checks
from torkham.frames import Frames, Locate
from torkham.near import near_pairs, signed
from torkham.parting import parted

LONG = 8
"""Words from which on a sentence that stands in two splits is no coincidence."""
NEARLY = 0.5
"""Share of three-word sequences in common: one changed word in a sentence of twelve leaves 7 of 13."""
COMMON = 50
"""Sentences with one and the same sequence, above which it is a phrase of the trade and tells nothing."""
_NO_KEYS = pl.DataFrame(schema={"key": pl.UInt64, "split": pl.UInt32})
_NO_PAIRS = pl.DataFrame(schema={"n": pl.UInt32, "n_b": pl.UInt32})


@dataclass(frozen=True)
class Whole:
    """What the rules over all articles look at.

    `articles` has article_id, fold and split; `texts()` yields the text of each, in the same order; `sentences()`
    yields sentence_id, text, is_annotated and split. These come some rows at a time, as often as they are called.
    """

    articles: pl.DataFrame
    texts: Callable[[], Iterator[pl.Series]]
    sentences: Callable[[], Iterator[pl.DataFrame]]
    locate: Locate


def whole_of(frames: Frames) -> Whole:
    """Return the corpus that frames hold."""
    articles, sentences = frames["articles"], frames["sentences"]
    return Whole(articles, lambda: iter([articles["text"]]), lambda: iter([sentences]), frames.locate)


def check_corpus(whole: Whole) -> list[Finding]:
    """Run every rule over all articles."""
    return run_checks(CORPUS_CHECKS, whole)


def check_near_duplicates(whole: Whole) -> list[Finding]:
    """Look for articles and sentences that are nearly the same, by all their sequences of words, which are many."""
    return run_checks(NEAR_DUPLICATES, whole)


def folds_stay_in_one_split(whole: Whole) -> Iterator[Failure]:
    """A fold belongs to one split, so that leaving it out never leaves part of it in."""
    divided = (
        whole.articles.group_by("fold", maintain_order=True)
        .agg("article_id", "split")
        .filter(pl.col("split").list.n_unique() > 1)
    )
    for fold, articles, splits in divided.select("fold", "article_id", "split").iter_rows():
        yield Failure(
            whole.locate(articles[1], ""),
            f'the fold "{fold}" is divided between the splits {" and ".join(dict.fromkeys(splits))}',
            ", ".join(articles),
            "put its articles into one split, or give them folds of their own",
        )


def sentences_stay_in_one_split(whole: Whole) -> Iterator[Failure]:
    """No annotated sentence of eight words or more stands in two splits."""
    if _is_one_split(whole):
        return
    prints = (_long(part).select("split", key=pl.col("text").hash()) for part in whole.sentences())
    divided = [part.group_by("key").agg(pl.col("split").n_unique()) for part in parted(prints, "key")]
    shared = pl.concat([_NO_KEYS, *divided]).filter(pl.col("split") > 1)["key"]
    if shared.is_empty():
        return
    found = pl.concat([_long(part).filter(pl.col("text").hash().is_in(shared.implode())) for part in whole.sentences()])
    repeated = found.group_by("text", maintain_order=True).agg("sentence_id", "split")
    for ids in repeated.filter(pl.col("split").list.n_unique() > 1)["sentence_id"]:
        yield Failure(
            whole.locate(ids[1], ""),
            f"the same sentence stands in another split, as {ids[0]}",
            ids[1],
            "put both articles into one split, or leave one out",
        )


def nearly_equal_articles_stay_in_one_split(whole: Whole) -> Iterator[Failure]:
    """No article stands, hardly changed, in another split.

    What is nearly equal is said in `torkham.near`; `torkham convert` gives such articles one fold.
    """
    if _is_one_split(whole):
        return
    with signed(text or "" for part in whole.texts() for text in part) as blocks:
        pairs = near_pairs(blocks)
    splits, ids = whole.articles["split"], whole.articles["article_id"]
    divided = {other: one for one, other in reversed(pairs.tolist()) if splits[one] != splits[other]}
    for other, one in sorted(divided.items()):
        yield Failure(
            whole.locate(ids[other], ""),
            f"nearly the same text stands in another split, as {ids[one]}",
            ids[other],
            "put both articles into one split and one fold, or leave one out",
        )


def _is_one_split(whole: Whole) -> bool:
    """Return whether all stands in one split, so that nothing can stand in two."""
    return whole.articles["split"].n_unique() < 2


def _long(sentences: pl.DataFrame) -> pl.DataFrame:
    words = pl.col("text").str.count_matches(" ", literal=True) + 1
    return sentences.select("sentence_id", "text", "is_annotated", "split").filter(
        pl.col("is_annotated") & (words >= LONG)
    )


def nearly_equal_sentences_stay_in_one_split(whole: Whole) -> Iterator[Failure]:
    """No annotated sentence of eight words or more stands, hardly changed, in another split.

    Two sentences are nearly equal where they share at least `NEARLY` of the three-word sequences that either has
    (resemblance after Broder 1997), case and punctuation aside. Equal ones are reported by `corpus/leakage`.
    """
    if _is_one_split(whole):
        return
    pairs = map(_pairs, parted(map(_sequences, _numbered(whole)), "sequence"))
    near = pl.concat([_NO_PAIRS, *(_near(part) for part in parted(pairs, "n"))])
    if near.is_empty():
        return
    wanted = pl.concat([near["n"], near["n_b"]]).unique().implode()
    texts = pl.concat([part.filter(pl.col("n").is_in(wanted)) for part in _numbered(whole)])
    texts = texts.select("n", "sentence_id", "text")
    named = near.join(texts, on="n").join(texts, left_on="n_b", right_on="n", suffix="_b").sort("n", "n_b")
    for id_, other, text, text_b in named.select("sentence_id", "sentence_id_b", "text", "text_b").iter_rows():
        if text != text_b:
            message = f"nearly the same sentence stands in another split, as {id_}"
            yield Failure(whole.locate(other, ""), message, other, "put both articles into one split, or leave one out")


def _numbered(whole: Whole) -> Iterator[pl.DataFrame]:
    """Yield the long sentences, with their number `n`."""
    count = 0
    for part in whole.sentences():
        found = _long(part)
        yield found.with_row_index("n", count)
        count += found.height


def _sequences(sentences: pl.DataFrame) -> pl.DataFrame:
    """Return the hashed three-word sequences of each sentence: n, split, sequence, and size, how many it has."""
    words = sentences.select(
        "n", "split", word=pl.col("text").str.to_lowercase().str.extract_all(r"[\p{L}\p{M}\p{N}]+")
    ).explode("word")
    together = pl.concat_str([pl.col("word").shift(-i).over("n") for i in range(3)], separator=" ")
    found = words.select("n", "split", together=together).drop_nulls()
    sequences = found.select("n", "split", sequence=pl.col("together").hash()).unique(maintain_order=True)
    return sequences.with_columns(size=pl.len().over("n"))


def _pairs(sequences: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each sequence that two sentences of different splits share: n, size, n_b, size_b.

    A sequence that stands in one split only, or nearly everywhere, brings no pair together.
    """
    telling = sequences.group_by("sequence").agg(pl.col("split").n_unique(), pl.len())
    telling = telling.filter((pl.col("split") > 1) & (pl.col("len") <= COMMON)).select("sequence")
    kept = sequences.join(telling, on="sequence", how="semi")
    pairs = kept.join(kept, on="sequence", suffix="_b")
    different = (pl.col("n") < pl.col("n_b")) & (pl.col("split") != pl.col("split_b"))
    return pairs.filter(different).select("n", "size", "n_b", "size_b")


def _near(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs that share enough: n, n_b."""
    shared = pairs.group_by("n", "n_b", "size", "size_b").len("shared")
    near = pl.col("shared") >= NEARLY * (pl.col("size") + pl.col("size_b") - pl.col("shared"))
    return shared.filter(near).select("n", "n_b")


def _check(id_: str, judge: Callable[[Whole], Iterator[Failure]]) -> Check[Whole]:
    return Check(rule(id_, str(judge.__doc__).splitlines()[0]), judge)


CORPUS_CHECKS = (
    _check("corpus/fold-in-splits", folds_stay_in_one_split),
    _check("corpus/leakage", sentences_stay_in_one_split),
)
NEAR_DUPLICATES = (
    _check("corpus/near-duplicate", nearly_equal_sentences_stay_in_one_split),
    _check("corpus/near-duplicate-article", nearly_equal_articles_stay_in_one_split),
)
