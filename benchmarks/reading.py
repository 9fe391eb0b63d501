"""A dataset read from its first row to its last as people would: by streaming or whole, with this library or that."""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


def datasets_streaming(dataset: Path, table: str) -> Callable[[], int]:
    """Rows of `load_dataset(…, streaming=True)`, one after the other."""
    from datasets import load_dataset

    return lambda: sum(1 for _ in load_dataset(str(dataset), table, split="train", streaming=True))


def datasets_first(dataset: Path, table: str) -> Callable[[], int]:
    """Rows of `load_dataset`, whose cache is empty."""
    from datasets import load_dataset

    return lambda: len(load_dataset(str(dataset), table, split="train"))


def datasets_again(dataset: Path, table: str) -> Callable[[], int]:
    """Rows of `load_dataset`, from its cache."""
    work = datasets_first(dataset, table)
    work()
    return work


def polars_parquet(dataset: Path, table: str) -> Callable[[], int]:
    """Rows of `polars.read_parquet`."""
    import polars as pl

    return lambda: pl.read_parquet(dataset / f"data/{table}/train*.parquet").height


def pandas_json_lines(dataset: Path, table: str) -> Callable[[], int]:
    """Rows of the same table in JSON Lines, by pandas."""
    import pandas as pd

    return lambda: len(pd.read_json(json_lines(dataset, table), lines=True))


def polars_json_lines(dataset: Path, table: str) -> Callable[[], int]:
    """Rows of the same table in JSON Lines, by Polars."""
    import polars as pl

    return lambda: pl.read_ndjson(json_lines(dataset, table)).height


def json_lines(dataset: Path, table: str) -> Path:
    """Return a table as JSON Lines, written now unless they are there."""
    path = dataset.with_name(f"{dataset.name}.{table}.jsonl")
    if not path.is_file():
        import polars as pl

        written = path.with_suffix(".new")
        pl.scan_parquet(dataset / f"data/{table}/train*.parquet").sink_ndjson(written)
        written.rename(path)
    return path


WAYS = {
    way.__name__: way
    for way in (
        datasets_streaming,
        datasets_first,
        datasets_again,
        polars_parquet,
        pandas_json_lines,
        polars_json_lines,
    )
}


def main(argv: list[str] | None = None) -> int:
    """Read once, and print as JSON how many rows there are, the seconds, without imports, and the peak of memory."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=main.__doc__)
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--table", default="sentences", help="default: sentences")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as home:
        os.environ["HF_HOME"] = home
        os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"
        work = WAYS[options.way](options.dataset.absolute(), options.table)
        begun = time.perf_counter()
        rows = work()
        seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak_bytes = peak if sys.platform == "darwin" else peak * 1024
    print(json.dumps({"rows": rows, "seconds": seconds, "peak_bytes": peak_bytes}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
