"""Findings as text: grouped by file, so many of a check, in colour where a terminal shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO

from torkham.findings import Finding
from torkham.report.words import printable, said

CAP = 20
"""How many findings of one check the text shows; the other formats always hold all."""

_COLOURS = {"error": "31", "warning": "33", "file": "1"}
"""SGR codes: they repeat what the words say, and never say more."""


def as_text(findings: Sequence[Finding], cap: int = CAP, *, colour: bool = False, others: int = 0) -> Iterator[str]:
    """Yield the lines of a report: under each file its findings with the way out, then one line of counts.

    `others` is the number of findings that were made but not selected.
    """
    seen: Counter[str] = Counter()
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        seen[finding.check] += 1
        if seen[finding.check] <= cap:
            files.setdefault(finding.file, []).append(finding)
    for file, found in files.items():
        yield _painted(printable(file), "file", colour)
        for finding in found:
            yield from _finding_lines(finding, colour)
        yield ""
    for check, count in sorted(seen.items()):
        if count > cap:
            more = f"{count - cap} more of {count} not shown"
            yield printable(f"{check}: {more} (torkham validate --all, or --format json, shows every one)")
    yield _total(findings) + (f" ({_counted(others, 'other')} not selected)" if others else "")


def wants_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Say whether `stream` is to be coloured: a terminal is, and NO_COLOR goes before FORCE_COLOR before what it is."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return environment.get("TERM") != "dumb" and stream.isatty()


def _finding_lines(finding: Finding, colour: bool) -> Iterator[str]:
    line = "" if finding.line is None else f"{finding.line}:  "
    severity = _painted(printable(finding.severity), finding.severity, colour)
    yield f"  {line}{printable(finding.check)}  {severity}"
    for words in said(finding):
        yield f"    {words}"


def _painted(words: str, as_what: str, colour: bool) -> str:
    code = _COLOURS.get(as_what)
    return f"\x1b[{code}m{words}\x1b[0m" if colour and code else words


def _total(findings: Sequence[Finding]) -> str:
    files = {finding.file for finding in findings}
    return f"{_counted(len(findings), 'finding')} in {_counted(len(files), 'file')}" if findings else "no findings"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
