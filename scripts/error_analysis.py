"""Count what keeps the rules' labels from being right and write docs/errors.md (see --help)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None) -> int:
    """Return 0, 2 where there is nothing to measure."""
    arguments = sys.argv[1:] if argv is None else argv
    command = [
        sys.executable,
        "-m",
        "benchmarks.gaps_page",
        *arguments,
    ]  # which is found from the repository's root only
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
