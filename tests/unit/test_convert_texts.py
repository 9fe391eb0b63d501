"""Texts in, tables out: what an engine of any kind calls on its batches."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.converting import Words, article, json_lines, write_folder
from torkham.convert import convert, convert_texts

ROWS = [{"text": article(day), "published": f"2025-03-0{day}"} for day in range(1, 6)]


def test_gives_the_rows_of_a_conversion_of_files_but_for_folds(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "in", {"news.jsonl": json_lines(*ROWS)})
    convert(source, tmp_path / "dataset", Words())
    tables = convert_texts(ROWS, Words(), "news")
    for name in ("sentences", "mentions", "events"):
        rows = pq.read_table(tmp_path / f"dataset/data/{name}/train.parquet")
        assert tables[name].drop_columns("fold").equals(rows.drop_columns("fold"))
    articles = pq.read_table(tmp_path / "dataset/data/articles/train.parquet")
    apart = ["source_file", "fold"]
    assert tables["articles"].drop_columns(apart).equals(articles.drop_columns(apart))
    assert tables["articles"]["fold"].equals(tables["articles"]["article_id"])


@pytest.mark.parametrize("size", [1, 2, 3])
def test_does_not_depend_on_the_batches(size: int) -> None:
    whole = convert_texts(ROWS, Words())
    parts = [convert_texts(ROWS[start : start + size], Words()) for start in range(0, len(ROWS), size)]
    for name in ("sentences", "mentions", "events", "stances"):
        assert pa.concat_tables(part[name] for part in parts).equals(whole[name])


def test_takes_plain_texts_and_says_what_it_skipped() -> None:
    tables = convert_texts([article(1), "", article(1), {"body": "x"}], Words())
    assert tables["articles"]["source_file"].to_pylist() == ["text:1"]
    skipped = tables["skipped"].select(["place", "reason"]).to_pylist()
    assert [(skip["place"], skip["reason"]) for skip in skipped] == [
        ("text:2", "empty"),
        ("text:3", "duplicate"),
        ("text:4", "no-text"),
    ]
    assert tables["actors"]["actor_id"].to_pylist() == ["herders"]


def test_of_nothing_gives_empty_tables() -> None:
    assert {name: table.num_rows for name, table in convert_texts([], Words()).items()} == dict.fromkeys(
        ("sentences", "articles", "mentions", "events", "stances", "actors", "skipped"), 0
    )
