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
from torkham.matching import WEIGHTS, Pair, actors, match, overlap, same_span

RESAMPLES = 1000
SEED = 20250811
"""Fixed, so that the same passes give the same intervals."""

Clusters: TypeAlias = list[Any]
"""Index arrays into the sentences: what the bootstrap draws together."""

Counts: TypeAlias = tuple[int, int, int]
"""Labels both have, labels of the first, labels of the second."""


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
    """Match the labels of two annotators in the articles that both have, sentence by sentence (annotated ones only)."""
    others = {unit.sentence_id: unit for article in second for unit in article.units}
    return [
        Sentence(unit.sentence_id, article.article_id, _pairs(unit, others[unit.sentence_id]))
        for article in first
        for unit in article.units
        if terms("role")[unit.role]["annotated"] and unit.sentence_id in others
    ]


def _pairs(left: Unit, right: Unit) -> dict[str, list[Pair]]:
    return {layer: match(getattr(left, layer), getattr(right, layer), WEIGHTS[layer]) for layer in LABELS}


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


@dataclass(frozen=True, slots=True)
class Measure:
    """What is compared: `of` gives a sentence's counts (for F1), or a pair's two values (for alpha)."""

    layer: str
    name: str
    of: Callable[[Any], Any]


def _found(test: Callable[[Json, Json], bool]) -> Callable[[list[Pair]], Counts]:
    def count(pairs: list[Pair]) -> Counts:
        both = sum(1 for a, b in pairs if a is not None and b is not None and test(a, b))
        return both, sum(a is not None for a, _ in pairs), sum(b is not None for _, b in pairs)

    return count


def _slot(slot: str) -> Callable[[list[Pair]], Counts]:
    """Count the actors in a slot of matched events."""

    def count(pairs: list[Pair]) -> Counts:
        sets = [(actors(a, slot), actors(b, slot)) for a, b in pairs if a is not None and b is not None]
        return sum(len(a & b) for a, b in sets), sum(len(a) for a, _ in sets), sum(len(b) for _, b in sets)

    return count


def _contexts(pairs: list[Pair]) -> Counts:
    sets = [(set(a["contexts"]), set(b["contexts"])) for a, b in pairs if a is not None and b is not None]
    return sum(len(a & b) for a, b in sets), sum(len(a) for a, _ in sets), sum(len(b) for _, b in sets)


def _optional(name: str, key: str) -> Callable[[list[Pair]], Counts]:
    """Count matched events that have `name`, and those whose values of `key` in it are the same."""

    def value(label: Json) -> Any:
        held = label[name]
        return held if held is None or isinstance(held, str) else held[key]

    def count(pairs: list[Pair]) -> Counts:
        values = [(value(a), value(b)) for a, b in pairs if a is not None and b is not None]
        both = sum(1 for a, b in values if a is not None and a == b)
        return both, sum(a is not None for a, _ in values), sum(b is not None for _, b in values)

    return count


def _tuple(a: Json, b: Json) -> bool:
    return bool(
        a["type"] == b["type"]
        and actors(a, "sources") == actors(b, "sources")
        and actors(a, "recipients") == actors(b, "recipients")
    )


F1S = (
    Measure("mentions", "span, exact", _found(same_span)),
    Measure("mentions", "span, overlapping", _found(lambda a, b: overlap(a, b) > 0)),
    Measure("mentions", "span and actor", _found(lambda a, b: same_span(a, b) and a["actor_id"] == b["actor_id"])),
    Measure("events", "trigger, exact", _found(lambda a, b: same_span(a["trigger"], b["trigger"]))),
    Measure("events", "trigger, overlapping", _found(lambda a, b: overlap(a["trigger"], b["trigger"]) > 0)),
    Measure("events", "trigger and type", _found(lambda a, b: bool(a["type"] == b["type"]))),
    Measure("events", "type, sources and recipients", _found(_tuple)),
    Measure("events", "sources", _slot("sources")),
    Measure("events", "recipients", _slot("recipients")),
    Measure("events", "attributed to", _slot("attributed_to")),
    Measure("events", "contexts", _contexts),
    Measure("events", "time", _optional("time", "value")),
    Measure("events", "place", _optional("place", "place_id")),
    Measure("events", "incident", _optional("incident_id", "")),
    Measure("stances", "holder and target", _found(lambda _a, _b: True)),
    Measure("stances", "holder, target and polarity", _found(lambda a, b: bool(a["polarity"] == b["polarity"]))),
    Measure("stances", "attributed to", _slot("attributed_to")),
)
ALPHAS = (
    Measure("mentions", "actor", lambda label: label["actor_id"]),
    Measure("mentions", "form", lambda label: label["form"]),
    Measure("events", "type", lambda label: label["type"]),
    Measure("events", "mode", lambda label: label["mode"] or "none"),
    Measure("events", "status", lambda label: label["status"]),
    Measure("events", "attribution", lambda label: bool(label["attributed_to"])),
    Measure("events", "contexts", lambda label: tuple(sorted(label["contexts"]))),
    Measure("stances", "polarity", lambda label: label["polarity"]),
    Measure("stances", "expression", lambda label: label["expression"]),
    Measure("stances", "voice", lambda label: label["voice"]),
)


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
