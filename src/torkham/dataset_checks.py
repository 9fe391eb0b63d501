"""Checks of a built dataset folder: its files, card and manifest, then its tables like any others."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
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
from torkham.files import DUPLICATE_KEY, MISSING, Folder
from torkham.findings import Finding, Origin, did_you_mean, rule, sort_findings
from torkham.frames import Frames
from torkham.layout import CARD, MANIFEST, Digests, combine, data_file, sha256
from torkham.models import failures
from torkham.parquet import digest
from torkham.rows import Field, arrow_schema, row_fields
from torkham.schema_findings import TYPE, UNKNOWN_CODE, VALUE, breach, code_hint, shown
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
_REBUILD = "restore the file, or build the dataset again"
_MANIFEST_KEYS = {"name", "version", "logical_sha256", "inputs_sha256", "schema_sha256", "writer", "files"}


def validate_dataset(root: Path) -> list[Finding]:
    """Return all findings on the dataset folder `root`, sorted."""
    folder = Folder(root)
    manifest = _read_manifest(folder)
    card = _read_card(folder)
    listed = set(manifest["files"]) if manifest else set()
    files = {file: key for file, key in _ALL_FILES.items() if file in listed or (root / file).is_file()}
    _expect_files(folder)
    if manifest is not None:
        folder.findings.extend(_listing_findings(files, listed))
    tables = _read_tables(folder, files)
    digests = _digests(tables) if manifest is not None and card is not None and not folder.findings else None
    if manifest is not None and digests is not None:
        release = _hash_findings(root, manifest, digests)
        folder.findings.extend(release)
        # Where the data changed after the build, what the card says of them is beside the point.
        if all(finding.file == CARD for finding in release):
            folder.findings.extend(_card_findings(root, card, manifest, digests))
    values = list(_value_findings(tables))
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
            folder.findings.append(MISSING.at(Origin(file), "the file is missing", hint=_REBUILD))
            continue
        try:
            table = pq.ParquetFile(path).read()
            table.validate(full=True)
        except (pa.ArrowException, OSError, ValueError) as error:
            reason = next(iter(str(error).splitlines()), "no reason given")
            folder.findings.append(PARQUET.at(Origin(file), f"not readable as Parquet: {reason}", hint=_REBUILD))
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
        yield COLUMNS.at(Origin(file), f'the column "{missing}" is missing', hint=_REBUILD)
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


def _value_findings(tables: TableSet) -> Iterator[Finding]:
    for name in contract.TABLES:
        parts = {split: tables[name, split] for split in present_splits(name, tables)}
        if not parts:
            continue
        together = pa.concat_tables(parts.values())
        places = [(split, row) for split, part in parts.items() for row in range(part.num_rows)]
        judged = set()
        # A format says more than a pattern, so it goes first: a value is blamed once.
        for index, path, keyword, value in sorted(
            failures(name, pl.DataFrame(pl.from_arrow(together))), key=lambda failure: failure[2] != "format"
        ):
            if (index, path, value) in judged:
                continue
            judged.add((index, path, value))
            split, row = places[index]
            id_ = parts[split].column(ID_COLUMNS[name])[row].as_py()
            at = Origin(data_file(name, split))
            yield _value_finding(at, _field(name, path), f"row {row}, {path}: ", keyword, value, str(id_ or ""))


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


def _read_manifest(folder: Folder) -> Json | None:
    text = folder.text(MANIFEST)
    if text is None:
        return None
    try:
        manifest = json.loads(text, object_pairs_hook=_each_key_once)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        reason = "nested too deep" if isinstance(error, RecursionError) else getattr(error, "msg", str(error))
        folder.findings.append(MANIFEST_FORM.at(Origin(MANIFEST, line), f"not JSON: {reason}", hint=_REBUILD))
        return None
    broken = list(_manifest_failures(manifest))
    folder.findings.extend(MANIFEST_FORM.at(Origin(MANIFEST), message, hint=_REBUILD) for message in broken)
    return None if broken else manifest


def _manifest_failures(manifest: Any) -> Iterator[str]:
    if not isinstance(manifest, dict):
        yield "the manifest is no JSON object"
        return
    for key in sorted(_MANIFEST_KEYS - set(manifest)):
        yield f'the key "{key}" is missing'
    for key in sorted(set(manifest) - _MANIFEST_KEYS):
        yield f'unknown key "{key}"'
    files = manifest.get("files", {})
    if not isinstance(files, dict) or not all(isinstance(entry, dict) for entry in files.values()):
        yield "files does not give the hashes of each file"


def _each_key_once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for number, (key, _) in enumerate(pairs) if key in dict(pairs[:number]))
        raise ValueError(f'the key "{twice}" stands twice')
    return found


def _listing_findings(files: Collection[str], listed: set[str]) -> Iterator[Finding]:
    wanted = {CARD, *files}
    for file in sorted(wanted ^ listed):
        if file in wanted:
            message, hint = f"{file} is not listed", "remove the file, or build the dataset again"
        else:
            message, hint = f"{file} is listed, but no dataset has a file of that name", "build the dataset again"
        yield MANIFEST_FILES.at(Origin(MANIFEST), message, hint=hint)


def _hash_findings(root: Path, manifest: Json, digests: Digests) -> list[Finding]:
    found = []
    for file, entry in manifest["files"].items():
        if (actual := sha256((root / file).read_bytes())) != entry.get("sha256"):
            message = f"its sha256 is {actual}, the manifest has {entry.get('sha256')}"
            found.append(FILE_HASH.at(Origin(file), message, hint=_REBUILD))
    for key, content in digests.items():
        file = data_file(*key)
        entry = manifest["files"][file]
        if entry.get("rows") != content.rows:
            message = f"the table has {content.rows} rows, the manifest says {entry.get('rows')}"
        elif entry.get("logical_sha256") != content.sha256:
            message = "the rows are not those that the manifest records"
        else:
            continue
        found.append(LOGICAL_HASH.at(Origin(file), message, hint=_REBUILD))
    if not found and combine({data_file(*key): digests[key].sha256 for key in digests}) != manifest["logical_sha256"]:
        message = "logical_sha256 is not the hash over the hashes of the tables"
        found.append(LOGICAL_HASH.at(Origin(MANIFEST), message, hint="build the dataset again"))
    return found


def _read_card(folder: Folder) -> Any:
    text = folder.text(CARD)
    if text is None:
        return None
    parts = re.split(r"^---\n", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) < 3 or parts[0]:
        message = "no front matter between two lines of three hyphens at its start"
        folder.findings.append(CARD_YAML.at(Origin(CARD, 1), message, hint=_REBUILD))
        return None
    try:
        return read_plain(parts[1])
    except DocumentError as error:
        broken = DUPLICATE_KEY if error.kind == "duplicate-key" else CARD_YAML
        folder.findings.append(broken.at(Origin(CARD, error.line + 1), error.message, hint=error.hint or _REBUILD))
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
    if not isinstance(card, dict):
        yield CARD_FACTS.at(Origin(CARD), "the front matter is not made of keys with values", hint=_REBUILD)
        return
    configs = card.get("configs")
    versions = {str(config.get("version")) for config in configs if isinstance(config, dict)} if configs else set()
    if len(versions) == 1 and versions != {str(manifest["version"])}:
        said["version"] = versions.pop()  # said once, not again for each config
        message = f"the version of the configs is {said['version']}, the manifest says {manifest['version']}"
        yield CARD_FACTS.at(Origin(CARD), message, hint=_REBUILD)
    wanted = _plain(front_matter(digests, said, sizes))
    for key in ("configs", "dataset_info", "size_categories"):
        for path, got, want in _differences(card.get(key), wanted[key], key):
            message = f"{path} is {_show(got)}, by the data files it is {_show(want)}"
            yield CARD_FACTS.at(Origin(CARD), message, hint=_REBUILD)


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
            yield from _differences(left, right, f"{path}[{_name_of(right, index)}]")
    elif got != want:
        yield path, got, want


def _name_of(item: Any, index: int) -> str:
    names = (item[key] for key in ("config_name", "split", "name") if key in item) if isinstance(item, dict) else ()
    return next(iter(names), str(index))


def _show(value: Any) -> str:
    return "missing" if value is None else shown(value)
