"""A SARIF log keeps to the standard, states every rule, and says all of a finding."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.unit.test_report import finding, findings
from torkham.catalogue import rules
from torkham.findings import Finding, Level, Rule
from torkham.report import as_sarif
from torkham.report.words import said

RULES = rules()


def parts(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object whose properties are all required, save those whose name ends in `_`."""
    return {
        "type": "object",
        "properties": {name.strip("_"): schema for name, schema in properties.items()},
        "required": [name for name in properties if not name.endswith("_")],
        "additionalProperties": False,
    }


def some(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


TEXT = {"type": "string"}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RESULT = parts(
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=parts(text=TEXT),
    locations=some(
        parts(
            physicalLocation=parts(
                artifactLocation=parts(uri={"type": "string", "pattern": r"^[A-Za-z0-9._~/%-]*$"}, uriBaseId=TEXT),
                region_=parts(startLine={"type": "integer", "minimum": 1}),
            )
        )
    ),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
)
DESCRIPTOR = parts(
    id=TEXT,
    shortDescription=parts(text=TEXT),
    defaultConfiguration=parts(level=LEVEL),
    properties=parts(tags=some(TEXT, uniqueItems=True)),
)
DRIVER = parts(name=TEXT, version=TEXT, rules=some(DESCRIPTOR, uniqueItems=True))
LOG = Draft202012Validator(
    parts(
        **{"$schema": {"type": "string", "format": "uri"}},
        version={"const": "2.1.0"},
        runs=some(parts(tool=parts(driver=DRIVER), results=some(RESULT)), minItems=1, maxItems=1),
    )
)
"""The parts of the standard's JSON Schema that a log uses; what it does not use is not allowed here."""


def log(found: Sequence[Finding], prefix: str = "", stated: Sequence[Rule] = RULES) -> dict[str, Any]:
    value: dict[str, Any] = json.loads("\n".join(as_sarif(found, stated, prefix)))
    LOG.validate(value)
    return value


def result(found: Finding, prefix: str = "") -> dict[str, Any]:
    (only,) = log([found], prefix)["runs"][0]["results"]
    return dict(only)


def uri(found: Finding, prefix: str = "") -> str:
    return str(result(found, prefix)["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


def fingerprint(found: Finding) -> dict[str, str]:
    return dict(result(found)["partialFingerprints"])


def test_the_tool_states_its_version_and_every_rule_by_level() -> None:
    driver = log([])["runs"][0]["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("torkham", version("torkham"))
    assert [rule["id"] for rule in driver["rules"]] == [rule.id for rule in RULES]
    assert [rule["shortDescription"]["text"] for rule in driver["rules"]] == [rule.text for rule in RULES]
    assert [rule["properties"]["tags"] for rule in driver["rules"]] == [[rule.level.name.lower()] for rule in RULES]


def test_a_run_that_found_nothing_has_results_all_the_same() -> None:
    assert log([])["runs"][0]["results"] == []


def test_a_finding_says_where_what_and_the_way_out() -> None:
    made = result(finding())
    assert made["ruleId"] == RULES[made["ruleIndex"]].id == "spans/quote"
    assert made["level"] == "error"
    assert made["message"]["text"] == '"Kabul" is not there (x:s001:m01)\n→ look again'
    place = made["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "a.yaml", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 12}


def test_without_a_line_there_is_no_region() -> None:
    assert "region" not in result(finding(line=None))["locations"][0]["physicalLocation"]


def test_a_warning_is_a_warning_and_so_is_its_rule() -> None:
    stated = Rule("spans/quote", Level.SPANS, "An example.", "warning")
    run = log([finding(severity="warning")], stated=[stated])["runs"][0]
    assert run["results"][0]["level"] == "warning"
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"] == {"level": "warning"}


@pytest.mark.parametrize(
    ("file", "encoded"),
    [
        ("seeds/articles/a b.txt", "seeds/articles/a%20b.txt"),
        ("100%/#1?.yaml", "100%25/%231%3F.yaml"),
        ("c:a.yaml", "c%3Aa.yaml"),
        ("سوله.txt", "%D8%B3%D9%88%D9%84%D9%87.txt"),
        (os.fsdecode(b"caf\xe9.txt"), "caf%E9.txt"),
        ("\ud800.txt", "%ED%A0%80.txt"),
    ],
)
def test_a_file_is_a_relative_uri_below_the_root(file: str, encoded: str) -> None:
    assert uri(finding(file=file)) == encoded
    assert uri(finding(file=file), "my data") == f"my%20data/{encoded}"


def test_a_finding_is_known_again_wherever_its_lines_have_moved() -> None:
    assert fingerprint(finding()) == fingerprint(finding(line=99, file="b.yaml", hint="look elsewhere"))


@pytest.mark.parametrize(
    "change",
    [{"check": "spans/tiling"}, {"where": "x:s002"}, {"message": "other"}, {"where": "", "message": "x:s001:m01"}],
)
def test_another_finding_has_another_fingerprint(change: dict[str, str]) -> None:
    assert fingerprint(finding(**change)) != fingerprint(finding())


def test_what_is_asked_of_a_fingerprint_is_not_run_together() -> None:
    assert fingerprint(finding(where="ab", message="c")) != fingerprint(finding(where="a", message="bc"))


def test_fingerprints_stay_the_same_from_release_to_release() -> None:
    assert fingerprint(finding()) == {"torkham/v1": "5609ff36e74778e0a76a7e6b875ec75782918f99d3cd4f8b3497e26ae6970354"}


@given(st.lists(findings, max_size=4))
def test_a_log_keeps_to_the_standard_whatever_was_found(found: list[Finding]) -> None:
    run = log(found)["runs"][0]
    for each, made in zip(found, run["results"], strict=True):
        place = made["locations"][0]["physicalLocation"]
        assert unquote(place["artifactLocation"]["uri"]) == each.file
        assert urlsplit(place["artifactLocation"]["uri"])[:2] == ("", "")
        assert unquote_to_bytes(place["artifactLocation"]["uri"]) == each.file.encode()
        assert place.get("region", {}).get("startLine") == each.line
        assert made["message"]["text"].split("\n") == said(each)
        assert run["tool"]["driver"]["rules"][made["ruleIndex"]]["id"] == each.check
