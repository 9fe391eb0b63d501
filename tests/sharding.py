"""A dataset whose tables stand in shards, made of one whose tables are whole."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.articles import RELEASE
from torkham import contract
from torkham.build import Release, describe_release
from torkham.card import read_template
from torkham.layout import data_file, sha256
from torkham.parquet import Digest, digest, write_parquet
from torkham.tables import splits_of


def shard(folder: Path, shards: int, *, borders: dict[str, int] | None = None) -> None:
    """Put each table of a dataset into so many shards, by articles, and describe the dataset anew.

    `borders` moves the borders between the shards of a table by some rows, so that they divide articles.
    """
    digests: dict[tuple[str, str], Digest] = {}
    of_shards: dict[str, Digest] = {}
    articles = {
        split: pq.read_table(folder / data_file("articles", split))["article_id"].to_pylist()
        for split in contract.SPLITS
        if (folder / data_file("articles", split)).is_file()
    }
    for config in contract.TABLES:
        for split in splits_of(config):
            path = folder / data_file(config, split)
            if not path.is_file():
                continue
            table = pq.read_table(path)
            digests[config, split] = digest(table)
            if config in contract.REGISTRIES:
                continue
            path.unlink()
            for number, part in _parts(table, articles[split], shards, (borders or {}).get(config, 0)):
                name = data_file(config, split, (number, shards))
                write_parquet(part, folder / name)
                of_shards[name] = digest(part)
    release = Release(RELEASE, read_template(folder), sha256(b""))
    describe_release(folder, digests, release, of_shards)


def _parts(table: pa.Table, articles: list[str], shards: int, moved: int) -> list[tuple[int, pa.Table]]:
    """Return the rows of each shard that has some; each has as many articles, the last perhaps fewer."""
    share = -(-len(articles) // shards)
    place = {id_: number // share for number, id_ in reversed(list(enumerate(articles)))}
    reached = list(accumulate((place.get(id_, 0) for id_ in table["article_id"].to_pylist()), max))
    inner = [min(max(bisect_right(reached, number) + moved, 0), len(reached)) for number in range(shards - 1)]
    cut = [table.slice(begin, end - begin) for begin, end in pairwise([0, *inner, len(reached)])]
    return [(number, part) for number, part in enumerate(cut) if part.num_rows]
