"""Annotation trees in memory, and the changes that kinds make in them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.corruption.kinds import Change, Verdict
from tests.corruption.words import pick
from torkham import contract
from torkham.document import DocumentError, read_document
from torkham.layout import SOURCES, sha256

Path_ = tuple[str | int, ...]

SCHEMAS = {
    SOURCES: "sources",
    "annotations/articles/*.yaml": "annotation",
    "annotations/passes/*/articles/*.yaml": "annotation",
    "annotations/passes/*/pass.yaml": "pass",
    "annotations/adjudication/*.yaml": "adjudication",
    "annotations/registries/actors.yaml": "actors",
    "annotations/registries/issues.yaml": "issues",
    "annotations/registries/places.yaml": "places",
    "annotations/registries/incidents.yaml": "incidents",
    "annotations/annotators.yaml": "annotators",
    "annotations/exceptions.yaml": "exceptions",
    "annotations/release.yaml": "release",
    "annotations/splits.yaml": "splits",
}
"""The schema of each YAML file of a tree."""

UNREAD = (
    "annotations/kits/*",
    "annotations/*.md",
    "annotations/retired.yaml",
    "annotations/releases.yaml",
    "seeds/*.md",
)
"""Files of a tree that validation has nothing to do with, and those by which any change to a release is reported."""


class Tree:
    """The files of an annotation tree; `documents` are its YAML files as plain values."""

    def __init__(self, root: Path) -> None:
        files = (path for part in ("seeds", "annotations") for path in sorted((root / part).rglob("*")))
        found = {path.relative_to(root).as_posix(): path for path in files if path.is_file()}
        self.files = {
            name: path.read_bytes()
            for name, path in found.items()
            if not any(fnmatchcase(name, pattern) for pattern in UNREAD)
        }

    @cached_property
    def documents(self) -> dict[str, Any]:
        found = ((file, schema_of(file)) for file in self.files)
        return {file: read_document(self.files[file].decode(), file, schema).value for file, schema in found if schema}

    def pick(self, random: Random, pattern: str) -> tuple[str, Any]:
        """Return the name of a YAML file that matches the pattern, and a copy of its content."""
        file = pick(random, (file for file in self.documents if fnmatchcase(file, pattern)))
        return file, deepcopy(self.documents[file])

    def content(self, name: str) -> Any:
        """Return a copy of the content of one file."""
        return deepcopy(self.documents[name])


def schema_of(file: str) -> str | None:
    name = next((name for pattern, name in SCHEMAS.items() if fnmatchcase(file, pattern)), None)
    return name and f"file:{name}"


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, _: Any) -> bool:
        return True


def dump(value: Any, **style: Any) -> str:
    """Return plain values as YAML that means the same to `torkham.document`, by default a line for each scalar."""
    written: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**30, **style)
    return written


def changed(file: str, value: Any, path: Path_, told: str, *names: str, verdict: Verdict = Verdict.BROKEN) -> Change:
    """Return the change to a YAML file that now holds `value`, spoiled at `path`."""
    text = dump(value)
    told = f"{file}: {told} at {'.'.join(map(str, path)) or 'its root'}"
    lines = range(0) if verdict is not Verdict.BROKEN else lines_of(text, file, path)
    return Change({file: text.encode()}, told, frozenset({file}), frozenset(names), lines, verdict)


def lines_of(text: str, file: str, path: Path_) -> range:
    """Return the lines of what stands at `path`, or of the nearest thing above it that is there."""
    try:
        document = read_document(text, file, str(schema_of(file)))
    except DocumentError:
        return range(0)
    while path and path not in document.lines:
        path = path[:-1]
    inside = [line for other, line in document.lines.items() if other[: len(path)] == path]
    return range(min(inside), max(inside) + 1)


def nodes(file: str, value: Any) -> Iterator[tuple[Path_, Any, Any]]:
    """Yield the path of every value in a document, the value, and the schema that describes it."""
    yield from _nodes((), value, contract.expanded(str(schema_of(file))))


def _nodes(path: Path_, value: Any, node: Any) -> Iterator[tuple[Path_, Any, Any]]:
    node = contract.branch(node, value)
    yield path, value, node
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _nodes((*path, key), item, node.get("properties", {}).get(key, {}))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _nodes((*path, index), item, node.get("items", {}))


def at(value: Any, path: Path_) -> Any:
    for step in path:
        value = value[step]
    return value


def put(value: Any, path: Path_, new: Any) -> None:
    """Replace what stands at `path`, in place."""
    at(value, path[:-1])[path[-1]] = new


def with_hash(tree: Tree, file: str, data: bytes) -> dict[str, bytes]:
    """Return the files of a change to an article, with its sha256 in sources.yaml as if it had always been so."""
    sources = tree.files[SOURCES].replace(sha256(tree.files[file]).encode(), sha256(data).encode())
    return {file: data, SOURCES: sources}
