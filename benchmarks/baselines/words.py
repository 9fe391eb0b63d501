"""Words of a sentence without a parse: tokens, what they may be forms of, and the actors that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, cast

from benchmarks.baselines.base import Part, Registries
from torkham.annotation import Unit
from torkham.annotator.lexicon import Lexicon
from torkham.annotator.names import Names, names_of, new_actors
from torkham.contract import Json

_TOKEN = re.compile(r"[^\W_]+|[^\s]")
_ENDINGS = (
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ied", "y"),
    ("ing", ""),
    ("ing", "e"),
)
_IRREGULAR = """
said say, told tell, met meet, held hold, made make, gave give, given give, took take, taken take, went go, gone go,
came come, became become, began begin, begun begin, broke break, broken break, brought bring, built build, bought buy,
caught catch, chose choose, chosen choose, cut cut, dealt deal, drew draw, drawn draw, drove drive, driven drive,
fell fall, fallen fall, felt feel, fought fight, fled flee, flew fly, flown fly, forbade forbid, forbidden forbid,
forgave forgive, forgiven forgive, found find, froze freeze, frozen freeze, got get, grew grow, had have, has have,
heard hear, hit hit, kept keep, knew know, known know, laid lay, led lead, left leave, lent lend, lost lose,
meant mean, paid pay, put put, quit quit, rose rise, risen rise, sank sink, saw see, seen see, sent send, set set,
shook shake, shot shoot, shut shut, slew slay, sought seek, sold sell, spent spend, spoke speak, spoken speak,
spread spread, stood stand, struck strike, swore swear, sworn swear, taught teach, thought think, threw throw,
thrown throw, understood understand, undertook undertake, undertaken undertake, upheld uphold, withdrew withdraw,
withdrawn withdraw, withheld withhold, won win, wrote write, written write, overthrew overthrow, bound bind
"""
IRREGULAR = dict(pair.split() for pair in _IRREGULAR.replace("\n", " ").strip().split(","))
"""Irregular forms of verbs that are frequent in news, with their lemmas."""


class Words:
    """Cuts a text as the names are cut; all that `names_of` needs of a parser."""

    def words(self, text: str) -> list[str]:
        """Return the tokens of a text: runs of letters and digits, and every other character by itself."""
        return _TOKEN.findall(text)


class Named(NamedTuple):
    """A name: tokens [first, stop), and the actors that it stands for, each with its mention."""

    first: int
    stop: int
    actors: tuple[Part, ...]


@dataclass(frozen=True)
class Sentence:
    """A unit in tokens, with the actors that it names."""

    unit: Unit
    words: tuple[str, ...]
    starts: tuple[int, ...]
    names: tuple[Named, ...]
    mentions: tuple[Json, ...]

    @cached_property
    def lemmas(self) -> tuple[frozenset[str], ...]:
        """What each word may be a form of."""
        return tuple(frozenset(lemmas(word.lower())) for word in self.words)

    @cached_property
    def bag(self) -> frozenset[str]:
        """What any word may be a form of."""
        return frozenset().union(*self.lemmas)

    def offsets(self, first: int, stop: int) -> tuple[int, int]:
        """Return where in the unit the tokens [first, stop) stand."""
        return self.starts[first], self.starts[stop - 1] + len(self.words[stop - 1])

    def places(self, phrase: str) -> Iterable[tuple[int, int]]:
        """Yield the tokens [first, stop) at which a phrase of lemmas stands."""
        parts = Words().words(phrase.lower())
        if parts[0] not in self.bag:
            return
        for first in range(len(self.words) - len(parts) + 1):
            if all(part in self.lemmas[first + offset] for offset, part in enumerate(parts)):
                yield first, first + len(parts)

    def has(self, phrases: Iterable[str]) -> bool:
        """Return whether one of some phrases stands in the sentence; `*` always does."""
        return any(phrase == "*" or any(True for _ in self.places(phrase)) for phrase in phrases)

    def before(self, token: int) -> tuple[Part, ...]:
        """Return the actors of the nearest name that ends before a token."""
        return next((name.actors for name in reversed(self.names) if name.stop <= token), ())

    def after(self, token: int) -> tuple[Part, ...]:
        """Return the actors of the nearest name that starts at a token or after it."""
        return next((name.actors for name in self.names if name.first >= token), ())

    def whole(self) -> Json:
        """Return the span of the whole unit."""
        return {"start": 0, "end": len(self.unit.text), "text": self.unit.text}


def lemmas(word: str) -> Iterable[str]:
    """Yield what a word may be a form of: itself, what stands among `IRREGULAR`, and what endings leave."""
    yield word
    if word in IRREGULAR:
        yield IRREGULAR[word]
    for ending, put in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            yield stem + put
            if stem[-1] == stem[-2]:
                yield stem[:-1]


@dataclass(frozen=True)
class Reader:
    """Finds the names of the registry and of the lexicon's states in units."""

    names: Names
    registries: Registries

    @classmethod
    def of(cls, registries: Registries, lexicon: Lexicon) -> Reader:
        """Return the reader of the names of some registries and of the lexicon's states."""
        return cls(names_of(registries, lexicon, cast(Any, Words())), registries)

    def read(self, unit: Unit, day: str | None) -> Sentence:
        """Return a unit in tokens, every name in it a mention; what is ground and what acts is not told apart."""
        tokens = list(_TOKEN.finditer(unit.text))
        words = tuple(token.group() for token in tokens)
        starts = tuple(token.start() for token in tokens)
        names: list[Named] = []
        mentions: list[Json] = []
        for number, found in enumerate(self.names.gazetteer.find(words, day), 1):
            id_, actor_id = f"{unit.sentence_id}:m{number:02d}", found.name.actor_id
            start, end = starts[found.first], starts[found.stop - 1] + len(words[found.stop - 1])
            text = unit.text[start:end]
            mentions.append(
                {"mention_id": id_, "start": start, "end": end, "text": text, "actor_id": actor_id}
                | {"form": self._form(actor_id, text)}
            )
            actors = self.names.members.get(actor_id, (actor_id,))  # a compound stands in no slot (guidelines §7.2)
            names.append(Named(found.first, found.stop, tuple((actor, id_) for actor in actors)))
        return Sentence(unit, words, starts, tuple(names), tuple(mentions))

    def _form(self, actor_id: str, text: str) -> str:
        state = self.names.states.get(actor_id)
        if state is not None and text in state.adjectives:
            return "adjective"
        if state is not None and text in state.capitals:
            return "metonym"
        return "name" if any(character.isupper() for character in text) else "nominal"

    def rows(self, mentions: Sequence[Json]) -> tuple[Json, ...]:
        """Return the registry rows of the actors named that the registry lacks."""
        known = {row["actor_id"] for row in self.registries["actors"]}
        shown: Mapping[str, str] = {mention["actor_id"]: mention["text"] for mention in mentions}
        return tuple(new_actors(sorted(shown.keys() - known), self.names, shown))


def verb_like(words: Sequence[str]) -> int:
    """Return the first word that looks like a verb: a lower-case one in -ed or -ing; else the first word."""
    likely = (at for at, word in enumerate(words) if word.islower() and re.fullmatch(r"\w{2,}(ed|ing)", word))
    return next(likely, 0)
