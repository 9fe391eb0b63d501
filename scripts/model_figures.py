"""Score answers of a language model, which are kept, beside the rules, and write docs/llm.md's figures (see --help)."""

from __future__ import annotations

import sys

from from_root import run

if __name__ == "__main__":
    sys.exit(run("benchmarks.llm.report"))
