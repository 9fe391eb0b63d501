"""The card: front matter that `datasets` reads without loss, and a body that says what the tables hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from datasets import ClassLabel, Features
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCardData
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.conftest import ROOT
from torkham import contract
from torkham.build import write_dataset
from torkham.card import CardError, config_hash, front_matter, read_template, render_card
from torkham.contract import Json
from torkham.corpus import Corpus
from torkham.document import read_plain
from torkham.layout import data_file
from torkham.parquet import Digest, digest
from torkham.rows import Field, arrow_schema, row_fields
from torkham.statistics import statistics
from torkham.tables import TableSet, build_tables, present_splits

TABLES = tuple(name for name in contract.TABLES if name not in contract.VOTES)
"""The tables of the toy corpus, which has no passes and so no votes."""

BODY = "# $title\n\n$version\n\n$counts\n\n$fields\n"


@pytest.fixture(scope="module")
def tables(toy_corpus: Corpus) -> TableSet:
    return build_tables(toy_corpus)


@pytest.fixture(scope="module")
def digests(tables: TableSet) -> dict[tuple[str, str], Digest]:
    return {key: digest(table) for key, table in tables.items()}


@pytest.fixture(scope="module")
def sizes(tables: TableSet) -> dict[str, int]:
    return {data_file(*key): 1000 + index for index, key in enumerate(tables)}


@pytest.fixture(scope="module")
def release(toy_corpus: Corpus) -> Json:
    return toy_corpus.release


@pytest.fixture(scope="module")
def card(digests: Any, release: Json, sizes: Any) -> str:
    return render_card(digests, release, sizes, BODY)


def parts(card: str) -> tuple[str, str]:
    """Split a card as the Hub does: at the first two lines of three hyphens."""
    match = re.match(r"---\n(.*?)\n---\n(.*)", card, re.DOTALL)
    assert match
    return match[1] + "\n", match[2]


@pytest.fixture(scope="module")
def data(card: str) -> DatasetCardData:
    return DatasetCardData(**yaml.safe_load(parts(card)[0]))


# Front matter


def test_front_matter_comes_back_as_it_was_made(card: str, digests: Any, release: Json, sizes: Any) -> None:
    assert yaml.safe_load(parts(card)[0]) == front_matter(digests, release, sizes)


def test_front_matter_is_plain_yaml_without_aliases(card: str) -> None:
    tokens = list(yaml.scan(parts(card)[0]))
    assert not any(isinstance(token, yaml.AliasToken | yaml.AnchorToken | yaml.TagToken) for token in tokens)
    assert read_plain(parts(card)[0])["license"] == "other"


def test_values_that_stand_twice_are_written_twice(digests: Any, release: Json, sizes: Any) -> None:
    # PyYAML writes the second place of one and the same list as an alias.
    shared = ["expert-generated"]
    card = render_card(digests, release | {"annotations_creators": shared, "tags": shared}, sizes, BODY)
    assert card.count("- expert-generated") == 2


def test_every_table_is_a_configuration(data: DatasetCardData, tables: TableSet, release: Json) -> None:
    configs = MetadataConfigs.from_dataset_card_data(data)
    assert list(configs) == [name for name in contract.TABLES if present_splits(name, tables)]
    assert configs.get_default_config_name() == "sentences"
    for name, config in configs.items():
        files = [(file["split"], file["path"]) for file in config["data_files"]]
        assert files == [(split, data_file(name, split)) for split in present_splits(name, tables)]
        assert str(config["version"]) == release["version"]


def test_one_configuration_is_the_default(data: DatasetCardData) -> None:
    configs = yaml.safe_load(data.to_yaml())["configs"]
    assert [config["config_name"] for config in configs if config.get("default")] == [TABLES[0]]


def test_counts_and_sizes_are_those_of_the_tables(
    data: DatasetCardData, tables: TableSet, digests: Any, sizes: dict[str, int]
) -> None:
    infos = DatasetInfosDict.from_dataset_card_data(data)
    for name, info in infos.items():
        assert info.splits is not None
        splits = present_splits(name, tables)
        assert [(split.name, split.num_examples, split.num_bytes) for split in info.splits.values()] == [
            (split, tables[name, split].num_rows, digests[name, split].num_bytes) for split in splits
        ]
        assert info.download_size == sum(sizes[data_file(name, split)] for split in splits)
        assert info.dataset_size == sum(digests[name, split].num_bytes for split in splits)


def expected_type(type_: pa.DataType, field: Field) -> pa.DataType:
    """Return the Arrow type that `datasets` gives a field: that of the file, and integers for labels."""
    if field.item is not None:
        return pa.list_(expected_type(type_.value_type, field.item))
    if field.fields:
        return pa.struct([(child.name, expected_type(type_.field(child.name).type, child)) for child in field.fields])
    return pa.int64() if field.vocabulary is not None else type_


@pytest.mark.parametrize("table", TABLES)
def test_features_have_the_types_of_the_columns(table: str, data: DatasetCardData) -> None:
    features = DatasetInfosDict.from_dataset_card_data(data)[table].features
    assert features is not None
    found = [(column.name, column.type) for column in features.arrow_schema]
    assert found == [
        (column.name, expected_type(column.type, field))
        for column, field in zip(arrow_schema(table), row_fields(table), strict=True)
    ]


def labels(feature: Any, path: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(feature, ClassLabel):
        yield path, tuple(feature.names)
    elif isinstance(feature, dict):
        for name, child in feature.items():
            yield from labels(child, f"{path}.{name}".lstrip("."))
    elif hasattr(feature, "feature"):
        yield from labels(feature.feature, path)


def vocabularies(fields: tuple[Field, ...], path: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for field in fields:
        inner, here = field.item or field, f"{path}.{field.name}".lstrip(".")
        if inner.vocabulary is not None:
            yield here, contract.vocabulary(inner.vocabulary)
        yield from vocabularies(inner.fields, here)


@pytest.mark.parametrize("table", TABLES)
def test_vocabularies_are_class_labels_in_their_order(table: str, data: DatasetCardData) -> None:
    features = DatasetInfosDict.from_dataset_card_data(data)[table].features
    assert dict(labels(features)) == dict(vocabularies(row_fields(table)))


@pytest.mark.parametrize("table", TABLES)
def test_features_encode_every_row(table: str, data: DatasetCardData, tables: TableSet) -> None:
    features = DatasetInfosDict.from_dataset_card_data(data)[table].features
    assert isinstance(features, Features)
    for split in present_splits(table, tables):
        for row in tables[table, split].to_pylist():
            assert set(features.encode_example(row)) == set(row)


def test_the_card_follows_the_rows(digests: dict[tuple[str, str], Digest], release: Json, sizes: Any) -> None:
    # The cache of `datasets` sees the card alone: another hash there is what makes it read the files again.
    changed = digests | {("events", "train"): digests["events", "train"]._replace(sha256="0" * 64)}
    before, after = (
        {config["config_name"]: config["description"] for config in front_matter(found, release, sizes)["configs"]}
        for found in (digests, changed)
    )
    assert {name for name in before if before[name] != after[name]} == {"events"}
    assert config_hash("events", changed)[:16] in after["events"]


@pytest.mark.parametrize("config", TABLES)
def test_a_configuration_s_hash_covers_each_of_its_splits(config: str, digests: dict[tuple[str, str], Digest]) -> None:
    for split in present_splits(config, digests):
        changed = digests | {(config, split): digests[config, split]._replace(sha256="0" * 64)}
        assert config_hash(config, changed) != config_hash(config, digests)
        assert all(config_hash(name, changed) == config_hash(name, digests) for name in TABLES if name != config)


@pytest.mark.parametrize(
    ("rows", "category"),
    [
        (0, "n<1K"), (999, "n<1K"), (1_000, "1K<n<10K"), (9_999, "1K<n<10K"), (10_000, "10K<n<100K"),
        (99_999, "10K<n<100K"), (100_000, "100K<n<1M"), (999_999, "100K<n<1M"), (1_000_000, "1M<n<10M"),
        (9_999_999, "1M<n<10M"), (10_000_000, "10M<n<100M"), (10**12, "n>1T"),
    ],
)  # fmt: skip
def test_size_categories_are_the_hub_s(rows: int, category: str, release: Json) -> None:
    digests = {("sentences", "train"): Digest("0" * 64, rows, 0), ("sentences", "test"): Digest("0" * 64, 0, 0)}
    sizes = {data_file(*key): 0 for key in digests}
    assert front_matter(digests, release, sizes)["size_categories"] == [category]


AWKWARD = [
    "---", "ends in ---", "--- begins", "a: b", "# no comment", "- item", "null", "no", "1.0", "2025-10-11", "'", '"',
    "{", "[", "*alias", "&anchor", "!tag", "%", "@", "`", "$version", "$$", "ہمسایہ", "🌾", "\u202efi",
    "\ufeff", "a\u2028b", "tab\there",
]  # fmt: skip


@pytest.mark.parametrize("words", AWKWARD)
def test_whatever_a_release_says_is_written_safely(words: str, digests: Any, release: Json, sizes: Any) -> None:
    said = release | {"title": words, "licence_link": words}
    head, body = parts(render_card(digests, said, sizes, BODY))
    front = yaml.safe_load(head)
    assert front == front_matter(digests, said, sizes)
    assert front["pretty_name"] == front["license_link"] == words
    assert read_plain(head)["pretty_name"] == words
    assert body.startswith(f"# {words}\n")


@settings(max_examples=20)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_any_title_comes_back(words: str) -> None:
    release = {
        "name": "toy",
        "title": words,
        "creator": "somebody",
        "published": "2026-01-31",
        "version": "1.2.3",
        "language": "en",
        "licence_link": "x",
        "annotations_creators": [],
        "tags": [],
    }
    digests = {("sentences", "train"): Digest("0" * 64, 1, 1)}
    head, _ = parts(render_card(digests, release, {data_file("sentences", "train"): 1}, BODY))
    assert yaml.safe_load(head)["pretty_name"] == words


def test_hyphens_in_a_title_do_not_end_the_front_matter(toy_corpus: Corpus, tmp_path: Path) -> None:
    corpus = replace(toy_corpus, release=toy_corpus.release | {"title": "Borders ---", "tags": ["--"]})
    write_dataset(corpus, tmp_path / "dataset")
    head, _ = parts((tmp_path / "dataset" / "README.md").read_text(encoding="utf-8"))
    assert yaml.safe_load(head)["pretty_name"] == "Borders ---"


@pytest.mark.parametrize("version", ["0.1.0", "1.0.0", "10.20.30"])
def test_versions_stay_words(version: str, digests: Any, release: Json, sizes: Any) -> None:
    head, _ = parts(render_card(digests, release | {"version": version}, sizes, BODY))
    assert [config["version"] for config in yaml.safe_load(head)["configs"]] == [version] * len(TABLES)


def test_labels_that_yaml_reads_as_something_else_stay_words(card: str) -> None:
    for info in yaml.safe_load(parts(card)[0])["dataset_info"]:
        for value in re.findall(r'"names": (\{.*?\})', json.dumps(info)):
            assert all(isinstance(label, str) for label in json.loads(value).values())


# Body


def test_the_body_has_every_table_every_field_and_its_words(card: str) -> None:
    body = parts(card)[1]
    for table in contract.TABLES:
        section = body.split(f"### `{table}`\n")[1].split("\n### ")[0]
        assert contract.schema(f"row:{table}")["description"] in section
        rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", section, re.MULTILINE)
        assert [(name, description) for name, _, description in rows] == [
            (field.name, field.description) for field in row_fields(table)
        ]


def test_the_body_names_types_as_readers_meet_them(card: str) -> None:
    events = parts(card)[1].split("### `events`\n")[1]
    types = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", events.split("\n### ")[0], re.MULTILINE))
    assert types["type"] == "label"
    assert types["mode"] == "label or null"
    assert types["contexts"] == "list of label"
    assert types["trigger"] == "{start, end, text}"
    assert types["place"] == "{start, end, text, place_id} or null"
    assert types["sources"] == "list of {actor_id, mention_id, implicit, warrant}"
    assert types["score"] == "number or null"


def test_the_body_counts_the_rows_of_every_split(card: str, tables: TableSet) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ([\d– |]+) \|$", parts(card)[1], re.MULTILINE))
    assert list(rows) == list(TABLES)
    for name, cells in rows.items():
        counts = [tables[name, split].num_rows if (name, split) in tables else None for split in contract.SPLITS]
        shown = [*("–" if count is None else str(count) for count in counts), str(sum(filter(None, counts)))]
        assert cells.split(" | ") == shown


def test_a_row_of_a_table_is_one_line_with_its_cells(card: str) -> None:
    lines = [line for line in parts(card)[1].splitlines() if line.startswith("|")]
    assert lines
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} <= {4, 6}


@pytest.mark.parametrize("template", ["$unknown", "$title $", "100 $ 5", "${title", "${}"])
def test_a_template_that_cannot_be_filled_is_refused(template: str, digests: Any, release: Json, sizes: Any) -> None:
    with pytest.raises(CardError, match="template"):
        render_card(digests, release, sizes, template)


def test_a_template_may_have_dollars_and_leave_places_out(digests: Any, release: Json, sizes: Any) -> None:
    assert parts(render_card(digests, release, sizes, "costs $$5\n"))[1] == "costs $5\n"


@pytest.mark.parametrize("own", [True, False])
def test_a_tree_s_own_template_comes_first(own: bool, tmp_path: Path) -> None:
    if own:
        (tmp_path / "docs").mkdir()
        (tmp_path / "docs" / "card.md").write_text("$title — own\n", encoding="utf-8")
    assert (read_template(tmp_path) == "$title — own\n") == own


@pytest.mark.parametrize("root", [ROOT, ROOT / "nowhere"], ids=["repository", "packaged"])
def test_both_templates_can_be_filled(root: Path, tables: TableSet, digests: Any, release: Json, sizes: Any) -> None:
    body = parts(render_card(digests, release, sizes, read_template(root), statistics(tables)))[1]
    assert release["version"] in body
    assert "### `sentences`" in body


def test_a_template_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "card.md").write_bytes("$title \u2014".encode("utf-16"))
    with pytest.raises(CardError, match="not UTF-8"):
        read_template(tmp_path)
