"""A dataset in parts to be judged by themselves: some shards after one another, of all tables, and the registries.

A shard holds a run of articles, and every table is divided alike. That a part has all rows of its articles and no
others shows when it is judged (`torkham.judging`); that no article stands in two parts is seen here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, groupby
from operator import itemgetter
from pathlib import Path

import polars as pl
import pyarrow as pa

from torkham import contract
from torkham.chunks import Key, file_of
from torkham.layout import by_table, shard_number
from torkham.parquet_reader import Shards

PART_SENTENCES = 50_000
"""Sentences that a part has, more or less: for fewer it does not pay to read the registries again."""

_IDS = 65_536
_Place = tuple[int, int]
"""A split, by its place among all, and the number of a shard."""


@dataclass(frozen=True)
class Part:
    """The files of some shards by table, in the order of their rows, and those of the registries.

    One part of a dataset is the `first`.
    """

    files: Mapping[Key, tuple[Path, ...]]
    first: bool = True


def parts_of(files: Mapping[Key, Shards]) -> list[Part]:
    """Return the parts of a dataset, in the order of its rows: one, where no table stands in shards."""
    every = {key: tuple(shards.paths) for key, shards in files.items()}
    registries = {key: paths for key, paths in every.items() if key[0] in contract.REGISTRIES}
    by_place: dict[_Place, dict[Key, Path]] = {}
    for key in every.keys() - registries.keys():
        for path in every[key]:
            by_place.setdefault((contract.SPLITS.index(key[1]), shard_number(file_of(path))), {})[key] = path
    of_one_division = sum(map(len, by_place.values())) == sum(len(every[key]) for key in every if key not in registries)
    if len({number for _, number in by_place}) < 2 or not of_one_division or not _articles_are_unique(files):
        return [Part(every)]
    parts: list[Part] = []
    for run in _runs(by_place, files):
        tables = {key: tuple(by_place[place][key] for place in run if key in by_place[place]) for key in every}
        parts.append(Part(registries | {key: paths for key, paths in tables.items() if paths}, first=not parts))
    return parts


def expected_parts(rows: Mapping[str, int]) -> int:
    """Return about how many parts a dataset has whose files have so many rows, as its manifest tells unopened."""
    sentences = (files for (table, _), files in by_table(rows).items() if table == "sentences")
    return max(1, sum(min(len(files), _number(sum(rows[file] for file in files))) for files in sentences))


def _runs(by_place: Mapping[_Place, Mapping[Key, Path]], files: Mapping[Key, Shards]) -> Iterator[list[_Place]]:
    """Yield the shards of one split after one another that make a part."""
    tables = (shards for (table, _), shards in files.items() if table == "sentences")
    rows = {path: count for shards in tables for path, count in shards.rows()}
    for _, of_split in groupby(sorted(by_place), key=itemgetter(0)):
        places = list(of_split)
        numbers = shared_out([sum(rows.get(path, 0) for path in by_place[place].values()) for place in places])
        for _, run in groupby(zip(numbers, places, strict=True), key=itemgetter(0)):
            yield [place for _, place in run]


def shared_out(sentences: Sequence[int]) -> list[int]:
    """Return for each shard of a split, by its number of sentences, the number of its part; parts are about even.

    With a small part at the end, or a large one, all processes but one would have nothing left to do.
    """
    even = max(1, sum(sentences)) / _number(sum(sentences))
    return [int((end - count / 2) / even) for end, count in zip(accumulate(sentences), sentences, strict=True)]


def _number(sentences: int) -> int:
    return max(1, round(sentences / PART_SENTENCES))


def _articles_are_unique(files: Mapping[Key, Shards]) -> bool:
    """Return whether no article stands twice, as far as the articles can be read.

    Compared are hashes of 64 bits, which take a tenth of the memory; that two articles of ten million have the same is
    one chance in 300,000, and then they are judged as if they were one.
    """
    articles = (shards for (table, _), shards in files.items() if table == "articles")
    hashes = [pl.Series(dtype=pl.UInt64)]
    try:
        for batch in chain.from_iterable(shards.iter_batches(_IDS, ["article_id"]) for shards in articles):
            hashes.append(pl.Series(pl.from_arrow(batch["article_id"])).hash())
    except (pa.ArrowException, OSError, ValueError):
        return False
    return bool(pl.concat(hashes).is_unique().all())
