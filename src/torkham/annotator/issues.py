"""Issues: which issue of the registry some words of a sentence name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from torkham.annotator.parse import Parse
from torkham.annotator.phrases import Phrases, stands_at
from torkham.annotator.syntax import children, objects, prepositional, subjects
from torkham.contract import Json

_KEEPING = frozenset({"keep", "leave", "hold"})
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
    """Words and actors of a sentence, and of what stands around it: the sentences of its paragraph, and headings.

    `matches` keeps what the sentence's words name, the most specific first, once that was looked for.
    """

    own: frozenset[str]
    paragraph: Sequence[frozenset[str]]
    headings: Sequence[frozenset[str]]
    matches: Sequence[Named] | None = None


@dataclass(frozen=True)
class _Near:
    """Words and phrases one of which must stand in the sentence, or a word around it if that will do."""

    words: frozenset[str]
    phrases: Sequence[Sequence[str]]
    around: bool

    @classmethod
    def of(cls, entry: Json) -> _Near | None:
        """Return what must stand near the words of an entry, None if nothing must."""
        phrases = [tuple(phrase.split()) for phrase in entry["near"]]
        words = frozenset(phrase[0] for phrase in phrases if len(phrase) == 1)
        longer = [phrase for phrase in phrases if len(phrase) > 1]
        return cls(words, longer, entry["scope"] == "paragraph") if phrases else None

    def holds(self, parse: Parse, setting: Setting) -> bool:
        """Return whether that is so in a sentence."""
        if not self.words.isdisjoint(setting.own):
            return True
        if self.around:
            for words in (*setting.paragraph, *setting.headings):
                if not self.words.isdisjoint(words):
                    return True
        for phrase in self.phrases:
            if parse.forms.issuperset(phrase) and any(stands_at(parse, at, phrase) for at in parse.places[phrase[0]]):
                return True
        return False


class _Entry(NamedTuple):
    """An entry of the lexicon: how the word that begins its phrases must stand, and what these name."""

    tags: tuple[str, ...] | None
    """The parts of speech of the word, None where any will do."""
    object: frozenset[str]
    near: _Near | None
    issue_id: str
    says: tuple[bool, bool, bool, frozenset[str], bool, frozenset[str]]
    """The fields of `Named` from `agrees` on."""

    @classmethod
    def of(cls, entry: Json) -> _Entry:
        says = (
            entry["stands"] == "for",
            entry["holder"] == "subject",
            entry["deed"],
            frozenset(entry["by"]),
            entry["wanted"],
            frozenset(entry["whose"]),
        )
        return cls(_TAGS.get(entry["pos"]), entry["object"], _Near.of(entry), entry["issue_id"], says)

    def fits(self, parse: Parse, first: int, setting: Setting) -> bool:
        """Return whether words that begin at a token name what the entry does."""
        return (
            (self.tags is None or parse.pos[first] in self.tags)
            and (self.near is None or self.near.holds(parse, setting))
            and (not self.object or _acts_on(parse, first, self.object))
        )


@dataclass(frozen=True)
class Issues:
    """The issues of a registry with the words that name them."""

    kinds: Mapping[str, str]
    """`policy` or `claim` by issue id."""
    _phrases: Phrases[_Entry] = field(repr=False)

    @classmethod
    def of(cls, entries: Iterable[Json], kinds: Mapping[str, str]) -> Issues:
        """Return the issues that both a registry (their `kinds`) and the lexicon have."""
        known = [entry for entry in entries if entry["issue_id"] in kinds]
        return cls(kinds, Phrases.of((entry["words"], _Entry.of(entry)) for entry in known))

    def named(self, parse: Parse, setting: Setting, region: frozenset[int] | None = None) -> list[Named]:
        """Return the issues that the words of a unit, or a region of it, name, each once, in the order of the text.

        No word names two issues: the more specific one counts, that is the one that stands first in the lexicon.
        """
        matches = self._matches(parse, setting)
        return _apart([each for each in matches if not each.deed and (region is None or each.first in region)])

    def claims(self, parse: Parse, setting: Setting) -> list[Named]:
        """Return the claims among the issues that the words of a unit name."""
        if all(self.kinds[each.issue_id] != "claim" for each in self._matches(parse, setting)):
            return []
        return [each for each in self.named(parse, setting) if self.kinds[each.issue_id] == "claim"]

    def deeds(self, parse: Parse, setting: Setting) -> list[Named]:
        """Return the issues on which the words of a unit tell a deed."""
        return _apart([each for each in self._matches(parse, setting) if each.deed])

    def _matches(self, parse: Parse, setting: Setting) -> Sequence[Named]:
        if setting.matches is None:
            found = [
                (phrase.rank, first, -len(phrase.words), phrase.entry)
                for first, phrase in self._phrases.find(parse)
                if phrase.entry.fits(parse, first, setting)
            ]
            if len(found) > 1:
                found.sort(key=_specific)
            setting.matches = [Named(entry.issue_id, at, at - less, *entry.says) for _, at, less, entry in found]
        return setting.matches


def _apart(matches: list[Named]) -> list[Named]:
    """Return of some matches, the most specific first, those of each issue and word that come first, as in the text."""
    if len(matches) < 2:
        return matches
    found: list[Named] = []
    for each in matches:
        for other in found:
            if each.issue_id == other.issue_id or (each.first < other.stop and other.first < each.stop):
                break
        else:
            found.append(each)
    found.sort(key=attrgetter("first"))
    return found


def _acts_on(parse: Parse, token: int, words: frozenset[str]) -> bool:
    """Return whether one of some words heads or forms part of what a word is done to: "shut the Torkham gate".

    Of a noun it stands after a preposition or before it ("closure of the crossing"), of an adjective it is its noun.
    """
    if words.isdisjoint(parse.forms):
        return False
    found = objects(parse, token) or children(parse, token, "nsubj")
    found = [*found, *children(parse, token, "nsubjpass", "compound", "poss", "amod")]
    found += prepositional(parse, token, "of", "on", "at", "to", "for", "from", "with", "against")
    if parse.deps[token] in ("amod", "acl"):
        found.append(parse.heads[token])
    elif parse.deps[token] in ("acomp", "oprd", "attr", "ccomp", "xcomp") or kept(parse, token):
        found += [*children(parse, token, "nsubj"), *objects(parse, parse.heads[token]), *subjects(parse, token)]
    return any(parse.lemmas[each] in words or parse.lowers[each] in words for each in found)


def kept(parse: Parse, token: int) -> bool:
    """Return whether a word says how somebody keeps a thing: "kept the gates bolted"."""
    above = parse.heads[token]
    below = parse.deps[token] in ("acomp", "oprd", "advcl", "ccomp", "xcomp", "acl") or (
        parse.deps[token] == "conj" and not objects(parse, token)  # which parses wrong
    )
    return below and parse.lemmas[above] in _KEEPING and parse.tags[token] in ("VBN", "VBD", "JJ")


def _specific(match: tuple[int, int, int, _Entry]) -> tuple[int, int, int]:
    return match[:3]
