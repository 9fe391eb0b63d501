"""What a second dataset says of the same articles, sentence by sentence, and where it differs, in the scorer's classes.

The sentences are those of the first dataset, gold; articles are known by their text, and labels are paired, as
`docs/scoring.md` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from torkham.browse.reading import Article, NotBrowsableError
from torkham.contract import LABELS, Json
from torkham.scoring.cases import Case, judged
from torkham.scoring.documents import Document, Documents, NotScorableError, text_hash
from torkham.scoring.errors import Error, errors_of
from torkham.scoring.labels import Label
from torkham.tables import ID_COLUMNS


class Given(NamedTuple):
    """A label that the second dataset gives; its spans count from `shift` code points into the gold sentence."""

    shift: int
    record: Json


class Difference(NamedTuple):
    """A difference: the layer, the scorer's class and detail, and the ids of the labels, None where there is none."""

    layer: str
    kind: str
    detail: str
    gold: str | None
    other: str | None


@dataclass(frozen=True)
class Compared:
    """What the second dataset has in the place of a gold sentence: its labels by layer, and all differences."""

    given: Mapping[str, tuple[Given, ...]]
    differences: tuple[Difference, ...]


class _Origin(NamedTuple):
    """Where a label as it is scored comes from: its record, and the start of its sentence in the article."""

    record: Json
    start: int


@dataclass(frozen=True)
class Comparison:
    """The sentences that were compared, by gold's id; `not_judged` counts labels where gold annotates nothing."""

    sentences: Mapping[str, Compared]
    not_judged: Mapping[str, int]


def shared(gold: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """Return, for the articles that two datasets share, the other's id by gold's; both are hashes of texts by id."""
    ids = {hash_: id_ for id_, hash_ in other.items()}
    return {id_: ids[hash_] for id_, hash_ in gold.items() if hash_ in ids}


def compare(gold: Iterable[Article], other: Iterable[Article], paths: tuple[Path, Path]) -> Comparison:
    """Compare the labels of articles; `paths` are the folders that messages name. Raises `NotBrowsableError`."""
    ours, theirs = tuple(gold), tuple(other)
    try:
        found = judged(_documents(ours, paths[0]), _documents(theirs, paths[1]))
    except NotScorableError as error:
        raise NotBrowsableError(str(error)) from None
    origins = _origins((*ours, *theirs))
    return Comparison({case.sentence_id: _compared(case, origins) for case in found.cases}, found.not_judged)


def _documents(articles: Iterable[Article], path: Path) -> Documents:
    by_hash = {
        text_hash(each.row["text"]): Document(each.article_id, each.row["text"], each.scored) for each in articles
    }
    return Documents(str(path), by_hash, {})


def _origins(articles: Iterable[Article]) -> dict[int, _Origin]:
    """Return the records of labels by the identity of what is scored of them: two labels may well be equal."""
    return {
        id(label): _Origin(record, sentence.start)
        for article in articles
        for row, sentence in zip(article.sentences, article.scored, strict=True)
        for layer in LABELS
        for record, label in zip(row[layer], getattr(sentence.labels, layer), strict=True)
    }


def _compared(case: Case, origins: Mapping[int, _Origin]) -> Compared:
    def given(layer: str) -> tuple[Given, ...]:
        found = (origins[id(label)] for label in getattr(case.pred, layer))
        return tuple(Given(origin.start - case.start, origin.record) for origin in found)

    differences = tuple(_difference(error, origins) for error in errors_of(case))
    return Compared({layer: given(layer) for layer in LABELS}, differences)


def _difference(error: Error, origins: Mapping[int, _Origin]) -> Difference:
    def label_id(label: Label | None) -> str | None:
        return None if label is None else str(origins[id(label)].record[ID_COLUMNS[error.layer]])

    return Difference(error.layer, error.kind, error.detail, label_id(error.gold), label_id(error.pred))
