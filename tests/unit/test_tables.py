"""The tables: rows in a fixed order, nested and flat alike, nothing left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from torkham import contract
from torkham.corpus import Corpus, read_corpus
from torkham.rows import arrow_schema
from torkham.tables import ID_COLUMNS, TableSet, build_tables, present_splits

TOY = Path(__file__).resolve().parents[1] / "toy"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(TOY)


@pytest.fixture(scope="module")
def tables(corpus: Corpus) -> TableSet:
    return build_tables(corpus)


def test_every_table_has_its_schema(tables: TableSet) -> None:
    for (name, _), table in tables.items():
        assert table.schema.equals(arrow_schema(name), check_metadata=True)


def test_every_configuration_but_votes_is_there_and_no_table_is_empty(tables: TableSet) -> None:
    assert {name for name, _ in tables} == set(contract.TABLES) - set(contract.VOTES)
    assert all(table.num_rows for table in tables.values())


def test_articles_go_to_their_split(corpus: Corpus, tables: TableSet) -> None:
    for article in corpus.articles:
        for name in ("sentences", "articles", *contract.LABELS):
            for split in present_splits(name, tables):
                ids = tables[name, split].column("article_id").to_pylist()
                assert (article.article_id in ids) == (split == article.split)


def test_every_unit_is_a_row_in_its_order(corpus: Corpus, tables: TableSet) -> None:
    for article in corpus.articles:
        rows = tables["sentences", article.split].to_pylist()
        assert [row["sentence_id"] for row in rows] == [unit.sentence_id for unit in article.units]
        assert [row["index"] for row in rows] == list(range(len(article.units)))


def test_labels_are_the_same_nested_and_flat(tables: TableSet) -> None:
    for layer in contract.LABELS:
        for split in present_splits(layer, tables):
            nested = [label for row in tables["sentences", split].to_pylist() for label in row[layer]]
            flat = tables[layer, split].to_pylist()
            assert nested == [{name: row[name] for name in nested[0]} for row in flat]


def test_quick_columns_follow_from_the_labels(tables: TableSet) -> None:
    for split in present_splits("sentences", tables):
        for row in tables["sentences", split].to_pylist():
            mentions = sorted(row["mentions"], key=lambda mention: (mention["start"], mention["end"]))
            assert row["actor_ids"] == list(dict.fromkeys(mention["actor_id"] for mention in mentions))
            assert row["event_types"] == list(dict.fromkeys(event["type"] for event in row["events"]))
            assert row["quad_classes"] == list(dict.fromkeys(event["quad_class"] for event in row["events"]))


def test_registries_keep_their_order_in_one_split(corpus: Corpus, tables: TableSet) -> None:
    for name in contract.REGISTRIES:
        assert present_splits(name, tables) == ["train"]
        ids = tables[name, "train"].column(ID_COLUMNS[name]).to_pylist()
        assert ids == [entry[ID_COLUMNS[name]] for entry in corpus.registries[name]]
