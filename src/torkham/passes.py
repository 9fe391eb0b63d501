"""Passes: what one annotator made of the kit, kept whole and never edited afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from torkham.articles import Article, read_articles
from torkham.contract import Json
from torkham.files import Folder
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
    for name in sorted(path.name for path in (folder.root / PASSES).glob("*") if path.is_dir()):
        record = folder.document(f"{PASSES}/{name}/pass.yaml", "file:pass")
        articles = read_articles(folder, sources, f"{PASSES}/{name}/articles", whole=False)
        if record is not None:
            found[name] = Pass(record.value, {article.article_id: article for article in articles})
    return found
