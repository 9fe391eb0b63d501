"""The annotation kit: guidelines, registries and empty skeletons, which is all that a blind annotator sees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from torkham import contract
from torkham.document import read_document
from torkham.layout import ANNOTATIONS, REGISTRIES, SOURCES, sha256
from torkham.skeleton import empty_annotation

GUIDELINES = "annotations/GUIDELINES.md"
_VERSION = re.compile(r"^Guidelines version: ([0-9]+\.[0-9]+)$", re.MULTILINE)
_TYPE_SECTION = re.compile(r"^### §6\.([0-9]+) [A-Z]+$", re.MULTILINE)


def kit_files(root: str | Path, protocol: str = "sentences") -> dict[str, str]:
    """Return the files of the kit for a tree, by their path in the kit.

    Units, ids and roles are those of the committed annotation files, without a label. With the protocol `questions` the
    guidelines have the sections of the event types in reverse order (guidelines §1.5); all else is the same.
    """
    base = Path(root)
    guidelines = (base / GUIDELINES).read_text(encoding="utf-8")
    files = {"GUIDELINES.md": reverse_types(guidelines) if protocol == "questions" else guidelines}
    for name in contract.REGISTRIES:
        files[f"registries/{name}.yaml"] = (base / REGISTRIES / f"{name}.yaml").read_text(encoding="utf-8")
    sources = read_document((base / SOURCES).read_text(encoding="utf-8"), SOURCES, "file:sources").value["articles"]
    for article_id in (source["article_id"] for source in sources):
        file = f"{ANNOTATIONS}/{article_id}.yaml"
        annotated = read_document((base / file).read_text(encoding="utf-8"), file, "file:annotation").value
        units = [(unit["id"], unit["role"], unit["text"]) for unit in annotated["units"]]
        files[f"articles/{article_id}.yaml"] = empty_annotation(article_id, units)
    return files


def kit_hashes(files: Mapping[str, str]) -> dict[str, str]:
    """Return the sha256 of every file of a kit, by its path."""
    return {file: sha256(content.encode()) for file, content in sorted(files.items())}


def write_kit(files: Mapping[str, str], out: str | Path) -> None:
    """Write a kit into a new folder. Raises `FileExistsError` where `out` is there already."""
    folder = Path(out)
    folder.mkdir(parents=True)
    for file, content in files.items():
        path = folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")


def guidelines_version(guidelines: str) -> str:
    """Return the version that the guidelines state. Raises `ValueError` where they state none."""
    stated = _VERSION.search(guidelines)
    if stated is None:
        raise ValueError("the guidelines state no version: write a line “Guidelines version: 1.0”")
    return stated[1]


def reverse_types(guidelines: str) -> str:
    """Return the guidelines with the sections of the event types in reverse order, each with its own number."""
    starts = [match.start() for match in _TYPE_SECTION.finditer(guidelines)]
    if not starts:
        return guidelines
    end = guidelines.index("\n## ", starts[-1]) + 1
    sections = [guidelines[start:stop] for start, stop in zip(starts, [*starts[1:], end], strict=True)]
    return guidelines[: starts[0]] + "".join(reversed(sections)) + guidelines[end:]
