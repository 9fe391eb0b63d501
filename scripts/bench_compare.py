"""Measure what Torkham does beside what people would use instead (see --help)."""

from __future__ import annotations

import sys

from from_root import run

if __name__ == "__main__":
    sys.exit(run("benchmarks.comparing"))
