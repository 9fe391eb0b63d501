"""The registries that an annotator links to: the released dataset's, or a user's own."""

from __future__ import annotations

from pathlib import Path

from torkham import contract
from torkham.contract import Json
from torkham.files import Folder


class RegistryError(ValueError):
    """A folder holds no registries that can be read; the message lists what is wrong with it."""


def released_registries() -> dict[str, list[Json]]:
    """Return the registries of the released dataset, which comes with the package."""
    from torkham.loading import load

    return {name: load(name, as_="arrow").to_pylist() for name in contract.REGISTRIES}


def read_registries(folder: Path) -> dict[str, list[Json]]:
    """Return the registries in a folder: actors.yaml, issues.yaml, places.yaml and incidents.yaml, as
    `annotations/registries/` has them (`schema/files/`).

    Raises `RegistryError` where a file is not there or breaks its schema.
    """
    files = Folder(folder)
    read = {name: files.document(f"{name}.yaml", f"file:{name}") for name in contract.REGISTRIES}
    if files.findings:
        told = "; ".join(f"{f.file}{f':{f.line}' if f.line else ''}: {f.message}" for f in files.findings)
        raise RegistryError(f"{folder}: the registries cannot be read: {told}")
    return {name: list(document.value[name]) for name, document in read.items() if document is not None}
