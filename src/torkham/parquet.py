"""Parquet with fixed settings, and the logical hash that does not depend on them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import rfc8785

ROW_GROUP_ROWS = 100_000


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table; the same table and pyarrow version give the same bytes.

    Content-defined chunking keeps unchanged pages identical between versions, so that stores which deduplicate by
    chunk transfer only what changed.
    """
    pq.write_table(
        table,
        path,
        version="2.6",
        compression="zstd",
        compression_level=3,
        row_group_size=ROW_GROUP_ROWS,
        write_page_index=True,
        write_statistics=True,
        use_content_defined_chunking=True,
    )


class Digest(NamedTuple):
    """What a table holds, whatever wrote it: a hash over its rows, their number, and their size as canonical JSON."""

    sha256: str
    rows: int
    num_bytes: int


def digest(table: pa.Table) -> Digest:
    """Return the digest of a table: sha256 over its rows, each as canonical JSON (RFC 8785) and a line feed.

    It depends on column names and values alone, not on Parquet, Arrow or their versions.
    """
    running, size = hashlib.sha256(), 0
    for batch in table.to_batches(max_chunksize=1024):
        for row in batch.to_pylist():
            line = rfc8785.dumps(row) + b"\n"
            running.update(line)
            size += len(line)
    return Digest(running.hexdigest(), table.num_rows, size)
