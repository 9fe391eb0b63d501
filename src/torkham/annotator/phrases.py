"""Phrases: the words of the lexicon's entries, found in a parse, where each word stands as its lemma or as written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from torkham.annotator.parse import Parse

Entry = TypeVar("Entry")
_SHORT = 4
"""Words of fewer letters stand in most texts."""


class Phrase(NamedTuple, Generic[Entry]):
    """Words of an entry of the lexicon; `rank` is the entry's place in the file, most specific first."""

    rank: int
    words: tuple[str, ...]
    entry: Entry


@dataclass(frozen=True)
class Phrases(Generic[Entry]):
    """Phrases by the word of each that fewest of them have, so that few need to be compared with a text."""

    _single: Mapping[str, Sequence[Phrase[Entry]]] = field(repr=False)
    """Phrases of one word, by it."""
    _longer: Mapping[str, Sequence[tuple[str, int, Phrase[Entry]]]] = field(repr=False)
    """Other phrases, by the word of each that fewest phrases have, with another of its words and the word's place."""
    _signs: frozenset[str] = field(repr=False)
    """Words one of which a text has in which a phrase stands."""

    @classmethod
    def of(cls, entries: Iterable[tuple[Iterable[str], Entry]]) -> Phrases[Entry]:
        """Return the phrases of some entries, given with their words, which rank in their order."""
        split = [(rank, tuple(text.split()), entry) for rank, (texts, entry) in enumerate(entries) for text in texts]
        shared = Counter(word for _, words, _ in split for word in words)
        single: dict[str, list[Phrase[Entry]]] = {}
        longer: dict[str, list[tuple[str, int, Phrase[Entry]]]] = {}
        for rank, words, entry in split:
            sign, *others = sorted(words, key=lambda word: (len(word) < _SHORT, shared[word], -len(word)))
            if others:
                longer.setdefault(sign, []).append((others[0], words.index(sign), Phrase(rank, words, entry)))
            else:
                single.setdefault(sign, []).append(Phrase(rank, words, entry))
        return cls(single, longer, frozenset({*single, *longer}))

    def find(self, parse: Parse) -> Iterator[tuple[int, Phrase[Entry]]]:
        """Yield the first token of each phrase in a parse, and the phrase, in no order."""
        forms, places = parse.forms, parse.places
        for sign in forms & self._signs:
            for phrase in self._single.get(sign, ()):
                for token in places[sign]:
                    yield token, phrase
            for other, place, phrase in self._longer.get(sign, ()):
                if other in forms:
                    for token in places[sign]:
                        if stands_at(parse, token - place, phrase.words):
                            yield token - place, phrase


def stands_at(parse: Parse, first: int, words: Sequence[str]) -> bool:
    """Return whether words stand from a token on, each as its lemma or as written."""
    if first < 0 or first + len(words) > len(parse.words):
        return False
    lemmas, lowers = parse.lemmas, parse.lowers
    for token, word in enumerate(words, first):  # noqa: SIM110, asked too often for a generator
        if lemmas[token] != word and lowers[token] != word:
            return False
    return True
