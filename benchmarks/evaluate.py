"""Scores of a system on gold articles: what it predicts from their text alone, against their labels."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.baselines.base import Article
from torkham.annotation import Unit
from torkham.annotator.base import Annotator, Draft
from torkham.contract import LABELS
from torkham.convert.drafting import cut
from torkham.corpus import Corpus, read_corpus
from torkham.layout import ANNOTATIONS, SOURCES
from torkham.scoring.cases import Case, judged
from torkham.scoring.documents import Documents, Sentence, documents, text_hash
from torkham.scoring.figures import Figure, figures
from torkham.scoring.labels import Place

Make = Callable[[Sequence[Article]], Annotator]
"""Makes an annotator from training articles."""


class NoGoldError(ValueError):
    """A folder holds no gold that can be read. The message tells nothing of the texts: they may be a blind test set."""


def read_gold(root: Path) -> tuple[Article, ...]:
    """Return the articles of an annotation tree or a dataset folder, with their labels. Raises `NoGoldError`."""
    is_tree = (root / SOURCES).exists() or (root / ANNOTATIONS).exists()
    return articles_of(read_corpus(root)) if is_tree else _of_dataset(root)


def articles_of(corpus: Corpus) -> tuple[Article, ...]:
    """Return the articles of a corpus. Raises `NoGoldError` where it was not read whole, or has none."""
    if broken := Counter(each.check for each in corpus.findings if each.severity == "error"):
        told = ", ".join(f"{check} ({count})" for check, count in sorted(broken.items()))
        raise NoGoldError(f"{corpus.root} cannot be read, torkham validate says why: {told}")
    if not corpus.articles:
        raise NoGoldError(f"{corpus.root}: no article is annotated")
    return tuple(Article(a.article_id, a.text, a.source["published"], a.units) for a in corpus.articles)


def _of_dataset(root: Path) -> tuple[Article, ...]:
    import polars as pl

    if not (root / "data").is_dir():
        raise NoGoldError(f"{root} is neither an annotation tree nor a dataset folder")
    articles, sentences = (
        pl.concat([pl.read_parquet(path) for path in sorted(root.glob(f"data/{table}/*.parquet"))])
        for table in ("articles", "sentences")
    )
    fields = [each.name for each in dataclasses.fields(Unit)]
    units: dict[str, list[Unit]] = {}
    for row in sentences.sort("article_id", "start").to_dicts():
        labels = {layer: tuple(row[layer]) for layer in LABELS}
        units.setdefault(row["article_id"], []).append(Unit(**{name: row[name] for name in fields} | labels))
    rows = articles.select("article_id", "text", "published").iter_rows()
    return tuple(Article(id_, text, day, tuple(units[id_])) for id_, text, day in rows)


def evaluate(gold: Sequence[Article], make: Make, training: Sequence[Article] | None = None) -> tuple[Figure, ...]:
    """Return the figures of an annotator on gold, made from the training articles; without, one is left out at a time.

    An annotator gets what one gets that labels anybody's articles (`torkham.convert`): the text, the day, and units
    that are cut anew.
    """
    if training is None:
        found = [units for held_out in gold for units in predict(make(others(gold, held_out)), [held_out])]
    else:
        found = list(predict(make(training), gold))
    return score(gold, found)


def others(articles: Sequence[Article], held_out: Article) -> tuple[Article, ...]:
    """Return all articles but one, and but any of the same text."""
    return tuple(each for each in articles if each.article_id != held_out.article_id and each.text != held_out.text)


def predict(annotator: Annotator, articles: Iterable[Article]) -> Iterator[tuple[Unit, ...]]:
    """Yield the units of each article as an annotator labels them, which sees nothing of their gold labels."""
    return (labelled.units for labelled in annotator.annotate(map(draft_of, articles)))


def draft_of(article: Article) -> Draft:
    """Return what an annotator gets of an article: no gold labels, and units that are cut anew."""
    return Draft(article.article_id, article.text, article.published, cut(article.article_id, article.text))


def score(gold: Sequence[Article], predicted: Sequence[Sequence[Unit]]) -> tuple[Figure, ...]:
    """Return the figures of `torkham score` for the units predicted for each article."""
    return figures(cases_of(gold, predicted))


def cases_of(gold: Sequence[Article], predicted: Sequence[Sequence[Unit]]) -> tuple[Case, ...]:
    """Return the gold sentences, each with its labels and those of the units predicted for its article."""
    wanted = _documents(gold, {each.article_id: each.units for each in gold})
    found = {each.article_id: units for each, units in zip(gold, predicted, strict=True)}
    return judged(wanted, _documents(gold, found)).cases


def _documents(articles: Sequence[Article], units: Mapping[str, Sequence[Unit]]) -> Documents:
    texts = {each.article_id: (text_hash(each.text), each.text) for each in articles}
    return documents("", texts, {id_: tuple(map(_sentence, of_article)) for id_, of_article in units.items()})


def _sentence(unit: Unit) -> Sentence:
    labels = Place(unit.text, unit.start).labels(unit.mentions, unit.events, unit.stances)
    return Sentence(unit.sentence_id, unit.role, unit.start, unit.end, labels)
