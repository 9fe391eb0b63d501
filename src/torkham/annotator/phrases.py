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


@dataclass(frozen=True)
class Phrases:
    """Phrases by their first two words, so that few of them need to be compared with a text."""

    _single: Mapping[str, Sequence[Phrase]] = field(repr=False)
    """Phrases of one word, by it."""
    _longer: Mapping[str, Mapping[str, Sequence[Phrase]]] = field(repr=False)
    """Other phrases, by their first word and their second."""
    _firsts: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, entries: Iterable[Json]) -> Phrases:
        """Return the phrases under the `words` of some entries, which rank in their order."""
        single: dict[str, list[Phrase]] = {}
        longer: dict[str, dict[str, list[Phrase]]] = {}
        for rank, entry in enumerate(entries):
            for text in entry["words"]:
                words = tuple(text.split())
                same = single if len(words) == 1 else longer.setdefault(words[0], {})
                same.setdefault(words[:2][-1], []).append(Phrase(rank, words, entry))
        return cls(single, longer, frozenset({*single, *longer}))

    def find(self, parse: Parse) -> Iterator[tuple[int, Phrase]]:
        """Yield the first token of each phrase in a parse, and the phrase.

        The tokens come in order; of one token, the phrases that begin with its lemma by rank, then those with its
        form as written.
        """
        for first in parse.among(self._firsts):
            lemma, lower = parse.lemmas[first], parse.lowers[first]
            for form in (lemma,) if lemma == lower else (lemma, lower):
                found = self._single.get(form, ())
                if (by_second := self._longer.get(form)) is not None and first + 1 < len(parse.words):
                    second, as_written = parse.lemmas[first + 1], parse.lowers[first + 1]
                    if (second in by_second or as_written in by_second) and (
                        longer := _standing(parse, first + 1, by_second)
                    ):
                        found = sorted([*found, *longer], key=_rank)
                for phrase in found:
                    yield first, phrase


def _standing(parse: Parse, second: int, by_second: Mapping[str, Sequence[Phrase]]) -> list[Phrase]:
    """Return which of some phrases, by their second word, stand in a parse, the second word at this token."""
    lemma, lower = parse.lemmas[second], parse.lowers[second]
    found = [*by_second.get(lemma, ()), *(by_second.get(lower, ()) if lower != lemma else ())]
    return [each for each in found if len(each.words) == 2 or stands_at(parse, second + 1, each.words[2:])]


def stands_at(parse: Parse, first: int, words: Sequence[str]) -> bool:
    """Return whether words stand from a token on, each as its lemma or as written."""
    if first + len(words) > len(parse.words):
        return False
    return all(word in (parse.lemmas[token], parse.lowers[token]) for token, word in enumerate(words, first))


def _rank(phrase: Phrase) -> int:
    return phrase.rank
