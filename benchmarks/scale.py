"""Measure the whole way of a hundred thousand synthetic articles: converted in shards, validated, loaded by streaming.

Everything is made in the folder --data, and every step that is done is kept there: after an interruption the same
command goes on where it was, within a conversion too. The figures, with the processor, cores and memory, go to
docs/scale.json; scripts/performance.py makes the page of them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.machine import machine
from benchmarks.many import IN_FILE, write_articles
from benchmarks.steps import Figures, Steps
from torkham.workers import one_thread_each

ROOT = Path(__file__).resolve().parents[1]

ARTICLES = 100_000
SLICE = 10_000
"""Articles that one worker and two convert in turn."""
PER_SHARD = 2_000
"""Articles of a shard."""
GROWING = (3_000, 26_000)
"""Articles whose conversion is measured beside that of all: some 10,000 and 100,000 sentences."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what was not measured yet, save the figures; return 1 where not all articles were loaded."""
    options = _parser().parse_args(argv)
    options.data.mkdir(parents=True, exist_ok=True)
    steps = Steps(options.data / "steps.json")
    steps.take("load_before", lambda: os.getloadavg()[0])
    characters = steps.take("characters", lambda: write_articles(options.data / "articles", options.articles))
    whole = _way(steps, options.data, options.articles, options.workers)
    sizes = [size for size in GROWING if size < options.articles]
    growth = [_way(steps, options.data, size, options.workers) for size in sizes]
    turns = _turns(steps, options.data, min(options.slice, options.articles), options.repeat)
    figures = {
        "machine": machine() | {"load_before": steps.done["load_before"]},
        "articles": options.articles,
        "characters": characters,
        "workers": options.workers,
        "whole": whole,
        "growth": [*growth, whole],
        "one_or_two": turns,
    }
    options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))
    return 0 if whole["rows"]["articles"] == whole["loaded"]["articles"] else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/bench_scale.py", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder for all that is made, which is kept")
    parser.add_argument("--articles", type=thousands, default=ARTICLES, help=f"default: {ARTICLES:,}")
    parser.add_argument(
        "--slice", type=thousands, default=SLICE, help=f"articles for one worker or two (default: {SLICE:,})"
    )
    parser.add_argument("--repeat", type=int, default=3, help="turns of one worker and two (default: 3)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="default: one a core")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "scale.json", help="default: docs/scale.json")
    return parser


def thousands(text: str) -> int:
    """Return a number of articles that stand in whole files."""
    if (number := int(text)) < 1 or number % IN_FILE:
        raise argparse.ArgumentTypeError(f"{text} is no multiple of {IN_FILE:,}")
    return number


def _way(steps: Steps, data: Path, articles: int, workers: int) -> Figures:
    """Return what so many articles cost from their texts to their last row that is read."""
    out = data / f"{articles}-dataset"
    name = f"{articles:,} articles: "
    converted = steps.watch(
        f"{name}convert", convert_command(source_of(data, articles), out, _shards(articles), workers), goes_on=True
    )
    validated = steps.watch(f"{name}validate", _validate(out, workers))
    loaded = steps.take(f"{name}load", lambda: {table: _read(out, table) for table in ("sentences", "articles")})
    rows = _rows(out)
    return {
        "articles": articles,
        "sentences": rows["sentences"],
        "rows": rows,
        "skipped": articles - rows["articles"],
        "shards": _shards(articles),
        "bytes": sum(path.stat().st_size for path in out.rglob("*.parquet")),
        "text_bytes": sum(path.stat().st_size for path in source_of(data, articles).iterdir()),
        "convert": converted,
        "validate": validated,
        "load": {"seconds": loaded["sentences"]["seconds"], "parent_bytes": loaded["sentences"]["peak_bytes"]},
        "loaded": {table: found["rows"] for table, found in loaded.items()},
    }


def _turns(steps: Steps, data: Path, articles: int, repeat: int) -> Figures:
    """Return how long one worker and two take for the same articles, in turn, each worker with one thread."""
    seconds: dict[str, dict[int, list[float]]] = {"convert": {1: [], 2: []}, "validate": {1: [], 2: []}}
    whole = max((path for path in data.glob("*-dataset")), key=lambda path: int(path.name.partition("-")[0]))
    for turn in range(repeat):
        for workers in (1, 2) if turn % 2 == 0 else (2, 1):
            out = data / "turn"
            shutil.rmtree(out, ignore_errors=True)
            name = f"turn {turn}, {workers} workers: "
            commands = {
                "convert": [*convert_command(source_of(data, articles), out, 8, workers), "--restart"],
                "validate": _validate(whole, workers),
            }
            for what, command in commands.items():
                with one_thread_each():  # as each of two has; one alone would have those of the libraries besides
                    seconds[what][workers].append(steps.watch(f"{name}{what}", command)["seconds"])
    shutil.rmtree(data / "turn", ignore_errors=True)
    times = {what: median(of[1]) / median(of[2]) for what, of in seconds.items()}
    return {"articles": articles, "seconds": seconds, "times": times}


def source_of(data: Path, articles: int) -> Path:
    """Return a folder with the first so many articles, a multiple of 1,000, in files that are linked, not copied."""
    source = data / f"{articles}-articles"
    source.mkdir(exist_ok=True)
    for path in sorted((data / "articles").glob("*.jsonl"))[: -(-articles // IN_FILE)]:
        if not (source / path.name).exists():
            os.link(path, source / path.name)
    return source


def _shards(articles: int) -> int:
    return max(2, -(-articles // PER_SHARD))


def convert_command(source: Path, out: Path, shards: int, workers: int) -> list[str]:
    """Return the command that converts a folder in shards, by processes."""
    where = ["torkham", "convert", str(source), "--out", str(out), "--shards", str(shards)]
    return [*where, "--engine", "processes", "--workers", str(workers)]


def _validate(dataset: Path, workers: int) -> list[str]:
    return ["torkham", "validate", str(dataset), "--workers", str(workers)]


def _rows(dataset: Path) -> dict[str, int]:
    """Return the number of rows of every table, as the manifest has them."""
    rows: dict[str, int] = {}
    for file, entry in json.loads((dataset / "manifest.json").read_text(encoding="utf-8"))["files"].items():
        if file.startswith("data/"):
            table = file.split("/")[1]
            rows[table] = rows.get(table, 0) + entry["rows"]
    return rows


def _read(dataset: Path, table: str) -> Figures:
    command = [sys.executable, "-m", "benchmarks.reading", "datasets_streaming", str(dataset), "--table", table]
    found: Figures = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return found


if __name__ == "__main__":
    sys.exit(main())
