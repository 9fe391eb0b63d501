"""Measure the whole way of a hundred thousand synthetic articles, from texts to rows (see --help)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None) -> int:
    """Return what `benchmarks.scale` does."""
    arguments = sys.argv[1:] if argv is None else argv
    command = [sys.executable, "-m", "benchmarks.scale", *arguments]  # found from the root only
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
