"""The layouts of an annotation tree and of a dataset folder, and the hashes that a manifest records."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
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


def data_file(config: str, split: str) -> str:
    """Return the path of a table inside the dataset folder."""
    return f"data/{config}/{split}.parquet"


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
