"""Write docs/performance.md from the figures that were measured; --check: is it fresh? (see --help)."""

from __future__ import annotations

import sys

from from_root import run

if __name__ == "__main__":
    sys.exit(run("benchmarks.performance"))
