"""The tables of a dataset folder, read for scoring: the columns that count, with what would make them unreadable told.

More is not asked of them than scoring needs (`torkham validate` judges a dataset), so that whoever has a model but no
annotator of `torkham convert` may write just these columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from torkham.contract import LABELS, Json
from torkham.edition.strip import is_edition
from torkham.measures import UNMEASURED
from torkham.rows import Field, row_fields
from torkham.scoring.documents import NotScorableError, Sentence, Sentences, Texts, sentence_of, text_hash
from torkham.scoring.labels import LabelError
from torkham.table_rows import TableError, pruned, table_rows

COLUMNS = {
    "articles": ("article_id", "text"),
    "sentences": ("sentence_id", "article_id", "role", "start", "end", "text", *LABELS),
}
"""The columns that are read, of the tables that are."""
UNREAD = {*UNMEASURED, "content_of", "certainty", "holder_mention_id", "implicit", "warrant"}
"""Fields of label records that are not: what is no part of a task, and ids, which are each annotator's own."""
BATCH = {"articles": 256, "sentences": 4096}
"""Rows that are held at a time: an article may be a million characters long."""


def read_tables(root: Path, wanted: Collection[str] | None) -> tuple[Texts, Sentences]:
    """Return the texts of a dataset folder, and the sentences of the articles whose hashes are `wanted`, or of all.

    Raises `NotScorableError`, whose message names the file and what is wrong with it.
    """
    if is_edition(root):
        raise NotScorableError(
            f"{root} is a text-free edition: torkham rehydrate restores the dataset from the articles"
        )
    texts: dict[str, tuple[str, str | None]] = {}
    for where, row in _rows(root, "articles"):
        if row["article_id"] in texts:
            raise NotScorableError(f'{where}: the article "{row["article_id"]}" stands twice')
        hash_ = text_hash(row["text"])
        texts[row["article_id"]] = hash_, row["text"] if wanted is None or hash_ in wanted else None
    sentences: dict[str, list[Sentence]] = {}
    for where, row in _rows(root, "sentences"):
        if row["article_id"] not in texts:
            raise NotScorableError(f'{where}: the table of articles has no "{row["article_id"]}"')
        if (text := texts[row["article_id"]][1]) is None:
            continue
        try:
            sentences.setdefault(row["article_id"], []).append(sentence_of(row, text))
        except LabelError as error:
            raise NotScorableError(f"{where}: {error}; offsets are code points, half-open") from None
    return texts, sentences


def _rows(root: Path, table: str) -> Iterator[tuple[str, Json]]:
    """Yield the file and the values of each row of a table, all its splits together."""
    try:
        yield from table_rows(root, table, _fields(table), batch=BATCH[table])
    except TableError as error:
        raise NotScorableError(str(error)) from None


@cache
def _fields(table: str) -> tuple[Field, ...]:
    """Return the columns of a table that are read, with those of their fields that are."""
    return tuple(pruned(field, UNREAD) for field in row_fields(table) if field.name in COLUMNS[table])
