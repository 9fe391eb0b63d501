"""The annotation kit: guidelines, registries and empty skeletons, which is all that a blind annotator sees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from torkham import contract
from torkham.canonical import head_comment, write_document
from torkham.contract import Json
from torkham.corpus import Corpus
from torkham.document import read_document
from torkham.layout import KITS, PASSES, REGISTRIES, sha256
from torkham.skeleton import empty_annotation
from torkham.validators import validator

GUIDELINES = "annotations/GUIDELINES.md"
_VERSION = re.compile(r"^Guidelines version: ([0-9]+\.[0-9]+)$", re.MULTILINE)
_TYPE_SECTION = re.compile(r"^### §6\.([0-9]+) [A-Z]+$", re.MULTILINE)


def kit_files(corpus: Corpus, guidelines: Path | None = None) -> dict[str, str]:
    """Return the files of a kit made from a tree, and guidelines of its own or another's, by their path in the kit.

    Units, ids and roles are those of the committed annotation files, without a label. Comments above a registry are
    left out: an editor's modeline points to a place that the kit does not have.
    """
    files = {"GUIDELINES.md": (guidelines or corpus.root / GUIDELINES).read_text(encoding="utf-8")}
    for name in contract.REGISTRIES:
        registry = (corpus.root / REGISTRIES / f"{name}.yaml").read_text(encoding="utf-8")
        files[f"registries/{name}.yaml"] = registry.removeprefix(head_comment(registry))
    for article in corpus.articles:
        units = [(unit.sentence_id.split(":")[1], unit.role, unit.text, unit.paragraph) for unit in article.units]
        files[f"articles/{article.article_id}.yaml"] = empty_annotation(article.article_id, units)
    return files


def frozen_kit(root: str | Path, name: str, protocol: str) -> dict[str, str]:
    """Return the files of the frozen kit `name` as a protocol asks for them, by their path in the kit.

    With the protocol `questions` the guidelines have the sections of the event types in reverse order (guidelines
    §1.5); all else is the same. Raises `FileNotFoundError` where no kit of that name is there.
    """
    folder = Path(root) / KITS / name
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    if protocol == "questions":
        files["GUIDELINES.md"] = reverse_types(files["GUIDELINES.md"])
    return files


def kit_names(root: str | Path) -> list[str]:
    """Return the names of the frozen kits of a tree."""
    return sorted(path.name for path in (Path(root) / KITS).glob("*") if path.is_dir())


def kit_hashes(files: Mapping[str, str]) -> dict[str, str]:
    """Return the sha256 of every file of a kit, by its path."""
    return {file: sha256(content.encode()) for file, content in sorted(files.items())}


def write_kit(files: Mapping[str, str], out: str | Path) -> None:
    """Write a kit into a new folder. Raises `FileExistsError` where `out` is there already."""
    folder = Path(out)
    folder.mkdir(parents=True)
    for file, content in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
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


def take_pass(kit: Path, root: Path, name: str, record: Json) -> Path:
    """Copy a filled kit into the tree as a pass; return its folder.

    `name` is the frozen kit that it was made from; `record` has the `annotator_id`, `protocol` and `finished` of
    pass.yaml (`schema/files/pass.json`), the rest of which follows. Raises `ValueError` where the record breaks its
    schema or the kit is not the frozen one, filled in, and `FileExistsError` where that annotator has a pass already.
    """
    files = frozen_kit(root, name, record["protocol"])
    record = record | {
        "guidelines": guidelines_version(files["GUIDELINES.md"]),
        "schema_sha256": contract.schema_hash(),
        "kit": [{"file": file, "sha256": value} for file, value in kit_hashes(files).items()],
    }
    if broken := [error.message for error in validator("file:pass").iter_errors(record)]:
        raise ValueError("; ".join(broken))
    filled = {file: _filled(kit, file, empty) for file, empty in files.items()}
    folder = root / PASSES / str(record["annotator_id"])
    (folder / "articles").mkdir(parents=True)
    for file, labels in filled.items():
        if labels is not None:
            content = write_document(labels | {"annotator_id": record["annotator_id"]}, "file:annotation")
            (folder / file).write_text(content, encoding="utf-8", newline="\n")
    (folder / "pass.yaml").write_text(write_document(record, "file:pass"), encoding="utf-8", newline="\n")
    return folder


def _filled(kit: Path, file: str, empty: str) -> Json | None:
    """Return a kit's article as it was filled in, None for its other files; raise `ValueError` where it is another."""
    path = kit / file
    if not path.is_file():
        raise ValueError(f"{file} is not in the kit")
    content = path.read_text(encoding="utf-8")
    if not file.startswith("articles/"):
        if content != empty:
            raise ValueError(f"{file} is not that of the frozen kit")
        return None
    labels, skeleton = (read_document(text, file, "file:annotation").value for text in (content, empty))
    if list(map(_unlabelled, labels["units"])) != list(map(_unlabelled, skeleton["units"])):
        raise ValueError(f"{file} has other units than the frozen kit")
    return dict(labels)


def _unlabelled(unit: Json) -> Json:
    return {key: unit[key] for key in ("id", "role", "text")}
