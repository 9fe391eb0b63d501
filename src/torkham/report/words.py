"""The words of a finding, safe to show."""

from __future__ import annotations

from torkham.findings import Finding


def printable(text: str) -> str:
    """Return `text` with everything that could move the cursor or reorder a terminal's line written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def said(finding: Finding) -> list[str]:
    """Return what a finding says, printable: what is wrong and with what, then the way out where there is one."""
    where = f" ({finding.where})" if finding.where else ""
    lines = [printable(f"{finding.message}{where}")]
    return [*lines, printable(f"→ {finding.hint}")] if finding.hint else lines


def located(finding: Finding, prefix: str) -> str:
    """Return the file of a finding, below the folder `prefix`."""
    return f"{prefix}/{finding.file}" if prefix else finding.file
