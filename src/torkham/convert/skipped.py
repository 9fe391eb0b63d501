"""What was skipped, as a table. It stands beside the dataset and is no part of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from torkham.convert.found import REASONS, Skip

_FIELDS = {
    "place": "The file below the input, with `:17` for its 17th line or row.",
    "reason": f"Why it was skipped: {', '.join(REASONS)}.",
    "message": "What is wrong with it, in words.",
    "hint": "What to do about it, or nothing.",
}
SCHEMA = pa.schema([pa.field(name, pa.string(), False, {"description": words}) for name, words in _FIELDS.items()])


def skipped_table(skipped: Iterable[Skip]) -> pa.Table:
    """Return the table of what was skipped; it may be empty."""
    return pa.Table.from_pylist([asdict(skip) for skip in skipped], schema=SCHEMA)


def skipped_file(out: Path) -> Path:
    """Return where the table of a dataset stands."""
    return out.with_name(f"{out.name}.skipped.parquet")
