"""Triggers: the words of a unit that the lexicon lets tell an event, where the conditions of its entries hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torkham.annotator.candidate import Candidate
from torkham.annotator.lexicon import PEOPLE, Lexicon, Trigger
from torkham.annotator.parse import Parse
from torkham.annotator.people import people_in
from torkham.annotator.phrases import stands_at
from torkham.annotator.slots import heads
from torkham.annotator.syntax import children, complements, parts_of
from torkham.annotator.told import is_governed, once

_POS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective", "ADV": "adjective"}


_BEFORE_MONTHS = frozenset({"in", "since", "until", "till", "by", "last", "next", "this", "of", "from"})


Second = Callable[[int, Sequence[Trigger]], Trigger | None]
"""Chooses one of the entries of a token that have conditions which do not hold, or none."""


def candidates(parse: Parse, lexicon: Lexicon, second: Second | None = None) -> list[Candidate]:
    """Return the triggers of a unit, in order, without those that are no events.

    `second` may choose among the entries of a word whose conditions do not hold.
    """
    found = possible(parse, lexicon, second)
    return once(parse, lexicon, [each for each in found if not is_governed(parse, each, found, lexicon)])


def possible(parse: Parse, lexicon: Lexicon, second: Second | None = None) -> list[Candidate]:
    """Return the words of a unit that the lexicon lets tell an event, in order, whatever else the unit says of them."""
    tokens, people = parse.among(lexicon.trigger_words), people_in(parse, lexicon)
    known = parse.forms & lexicon.trigger_signs
    known = known | PEOPLE if people else known
    found = (_candidate(parse, token, lexicon, known, people, second) for token in tokens)
    return [each for each in found if each is not None]


def _candidate(
    parse: Parse,
    token: int,
    lexicon: Lexicon,
    known: frozenset[str],
    people: frozenset[int],
    second: Second | None,
) -> Candidate | None:
    """Return what a token tells by the first of its entries that fits, None where it tells nothing.

    `known` are the words of the text that matter, `people` its nouns for people.
    """
    if parse.deps[token] == "compound" and parse.lemmas[parse.heads[token]] in lexicon.triggers:
        return None  # "ceasefire talks" are talks
    if _is_month(parse, token):
        return None
    form = parse.lemmas[token] if parse.lemmas[token] in lexicon.triggers else parse.lowers[token]
    same = lexicon.readings.get((form, _part_of_speech(parse, token)))
    if same is None:
        return None
    tried = [each for each in same if not each.needs or not each.needs.isdisjoint(known)] if second is None else same
    if not tried:
        return None
    slots, open_, likely = _Slots(parse, token, lexicon, known, people), [], None
    for entry in tried:
        fits = not entry.when or slots.fit(entry)
        loosely = not fits and likely is None and entry.people and slots.fit_loosely(entry)
        if not (fits or loosely or second is not None):
            continue
        stop = token + 1 if not entry.rest else _stop(parse, token, entry)
        if stop is None or (entry.unless and slots.exclude(entry)):
            continue
        candidate = Candidate(token, stop, token, entry)
        if fits:  # what people stand in tells more than a word that needs no setting
            return likely if likely is not None and not entry.when else candidate
        if loosely:
            likely = candidate
        open_.append(candidate)
    if likely is not None or second is None or not open_:
        return likely
    chosen = second(token, [each.entry for each in open_])
    return next((each for each in open_ if each.entry is chosen), None)


def _is_month(parse: Parse, token: int) -> bool:
    """Return whether a word is the month of March: "on March 30", "in March"."""
    if parse.words[token] != "March":
        return False
    dated = token + 1 < len(parse) and parse.words[token + 1][:1].isdigit()
    return dated or (token > 0 and parse.lowers[token - 1] in _BEFORE_MONTHS)


def _part_of_speech(parse: Parse, token: int) -> str | None:
    """Return the part of speech, a participle before a noun being a verb and a gerund with an article a noun."""
    pos = parse.pos[token]
    return "verb" if pos == "ADJ" and parse.tags[token] in ("VBN", "VBG") else _POS.get(pos)


def _stop(parse: Parse, token: int, entry: Trigger) -> int | None:
    """Return where a trigger of several words stops, which follow or hang from its head; None where they do not."""
    if stands_at(parse, token + 1, entry.words[1:]):
        return token + len(entry.words)
    if len(entry.words) == 2:
        particles = children(parse, token, "prt", "prep", "advmod")
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
        self._parse, self._token, self._lexicon, self._known, self._people = parse, token, lexicon, known, people
        self._heads: dict[str, list[int]] = {}
        self._names: dict[str, set[str]] = {}
        self._words: dict[str, set[str]] = {}

    def fit(self, entry: Trigger) -> bool:
        """Return whether the words that an entry wants stand in its slots."""
        return all(not condition.words.isdisjoint(self._standing(slot)) for slot, condition in entry.when.items())

    def fit_loosely(self, entry: Trigger) -> bool:
        """Return whether the words that an entry wants stand in its slots, or any people where it wants some."""
        if not self._people:
            return False
        return all(
            not condition.words.isdisjoint(self._standing(slot)) or (condition.people and self._has_people(slot))
            for slot, condition in entry.when.items()
        )

    def _has_people(self, slot: str) -> bool:
        heading = self._heading(slot)
        parts = (part for head in heading for part in parts_of(self._parse, head))
        return not self._people.isdisjoint([*heading, *parts])

    def exclude(self, entry: Trigger) -> bool:
        """Return whether a word that an entry must not have stands in one of its slots."""
        return any(
            (condition.signs is None or not condition.signs.isdisjoint(self._known))
            and not condition.words.isdisjoint(self._named(slot))
            for slot, condition in entry.unless.items()
        )

    def _heading(self, slot: str) -> list[int]:
        if slot not in self._heads:
            self._heads[slot] = heads(self._parse, self._token, slot, self._lexicon)
        return self._heads[slot]

    def _named(self, slot: str) -> set[str]:
        if slot not in self._names:
            self._names[slot] = _names(self._parse, self._heading(slot))
        return self._names[slot]

    def _standing(self, slot: str) -> set[str]:
        if slot not in self._words:
            self._words[slot] = self._named(slot) | _qualities(self._parse, self._heading(slot))
        return self._words[slot]


def _qualities(parse: Parse, heading: Sequence[int]) -> set[str]:
    """Return what else may fulfil a condition, though it rules nothing out: in "legal action" *legal*."""
    found = set()
    for head in heading:
        for part in parts_of(parse, head):
            found |= {parse.lemmas[part], parse.lowers[part]}
        for child in parse.children[head]:
            if parse.deps[child] == "amod" and parse.tags[child] == "JJ" and parse.words[child].islower():
                found.add(parse.lemmas[child])
    return found


def _names(parse: Parse, heading: Sequence[int]) -> set[str]:
    """Return what a condition may call phrases by: a head, a noun that it is compounded with, a verb's particle.

    A clause is called by its verb's auxiliaries and negators too: "to", "would", "not".
    """
    found = {"*"} if heading else set()
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
