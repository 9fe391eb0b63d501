"""Issues: which issue of the registry some words of a sentence name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from torkham.annotator.parse import Parse
from torkham.annotator.phrases import Phrase, Phrases, stands_at
from torkham.annotator.syntax import children, objects, prepositional, subjects
from torkham.contract import Json

_TAGS = {"verb": ("VERB", "AUX"), "noun": ("NOUN", "PROPN")}


class Named(NamedTuple):
    """An issue and the tokens [first, stop) that name it, the last of them its head.

    `agrees` says whether the words name what the proposition wants or affirms, or its contrary. `by_subject` says that
    whoever does what the words say holds the claim, `deed` that the words tell an act, by one of `by` (any if empty),
    `wanted` that they name the issue only where something is wanted, `whose` who must do what a claim says.
    """

    issue_id: str
    first: int
    stop: int
    agrees: bool
    by_subject: bool = False
    deed: bool = False
    by: frozenset[str] = frozenset()
    wanted: bool = False
    whose: frozenset[str] = frozenset()

    @property
    def head(self) -> int:
        """The token that the others are taken to hang from."""
        return self.stop - 1

    @property
    def act(self) -> int:
        """The token that tells the deed."""
        return self.first


@dataclass
class Setting:
    """Words and actors of a sentence, and of what stands around it: paragraph (itself included), heading, headline.

    `matches` keeps what the sentence's words name, once that was looked for.
    """

    own: frozenset[str]
    around: tuple[AbstractSet[str], ...]
    matches: list[tuple[Phrase, int]] | None = None


@dataclass(frozen=True)
class _Near:
    """Words and phrases one of which must stand in the sentence, or a word around it if that will do; any if empty."""

    words: frozenset[str]
    phrases: Sequence[Sequence[str]]
    around: bool

    @classmethod
    def of(cls, entry: Json) -> _Near:
        phrases = [tuple(phrase.split()) for phrase in entry["near"]]
        words = frozenset(phrase[0] for phrase in phrases if len(phrase) == 1)
        return cls(words, [phrase for phrase in phrases if len(phrase) > 1], entry["scope"] == "paragraph")

    def holds(self, parse: Parse, setting: Setting) -> bool:
        """Return whether that is so in a sentence."""
        if not self.words and not self.phrases:
            return True
        if not self.words.isdisjoint(setting.own):
            return True
        if self.around and not all(map(self.words.isdisjoint, setting.around)):
            return True
        known = [phrase for phrase in self.phrases if parse.forms.issuperset(phrase)]
        return any(stands_at(parse, first, phrase) for phrase in known for first in range(len(parse)))


@dataclass(frozen=True)
class Issues:
    """The issues of a registry with the words that name them."""

    kinds: Mapping[str, str]
    """`policy` or `claim` by issue id."""
    _phrases: Phrases = field(repr=False)
    _near: Sequence[_Near] = field(repr=False)
    """What must stand near the words of an entry, by its rank."""

    @classmethod
    def of(cls, entries: Iterable[Json], kinds: Mapping[str, str]) -> Issues:
        """Return the issues that both a registry (their `kinds`) and the lexicon have."""
        known = [entry for entry in entries if entry["issue_id"] in kinds]
        return cls(kinds, Phrases.of(known), [_Near.of(entry) for entry in known])

    def named(self, parse: Parse, setting: Setting, region: frozenset[int] | None = None) -> list[Named]:
        """Return the issues that the words of a unit, or a region of it, name, each once, in the order of the text.

        No word names two issues: the more specific one counts, that is the one that stands first in the lexicon.
        """
        return self._found(parse, setting, region, deed=False)

    def deeds(self, parse: Parse, setting: Setting) -> list[Named]:
        """Return the issues on which the words of a unit tell a deed."""
        return self._found(parse, setting, None, deed=True)

    def _found(self, parse: Parse, setting: Setting, region: frozenset[int] | None, *, deed: bool) -> list[Named]:
        found: dict[str, Named] = {}
        if setting.matches is None:
            setting.matches = sorted(self._matches(parse, setting), key=_specific)
        for phrase, first in setting.matches:
            if (region is not None and first not in region) or phrase.entry["deed"] != deed:
                continue
            entry, stop = phrase.entry, first + len(phrase.words)
            taken = any(first < each.stop and each.first < stop for each in found.values())
            if entry["issue_id"] not in found and not taken:
                found[entry["issue_id"]] = Named(
                    entry["issue_id"],
                    first,
                    stop,
                    entry["stands"] == "for",
                    entry["holder"] == "subject",
                    deed,
                    frozenset(entry["by"]),
                    entry["wanted"],
                    frozenset(entry["whose"]),
                )
        return sorted(found.values(), key=lambda each: each.first)

    def _matches(self, parse: Parse, setting: Setting) -> Iterator[tuple[Phrase, int]]:
        holds: dict[int, bool] = {}
        for first, phrase in self._phrases.find(parse):
            if not _is_pos(parse, first, phrase.entry["pos"]):
                continue
            if phrase.rank not in holds:
                holds[phrase.rank] = self._near[phrase.rank].holds(parse, setting)
            if holds[phrase.rank] and (not phrase.entry["object"] or _acts_on(parse, first, phrase.entry["object"])):
                yield phrase, first


def _is_pos(parse: Parse, token: int, pos: str) -> bool:
    return pos == "any" or parse.pos[token] in _TAGS[pos]


def _acts_on(parse: Parse, token: int, words: AbstractSet[str]) -> bool:
    """Return whether one of some words heads or forms part of what a word is done to: "shut the Torkham gate".

    Of a noun it stands after a preposition or before it ("closure of the crossing"), of an adjective it is its noun.
    """
    found = objects(parse, token) or children(parse, token, "nsubj")
    found = [*found, *children(parse, token, "nsubjpass", "compound", "poss", "amod")]
    found += prepositional(parse, token, "of", "on", "at", "to", "for", "from", "with", "against")
    if parse.deps[token] in ("amod", "acl"):
        found.append(parse.heads[token])
    elif parse.deps[token] in ("acomp", "oprd", "attr", "ccomp", "xcomp"):
        found += [*children(parse, token, "nsubj"), *objects(parse, parse.heads[token]), *subjects(parse, token)]
    return any(parse.lemmas[each] in words or parse.lowers[each] in words for each in found)


def _specific(match: tuple[Phrase, int]) -> tuple[int, int, int]:
    phrase, first = match
    return phrase.rank, first, -len(phrase.words)
