"""Checks of a built dataset folder: its files, card and manifest, then its tables like any others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from torkham import contract
from torkham.card import front_matter
from torkham.checks import check_frames
from torkham.contract import Json
from torkham.document import DocumentError, read_plain
from torkham.files import MISSING, Folder
from torkham.findings import Finding, Origin, did_you_mean, rule, sort_findings
from torkham.frames import Frames
from torkham.layout import CARD, MANIFEST, Digests, combine, data_file, sha256
from torkham.models import failures
from torkham.parquet import digest
from torkham.rows import arrow_schema
from torkham.schema_findings import TYPE, VALUE
from torkham.tables import ID_COLUMNS, TableSet, present_splits, splits_of

PARQUET = rule("format/parquet", "Every data file is a Parquet file that can be read.")
COLUMNS = rule("schema/columns", "A table has the columns of its schema, in their order and of their types.")
CARD_YAML = rule("format/card", "The card starts with front matter: plain YAML between two lines of three hyphens.")
CARD_FACTS = rule("release/card", "The card's configs, features, versions and counts are those of the data files.")
MANIFEST_FORM = rule("format/manifest", "manifest.json is a JSON object with the keys that the build writes.")
MANIFEST_FILES = rule("release/manifest-files", "The manifest lists every file of the dataset and no other.")
FILE_HASH = rule("release/sha256", "A file's bytes are those whose sha256 the manifest records.")
LOGICAL_HASH = rule(
    "release/logical-hash", "A table's rows are those whose logical hash and number the manifest records."
)

HUB_FILES = frozenset({".git", ".gitattributes", ".gitignore", ".cache", ".huggingface"})
_ALL_FILES = {data_file(name, split): (name, split) for name in contract.TABLES for split in splits_of(name)}
_MANIFEST_KEYS = {"name", "version", "logical_sha256", "inputs_sha256", "schema_sha256", "writer", "files"}


def validate_dataset(root: Path) -> list[Finding]:
    """Return all findings on the dataset folder `root`, sorted."""
    folder = Folder(root)
    manifest = _read_manifest(folder)
    card = _read_card(folder)
    listed = set(manifest["files"]) if manifest else set(_ALL_FILES)
    files = {file: key for file, key in _ALL_FILES.items() if file in listed or (root / file).is_file()}
    _expect_files(folder)
    tables = _read_tables(folder, files)
    digests = _digests(tables) if manifest is not None and card is not None and not folder.findings else None
    if manifest is not None and digests is not None:
        folder.findings.extend(_manifest_findings(root, manifest, digests))
        folder.findings.extend(_card_findings(root, card, manifest, digests))
    values = list(_value_findings(tables))
    folder.findings.extend(values)
    if not values and tables and len(tables) == len(files):
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
            folder.findings.append(MISSING.at(Origin(file), "the file is missing"))
            continue
        try:
            table = pq.ParquetFile(path).read()
            table.validate(full=True)
        except (pa.ArrowException, OSError, ValueError) as error:
            folder.findings.append(PARQUET.at(Origin(file), f"not readable as Parquet: {str(error).splitlines()[0]}"))
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
        yield COLUMNS.at(Origin(file), f"the column {missing} is missing", where=missing)
    for extra in [column for column in schema.names if column not in wanted.names]:
        yield COLUMNS.at(Origin(file), f"unknown column {extra}", where=extra, hint=did_you_mean(extra, wanted.names))
    for column in wanted.names:
        if schema.names.count(column) == 1 and not schema.field(column).type.equals(wanted.field(column).type):
            message = f"{column} has the type {schema.field(column).type}"
            yield COLUMNS.at(Origin(file), message, where=column, hint=f"it should be {wanted.field(column).type}")
    if set(schema.names) == set(wanted.names) and schema.names != wanted.names:
        yield COLUMNS.at(Origin(file), "the columns stand in another order", hint=", ".join(wanted.names))


def _value_findings(tables: TableSet) -> Iterator[Finding]:
    for name in contract.TABLES:
        parts = {split: tables[name, split] for split in present_splits(name, tables)}
        if not parts:
            continue
        together = pa.concat_tables(parts.values())
        places = [(split, row) for split, part in parts.items() for row in range(part.num_rows)]
        for index, column, check, value in failures(name, pl.DataFrame(pl.from_arrow(together))):
            split, row = places[index]
            file = data_file(name, split)
            id_ = parts[split].column(ID_COLUMNS[name])[row].as_py()
            stated = TYPE if check == "not_nullable" else VALUE
            message = f"row {row}, {column}: " + (
                "is null" if check == "not_nullable" else f"{value!r} breaks {_brief(check)}"
            )
            yield stated.at(Origin(file), message, where=str(id_ or ""))


def _brief(check: str) -> str:
    return check if len(check) <= 80 else f"{check[:77]}..."


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


def _read_manifest(folder: Folder) -> Json | None:
    text = folder.text(MANIFEST)
    if text is None:
        return None
    try:
        manifest = json.loads(text)
    except ValueError as error:
        folder.findings.append(MANIFEST_FORM.at(Origin(MANIFEST), f"not JSON: {error}"))
        return None
    if not isinstance(manifest, dict) or set(manifest) != _MANIFEST_KEYS or not isinstance(manifest["files"], dict):
        folder.findings.append(
            MANIFEST_FORM.at(Origin(MANIFEST), f"has not the keys {', '.join(sorted(_MANIFEST_KEYS))}")
        )
        return None
    return manifest


def _manifest_findings(root: Path, manifest: Json, digests: Digests) -> Iterator[Finding]:
    wanted = {CARD, *(data_file(*key) for key in digests)}
    for file in sorted(wanted ^ set(manifest["files"])):
        message = f"{file} is not listed" if file in wanted else f"{file} is listed but no file of a dataset"
        yield MANIFEST_FILES.at(Origin(MANIFEST), message, where=file, hint="build again")
    for file in sorted(wanted & set(manifest["files"])):
        found = sha256((root / file).read_bytes())
        if found != manifest["files"][file].get("sha256"):
            yield FILE_HASH.at(
                Origin(file),
                f"sha256 is {found}, the manifest has another",
                where=file,
                hint="restore the file or build again",
            )
    logical = {}
    for key in digests:
        file = data_file(*key)
        entry = manifest["files"].get(file, {})
        logical[file] = digests[key].sha256
        if (logical[file], digests[key].rows) != (entry.get("logical_sha256"), entry.get("rows")):
            yield LOGICAL_HASH.at(
                Origin(file),
                "the rows are not those the manifest records",
                where=file,
                hint="restore the file or build again",
            )
    if combine(logical) != manifest["logical_sha256"]:
        yield LOGICAL_HASH.at(Origin(MANIFEST), "logical_sha256 is not the hash over all tables", hint="build again")


def _read_card(folder: Folder) -> Any:
    text = folder.text(CARD)
    if text is None:
        return None
    parts = text.split("---\n", maxsplit=2)
    if len(parts) < 3 or parts[0]:
        folder.findings.append(CARD_YAML.at(Origin(CARD, 1), "no front matter between two lines of three hyphens"))
        return None
    try:
        return read_plain(parts[1])
    except DocumentError as error:
        folder.findings.append(CARD_YAML.at(Origin(CARD, error.line + 1), error.message, hint=error.hint))
        return None


def _card_findings(root: Path, card: Any, manifest: Json, digests: Digests) -> Iterator[Finding]:
    """Compare what the card says of the data with what it would say were it written from the data files now."""
    sizes = {file: (root / file).stat().st_size for file in (data_file(*key) for key in digests)}
    said = {
        "title": "",
        "language": "",
        "licence_link": "",
        "annotations_creators": [],
        "tags": [],
        "version": manifest["version"],
    }
    wanted = _plain(front_matter(digests, said, sizes))
    if not isinstance(card, dict):
        yield CARD_FACTS.at(Origin(CARD), "the front matter is no mapping", hint="build again")
        return
    for key in ("configs", "dataset_info", "size_categories"):
        for path, got, want in _differences(card.get(key), wanted[key], key):
            yield CARD_FACTS.at(
                Origin(CARD),
                f"{path} is {_show(got)}, the data files say {_show(want)}",
                where=path,
                hint="build again",
            )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _differences(got: Any, want: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(got, dict) and isinstance(want, dict):
        for key in sorted(set(got) | set(want)):
            yield from _differences(got.get(key), want.get(key), f"{path}.{key}")
    elif isinstance(got, list) and isinstance(want, list):
        for index in range(max(len(got), len(want))):
            left, right = (items[index] if index < len(items) else None for items in (got, want))
            yield from _differences(left, right, f"{path}[{index}]")
    elif got != want:
        yield path, got, want


def _show(value: Any) -> str:
    shown = "missing" if value is None else repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
