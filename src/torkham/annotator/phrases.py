"""Phrases: the words of the lexicon's entries, found in a parse, where each word stands as its lemma or as written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from torkham.annotator.parse import Parse
from torkham.contract import Json


class Phrase(NamedTuple):
    """Words of an entry of the lexicon; `rank` is the entry's place in the file, most specific first."""

    rank: int
    words: tuple[str, ...]
    entry: Json


class Starting(NamedTuple):
    """The phrases that begin with a word: those of it alone, the others by their second word."""

    alone: list[Phrase]
    longer: dict[str, list[Phrase]]


@dataclass(frozen=True)
class Phrases:
    """Phrases by their first two words, so that few of them need to be compared with a text."""

    _starting: Mapping[str, Starting] = field(repr=False)
    """By their first word."""
    _firsts: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, entries: Iterable[Json]) -> Phrases:
        """Return the phrases under the `words` of some entries, which rank in their order."""
        starting: dict[str, Starting] = {}
        for rank, entry in enumerate(entries):
            for text in entry["words"]:
                words = tuple(text.split())
                alone, longer = starting.setdefault(words[0], Starting([], {}))
                same = alone if len(words) == 1 else longer.setdefault(words[1], [])
                same.append(Phrase(rank, words, entry))
        return cls(starting, frozenset(starting))

    def find(self, parse: Parse) -> Iterator[tuple[int, Phrase]]:
        """Yield the first token of each phrase in a parse, and the phrase.

        The tokens come in order; of one token, the phrases that begin with its lemma by rank, then those with its
        form as written.
        """
        last = len(parse.words) - 1
        for first in parse.among(self._firsts):
            lemma, lower = parse.lemmas[first], parse.lowers[first]
            for form in (lemma,) if lemma == lower else (lemma, lower):
                if (starting := self._starting.get(form)) is None:
                    continue
                found, by_second = starting
                if by_second and first < last and (longer := _standing(parse, first + 1, by_second)):
                    found = sorted([*found, *longer], key=_rank) if found or len(longer) > 1 else longer
                for phrase in found:
                    yield first, phrase


def _standing(parse: Parse, second: int, by_second: Mapping[str, Sequence[Phrase]]) -> list[Phrase]:
    """Return which of some phrases, by their second word, stand in a parse, the second word at this token."""
    lemma, lower = parse.lemmas[second], parse.lowers[second]
    found = by_second.get(lemma, ())
    if lower != lemma and (as_written := by_second.get(lower)):
        found = [*found, *as_written]
    return [each for each in found if len(each.words) == 2 or stands_at(parse, second + 1, each.words[2:])]


def stands_at(parse: Parse, first: int, words: Sequence[str]) -> bool:
    """Return whether words stand from a token on, each as its lemma or as written."""
    if first + len(words) > len(parse.words):
        return False
    return all(word in (parse.lemmas[token], parse.lowers[token]) for token, word in enumerate(words, first))


def _rank(phrase: Phrase) -> int:
    return phrase.rank
