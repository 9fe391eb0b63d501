"""The lexicon without a parse: its words matched as strings, the nearest names as those who act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.baselines.base import (
    Article,
    Baseline,
    Found,
    Part,
    Registries,
    Sides,
    event,
    requires_recipient,
    span,
    stance,
)
from benchmarks.baselines.words import Reader, Sentence
from torkham.annotation import Unit
from torkham.annotator.lexicon import Lexicon
from torkham.annotator.trigger import Trigger
from torkham.contract import Json

AUTHOR: Part = ("author", None)


def strings(_: Sequence[Article], registries: Registries, lexicon: Lexicon) -> Baseline:
    """Return the baseline. Of a trigger's conditions it keeps which words must or must not be in the sentence."""
    reader = Reader.of(registries, lexicon)

    def label(unit: Unit, day: str | None) -> Found:
        sentence = reader.read(unit, day)
        return Found(
            sentence.mentions, tuple(_events(sentence, lexicon)), tuple(_stances(sentence, lexicon, registries))
        )

    description = "The words of the annotator's lexicon matched as strings, without a parse."
    return Baseline("baseline-strings-1.0", description, registries, label, reader.rows)


class Hit(NamedTuple):
    """A trigger in a sentence: tokens [first, stop)."""

    first: int
    stop: int
    trigger: Trigger


def triggers(sentence: Sentence, lexicon: Lexicon) -> Iterator[Hit]:
    """Yield the triggers whose words stand in a sentence, none inside another."""
    at = 0
    while at < len(sentence.words):
        heads = (trigger for lemma in sorted(sentence.lemmas[at]) for trigger in lexicon.triggers.get(lemma, ()))
        hit = next((Hit(at, stop, each) for each in heads if (stop := _fits(sentence, at, each))), None)
        if hit is not None:
            yield hit
        at = hit.stop if hit else at + 1


def _fits(sentence: Sentence, at: int, trigger: Trigger) -> int:
    """Return where the trigger ends that starts at a token, 0 where it does not stand there."""
    stop = at + len(trigger.words)
    stands = stop <= len(sentence.words) and all(
        word.lower() in sentence.lemmas[at + offset] for offset, word in enumerate(trigger.words)
    )
    wanted = stands and all(sentence.has(each.words) for each in trigger.when.values())
    return stop if wanted and not any(sentence.has(each.words) for each in trigger.unless.values()) else 0


def _events(sentence: Sentence, lexicon: Lexicon) -> Iterator[Json]:
    for hit in triggers(sentence, lexicon):
        if (parts := sides(sentence, hit)) is not None:
            trigger = span(sentence.unit.text, *sentence.offsets(hit.first, hit.stop))
            yield event(trigger, hit.trigger.type, parts, hit.trigger.mode)


def sides(sentence: Sentence, hit: Hit) -> Sides | None:
    """Return who acts on whom: the nearest name before, the nearest after; None where somebody needed is not named."""
    before, after = sentence.before(hit.first), sentence.after(hit.stop)
    needed = requires_recipient(hit.trigger.type)
    if hit.trigger.frame.sides:
        both = tuple({actor: (actor, mention) for actor, mention in (*before, *after)}.values())
        reciprocal = len(both) > 1
        if not both or (needed and not reciprocal):
            return None
        return Sides(both, both if needed else (), reciprocal)
    acting = {actor for actor, _ in before}
    towards = [part for part in after if part[0] not in acting] if hit.trigger.frame.recipient else []
    if not before or (needed and not towards):
        return None
    return Sides(before, towards, False)


class Topic(NamedTuple):
    """An issue that a sentence names: tokens [first, stop); `agrees` as the lexicon's `stands` says."""

    issue_id: str
    first: int
    stop: int
    agrees: bool


def topics(sentence: Sentence, lexicon: Lexicon, registries: Registries) -> list[Topic]:
    """Return the issues whose words stand in a sentence, each once, no word naming two."""
    known = {row["issue_id"] for row in registries["issues"]}
    found: dict[str, Topic] = {}
    for entry in lexicon.issues:
        if entry["issue_id"] in known - found.keys() and (not entry["near"] or sentence.has(entry["near"])):
            places = (place for phrase in entry["words"] for place in sentence.places(phrase))
            free = (
                (first, stop)
                for first, stop in places
                if not any(first < each.stop and each.first < stop for each in found.values())
            )
            if place := next(free, None):
                found[entry["issue_id"]] = Topic(entry["issue_id"], *place, entry["stands"] == "for")
    return list(found.values())


def _stances(sentence: Sentence, lexicon: Lexicon, registries: Registries) -> Iterator[Json]:
    """Yield the issues as the nearest evaluating word has them; the nearest name before that word holds it."""
    words = [
        (first, stop, entry["polarity"])
        for entry in lexicon.evaluations
        for phrase in entry["words"]
        for first, stop in sentence.places(phrase)
    ]
    for topic in topics(sentence, lexicon, registries):
        apart = [each for each in words if each[1] <= topic.first or topic.stop <= each[0]]
        if not apart:
            continue
        first, stop, polarity = min(apart, key=lambda each: (abs(each[0] - topic.first), each))
        evidence = span(sentence.unit.text, *sentence.offsets(min(first, topic.first), max(stop, topic.stop)))
        for holder in sentence.before(first) or (AUTHOR,):
            side = polarity if topic.agrees else {"favor": "against", "against": "favor"}[polarity]
            yield stance(holder, "issue", topic.issue_id, side, evidence)


def speakers(sentence: Sentence, lexicon: Lexicon) -> Sequence[Part]:
    """Return the actors of the first name before a reporting word, the author where there is none."""
    reporting = [at for at, forms in enumerate(sentence.lemmas) if not forms.isdisjoint(lexicon.speech)]
    named = (name.actors for name in sentence.names if reporting and name.stop <= reporting[-1])
    return next(named, (AUTHOR,))
