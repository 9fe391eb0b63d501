"""A trigger: an entry of the lexicon for a word that tells an event; and all that a word may tell, by its readings.

The lexicon has many entries for some words, most of which want a word beside them. They are found by that word, so
that the others are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, TypeAlias

PEOPLE = frozenset({"person", "people"})
"""What a condition may call people for whom it has no word of their own: "picked up six woodcutters"."""
SLOTS = frozenset({"subject", "object", "clause", "owner", "verb", "deed", "maker", "own"})
"""The slots that are no prepositions."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a trigger's participants stand: slots tried in order, the first that names an actor counts.

    Slots are `subject`, `object`, `owner` (a possessor or modifier), `clause` (the subject of its complement clause),
    or a preposition. `sides` says that whoever is found in any slot is a source, the act reciprocal.
    """

    name: str
    source: tuple[str, ...]
    recipient: tuple[str, ...]
    sides: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """Words one of which stands in a slot; `signs` are words one of which the text then has, None where any will do.

    `people` says whether people for whom there is no word of their own will do.
    """

    words: frozenset[str]
    signs: frozenset[str] | None
    people: bool

    @classmethod
    def of(cls, words: frozenset[str]) -> Condition:
        """Return the condition for words, of which `*` is any; the sign of a verb with its particle is the verb."""
        firsts = frozenset(word.partition(" ")[0] for word in words)
        signs = None if "*" in words else words if firsts == words else firsts
        return cls(words, signs, not words.isdisjoint(PEOPLE))


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that tells an event: lemmas (a particle or second noun after the head), type, mode, frame.

    `when` maps a slot to the words one of which must stand there (`*` for any), `unless` to words that must not. What
    follows from these saves looking further: `rest` are the words after the first; of each of `needs` a text must have
    a word, those come first that it meets least.
    """

    words: tuple[str, ...]
    pos: str
    type: str
    mode: str | None
    frame: Frame
    when: Mapping[str, Condition]
    unless: Mapping[str, Condition]
    rest: tuple[str, ...] = field(init=False)
    needs: tuple[frozenset[str], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Find what follows from the words and conditions."""
        signs = [frozenset({word}) for word in self.words[1:]]
        signs += [each.signs for each in self.when.values() if each.signs is not None]
        prepositions = (frozenset({slot}) for slot in self.when if slot not in SLOTS)
        object.__setattr__(self, "rest", self.words[1:])
        object.__setattr__(self, "needs", (*sorted(signs, key=len), *prepositions))


Needs: TypeAlias = "tuple[frozenset[str], ...]"
"""Of each of these sets of words a text must have one."""


class Index(NamedTuple):
    """Where entries stand among others, by what they need: `plain` are the places of those that need nothing.

    `by_sign` has the places of the others by the words of which they need one first, `further` what else those at each
    place need. Words with like entries, as the forms of a verb, share one index.
    """

    plain: frozenset[int]
    by_sign: Mapping[str, tuple[int, ...]]
    further: Sequence[Needs]


@cache
def _index(needs: tuple[Needs, ...]) -> Index:
    by_sign: dict[str, tuple[int, ...]] = {}
    same: dict[tuple[int, ...], tuple[int, ...]] = {}  # few places, by many words
    for place, own in enumerate(needs):
        for sign in own[0] if own else ():
            places = (*by_sign.get(sign, ()), place)
            by_sign[sign] = same.setdefault(places, places)
    plain = frozenset(place for place, own in enumerate(needs) if not own)
    return Index(plain, by_sign, [own[1:] for own in needs])


class Readings(NamedTuple):
    """The triggers of a lemma and part of speech, in order; `plain` are those that need no other word.

    `people` says whether any of them wants people.
    """

    entries: Sequence[Trigger]
    plain: Sequence[Trigger]
    places: Index
    people: bool

    @classmethod
    def of(cls, entries: Iterable[Trigger]) -> Readings:
        """Return the readings of some triggers, which keep their order."""
        entries = tuple(entries)
        people = any(condition.people for entry in entries for condition in entry.when.values())
        plain = tuple(entry for entry in entries if not entry.needs)
        return cls(entries, plain, _index(tuple(entry.needs for entry in entries)), people)

    def among(self, known: frozenset[str]) -> Sequence[Trigger]:
        """Return the triggers all of whose needs some words meet, in order."""
        plain, by_sign, further = self.places
        found: set[int] = set()
        for sign in by_sign.keys() & known:
            for place in by_sign[sign]:
                for need in further[place]:
                    if need.isdisjoint(known):
                        break
                else:
                    found.add(place)
        return [self.entries[place] for place in sorted(found | plain)] if found else self.plain
