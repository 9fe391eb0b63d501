"""The same articles converted by the same annotator without `torkham convert`, as people would write it themselves.

What comes out is the rows of every table in Parquet, a file for each batch; it is not judged, hashed or described, and
nothing goes on after an interruption.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from torkham.annotator import load
from torkham.annotator.base import Annotator
from torkham.convert.batch import convert_texts

BATCH = 100
"""Articles that a process gets at a time."""


@cache
def annotator() -> Annotator:
    """Return the annotator by rules, loaded once in a process."""
    return load("rules", None, None)


def write_batch(number: int, records: list[dict[str, Any]], out: Path) -> int:
    """Write the tables of some articles; return how many sentences they have."""
    tables = convert_texts(records, annotator(), f"batch{number}")
    for name, table in tables.items():
        pq.write_table(table, out / f"{name}-{number:05d}.parquet")
    return int(tables["sentences"].num_rows)


def by_pool(source: Path, out: Path, workers: int) -> None:
    """Convert by `multiprocessing.Pool`."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers) as pool:
        pool.starmap(write_batch, ((number, part, out) for number, part in enumerate(_batches(source))), 1)


def by_map(source: Path, out: Path, workers: int) -> None:
    """Convert by `datasets.map`."""
    from datasets import load_dataset

    articles = load_dataset("json", data_files=[str(path) for path in sorted(source.iterdir())], split="train")

    def convert(columns: dict[str, list[Any]], places: list[int]) -> dict[str, list[int]]:
        records = [dict(zip(columns, map(str, row), strict=True)) for row in zip(*columns.values(), strict=True)]
        return {"sentences": [write_batch(places[0] // BATCH, records, out)]}

    articles.map(
        convert,
        batched=True,
        batch_size=BATCH,
        with_indices=True,
        num_proc=workers,
        remove_columns=articles.column_names,
    )


def _batches(source: Path) -> Iterator[list[dict[str, Any]]]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(source.iterdir()))
    records = (json.loads(line) for text in texts for line in text.split("\n") if line)
    while part := list(islice(records, BATCH)):
        yield part


WAYS: dict[str, Callable[[Path, Path, int], None]] = {way.__name__: way for way in (by_pool, by_map)}


def main(argv: list[str] | None = None) -> int:
    """Convert a folder of JSON Lines into a new folder of Parquet."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.converting", description=main.__doc__)
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("workers", type=int)
    options = parser.parse_args(argv)
    os.environ["OMP_NUM_THREADS"] = os.environ["POLARS_MAX_THREADS"] = "1"
    os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"
    options.out.mkdir()
    with tempfile.TemporaryDirectory() as home:  # a cache would give what the last run gave
        os.environ["HF_HOME"] = home
        WAYS[options.way](options.source, options.out, options.workers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
