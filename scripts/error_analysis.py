"""Count what keeps the rules' labels from being right and write docs/errors.md (see --help)."""

from __future__ import annotations

import sys

from from_root import run

if __name__ == "__main__":
    sys.exit(run("benchmarks.gaps_page"))
