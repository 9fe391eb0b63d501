"""Checks of a text-free edition: its manifest, files, hashes and columns. Links and labels are judged once restored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from os.path import lexists
from pathlib import Path

import polars as pl
import pyarrow as pa

from torkham.contract import Json
from torkham.dataset_checks import HUB_FILES, column_findings
from torkham.edition.strip import FULL, MANIFEST_KEYS, TABLES, UNITS, edition_fields
from torkham.files import Folder
from torkham.findings import Finding, Origin, sort_findings
from torkham.layout import CARD, MANIFEST, Digests, data_file
from torkham.models import failures
from torkham.parquet import Digest, digest
from torkham.parquet_reader import BoundedParquet
from torkham.release_checks import (
    LOGICAL_HASH,
    MANIFEST_FILES,
    PARQUET,
    RESTORE,
    hash_findings,
    read_card,
    read_manifest,
)
from torkham.rows import arrow_schema_of
from torkham.schema_findings import VALUE, shown
from torkham.tables import splits_of

_TABLE_FILES = {data_file(name, split): (name, split) for name in TABLES for split in splits_of(name)}


def validate_edition(root: Path) -> list[Finding]:
    """Return all findings on the text-free edition in the folder `root`, sorted."""
    folder = Folder(root)
    manifest = read_manifest(folder, MANIFEST_KEYS)
    read_card(folder)
    folder.expect_only("", {CARD, MANIFEST, FULL, "data", *HUB_FILES})
    folder.expect_only("data", set(TABLES))
    for name in TABLES:
        folder.expect_only(f"data/{name}", {f"{split}.parquet" for split in splits_of(name)})
    if manifest is None:
        return sort_findings(folder.findings)
    folder.findings.extend(_listing_findings(root, manifest))
    whole = [folder.path(file) is not None for file in manifest["files"]]
    digests = {
        key: content
        for file, key in _TABLE_FILES.items()
        if lexists(root / file) and (content := _digest_of(folder, file, key[0])) is not None
    }
    if all(whole) and not folder.findings:
        folder.findings.extend(hash_findings(root, manifest, digests))
        folder.findings.extend(_full_findings(folder, manifest, digests))
    return sort_findings(folder.findings)


def _listing_findings(root: Path, manifest: Json) -> list[Finding]:
    there = {file for file in _TABLE_FILES if lexists(root / file)}
    there |= {f"{FULL}/{path.name}" for path in (root / FULL).iterdir()} if (root / FULL).is_dir() else set()
    wanted = {CARD, f"{FULL}/{CARD}", f"{FULL}/{MANIFEST}"} | there
    listed = set(manifest["files"])
    known = wanted | set(_TABLE_FILES)
    found = []
    for file in sorted(wanted - listed):
        found.append(MANIFEST_FILES.at(Origin(MANIFEST), f"{file} is not listed", hint="remove the file"))
    for file in sorted(listed - known):
        message = f"{file} is listed, but no edition has a file of that name"
        found.append(MANIFEST_FILES.at(Origin(MANIFEST), message, hint="make the edition again"))
    return found


def _digest_of(folder: Folder, file: str, name: str) -> Digest | None:
    path = folder.path(file)
    if path is None:
        return None
    try:
        parquet = BoundedParquet(path)
        found = list(column_findings(file, arrow_schema_of(edition_fields(name)), parquet.schema_arrow))
        folder.findings.extend(found)
        if found:
            return None
        table = parquet.read()
        if name == UNITS:
            folder.findings.extend(_unit_findings(file, table))
        return digest(table)
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = next(iter(str(error).splitlines()), "no reason given")
        folder.findings.append(PARQUET.at(Origin(file), f"not readable as Parquet: {reason}", hint=RESTORE))
        return None


def _unit_findings(file: str, table: pa.Table) -> Iterator[Finding]:
    for failure in failures({UNITS: pl.DataFrame(pl.from_arrow(table))}):
        message = f"row {failure.row}, {failure.field}: {shown(failure.value)} breaks the rule {failure.keyword}"
        yield VALUE.at(Origin(file), message, hint=RESTORE)


def _full_findings(folder: Folder, manifest: Json, digests: Digests) -> list[Finding]:
    """Compare what the edition says of the full one with the manifest of that, which lists the same tables."""
    inner = Folder(folder.root / FULL, confined=False)  # links were judged as the edition's, which may lead to blobs
    full = read_manifest(inner)
    read_card(inner)
    if full is None or inner.findings:
        return [replace(finding, file=f"{FULL}/{finding.file}") for finding in inner.findings]
    said = {
        "full_logical_sha256": ("logical_sha256", manifest["full_logical_sha256"]),
        "version": ("version", manifest["version"]),
        "name": ("name", manifest["name"]),
    }
    found = [
        LOGICAL_HASH.at(Origin(MANIFEST), f"{key} is not what {FULL}/{MANIFEST} says", hint=RESTORE)
        for key, (its, value) in said.items()
        if full[its] != value
    ]
    wanted = {data_file(*key) for key in digests if key[0] != UNITS}
    wanted |= {file.removeprefix(f"{FULL}/") for file in manifest["files"] if file.startswith(f"{FULL}/")} - {MANIFEST}
    for file in sorted(wanted ^ set(full["files"])):
        message = f"{file} belongs to only one of the edition and {FULL}/{MANIFEST}"
        found.append(MANIFEST_FILES.at(Origin(MANIFEST), message, hint=RESTORE))
    return found
