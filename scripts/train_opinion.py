"""Learn the second opinion's weights and write docs/opinion.md (about three minutes)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Return 0 where the weights and the page were written."""
    command = [sys.executable, "-c", "from benchmarks.opinion.report import main; main()"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # benchmarks is found from here only


if __name__ == "__main__":
    sys.exit(main())
