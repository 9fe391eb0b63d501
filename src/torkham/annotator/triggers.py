"""Triggers: the words of a unit that the lexicon lets tell an event, where the conditions of its entries hold."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from torkham.annotator.candidate import Candidate
from torkham.annotator.lexicon import Lexicon
from torkham.annotator.parse import Parse
from torkham.annotator.people import people_in
from torkham.annotator.phrases import stands_at
from torkham.annotator.slots import heads
from torkham.annotator.syntax import children, complements, parts_of
from torkham.annotator.told import once, told
from torkham.annotator.trigger import PEOPLE, Readings, Trigger

_POS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective", "ADV": "adjective"}


_BEFORE_MONTHS = frozenset({"in", "since", "until", "till", "by", "last", "next", "this", "of", "from"})


_RESULTS = ("acomp", "oprd", "ccomp", "xcomp", "advcl")
"""Relations of the second word of a trigger behind an object: "found the clerk guilty", "sent two envoys packing"."""


def candidates(parse: Parse, lexicon: Lexicon) -> list[Candidate]:
    """Return the triggers of a unit, in order, without those that are no events."""
    return once(parse, lexicon, told(parse, lexicon, possible(parse, lexicon)))


def possible(parse: Parse, lexicon: Lexicon) -> list[Candidate]:
    """Return the words of a unit that the lexicon lets tell an event, in order, whatever else the unit says of them."""
    told = ((token, _readings(parse, token, lexicon)) for token in parse.among(lexicon.trigger_words))
    readings = [(token, each) for token, each in told if each is not None]
    if not readings:
        return []
    people = people_in(parse, lexicon) if any(each.people for _, each in readings) else frozenset()
    known = parse.forms & lexicon.trigger_signs
    known = known | PEOPLE if people else known
    found = []
    for token, each in readings:
        if tried := each.among(known):
            candidate = _fitting(tried, _Slots(parse, token, lexicon, known, people))
            if candidate is not None:
                found.append(candidate)
    return found


def _readings(parse: Parse, token: int, lexicon: Lexicon) -> Readings | None:
    """Return what a word may tell as the part of speech that it is, None where it tells nothing."""
    if parse.deps[token] == "compound" and parse.lemmas[parse.heads[token]] in lexicon.triggers:
        return None  # "ceasefire talks" are talks
    if parse.words[token] == "March" and _is_month(parse, token):
        return None
    by_pos = lexicon.readings.get(parse.lemmas[token]) or lexicon.readings[parse.lowers[token]]
    pos = parse.pos[token]
    if pos == "ADJ" and parse.tags[token] in ("VBN", "VBG"):  # a participle before a noun
        return by_pos.get("verb")
    return by_pos.get(_POS.get(pos, ""))


def _fitting(tried: Sequence[Trigger], slots: _Slots) -> Candidate | None:
    """Return what a token tells by the first of some of its entries that fits, None where it tells nothing."""
    token, likely = slots.token, None
    for entry in tried:
        stop = token + 1 if not entry.rest else _stop(slots.parse, token, entry)
        if stop is None:
            continue
        fits = slots.fit(entry) if entry.when else True
        loosely = fits is None and likely is None
        if not (fits or loosely) or (entry.unless and slots.exclude(entry)):
            continue
        candidate = Candidate(token, stop, token, entry)
        if fits:  # what people stand in tells more than a word that needs no setting
            return likely if likely is not None and not entry.when else candidate
        likely = candidate
    return likely


def _is_month(parse: Parse, token: int) -> bool:
    """Return whether "March" is the month: "on March 30", "in March", "on 9 March"."""
    dated = token + 1 < len(parse) and parse.words[token + 1][:1].isdigit()
    before = parse.lowers[token - 1] if token else ""
    return dated or before in _BEFORE_MONTHS or before[:1].isdigit()


def _stop(parse: Parse, token: int, entry: Trigger) -> int | None:
    """Return where a trigger of several words stops, which follow or hang from its head; None where they do not."""
    if stands_at(parse, token + 1, entry.words[1:]):
        return token + len(entry.words)
    if len(entry.words) == 2:
        particles = children(parse, token, "prt", "prep", "advmod", *_RESULTS)
        particles += [
            each for noun in children(parse, token, "dobj") for each in children(parse, noun, "advmod", "acl")
        ]
        particles = [child for child in particles if parse.deps[child] != "prep" or not complements(parse, child)]
        if any(parse.lowers[child] == entry.words[1] for child in particles):
            return token + 1
    return None


class _Slots:
    """The words that stand in the slots of one token, each slot looked up once for all entries that ask for it.

    `known` are the words of the text that matter, `people` its nouns for people.
    """

    def __init__(
        self, parse: Parse, token: int, lexicon: Lexicon, known: frozenset[str], people: frozenset[int]
    ) -> None:
        self.parse, self.token, self._lexicon, self._known, self._people = parse, token, lexicon, known, people
        self._heads: dict[str, list[int]] = {}
        self._names: dict[str, AbstractSet[str]] = {}
        self._qualities: dict[str, set[str]] = {}

    def fit(self, entry: Trigger) -> bool | None:
        """Return whether the words that an entry wants stand in its slots.

        None where people do for whom it has no word, and it wants people.
        """
        fits: bool | None = True
        for slot, condition in entry.when.items():
            if self._has(slot, condition.words):
                continue
            if not (condition.people and self._has_people(slot)):
                return False
            fits = None
        return fits

    def exclude(self, entry: Trigger) -> bool:
        """Return whether a word that an entry must not have stands in one of its slots."""
        for slot, condition in entry.unless.items():
            if condition.signs is not None and condition.signs.isdisjoint(self._known):
                continue
            if not condition.words.isdisjoint(self._named(slot)):
                return True
        return False

    def _has(self, slot: str, words: frozenset[str]) -> bool:
        """Return whether one of some words stands in a slot, be it as a quality of what does."""
        named = self._named(slot)
        if not named or not words.isdisjoint(named):
            return bool(named)
        if slot not in self._qualities:
            self._qualities[slot] = _qualities(self.parse, self._heads[slot])
        return not words.isdisjoint(self._qualities[slot])

    def _has_people(self, slot: str) -> bool:
        named, heading = self._named(slot), self._heads[slot]
        parts = (part for head in heading for part in parts_of(self.parse, head))
        return bool(named) and not self._people.isdisjoint([*heading, *parts])

    def _named(self, slot: str) -> AbstractSet[str]:
        """Return what a slot's phrases are called by, nothing where it has none."""
        found = self._names.get(slot)
        if found is None:
            heading = self._heads[slot] = heads(self.parse, self.token, slot, self._lexicon)
            found = self._names[slot] = _names(self.parse, heading) if heading else frozenset()
        return found


