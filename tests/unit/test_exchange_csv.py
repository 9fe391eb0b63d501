from __future__ import annotations

import csv
import dataclasses
import warnings
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import csvw
import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from tests.conftest import TOY
from torkham import contract
from torkham.exchange.csv_tables import METADATA, SEPARATOR, sheets, write
from torkham.exchange.document import read_documents
from torkham.loading import dataset_dir
from torkham.rows import row_fields
from torkham.tables import ID_COLUMNS

TABLES = [table for table in contract.TABLES if table not in contract.VOTES]
HOSTILE = (
    "=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "- a list item", "\ttab", "'quoted'", '"quoted"', '"', "a,b", "a;b", "a|b",
    "one\r\ntwo", "one\ntwo", "one\rtwo", "\r", " spaces ", "NA", "null", "None", "TRUE", "001", "1e5", "2025",
    "🌾 ’ \u2028", "\ufeff", "\\N", "#N/A",
)  # fmt: skip
"""What spreadsheets and readers of CSV are known to turn into something else."""

Cells = list[dict[str, str]]


def by_csv(path: Path) -> Cells:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def by_polars(path: Path) -> Cells:
    return pl.read_csv(path, infer_schema=False).fill_null("").to_dicts()


def by_pandas(path: Path) -> Cells:
    rows = pd.read_csv(path, dtype=str, keep_default_na=False).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def by_duckdb(path: Path) -> Cells:
    dialect = "all_varchar=true, header=true, delim=',', quote='\"', escape='\"'"
    relation = duckdb.sql(f"select * from read_csv('{path}', {dialect})")
    return [dict(zip(relation.columns, (cell or "" for cell in row), strict=True)) for row in relation.fetchall()]


READERS = [by_polars, by_pandas, by_duckdb]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("csv")
    write(read_documents(dataset_dir()), folder)
    return folder


@pytest.fixture(scope="module")
def typed(out: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows as a reader of CSV on the Web gives them: types and lists as the metadata say."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        group = csvw.TableGroup.from_file(out / METADATA)
        read = {str(name): [dict(row) for row in rows] for name, rows in group.read().items()}
        group.check_referential_integrity()
    return read


def parquet(table: str) -> list[dict[str, Any]]:
    """Return the rows of a table of the dataset, with their split."""
    files = [dataset_dir() / f"data/{table}/{split}.parquet" for split in contract.SPLITS]
    return [row | {"split": file.stem} for file in files if file.is_file() for row in pq.read_table(file).to_pylist()]


@pytest.mark.parametrize("table", TABLES)
def test_every_value_of_the_dataset_is_in_its_table_or_the_files_of_its_lists(
    table: str, typed: dict[str, list[dict[str, Any]]]
) -> None:
    children: dict[str, dict[str, list[Any]]] = {}
    own, *others = sheets(table)
    for sheet in others:
        grouped: dict[str, list[Any]] = defaultdict(list)
        for row in typed[sheet.file]:
            assert row.pop("position") == len(grouped[row[ID_COLUMNS[table]]])
            grouped[row.pop(ID_COLUMNS[table])].append({k.removeprefix(f"{sheet.unfolds}_"): v for k, v in row.items()})
        children[str(sheet.unfolds)] = grouped
    expected = []
    for row in parquet(table):
        for name, grouped in children.items():
            assert row.pop(name) == grouped[row[ID_COLUMNS[table]]]
        expected.append(flat(table, row))
    assert typed[own.file] == expected


def flat(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without its labels, the records in its cells laid out by the rule that the page states."""
    cells: dict[str, Any] = {}
    for field in row_fields(table):
        if field.name in contract.LABELS or field.name not in row:
            continue
        if field.name == "fold":
            cells["split"] = row["split"]
        if field.kind != "struct":
            cells[field.name] = row[field.name]
            continue
        for part in field.fields:
            name = "place_id" if part.name == "place_id" else f"{field.name}_{part.name}"
            cells[name] = row[field.name] and row[field.name][part.name]
    return cells


@pytest.mark.parametrize("read", READERS)
def test_every_reader_reads_the_same_cells(read: Callable[[Path], Cells], out: Path) -> None:
    for table in TABLES:
        for sheet in sheets(table):
            assert read(out / sheet.file) == by_csv(out / sheet.file), sheet.file


@pytest.mark.parametrize("read", [by_csv, *READERS])
def test_no_value_is_altered_whatever_a_spreadsheet_would_make_of_it(
    read: Callable[[Path], Cells], tmp_path: Path
) -> None:
    (document,) = read_documents(TOY, ["grey-bridge"])
    titled = [dataclasses.replace(document, about=document.about | {"title": title}) for title in HOSTILE]
    write(titled, tmp_path)
    rows = read(tmp_path / "articles.csv")
    assert [row["title"] for row in rows] == list(HOSTILE)
    assert {row["text"] for row in rows} == {document.text}


def test_offsets_hold_in_the_cells(out: Path) -> None:
    for row in by_csv(out / "events.csv"):
        assert row["sentence_text"][int(row["trigger_start"]) : int(row["trigger_end"])] == row["trigger_text"]


@pytest.mark.parametrize("table", TABLES)
def test_column_names_are_unique_and_what_separates_codes_stands_in_none(table: str) -> None:
    for sheet in sheets(table):
        names = [column.name for column in sheet.columns]
        assert len(set(names)) == len(names)
        for item in (column.field.item for column in sheet.columns if column.field.item):
            pattern = dict(item.rules).get("pattern", "")
            assert item.vocabulary or pattern == "^[a-z][a-z0-9_]*$", "a list of words needs a file of its own"
            assert SEPARATOR not in "".join(contract.vocabulary(item.vocabulary) if item.vocabulary else pattern)


@pytest.mark.parametrize("table", TABLES)
def test_no_text_is_empty_so_that_an_empty_cell_is_null(table: str) -> None:
    for sheet in sheets(table):
        for field in (column.field for column in sheet.columns if column.field.kind == "string"):
            least = dict(field.rules).get("minLength", 0)
            known = field.name in ("split", "section")  # a section is the text of a unit
            assert known or field.vocabulary or "pattern" in dict(field.rules) or least > 0, field


def test_a_file_begins_with_a_byte_order_mark_and_its_lines_end_as_rfc_4180_has_them(out: Path) -> None:
    data = (out / "actors.csv").read_bytes()
    assert data.startswith("\ufeffactor_id,name,".encode())
    assert data.count(b"\n") == data.count(b"\r\n") == 1 + len(parquet("actors"))


def test_all_files_are_there_even_without_articles(tmp_path: Path) -> None:
    files = write([], tmp_path)
    assert {file.name for file in files} == {file.name for file in tmp_path.iterdir()}
    assert by_csv(tmp_path / "events.csv") == []
