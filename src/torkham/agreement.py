"""How far two annotators agree: F1 for what was found, Krippendorff's alpha for how it was labelled.

Agreement of passes that one language model made is called pass agreement: it measures stability, not correctness, and
is not comparable with agreement between people.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

import krippendorff
import numpy as np
from scipy.stats import DegenerateDataWarning, bootstrap

from torkham.annotation import Unit
from torkham.articles import Article
from torkham.contract import LABELS, Json, terms
from torkham.matching import WEIGHTS, Pair, match
from torkham.measures import ALPHAS, F1S, Measure

RESAMPLES = 1000
SEED = 20250811
"""Fixed, so that the same passes give the same intervals."""

Clusters: TypeAlias = list[Any]
"""Index arrays into the sentences: what the bootstrap draws together."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as two annotators labelled it: matched pairs by layer."""

    sentence_id: str
    article_id: str
    pairs: dict[str, list[Pair]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of agreement.

    `kind` is `f1` or `alpha`; `n` counts what it rests on: for F1 the labels of both annotators, for alpha the matched
    pairs. `low` and `high` bound the 95 % percentile bootstrap interval, drawing whole sentences or articles.
    Values are None where nothing can be compared (for alpha, also where only one value was ever given).
    """

    layer: str
    name: str
    kind: str
    value: float | None
    low: float | None
    high: float | None
    n: int

    def as_dict(self) -> dict[str, Any]:
        """Return the figure as plain JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}

    def shown(self) -> str:
        """Return the value with its interval, or a dash."""
        if self.value is None:
            return "–"
        bounds = "" if self.low is None or self.high is None else f" [{self.low:.2f}, {self.high:.2f}]"
        return f"{self.value:.2f}{bounds}"


def compare(first: Iterable[Article], second: Iterable[Article]) -> list[Sentence]:
    """Match the labels of two annotators in the articles that both have, sentence by sentence (annotated ones only).

    What a label refers to is given by its place, `(sentence id, start, end)`, since ids are each annotator's own.
    """
    others = {article.article_id: article for article in second}
    return [
        Sentence(unit.sentence_id, article.article_id, _pairs(_placed(unit, places[0]), _placed(other, places[1])))
        for article in first
        if article.article_id in others
        for places in [(_places(article), _places(others[article.article_id]))]
        for unit, other in zip(article.units, others[article.article_id].units, strict=True)
        if terms("role")[unit.role]["annotated"]
    ]


Places: TypeAlias = dict[str | None, Any]


def _places(article: Article) -> Places:
    """Return the place of every mention and trigger of an article by its id."""
    mentions = ((m["mention_id"], unit, m) for unit in article.units for m in unit.mentions)
    events = ((e["event_id"], unit, e["trigger"]) for unit in article.units for e in unit.events)
    return {id_: (unit.sentence_id, span["start"], span["end"]) for id_, unit, span in chain(mentions, events)}


def _placed(unit: Unit, places: Places) -> dict[str, list[Json]]:
    """Return the labels of a unit by layer, each id of a mention or event that they refer to replaced by its place."""

    def placed(label: Json) -> Json:
        found = dict(label)
        for key in ("holder_mention_id", "content_of"):
            if key in label:
                found[key] = places.get(label[key])
        for slot in ("sources", "recipients", "attributed_to"):
            if slot in label:
                found[slot] = [item | {"mention_id": places.get(item["mention_id"])} for item in label[slot]]
        return found

    return {layer: [placed(label) for label in getattr(unit, layer)] for layer in LABELS}


def _pairs(left: dict[str, list[Json]], right: dict[str, list[Json]]) -> dict[str, list[Pair]]:
    return {layer: match(left[layer], right[layer], WEIGHTS[layer]) for layer in LABELS}


def figures(sentences: Sequence[Sentence], unit: str = "sentence") -> list[Figure]:
    """Return every figure of agreement over `sentences`, in a fixed order.

    `unit` is what the bootstrap draws: single sentences, or whole articles (`article`).
    """
    names = [each.sentence_id if unit == "sentence" else each.article_id for each in sentences]
    clusters = [np.flatnonzero(np.array(names) == name) for name in dict.fromkeys(names)]
    return [
        *(_f1(measure, sentences, clusters) for measure in F1S),
        *(_alpha(measure, sentences, clusters) for measure in ALPHAS),
    ]


def _f1(measure: Measure, sentences: Sequence[Sentence], clusters: Clusters) -> Figure:
    counts = np.array([measure.of(sentence.pairs[measure.layer]) for sentence in sentences]).reshape(-1, 3)

    def value(chosen: Any) -> float:
        both, first, second = counts[chosen].sum(axis=0)
        return float(2 * both / (first + second)) if first + second else float("nan")

    n = int(counts[:, 1:].sum())
    return _figure(measure, "f1", value, clusters, n)


def _alpha(measure: Measure, sentences: Sequence[Sentence], clusters: Clusters) -> Figure:
    given = [
        [(measure.of(a), measure.of(b)) for a, b in sentence.pairs[measure.layer] if a is not None and b is not None]
        for sentence in sentences
    ]
    codes = {value: code for code, value in enumerate(dict.fromkeys(chain(*chain(*given))))}
    coded = [np.array([[codes[a], codes[b]] for a, b in pairs]).reshape(-1, 2) for pairs in given]

    def value(chosen: Any) -> float:
        data = np.concatenate([coded[i] for i in chosen]) if len(chosen) else np.empty((0, 2))
        if len(np.unique(data)) < 2:
            return float("nan")
        return float(krippendorff.alpha(reliability_data=data.T, level_of_measurement="nominal"))

    return _figure(measure, "alpha", value, clusters, sum(map(len, given)))


def _figure(measure: Measure, kind: str, value: Callable[[Any], float], clusters: Clusters, n: int) -> Figure:
    whole = value(np.concatenate(clusters)) if clusters else float("nan")
    low = high = None
    if not np.isnan(whole):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DegenerateDataWarning)  # agreement can be whole
            drawn = bootstrap(
                (np.arange(len(clusters)),),
                lambda chosen: value(np.concatenate([clusters[int(i)] for i in chosen])),
                vectorized=False,
                n_resamples=RESAMPLES,
                method="percentile",
                rng=np.random.default_rng(SEED),
            ).bootstrap_distribution
        low, high = (float(bound) for bound in np.nanpercentile(drawn, [2.5, 97.5]))
    return Figure(measure.layer, measure.name, kind, None if np.isnan(whole) else whole, low, high, n)


def by_article(sentences: Sequence[Sentence]) -> Iterator[tuple[str, list[Sentence]]]:
    """Yield the sentences of each article, in order."""
    for article_id in dict.fromkeys(sentence.article_id for sentence in sentences):
        yield article_id, [sentence for sentence in sentences if sentence.article_id == article_id]
