"""Checks of a built dataset folder: its files, card and manifest, then its tables like any others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

import pyarrow as pa

from torkham import contract
from torkham.chunks import Key, Reader, file_of
from torkham.contract import Json
from torkham.files import Folder
from torkham.findings import Finding, Origin, did_you_mean, rule, sort_findings
from torkham.frames import Locate
from torkham.judging import judge, number_of_workers
from torkham.layout import CARD, CROISSANT, LICENCES, MANIFEST, by_table, pattern_of
from torkham.parquet_reader import BoundedParquet, Shards
from torkham.parts import expected_parts
from torkham.release_checks import (
    PARQUET,
    RESTORE,
    card_findings,
    croissant_findings,
    hash_findings,
    listing_findings,
    read_card,
    read_croissant,
    read_manifest,
)
from torkham.rows import arrow_schema
from torkham.tables import splits_of
from torkham.workers import Pool

SHARDS = rule("format/shards", "A table is in one data file, or in the shards of one division.")
EMPTY_TABLE = rule("format/empty-table", "A data file has rows: `datasets` cannot load a split without.")
COLUMNS = rule("schema/columns", "A table has the columns of its schema, in their order and of their types.")

NEAR_LIMIT = 10_000
"""Sentences up to which nearly equal ones are looked for unasked: of more it takes a while, and room on disk."""
HUB_FILES = frozenset({".git", ".gitattributes", ".gitignore", ".cache", ".huggingface", *LICENCES})
"""What a copy from the Hub has beside the files of a dataset: its own, and the licences that are uploaded with them."""


def validate_dataset(root: Path, *, near_duplicates: bool | None = None, workers: int | None = 1) -> list[Finding]:
    """Return all findings on the dataset folder `root`, sorted.

    `near_duplicates` says whether to look for nearly equal articles and sentences in two splits; by default, up to
    `NEAR_LIMIT` sentences. All else is judged in chunks, in memory that does not grow with the dataset; where its
    tables stand in shards, by as many processes as `workers` says (see `torkham.judging`).
    """
    folder = Folder(root)
    manifest = read_manifest(folder)
    with Pool("torkham.row_checks") as pool:
        _begin_early(pool, manifest, workers)
        card = read_card(folder)
        croissant = read_croissant(folder)
        listed = set(manifest["files"]) if manifest else set()
        files = _data_files(root, listed)
        _expect_files(folder, files)
        folder.findings.extend(shard_findings(files))
        if manifest is not None:
            folder.findings.extend(listing_findings(files, listed))
        opened = _open_files(folder, files)
        # A file that the manifest does not list is no part of the dataset, and one too few leaves links without ends.
        count = sum(len(shards.paths) for shards in opened.values())
        complete = count == len(files) and (manifest is None or set(files) <= listed)
        sound = not folder.findings
        judged, digests = judge(opened, pool, complete=complete, workers=workers)
    folder.findings.extend(judged.findings)
    if complete and judged.sound:
        folder.findings.extend(_corpus_findings(opened, near_duplicates=near_duplicates))
    if manifest is not None and card is not None and sound and digests is not None:
        release = hash_findings(root, manifest, digests, judged.shards)
        folder.findings.extend(release)
        # Where the data changed after the build, what the card says of them is beside the point.
        if all(finding.file == CARD for finding in release):
            folder.findings.extend(card_findings(root, card, manifest, digests))
        if croissant is not None and all(finding.file == CROISSANT for finding in release):
            folder.findings.extend(croissant_findings(croissant, manifest, digests))
    return sort_findings(folder.findings)


def _begin_early(pool: Pool, manifest: Json | None, workers: int | None) -> None:
    """Let the processes begin while the files are opened, where the manifest says that there will be work for them."""
    rows = {file: entry.get("rows", 0) for file, entry in manifest["files"].items()} if manifest else {}
    number = number_of_workers(workers, expected_parts(rows))
    if number > 1:
        pool.begin(number)


def _corpus_findings(files: Mapping[Key, Shards], *, near_duplicates: bool | None) -> Iterator[Finding]:
    """Yield what all articles together have against them: that something stands in two splits."""
    if len({split for table, split in files if table == "articles"}) < 2:
        return
    from torkham.checks.corpus import Whole, check_corpus, check_near_duplicates

    reader = Reader(files)
    columns = ("sentence_id", "text", "is_annotated")
    articles = reader.articles("article_id", "fold")
    whole = Whole(articles, reader.texts, lambda: reader.sentences(*columns), _corpus_locator(reader))
    yield from check_corpus(whole)
    if near_duplicates or (near_duplicates is None and reader.count("sentences") <= NEAR_LIMIT):
        yield from check_near_duplicates(whole)


def _data_files(root: Path, listed: Collection[str]) -> dict[str, Key]:
    """Return the data files that are there or listed, in the order of tables, splits and rows, each with its table."""
    there = by_table({*listed, *(file_of(path) for path in root.glob("data/*/*"))})
    keys = ((name, split) for name in contract.TABLES for split in splits_of(name))
    return {file: key for key in keys for file in there.get(key, ())}


def _expect_files(folder: Folder, files: Collection[str]) -> None:
    folder.expect_only("", {CARD, CROISSANT, MANIFEST, "data", *HUB_FILES})
    folder.expect_only("data", set(contract.TABLES))
    for name in contract.TABLES:
        there = {file.rpartition("/")[2] for file in files if file.startswith(f"data/{name}/")}
        folder.expect_only(f"data/{name}", there | {f"{split}.parquet" for split in splits_of(name)})


def shard_findings(files: Collection[str]) -> Iterator[Finding]:
    """Yield the tables whose data files are not the shards of one division."""
    for key, found in by_table(files).items():
        patterns = {pattern_of([file]): file for file in found}
        if len(patterns) > 1:
            message = f"its rows stand in files of several divisions: {', '.join(sorted(patterns))}"
            hint = "remove those that are left over, or build the dataset again"
            yield SHARDS.at(Origin(max(patterns.values())), message, hint=hint, where=key[0])


def _open_files(folder: Folder, files: Mapping[str, Key]) -> dict[Key, Shards]:
    """Return the data files that have the columns of their tables."""
    opened: dict[Key, Shards] = {}
    for file, key in files.items():
        path = folder.path(file)
        if path is None:
            continue
        try:
            parquet = BoundedParquet(path)
            schema = parquet.schema_arrow
        except (pa.ArrowException, OSError, ValueError) as error:
            reason = next(iter(str(error).splitlines()), "no reason given")
            folder.findings.append(PARQUET.at(Origin(file), f"not readable as Parquet: {reason}", hint=RESTORE))
            continue
        found = list(column_findings(file, arrow_schema(key[0]), schema))
        if not found and not parquet.metadata.num_rows:
            hint = "remove the file, and its split from the card, or build the dataset again"
            found.append(EMPTY_TABLE.at(Origin(file), "the table has no rows", hint=hint))
        folder.findings.extend(found)
        if not found:
            opened.setdefault(key, Shards()).add(parquet)
    return opened


def column_findings(file: str, wanted: pa.Schema, schema: pa.Schema) -> Iterator[Finding]:
    """Yield how the columns of a data file differ from those that it should have."""
    for missing in [column for column in wanted.names if column not in schema.names]:
        yield COLUMNS.at(Origin(file), f'the column "{missing}" is missing', hint=RESTORE)
    for extra in [column for column in schema.names if column not in wanted.names]:
        hint = did_you_mean(extra, wanted.names) or "remove it, or build the dataset again"
        yield COLUMNS.at(Origin(file), f'unknown column "{extra}"', hint=hint)
    for column in wanted.names:
        if schema.names.count(column) == 1 and not schema.field(column).type.equals(wanted.field(column).type):
            message = f'the column "{column}" has the type {schema.field(column).type}'
            yield COLUMNS.at(Origin(file), message, hint=f"it should have the type {wanted.field(column).type}")
    if set(schema.names) == set(wanted.names) and schema.names != wanted.names:
        hint = f"their order is: {', '.join(wanted.names)}"
        yield COLUMNS.at(Origin(file), "the columns stand in another order or stand twice", hint=hint)


def _corpus_locator(reader: Reader) -> Locate:
    """Return what finds the file of an article or a sentence."""

    @cache
    def splits() -> dict[str, str]:
        return dict(reader.articles("article_id").iter_rows())

    def locate(id_: str, field: str) -> Origin:  # noqa: ARG001
        table = "sentences" if ":" in id_ else "articles"
        split = splits().get(id_.split(":", maxsplit=1)[0])
        return Origin(reader.pattern((table, split)) if split else "data")

    return locate
