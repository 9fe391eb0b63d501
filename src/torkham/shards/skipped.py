"""The table of what was skipped, beside the dataset: it is no part of the data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from torkham.convert.found import REASONS

_FIELDS = {
    "place": "The file below the input, with `:17` for its 17th line or row.",
    "reason": f"Why it was skipped: {', '.join(REASONS)}.",
    "message": "What is wrong with it, in words.",
    "hint": "What to do about it, or nothing.",
}
SCHEMA = pa.schema([pa.field(name, pa.string(), False, {"description": words}) for name, words in _FIELDS.items()])


def skipped_file(out: Path) -> Path:
    """Return where the table of a dataset stands."""
    return out.with_name(f"{out.name}.skipped.parquet")


def write_skipped(shards: Iterable[Sequence[Sequence[str]]], path: Path) -> None:
    """Write the table of what was skipped, shard by shard, each as its record has it; it may be empty."""
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for skipped in shards:
            if skipped:
                writer.write_table(
                    pa.Table.from_pylist([dict(zip(_FIELDS, skip, strict=True)) for skip in skipped], SCHEMA)
                )
