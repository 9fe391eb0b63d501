"""Findings as text for people and JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from torkham.findings import Finding

CAP = 20
"""How many findings of one check the text shows; JSON always holds all."""


def as_text(findings: Sequence[Finding], cap: int = CAP) -> Iterator[str]:
    """Yield the lines of a report: each finding with its place and way out, then one line of counts."""
    shown: Counter[str] = Counter()
    for finding in findings:
        shown[finding.check] += 1
        if shown[finding.check] <= cap:
            yield from _finding_lines(finding)
    for check, count in sorted(shown.items()):
        if count > cap:
            yield f"{check}: {count - cap} more of {count} not shown (--all, or --format json, shows every one)"
    files = {finding.file for finding in findings}
    if findings:
        yield f"{len(findings)} finding{_s(findings)} in {len(files)} file{_s(files)}"
    else:
        yield "no findings"


def as_json(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield one JSON object per line, complete."""
    for finding in findings:
        yield json.dumps(finding.as_dict(), ensure_ascii=False)


def printable(text: str) -> str:
    """Return `text` with everything that could move the cursor or reorder a terminal's line written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _finding_lines(finding: Finding) -> Iterator[str]:
    place = finding.file if finding.line is None else f"{finding.file}:{finding.line}"
    yield printable(f"{place}  {finding.check}  {finding.severity}")
    where = f" ({finding.where})" if finding.where else ""
    yield printable(f"  {finding.message}{where}")
    if finding.hint:
        yield printable(f"  → {finding.hint}")


def _s(items: Sequence[object] | set[str]) -> str:
    return "" if len(items) == 1 else "s"
