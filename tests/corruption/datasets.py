"""Datasets in memory, and the changes that kinds make in them, with card and manifest written anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cached_property
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import torkham
from tests.corruption.kinds import Change, Verdict
from tests.corruption.trees import dump
from torkham import contract
from torkham.card import front_matter
from torkham.croissant import croissant
from torkham.layout import CARD, CROISSANT, MANIFEST, data_file, logical_hash, sha256
from torkham.parquet import Digest, digest, write_parquet
from torkham.tables import ID_COLUMNS

Key = tuple[str, str]


class Dataset:
    """The files of a dataset, its tables by configuration and split, and its manifest."""

    def __init__(self, root: Path, corpus: torkham.Corpus) -> None:
        found = sorted(path for path in root.rglob("*") if path.is_file())
        self.files = {path.relative_to(root).as_posix(): path.read_bytes() for path in found}
        self.manifest: dict[str, Any] = json.loads(self.files[MANIFEST])
        self.tables = {key_of(file): pq.read_table(BytesIO(self.files[file])) for file in self.files if "/" in file}
        self._release, self._body = corpus.release, self.files[CARD].decode().split("---\n", maxsplit=2)[2]

    @cached_property
    def _rows(self) -> dict[Key, list[dict[str, Any]]]:
        return {key: table.to_pylist() for key, table in self.tables.items()}

    @cached_property
    def _digests(self) -> dict[Key, Digest]:
        return {key: digest(table) for key, table in self.tables.items()}

    def rows(self, table: str, split: str) -> list[dict[str, Any]]:
        """Return a copy of the rows of a table."""
        return deepcopy(self._rows[table, split])

    def keys(self, *tables: str) -> list[Key]:
        """Return the keys of the tables that are there, of all where none is named."""
        return [key for key in self.tables if not tables or key[0] in tables]

    def change(self, changed: Mapping[Key, Any], told: str, *names: str, verdict: Verdict = Verdict.BROKEN) -> Change:
        """Return the change to tables given as rows, as Arrow tables, or as the bytes of a file."""
        files = {data_file(*key): self._written(key, content) for key, content in changed.items()}
        # A label that is missing in its own table is found "in data", and named.
        at = frozenset({*files, *(data_file(*key) for key in self.tables), "data"} if names else files)
        return Change(files | self.sealed(files, changed), told, at, frozenset(names), verdict=verdict)

    def _written(self, key: Key, content: Any) -> bytes:
        if isinstance(content, bytes):
            return content
        sink: Any = BytesIO()
        write_parquet(self.table(key, content), sink)
        return bytes(sink.getvalue())

    def table(self, key: Key, content: Any) -> pa.Table:
        if isinstance(content, pa.Table):
            return content
        return pa.Table.from_pylist(content, schema=self.tables[key].schema)

    def sealed(self, files: Mapping[str, bytes], changed: Mapping[Key, Any]) -> dict[str, bytes]:
        """Return card, Croissant metadata and manifest that say of these data files what the build would say."""
        digests = self._digests | {
            key: _digest(self.table(key, content), self._digests[key])
            for key, content in changed.items()
            if not isinstance(content, bytes)
        }
        sizes = {file: len(files.get(file, data)) for file, data in self.files.items()}
        card = f"---\n{dump(front_matter(digests, self._release, sizes))}---\n{self._body}".encode()
        hashes = {data_file(*key): sha256(files.get(data_file(*key), self.files[data_file(*key)])) for key in digests}
        facts = json.dumps(croissant(digests, self._release, hashes)).encode()
        entries = {
            data_file(*key): {"sha256": hashes[data_file(*key)], "logical_sha256": content.sha256, "rows": content.rows}
            for key, content in digests.items()
        }
        written = {CARD: card, CROISSANT: facts}
        listed = {file: {"sha256": sha256(data)} for file, data in written.items()} | entries
        manifest = self.manifest | {"logical_sha256": logical_hash(digests), "files": listed}
        return written | {MANIFEST: json.dumps(manifest).encode()}


def _digest(table: pa.Table, otherwise: Digest) -> Digest:
    """Return the digest of a table, another where a number is none that JSON knows, or a type none that it writes."""
    if any(pa.types.is_binary(field.type) for field in table.schema):
        return otherwise
    try:
        return digest(table)
    except ValueError:
        return otherwise


def key_of(file: str) -> Key:
    _, table, name = file.split("/")
    return table, name.removesuffix(".parquet")


def id_of(table: str, row: dict[str, Any]) -> str:
    return str(row[ID_COLUMNS[table]])


def labels_of(dataset: Dataset, random: Random, *layers: str) -> tuple[Key, int, dict[Key, list[dict[str, Any]]]]:
    """Return the key of a table of labels, the index of one of its rows, and the rows of that table and of its
    sentences, in which the label is nested as the same object: what is changed in one is changed in both.
    """
    key = random.choice(dataset.keys(*(layers or contract.LABELS)))
    sentences = ("sentences", key[1])
    rows = {key: dataset.rows(*key), sentences: dataset.rows(*sentences)}
    index = random.randrange(len(rows[key]))
    share(rows[key][index], rows[sentences], key[0])
    return key, index, rows


def share(row: dict[str, Any], sentences: list[dict[str, Any]], layer: str) -> None:
    """Let the values of a label that are containers, and the label itself, be those nested in its sentence."""
    id_column = ID_COLUMNS[layer]
    for sentence in sentences:
        for number, label in enumerate(sentence[layer]):
            if label[id_column] == row[id_column]:
                sentence[layer][number] = row
