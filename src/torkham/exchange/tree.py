"""What an import writes: an annotation tree of its own, which can be validated, edited further, and built."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from torkham.canonical import write_document
from torkham.contract import REGISTRIES, Json
from torkham.exchange.annotation_file import annotation_file
from torkham.exchange.document import Document
from torkham.exchange.labels import Imported
from torkham.layout import ANNOTATIONS, ANNOTATORS, ARTICLES, RELEASE, SOURCES, SPLITS, sha256
from torkham.layout import REGISTRIES as REGISTRIES_FOLDER
from torkham.report import printable

_OWN_WORDS = ("title", "outlet", "author", "dateline")
_DATE = ("published", "published_precision", "published_quote")
_NO_DATE = "1970-01-01"
"""The day of a release whose articles have none: no clock is read."""
_GENERATED = {"person": "expert-generated", "language_model": "machine-generated", "software": "machine-generated"}


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who corrected labels, with what, and whose: `kind` is one of the vocabulary annotator_kind.

    `tool` names the format, `base` the dataset or tree that was exported. `files` has, by article id, the name of the
    file that came back and its sha256.
    """

    annotator_id: str
    kind: str
    tool: str
    base: str
    files: Mapping[str, tuple[str, str]]

    def head(self, article_id: str) -> str:
        """Return the comment that an annotation file begins with."""
        name, digest = self.files[article_id]
        return f"# Imported from {self.tool}: {printable(name)}, sha256 {digest}\n"

    def annotator(self) -> Json:
        """Return the entry of annotators.yaml."""
        described = f"Corrected the labels of {self.base} in files of the format {self.tool}. Nothing else is recorded."
        return {"annotator_id": self.annotator_id, "kind": self.kind, "description": described}


def tree_files(imported: Sequence[Imported], provenance: Provenance, name: str) -> dict[str, str]:
    """Return the content of every file of an annotation tree of these articles, by its path.

    What a dataset says of an article without the article's own words for it (the outlet of a converted record, say) is
    left out, as a tree asks. Line ends are those of the articles.
    """
    documents = [each.document for each in imported]
    files = {f"{ARTICLES}/{document.article_id}.txt": document.text for document in documents}
    for each in imported:
        id_ = each.document.article_id
        content = annotation_file(each.document, provenance.annotator_id, each.notes, provenance.head(id_))
        files[f"{ANNOTATIONS}/{id_}.yaml"] = content
    for registry in REGISTRIES:
        entries = list(documents[0].registries[registry].values())
        files[f"{REGISTRIES_FOLDER}/{registry}.yaml"] = write_document({registry: entries}, f"file:{registry}")
    splits = [_split(document) for document in documents]
    told = {
        SOURCES: ("sources", {"articles": [_source(document, provenance.base) for document in documents]}),
        SPLITS: ("splits", {"splits": splits}),
        ANNOTATORS: ("annotators", {"annotators": [provenance.annotator()]}),
        RELEASE: ("release", _release(documents, provenance, name)),
    }
    return files | {file: write_document(value, f"file:{schema}") for file, (schema, value) in told.items()}


def _source(document: Document, base: str) -> Json:
    about, text = document.about, document.text
    said = {key: about[key] if about[key] is not None and about[key] in text else None for key in _OWN_WORDS}
    dated = all(about[key] is not None for key in _DATE) and about["published_quote"] in text
    return {
        "article_id": document.article_id,
        "file": f"{document.article_id}.txt",
        "sha256": sha256(text.encode()),
        **said,
        **{key: about[key] if dated else None for key in _DATE},
        "genre": about["genre"],
        "language": about["language"],
        "licence_note": f"As for {about['source_file']} in {base}.",
    }


def _split(document: Document) -> Json:
    return {"article_id": document.article_id, "split": document.split, "fold": document.about["fold"]}


def _release(documents: Sequence[Document], provenance: Provenance, name: str) -> Json:
    days = [day for document in documents if len(day := document.about["published"] or "") == len(_NO_DATE)]
    described = f"Labels of {provenance.base}, corrected by {provenance.annotator_id} in {provenance.tool}."
    return {
        "name": re.sub("[^a-z0-9]+", "-", name.lower()).strip("-") or "dataset",
        "title": f"{name}, with corrected labels",
        "description": described,
        "creator": "Whoever corrected the labels",
        "version": "0.1.0",
        "published": max(days, default=_NO_DATE),
        "language": documents[0].about["language"],
        "annotations_creators": [_GENERATED[provenance.kind]],
        "licences": ["LicenseRef-Article-Text"],
        "licence_link": "README.md",
        "tags": ["event-extraction", "stance-detection", "entity-linking", "plover", "news"],
    }


def write_tree(files: Mapping[str, str], folder: Path) -> None:
    """Write the files of a tree."""
    for file, content in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")
