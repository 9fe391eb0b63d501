"""Readings: what a word may tell, and which of it may be so in a text, known by the other words of the text.

The lexicon has many entries for some words, most of which want a word beside them. They are found by that word, so
that the others are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from torkham.annotator.lexicon import Trigger


class Readings(NamedTuple):
    """The triggers of a lemma and part of speech, in order; `plain` are those that need no other word.

    `plain_places` are the places of these among `entries`; `by_sign` has those of the others, and their further needs,
    by the words of which they need one first.
    """

    entries: Sequence[Trigger]
    plain: Sequence[Trigger]
    plain_places: frozenset[int]
    signs: frozenset[str]
    by_sign: Mapping[str, Sequence[tuple[int, Sequence[frozenset[str]]]]]

    @classmethod
    def of(cls, entries: Iterable[Trigger]) -> Readings:
        """Return the readings of some triggers, which keep their order."""
        entries = tuple(entries)
        by_sign: dict[str, list[tuple[int, Sequence[frozenset[str]]]]] = {}
        for place, entry in enumerate(entries):
            for sign in entry.needs[0] if entry.needs else ():
                by_sign.setdefault(sign, []).append((place, entry.needs[1:]))
        plain = [place for place, entry in enumerate(entries) if not entry.needs]
        return cls(entries, [entries[place] for place in plain], frozenset(plain), frozenset(by_sign), by_sign)

    def among(self, known: frozenset[str]) -> Sequence[Trigger]:
        """Return the triggers all of whose needs some words meet, in order."""
        if self.signs.isdisjoint(known):
            return self.plain
        found: set[int] = set()
        for sign in self.signs & known:
            for place, needs in self.by_sign[sign]:
                for need in needs:
                    if need.isdisjoint(known):
                        break
                else:
                    found.add(place)
        if not found:
            return self.plain
        found |= self.plain_places
        return [self.entries[place] for place in sorted(found)]
