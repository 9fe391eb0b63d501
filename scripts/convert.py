"""Build dataset/ from seeds/ and annotations/."""

from __future__ import annotations

import sys
from pathlib import Path

from torkham.cli import main as torkham

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None) -> int:
    """Run `torkham build` on this repository; arguments are passed on. Returns 0, 1 for findings, 2 for misuse."""
    return torkham(["build", str(ROOT), *(sys.argv[1:] if argv is None else argv)])


if __name__ == "__main__":
    sys.exit(main())
