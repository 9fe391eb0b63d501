"""Measure the annotator's speed beside that of the parser it uses, and its memory over many articles."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import Result, machine

ROOT = Path(__file__).resolve().parents[1]
FEW, MANY = 1_000, 100_000


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the table, save the figures; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10, help="how often the seeds are read for speed (default: 10)")
    parser.add_argument("--articles", type=int, default=MANY, help=f"articles for memory (default: {MANY:,})")
    parser.add_argument("--repeat", type=int, default=3, help="how often speed is measured (default: 3)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "bench-annotator.json")
    options = parser.parse_args(argv)
    load = os.getloadavg()[0]
    runs = [measure("speed", options.times) for _ in range(options.repeat)]
    peaks = [measure("memory", number) for number in (FEW, options.articles)]
    found = list(results(runs, peaks))
    for result in found:
        bound = "" if result.bound is None else f"goal: {result.bound:g} {result.unit}"
        print(f"{result.what:<60} {result.measured:>8.2f} {result.unit:<2} {bound:<12} {result.verdict}")
    figures = {
        "machine": machine() | {"load_before": load},
        "results": [asdict(result) | {"verdict": result.verdict} for result in found],
        "runs": runs,
        "peaks": peaks,
    }
    options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def results(runs: Sequence[dict[str, Any]], peaks: Sequence[dict[str, Any]]) -> Sequence[Result]:
    """Return the lines of the table; times are the least of all runs."""
    bare, annotator, rules = (min(run[what] for run in runs) for what in ("bare", "annotator", "rules"))
    few, many = peaks
    return (
        Result("bare parser, sentences a second", 1 / bare, ""),
        Result("annotator, sentences a second", 1 / annotator, ""),
        Result("annotator's time against the bare parser's", annotator / bare, "×", 1.25),
        Result("seconds for 3,000 sentences by the rules alone", 3_000 * rules, "s", 1.0),
        Result(
            f"peak of memory, {few['articles']:,} to {many['articles']:,} articles",
            many["peak_bytes"] / few["peak_bytes"],
            "×",
            1.2,
        ),
    )


def measure(what: str, number: int) -> dict[str, Any]:
    """Return one measurement, made in a process of its own with one thread."""
    command = [sys.executable, "-m", "benchmarks.annotating", what, str(number)]
    alone = os.environ | {"OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
    found: dict[str, Any] = json.loads(
        subprocess.run(command, cwd=ROOT, env=alone, check=True, stdout=subprocess.PIPE, text=True).stdout
    )
    return found


if __name__ == "__main__":
    sys.exit(main())
