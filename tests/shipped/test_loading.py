"""Every configuration and split loads through `datasets`, typed, with offsets that point where they say."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest
from datasets import ClassLabel, Value, load_dataset

from tests.conftest import TOY
from tests.shipped.conftest import DATASET
from torkham import contract, read_corpus, vocabulary, write_dataset
from torkham.rows import Field, row_fields

FILES = sorted(path.relative_to(DATASET / "data") for path in (DATASET / "data").rglob("*.parquet"))
SPANS = {
    "mentions": [],
    "events": ["trigger", "cue", "time", "place"],
    "stances": ["target_text", "cue", "evidence"],
}


def test_default_configuration_is_sentences(load: Callable[..., Any]) -> None:
    everything = load()
    assert set(everything) == set(contract.SPLITS)
    assert everything["train"].column_names == [field.name for field in row_fields("sentences")]


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_split_loads_with_the_rows_of_its_file(file: Any, load: Callable[..., Any]) -> None:
    config, split = file.parent.name, file.stem
    loaded = load(config, split)
    assert loaded.num_rows == pq.read_metadata(DATASET / "data" / file).num_rows > 0
    assert loaded.to_list() == _as_classes(pl.read_parquet(DATASET / "data" / file).to_dicts(), row_fields(config))


@pytest.mark.parametrize("config", contract.TABLES)
def test_all_is_every_split_together(config: str, load: Callable[..., Any]) -> None:
    parts = [file for file in FILES if file.parent.name == config]
    rows = sum(pq.read_metadata(DATASET / "data" / file).num_rows for file in parts)
    assert load(config, "all").num_rows == rows


@pytest.mark.parametrize("config", contract.TABLES)
def test_class_labels_are_named_at_every_depth(config: str, load: Callable[..., Any]) -> None:
    features = load(config, "train").features
    found = dict(_labels(features, ""))
    wanted = dict(_vocabularies(row_fields(config), ""))
    assert {path: tuple(label.names) for path, label in found.items()} == wanted


@pytest.mark.parametrize("config", ["mentions", "events", "stances"])
def test_offsets_slice_to_their_text_in_flat_tables(config: str, load: Callable[..., Any]) -> None:
    articles = {row["article_id"]: row["text"] for row in load("articles", "all")}
    for row in load(config, "all"):
        assert articles[row["article_id"]][row["sentence_start"] :].startswith(row["sentence_text"])
        for span in _spans(row, config):
            assert row["sentence_text"][span["start"] : span["end"]] == span["text"]


def test_offsets_slice_to_their_text_in_sentences(load: Callable[..., Any]) -> None:
    articles = {row["article_id"]: row["text"] for row in load("articles", "all")}
    for row in load("sentences", "all"):
        assert articles[row["article_id"]][row["start"] : row["end"]] == row["text"]
        for config in contract.LABELS:
            for label in row[config]:
                for span in _spans(label, config):
                    assert row["text"][span["start"] : span["end"]] == span["text"]
                    at = row["start"] + span["start"]
                    assert articles[row["article_id"]][at : at + len(span["text"])] == span["text"]


def test_sentences_and_gaps_tile_every_article(load: Callable[..., Any]) -> None:
    sentences = load("sentences", "all").to_pandas()
    for article in load("articles", "all"):
        units = sentences[sentences.article_id == article["article_id"]]
        cursor, text = 0, article["text"]
        for unit in units.itertuples():
            assert text[cursor : unit.start].strip() == ""
            cursor = unit.end
        assert text[cursor:].strip() == ""
        assert len(units) == article["n_sentences"]


@pytest.mark.parametrize("config", contract.LABELS)
def test_nested_labels_are_the_flat_tables(config: str, load: Callable[..., Any]) -> None:
    nested = [label for row in load("sentences", "all") for label in row[config]]
    flat = load(config, "all").to_list()
    names = list(nested[0])
    assert nested == [{name: row[name] for name in names} for row in flat]


def test_unjudged_roles_have_no_labels(load: Callable[..., Any]) -> None:
    roles = vocabulary("role")
    for row in load("sentences", "all"):
        assert row["is_annotated"] == contract.terms("role")[roles[row["role"]]]["annotated"]
        assert row["is_annotated"] or not (row["mentions"] or row["events"] or row["stances"])


@pytest.mark.parametrize("config", contract.TABLES)
def test_streamed_rows_are_the_loaded_ones(config: str, load: Callable[..., Any]) -> None:
    streamed = load_dataset(str(DATASET), config, split="train", streaming=True)
    assert list(streamed) == load(config, "train").to_list()


def test_rewritten_data_are_never_served_from_the_cache(fresh_cache: Path, tmp_path: Path) -> None:
    tree, folder = shutil.copytree(TOY, tmp_path / "tree"), tmp_path / "dataset"
    registry = tree / "annotations/registries/issues.yaml"

    def titles() -> list[str]:
        write_dataset(read_corpus(tree), folder)
        return list(load_dataset(str(folder), "issues", split="train", cache_dir=str(fresh_cache))["proposition"])

    before = titles()
    registry.write_text(registry.read_text("utf-8").replace(before[0], "Something else is so."), encoding="utf-8")
    assert titles() == ["Something else is so.", *before[1:]]
    assert titles() == ["Something else is so.", *before[1:]]


def test_plain_strings_are_read_by_polars() -> None:
    frame = pl.read_parquet(DATASET / "data" / "events" / "*.parquet")
    assert set(frame["type"]) <= set(vocabulary("event_type"))


def test_descriptions_travel_in_the_parquet_files() -> None:
    for file in FILES:
        schema = pq.read_schema(DATASET / "data" / file)
        assert all(field.metadata[b"description"] for field in schema)


def _spans(row: dict[str, Any], config: str) -> Iterator[dict[str, Any]]:
    if config == "mentions":
        yield row
    yield from (row[name] for name in SPANS[config] if row[name] is not None)


def _labels(feature: Any, path: str) -> Iterator[tuple[str, ClassLabel]]:
    if isinstance(feature, ClassLabel):
        yield path, feature
    elif isinstance(feature, dict):
        for name, child in feature.items():
            yield from _labels(child, f"{path}.{name}".lstrip("."))
    elif isinstance(feature, list):  # as datasets before 4 has lists
        yield from _labels(feature[0], path)
    elif not isinstance(feature, Value):
        yield from _labels(feature.feature, path)


def _vocabularies(fields: tuple[Field, ...], path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for field in fields:
        here = f"{path}.{field.name}".lstrip(".")
        inner = field.item or field
        if inner.vocabulary is not None:
            yield here, vocabulary(inner.vocabulary)
        yield from _vocabularies(inner.fields, here)


def _as_classes(rows: list[dict[str, Any]], fields: tuple[Field, ...]) -> list[dict[str, Any]]:
    return [{field.name: _as_class(row[field.name], field) for field in fields} for row in rows]


def _as_class(value: Any, field: Field) -> Any:
    if value is None:
        return None
    if field.item is not None:
        return [_as_class(item, field.item) for item in value]
    if field.fields:
        return {child.name: _as_class(value[child.name], child) for child in field.fields}
    return vocabulary(field.vocabulary).index(value) if field.vocabulary else value
