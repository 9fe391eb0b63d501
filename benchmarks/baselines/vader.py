"""VADER for stance: the polarity of a sentence, toward all that it names (Hutto and Gilbert 2014)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks.baselines.base import Article, Baseline, Found, Registries, stance
from benchmarks.baselines.strings import AUTHOR, speakers, topics
from benchmarks.baselines.words import Reader, Sentence
from torkham.annotation import Unit
from torkham.annotator.lexicon import Lexicon
from torkham.contract import Json

NEUTRAL = 0.05
"""Compound scores nearer to 0 are neutral: the bound that VADER's authors give."""


def vader(_: Sequence[Article], registries: Registries, lexicon: Lexicon) -> Baseline:
    """Return the baseline: stances only. Its targets and holders are found by strings, since VADER finds none."""
    reader = Reader.of(registries, lexicon)
    analyser = SentimentIntensityAnalyzer()

    def label(unit: Unit, day: str | None) -> Found:
        compound = analyser.polarity_scores(unit.text)["compound"]
        if abs(compound) < NEUTRAL:
            return Found()
        sentence = reader.read(unit, day)
        return Found(stances=tuple(_stances(sentence, compound > 0, lexicon, registries)))

    description = "VADER's polarity of a sentence, as a stance on the issues and actors that it names."
    return Baseline("baseline-vader-1.0", description, registries, label)


def _stances(sentence: Sentence, positive: bool, lexicon: Lexicon, registries: Registries) -> Iterator[Json]:
    """Yield the stances of the speakers, none on themselves. As there are no mentions, no holder points to one."""
    known = {row["actor_id"] for row in registries["actors"]}
    named = dict.fromkeys(actor for name in sentence.names for actor, _ in name.actors if actor in known)
    targets = [("issue", topic.issue_id, topic.agrees) for topic in topics(sentence, lexicon, registries)]
    targets += [("actor", actor_id, True) for actor_id in named]
    for holder, _ in speakers(sentence, lexicon):
        if holder not in {*known, AUTHOR[0]}:
            continue
        for kind, target_id, agrees in targets:
            if target_id != holder:
                polarity = "favor" if positive == agrees else "against"
                yield stance((holder, None), kind, target_id, polarity, sentence.whole())
