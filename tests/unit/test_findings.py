"""Findings come in one order, each once; a rule is stated once, with an id that tells its level."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import torkham.dataset_checks  # noqa: F401 (so that every rule is stated)
from torkham import findings
from torkham.findings import (
    RULES,
    Check,
    Failure,
    Finding,
    Level,
    Origin,
    Rule,
    did_you_mean,
    rule,
    run_checks,
    sort_findings,
)

few = st.sampled_from(("", "a", "b"))
some_findings = st.lists(
    st.builds(
        Finding,
        check=few,
        level=st.sampled_from(Level),
        severity=st.just("error"),
        file=few,
        line=st.none() | st.integers(1, 3),
        where=few,
        message=few,
        hint=few,
    ),
    max_size=12,
)


def finding(**changes: Any) -> Finding:
    base = Finding("spans/quote", Level.SPANS, "error", "a.yaml", 3, "x:s001", "not there", "look again")
    return dataclasses.replace(base, **changes)


@given(some_findings.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_does_not_depend_on_who_found_what_first(drawn: tuple[list[Finding], list[Finding]]) -> None:
    found, turned = drawn
    assert sort_findings(found) == sort_findings(turned)


@given(some_findings)
def test_every_finding_is_reported_once(found: list[Finding]) -> None:
    assert len(sort_findings(found * 2)) == len(set(found))
    assert set(sort_findings(found)) == set(found)


def test_findings_go_by_file_then_line_then_level() -> None:
    ordered = [
        finding(file="a.yaml", line=None, level=Level.CORPUS),
        finding(file="a.yaml", line=2, level=Level.SEMANTICS),
        finding(file="a.yaml", line=10, level=Level.FORMAT, check="format/b"),
        finding(file="a.yaml", line=10, level=Level.SCHEMA, check="format/a"),
        finding(file="b.yaml", line=1, level=Level.FORMAT),
    ]
    assert sort_findings(reversed(ordered)) == ordered


def test_a_finding_is_plain_json() -> None:
    assert json.loads(json.dumps(finding().as_dict())) == {
        "check": "spans/quote",
        "level": "spans",
        "severity": "error",
        "file": "a.yaml",
        "line": 3,
        "where": "x:s001",
        "message": "not there",
        "hint": "look again",
    }


@pytest.mark.parametrize("id_", RULES)
def test_a_rule_tells_its_level_and_reads_as_a_sentence(id_: str) -> None:
    stated = RULES[id_]
    assert re.fullmatch(r"[a-z]+/[a-z0-9]+(-[a-z0-9]+)*", id_)
    assert stated.id == id_
    assert stated.level.name.lower() == id_.split("/")[0]
    assert stated.severity in ("error", "warning")
    assert re.fullmatch(r"\S.*[^.]\.", stated.text)


def test_no_two_rules_say_the_same() -> None:
    assert len({stated.text for stated in RULES.values()}) == len(RULES)


def test_a_rule_is_stated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "RULES", {})
    stated = rule("spans/example", "An example.")
    assert stated == Rule("spans/example", Level.SPANS, "An example.", "error")
    with pytest.raises(ValueError, match="'spans/example' is stated twice"):
        rule("spans/example", "Another.")


def test_a_rule_of_no_level_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "RULES", {})
    with pytest.raises(KeyError, match="STYLE"):
        rule("style/example", "An example.")


def test_a_check_lends_its_rule_to_what_it_yields() -> None:
    stated = Rule("spans/example", Level.SPANS, "An example.")
    failures = [Failure(Origin("a.yaml", 4), "broken", "x:s001", "mend it"), Failure(Origin("b.yaml"), "also broken")]
    assert run_checks([Check(stated, lambda subject: iter(subject))], failures) == [
        Finding("spans/example", Level.SPANS, "error", "a.yaml", 4, "x:s001", "broken", "mend it"),
        Finding("spans/example", Level.SPANS, "error", "b.yaml", None, "", "also broken", ""),
    ]


@pytest.mark.parametrize(
    ("word", "hint"),
    [("pakistn", 'Did you mean "pakistan"?'), ("zzz", ""), ("", ""), ("PAKISTAN", ""), ("پاکستان", "")],
)
def test_the_nearest_known_name_is_proposed(word: str, hint: str) -> None:
    assert did_you_mean(word, ["afghanistan", "pakistan"]) == hint
