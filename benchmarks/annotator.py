"""Measure the annotator's speed beside that of the parser it uses, and its memory over many articles.

What is measured is kept in the folder --data: after an interruption the same command goes on there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.steps import Figures, Steps

ROOT = Path(__file__).resolve().parents[1]
FEW, MANY = 1_000, 100_000


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the table, save the figures; return 0."""
    parser = argparse.ArgumentParser(prog="scripts/bench_annotator.py", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder where each measurement is kept")
    parser.add_argument("--times", type=int, default=10, help="how often the seeds are read for speed (default: 10)")
    parser.add_argument("--articles", type=int, default=MANY, help=f"articles for memory (default: {MANY:,})")
    parser.add_argument("--repeat", type=int, default=3, help="how often speed is measured (default: 3)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "bench-annotator.json")
    options = parser.parse_args(argv)
    options.data.mkdir(parents=True, exist_ok=True)
    steps = Steps(options.data / "annotator.json")
    peaks = [steps.take(f"memory, {n}", partial(_measure, "memory", n)) for n in (FEW, options.articles)]
    load = steps.take("load_before", lambda: os.getloadavg()[0])
    runs = [steps.take(f"speed, {n}", partial(_measure, "speed", options.times)) for n in range(options.repeat)]
    found = list(results(runs, peaks))
    for each in found:
        bound = "" if each["bound"] is None else f"goal: {each['bound']:g} {each['unit']}"
        print(f"{each['what']:<66} {each['measured']:>8.2f} {each['unit']:<2} {bound:<12} {each['verdict']}")
    figures = {"machine": machine() | {"load_before": load}, "results": found, "runs": runs, "peaks": peaks}
    options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def results(runs: Sequence[Figures], peaks: Sequence[Figures]) -> Iterator[Figures]:
    """Yield the lines of the table; times are the least of all runs."""
    bare, annotator, coder, rules = (min(run[what] for run in runs) for what in ("bare", "annotator", "coder", "rules"))
    few, many = peaks
    yield _result("bare parser, sentences a second", 1 / bare, "")
    yield _result("annotator, sentences a second", 1 / annotator, "")
    yield _result("annotator's time against the bare parser's", annotator / bare, "×", 1.25)
    yield _result("seconds for 3,000 sentences by the coder alone, mentions to events", 3_000 * coder, "s", 1.0)
    yield _result("seconds for 3,000 sentences by all rules, stances and records too", 3_000 * rules, "s")
    grown = f"annotator's peak of memory, {few['articles']:,} to {many['articles']:,} articles"
    yield _result(grown, many["peak_bytes"] / few["peak_bytes"], "×", 1.2)


def _result(what: str, measured: float, unit: str, bound: float | None = None) -> Figures:
    verdict = "" if bound is None else "met" if measured <= bound else "MISSED"
    return {"what": what, "measured": measured, "unit": unit, "bound": bound, "verdict": verdict}


def _measure(what: str, number: int) -> Figures:
    """Return one measurement, made in a process of its own with one thread."""
    command = [sys.executable, "-m", "benchmarks.annotating", what, str(number)]
    alone = os.environ | {"OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
    found: Figures = json.loads(
        subprocess.run(command, cwd=ROOT, env=alone, check=True, stdout=subprocess.PIPE, text=True).stdout
    )
    return found


if __name__ == "__main__":
    sys.exit(main())
