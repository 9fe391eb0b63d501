"""The Croissant metadata: mlcroissant accepts it, and reads from it what the Parquet files hold."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mlcroissant as mlc
import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.shipped.conftest import DATASET
from torkham import contract
from torkham.rows import row_fields

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of what mlcroissant calls
METADATA = json.loads((DATASET / "croissant.json").read_text(encoding="utf-8"))
RECORD_SETS = [record_set["@id"] for record_set in METADATA["recordSet"]]


@pytest.fixture(scope="module")
def croissant() -> Any:
    return mlc.Dataset(jsonld=str(DATASET / "croissant.json"))


def test_mlcroissant_has_nothing_against_it(croissant: Any) -> None:
    assert croissant.metadata.issues.errors == set()
    assert croissant.metadata.issues.warnings == set()


@pytest.mark.parametrize("key", ["name", "description", "license", "creator", "datePublished", "version", "citeAs"])
def test_it_says_what_catalogues_show(key: str) -> None:
    assert METADATA[key]


def test_it_says_what_users_should_know() -> None:
    told = {key for key in METADATA if key.startswith("rai:")}
    assert told == {f"rai:{name}" for name in contract.schema("release")["properties"]["rai"]["properties"]}
    assert "not what is true" in METADATA["rai:dataLimitations"]


@pytest.mark.parametrize("name", RECORD_SETS)
def test_its_records_are_the_rows(name: str, croissant: Any) -> None:
    config, split = name.rsplit("-", maxsplit=1)
    rows = pq.read_table(DATASET / "data" / config / f"{split}.parquet").to_pylist()
    described = [
        field["name"] for field in next(each for each in METADATA["recordSet"] if each["@id"] == name)["field"]
    ]
    records = [plain(record) for record in croissant.records(name)]
    assert records == [{column: nothing_is_null(row[column]) for column in described} for row in rows]


@pytest.mark.parametrize("config", contract.TABLES)
def test_it_describes_every_column_but_nested_labels(config: str) -> None:
    described = [field["name"] for field in METADATA["recordSet"][RECORD_SETS.index(f"{config}-train")]["field"]]
    left_out = {field.name for field in row_fields(config)} - set(described)
    assert left_out == ({"events", "stances"} if config == "sentences" else set())


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    copy = shutil.copytree(DATASET, tmp_path / "dataset")
    other = copy / "data/issues/train.parquet"
    other.write_bytes((copy / "data/places/train.parquet").read_bytes())
    with pytest.raises(mlc.GenerationError):
        list(mlc.Dataset(jsonld=str(copy / "croissant.json")).records("issues-train"))


def plain(value: Any) -> Any:
    """Return a record as Parquet has it: names without what stands above them, words as text, nothing as null."""
    if isinstance(value, dict):
        return nothing_is_null({name.rsplit("/", maxsplit=1)[-1]: plain(part) for name, part in value.items()})
    if isinstance(value, (list, np.ndarray)):
        return [plain(item) for item in value]
    return value.decode() if isinstance(value, bytes) else value


def nothing_is_null(value: Any) -> Any:
    """Return null for a record of which every part is null: Croissant cannot tell them apart."""
    return None if isinstance(value, dict) and all(part is None for part in value.values()) else value


def files() -> Iterator[str]:
    yield from (each["contentUrl"] for each in METADATA["distribution"])


def test_it_lists_every_data_file() -> None:
    assert set(files()) == {path.relative_to(DATASET).as_posix() for path in DATASET.glob("data/*/*.parquet")}
