"""Findings as GitHub workflow commands, which become annotations of the lines they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from torkham.findings import Finding
from torkham.report.words import located, printable, said

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def as_github(findings: Iterable[Finding], prefix: str = "") -> Iterator[str]:
    """Yield one command per finding; files are named from the top of the repository, in which `prefix` is the root."""
    for finding in findings:
        command = "warning" if finding.severity == "warning" else "error"
        properties = {"file": located(finding, prefix), "line": finding.line, "title": finding.check}
        stated = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value is not None)
        yield f"::{command} {stated}::" + "\n".join(said(finding)).translate(_DATA)


def _property(value: object) -> str:
    return printable(str(value)).translate(_PROPERTY)
