"""The gazetteer: which words name which actor, on a given day.

Names are found token by token, the longest first. A name with a capital letter in the registry is found with one only
(`US`, not `us`); other names (`both sides`) in any case. Spelling is compared without accents and with one kind of
hyphen and apostrophe.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from torkham.contract import Json

_PLAIN = str.maketrans({"‐": "-", "‑": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "`": "'", "ʼ": "'"})


class Name(NamedTuple):
    """A name of an actor and the days on which it means this actor (ISO dates, inclusive, None where open)."""

    actor_id: str
    text: str
    valid_from: str | None
    valid_to: str | None

    def valid(self, day: str | None) -> bool:
        """Return whether the name means this actor on a day; a text without a date is taken to be of today."""
        if day is None:
            return self.valid_to is None
        return (self.valid_from or "") <= day and (self.valid_to is None or day <= self.valid_to)


class Found(NamedTuple):
    """A name in a text: tokens [first, stop) and what it means."""

    first: int
    stop: int
    name: Name


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """Return a word as names are compared: without accents, in lower case, hyphens and apostrophes plain."""
    translated = word.translate(_PLAIN)
    if not translated.isascii():
        parts = unicodedata.normalize("NFKD", translated)
        translated = "".join(part for part in parts if not unicodedata.combining(part))
    return translated.lower()


@lru_cache(maxsize=128)
def _keys(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a text as names are compared; several gazetteers ask for them."""
    return tuple(map(plain, words))


@dataclass
class Gazetteer:
    """Names by their words, and how many words those have that begin with one, the most first."""

    _names: dict[tuple[str, ...], dict[bool, list[Name]]] = field(default_factory=dict)
    """The names of the same words, first those that need no capital letter."""
    _lengths: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, actors: Iterable[Json], words: Callable[[str], Sequence[str]]) -> Gazetteer:
        """Return the gazetteer of the rows of an actors' registry; `words` cuts a name as texts are cut."""
        gazetteer = cls()
        for actor in actors:
            for alias in actor["aliases"]:
                name = Name(actor["actor_id"], alias["text"], alias["valid_from"], alias["valid_to"])
                gazetteer.add(name, words(alias["text"]))
        return gazetteer

    def add(self, name: Name, words: Sequence[str]) -> None:
        """Enter a name by its words."""
        key = tuple(map(plain, words))
        capital = any(character.isupper() for character in name.text)
        same = self._names.setdefault(key, {})
        same.setdefault(capital, []).append(name)
        self._names[key] = dict(sorted(same.items()))
        lengths = self._lengths.get(key[0], [])
        self._lengths[key[0]] = sorted({*lengths, len(key)}, reverse=True)

    def find(self, words: Sequence[str], day: str | None) -> Iterator[Found]:
        """Yield the names in the words of a text, the longest at each place, none inside another.

        `day` is the day of the text (ISO). A name that is nobody's on that day is no name.
        """
        keys = _keys(tuple(words))
        lengths, stop = self._lengths, 0
        for at in [at for at, key in enumerate(keys) if key in lengths]:
            if at >= stop and (found := self._at(keys, words, at, day)) is not None:
                yield found
                stop = found.stop

    def _at(self, keys: tuple[str, ...], words: Sequence[str], at: int, day: str | None) -> Found | None:
        for length in self._lengths[keys[at]]:
            stop = at + length
            same = self._names.get(keys[at:stop])
            if same is None or stop > len(keys):
                continue
            for capital, names in same.items():
                if capital and not _has_capital(words[at:stop]):
                    continue
                for name in names:
                    if name.valid(day):
                        return Found(at, stop, name)
        return None


def _has_capital(words: Sequence[str]) -> bool:
    """Return whether words are written as a name is. Those of one in capitals (`US`) must be in capitals."""
    return words[0][:1].isupper() or any(word[:1].isupper() for word in words[1:])
