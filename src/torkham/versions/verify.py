"""Verification: a dataset is what its tree gives. It is built again and compared, byte by byte and row by row.

The same rows are promised everywhere, the same bytes for one version of pyarrow. Where Parquet files were written
otherwise but hold the same rows, the card and the manifest are compared with those that describe these files.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from torkham.build import describe, write_dataset
from torkham.corpus import Corpus
from torkham.document import DocumentError
from torkham.layout import MANIFEST, sha256
from torkham.parquet import digest
from torkham.parquet_reader import BoundedParquet
from torkham.schema_findings import shown
from torkham.statistics import statistics
from torkham.strict_json import read_json
from torkham.tables import ID_COLUMNS, TableSet, build_tables

_BLOCK = 1024 * 1024
_SAME_ROWS = "the bytes differ, the rows are the same"


@dataclass(frozen=True)
class Deviation:
    """How a file differs from what the build makes; one that is no `fault` holds the same in other bytes."""

    file: str
    message: str
    fault: bool = True


@dataclass(frozen=True)
class Verdict:
    """How many files the build makes, how many of them are identical, and how the others differ."""

    files: int
    identical: int
    deviations: tuple[Deviation, ...]

    @property
    def faults(self) -> tuple[Deviation, ...]:
        """What is not as it should be."""
        return tuple(each for each in self.deviations if each.fault)


def verify(dataset: str | Path, corpus: Corpus) -> Verdict:
    """Build the dataset of a tree again, and compare the folder `dataset` with it.

    Raises `BuildError` where the tree cannot be built, as where a seed is not the one that sources.yaml records.
    """
    with tempfile.TemporaryDirectory(prefix="torkham-") as folder:
        built = Path(folder) / "dataset"
        write_dataset(corpus, built)
        return _compare(Path(dataset), built, corpus)


def _compare(given: Path, built: Path, corpus: Corpus) -> Verdict:
    wanted = _files(built)
    deviations = [Deviation(file, "is no file that the build makes") for file in sorted(_files(given) - wanted)]
    deviations += [Deviation(file, "is missing") for file in sorted(wanted - _files(given))]
    there = sorted(wanted & _files(given))
    written, ours = (_manifest(folder) for folder in (given, built))
    tables = {file: pair for file in there if (pair := _table_of(file)) is not None}
    for file, (config, _) in tables.items():
        offset = first_difference(given / file, built / file)
        if offset is not None:
            recorded = written.get("files", {}).get(file, {}).get("sha256")
            alike = written.get("writer") == ours["writer"]
            deviations.append(_table_deviation(file, config, given / file, built / file, recorded, offset, alike=alike))
    if others := [each.file for each in deviations if not each.fault]:
        _describe_again(others, given, built, corpus)
    for file in (file for file in there if file not in tables):
        deviations += _text_deviations(file, given / file, built / file, rewritten=bool(others))
    differing = {each.file for each in deviations}
    return Verdict(len(wanted), len(wanted - differing), tuple(sorted(deviations, key=lambda each: each.file)))


def _files(root: Path) -> set[str]:
    """Return the files of a dataset; what a checkout or the Hub adds to it starts with a dot."""
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if not path.parts[0].startswith(".")}


def _manifest(root: Path) -> Mapping[str, Any]:
    """Return a manifest; nothing where it cannot be read, as will be told when it is compared."""
    try:
        read = read_json((root / MANIFEST).read_text(encoding="utf-8"))
        return read if isinstance(read, dict) and isinstance(read.get("files"), dict) else {}
    except (OSError, UnicodeDecodeError, DocumentError):
        return {}


def _table_of(file: str) -> tuple[str, str] | None:
    parts = Path(file).parts
    return (parts[1], Path(file).stem) if parts[0] == "data" and len(parts) == 3 else None


def first_difference(given: Path, built: Path) -> int | None:
    """Return the offset of the first byte in which two files differ, None where they are identical."""
    offset = 0
    with given.open("rb") as a, built.open("rb") as b:
        while True:
            left, right = a.read(_BLOCK), b.read(_BLOCK)
            if left != right:
                pairs = enumerate(zip(left, right, strict=False))
                return offset + next((at for at, (x, y) in pairs if x != y), min(len(left), len(right)))
            if not left:
                return None
            offset += len(left)


def _table_deviation(
    file: str, config: str, given: Path, built: Path, recorded: str | None, offset: int, *, alike: bool
) -> Deviation:
    """Return how a Parquet file differs from that of the build.

    `recorded` is its sha256 by the manifest beside it; `alike` says whether the manifest names our own writer, without
    which it means nothing where the bytes differ.
    """
    place = f"byte {offset} ({_place(offset, built)}) is not the one that the build writes: " if alike else ""
    try:
        left, right = (BoundedParquet(path).read() for path in (given, built))
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = next(iter(str(error).splitlines()), "no reason given")
        return Deviation(file, f"{place}the file cannot be read: {reason}")
    if told := _row_difference(left, right, ID_COLUMNS[config]):
        return Deviation(file, place + told)
    actual = sha256(given.read_bytes())
    if actual != recorded:
        return Deviation(file, f"{place}{_SAME_ROWS}, but its sha256 is {actual}, and the manifest has {recorded}")
    return Deviation(file, f"{_SAME_ROWS}: it was written by another version of pyarrow, or elsewhere", fault=False)


def _place(offset: int, built: Path) -> str:
    """Return what stands at an offset of a Parquet file: a column of a row group, or what describes them."""
    metadata = pq.ParquetFile(built).metadata
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            column = metadata.row_group(group).column(number)
            pages = (column.dictionary_page_offset, column.data_page_offset)
            start = min(page for page in pages if page is not None)
            if start <= offset < start + column.total_compressed_size:
                return f"row group {group}, column {column.path_in_schema}"
    return "the mark at its start" if offset < 4 else "the indexes and the footer"


def _row_difference(given: pa.Table, built: pa.Table, id_column: str) -> str:
    """Return the first place in which two tables differ, in words; nothing where they are the same."""
    if not given.schema.equals(built.schema, check_metadata=True):
        names = [name for name in (*given.schema.names, *built.schema.names) if not _same_field(given, built, name)]
        return f"its columns are not those of the build: {', '.join(dict.fromkeys(names)) or 'in their order'}"
    left, right = (pl.DataFrame(pl.from_arrow(table)) for table in (given, built))
    rows = min(left.height, right.height)
    firsts = {
        name: int(differs.arg_max() or 0)
        for name in left.columns
        if (differs := left[name].head(rows).ne_missing(right[name].head(rows))).any()
    }
    if firsts:
        row = min(firsts.values())
        name = next(name for name, first in firsts.items() if first == row)
        values = f"{name} is {shown(left[name][row])}, the build has {shown(right[name][row])}"
        return f"row {row} ({right[id_column][row]}): {values}"
    if left.height != right.height:
        longer = max(left, right, key=lambda frame: frame.height)
        return f"it has {left.height} rows, the build {right.height}: from {longer[id_column][rows]} on"
    return ""


def _same_field(given: pa.Table, built: pa.Table, name: str) -> bool:
    if name not in given.schema.names or name not in built.schema.names:
        return False
    return bool(given.schema.field(name).equals(built.schema.field(name), check_metadata=True))


def _describe_again(files: list[str], given: Path, built: Path, corpus: Corpus) -> None:
    """Let the card and the manifest of the build describe the given files, which hold the same rows."""
    for file in files:
        shutil.copyfile(given / file, built / file)
    tables: TableSet = build_tables(corpus)
    describe(built, {key: digest(table) for key, table in tables.items()}, corpus, statistics(tables))


def _text_deviations(file: str, given: Path, built: Path, *, rewritten: bool) -> Iterator[Deviation]:
    offset = first_difference(given, built)
    if offset is None:
        return
    line = given.read_bytes()[:offset].count(b"\n") + 1
    place = f"byte {offset}, on line {line}, is not the one that the build writes"
    read = [_manifest(path.parent) for path in (given, built)] if file == MANIFEST else [{}]
    if not all(read):
        yield Deviation(file, place)
        return
    for key, message in _key_differences(*read) or [("", "the same is written otherwise")]:
        # Another writer is no fault where it wrote what was compared: it leaves its name in every file.
        yield Deviation(file, f"{place}: {message}", fault=key != "writer" or not rewritten)


def _key_differences(given: Mapping[str, Any], built: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what two manifests say differently, by the key under which it stands."""
    meant = {
        "inputs_sha256": ": it was built from other seeds or annotations",
        "schema_sha256": ": it was built with another schema",
    }
    found = []
    for key in sorted({*given, *built}):
        pairs = {key: (given.get(key), built.get(key))}
        if key == "files":
            pairs = {file: (given[key].get(file), built[key].get(file)) for file in sorted({*given[key], *built[key]})}
        for name, (a, b) in pairs.items():
            if isinstance(a, dict) and isinstance(b, dict):
                parts = [f"{part} of {name}" for part in sorted({*a, *b}) if a.get(part) != b.get(part)]
            else:
                parts = [name] if a != b else []
            found += [(key, f"{part} differs{meant.get(key, '')}") for part in parts]
    return found
