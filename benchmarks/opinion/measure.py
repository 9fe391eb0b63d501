"""What the second opinion is worth: on each gold article, by weights that were learned without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sklearn.metrics import roc_auc_score

from benchmarks.opinion.training import Verdict, Words, calibrate, learn, verdicts
from benchmarks.sets import Tree
from torkham.annotator.opinion.encoder import Encoder
from torkham.annotator.opinion.opinion import Opinion
from torkham.annotator.rules import RuleAnnotator

BANDS = (0.0, 0.7, 0.8, 0.9, 1.0)
"""Bounds of confidence between which is counted how many events were right."""


@dataclass(frozen=True)
class Worth:
    """What confidence tells of the rules' events in a set of articles.

    `by_rules` and `by_opinion` are areas under the ROC curve over the rules' events, .5 where confidence tells nothing,
    None where all events are right.
    """

    name: str
    events: int
    right: int
    by_rules: float | None
    by_opinion: float | None


def left_out(trees: Sequence[Tree], words: Sequence[Words], encoder: Encoder) -> dict[str, Opinion]:
    """Return for each article, by its id, an opinion learned from all words but those of its writer."""
    by_writer: dict[frozenset[str], Opinion] = {}
    found = {}
    for tree in trees:
        for article in tree.articles:
            writer = tree.beside(article.article_id)
            if writer not in by_writer:
                by_writer[writer] = Opinion(learn([each for each in words if each.article_id not in writer]), encoder)
            found[article.article_id] = by_writer[writer]
    return found


def worth(name: str, trees: Sequence[Tree], opinions: Mapping[str, Opinion]) -> tuple[Worth, list[Verdict]]:
    """Measure a set of articles, each with the opinion that was learned without it; return the verdicts on it too."""
    found: list[Verdict] = []
    for tree in trees:
        opinions_ = [opinions[each.article_id] for each in tree.articles]
        found += verdicts(RuleAnnotator(tree.registries), tree.articles, opinions_)
    measured = Worth(
        name,
        len(found),
        sum(each.right for each in found),
        _auc(found, [each.confidence for each in found]),
        _auc(found, [each.log_odds for each in found]),
    )
    return measured, found


def _auc(found: Sequence[Verdict], values: Sequence[float]) -> float | None:
    right = [each.right for each in found]
    return float(roc_auc_score(right, values)) if len(set(right)) == 2 else None


def bands(opinions: Mapping[str, Opinion], found: Sequence[Verdict]) -> list[tuple[float, float, int, int]]:
    """Return low and high bound, events and right ones for each band of calibrated confidence.

    Calibration of an article's events is learned from the other articles' verdicts.
    """
    counts = [[0, 0] for _ in BANDS[1:]]
    for article_id in sorted({each.article_id for each in found}):
        others = [each for each in found if each.article_id != article_id]
        weights = calibrate(opinions[article_id].weights, others)
        for each in (each for each in found if each.article_id == article_id):
            sure = weights.probability(each.log_odds)
            band = max(number for number, low in enumerate(BANDS[:-1]) if low <= sure)
            counts[band][0] += 1
            counts[band][1] += each.right
    return [(low, high, *count) for low, high, count in zip(BANDS, BANDS[1:], counts, strict=False)]
