"""What a check reports, and the catalogue of all rules with their stable ids."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, NamedTuple, TypeVar

Subject = TypeVar("Subject")

MAX_WORDS = 2_000
"""How many characters a message, hint or name in a finding may have."""


class Level(IntEnum):
    """Levels build on one another: what fails one is not judged by the next."""

    FORMAT = 1
    SCHEMA = 2
    LINKS = 3
    SPANS = 4
    SEMANTICS = 5
    CORPUS = 6
    RELEASE = 7


class Origin(NamedTuple):
    """Where something stands: a file relative to the root that was read, and a line counted from 1."""

    file: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of one rule.

    `where` names the thing in the dataset's own ids (a sentence, label or field); `hint` says what to do, or is empty.
    """

    check: str
    level: Level
    severity: str
    file: str
    line: int | None
    where: str
    message: str
    hint: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain JSON values, the level by its lower-case name."""
        values: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        return values | {"level": self.level.name.lower()}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with an id that never changes; `text` is its row in the table of checks."""

    id: str
    level: Level
    text: str
    severity: str = "error"

    def at(self, origin: Origin, message: str, *, where: str = "", hint: str = "") -> Finding:
        """Return a finding of this rule at `origin`, its words cut where a value in them is endless."""
        words = (_cut(text) for text in (where, message, hint))
        return Finding(self.id, self.level, self.severity, origin.file, origin.line, *words)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_WORDS else text[: MAX_WORDS - 1] + "…"


RULES: dict[str, Rule] = {}
"""Every rule by id, filled as the modules that state rules are imported."""


def rule(id_: str, text: str, severity: str = "error") -> Rule:
    """Enter a rule in the catalogue; the part of the id before the slash names its level."""
    if id_ in RULES:
        raise ValueError(f"rule {id_!r} is stated twice")
    stated = Rule(id_, Level[id_.split("/", maxsplit=1)[0].upper()], text, severity)
    RULES[id_] = stated
    return stated


class Failure(NamedTuple):
    """What a check yields: the origin and the words; its rule supplies the rest."""

    origin: Origin
    message: str
    where: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject]):
    """A rule with the generator that judges it."""

    rule: Rule
    run: Callable[[Subject], Iterator[Failure]]


def run_checks(checks: Iterable[Check[Subject]], subject: Subject) -> list[Finding]:
    """Run every check on `subject` and return what they found, in no particular order."""
    return [
        check.rule.at(failure.origin, failure.message, where=failure.where, hint=failure.hint)
        for check in checks
        for failure in check.run(subject)
    ]


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings by file, line, level and check, each once."""
    return sorted(set(findings), key=lambda f: (f.file, f.line or 0, f.level, f.check, f.where, f.message, f.hint))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "Did you mean …?" with the known name nearest to `word`, or an empty string."""
    if len(word) > 200:  # no name is as long, and looking for one like it would take all day
        return ""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'Did you mean "{near[0]}"?' if near else ""
