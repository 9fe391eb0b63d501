"""Spoil good trees and datasets at random, and see whether validation says what was spoiled."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from tests.corruption import sets
from tests.corruption.kinds import KINDS
from tests.corruption.run import FAILURES, OUTCOMES, Result, Runner, scratch, tally, values_judged_once

TOLD = 20
"""How many failures are told in full."""


def main(argv: Sequence[str] | None = None) -> int:
    """Return 0 where every corruption was reported and nothing else was, 1 otherwise."""
    options = _parser().parse_args(argv)
    if options.only is not None:
        (result,) = _run([options.only], options)
        sys.stdout.writelines(f"{text}\n" for text in _told(result))
        return int(result.outcome in FAILURES)
    numbers = [range(start, options.count, options.jobs) for start in range(options.jobs)]
    if options.jobs == 1:
        results = _run(numbers[0], options)
    else:
        with ProcessPoolExecutor(options.jobs) as pool:
            results = [each for part in pool.map(_run, numbers, [options] * options.jobs) for each in part]
    sys.stdout.writelines(f"{text}\n" for text in _report(sorted(results, key=lambda result: result.number)))
    if options.json:
        options.json.write_text(json.dumps([asdict(result) for result in results], indent=1), encoding="utf-8")
    return int(any(result.outcome in FAILURES for result in results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="corrupt.py", description=__doc__)
    parser.add_argument("--count", type=int, default=1_000, help="how many mutations (default: 1,000)")
    parser.add_argument("--seed", type=int, default=1, help="of all that is random (default: 1)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--like", default="", help="only kinds whose names hold these words")
    parser.add_argument("--shipped", type=float, default=0.02, help="share made in the real corpus (default: 0.02)")
    parser.add_argument("--only", type=int, help="make this mutation alone, and tell what was done and found")
    parser.add_argument("--json", type=Path, help="a file for what became of each")
    return parser


def _run(numbers: Sequence[int], options: argparse.Namespace) -> list[Result]:
    with scratch() as folder, values_judged_once():
        runner = Runner(folder, options.seed, options.like, options.shipped)
        return [runner.run(number) for number in numbers]


def _report(results: Sequence[Result]) -> Iterator[str]:
    counts = tally(results)
    width = max(map(len, KINDS))
    yield f"{'kind':<{width}} {'made':>6}" + "".join(f"{name:>12}" for name in OUTCOMES)
    for name in (name for name in KINDS if name in counts):
        yield _row(name, counts[name], width)
    yield _row("all", sum(counts.values(), start=type(counts[results[0].kind])()), width)
    failures = [result for result in results if result.outcome in FAILURES]
    for result in failures[:TOLD]:
        yield from ("", *_told(result))
    if len(failures) > TOLD:
        yield f"\n… and {len(failures) - TOLD} more: --json tells them all"


def _row(name: str, counts: dict[str, int], width: int) -> str:
    made = sum(counts.values())
    return f"{name:<{width}} {made:>6}" + "".join(f"{counts[outcome] or '–':>12}" for outcome in OUTCOMES)


def _told(result: Result) -> Iterator[str]:
    yield f"{result.number} {result.kind}: {result.outcome}"
    yield f"  {result.told}"
    yield from (f"  {text}" for text in result.found[:10] or ["nothing was found"])


assert sets
if __name__ == "__main__":
    sys.exit(main())
