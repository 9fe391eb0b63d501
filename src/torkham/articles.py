"""Labelled articles: the source of each with the labels that a folder of annotation files gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from os.path import lexists

from torkham.annotation import ArticleReader, Unit
from torkham.contract import Json
from torkham.document import Document
from torkham.files import Folder
from torkham.findings import Origin
from torkham.sources import Source


@dataclass(frozen=True, slots=True)
class Article:
    """One labelled article: its source record, exact text and units in order.

    `source` has the fields of `schema/rows/articles.json`. `document` is the annotation file, `origins` the file and
    line of every id in it, and of a label's fields as `id#field` or `id#field/index`.
    """

    article_id: str
    split: str
    fold: str
    source: Json
    text: str
    units: tuple[Unit, ...]
    document: Document = field(repr=False)
    origins: Mapping[str, Origin] = field(repr=False)


def read_articles(folder: Folder, sources: Sequence[Source], labels: str, *, whole: bool = True) -> tuple[Article, ...]:
    """Read the annotation files in the folder `labels` (relative to the tree's root), in the order of the sources.

    An article with findings of its own is left out. Where not `whole`, an article without a file is none.
    """
    if sources:  # none: sources.yaml could not be read, and which files belong is not known
        folder.expect_only(labels, {f"{source.article_id}.yaml" for source in sources})
    files = {source.article_id: f"{labels}/{source.article_id}.yaml" for source in sources}
    read = (
        _read_article(folder, source, files[source.article_id])
        for source in sources
        if whole or lexists(folder.root / files[source.article_id])
    )
    return tuple(article for article in read if article is not None)


def _read_article(folder: Folder, source: Source, file: str) -> Article | None:
    document = folder.document(file, "file:annotation")
    if source.text is None or document is None:
        return None
    reader = ArticleReader(document, source.article_id, source.text)
    units = reader.read()
    folder.findings.extend(reader.findings)
    if reader.findings or source.split is None:
        return None
    split, fold = source.split["split"], source.split["fold"]
    return Article(source.article_id, split, fold, source.record, source.text, units, document, reader.origins)
