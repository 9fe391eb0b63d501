"""Measure speed and memory of `torkham validate` on synthetic datasets, beside the same rules written by hand."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10_000, 100_000, 1_000_000)
MEMORY_SIZE = 4_000_000
QUICK_SIZES = (10_000, 50_000)
PLANTED_SIZE = 10_000
NEAR_SIZE = 100_000
"""Sentences up to which near duplicates are looked for unasked."""
COMPARED = (
    "full",
    "by_hand",
    "by_hand_rows",
    "values_of_mentions",
    "pandera_of_mentions",
    "values_of_events",
    "pandera_of_events",
)
"""What is measured at every size: see benchmarks/measure.py."""

Runs = dict[tuple[str, int], list[dict[str, Any]]]
"""The measurements by what was measured and the number of sentences."""


@dataclass(frozen=True)
class Result:
    """One line of the table: what was measured, and the bound it should keep, if any."""

    what: str
    measured: float
    unit: str
    bound: float | None = None
    of_size: bool = True
    """False where the goal is set for larger datasets than these."""

    @property
    def verdict(self) -> str:
        """Say whether the goal is met."""
        if self.bound is None:
            return "no goal"
        met = "met" if self.measured <= self.bound else "MISSED"
        return met if self.of_size else f"{met} at this size (the goal is for larger datasets)"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the table, save the figures; return 1 where the two ways do not find the same."""
    options = _parser().parse_args(argv)
    if options.shell:
        return _measure_shell(options.out, options.repeat)
    sizes = QUICK_SIZES if options.quick else tuple(options.sizes)
    memory_size = None if options.quick else options.memory_size
    with tempfile.TemporaryDirectory() as temporary:
        data = options.data or Path(temporary)
        load = os.getloadavg()[0]
        agreed = {kind: _agreement(data, kind) for kind in ("values", "rules")}
        runs = _measure_all(data, sizes, memory_size, options.repeat)
    shell = [_shell_seconds() for _ in range(max(3, options.repeat))]
    results = list(_results(runs, sizes, memory_size, shell))
    figures = {
        "machine": machine() | {"load_before": load},
        "planted": agreed,
        "not_planted": _python("benchmarks.planted").split(),
        "results": [asdict(result) | {"verdict": result.verdict} for result in results],
        "shell_seconds": shell,
        "runs": [{"what": what, "sentences": size, "runs": each} for (what, size), each in runs.items()],
    }
    for line in _report(figures, results, runs):
        print(line)
    options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0 if all(each["torkham"] == each["by_hand"] for each in agreed.values()) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shell", action="store_true", help="measure the shell's time alone, in the saved figures")
    parser.add_argument("--quick", action="store_true", help=f"only {_numbers(QUICK_SIZES)} sentences")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help=f"default: {_numbers(SIZES)} sentences")
    parser.add_argument("--memory-size", type=int, default=MEMORY_SIZE, help="the largest, for its memory alone")
    parser.add_argument("--repeat", type=int, default=3, help="how often each is measured, in turn (default: 3)")
    parser.add_argument("--data", type=Path, help="where datasets are kept and found again (default: nowhere)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "bench.json", help="default: docs/bench.json")
    return parser


def _measure_all(data: Path, sizes: Sequence[int], memory_size: int | None, repeat: int) -> Runs:
    """Measure everything at every size; what is compared takes turns, so that both meet the same weather."""
    runs: Runs = defaultdict(list)
    for size in sizes:
        dataset = _dataset(data, size)
        near = ("near_duplicates",) if size <= NEAR_SIZE else ()
        for _ in range(repeat):
            for what in (*COMPARED, *near):
                runs[what, size].append(_measure(what, dataset))
    if memory_size:
        runs["full", memory_size].append(_measure("full", _dataset(data, memory_size)))
    return runs


def _dataset(data: Path, sentences: int, plant: str | None = None) -> Path:
    """Return a synthetic dataset, made now unless it is there."""
    folder = data / f"{sentences}{'-' + plant if plant else ''}"
    if not (folder / "manifest.json").is_file():
        _say(f"making {folder.name}")
        _python("benchmarks.synthetic", str(folder), str(sentences), *(("--plant", plant) if plant else ()))
    return folder


def _measure(what: str, dataset: Path) -> dict[str, Any]:
    _say(f"measuring {what} on {dataset.name}")
    begun = time.perf_counter()
    measured: dict[str, Any] = json.loads(_python("benchmarks.measure", what, str(dataset)))
    return measured | {"process_seconds": time.perf_counter() - begun}


def _agreement(data: Path, kind: str) -> dict[str, Any]:
    """Return what both ways find on a dataset with planted errors."""
    dataset = _dataset(data, PLANTED_SIZE, kind)
    return {"torkham": _measure("full", dataset)["found"], "by_hand": _measure("by_hand", dataset)["found"]}


def _shell_result(shell: Sequence[float]) -> Result:
    return Result("the shipped dataset from the shell", min(shell), "s", 2.0)


def _measure_shell(out: Path, repeat: int) -> int:
    """Measure again how long the shipped dataset takes from the shell, and enter it in the saved figures; return 0."""
    figures = json.loads(out.read_text(encoding="utf-8"))
    load = os.getloadavg()[0]
    shell = [_shell_seconds() for _ in range(max(5, repeat))]
    result = _shell_result(shell)
    entered = asdict(result) | {"verdict": result.verdict}
    figures["results"] = [entered if each["what"] == result.what else each for each in figures["results"]]
    figures |= {"shell_seconds": shell, "shell_load_before": load}
    told = ", ".join(f"{seconds:.2f}" for seconds in shell)
    print(f"{result.what}: {result.measured:.2f} s of {told}: {result.verdict}")
    out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def _shell_seconds() -> float:
    """Return how long it takes to validate the shipped dataset from the shell."""
    begun = time.perf_counter()
    _python("torkham", "validate", str(ROOT / "dataset"))
    return time.perf_counter() - begun


def _python(*arguments: str) -> str:
    """Run a module in a process of its own and return what it prints; this process stays small, since the memory of a
    parent may count for its child."""
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def _results(runs: Runs, sizes: Sequence[int], memory_size: int | None, shell: list[float]) -> Iterator[Result]:
    """Yield the lines of the table; times are the least of all runs."""
    last = sizes[-1]
    whole = last >= SIZES[-1]

    def least(what: str, size: int, figure: str = "seconds") -> float:
        return float(min(run[figure] for run in runs[what, size]))

    def ratio(one: str, other: str, figure: str = "seconds") -> float:
        return least(one, last, figure) / least(other, last, figure)

    at = f"{last:,} sentences"
    yield Result(f"full validation, {at}, against by hand", ratio("full", "by_hand"), "×", 1.5, whole)
    yield Result("  the same in seconds of the processor", ratio("full", "by_hand", "cpu_seconds"), "×")
    yield Result("  against by hand without hashes", ratio("full", "by_hand_rows"), "×")
    on_mentions = ratio("values_of_mentions", "pandera_of_mentions")
    yield Result(f"values of mentions, {at}, against pandera.pandas", on_mentions, "×", 1.0, whole)
    on_events = ratio("values_of_events", "pandera_of_events")
    yield Result("  of events, nested ones too, against flat ones", on_events, "×")
    for small, large in pairwise(sizes):
        growth = (least("full", large) / large) / (least("full", small) / small)
        yield Result(f"seconds per sentence, {small:,} to {large:,}", growth, "×", 1.0, whole)
    if memory_size:
        growth = least("full", memory_size, "peak_bytes") / least("full", last, "peak_bytes")
        yield Result(f"peak of memory, {last:,} to {memory_size:,} sentences", growth, "×", 1.2, whole)
    yield _shell_result(shell)
    for size in sizes:
        if ("near_duplicates", size) in runs:
            seconds = least("near_duplicates", size) - least("full", size)
            yield Result(f"near duplicates, {size:,} sentences, on top", seconds, "s")


def _report(figures: dict[str, Any], results: Sequence[Result], runs: Runs) -> Iterator[str]:
    machine = figures["machine"]
    yield f"{machine['processor']}, {machine['cores']} cores, {machine['memory_bytes'] / 2**30:.0f} GiB"
    yield ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    if machine["load_before"] > machine["cores"] / 4:
        yield f"other processes were running (load {machine['load_before']:.1f}): times are not to be trusted"
    for kind, found in figures["planted"].items():
        alike = "found alike" if found["torkham"] == found["by_hand"] else "NOT FOUND ALIKE"
        yield f"planted {kind}: {sum(found['torkham'].values())} findings of {len(found['torkham'])} rules, {alike}"
    yield f"rules for which no error is planted: {', '.join(figures['not_planted']) or 'none'}"
    yield ""
    yield f"{'measured':<20} {'sentences':>10} {'s, least':>9} {'median':>9} {'CPU s':>9} {'imports':>9} {'peak MB':>9}"
    for (what, size), each in runs.items():
        seconds = [run["seconds"] for run in each]
        figure = (
            min(seconds),
            median(seconds),
            *(min(run[key] for run in each) for key in ("cpu_seconds", "import_seconds")),
        )
        peak = max(run["peak_bytes"] for run in each) / 1e6
        yield f"{what:<20} {size:>10,} " + " ".join(f"{number:>9.2f}" for number in figure) + f" {peak:>9,.0f}"
    yield ""
    for result in results:
        bound = "" if result.bound is None else f"goal: {result.bound:g} {result.unit}"
        yield f"{result.what:<60} {result.measured:>8.2f} {result.unit:<2} {bound:<12} {result.verdict}"


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    told: dict[str, Any] = json.loads(_python("benchmarks.machine"))
    return told


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(f"{number:,}" for number in numbers)


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
