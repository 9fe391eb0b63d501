"""Spoil good trees and datasets at random, and see whether validation says what was spoiled: tests/corruption/ has the
kinds. `--help` lists the options; mutations are numbered, and `--only 4711` makes one of them again and tells it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(argv: Sequence[str] | None = None) -> int:
    """Return 0 where every corruption is reported and nothing else is, 1 otherwise, 2 for misuse."""
    arguments = sys.argv[1:] if argv is None else argv
    command = [sys.executable, "-m", "tests.corruption", *arguments]
    # One thread each: the frames are small, and --jobs shares the work.
    alone = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, cwd=ROOT, env=os.environ | alone, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
