"""The systems that are compared: simple ones that any other should beat, and the annotator by rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.baselines.base import Article, Registries
from torkham.annotator.base import Annotator
from torkham.annotator.lexicon import lexicon

Make = Callable[[Sequence[Article], Registries], Annotator]

_MENTIONS = ("mentions", "linking")
_EVENTS = ("type", "sources", "tuple", "sentence_types", "spurious")
_STANCES = ("stance",)


@dataclass(frozen=True)
class System:
    """A system: how it is made from training articles and registries, and what it attempts.

    `attempts` has keys of `benchmarks.main_figures`. Where it is not `trained`, the articles make no difference.
    """

    name: str
    about: str
    attempts: tuple[str, ...]
    trained: bool
    make: Make


def _majority(training: Sequence[Article], registries: Registries) -> Annotator:
    from benchmarks.baselines.majority import majority

    return majority(training, registries)


def _strings(training: Sequence[Article], registries: Registries) -> Annotator:
    from benchmarks.baselines.strings import strings

    return strings(training, registries, lexicon())


def _vader(training: Sequence[Article], registries: Registries) -> Annotator:
    from benchmarks.baselines.vader import vader

    return vader(training, registries, lexicon())


def _learned(training: Sequence[Article], registries: Registries) -> Annotator:
    from benchmarks.baselines.learned import learned

    return learned(training, registries, lexicon())


def _rules(_: Sequence[Article], registries: Registries) -> Annotator:
    from torkham.annotator.rules import RuleAnnotator

    return RuleAnnotator(registries)


SYSTEMS = {
    system.name: system
    for system in (
        System(
            "majority",
            "in every sentence the commonest event type of the training articles, at the first word that looks like a "
            "verb, with its commonest participants, and their commonest stance; marks no mentions",
            (*_EVENTS, *_STANCES),
            True,
            _majority,
        ),
        System(
            "VADER",
            "the polarity that VADER gives a sentence, toward every issue and actor that strings find in it, held by "
            "the first actor before a reporting word, else by the author; stances only",
            _STANCES,
            False,
            _vader,
        ),
        System(
            "learned",
            "logistic regressions over TF-IDF of words, for the event types of a sentence and for "
            "issue with polarity; triggers, participants and holders by strings, since a sentence's class has no place",
            (*_MENTIONS, *_EVENTS, *_STANCES),
            True,
            _learned,
        ),
        System(
            "strings",
            "the lexicon of the rules without a parse: its words matched as strings, the nearest name before a trigger "
            "as source and the nearest after it as recipient, and issues as the nearest evaluating word has them",
            (*_MENTIONS, *_EVENTS, *_STANCES),
            False,
            _strings,
        ),
        System(
            "rules",
            "the annotator of `torkham convert`",
            (*_MENTIONS, *_EVENTS, "attribution", *_STANCES, "open"),
            False,
            _rules,
        ),
    )
}
"""By name, in the order in which they are shown."""
