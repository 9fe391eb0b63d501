"""Shards that are done become a dataset: their files, the registries, and what describes them all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from torkham.annotator.base import Annotator
from torkham.build import Release, describe_release
from torkham.contract import Json
from torkham.convert.actors import Actors
from torkham.convert.dataset import SPLIT, TABLES, write_registries
from torkham.convert.release import card_figures, card_template
from torkham.layout import by_table
from torkham.parquet import Digest, Digester
from torkham.shards.folder import Record, RunFolder

BATCH_ROWS = 4_096


def assemble(
    folder: RunFolder,
    records: Sequence[Record],
    annotator: Annotator,
    staged: Path,
    released: Callable[[Mapping[str, str]], Json],
) -> dict[str, int]:
    """Write the dataset into the new folder `staged`; return the number of rows of each table.

    The files are those of the shards, linked, not copied. `released` gives the release record of a dataset whose newest
    article is of the day `published`, if any is.
    """
    for number, record in enumerate(records):
        for file in record.files:
            _link(folder.shard(number) / file, staged / file)
    actors = Actors(annotator.registries.get("actors", ()))
    for number in range(len(records)):
        actors.add(folder.actors(number))
    shards = {file: said.digest() for record in records for file, said in record.files.items()}
    files = {key: [staged / file for file in found] for key, found in by_table(shards).items()}
    digests = {key: _digest(files[key]) for key in ((name, SPLIT) for name in TABLES) if key in files}
    digests |= write_registries(actors, annotator.registries, staged)
    newest = max((record.newest for record in records if record.newest), default=None)
    record_ = released({"published": newest} if newest else {})
    inputs = _inputs_sha256(files["articles", SPLIT])
    describe_release(staged, digests, Release(record_, card_template(), inputs, card_figures(annotator)), shards)
    return {config: digest.rows for (config, _), digest in digests.items()}


def _digest(files: Sequence[Path]) -> Digest:
    """Return the digest of a table over all its shards, which cannot be put together from theirs."""
    digester = Digester()
    for file in files:
        for batch in pq.ParquetFile(file).iter_batches(BATCH_ROWS):
            digester.update(pa.Table.from_batches([batch]))
    return digester.result()


def _inputs_sha256(articles: Sequence[Path]) -> str:
    """Return the hash over what the articles were made of, as `torkham.layout.combine` gives it."""
    columns = ["source_file", "source_sha256"]
    tables = pa.concat_tables(pq.ParquetFile(file).read(columns) for file in articles)
    sources = pl.DataFrame(pl.from_arrow(tables)).sort("source_file")
    digest = hashlib.sha256()
    for part in sources.iter_slices(BATCH_ROWS):
        digest.update("".join(f"{file} {sha256}\n" for file, sha256 in part.iter_rows()).encode())
    return digest.hexdigest()


def _link(file: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, place)
    except OSError:  # a file system without links
        shutil.copyfile(file, place)
