"""Measure converting, loading, browsing, counting and building beside what people would use instead, in one run.

What is compared takes turns, each in a process of its own. Everything is made in the folder --data (the one of
scripts/bench.py may serve), and steps that are done are kept there. The figures go to docs/compared.json.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.machine import machine
from benchmarks.many import write_articles
from benchmarks.reading import WAYS as READING
from benchmarks.scale import ROOT, convert_command, source_of, thousands
from benchmarks.steps import Steps

ARTICLES = 3_000
SIZES = (10_000, 100_000, 1_000_000)
CONVERTING = ("torkham", "by_pool", "by_map")
SHARDS = 8


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what was not measured yet, and save the figures; return 0."""
    options = _parser().parse_args(argv)
    options.data.mkdir(parents=True, exist_ok=True)
    steps = Steps(options.data / "compared-steps.json")
    steps.take("load_before", lambda: os.getloadavg()[0])
    datasets = {str(size): _dataset(steps, options.data, size) for size in options.sizes}
    figures = {
        "machine": machine() | {"load_before": steps.done["load_before"]},
        "articles": options.articles,
        "workers": options.workers,
        "convert": _converting(steps, options.data, options.articles, options.workers, options.repeat),
        "load": {size: _loading(steps, dataset, options.repeat) for size, dataset in datasets.items()},
        "made": {size: _making(steps, dataset, options.repeat) for size, dataset in datasets.items()},
        "build": median(_seconds(steps, f"build {turn}", _build(options.data)) for turn in range(options.repeat)),
    }
    options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/bench_compare.py", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder for all that is made, which is kept")
    parser.add_argument("--articles", type=thousands, default=ARTICLES, help=f"to convert (default: {ARTICLES:,})")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="default: one a core")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="sentences to load, browse and count")
    parser.add_argument("--repeat", type=int, default=3, help="how often each is measured, in turn (default: 3)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "compared.json", help="default: docs/compared.json")
    return parser


def _converting(steps: Steps, data: Path, articles: int, workers: int, repeat: int) -> dict[str, list[float]]:
    """Return the seconds of every run of each way, which take turns."""
    steps.take("characters", lambda: write_articles(data / "articles", articles))
    source = source_of(data, articles)
    seconds: dict[str, list[float]] = {way: [] for way in CONVERTING}
    for turn in range(repeat):
        for way in CONVERTING if turn % 2 == 0 else CONVERTING[::-1]:
            out = data / "compared"
            shutil.rmtree(out, ignore_errors=True)
            by_hand = ["benchmarks.converting", way, str(source), str(out), str(workers)]
            command = [*convert_command(source, out, SHARDS, workers), "--restart"] if way == "torkham" else by_hand
            seconds[way].append(_seconds(steps, f"convert {way} {turn}", command))
    shutil.rmtree(data / "compared", ignore_errors=True)
    return seconds


def _loading(steps: Steps, dataset: Path, repeat: int) -> dict[str, dict[str, float]]:
    """Return the median seconds and the peak of each way to read the sentences of a dataset."""
    found: dict[str, dict[str, float]] = {}
    for way in READING:
        names = (f"{way} {dataset.name} {turn}" for turn in range(repeat))
        runs = [steps.take(name, partial(_read, way, dataset)) for name in names]
        found[way] = {
            "seconds": median(run["seconds"] for run in runs),
            "peak_bytes": max(run["peak_bytes"] for run in runs),
        }
    return found


def _read(way: str, dataset: Path) -> Any:
    command = [sys.executable, "-m", "benchmarks.reading", way, str(dataset)]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _making(steps: Steps, dataset: Path, repeat: int) -> dict[str, dict[str, float]]:
    """Return what it takes to make the page to browse, and to count what is in a dataset."""
    page = dataset.with_name(f"{dataset.name}.html")
    commands = {
        "browse": ["torkham", "browse", str(dataset), "--out", str(page)],
        "stats": ["torkham", "stats", str(dataset), "--format", "json"],
    }
    found = {}
    for what, command in commands.items():
        runs = [steps.watch(f"{what} {dataset.name} {turn}", command) for turn in range(repeat)]
        peak = max(run["parent_bytes"] for run in runs)
        found[what] = {"seconds": median(run["seconds"] for run in runs), "peak_bytes": peak}
    found["browse"]["page_bytes"] = steps.take(f"page {dataset.name}", lambda: page.stat().st_size)
    return found


def _seconds(steps: Steps, name: str, command: Sequence[str]) -> float:
    return float(steps.watch(name, command)["seconds"])


def _build(data: Path) -> list[str]:
    return ["torkham", "build", str(ROOT), "--out", str(data / "built")]


def _dataset(steps: Steps, data: Path, sentences: int) -> Path:
    """Return a synthetic dataset, made now unless it is there."""
    folder = data / str(sentences)
    if not (folder / "manifest.json").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        steps.watch(f"make {sentences}", ["benchmarks.synthetic", str(folder.absolute()), str(sentences)])
    return folder.absolute()


if __name__ == "__main__":
    sys.exit(main())
