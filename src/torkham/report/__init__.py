"""Findings as people and programs read them: one module per format, none of which judges anything."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from torkham.findings import Finding
from torkham.report.github import as_github
from torkham.report.jsonl import as_json
from torkham.report.sarif import as_sarif
from torkham.report.text import CAP, as_text, wants_colour
from torkham.report.words import printable

FORMATS = {
    "text": "for people, grouped by file",
    "json": "one JSON object a line",
    "github": "workflow commands, which GitHub shows beside the lines",
    "sarif": "SARIF 2.1.0, for code scanning",
}
"""What findings can be written as, and what each is for."""

__all__ = ["CAP", "FORMATS", "as_github", "as_json", "as_sarif", "as_text", "printable", "wants_colour", "write"]


def write(
    findings: Sequence[Finding],
    form: str,
    stream: TextIO,
    root: str | Path = ".",
    *,
    cap: int = CAP,
    others: int = 0,
) -> None:
    """Write what was found in the folder `root` to `stream`, in one of `FORMATS`.

    `cap` and `others` are the text's: how many findings of a check it shows, and how many were not selected.
    """
    if form == "text":
        lines = as_text(findings, cap, others=others, colour=wants_colour(stream, os.environ))
    else:
        lines = _for_programs(findings, form, Path(root))
    stream.writelines(f"{line}\n" for line in lines)


def _for_programs(findings: Sequence[Finding], form: str, root: Path) -> Iterator[str]:
    if form == "json":
        return as_json(findings)
    if form == "github":
        return as_github(findings, _within_checkout(root))
    from torkham.catalogue import rules

    return as_sarif(findings, rules(), _within_checkout(root))


def _within_checkout(root: Path) -> str:
    """Return the path of `root` in the repository, which GitHub knows files by; empty where it is the top or outside.

    The repository is where a workflow checked it out or, elsewhere, the folder one stands in.
    """
    top = Path(os.environ.get("GITHUB_WORKSPACE") or ".").resolve()
    resolved = root.resolve()
    path = resolved.relative_to(top).as_posix() if resolved.is_relative_to(top) else "."
    return "" if path == "." else path
