"""The survey: which texts there are, before any is labelled, so that what belongs together is known of every article.

A survey has a row for each record that can be parsed, in the order of the input. What is to be known of all articles
together before one is written belongs here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from torkham.convert.admission import admit
from torkham.convert.drafting import id_of
from torkham.convert.found import Record, Skip, SkipError
from torkham.layout import sha256
from torkham.near import Signatures, clusters, near_pairs, signature, unpacked

SCHEMA = pa.schema(
    [
        ("place", pa.string()),
        ("article_id", pa.string()),
        ("text_sha256", pa.binary()),
        ("signature", pa.binary()),
    ]
)
"""`signature` is that of `torkham.near`, null for a text that is not taken."""
PART_ROWS = 4_096


def survey(records: Iterable[Record | Skip]) -> pa.Table:
    """Return the place, id, hash and signature of the text of each record that can be parsed."""
    return pa.concat_tables([SCHEMA.empty_table(), *surveyed(records)])


def surveyed(records: Iterable[Record | Skip]) -> Iterator[pa.Table]:
    """Yield the rows of the survey, some thousand at a time. Those that cannot be parsed are told of later."""
    rows: list[tuple[str, str, bytes, bytes | None]] = []
    for record in records:
        if isinstance(record, Record) and (text := _text(record)) is not None:
            hash_ = bytes.fromhex(sha256(text.encode()))
            rows.append((record.place, id_of(record.stem, text), hash_, _signature(text)))
            if len(rows) == PART_ROWS:
                yield _table(rows)
                rows = []
    yield _table(rows)


def folds(surveys: Sequence[Path]) -> dict[str, str]:
    """Return the fold of each article that another is nearly equal to: the id of the first of them in the input.

    It depends on the texts and their order only, whoever labels them and whether that succeeds.
    """
    first = clusters(near_pairs(partial(_signatures, surveys)))
    wanted = np.fromiter(first, np.int64)
    ids: dict[int, str] = {}
    begun = 0
    for batch in _batches(surveys, "article_id"):
        here = wanted[np.searchsorted(wanted, begun) : np.searchsorted(wanted, begun + len(batch))]
        ids.update(zip(here.tolist(), batch["article_id"].take(here - begun).to_pylist(), strict=True))
        begun += len(batch)
    return {ids[number]: ids[one] for number, one in first.items()}


def folds_of(records: Iterable[Record | Skip]) -> dict[str, str]:
    """Return the folds of records, whose survey is not kept. Raises `OSError` where a temporary folder has no room."""
    with TemporaryDirectory(prefix="torkham-") as folder:
        path = Path(folder, "survey.parquet")
        with pq.ParquetWriter(path, SCHEMA) as writer:
            for table in surveyed(records):
                writer.write_table(table)
        return folds([path])


def several(marked: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the places of the articles of each fold that has several, of pairs of fold and place, in their order."""
    together: dict[str, list[str]] = {}
    for fold, place in marked:
        together.setdefault(fold, []).append(place)
    return [places for places in together.values() if len(places) > 1]


def _table(rows: Sequence[tuple[str, str, bytes, bytes | None]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], SCHEMA)


def _text(record: Record) -> str | None:
    try:
        text = record.parse().text
        text.encode()
    except ModuleNotFoundError:
        raise
    except Exception:  # whatever it is: the conversion meets it again, and says so
        return None
    return text


def _signature(text: str) -> bytes | None:
    try:
        admit(text)
    except SkipError:
        return None
    return signature(text)


def _signatures(surveys: Sequence[Path]) -> Iterator[Signatures]:
    for batch in _batches(surveys, "signature"):
        yield unpacked(batch["signature"].to_pylist())


def _batches(surveys: Sequence[Path], column: str) -> Iterator[pa.Table]:
    """Yield a column of the texts that are taken."""
    for path in surveys:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(PART_ROWS, columns=sorted({column, "signature"})):
                yield pa.table(batch).filter(batch["signature"].is_valid())
