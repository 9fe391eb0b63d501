"""Issues: which issue of the registry some words of a sentence name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from torkham.annotator.parse import Parse
from torkham.annotator.phrases import Phrase, Phrases, stands_at
from torkham.contract import Json


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
    """Words and actors of a sentence, and of what stands around it: paragraph, heading, headline.

    `matches` keeps what the sentence's words name, once that was looked for.
    """

    own: frozenset[str]
    around: frozenset[str]
    matches: list[tuple[Phrase, int]] | None = None


@dataclass(frozen=True)
class Issues:
    """The issues of a registry with the words that name them."""

    kinds: Mapping[str, str]
    """`policy` or `claim` by issue id."""
    _phrases: Phrases = field(repr=False)

    @classmethod
    def of(cls, entries: Iterable[Json], kinds: Mapping[str, str]) -> Issues:
        """Return the issues that both a registry (their `kinds`) and the lexicon have."""
        return cls(kinds, Phrases.of(entry for entry in entries if entry["issue_id"] in kinds))

    def named(self, parse: Parse, region: frozenset[int], setting: Setting) -> list[Named]:
        """Return the issues that the words of a region name, each once, in the order of the text.

        No word names two issues: the more specific one counts, that is the one that stands first in the lexicon.
        """
        return self._found(parse, region, setting, deed=False)

    def deeds(self, parse: Parse, region: frozenset[int], setting: Setting) -> list[Named]:
        """Return the issues on which the words of a region tell a deed."""
        return self._found(parse, region, setting, deed=True)

    def _found(self, parse: Parse, region: frozenset[int], setting: Setting, *, deed: bool) -> list[Named]:
        found: dict[str, Named] = {}
        if setting.matches is None:
            setting.matches = sorted(self._matches(parse, setting), key=_specific)
        for phrase, first in setting.matches:
            if first not in region or phrase.entry["deed"] != deed:
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
                holds[phrase.rank] = _is_near(parse, phrase.entry, setting)
            if holds[phrase.rank]:
                yield phrase, first


def _is_pos(parse: Parse, token: int, pos: str) -> bool:
    return pos == "any" or parse.pos[token] in {"verb": ("VERB", "AUX"), "noun": ("NOUN", "PROPN")}[pos]


def _specific(match: tuple[Phrase, int]) -> tuple[int, int, int]:
    phrase, first = match
    return phrase.rank, first, -len(phrase.words)


def _is_near(parse: Parse, entry: Json, setting: Setting) -> bool:
    """Return whether one of the words that an entry wants near stands in the sentence, or around it if that will do."""
    near = entry["near"]
    if not near:
        return True
    single = {phrase for phrase in near if " " not in phrase}
    if single & setting.own or (entry["scope"] == "paragraph" and single & setting.around):
        return True
    phrases = [phrase.split() for phrase in near if " " in phrase and phrase[: phrase.index(" ")] in setting.own]
    return any(stands_at(parse, first, words) for words in phrases for first in range(len(parse.words)))
