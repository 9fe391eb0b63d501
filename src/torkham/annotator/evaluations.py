"""Evaluations: the lexicon's entries of evaluating words as the rules ask them, prepared once when they are loaded."""

from __future__ import annotations

from typing import NamedTuple

from torkham.annotator.parse import Parse
from torkham.annotator.trigger import SLOTS
from torkham.contract import Json

_TAGS = {
    "verb": ("VERB", "AUX"),
    "noun": ("NOUN", "PROPN"),
    "adjective": ("ADJ", "VERB", "ADV"),
    "modal": ("AUX", "VERB"),
}
TARGETS = SLOTS | {"whole", "itself", "complement", "predicate", "blamed", "noun"}
"""The slots of what is evaluated that are no prepositions."""


class Evaluation(NamedTuple):
    """An entry; its fields are as the schema says, but for those described here."""

    tags: tuple[str, ...] | None
    """The parts of speech that the word may have, None where any will do."""
    modal: bool
    near: frozenset[str]
    needs: frozenset[str]
    """The prepositions one of which a text must have in which something is evaluated; none if it may do without."""
    aux: frozenset[str]
    holder: str
    target: tuple[str, ...]
    also: tuple[str, ...]
    kinds: tuple[str, ...]
    """Those of the targets that may stand there."""
    polarity: str
    negated: str
    expression: str
    itself: bool
    """Whether the target is the word itself."""

    @classmethod
    def of(cls, entry: Json) -> Evaluation:
        """Return an entry of the lexicon."""
        target, modal = tuple(entry["target"]), entry["pos"] == "modal"
        return cls(
            _TAGS.get(entry["pos"]),
            modal,
            entry["near"],
            frozenset(target) if TARGETS.isdisjoint(target) else frozenset(),
            frozenset(entry["aux"]),
            entry["holder"],
            target,
            tuple(entry["also"]),
            tuple(kind for kind in entry["kinds"] if kind != "actor" or not modal),
            entry["polarity"],
            entry["negated"],
            entry["expression"],
            target == ("itself",),
        )

    def may_stand(self, parse: Parse, token: int) -> bool:
        """Return whether a word may have this meaning by its part of speech and the words that its text has."""
        if self.tags is not None and parse.pos[token] not in self.tags:
            return False
        if self.needs and self.needs.isdisjoint(parse.forms):
            return False
        if not self.near:
            return True
        return any(place != token for form in self.near & parse.forms for place in parse.places[form])
