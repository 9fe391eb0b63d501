"""What a linear model learns from the training articles: TF-IDF of words, one logistic regression for each class."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.baselines.base import (
    Article,
    Baseline,
    Found,
    Registries,
    Usual,
    event,
    labelled,
    span,
    stance,
    warranted,
)
from benchmarks.baselines.strings import Hit, sides, speakers, triggers
from benchmarks.baselines.words import Reader, Sentence, verb_like
from torkham.annotation import Unit
from torkham.annotator.lexicon import Lexicon
from torkham.contract import Json

LEAST = 2
"""Sentences of a class below which it is not learned."""

Classes = Callable[[str], list[tuple[str, ...]]]
"""The classes of a text, in a fixed order."""


def learned(training: Sequence[Article], registries: Registries, lexicon: Lexicon) -> Baseline:
    """Return the baseline: the event types of a sentence, and issue and polarity of its stances.

    Classifiers know sentences, not spans or actors: triggers, participants and holders are found by strings, as in the
    lexicon without a parse. Where that finds nobody, participants are the commonest of the type that an incident
    warrants; a type that has none of these is not given.
    """
    reader = Reader.of(registries, lexicon)
    units = labelled(training)
    texts = [unit.text for unit in units]
    types = classes(texts, [{(each["type"],) for each in unit.events} for unit in units])
    positions = classes(
        texts,
        [
            {(each["target_id"], each["polarity"]) for each in unit.stances if each["target_kind"] == "issue"}
            for unit in units
        ],
    )
    usual = {
        type_: warranted(training, registries, type_)
        for type_ in sorted({each["type"] for unit in units for each in unit.events})
    }

    def label(unit: Unit, day: str | None) -> Found:
        sentence = reader.read(unit, day)
        hits = list(triggers(sentence, lexicon))
        events = (_event(sentence, type_, hits, usual[type_]) for (type_,) in types(unit.text))
        stances = (
            stance(holder, "issue", issue_id, polarity, sentence.whole())
            for issue_id, polarity in positions(unit.text)
            for holder in speakers(sentence, lexicon)
        )
        return Found(sentence.mentions, tuple(each for each in events if each), tuple(_once(stances)))

    description = "Linear models over TF-IDF of words for event types and stances; spans and actors by strings."
    return Baseline("baseline-learned-1.0", description, registries, label, reader.rows)


def classes(texts: Sequence[str], wanted: Sequence[set[tuple[str, ...]]]) -> Classes:
    """Learn which classes a text has, from texts and the classes of each; a text may have several or none."""
    counts = {name: sum(name in each for each in wanted) for name in sorted(set().union(*wanted))}
    names = [name for name, count in counts.items() if LEAST <= count < len(texts)]
    if not names:
        return lambda _: []
    words = TfidfVectorizer(sublinear_tf=True)
    matrix = words.fit_transform(texts)
    models = [
        LogisticRegression(class_weight="balanced", max_iter=1000).fit(matrix, [name in each for each in wanted])
        for name in names
    ]
    weights, biases = np.vstack([model.coef_ for model in models]), np.hstack([model.intercept_ for model in models])

    def predict(text: str) -> list[tuple[str, ...]]:
        given = (words.transform([text]) @ weights.T + biases)[0] > 0
        return [name for name, is_given in zip(names, given, strict=True) if is_given]

    return predict


def _event(sentence: Sentence, type_: str, hits: Sequence[Hit], usual: Usual | None) -> Json | None:
    """Return an event at the lexicon's first word of the type, or at what looks like a verb."""
    hit = next((hit for hit in hits if hit.trigger.type == type_), None)
    verb = verb_like(sentence.words)
    first, stop = (hit.first, hit.stop) if hit else (verb, verb + 1)
    trigger = span(sentence.unit.text, *sentence.offsets(first, stop))
    if hit and (parts := sides(sentence, hit)):
        return event(trigger, type_, parts, hit.trigger.mode)
    return event(trigger, type_, usual.sides, incident_id=usual.incident_id) if usual else None


def _once(stances: Iterator[Json]) -> Iterator[Json]:
    """Yield the first stance of each holder toward each target, as the guidelines want it."""
    seen = set()
    for each in stances:
        position = each["holder_id"], each["target_id"]
        if position not in seen:
            seen.add(position)
            yield each
