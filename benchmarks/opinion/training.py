"""Training of the second opinion: words of the lexicon's examples and of gold articles, each with its event type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from benchmarks.baselines.base import Article, is_annotated
from benchmarks.evaluate import predict
from torkham import contract
from torkham.annotator.examples import read_example
from torkham.annotator.lexicon import FOLDER
from torkham.annotator.opinion.encoder import Encoder, Vectors
from torkham.annotator.opinion.features import features, judged
from torkham.annotator.opinion.opinion import NONE, Judged, Opinion, Weights
from torkham.annotator.parse import Parse, Parser
from torkham.annotator.rules import RuleAnnotator

STRENGTH = 3.0
"""The inverse of how strongly weights are drawn to 0 (scikit-learn's C)."""

Told = tuple[int, int, str]
"""A trigger: code points of its unit, half-open, and the event's type."""


class Words(NamedTuple):
    """Words of one article: their features, shape (words, features), and the type of event that each tells, or NONE."""

    article_id: str
    rows: Vectors
    types: tuple[str, ...]


def words_of_examples(parser: Parser, encoder: Encoder) -> list[Words]:
    """Return the words of the lexicon's examples; in them, only the marked word tells an event."""
    units = []
    for type_ in contract.vocabulary("event_type"):
        entries = yaml.safe_load((FOLDER / "triggers" / f"{type_.lower()}.yaml").read_text(encoding="utf-8"))
        for marked in (each for entry in entries["triggers"] for each in entry["examples"]):
            example = read_example(marked)
            units.append((example.text, [(*span, type_) for span in example.trigger]))
    return [_words("", units, parser, encoder)]


def words_of_articles(articles: Iterable[Article], parser: Parser, encoder: Encoder) -> list[Words]:
    """Return the words of gold articles' annotated units, article by article."""
    return [
        _words(
            article.article_id,
            [
                (unit.text, [(e["trigger"]["start"], e["trigger"]["end"], e["type"]) for e in unit.events])
                for unit in article.units
                if is_annotated(unit)
            ],
            parser,
            encoder,
        )
        for article in articles
    ]


def _words(article_id: str, units: Sequence[tuple[str, Sequence[Told]]], parser: Parser, encoder: Encoder) -> Words:
    rows, types = [], []
    for parse, (_, told) in zip(parser.parse(text for text, _ in units), units, strict=True):
        tokens = judged(parse)
        rows.append(features(parse, tokens, encoder))
        types += [_type_at(parse, token, told) for token in tokens]
    return Words(article_id, np.concatenate(rows), tuple(types))


def _type_at(parse: Parse, token: int, told: Sequence[Told]) -> str:
    start, stop = parse.starts[token], parse.ends[token]
    return next((type_ for first, end, type_ in told if first < stop and start < end), NONE)


def learn(words: Sequence[Words]) -> Weights:
    """Return the weights learned from words; log-odds are not yet made probabilities."""
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(np.concatenate([each.rows for each in words]), [type_ for each in words for type_ in each.types])
    return Weights(tuple(map(str, model.classes_)), model.coef_, model.intercept_.astype(np.float32), 1.0, 0.0)


class Verdict(NamedTuple):
    """An event that the rules see: how likely the classifier takes it to be one, and whether gold has it."""

    article_id: str
    log_odds: float
    confidence: float
    right: bool


def verdicts(annotator: RuleAnnotator, articles: Sequence[Article], opinions: Sequence[Opinion]) -> Iterator[Verdict]:
    """Yield a verdict for each event that an annotator predicts, judged by the opinion given for its article.

    An event is right where gold has one of its type whose trigger it overlaps.
    """
    for article, opinion, units in zip(articles, opinions, predict(annotator, articles), strict=True):
        gold = {(unit.start, unit.text): unit for unit in article.units}
        for unit in units:
            if not unit.events or (unit.start, unit.text) not in gold:
                continue
            parse = next(annotator.parser.parse([unit.text]))
            sure = opinion.judge(parse)
            for event in unit.events:
                told = event["trigger"]["start"], event["trigger"]["end"], event["type"]
                right = any(
                    other["type"] == told[2]
                    and other["trigger"]["start"] < told[1]
                    and told[0] < other["trigger"]["end"]
                    for other in gold[unit.start, unit.text].events
                )
                yield Verdict(article.article_id, _at(parse, told, sure), event["confidence"], right)


def _at(parse: Parse, told: Told, sure: Judged) -> float:
    tokens = (token for token in sure.by_token if parse.starts[token] < told[1] and told[0] < parse.ends[token])
    return max((sure.log_odds(token, told[2]) for token in tokens), default=0.0)


def calibrate(weights: Weights, found: Sequence[Verdict]) -> Weights:
    """Return the weights with the probability that events of these log-odds were right (Platt 1999)."""
    model = LogisticRegression(C=1.0)
    model.fit(np.array([[each.log_odds] for each in found]), [each.right for each in found])
    slope, offset = float(model.coef_[0][0]), float(model.intercept_[0])
    return replace(weights, slope=slope, offset=offset)
