"""The survey: which texts there are, before any is labelled, so that a copy in another shard is known for one.

A survey has a row for each record that can be parsed, in the order of the input. What is to be known of all articles
together before one is written belongs here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa

from torkham.convert.drafting import id_of
from torkham.convert.found import Record, Skip
from torkham.layout import sha256

SCHEMA = pa.schema([("place", pa.string()), ("article_id", pa.string()), ("text_sha256", pa.binary())])


def survey(records: Iterable[Record | Skip]) -> pa.Table:
    """Return the place, id and hash of the text of each record; those that cannot be parsed are told of later."""
    places: list[str] = []
    ids: list[str] = []
    hashes: list[bytes] = []
    for record in records:
        if isinstance(record, Record) and (text := _text(record)) is not None:
            places.append(record.place)
            ids.append(id_of(record.stem, text))
            hashes.append(bytes.fromhex(sha256(text.encode())))
    return pa.table([places, ids, hashes], schema=SCHEMA)


def _text(record: Record) -> str | None:
    try:
        text = record.parse().text
        text.encode()
    except ModuleNotFoundError:
        raise
    except Exception:  # whatever it is: the conversion meets it again, and says so
        return None
    return text


def clashes(surveys: Sequence[Path]) -> list[tuple[str, list[str]]]:
    """Return each id that two texts would have, by a chance of the hash's first digits, and where these stand."""
    texts = pl.scan_parquet(list(surveys)).select("article_id", "text_sha256").unique()
    shared = texts.group_by("article_id").len().filter(pl.col("len") > 1).select("article_id")
    found = pl.scan_parquet(list(surveys)).join(shared, on="article_id", how="semi", maintain_order="left")
    grouped = found.unique("text_sha256", keep="first", maintain_order=True).group_by("article_id", maintain_order=True)
    return list(grouped.agg("place").collect(engine="streaming").iter_rows())


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
            for place, hash_ in rows.select("place", "text_sha256").iter_rows():
                here.setdefault(hash_.hex(), place)
        found.append({hash_: first[hash_] for hash_ in here if hash_ in first})
        first = here | first
    return found
