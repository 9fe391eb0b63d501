"""What an import may have against a file: rules of its own, since no check of a tree or dataset sees these files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from torkham.findings import Finding, Level, Origin, Rule, did_you_mean

RULES: dict[str, Rule] = {}


def _rule(id_: str, level: Level, text: str, severity: str = "error") -> Rule:
    RULES[f"import/{id_}"] = Rule(f"import/{id_}", level, text, severity)
    return RULES[f"import/{id_}"]


FORM = _rule("form", Level.FORMAT, "A file is what its tool writes.")
ARTICLE = _rule("article", Level.LINKS, "A file belongs to an article of the dataset or tree, and no article has two.")
TEXT = _rule("text", Level.SPANS, "The text in a file is that of its article.")
OFFSET = _rule("offset", Level.SPANS, "A span lies in the text, and borders no half of a character.")
UNIT = _rule("outside-unit", Level.SPANS, "A label lies in one unit, of a role that is annotated.")
PIECES = _rule("pieces", Level.SPANS, "A span is of one piece.")
UNKNOWN = _rule("unknown-name", Level.SCHEMA, "Types, roles and values are those of the configuration.")
ENTRY = _rule("unknown-entry", Level.LINKS, "Actors, issues, places and incidents are entries of their registries.")
NOWHERE = _rule("points-nowhere", Level.LINKS, "What points to another mark points to one that is there, of its layer.")
MISSING = _rule("missing-value", Level.SCHEMA, "A label has every value that its layer needs.")
TWICE = _rule("said-twice", Level.SCHEMA, "What may be said once is said once.")
RECORD = _rule("record", Level.SCHEMA, "A label that comes out is one that its schema allows.")
UNUSED = _rule("unused", Level.LINKS, "A cue, time, place or target belongs to a label.", "warning")
UNTOUCHED = _rule("untouched", Level.FORMAT, "A file holds what somebody decided, not the pre-annotation.", "warning")


class Problems:
    """The findings of one import, as they come."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def add(self, rule: Rule, origin: Origin, message: str, *, where: str = "", hint: str = "") -> None:
        """Note a finding."""
        self.findings.append(rule.at(origin, message, where=where, hint=hint))

    def unknown(
        self, rule: Rule, origin: Origin, what: str, word: str, known: Iterable[str], *, where: str = ""
    ) -> None:
        """Note a name that is none, with the nearest that is."""
        names = list(known)
        listed = ", ".join(names[:12]) + (f", and {len(names) - 12} more" if len(names) > 12 else "")
        hint = did_you_mean(word, names) or (f"There are: {listed}" if names else "There are none.")
        self.add(rule, origin, f'there is no {what} "{word}"', where=where, hint=hint)

    @property
    def errors(self) -> list[Finding]:
        """The findings that stand against the import."""
        return [finding for finding in self.findings if finding.severity == "error"]


class FormError(Exception):
    """A file cannot be read any further; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def refuse(origin: Origin, message: str, hint: str, where: str = "") -> NoReturn:
    """Raise a `FormError` at a place of a file."""
    raise FormError(FORM.at(origin, message, where=where, hint=hint))
