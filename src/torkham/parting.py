"""Rows in parts by a key: those of one key come together, and no more than one part is in memory at a time.

What is more than memory should hold goes to files of a temporary folder, as in a hash join (DeWitt et al. 1984,
"Implementation techniques for main memory database systems").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from tempfile import TemporaryDirectory

import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds

HELD = 2_000_000
"""Rows up to which all are one part, in memory."""
PARTS = 64
_GROUP = 8_192, 65_536
"""Rows that are written at a time, at least and at most: few are slow to read again, many take memory."""
_PART = "part"
_PARTING = ds.partitioning(pa.schema([(_PART, pa.uint8())]))


def parted(frames: Iterable[pl.DataFrame], key: str) -> Iterator[pl.DataFrame]:
    """Yield the rows of frames of the same columns in parts, rows of one `key` (whole numbers) in the same part.

    Rows of a part keep their order. Raises `OSError` where a temporary folder has no room.
    """
    coming = iter(frames)
    held: list[pl.DataFrame] = []
    rows = 0
    for frame in coming:
        held.append(frame)
        rows += frame.height
        if rows > HELD:
            break
    else:
        yield from (pl.concat(held),) if held else ()
        return
    with TemporaryDirectory(prefix="torkham-") as folder:
        schema = held[0].schema
        _write(chain(held, coming), schema, key, folder)
        held.clear()
        dataset = ds.dataset(folder, format="ipc", partitioning=_PARTING)
        for number in range(PARTS):
            table = dataset.to_table(columns=[*schema], filter=ds.field(_PART) == number, use_threads=False)
            if table.num_rows:
                yield pl.DataFrame(table)


def _write(frames: Iterable[pl.DataFrame], schema: pl.Schema, key: str, folder: str) -> None:
    numbered = (frame.with_columns((pl.col(key) % PARTS).cast(pl.UInt8).alias(_PART)) for frame in frames)
    columns = pl.DataFrame(schema={**schema, _PART: pl.UInt8}).to_arrow().schema
    ds.write_dataset(
        (batch for frame in numbered for batch in frame.to_arrow().cast(columns).to_batches()),
        folder,
        schema=columns,
        format="ipc",
        partitioning=_PARTING,
        max_open_files=PARTS + 1,
        min_rows_per_group=_GROUP[0],
        max_rows_per_group=_GROUP[1],
        preserve_order=True,
    )
