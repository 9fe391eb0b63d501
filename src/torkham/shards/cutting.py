"""The input cut into shards: runs of records, in its order, of about the same number of bytes.

Where the cuts are depends on the names, sizes and lines of the files alone, and on the number of shards. JSON Lines are
cut between lines and Parquet between rows; a file that is one article, or is packed, is in one shard as a whole.
"""

from __future__ import annotations

import hashlib
import os
import stat
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from torkham.contract import Json
from torkham.convert.inputs import InputFile
from torkham.convert.rows import Part
from torkham.convert.source import Source
from torkham.layout import file_sha256
from torkham.parquet_reader import BoundedParquet

SHARD_BYTES = 16 * 1024 * 1024
"""Of the input, for each shard, where their number is not given."""
FEWEST, MOST = 8, 99_999
"""Shards: the fewest where their number is not given, and the most there are names for."""
BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """What a shard takes of one file.

    `path` is below the root of the input, `place` the same as text. `part` says which records, None all. `sha256` is
    over its bytes, of Parquet over the whole file, and empty where they cannot be read; `size` is their number.
    """

    path: str
    place: str
    part: Part | None
    size: int
    sha256: str

    def file(self, root: Path) -> InputFile:
        """Return the file to read, of the input whose root is `root`."""
        return InputFile(root / self.path, self.place, self.part)

    def as_json(self) -> Json:
        """Return the piece as a JSON object."""
        return asdict(self)

    @staticmethod
    def of_json(value: Json) -> Piece:
        """Return the piece that a JSON object holds."""
        part = value["part"]
        return Piece(**(value | {"part": Part(**part) if part is not None else None}))


def default_shards(source: Source, without: Collection[Path] = ()) -> int:
    """Return into how many shards an input is cut where nobody says."""
    size = sum(_size(file.path) for file in source.files(without))
    return min(MOST, max(FEWEST, -(-size // SHARD_BYTES)))


def cut(source: Source, shards: int, without: Collection[Path] = ()) -> list[list[Piece]]:
    """Return the pieces of each shard. All that is in the input is read for it, but not held."""
    files = [(file, _size(file.path)) for file in source.files(without)]
    total = sum(size for _, size in files)
    bounds = [total * number // shards for number in range(1, shards)]
    found: list[list[Piece]] = [[] for _ in range(shards)]
    offset = 0
    for file, size in files:
        first, last = bisect_right(bounds, offset), bisect_right(bounds, offset + size - 1)
        inner = [bound - offset for bound in bounds[first : max(first, last)]]
        for number, piece in enumerate(_pieces(source.root, file, size, inner), first):
            if piece is not None:
                found[number].append(piece)
        offset += size
    return found


def _size(path: Path) -> int:
    """Return the bytes of a file; none of what is no file, which the report will tell."""
    with suppress(OSError):
        status = path.stat()
        return status.st_size if stat.S_ISREG(status.st_mode) else 0
    return 0


def _pieces(root: Path, file: InputFile, size: int, inner: Sequence[int]) -> Iterator[Piece | None]:
    """Yield the pieces of a file that is to be cut at the bytes `inner`, None for one without records."""
    path = os.fspath(file.path.relative_to(root))
    suffix = file.path.suffix.lower()
    if not size or not os.access(file.path, os.R_OK):
        yield Piece(path, file.place, None, size, "")
    elif inner and suffix == ".jsonl":
        for part, sha256 in _lines(file.path, [*inner, size]):
            kept = part.start < part.end
            yield Piece(path, file.place, part, part.end - part.start, sha256) if kept else None
    elif inner and suffix == ".parquet":
        yield from _rows(path, file, size, inner)
    else:
        yield Piece(path, file.place, None, size, file_sha256(file.path))


def _lines(path: Path, ends: Sequence[int]) -> Iterator[tuple[Part, str]]:
    """Yield the parts of a file that end with the first line to end at or after each of `ends`, and their sha256."""
    position = number = 0
    with path.open("rb") as stream:
        for end in ends:
            start, before, digest, whole = position, number, hashlib.sha256(), True
            while (position < end or not whole) and (line := stream.readline(BLOCK)):
                digest.update(line)
                position += len(line)
                whole = line.endswith(b"\n")
                number += whole
            yield Part(start, position, before), digest.hexdigest()


def _rows(path: str, file: InputFile, size: int, inner: Sequence[int]) -> Iterator[Piece | None]:
    sha256 = file_sha256(file.path)
    try:
        rows = BoundedParquet(file.path).metadata.num_rows
    except (pa.ArrowException, ValueError):
        yield Piece(path, file.place, None, size, sha256)
        return
    start = 0
    for end in [*(rows * byte // size for byte in inner), rows]:
        part = Part(start, end, start)
        yield Piece(path, file.place, part, size * (end - start) // rows, sha256) if start < end else None
        start = end
