"""The majority baseline: what the training articles say most often, in every sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from benchmarks.baselines.base import Article, Baseline, Found, Registries, event, labelled, span, stance, warranted
from benchmarks.baselines.words import Words, verb_like
from torkham.annotation import Unit
from torkham.contract import Json


def majority(training: Sequence[Article], registries: Registries) -> Baseline:
    """Return the baseline: the commonest type with its commonest participants, and the commonest stance.

    It marks no mentions, so that its participants must be warranted by an incident: their commonest combination for
    which the registry has one.
    """
    types = Counter(each["type"] for unit in labelled(training) for each in unit.events)
    commonest = sorted(types, key=lambda type_: (-types[type_], type_))
    usual = next((found for type_ in commonest if (found := warranted(training, registries, type_))), None)
    position = _position(training)

    def label(unit: Unit, _: str | None) -> Found:
        events, stances = [], []
        if usual:
            events.append(event(_verb(unit.text), usual.type, usual.sides, incident_id=usual.incident_id))
        if position:
            holder, kind, target, polarity = position
            stances.append(stance((holder, None), kind, target, polarity, span(unit.text, 0, len(unit.text))))
        return Found((), tuple(events), tuple(stances))

    description = "The commonest event and the commonest stance of the training articles, in every sentence."
    return Baseline("baseline-majority-1.0", description, registries, label)


def _position(training: Sequence[Article]) -> tuple[str, str, str, str] | None:
    positions = Counter(
        (each["holder_id"], each["target_kind"], each["target_id"], each["polarity"])
        for unit in labelled(training)
        for each in unit.stances
        if each["target_id"] is not None
    )
    return min(positions, key=lambda each: (-positions[each], each), default=None)


def _verb(text: str) -> Json:
    words = Words().words(text)
    at = verb_like(words)
    start = 0
    for word in words[:at]:
        start = text.index(word, start) + len(word)
    start = text.index(words[at], start)
    return span(text, start, start + len(words[at]))
