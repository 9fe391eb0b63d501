"""Checks of what a release says of itself: the manifest and the card of a dataset folder; rules that editions share."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from torkham.card import front_matter
from torkham.citation import bibtex
from torkham.contract import Json
from torkham.croissant import described_in, of_files
from torkham.document import DocumentError, read_plain
from torkham.files import Folder, rule_of
from torkham.findings import Finding, Origin, Rule, rule
from torkham.layout import CARD, CROISSANT, MANIFEST, Digests, by_table, data_file, logical_hash, table_of
from torkham.parquet import Digest
from torkham.schema_findings import shown
from torkham.strict_json import read_json

PARQUET = rule("format/parquet", "Every data file is a Parquet file that can be read.")
CARD_YAML = rule("format/card", "The card starts with front matter: plain YAML between two lines of three hyphens.")
CARD_FACTS = rule("release/card", "The card's configs, features, versions and counts are those of the data files.")
CROISSANT_FORM = rule("format/croissant", "croissant.json is a JSON object.")
CROISSANT_FACTS = rule(
    "release/croissant", "croissant.json describes the data files, their fields, hashes and version as they are."
)
MANIFEST_FORM = rule("format/manifest", "manifest.json is a JSON object with the keys that the build writes.")
MANIFEST_FILES = rule("release/manifest-files", "The manifest lists every file of the dataset and no other.")
FILE_HASH = rule("release/sha256", "A file's bytes are those whose sha256 the manifest records.")
LOGICAL_HASH = rule(
    "release/logical-hash", "A table's rows are those whose logical hash and number the manifest records."
)

RESTORE = "restore the file, or build the dataset again"
MAX_JSON = 8 * 1024 * 1024
"""A manifest has some three hundred bytes for each data file, of which a dataset in shards has thousands."""
MAX_CARD = 4 * 1024 * 1024
_MANIFEST_KEYS = {"name", "version", "logical_sha256", "inputs_sha256", "schema_sha256", "writer", "files"}
_HASH = re.compile("[0-9a-f]{64}")
_ENTRY_TYPES = {"sha256": str, "logical_sha256": str, "rows": int}


def read_manifest(folder: Folder, more: Collection[str] = ()) -> Json | None:
    """Return the manifest, or None with findings; `more` are keys that it has beyond those of a dataset's."""
    return _read_json(folder, MANIFEST, MANIFEST_FORM, lambda content: _manifest_failures(content, more))


def read_croissant(folder: Folder) -> Json | None:
    """Return the Croissant metadata, or None with findings."""
    return _read_json(folder, CROISSANT, CROISSANT_FORM, _object_failures)


def _read_json(folder: Folder, file: str, form: Rule, judge: Callable[[Any], Iterator[str]]) -> Json | None:
    text = folder.text(file, MAX_JSON)
    if text is None:
        return None
    try:
        content = read_json(text)
    except DocumentError as error:
        folder.findings.append(form.at(Origin(file, error.line), error.message, hint=RESTORE))
        return None
    broken = list(judge(content))
    folder.findings.extend(form.at(Origin(file), message, hint=RESTORE) for message in broken)
    return None if broken else content


def _object_failures(content: Any) -> Iterator[str]:
    if not isinstance(content, dict):
        yield "it is no JSON object"


def _manifest_failures(manifest: Any, more: Collection[str]) -> Iterator[str]:
    yield from _object_failures(manifest)
    if not isinstance(manifest, dict):
        return
    known = _MANIFEST_KEYS | set(more)
    for key in sorted(known - set(manifest)):
        yield f'the key "{key}" is missing'
    for key in sorted(set(manifest) - known):
        yield f'unknown key "{key}"'
    for key in sorted(known & set(manifest) - {"writer", "files"}):
        if not isinstance(manifest[key], str):
            yield f"{key} is not text"
        elif key.endswith("_sha256") and not _HASH.fullmatch(manifest[key]):
            yield f"{key} is no sha256"
    if not isinstance(manifest.get("writer", {}), dict):
        yield "writer does not name what wrote the files"
    files = manifest.get("files", {})
    if not isinstance(files, dict) or not all(_is_entry(entry) for entry in files.values()):
        yield "files does not give the hashes of each file"


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and all(isinstance(entry[key], _ENTRY_TYPES.get(key, ())) for key in entry)


def listing_findings(files: Collection[str], listed: set[str]) -> Iterator[Finding]:
    """Yield the files of the dataset that the manifest does not list, and those listed that are none."""
    wanted = {CARD, CROISSANT, *files}
    for file in sorted(wanted ^ listed):
        if file in wanted:
            message, hint = f"{file} is not listed", "remove the file, or build the dataset again"
        else:
            message, hint = f"{file} is listed, but no dataset has a file of that name", "build the dataset again"
        yield MANIFEST_FILES.at(Origin(MANIFEST), message, hint=hint)


