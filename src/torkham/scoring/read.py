"""The articles of a dataset folder or an annotation tree, with their labels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from torkham.annotation import Unit
from torkham.layout import ANNOTATIONS, SOURCES
from torkham.scoring.documents import (
    Documents,
    NotScorableError,
    Sentence,
    Sentences,
    Texts,
    documents,
    text_hash,
)
from torkham.scoring.labels import Place


def read_documents(path: str | Path, wanted: Collection[str] | None = None) -> Documents:
    """Read a dataset folder or an annotation tree; of its articles only those whose hashes are `wanted`, or all.

    Raises `NotScorableError` where it is neither, or cannot be read as what it is.
    """
    root = Path(path)
    if (root / SOURCES).exists() or (root / ANNOTATIONS).exists():
        return documents(str(path), *_read_tree(root, wanted))
    if (root / "data").is_dir():
        from torkham.scoring.tables import read_tables

        return documents(str(path), *read_tables(root, wanted))
    what = "is neither a dataset (data/) nor an annotation tree (seeds/, annotations/)"
    inside = f"; did you mean {root / 'dataset'}?" if (root / "dataset/data").is_dir() else ""
    raise NotScorableError(f"{path} {what if root.exists() else 'is not there'}{inside}")


def _read_tree(root: Path, wanted: Collection[str] | None) -> tuple[Texts, Sentences]:
    from torkham.corpus import read_corpus

    corpus = read_corpus(root)
    broken = [finding for finding in corpus.findings if finding.severity == "error"]
    if broken or not corpus.articles:
        first = f"{broken[0].file}: {broken[0].message}" if broken else "no article is annotated"
        raise NotScorableError(f"{root}: {first} (torkham validate {root} tells all there is to mend)")
    texts: dict[str, tuple[str, str | None]] = {}
    for article in corpus.articles:
        hash_ = text_hash(article.text)
        texts[article.article_id] = hash_, article.text if wanted is None or hash_ in wanted else None
    return texts, {article.article_id: tuple(_of_units(article.units)) for article in corpus.articles}


def _of_units(units: Iterable[Unit]) -> Iterator[Sentence]:
    for unit in units:
        labels = Place(unit.text, unit.start).labels(unit.mentions, unit.events, unit.stances)
        yield Sentence(unit.sentence_id, unit.role, unit.start, unit.end, labels)
