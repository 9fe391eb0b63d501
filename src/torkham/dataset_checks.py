"""Checks of a built dataset folder: its files, card and manifest, then its tables like any others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from torkham import contract
from torkham.checks import check_frames
from torkham.checks.corpus import Whole, check_corpus, check_near_duplicates
from torkham.chunks import Chunk, Key, Reader, UnreadableError, file_of
from torkham.files import Folder
from torkham.findings import Finding, Origin, did_you_mean, rule, sort_findings
from torkham.frames import Frames, Locate
from torkham.layout import CARD, CROISSANT, LICENCES, MANIFEST, by_table, data_file, pattern_of
from torkham.models import failures
from torkham.parquet_reader import BoundedParquet, Shards
from torkham.release_checks import (
    RESTORE,
    card_findings,
    croissant_findings,
    hash_findings,
    listing_findings,
    read_card,
    read_croissant,
    read_manifest,
)
from torkham.rows import Field, arrow_schema, row_fields
from torkham.schema_findings import TYPE, UNKNOWN_CODE, VALUE, breach, code_hint, shown
from torkham.tables import ID_COLUMNS, TableSet, present_splits, splits_of

PARQUET = rule("format/parquet", "Every data file is a Parquet file that can be read.")
SHARDS = rule("format/shards", "A table is in one data file, or in the shards of one division.")
EMPTY_TABLE = rule("format/empty-table", "A data file has rows: `datasets` cannot load a split without.")
ORDER = rule("links/row-order", "The rows of a table stand in the order of the articles.")
COLUMNS = rule("schema/columns", "A table has the columns of its schema, in their order and of their types.")

NEAR_LIMIT = 10_000
"""Sentences up to which nearly equal ones are looked for unasked: of more it takes a while, and room on disk."""
HUB_FILES = frozenset({".git", ".gitattributes", ".gitignore", ".cache", ".huggingface", *LICENCES})
"""What a copy from the Hub has beside the files of a dataset: its own, and the licences that are uploaded with them."""


def validate_dataset(root: Path, *, near_duplicates: bool | None = None) -> list[Finding]:
    """Return all findings on the dataset folder `root`, sorted.

    `near_duplicates` says whether to look for nearly equal sentences in two splits; by default, up to `NEAR_LIMIT`
    sentences. All else is judged in chunks, in memory that does not grow with the dataset.
    """
    folder = Folder(root)
    manifest = read_manifest(folder)
    card = read_card(folder)
    croissant = read_croissant(folder)
    listed = set(manifest["files"]) if manifest else set()
    files = _data_files(root, listed)
    _expect_files(folder, files)
    folder.findings.extend(shard_findings(files))
    if manifest is not None:
        folder.findings.extend(listing_findings(files, listed))
    reader = Reader(_open_files(folder, files))
    # A file that the manifest does not list is no part of the dataset, and one too few leaves links without ends.
    opened = sum(len(shards.paths) for shards in reader.files.values())
    complete = opened == len(files) and (manifest is None or set(files) <= listed)
    sound = not folder.findings
    folder.findings.extend(_content_findings(reader, complete=complete, near_duplicates=near_duplicates))
    digests = reader.digests() if sound and not reader.broken else None
    if manifest is not None and card is not None and digests is not None:
        release = hash_findings(root, manifest, digests, reader.shard_digests())
        folder.findings.extend(release)
        # Where the data changed after the build, what the card says of them is beside the point.
        if all(finding.file == CARD for finding in release):
            folder.findings.extend(card_findings(root, card, manifest, digests))
        if croissant is not None and all(finding.file == CROISSANT for finding in release):
            folder.findings.extend(croissant_findings(croissant, manifest, digests))
    return sort_findings(folder.findings)


def _content_findings(reader: Reader, *, complete: bool, near_duplicates: bool | None) -> Iterator[Finding]:
    """Yield what the rows have against them, chunk by chunk; links are judged where everything is there to link to."""
    sound = complete
    try:
        for chunk in reader.chunks():
            values = list(value_findings(chunk.tables, chunk.first_rows, reader.place))
            yield from values
            sound &= not reader.disorder
            if not values and sound and chunk.tables:
                yield from check_frames(Frames(chunk.tables, _locator(chunk, reader)))
        if sound and reader.files:
            articles = reader.articles("article_id", "fold")
            columns = ("sentence_id", "text", "is_annotated")
            whole = Whole(articles, lambda: reader.sentences(*columns), _corpus_locator(reader))
            yield from check_corpus(whole)
            if near_duplicates or (near_duplicates is None and reader.count("sentences") <= NEAR_LIMIT):
                yield from check_near_duplicates(whole)
    except UnreadableError as error:
        yield PARQUET.at(Origin(error.file), f"not readable as Parquet: {error}", hint=RESTORE)
    for key, first in reader.disorder.items():
        file, row = reader.place(key, first)
        message = f"row {row} belongs to an article that comes before that of the row above it"
        yield ORDER.at(Origin(file), message, hint=RESTORE)


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


def value_findings(
    tables: TableSet,
    first_rows: Mapping[Key, int] | None = None,
    place: Callable[[Key, int], tuple[str, int]] | None = None,
) -> Iterator[Finding]:
    """Yield every value of the tables that breaks its pandera model, at the data file that holds it.

    `first_rows` are the numbers of their first rows in the tables, where these are not whole; `place` says in which
    file, and where in it, a row of a table stands, where there are several.
    """
    parts = {name: [tables[name, split] for split in present_splits(name, tables)] for name in contract.TABLES}
    frames = {name: pl.DataFrame(pl.from_arrow(pa.concat_tables(found))) for name, found in parts.items() if found}
    # A format says more than a pattern, so it goes first: a value is blamed once.
    judged = set()
    for name, index, path, keyword, value in sorted(failures(frames), key=lambda failure: failure.keyword != "format"):
        if (name, index, path, value) in judged:
            continue
        judged.add((name, index, path, value))
        split, row = _place(name, index, tables)
        row += first_rows[name, split] if first_rows else 0
        id_ = frames[name][ID_COLUMNS[name]][index]
        file, row = place((name, split), row) if place else (data_file(name, split), row)
        at = Origin(file)
        yield _value_finding(at, _field(name, path), f"row {row}, {path}: ", keyword, value, str(id_ or ""))


def _place(name: str, index: int, tables: TableSet) -> tuple[str, int]:
    """Return the split, and the row in it, of a row of a table whose splits are put together."""
    for split in present_splits(name, tables):
        if index < tables[name, split].num_rows:
            return split, index
        index -= tables[name, split].num_rows
    raise IndexError(f"{name} has fewer rows")


def _value_finding(at: Origin, field: Field, label: str, keyword: str, value: Any, where: str) -> Finding:
    if keyword == "not_nullable":
        return TYPE.at(at, f"{label}null has the wrong type", where=where, hint=field.description)
    if keyword == "enum":
        hint = code_hint(value, contract.vocabulary(str(field.vocabulary)))
        return UNKNOWN_CODE.at(at, f"{label}{shown(value)} is not in the vocabulary", where=where, hint=hint)
    # The models give every value as a string.
    told = shown(value) if field.kind == "string" else value
    said = breach(keyword, dict(field.rules)[keyword])
    return VALUE.at(at, f"{label}{told} {said}", where=where, hint=field.description)


@cache
def _field(table: str, path: str) -> Field:
    """Return the field of a table at a dotted path, as `torkham.models` writes them."""
    fields: tuple[Field, ...] = row_fields(table)
    for step in path.split("."):
        field = next(field for field in fields if field.name == step)
        inner = field.item or field
        fields = inner.fields or (inner,)
    return field


def _locator(chunk: Chunk, reader: Reader) -> Locate:
    """Return what finds the file of an id in these tables."""

    @cache
    def places() -> Mapping[str, Origin]:
        found = {}
        for (name, split), table in chunk.tables.items():
            first = chunk.first_rows[name, split]
            for row, id_ in enumerate(table.column(ID_COLUMNS[name]).to_pylist(), first):
                key = f"{name}/{id_}" if name in contract.REGISTRIES else id_
                found[key] = Origin(reader.place((name, split), row)[0])
        return found

    return lambda id_, field: places().get(id_, Origin("data"))  # noqa: ARG005


def _corpus_locator(reader: Reader) -> Locate:
    """Return what finds the file of an article or a sentence."""

    def locate(id_: str, field: str) -> Origin:  # noqa: ARG001
        table = "sentences" if ":" in id_ else "articles"
        article = id_.split(":", maxsplit=1)[0]
        articles = reader.articles("article_id")
        split = articles.filter(pl.col("article_id") == article)["split"]
        return Origin(reader.pattern((table, split[0])) if len(split) else "data")

    return locate