def hash_findings(
    root: Path, manifest: Json, digests: Digests, shards: Mapping[str, Digest] | None = None
) -> list[Finding]:
    """Return what differs between the files, their rows, and the hashes that the manifest records.

    `shards` has the digests of the files of those tables that have several.
    """
    found = []
    for file, entry in manifest["files"].items():
        with (root / file).open("rb") as stream:
            actual = hashlib.file_digest(stream, "sha256").hexdigest()
        if actual != entry.get("sha256"):
            message = f"its sha256 is {actual}, the manifest has {entry.get('sha256')}"
            found.append(FILE_HASH.at(Origin(file), message, hint=RESTORE))
    shards = shards or {}
    parted = by_table(shards)
    whole = {data_file(*key): content for key, content in digests.items() if key not in parted}
    for file, content in (whole | dict(shards)).items():
        entry = manifest["files"][file]
        if entry.get("rows") != content.rows:
            message = f"the table has {content.rows} rows, the manifest says {entry.get('rows')}"
        elif entry.get("logical_sha256") != content.sha256:
            message = "the rows are not those that the manifest records"
        else:
            continue
        found.append(LOGICAL_HASH.at(Origin(file), message, hint=RESTORE))
    if not found and logical_hash(digests) != manifest["logical_sha256"]:
        message = "logical_sha256 is not the hash over the hashes of the tables"
        found.append(LOGICAL_HASH.at(Origin(MANIFEST), message, hint="build the dataset again"))
    return found


def read_card(folder: Folder) -> Any:
    """Return the front matter of the card with every scalar as a word, or None with findings."""
    text = folder.text(CARD, MAX_CARD)
    if text is None:
        return None
    parts = re.split(r"^---\n", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) < 3 or parts[0]:
        message = "no front matter between two lines of three hyphens at its start"
        folder.findings.append(CARD_YAML.at(Origin(CARD, 1), message, hint=RESTORE))
        return None
    try:
        return read_plain(parts[1])
    except DocumentError as error:
        broken = rule_of(error, CARD_YAML)
        folder.findings.append(broken.at(Origin(CARD, error.line + 1), error.message, hint=error.hint or RESTORE))
        return None


def card_findings(root: Path, card: Any, manifest: Json, digests: Digests) -> Iterator[Finding]:
    """Compare what the card says of the data with what it would say were it written from the data files now."""
    sizes = {file: (root / file).stat().st_size for file in manifest["files"] if table_of(file)}
    said = {
        "title": "",
        "language": "",
        "licence_link": "",
        "annotations_creators": [],
        "tags": [],
        "version": manifest["version"],
    }
    if not isinstance(card, dict):
        yield CARD_FACTS.at(Origin(CARD), "the front matter is not made of keys with values", hint=RESTORE)
        return
    configs = card.get("configs")
    versions = {str(config.get("version")) for config in configs if isinstance(config, dict)} if configs else set()
    if len(versions) == 1 and versions != {str(manifest["version"])}:
        said["version"] = versions.pop()  # said once, not again for each config
        message = f"the version of the configs is {said['version']}, the manifest says {manifest['version']}"
        yield CARD_FACTS.at(Origin(CARD), message, hint=RESTORE)
    wanted = _plain(front_matter(digests, said, sizes))
    for key in ("configs", "dataset_info", "size_categories"):
        for path, got, want in _differences(card.get(key), wanted[key], key):
            message = f"{path} is {_show(got)}, by the data files it is {_show(want)}"
            yield CARD_FACTS.at(Origin(CARD), message, hint=RESTORE)


def croissant_findings(croissant: Json, manifest: Json, digests: Digests) -> Iterator[Finding]:
    """Compare what croissant.json says of the files with what it would say were it written from them now."""
    hashes = {file: entry["sha256"] for file, entry in manifest["files"].items() if table_of(file)}
    expected = of_files(digests, manifest["version"], hashes)
    try:
        expected["citeAs"] = bibtex(described_in(croissant), logical_hash(digests))
    except (KeyError, TypeError, AttributeError):
        message = "it does not say what the release is: name, title, creator, day and the like"
        yield CROISSANT_FACTS.at(Origin(CROISSANT), message, hint=RESTORE)
    for key, wanted in expected.items():
        for path, got, said in _differences(croissant.get(key), wanted, key):
            message = f"{path} is {_show(got)}, by the data files it is {_show(said)}"
            yield CROISSANT_FACTS.at(Origin(CROISSANT), message, hint=RESTORE)


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
