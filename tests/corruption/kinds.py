"""What a kind of mutation is, what one mutation changes, and the table of all kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any, TypeAlias

from torkham import catalogue
from torkham.findings import Finding

RULES = {rule.id for rule in catalogue.rules()}


class Verdict(StrEnum):
    """What a mutation makes of a good tree or dataset."""

    BROKEN = "broken"
    EQUAL = "equal"
    """The same content, written otherwise."""
    VALID = "valid"
    """Other content that breaks no rule."""


@dataclass(frozen=True)
class Change:
    """One mutation: the new content of `files` (None for a file that goes) and `told`, what was done.

    A finding names what was changed where it stands `at` one of these files, and, where `names` or `lines` are given,
    speaks of one of these ids or points to one of these lines.
    """

    files: Mapping[str, bytes | None]
    told: str
    at: frozenset[str]
    names: frozenset[str] = frozenset()
    lines: range = range(0)
    verdict: Verdict = Verdict.BROKEN

    def is_named_by(self, finding: Finding) -> bool:
        if finding.file not in self.at:
            return False
        words = f"{finding.where} {finding.message}"
        named = any(name in words for name in self.names)
        return named or finding.line in self.lines or not (self.names or self.lines)


Mutate: TypeAlias = Callable[[Any, Random], Change | None]
"""Takes a tree or dataset (see `tests.corruption.bases`) and returns a change, or None where it finds no place."""


@dataclass(frozen=True)
class Kind:
    """A kind of mutation of a base (see `tests.corruption.bases`), and the checks one of which must report it.

    Kinds without checks say why in `reason`: what they make is equal or valid.
    """

    name: str
    base: str
    mutate: Mutate
    checks: frozenset[str]
    reason: str = ""


KINDS: dict[str, Kind] = {}


def kind(base: str, name: str, *checks: str, reason: str = "") -> Callable[[Mutate], Mutate]:
    """Enter a function in the table of kinds."""

    def enter(mutate: Mutate) -> Mutate:
        add(base, name, mutate, checks, reason)
        return mutate

    return enter


def add(base: str, name: str, mutate: Mutate, checks: Iterable[str], reason: str = "") -> None:
    stated = Kind(name, base, mutate, frozenset(checks), reason)
    if unknown := stated.checks - RULES:
        raise ValueError(f"{name}: there is no check {', '.join(sorted(unknown))}")
    if name in KINDS or bool(stated.checks) == bool(reason):
        raise ValueError(f"{name}: stands twice, or has not either checks or a reason")
    KINDS[name] = stated
