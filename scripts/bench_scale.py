"""Measure the whole way of a hundred thousand synthetic articles, from texts to rows (see --help)."""

from __future__ import annotations

import sys

from from_root import run

if __name__ == "__main__":
    sys.exit(run("benchmarks.scale"))
