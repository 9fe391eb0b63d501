"""What the surveys of all shards say together: which texts are copies of one in an earlier shard, or share its id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl


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
