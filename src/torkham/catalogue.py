"""The catalogue of checks, whole: every module that states rules is imported here, and rules are chosen by name."""

from __future__ import annotations

from collections.abc import Iterable

from torkham import (
    annotation,
    checks,
    corpus,
    dataset_checks,
    files,
    gold,
    passes,
    release_checks,
    row_checks,
    schema_findings,
    sources,
)
from torkham.checks import consistency
from torkham.findings import RULES, Level, Rule, did_you_mean
from torkham.versions import releases

STATING = (
    files,
    schema_findings,
    sources,
    annotation,
    passes,
    gold,
    corpus,
    checks,
    consistency,
    dataset_checks,
    row_checks,
    release_checks,
    releases,
)
"""Every module that states rules: a new one is entered here."""

LEVELS = {
    Level.FORMAT: "Files are where they belong and can be read.",
    Level.SCHEMA: "What stands in them has the keys, types, codes and columns that `schema/` defines.",
    Level.LINKS: "Every id is unique, and what refers to something refers to something that is there.",
    Level.SPANS: "Quotations and offsets are those of the text.",
    Level.SEMANTICS: "Labels and registry entries make sense by the guidelines and by PLOVER 2.0.",
    Level.CORPUS: "The articles and labels agree with one another, across files.",
    Level.RELEASE: "Card and manifest say what the data files of a dataset hold; a version has one state of the data.",
}
"""What each level judges, in a sentence."""


class UnknownCheckError(ValueError):
    """A name is neither a check's nor a level's."""


def rules() -> list[Rule]:
    """Return every rule, by level and id."""
    return sorted(RULES.values(), key=lambda rule: (rule.level, rule.id))


def chosen(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """Return the ids of the checks that are selected and not ignored; where none is selected, all are.

    Each name is a check's id (`links/unknown-actor`) or a level (`links`). Raises `UnknownCheckError` for another.
    """
    selected = [_named(name) for name in select] or [frozenset(RULES)]
    return frozenset().union(*selected).difference(*map(_named, ignore))


def _named(name: str) -> frozenset[str]:
    levels = [level.name.lower() for level in Level]
    if name in RULES:
        return frozenset({name})
    if name in levels:
        return frozenset(id_ for id_, rule in RULES.items() if rule.level.name.lower() == name)
    hint = did_you_mean(name.lower(), [*levels, *RULES]) or f"The levels are: {', '.join(levels)}"
    raise UnknownCheckError(f'there is no check or level "{name}". {hint}')
