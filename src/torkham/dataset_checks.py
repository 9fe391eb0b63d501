"""Checks of a built dataset folder: its files, card and manifest, then its tables like any others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from torkham import contract
from torkham.checks import check_frames
from torkham.files import MISSING, Folder
from torkham.findings import Finding, Origin, did_you_mean, rule, sort_findings
from torkham.frames import Frames
from torkham.layout import CARD, MANIFEST, Digests, data_file
from torkham.models import failures
from torkham.parquet import digest
from torkham.release_checks import (
    RESTORE,
    card_findings,
    hash_findings,
    listing_findings,
    read_card,
    read_manifest,
)
from torkham.rows import Field, arrow_schema, row_fields
from torkham.schema_findings import TYPE, UNKNOWN_CODE, VALUE, breach, code_hint, shown
from torkham.tables import ID_COLUMNS, TableSet, present_splits, splits_of

PARQUET = rule("format/parquet", "Every data file is a Parquet file that can be read.")
COLUMNS = rule("schema/columns", "A table has the columns of its schema, in their order and of their types.")

HUB_FILES = frozenset({".git", ".gitattributes", ".gitignore", ".cache", ".huggingface"})
_ALL_FILES = {data_file(name, split): (name, split) for name in contract.TABLES for split in splits_of(name)}


def validate_dataset(root: Path) -> list[Finding]:
    """Return all findings on the dataset folder `root`, sorted."""
    folder = Folder(root)
    manifest = read_manifest(folder)
    card = read_card(folder)
    listed = set(manifest["files"]) if manifest else set()
    files = {file: key for file, key in _ALL_FILES.items() if file in listed or (root / file).is_file()}
    _expect_files(folder)
    if manifest is not None:
        folder.findings.extend(listing_findings(files, listed))
    tables = _read_tables(folder, files)
    digests = _digests(tables) if manifest is not None and card is not None and not folder.findings else None
    if manifest is not None and digests is not None:
        release = hash_findings(root, manifest, digests)
        folder.findings.extend(release)
        # Where the data changed after the build, what the card says of them is beside the point.
        if all(finding.file == CARD for finding in release):
            folder.findings.extend(card_findings(root, card, manifest, digests))
    values = list(value_findings(tables))
    folder.findings.extend(values)
    # A file that the manifest does not list is no part of the dataset, and one too few leaves links without ends.
    complete = len(tables) == len(files) and (manifest is None or set(files) <= listed)
    if not values and tables and complete:
        folder.findings.extend(check_frames(Frames(tables, _locator(tables))))
    return sort_findings(folder.findings)


def _expect_files(folder: Folder) -> None:
    folder.expect_only("", {CARD, MANIFEST, "data", *HUB_FILES})
    folder.expect_only("data", set(contract.TABLES))
    for name in contract.TABLES:
        folder.expect_only(f"data/{name}", {f"{split}.parquet" for split in splits_of(name)})


def _read_tables(folder: Folder, files: Mapping[str, tuple[str, str]]) -> dict[tuple[str, str], pa.Table]:
    tables = {}
    for file, key in files.items():
        path = folder.root / file
        if not path.is_file():
            folder.findings.append(MISSING.at(Origin(file), "the file is missing", hint=RESTORE))
            continue
        try:
            table = pq.ParquetFile(path).read()
            table.validate(full=True)
        except (pa.ArrowException, OSError, ValueError) as error:
            reason = next(iter(str(error).splitlines()), "no reason given")
            folder.findings.append(PARQUET.at(Origin(file), f"not readable as Parquet: {reason}", hint=RESTORE))
            continue
        found = list(_column_findings(file, key[0], table.schema))
        folder.findings.extend(found)
        if not found:
            tables[key] = table
    return tables


def _digests(tables: TableSet) -> Digests | None:
    """Return the digests of the tables, None where a number is NaN or infinite: the bounds of its column find that."""
    try:
        return {key: digest(table) for key, table in tables.items()}
    except ValueError:
        return None


def _column_findings(file: str, name: str, schema: pa.Schema) -> Iterator[Finding]:
    wanted = arrow_schema(name)
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


def value_findings(tables: TableSet) -> Iterator[Finding]:
    """Yield every value of the tables that breaks its pandera model, at the data file that holds it."""
    parts = {name: [tables[name, split] for split in present_splits(name, tables)] for name in contract.TABLES}
    frames = {name: pl.DataFrame(pl.from_arrow(pa.concat_tables(found))) for name, found in parts.items() if found}
    # A format says more than a pattern, so it goes first: a value is blamed once.
    judged = set()
    for name, index, path, keyword, value in sorted(failures(frames), key=lambda failure: failure.keyword != "format"):
        if (name, index, path, value) in judged:
            continue
        judged.add((name, index, path, value))
        split, row = _place(name, index, tables)
        id_ = frames[name][ID_COLUMNS[name]][index]
        at = Origin(data_file(name, split))
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


def _locator(tables: TableSet) -> Any:
    @cache
    def places() -> Mapping[str, Origin]:
        found = {}
        for (name, split), table in tables.items():
            for id_ in table.column(ID_COLUMNS[name]).to_pylist():
                key = f"{name}/{id_}" if name in contract.REGISTRIES else id_
                found[key] = Origin(data_file(name, split))
        return found

    return lambda id_, field: places().get(id_, Origin("data"))  # noqa: ARG005
