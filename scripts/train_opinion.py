"""Learn the second opinion's weights and write docs/opinion.md (about three minutes)."""

from __future__ import annotations

import sys

from from_root import run

if __name__ == "__main__":
    sys.exit(run("benchmarks.opinion.report"))
