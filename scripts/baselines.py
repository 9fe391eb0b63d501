"""Score the baselines and the annotator and write docs/baselines.md; --check: is it fresh? (see --help)."""

from __future__ import annotations

import sys

from from_root import run

if __name__ == "__main__":
    sys.exit(run("benchmarks.report"))
