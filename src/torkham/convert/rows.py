"""Files of many articles: JSON Lines, plain or gzip'd, and Parquet. A record's text is taken as it is."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from torkham.convert.found import FIELDS, Found, Record, Skip, SkipError
from torkham.convert.plain import decode
from torkham.document import DocumentError
from torkham.findings import did_you_mean
from torkham.layout import sha256
from torkham.parquet_reader import BoundedParquet
from torkham.strict_json import read_json

MAX_LINE = 8 * 1024 * 1024
"""Bytes that a line may have: the longest article that is taken, however its characters are written."""
BATCH_ROWS = 64
"""Of a Parquet file that are in memory together."""

Columns = Mapping[str, str]
"""The column that holds `text`, and each of `FIELDS`."""


@dataclass(frozen=True, slots=True)
class Part:
    """The records from `start` up to `end` of a file of many: bytes of JSON Lines, rows of Parquet, both from 0.

    `before` is the number of lines or rows that stand before them. A part begins and ends with whole lines.
    """

    start: int
    end: int
    before: int


def default_columns(given: Columns) -> dict[str, str]:
    """Return the columns to read: those given, and else those of the same name."""
    return {name: given.get(name, name) for name in ("text", *FIELDS)}


def json_lines(
    path: Path, place: str, stem: str, columns: Columns, part: Part | None = None
) -> Iterator[Record | Skip]:
    """Yield a record for every line that is not empty; of a file that is not packed, those of a part."""
    opened: Callable[..., IO[bytes]] = gzip.open if path.suffix.lower() == ".gz" else open  # type: ignore[assignment]
    number = part.before if part else 0
    try:
        with opened(path, "rb") as stream:
            if part:
                stream.seek(part.start)
            while (part is None or stream.tell() < part.end) and (line := stream.readline(MAX_LINE + 1)):
                number += 1
                if len(line) > MAX_LINE and not line.endswith(b"\n"):
                    while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                        pass
                    hint = "write one record on each line"
                    yield Skip(f"{place}:{number}", "too-long", f"a line of more than {MAX_LINE} bytes", hint)
                elif line.strip():
                    parse = partial(_of_line, line, columns)
                    yield Record(f"{place}:{number}", stem, sha256(line), len(line), parse)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        message = f"the file breaks off or is damaged after line {number}: {error}"
        yield Skip(place, "malformed", message, "fetch or pack it again")


def _of_line(line: bytes, columns: Columns) -> Found:
    try:
        record = read_json(decode(line))
    except DocumentError as error:
        reason = "control-character" if error.kind == "control-character" else "malformed"
        raise SkipError(reason, error.message, error.hint or "write the record as plain JSON") from None
    if not isinstance(record, dict):
        raise SkipError("malformed", "the line is no JSON object", "write one record, {…}, on each line")
    return of_row(record, columns)


def parquet_rows(
    path: Path, place: str, stem: str, columns: Columns, part: Part | None = None
) -> Iterator[Record | Skip]:
    """Yield a record for every row, or those of a part; rows count from 1, as lines do."""
    number = part.before if part else 0
    try:
        file = BoundedParquet(path)
        there = file.schema_arrow.names
        if missing := _missing(columns, there):
            if not number:  # else the part before this one has said so
                yield missing.at(place)
            return
        size = path.stat().st_size // max(1, file.metadata.num_rows)
        wanted = [column for column in dict.fromkeys(columns.values()) if column in there]
        end = part.end if part else file.metadata.num_rows
        for batch in file.iter_batches(BATCH_ROWS, wanted, number):
            for row in batch.slice(0, end - number).to_pylist():
                number += 1
                key = sha256(json.dumps(row, default=str, ensure_ascii=False).encode(errors="surrogatepass"))
                yield Record(f"{place}:{number}", stem, key, size, partial(of_row, row, columns))
            if number >= end:
                return
    except (pa.ArrowException, ValueError) as error:
        reason = next(iter(str(error).splitlines()), "no reason given")
        after = f" after row {number}" if number else ""
        yield Skip(place, "malformed", f"not readable as Parquet{after}: {reason}", "write the file again")


def _missing(columns: Columns, there: list[str]) -> SkipError | None:
    """Return what is wrong where a column that was asked for is not in a table."""
    asked = [column for name, column in columns.items() if name == "text" or column != name]
    lacking = next((column for column in asked if column not in there), None)
    if lacking is None:
        return None
    option = "--text-column NAME" if lacking == columns["text"] else "--column FIELD=NAME"
    hint = f"{did_you_mean(lacking, there)} Name another with {option}".strip()
    return SkipError("no-text", f'there is no column "{lacking}" among {_listed(there)}', hint)


def of_row(row: Mapping[str, Any], columns: Columns) -> Found:
    """Return the article that a row or a JSON object holds. Raises `SkipError`."""
    column = columns["text"]
    if column not in row:
        hint = f"{did_you_mean(column, row)} Name another with --text-column NAME".strip()
        raise SkipError("no-text", f'there is no "{column}" among {_listed(list(row))}', hint)
    text = row[column]
    if text is None:
        raise SkipError("empty", f'"{column}" is null', "leave the record out")
    if not isinstance(text, str):
        message = f'"{column}" is a {type(text).__name__}, not text'
        raise SkipError("no-text", message, "name the column that holds the text with --text-column NAME")
    said = {name: row.get(columns[name]) for name in FIELDS}
    return Found(text, sha256(text.encode()), {name: value for name, value in said.items() if value is not None})


def _listed(names: list[str], most: int = 12) -> str:
    more = f", and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(name[:60] for name in names[:most]) + more if names else "no columns at all"
