"""Issues: which issue of the registry some words of a sentence name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from torkham.annotator.parse import Parse
from torkham.contract import Json


class Named(NamedTuple):
    """An issue and the tokens [first, stop) that name it, the last of them its head.

    `agrees` says whether the words name what the proposition wants or affirms, or its contrary.
    """

    issue_id: str
    first: int
    stop: int
    agrees: bool

    @property
    def head(self) -> int:
        """The token that the others are taken to hang from."""
        return self.stop - 1


class _Phrase(NamedTuple):
    """Words of an entry of the lexicon; `rank` is the entry's place in the file, most specific first."""

    rank: int
    words: tuple[str, ...]
    entry: Json


@dataclass(frozen=True)
class Issues:
    """The issues of a registry with the words that name them."""

    kinds: Mapping[str, str]
    """`policy` or `claim` by issue id."""
    _by_first: Mapping[str, Sequence[_Phrase]] = field(repr=False)

    @classmethod
    def of(cls, entries: Iterable[Json], kinds: Mapping[str, str]) -> Issues:
        """Return the issues that both a registry (their `kinds`) and the lexicon have."""
        found: dict[str, list[_Phrase]] = {}
        for rank, entry in enumerate(entries):
            for phrase in entry["words"] if entry["issue_id"] in kinds else ():
                words = tuple(phrase.split())
                found.setdefault(words[0], []).append(_Phrase(rank, words, entry))
        return cls(kinds, found)

    def named(self, parse: Parse, region: frozenset[int]) -> list[Named]:
        """Return the issues that the words of a region name, each once, in the order of the text.

        No word names two issues: the more specific one counts, that is the one that stands first in the lexicon.
        """
        found: dict[str, Named] = {}
        for phrase, first in sorted(self._matches(parse, region), key=_specific):
            stop = first + len(phrase.words)
            issue_id = phrase.entry["issue_id"]
            taken = any(first < each.stop and each.first < stop for each in found.values())
            if issue_id not in found and not taken:
                found[issue_id] = Named(issue_id, first, stop, phrase.entry["stands"] == "for")
        return sorted(found.values(), key=lambda each: each.first)

    def claims(self, parse: Parse) -> list[Named]:
        """Return the disputed claims that a unit's words make."""
        everything = frozenset(range(len(parse)))
        return [each for each in self.named(parse, everything) if self.kinds[each.issue_id] == "claim"]

    def _matches(self, parse: Parse, region: frozenset[int]) -> Iterator[tuple[_Phrase, int]]:
        for first in region:
            for word in sorted({parse.lemmas[first], parse.lowers[first]}):
                for phrase in self._by_first.get(word, ()):
                    near = phrase.entry["near"]
                    if _is_at(parse, first, phrase.words) and (not near or _stands(parse, near)):
                        yield phrase, first


def _specific(match: tuple[_Phrase, int]) -> tuple[int, int, int]:
    phrase, first = match
    return phrase.rank, first, -len(phrase.words)


def _is_at(parse: Parse, first: int, words: Sequence[str]) -> bool:
    if first + len(words) > len(parse.words):
        return False
    return all(
        word == parse.lemmas[first + offset] or word == parse.lowers[first + offset]
        for offset, word in enumerate(words)
    )


def _stands(parse: Parse, phrases: Sequence[str]) -> bool:
    return any(_is_at(parse, first, phrase.split()) for phrase in phrases for first in range(len(parse.words)))
