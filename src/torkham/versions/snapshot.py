"""A dataset as it is compared with another: its version, its data files, their columns, and the labels of its card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from torkham import contract
from torkham.document import DocumentError
from torkham.files import Folder
from torkham.layout import MANIFEST, pattern_of, table_of
from torkham.parquet_reader import BATCH_ROWS, BoundedParquet, Shards
from torkham.release_checks import read_card
from torkham.strict_json import read_json
from torkham.versions.archives import NotADatasetError
from torkham.versions.semver import Bump, Version, read_version

MAX_MANIFEST = 1024 * 1024


@dataclass(frozen=True)
class Snapshot:
    """One dataset folder. `files` are its data files by (table, split), `labels` those of each column by its path."""

    root: Path
    name: str
    version: Version
    files: Mapping[tuple[str, str], Shards] = field(repr=False)
    labels: Mapping[tuple[str, str], tuple[str, ...]] = field(repr=False)

    def tables(self) -> list[str]:
        """Return the names of its tables, those of the data model first."""
        there = {table for table, _ in self.files}
        return [*(table for table in contract.TABLES if table in there), *sorted(there.difference(contract.TABLES))]

    def splits(self, table: str) -> list[str]:
        """Return the splits of a table, in order."""
        there = {split for name, split in self.files if name == table}
        return [*(split for split in contract.SPLITS if split in there), *sorted(there.difference(contract.SPLITS))]

    def schema(self, table: str) -> pa.Schema:
        """Return the columns of a table, as its first file has them."""
        return self.files[table, self.splits(table)[0]].schema_arrow


def read_snapshot(root: Path, name: str) -> Snapshot:
    """Read what a dataset folder says of itself, of this or any other version; `name` is what messages call it.

    Raises `NotADatasetError` where its manifest, its card or a data file cannot be read.
    """
    folder = Folder(root)
    version = _version(folder, name)
    card = read_card(folder)
    if folder.findings:
        first = folder.findings[0]
        raise NotADatasetError(f"{name}: {first.file}: {first.message}")
    parts: dict[tuple[str, str], list[BoundedParquet]] = {}
    for path in sorted(root.glob("data/*/*.parquet")):
        key = table_of(_relative(path, root)) or (path.parent.name, path.stem)
        try:
            parts.setdefault(key, []).append(BoundedParquet(path))
        except (pa.ArrowException, OSError, ValueError) as error:
            raise NotADatasetError(f"{name}: {_relative(path, root)} cannot be read: {_reason(error)}") from None
    files = {key: Shards(opened) for key, opened in parts.items()}
    labels = {(table, path): words for table, path, words in _labels(card)}
    return Snapshot(root, name, version, files, labels)


def read_table(snapshot: Snapshot, table: str, columns: list[str]) -> pa.Table:
    """Return some columns of a table, its splits together, with the column `split`. Raises `NotADatasetError`."""
    parts = []
    for split in snapshot.splits(table):
        with _telling(snapshot, table, split) as file:
            part = file.read([name for name in file.schema_arrow.names if name in columns])
        parts.append(part.append_column("split", pa.array([split] * part.num_rows, pa.string())))
    try:
        return pa.concat_tables(parts)
    except pa.ArrowInvalid:
        raise NotADatasetError(f"{snapshot.name}: the splits of {table} have different columns") from None


def read_batches(snapshot: Snapshot, table: str, columns: list[str]) -> Iterator[pa.RecordBatch]:
    """Yield some columns of a table, its splits in order, some rows at a time. Raises `NotADatasetError`."""
    for split in snapshot.splits(table):
        with _telling(snapshot, table, split) as file:
            yield from file.iter_batches(BATCH_ROWS, [name for name in file.schema_arrow.names if name in columns])


@contextmanager
def _telling(snapshot: Snapshot, table: str, split: str) -> Iterator[Shards]:
    """Give the files of a split to be read; what is wrong with them is told by their names."""
    file = snapshot.files[table, split]
    try:
        yield file
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        where = pattern_of([_relative(path, snapshot.root) for path in file.paths])
        raise NotADatasetError(f"{snapshot.name}: {where} cannot be read: {_reason(error)}") from None


def _version(folder: Folder, name: str) -> Version:
    text = folder.text(MANIFEST, MAX_MANIFEST)
    if text is None:
        raise NotADatasetError(f"{name}: {MANIFEST}: {folder.findings[0].message}")
    try:
        manifest = read_json(text)
        return read_version(str(manifest["version"]))
    except (DocumentError, ValueError, TypeError, KeyError) as error:
        reason = f"there is no {error}" if isinstance(error, KeyError) else error
        raise NotADatasetError(f"{name}: {MANIFEST} does not say the version: {reason}") from None


def _labels(card: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the labels of every column whose values are classes: table, path of the column, labels in order."""
    known = card.get("dataset_info") if isinstance(card, dict) else None
    for info in known if isinstance(known, list) else ():
        if isinstance(info, dict):
            for path, words in _classes(info.get("features"), ""):
                yield str(info.get("config_name")), path, words


