"""One measurement in a process of its own: time from inside, with the imports apart, and the peak of memory."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

Work = Callable[[], Counter[str]]
"""Judges what was prepared; returns how many findings each rule has."""


def full(root: Path) -> Work:
    """All that `torkham validate` does but the search for near duplicates."""
    return _torkham(root, near_duplicates=False)


def near_duplicates(root: Path) -> Work:
    """All that `torkham validate` does, and the search for near duplicates."""
    return _torkham(root, near_duplicates=True)


def _torkham(root: Path, *, near_duplicates: bool) -> Work:
    import torkham.dataset_checks  # noqa: F401  `validate` imports it when it meets a dataset
    from torkham.validation import validate

    return lambda: Counter(finding.check for finding in validate(root, near_duplicates=near_duplicates))


def by_hand(root: Path) -> Work:
    """The same rules by hand."""
    from benchmarks.by_hand import check

    return lambda: check(root)


def by_hand_rows(root: Path) -> Work:
    """The same rules by hand, without the hashes of files and rows."""
    from benchmarks.by_hand import check

    return lambda: check(root, hashes=False)


def values_of_mentions(root: Path) -> Work:
    """What torkham has against values and repeated ids of mentions that were read."""
    return _values(root, "mentions")


def values_of_events(root: Path) -> Work:
    """What torkham has against values, nested ones too, and repeated ids of events."""
    return _values(root, "events")


def _values(root: Path, table: str) -> Work:
    import pyarrow.parquet as pq

    from torkham.checks import FRAME_CHECKS
    from torkham.findings import Origin
    from torkham.frames import Frames
    from torkham.models import failures

    tables = {(table, path.stem): pq.read_table(path) for path in (root / "data" / table).iterdir()}

    def work() -> Counter[str]:
        frames = Frames(tables, lambda id_, field: Origin(f"{id_} {field}"))
        found = Counter(failure.field for failure in failures({table: frames[table].drop("split")}))
        found["links/duplicate-id"] += sum(1 for _ in FRAME_CHECKS["links/duplicate-id"].run(frames))
        return +found

    return work


def pandera_of_mentions(root: Path) -> Work:
    """The same by pandera.pandas, of a data frame that was read."""
    return _pandera(root, "mentions")


def pandera_of_events(root: Path) -> Work:
    """The same of events, but for nested values, by pandera.pandas."""
    return _pandera(root, "events")


def _pandera(root: Path, table: str) -> Work:
    from benchmarks.by_pandera import check, read

    frame = read(root, table)
    return lambda: check(frame, table)


MEASURES = {
    function.__name__: function
    for function in (
        full,
        near_duplicates,
        by_hand,
        by_hand_rows,
        values_of_mentions,
        pandera_of_mentions,
        values_of_events,
        pandera_of_events,
    )
}


def measure(name: str, dataset: Path) -> dict[str, object]:
    """Return seconds, with those of imports (and of what is read before) apart, the peak of memory, what was found."""
    begun = time.perf_counter()
    work = MEASURES[name](dataset)
    ready, ready_cpu = time.perf_counter(), time.process_time()
    found = work()
    seconds, cpu = time.perf_counter() - ready, time.process_time() - ready_cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "seconds": seconds,
        "import_seconds": ready - begun,
        "cpu_seconds": cpu,
        "peak_bytes": peak if sys.platform == "darwin" else peak * 1024,
        "found": dict(sorted(found.items())),
    }


def main(argv: list[str] | None = None) -> int:
    """Measure once and print it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measure", description=main.__doc__)
    parser.add_argument("what", choices=MEASURES)
    parser.add_argument("dataset", type=Path)
    options = parser.parse_args(argv)
    print(json.dumps(measure(options.what, options.dataset)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
