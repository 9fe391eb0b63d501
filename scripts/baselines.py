"""Score the baselines and the annotator and write docs/baselines.md; --check: is it fresh? (see --help)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None) -> int:
    """Return 0, 1 where the page is stale and only checked, 2 where there is nothing to measure or record."""
    arguments = sys.argv[1:] if argv is None else argv
    command = [sys.executable, "-m", "benchmarks.report", *arguments]  # which is found from the repository's root only
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
