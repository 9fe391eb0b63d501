"""Write docs/performance.md from the figures that were measured; --check: is it fresh? (see --help)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None) -> int:
    """Return what `benchmarks.performance` does."""
    arguments = sys.argv[1:] if argv is None else argv
    command = [
        sys.executable,
        "-m",
        "benchmarks.performance",
        *arguments,
    ]  # found from the root only
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
