"""A dataset repository as the Hub keeps it: commits that are whole trees, branches, tags, and large files by sha256."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

GITATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"


class RefusedError(Exception):
    """What the Hub answers with another status than 200, and an error code that its clients know."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass(frozen=True)
class Blob:
    content: bytes
    large: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def git_sha1(self) -> str:
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\nsize {len(self.content)}\n"
        stored = pointer.encode() if self.large else self.content
        return hashlib.sha1(b"blob %d\0" % len(stored) + stored, usedforsecurity=False).hexdigest()

    @property
    def etag(self) -> str:
        return self.sha256 if self.large else self.git_sha1

    def entry(self, path: str) -> dict[str, Any]:
        size = len(self.content)
        entry: dict[str, Any] = {"type": "file", "path": path, "size": size, "oid": self.git_sha1}
        return entry | ({"lfs": {"oid": self.sha256, "size": size, "pointerSize": 130}} if self.large else {})


@dataclass
class Repository:
    """A new one has a commit with `.gitattributes`, as on the Hub."""

    commits: list[tuple[str, dict[str, Blob], str]] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    large: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.add({".gitattributes": Blob(GITATTRIBUTES)}, "initial commit")

    @property
    def head(self) -> str:
        return self.commits[-1][0]

    def add(self, tree: dict[str, Blob], message: str) -> str:
        listed = json.dumps([len(self.commits), message, sorted((path, blob.etag) for path, blob in tree.items())])
        oid = hashlib.sha1(listed.encode(), usedforsecurity=False).hexdigest()
        self.commits.append((oid, dict(tree), message))
        return oid

    def resolve(self, revision: str) -> str:
        oid = self.head if revision == "main" else self.tags.get(revision, revision)
        if oid not in {commit for commit, _, _ in self.commits}:
            raise RefusedError(404, f"no revision {revision}", "RevisionNotFound")
        return oid

    def tree(self, revision: str) -> dict[str, Blob]:
        oid = self.resolve(revision)
        return next(tree for commit, tree, _ in self.commits if commit == oid)

    def blob(self, revision: str, path: str) -> Blob:
        tree = self.tree(revision)
        if path not in tree:
            raise RefusedError(404, f"no file {path}", "EntryNotFound")
        return tree[path]

    def entries(self, revision: str, below: str, *, recursive: bool) -> list[dict[str, Any]]:
        tree, start = self.tree(revision), f"{below}/" if below else ""
        found: dict[str, dict[str, Any]] = {}
        for path in sorted(path for path in tree if path.startswith(start)):
            parts = path.removeprefix(start).split("/")
            for count in range(1, len(parts)):
                folder = start + "/".join(parts[:count])
                if count == 1 or recursive:
                    found[folder] = {"type": "directory", "path": folder, "size": 0, "oid": "0" * 40}
            if len(parts) == 1 or recursive:
                found[path] = tree[path].entry(path)
        if below and not found:
            raise RefusedError(404, f"no folder {below}", "EntryNotFound")
        return list(found.values())

    def infos(self, revision: str, paths: list[str]) -> list[dict[str, Any]]:
        tree = self.tree(revision)
        folders = {path for path in paths if any(file.startswith(f"{path}/") for file in tree)}
        listed = {entry["path"]: entry for entry in self.entries(revision, "", recursive=True)}
        return [listed[path] for path in paths if path in tree or path in folders]

    def commit(self, lines: list[dict[str, Any]]) -> str:
        header, *operations = lines
        stated = header["value"]
        if stated.get("parentCommit", self.head) != self.head:
            raise RefusedError(412, "the branch has moved on since its parent commit")
        tree = dict(self.tree("main"))
        for operation in operations:
            value = operation["value"]
            path = value["path"]
            if operation["key"] == "file":
                tree[path] = Blob(base64.b64decode(value["content"]))
            elif operation["key"] == "lfsFile":
                if value["oid"] not in self.large:
                    raise RefusedError(400, f"{path}: its large file was not uploaded")
                tree[path] = Blob(self.large[value["oid"]], large=True)
            elif operation["key"] == "deletedFile" and path in tree:
                del tree[path]
            else:
                raise RefusedError(400, f"{operation['key']} of {path} is not possible")
        return self.add(tree, f"{stated['summary']}\n\n{stated['description']}")

    def tag(self, revision: str, name: str) -> None:
        if name in self.tags:
            raise RefusedError(409, f"the tag {name} is there already")
        self.tags[name] = self.resolve(revision)
