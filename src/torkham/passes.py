"""Passes: what one annotator made of the kit, kept whole and never edited afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from torkham.articles import Article, read_articles
from torkham.contract import Json
from torkham.document import Document
from torkham.files import Folder
from torkham.findings import Finding, Origin, rule
from torkham.layout import PASSES
from torkham.sources import Source

_ANNOTATOR = rule("links/pass-annotator", "The files of a pass name the annotator that its folder is named after.")


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
    """Return the passes of a tree by annotator id; one without a pass.yaml of its own is left out, with findings."""
    found = {}
    for name in sorted(path.name for path in (folder.root / PASSES).glob("*") if path.is_dir()):
        record = folder.document(f"{PASSES}/{name}/pass.yaml", "file:pass")
        articles = read_articles(folder, sources, f"{PASSES}/{name}/articles", whole=False)
        labels = (article.document for article in articles)
        strange = list(_strange(name, record, *labels))
        folder.findings.extend(strange)
        if record is not None and not strange:
            found[name] = Pass(record.value, {article.article_id: article for article in articles})
    return found


def _strange(name: str, *documents: Document | None) -> Iterator[Finding]:
    """Yield the documents that name another annotator than `name`; those that could not be read are None."""
    for document in documents:
        if document is not None and (annotator := document.value["annotator_id"]) != name:
            origin = Origin(document.file, document.line(("annotator_id",)))
            message = f'annotator_id is "{annotator}", the pass is that of "{name}"'
            yield _ANNOTATOR.at(origin, message, hint="make them the same: a pass is kept as its annotator gave it")
