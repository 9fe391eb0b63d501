"""Passes: what one annotator made of the kit, kept whole and never edited afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from torkham import contract
from torkham.articles import Article, read_articles
from torkham.canonical import write_document
from torkham.contract import Json
from torkham.document import read_document
from torkham.files import Folder
from torkham.kit import guidelines_version
from torkham.layout import PASSES
from torkham.sources import Source


@dataclass(frozen=True)
class Pass:
    """One annotator's labels: `record` is pass.yaml, `articles` are those that the pass covers, by article id."""

    record: Json
    articles: dict[str, Article]

    @property
    def annotator_id(self) -> str:
        """Who gave the labels."""
        return str(self.record["annotator_id"])


def read_passes(folder: Folder, sources: Sequence[Source]) -> dict[str, Pass]:
    """Return the passes of a tree by annotator id; one whose pass.yaml cannot be read is left out, with findings."""
    found = {}
    for name in sorted(path.parent.name for path in (folder.root / PASSES).glob("*/pass.yaml")):
        record = folder.document(f"{PASSES}/{name}/pass.yaml", "file:pass")
        articles = read_articles(folder, sources, f"{PASSES}/{name}/articles", whole=False)
        if record is not None:
            found[name] = Pass(record.value, {article.article_id: article for article in articles})
    return found


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
