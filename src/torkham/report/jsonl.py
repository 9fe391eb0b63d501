"""Findings as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from torkham.findings import Finding


def as_json(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield one JSON object per line, complete."""
    for finding in findings:
        yield from json_lines(finding.as_dict())


def json_lines(value: Any, indent: int | None = None) -> Iterator[str]:
    """Yield the lines of a value in JSON, readable in any script; what is not printable is written as an escape."""
    for line in json.dumps(value, ensure_ascii=False, indent=indent).split("\n"):
        yield line if line.isprintable() else "".join(c if c.isprintable() else _escaped(c) for c in line)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", errors="surrogatepass")  # JSON escapes are UTF-16
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))
