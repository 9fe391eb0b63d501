"""An annotator's labels as the frames that the rules for datasets judge, before there is a dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from torkham.annotation import Unit
from torkham.annotator.base import Draft
from torkham.contract import LABELS, Json
from torkham.findings import Origin
from torkham.frames import Frames
from torkham.rows import arrow_schema
from torkham.tables import TableSet, rows_of

_SPLIT = "train"


@dataclass(frozen=True)
class _Article:
    """An article with labels, as `rows_of` takes it."""

    draft: Draft
    units: Sequence[Unit]

    @property
    def article_id(self) -> str:
        return self.draft.article_id

    @property
    def fold(self) -> str:
        return self.draft.article_id

    @property
    def text(self) -> str:
        return self.draft.text

    @property
    def source(self) -> Json:
        return {"article_id": self.article_id, "file": "", "sha256": "", "published": self.draft.published}


def tables_of(labelled: Iterable[tuple[Draft, Sequence[Unit]]]) -> TableSet:
    """Return the tables of articles, their sentences and labels; what a draft does not say of its source is empty."""
    articles: list[Any] = [_Article(draft, units) for draft, units in labelled]
    rows = {
        name: [row for each in articles for row in rows_of(each, name)] for name in ("sentences", "articles", *LABELS)
    }
    return tables_from(rows)


def tables_from(rows: Mapping[str, Sequence[Json]]) -> TableSet:
    """Return the tables that have rows."""
    return {
        (name, _SPLIT): pa.Table.from_pylist(list(found), schema=arrow_schema(name))
        for name, found in rows.items()
        if found
    }


def frames_of(tables: TableSet) -> Frames:
    """Return tables as frames whose findings have no place but the id that they are about."""
    return Frames(tables, lambda *_: Origin(""))
