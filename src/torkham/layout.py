"""The layouts of an annotation tree and of a dataset folder, and the hashes that a manifest records."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from torkham.parquet import Digest

SOURCES = "seeds/sources.yaml"
ARTICLES = "seeds/articles"
ANNOTATIONS = "annotations/articles"
REGISTRIES = "annotations/registries"
KITS = "annotations/kits"
PASSES = "annotations/passes"
ADJUDICATION = "annotations/adjudication"
SPLITS = "annotations/splits.yaml"
ANNOTATORS = "annotations/annotators.yaml"
EXCEPTIONS = "annotations/exceptions.yaml"
RELEASE = "annotations/release.yaml"
RELEASES = "annotations/releases.yaml"
RETIRED = "annotations/retired.yaml"

MANIFEST = "manifest.json"
CARD = "README.md"
CROISSANT = "croissant.json"
LICENCES = ("LICENSE-LABELS", "NOTICE")
"""Of the repository: a dataset is published with them."""

Digests: TypeAlias = "Mapping[tuple[str, str], Digest]"
"""The digests of the tables by (configuration, split)."""


_DATA_FILE = re.compile(r"data/([^/]+)/([a-z]+)(?:-([0-9]{5})-of-([0-9]{5}))?\.parquet")


def data_file(config: str, split: str, shard: tuple[int, int] | None = None) -> str:
    """Return the path of a table inside the dataset folder, or of its shard: (number from 0, how many there are)."""
    part = "" if shard is None else f"-{shard[0]:05d}-of-{shard[1]:05d}"
    return f"data/{config}/{split}{part}.parquet"


def table_of(file: str) -> tuple[str, str] | None:
    """Return the (configuration, split) whose rows, or some of them, a file of a dataset holds; None for another."""
    found = _DATA_FILE.fullmatch(file)
    if found is None or (found[3] is not None and int(found[3]) >= int(found[4])):
        return None
    return found[1], found[2]


def shard_number(file: str) -> int:
    """Return which shard of its table a data file is, counted from 0: the first where it is the only one."""
    found = _DATA_FILE.fullmatch(file)
    return int(found[3] or 0) if found is not None else 0


def by_table(files: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """Return the data files among `files` by (configuration, split), in the order of their rows."""
    found: dict[tuple[str, str], list[str]] = {}
    for file in sorted(files):
        if (key := table_of(file)) is not None:
            found.setdefault(key, []).append(file)
    return found


def files_of(root: Path, config: str, split: str) -> list[Path]:
    """Return the data files of a table that are there, in the order of their rows."""
    there = by_table(f"data/{config}/{path.name}" for path in root.glob(f"data/{config}/{split}*.parquet"))
    return [root / file for file in there.get((config, split), ())]


def pattern_of(files: list[str]) -> str:
    """Return what names the files of one table together: its path, or a pattern where it has shards."""
    return re.sub("-[0-9]{5}-of-", "-*-of-", files[0])


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, however large it is."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def combine(hashes: Mapping[str, str]) -> str:
    """Return one sha256 over named hashes, in the order of their names."""
    return sha256("".join(f"{name} {value}\n" for name, value in sorted(hashes.items())).encode())


def logical_hash(digests: Digests) -> str:
    """Return the hash of a whole release: one over the logical hashes of its tables."""
    return combine({data_file(*key): content.sha256 for key, content in digests.items()})
