"""Measure the annotator's speed beside that of the parser it uses, and its memory over many articles (see --help)."""

from __future__ import annotations

import sys

from from_root import run

if __name__ == "__main__":
    sys.exit(run("benchmarks.annotator"))