def _qualities(parse: Parse, heading: Sequence[int]) -> set[str]:
    """Return what else may fulfil a condition, though it rules nothing out: in "legal action" *legal*."""
    found = set()
    for head in heading:
        for part in parts_of(parse, head):
            found |= {parse.lemmas[part], parse.lowers[part]}
        for child in parse.children[head]:
            if parse.deps[child] == "amod" and parse.words[child].islower():
                if parse.tags[child] == "JJ":
                    found.add(parse.lemmas[child])
                elif parse.tags[child] == "VBN":  # "masked men", "a doctored clip"
                    found.add(parse.lowers[child])
    return found


def _names(parse: Parse, heading: Sequence[int]) -> set[str]:
    """Return what a condition may call phrases by: a head, a noun that it is compounded with, a verb's particle.

    A clause is called by its verb's auxiliaries and negators too: "to", "would", "not".
    """
    found = {"*"}
    for head in heading:
        lemma = parse.lemmas[head]
        found |= {lemma, parse.lowers[head]}
        for child in parse.children[head]:
            if parse.deps[child] == "compound":  # "border crossing"
                found.add(parse.lemmas[child])
            elif parse.deps[child] == "prt":
                found.add(f"{lemma} {parse.lowers[child]}")
            elif parse.deps[child] in ("aux", "neg"):
                found.add(parse.lowers[child])
    return found
