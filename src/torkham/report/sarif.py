"""Findings as SARIF 2.1.0 (OASIS), which code scanning and editors read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from torkham.findings import Finding, Rule
from torkham.report.jsonl import json_lines
from torkham.report.words import located, said

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "torkham/v1"
"""Names how a finding is known again in a later run: by its check, where and message, wherever the lines have moved."""


def as_sarif(findings: Iterable[Finding], rules: Iterable[Rule], prefix: str = "") -> Iterator[str]:
    """Yield the lines of one log with one run, which states all `rules` and results for the findings.

    Files are named from the top of the repository, in which `prefix` is the root.
    """
    stated = list(rules)
    index = {rule.id: place for place, rule in enumerate(stated)}
    driver = {"name": "torkham", "version": version("torkham"), "rules": [_descriptor(rule) for rule in stated]}
    results = [_result(finding, index, prefix) for finding in findings]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json_lines(log, indent=1)


def _descriptor(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.text},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": [rule.level.name.lower()]},
    }


def _result(finding: Finding, index: Mapping[str, int], prefix: str) -> dict[str, Any]:
    place: dict[str, Any] = {
        "artifactLocation": {"uri": quote(_encoded(located(finding, prefix))), "uriBaseId": "%SRCROOT%"}
    }
    if finding.line is not None:
        place["region"] = {"startLine": finding.line}
    return {
        "ruleId": finding.check,
        "ruleIndex": index[finding.check],
        "level": finding.severity,
        "message": {"text": "\n".join(said(finding))},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {FINGERPRINT: _fingerprint(finding)},
    }


def _encoded(file: str) -> bytes:
    """Return the bytes of a file's name: those of the disk where it is not UTF-8, and some for any other surrogate."""
    try:
        return file.encode("utf-8", errors="surrogateescape")
    except UnicodeEncodeError:
        return file.encode("utf-8", errors="surrogatepass")


def _fingerprint(finding: Finding) -> str:
    return hashlib.sha256(json.dumps([finding.check, finding.where, finding.message]).encode("ascii")).hexdigest()
