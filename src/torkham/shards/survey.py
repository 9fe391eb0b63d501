"""The survey: which texts there are, before any is labelled, so that a copy in another shard is known for one.

A survey has a row for each record that can be parsed, in the order of the input. What is to be known of all articles
together before one is written belongs here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa

from torkham.convert.found import Record, Skip
from torkham.layout import sha256

SCHEMA = pa.schema([pa.field("place", pa.string()), pa.field("text_sha256", pa.binary())])


def survey(records: Iterable[Record | Skip]) -> pa.Table:
    """Return the place and the hash of the text of each record; those that cannot be parsed are told of later."""
    places: list[str] = []
    hashes: list[bytes] = []
    for record in records:
        if isinstance(record, Record) and (hash_ := _text_sha256(record)) is not None:
            places.append(record.place)
            hashes.append(hash_)
    return pa.table([places, hashes], schema=SCHEMA)


def _text_sha256(record: Record) -> bytes | None:
    try:
        return bytes.fromhex(sha256(record.parse().text.encode()))
    except ModuleNotFoundError:
        raise
    except Exception:  # whatever it is: the conversion meets it again, and says so
        return None


def earlier_copies(surveys: Sequence[Path]) -> list[Mapping[str, str]]:
    """Return for each shard the place of the first copy of those of its texts that stand in a shard before it."""
    hashes = [
        pl.scan_parquet(path).select("text_sha256", shard=pl.lit(number, pl.Int32))
        for number, path in enumerate(surveys)
    ]
    counted = pl.concat(hashes).group_by("text_sha256").agg(pl.col("shard").n_unique())
    repeated = counted.filter(pl.col("shard") > 1).select("text_sha256").collect(engine="streaming")
    first: dict[str, str] = {}
    found: list[Mapping[str, str]] = []
    for path in surveys:
        here: dict[str, str] = {}
        if repeated.height:
            rows = pl.read_parquet(path).join(repeated, on="text_sha256", how="semi", maintain_order="left")
            for place, hash_ in rows.iter_rows():
                here.setdefault(hash_.hex(), place)
        found.append({hash_: first[hash_] for hash_ in here if hash_ in first})
        first = here | first
    return found
