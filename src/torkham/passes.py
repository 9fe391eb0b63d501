"""Passes: what one annotator made of the kit, kept whole and never edited afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from torkham import contract
from torkham.canonical import write_document
from torkham.contract import Json
from torkham.corpus import PASSES, Corpus, read_corpus
from torkham.document import read_document
from torkham.kit import guidelines_version


@dataclass(frozen=True)
class Pass:
    """One annotator's labels for the corpus.

    `record` is pass.yaml; `documents` holds the annotation files by article id, as plain values, and `corpus` the same
    labels aligned.
    """

    record: Json
    documents: dict[str, Json]
    corpus: Corpus

    @property
    def annotator_id(self) -> str:
        """Who gave the labels."""
        return str(self.record["annotator_id"])


def read_passes(root: str | Path) -> list[Pass]:
    """Return the passes of a tree by annotator id. Raises `DocumentError` for a pass.yaml that cannot be read."""
    folders = sorted(path.parent for path in (Path(root) / PASSES).glob("*/pass.yaml"))
    return [_read_pass(Path(root), folder.name) for folder in folders]


def _read_pass(root: Path, name: str) -> Pass:
    file = f"{PASSES}/{name}/pass.yaml"
    record = read_document((root / file).read_text(encoding="utf-8"), file, "file:pass").value
    documents = {
        path.stem: read_document(path.read_text(encoding="utf-8"), path.name, "file:annotation").value
        for path in sorted((root / PASSES / name / "articles").glob("*.yaml"))
    }
    return Pass(record, documents, read_corpus(root, f"{PASSES}/{name}/articles"))


def take_pass(kit: Path, root: Path, annotator_id: str, protocol: str, hashes: dict[str, str], finished: str) -> Path:
    """Copy a filled kit into the tree as the pass of `annotator_id`, with the record of what it was made from.

    `hashes` are those of the empty kit. Raises `FileExistsError` where that annotator has a pass already.
    """
    folder = root / PASSES / annotator_id
    (folder / "articles").mkdir(parents=True)
    for path in sorted((kit / "articles").glob("*.yaml")):
        labels = read_document(path.read_text(encoding="utf-8"), path.name, "file:annotation").value
        content = write_document(labels | {"annotator_id": annotator_id}, "file:annotation")
        (folder / "articles" / path.name).write_text(content, encoding="utf-8", newline="\n")
    record = {
        "annotator_id": annotator_id,
        "protocol": protocol,
        "guidelines": guidelines_version((kit / "GUIDELINES.md").read_text(encoding="utf-8")),
        "schema_sha256": contract.schema_hash(),
        "kit": [{"file": file, "sha256": value} for file, value in hashes.items()],
        "finished": finished,
    }
    (folder / "pass.yaml").write_text(write_document(record, "file:pass"), encoding="utf-8", newline="\n")
    return folder