def _classes(feature: Any, path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(feature, list):
        for each in feature:
            if isinstance(each, dict):
                yield from _classes(each, f"{path}.{each.get('name')}".lstrip("."))
    elif isinstance(feature, dict):
        yield from _classes(feature.get("list"), f"{path}[]")
        for key in ("struct", "dtype"):
            yield from _classes(feature.get(key), path)
        names = feature["class_label"].get("names") if isinstance(feature.get("class_label"), dict) else None
        if isinstance(names, dict):
            yield path, tuple(map(str, names.values()))


class ShapeChange(NamedTuple):
    """How columns or labels of a table differ, and what that calls for."""

    table: str
    bump: Bump
    message: str


def shape_changes(old: Snapshot, new: Snapshot) -> Iterator[ShapeChange]:
    """Yield how the tables, columns and labels of two datasets differ.

    What is new calls for a MINOR version; what is gone or has another type, place or number calls for a MAJOR one.
    """
    before, after = old.tables(), new.tables()
    for table in before:
        if table not in after:
            yield ShapeChange(table, Bump.MAJOR, "the table is gone")
    for table in after:
        if table not in before:
            yield ShapeChange(table, Bump.MINOR, "the table is new")
            continue
        yield from (ShapeChange(table, *each) for each in _column_changes(old.schema(table), new.schema(table)))
        yield from (ShapeChange(table, *each) for each in _label_changes(table, old, new))


def _column_changes(old: pa.Schema, new: pa.Schema) -> Iterator[tuple[Bump, str]]:
    before, after = ({path: rest for field in schema for path, *rest in _nodes(field, "")} for schema in (old, new))
    for path in sorted(before.keys() - after.keys()):
        if _parent(path) in {"", *after}:
            yield Bump.MAJOR, f"the column {path} is gone"
    for path in sorted(after.keys() - before.keys()):
        if _parent(path) in {"", *before}:
            yield Bump.MINOR, f"the column {path} is new"
    for path in (path for path in before if path in after):
        (kind, description), (other, described) = before[path], after[path]
        if kind != other:
            yield Bump.MAJOR, f"the column {path} has the type {other}, no longer {kind}"
        elif description != described:
            yield Bump.PATCH, f"the column {path} is described otherwise: MAJOR where it means something else"
    common = [name for name in old.names if name in new.names]
    if common != [name for name in new.names if name in common]:
        yield Bump.MAJOR, "the columns stand in another order"


def _nodes(field: pa.Field, above: str) -> Iterator[tuple[str, str, str]]:
    """Yield the path, type and description of a field and of all in it; lists and structs have no type but their kind.

    The items of the list `a` go by `a[]`, the field `b` of a struct `a` by `a.b`.
    """
    path = f"{above}.{field.name}".lstrip(".")
    yield from _typed(path, field.type, (field.metadata or {}).get(b"description", b"").decode(errors="replace"))


def _typed(path: str, kind: pa.DataType, description: str) -> Iterator[tuple[str, str, str]]:
    if pa.types.is_list(kind):
        yield path, "list", description
        yield from _typed(f"{path}[]", kind.value_type, "")
    elif pa.types.is_struct(kind):
        yield path, "struct", description
        for index in range(kind.num_fields):
            yield from _nodes(kind.field(index), path)
    else:
        yield path, str(kind), description


def _parent(path: str) -> str:
    return path.removesuffix("[]") if path.endswith("[]") else path.rpartition(".")[0]


def _label_changes(table: str, old: Snapshot, new: Snapshot) -> Iterator[tuple[Bump, str]]:
    for (name, path), before in old.labels.items():
        after = new.labels.get((name, path))
        if name != table or after is None or after == before:
            continue
        lost = [label for label in before if label not in after]
        gained = [label for label in after if label not in before]
        if lost:
            yield Bump.MAJOR, f"{path} has no longer the labels {', '.join(lost)}"
        if gained:
            yield Bump.MINOR, f"{path} has the new labels {', '.join(gained)}"
        if not lost and after[: len(before)] != before:
            yield Bump.MAJOR, f"the labels of {path} have other numbers: new ones stand behind those that are there"


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _reason(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "no reason given")
