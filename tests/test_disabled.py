"""No rule can be removed unnoticed: without it, what it guards against passes, or shows elsewhere or too late."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pyarrow as pa
import pytest

from tests.conftest import Case
from tests.test_cases import make, values_are_judged_once
from torkham import (
    annotation,
    catalogue,
    corpus,
    dataset_checks,
    files,
    gold,
    judging,
    passes,
    records,
    row_checks,
    tree_checks,
)
from torkham.checks import FRAME_CHECKS
from torkham.findings import Finding, Rule, sort_findings

pytestmark = pytest.mark.slow

__all__ = ["values_are_judged_once"]  # a fixture: named here, it serves this module too

TELLING = {"format/json": "format/json/empty", "schema/missing-key": "schema/missing-key/release"}
"""The case of a rule that shows what it alone guards against, where that is not its first."""

NOTICED = {
    "format/empty-table": ["release/logical-hash"],
    "format/parquet": ["release/sha256"],
    "format/shards": ["release/manifest-files"],
    "links/pass-annotator": ["links/vote-id"],
    "links/unit-order": ["links/duplicate-id"],
    "semantics/edtf": ["corpus/incident-date"],
    "spans/quote": ["spans/text-equal"],
    "spans/tiling": ["spans/gap"],
}
"""Rules without which another one notices something, though not what it is."""

RELIED_ON = {
    "release/manifest-files": FileNotFoundError,
    "schema/columns": pa.ArrowInvalid,
    "schema/type": pa.ArrowInvalid,
}
"""Rules without which the next step fails, since it takes for granted what they say."""


def test_without_a_rule_its_breach_is_not_reported(rule, cases, request, toy_corpus, monkeypatch):
    """What is proved: the case's finding comes from this rule alone, and no other rule stands in for it.

    The rule is not filtered out of the result: it finds nothing, and all that is judged after it sees what it should
    have stopped. For most rules the broken tree or dataset then passes for a good one.
    """
    case = telling_case(rule, cases)
    folder = request.getfixturevalue(case.folder)
    for edit in case.edits:
        make(edit, folder, toy_corpus)
    remove(rule, monkeypatch)
    if rule in RELIED_ON:
        with pytest.raises(RELIED_ON[rule]):
            case.validate(folder)
    else:
        assert sorted({finding.check for finding in case.validate(folder)}) == NOTICED.get(rule, [])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "rule" in metafunc.fixturenames:
        metafunc.parametrize("rule", [rule.id for rule in catalogue.rules()])


def telling_case(rule: str, cases: Sequence[Case]) -> Case:
    return next(case for case in cases if case.rule == rule and case.name == TELLING.get(rule, case.name))


class Kept(list[Any]):
    """A list that the findings of a removed rule (None) do not enter."""

    def append(self, item: Any) -> None:
        self.extend([item])

    def extend(self, items: Iterable[Any]) -> None:
        super().extend(item for item in items if item is not None)


def kept(items: Iterable[Any] = ()) -> Kept:
    found = Kept()
    found.extend(items)
    return found


def remove(rule: str, patch: pytest.MonkeyPatch) -> None:
    """Let a rule find nothing, wherever it is stated.

    Checks of frames leave their registry. What other code finds in the rule's name is dropped where findings collect,
    before anyone asks whether there are any: a document is read on, an article is kept, the next levels are judged.
    """
    patch.delitem(FRAME_CHECKS, rule, raising=False)
    at, hashes = Rule.at, dataset_checks.hash_findings

    def unless_removed(self: Rule, *args: Any, **kwargs: Any) -> Finding | None:
        return None if self.id == rule else at(self, *args, **kwargs)

    patch.setattr(Rule, "at", unless_removed)
    patch.setattr(dataset_checks, "hash_findings", lambda *args: kept(hashes(*args)))
    for reader in (files.Folder, annotation.ArticleReader):
        patch.setattr(reader, "__init__", collecting(reader.__init__))
    for module in (files, gold, corpus, passes, judging, row_checks, dataset_checks):
        patch.setattr(module, "list", kept, raising=False)
    for module in (tree_checks, dataset_checks, records):
        patch.setattr(module, "sort_findings", lambda found: sort_findings(kept(found)))


def collecting(begin: Callable[..., None]) -> Callable[..., None]:
    """Return an `__init__` after which `findings` keeps what no removed rule found."""

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        self.findings = kept(self.findings)

    return init
