"""What is judged: every sentence that gold annotates, with the labels that were predicted for it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from torkham.contract import LABELS, terms
from torkham.findings import did_you_mean
from torkham.layout import ARTICLES, SOURCES
from torkham.scoring.documents import Document, Documents, NotScorableError, Sentence
from torkham.scoring.labels import Event, Labels, Mention, Stance
from torkham.scoring.pairing import Pair, event_rank, mention_rank, pair, stance_rank


class Pairs(NamedTuple):
    """The gold and predicted labels of a sentence, paired."""

    mentions: tuple[Pair[Mention], ...]
    events: tuple[Pair[Event], ...]
    stances: tuple[Pair[Stance], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A gold sentence to be judged; `article` is the whole text, in which all offsets count."""

    article_id: str
    sentence_id: str
    start: int
    end: int
    article: str = field(repr=False)
    gold: Labels
    pred: Labels
    pairs: Pairs


@dataclass(frozen=True, slots=True)
class Judged:
    """What there is to judge, and what was left out.

    `missing` are the gold articles without a prediction, `others` the predicted ones that gold has not. `altered` are
    those of the missing that have another text in the prediction. `not_judged` counts, by layer, the labels predicted
    where gold annotates nothing.
    """

    cases: tuple[Case, ...]
    articles: tuple[str, ...]
    missing: tuple[str, ...]
    altered: tuple[str, ...]
    others: tuple[str, ...]
    not_judged: Mapping[str, int]


def judged(gold: Documents, pred: Documents) -> Judged:
    """Give every predicted label to the gold sentence in which its anchor starts.

    Raises `NotScorableError` where the two have no article in common, or gold's sentences overlap.
    """
    missing = tuple(each.article_id for hash_, each in gold.by_hash.items() if hash_ not in pred.by_hash)
    altered = tuple(article_id for article_id in missing if article_id in pred.others)
    if len(missing) == len(gold.by_hash):
        raise NotScorableError(_nothing_in_common(gold, pred, altered))
    cases: list[Case] = []
    elsewhere: Counter[str] = Counter()
    for hash_, document in gold.by_hash.items():
        cases.extend(_cases(document, pred.by_hash.get(hash_), elsewhere, gold.path))
    articles = tuple(each.article_id for each in gold.by_hash.values())
    not_judged = {layer: elsewhere[layer] for layer in LABELS}
    return Judged(tuple(cases), articles, missing, altered, tuple(pred.others), not_judged)


def _nothing_in_common(gold: Documents, pred: Documents, altered: Sequence[str]) -> str:
    said = f"{gold.path} and {pred.path} have no article in common: they are known by the SHA-256 of their text"
    if altered:
        return f"{said}, and that of {altered[0]} differs. Predict on the very text that {gold.path} has"
    articles = Path(gold.path) / (ARTICLES if (Path(gold.path) / SOURCES).exists() else "data/articles")
    return f"{said}. Predict on the articles of {gold.path}: torkham convert {articles} --out PRED"


def _cases(gold: Document, pred: Document | None, elsewhere: Counter[str], path: str) -> Iterator[Case]:
    _refuse_overlaps(gold, path)
    for sentence, predicted in zip(gold.sentences, _given(pred, gold.sentences, elsewhere), strict=True):
        if not _is_annotated(sentence, path):
            elsewhere.update({layer: len(labels) for layer, labels in zip(LABELS, predicted, strict=True)})
            continue
        own = sentence.labels.in_order()
        pairs = Pairs(
            pair(own.mentions, predicted.mentions, mention_rank),
            pair(own.events, predicted.events, event_rank),
            pair(own.stances, predicted.stances, stance_rank),
        )
        place = (gold.article_id, sentence.sentence_id, sentence.start, sentence.end)
        yield Case(*place, gold.text, own, predicted, pairs)


def _given(pred: Document | None, sentences: Sequence[Sentence], elsewhere: Counter[str]) -> Iterator[Labels]:
    """Yield the labels predicted for each of the gold sentences; those of none are counted `elsewhere`.

    White space between sentences counts to the one that follows.
    """
    ends = [sentence.end for sentence in sentences]
    given: list[dict[str, Any]] = [{layer: [] for layer in LABELS} for _ in sentences]
    for layer in LABELS:
        for label in (label for each in (pred.sentences if pred else ()) for label in getattr(each.labels, layer)):
            at = bisect_right(ends, label.anchor.start)
            if at < len(sentences) and label.anchor.end > sentences[at].start:
                given[at][layer].append(label)
            else:
                elsewhere[layer] += 1
    for each in given:
        yield Labels(**each).in_order()


def _refuse_overlaps(gold: Document, path: str) -> None:
    for one, following in pairwise(gold.sentences):
        if one.end > following.start:
            overlap = f"the sentences {one.sentence_id} and {following.sentence_id} overlap"
            raise NotScorableError(f"{path}: {overlap} (torkham validate {path} tells all there is to mend)")


def _is_annotated(sentence: Sentence, path: str) -> bool:
    roles = terms("role")
    if sentence.role not in roles:
        hint = did_you_mean(sentence.role, roles) or f"There are: {', '.join(roles)}"
        raise NotScorableError(f'{path}: {sentence.sentence_id} has the role "{sentence.role}". {hint}')
    return bool(roles[sentence.role]["annotated"])
