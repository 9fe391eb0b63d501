"""Check this repository: the checks pass, files are canonical, pages are fresh, a rebuild gives dataset/ again."""

from __future__ import annotations

import sys
from pathlib import Path

from agreement import main as agreement
from checks_table import main as checks_table
from citation import main as citation
from editor_schemas import main as editor_schemas

from torkham.cli import main as torkham_command

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Return 0 where everything holds, 1 with a line for each thing that does not."""
    failed = torkham_command(["validate", str(ROOT)]) != 0
    failed |= torkham_command(["validate", str(ROOT / "dataset")]) != 0
    files = [ROOT / "seeds" / "sources.yaml", *sorted((ROOT / "annotations").rglob("*.yaml"))]
    failed |= torkham_command(["format", "--check", *map(str, files)]) != 0
    failed |= agreement(["--check"]) != 0
    failed |= checks_table(["--check"]) != 0
    failed |= editor_schemas(["--check"]) != 0
    failed |= citation(["--check"]) != 0
    if not failed:
        failed = torkham_command(["verify", str(ROOT / "dataset"), "--tree", str(ROOT), "--bytes"]) != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
