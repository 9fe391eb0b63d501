"""Issues: which issue of the registry some words of a sentence name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from torkham.annotator.lexicon import Lexicon
from torkham.annotator.parse import Parse
from torkham.annotator.scene import Scene
from torkham.contract import Json


class Named(NamedTuple):
    """An issue and the tokens [first, stop) that name it, with their head.

    `agrees` says whether the words name what the proposition wants or affirms, or its contrary.
    """

    issue_id: str
    first: int
    stop: int
    head: int
    agrees: bool


@dataclass(frozen=True)
class Issues:
    """The issues of a registry with the words that name them, most specific first, as the lexicon has them."""

    scenes: Sequence[Scene]
    lexicon: Lexicon
    kinds: dict[str, str]
    """`policy` or `claim` by issue id."""

    def named(self, scene: Scene, region: frozenset[int]) -> list[Named]:
        """Return the issues that the words of a region name, each once; no word names two issues of one kind."""
        found: list[Named] = []
        for entry in self.lexicon.issues:
            if entry["issue_id"] in self.kinds and (each := self._match(scene, entry, region, found)) is not None:
                found.append(each)
        return sorted(found, key=lambda each: each.first)

    def claims(self, scene: Scene) -> list[Named]:
        """Return the disputed claims that a unit's words make."""
        assert scene.parse is not None
        everything = frozenset(range(len(scene.parse)))
        return [each for each in self.named(scene, everything) if self.kinds[each.issue_id] == "claim"]

    def _match(self, scene: Scene, entry: Json, region: frozenset[int], found: Sequence[Named]) -> Named | None:
        parse = scene.parse
        assert parse is not None
        if any(each.issue_id == entry["issue_id"] for each in found):
            return None
        if entry["near"] and not _stands(parse, entry["near"]):
            return None
        for phrase in entry["words"]:
            words = phrase.split()
            for first in sorted(region):
                stop = first + len(words)
                if stop > len(parse) or not _is_at(parse, first, words):
                    continue
                if any(first < each.stop and each.first < stop for each in found):
                    continue
                return Named(entry["issue_id"], first, stop, stop - 1, entry["stands"] == "for")
        return None


def _is_at(parse: Parse, first: int, words: Sequence[str]) -> bool:
    return all(
        word in (parse.lemmas[first + offset], parse.lowers[first + offset]) for offset, word in enumerate(words)
    )


def _stands(parse: Parse, phrases: Sequence[str]) -> bool:
    return any(
        _is_at(parse, first, words)
        for phrase in phrases
        for words in [phrase.split()]
        for first in range(len(parse) - len(words) + 1)
    )
