"""Documents are the same whether they are read from a tree or from the dataset built from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.conftest import ROOT
from torkham.exchange.document import ExchangeError, read_documents


@pytest.mark.parametrize("place", ["toy", "shipped"])
def test_a_tree_and_its_dataset_give_the_same_documents(place: str, toy: Path, toy_dataset: Path) -> None:
    tree, data = (toy, toy_dataset) if place == "toy" else (ROOT, ROOT / "dataset")
    of_tree = sorted(read_documents(tree), key=lambda each: each.article_id)
    of_data = sorted(read_documents(data), key=lambda each: each.article_id)
    assert of_tree == of_data
    assert any(unit.events and unit.stances for document in of_data for unit in document.units)


def test_only_the_articles_asked_for_are_read(toy: Path) -> None:
    assert [each.article_id for each in read_documents(toy, ["patience"])] == ["patience"]


def test_an_article_that_is_not_there_is_told_with_the_nearest(toy: Path) -> None:
    with pytest.raises(ExchangeError, match=r'no article "patiense"\. Did you mean "patience"'):
        list(read_documents(toy, ["patiense"]))


def put(root: Path, table: str, column: str, value: str | None) -> None:
    """Give the first row of a table another value."""
    path = next((root / "data" / table).iterdir())
    rows = pq.read_table(path)
    at = rows.schema.get_field_index(column)
    values = pa.array([value, *rows[column].to_pylist()[1:]], rows[column].type)
    pq.write_table(rows.set_column(at, pa.field(column, values.type), values), path)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda root: (root / "data/articles").rename(root / "data/texts"), "no table of articles"),
        (lambda root: (root / "data/sentences/train.parquet").write_bytes(b"PAR1"), "cannot be read as Parquet"),
        (lambda root: put(root, "articles", "article_id", "../patience"), r"'\.\./patience' is no article_id"),
        (lambda root: put(root, "articles", "text", None), "None is no text"),
        (lambda root: put(root, "sentences", "role", "chorus"), "grey-bridge:s001: 'chorus' is no role"),
        (lambda root: put(root, "incidents", "start", "last spring"), "'last spring' is no start"),
        (lambda root: (root / "data").rename(root / "tables"), "neither a dataset"),
    ],
)
def test_a_damaged_dataset_is_told_by_its_file(damage: Callable[[Path], object], says: str, dataset: Path) -> None:
    damage(dataset)
    with pytest.raises(ExchangeError, match=says):
        list(read_documents(dataset))
