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
    _longer: Mapping[str, Sequence[Phrase[Entry]]] = field(repr=False)
    """Other phrases, by the word of each that fewest phrases have."""
    _signs: frozenset[str] = field(repr=False)
    """Words one of which a text has in which a phrase stands."""

    @classmethod
    def of(cls, entries: Iterable[tuple[Iterable[str], Entry]]) -> Phrases[Entry]:
        """Return the phrases of some entries, given with their words, which rank in their order."""
        split = [(rank, tuple(text.split()), entry) for rank, (texts, entry) in enumerate(entries) for text in texts]
        shared = Counter(word for _, words, _ in split for word in words)
        single: dict[str, list[Phrase[Entry]]] = {}
        longer: dict[str, list[Phrase[Entry]]] = {}
        for rank, words, entry in split:
            sign = min(words, key=lambda word: (len(word) < _SHORT, shared[word], -len(word)))
            (longer if len(words) > 1 else single).setdefault(sign, []).append(Phrase(rank, words, entry))
        return cls(single, longer, frozenset({*single, *longer}))

    def find(self, parse: Parse) -> Iterator[tuple[int, Phrase[Entry]]]:
        """Yield the first token of each phrase in a parse, and the phrase, in no order."""
        forms, places = parse.forms, parse.places
        for sign in forms & self._signs:
            for phrase in self._single.get(sign, ()):
                for token in places[sign]:
                    yield token, phrase
            for longer in self._longer.get(sign, ()):
                if forms.issuperset(longer.words):
                    before = longer.words.index(sign)
                    for token in places[sign]:
                        if stands_at(parse, token - before, longer.words):
                            yield token - before, longer


def stands_at(parse: Parse, first: int, words: Sequence[str]) -> bool:
    """Return whether words stand from a token on, each as its lemma or as written."""
    if first < 0 or first + len(words) > len(parse.words):
        return False
    return all(word in (parse.lemmas[token], parse.lowers[token]) for token, word in enumerate(words, first))
