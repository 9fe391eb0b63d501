"""The text-free edition of the release: nothing of the articles is in it, it loads, and it comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.conftest import values
from tests.shipped.conftest import DATASET, ROOT
from torkham import contract
from torkham.edition.rehydrate import rehydrate
from torkham.edition.strip import TABLES, edition_fields, strip

ARTICLES = {
    row["article_id"]: row["text"] for row in pl.read_parquet(DATASET / "data" / "articles" / "*.parquet").to_dicts()
}
WORD = re.compile(r"⟦[0-9:]*⟧|\w+")
RUN = 5
"""Successive words that would be an article's."""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edition") / "text-free"
    strip(DATASET, folder)
    return folder


def words(text: str) -> list[str]:
    return [match.casefold() for match in WORD.findall(text)]


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


def texts_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield all text that is in files other than registries, which are the project's own."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".parquet" and path.parent.name not in contract.REGISTRIES:
            yield from ((name, text) for text in values(pl.read_parquet(path).to_dicts()))
        elif path.is_file() and path.suffix != ".parquet":
            yield name, path.read_text(encoding="utf-8")


def test_no_words_of_an_article_are_in_any_file(edition: Path) -> None:
    articles = set().union(*map(runs, ARTICLES.values()))
    quoted = {name: shared for name, text in texts_of(edition) if (shared := runs(text) & articles)}
    assert quoted == {}


def test_the_search_finds_words_where_they_are() -> None:
    articles = set().union(*map(runs, ARTICLES.values()))
    files = {name.split("/")[1] for name, text in texts_of(DATASET) if runs(text) & articles}
    assert files >= {"articles", "sentences", *contract.LABELS, *contract.VOTES}


def test_no_unit_is_a_value(edition: Path) -> None:
    units = set(pl.read_parquet(DATASET / "data" / "sentences" / "*.parquet")["text"])
    facts = {"Muhammad Afzal"}
    found = {text for name, text in texts_of(edition) if name.startswith("data/") and text in units}
    assert found <= facts


def test_columns_that_hold_text_are_gone(edition: Path) -> None:
    for table in TABLES:
        columns = pl.read_parquet(edition / "data" / table / "*.parquet").columns
        assert columns == [field.name for field in edition_fields(table)]
        assert not {"text", "sentence_text"} & set(columns)


def test_the_release_comes_back_from_the_articles(edition: Path, tmp_path: Path) -> None:
    rehydrate(edition, ROOT / "seeds" / "articles", tmp_path / "full")
    files = [path.relative_to(DATASET) for path in DATASET.rglob("*") if path.is_file()]
    assert {path: (tmp_path / "full" / path).read_bytes() for path in files} == {
        path: (DATASET / path).read_bytes() for path in files
    }
    restored = pl.read_parquet(tmp_path / "full" / "data" / "articles" / "*.parquet")
    for file, text in restored.select("source_file", "text").rows():
        assert text.encode() == (ROOT / "seeds" / "articles" / file).read_bytes()


@pytest.mark.parametrize("table", TABLES)
def test_every_table_loads(table: str, edition: Path, fresh_cache: Path) -> None:
    from datasets import load_dataset

    loaded = load_dataset(str(edition), table, split="all", cache_dir=str(fresh_cache))
    assert loaded.num_rows == pl.read_parquet(edition / "data" / table / "*.parquet").height
    assert loaded.column_names == [field.name for field in edition_fields(table)]


def test_sentences_load_unasked(edition: Path, fresh_cache: Path) -> None:
    from datasets import load_dataset

    everything = load_dataset(str(edition), cache_dir=str(fresh_cache))
    assert set(everything) == set(contract.SPLITS)
    assert "sentence_id" in everything["train"].column_names
