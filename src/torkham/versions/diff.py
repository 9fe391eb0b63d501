"""What changed between two datasets: rows by their ids, columns, labels, and the version that this calls for.

Nothing is taken from what a dataset says of its data: the rows themselves are compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from pathlib import Path
from typing import Any, NamedTuple

from torkham import contract
from torkham.contract import Json
from torkham.versions.archives import dataset_folder
from torkham.versions.semver import Bump, Version
from torkham.versions.snapshot import ShapeChange, Snapshot, read_snapshot, shape_changes
from torkham.versions.tables import TableChanges, article_ranks, compare_table

KINDS = ("added", "removed", "changed")


class Change(NamedTuple):
    """One row that was `added`, `removed` or `changed`: its own columns before and after, None where it is not there.

    `article` is None for an entry of a registry.
    """

    table: str
    article: str | None
    id: str
    kind: str
    old: Json | None
    new: Json | None
    another: bool
    """Whether the id stands for something else now."""

    @property
    def fields(self) -> dict[str, tuple[Any, Any]]:
        """The values that differ in a changed row, before and after, by their path (`sources[0].actor_id`)."""
        return dict(_differences(self.old, self.new, "")) if self.old is not None and self.new is not None else {}


@dataclass(frozen=True)
class Difference:
    """All that two datasets differ in. `files` are those whose bytes differ; `shapes` tells of columns and labels."""

    old: Version
    new: Version
    files: tuple[str, ...]
    shapes: tuple[ShapeChange, ...]
    tables: Mapping[str, TableChanges]

    def changes(self) -> Iterator[Change]:
        """Yield the rows that differ, article by article and in each table by table; registries come last."""
        streams = [_stream(number, table, each) for number, (table, each) in enumerate(self.tables.items())]
        yield from (change for _, _, change in merge(*streams, key=lambda item: item[:2]))

    @cached_property
    def reasons(self) -> tuple[tuple[Bump, str], ...]:
        """What calls for a version, the most weighty first."""
        found = [(each.bump, f"{each.table}: {each.message}") for each in self.shapes]
        for table, each in self.tables.items():
            if each.others:
                found.append((Bump.MAJOR, f"{table}: {each.others} ids stand for something else"))
            if each.rows.height:
                kinds = ((kind, each.count(kind)) for kind in KINDS)
                counted = ", ".join(f"{count} {kind}" for kind, count in kinds if count)
                found.append((Bump.MINOR, f"{table}: {counted}"))
            if each.reordered:
                found.append((Bump.MINOR, f"{table}: the rows stand in another order"))
        copies = [table for table, each in self.tables.items() if each.copies]
        if copies and not found:
            found.append((Bump.MINOR, f"{', '.join(copies)}: columns that repeat other tables"))
        if self.files:
            found.append((Bump.PATCH, f"files: {len(self.files)} differ in their bytes"))
        return tuple(sorted(found, key=lambda reason: -reason[0]))

    @property
    def bump(self) -> Bump:
        """The step that the changes call for."""
        return max((bump for bump, _ in self.reasons), default=Bump.NONE)

    @property
    def lowest(self) -> Version:
        """The lowest version that the new dataset may have."""
        return self.old.after(self.bump)

    @property
    def enough(self) -> bool:
        """Whether the new version is that or a higher one; what changes no data may wait for the next release."""
        return self.new >= (self.lowest if self.bump >= Bump.MINOR else self.old)

    def unlisted(self, retired: Collection[str]) -> Iterator[Change]:
        """Yield the rows that were removed and whose ids are not among the `retired`.

        With an article or a sentence, all that stands in it is retired. Votes have the ids of labels.
        """
        for change in self.changes():
            if change.kind == "removed" and change.table not in contract.VOTES:
                id_ = f"{change.table}/{change.id}" if change.table in contract.REGISTRIES else change.id
                parts = id_.split(":")
                if not any(":".join(parts[:count]) in retired for count in range(1, len(parts) + 1)):
                    yield change


def diff(old: str | Path, new: str | Path) -> Difference:
    """Compare two datasets: folders, or archives (.tar.gz, .zip) of one.

    Raises `NotADatasetError` (a `ValueError`) where either is none, or an id stands twice in it.
    """
    with dataset_folder(Path(old)) as before, dataset_folder(Path(new)) as after:
        return compare(read_snapshot(before, str(old)), read_snapshot(after, str(new)))


def compare(old: Snapshot, new: Snapshot) -> Difference:
    """Compare two datasets that were read."""
    files = tuple(_differing_files(old.root, new.root))
    tables = [table for table in contract.TABLES if table in {*old.tables(), *new.tables()}]
    touched = [table for table in tables if any(file.startswith(f"data/{table}/") for file in files)]
    ranks = article_ranks(old, new)
    changes = {table: compare_table(table, old, new, ranks) for table in touched}
    return Difference(old.version, new.version, files, tuple(shape_changes(old, new)), changes)


def _differing_files(old: Path, new: Path) -> Iterator[str]:
    names = {path.relative_to(root).as_posix() for root in (old, new) for path in _files(root)}
    for name in sorted(names):
        pair = (old / name, new / name)
        if not all(path.is_file() for path in pair) or not _same_bytes(*pair):
            yield name


def _files(root: Path) -> Iterator[Path]:
    """Yield the files of a dataset; what a checkout or the Hub adds to them starts with a dot."""
    yield from (path for path in root.iterdir() if path.is_file() and not path.name.startswith("."))
    yield from (path for path in (root / "data").rglob("*") if path.is_file())


def _same_bytes(old: Path, new: Path) -> bool:
    if old.stat().st_size != new.stat().st_size:
        return False
    with old.open("rb") as a, new.open("rb") as b:
        while block := a.read(1024 * 1024):
            if block != b.read(1024 * 1024):
                return False
    return True


def _stream(number: int, table: str, changes: TableChanges) -> Iterator[tuple[int, int, Change]]:
    for rank, *rest in changes.rows.iter_rows():
        yield rank, number, Change(table, *rest)


def _differences(old: Any, new: Any, path: str) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Yield the parts of two values that differ: of structs the fields that both have, of lists as long the items."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in (key for key in old if key in new):
            yield from _differences(old[key], new[key], f"{path}.{key}".lstrip("."))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, pair in enumerate(zip(old, new, strict=True)):
            yield from _differences(*pair, f"{path}[{index}]")
    elif old != new:
        yield path, (old, new)
