"""The committed tree and dataset: valid, counted, one version everywhere, and what a build makes again."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

import torkham
from tests.shipped.conftest import DATASET, ROOT

EXPECTATIONS = yaml.safe_load(Path(__file__).with_name("expectations.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [ROOT, DATASET], ids=["tree", "dataset"])
def test_what_is_shipped_has_no_findings(path: Path) -> None:
    assert torkham.validate(path) == []


def test_a_build_makes_the_committed_dataset_again(tmp_path: Path) -> None:
    torkham.write_dataset(torkham.read_corpus(ROOT), tmp_path / "dataset")
    assert _contents(tmp_path / "dataset") == _contents(DATASET)


def test_counts_are_the_expected_ones() -> None:
    counted: dict[str, Any] = {"rows": {}, "articles": {}}
    for path in sorted((DATASET / "data").rglob("*.parquet")):
        counted["rows"].setdefault(path.parent.name, {})[path.stem] = pl.read_parquet(path).height
    sentences = pl.read_parquet(DATASET / "data" / "sentences" / "*.parquet")
    for (article,), units in sentences.group_by("article_id", maintain_order=True):
        counted["articles"][article] = {
            "units": units.height,
            "annotated": int(units["is_annotated"].sum()),
            **{layer: int(units[layer].list.len().sum()) for layer in ("mentions", "events", "stances")},
        }
    events = pl.read_parquet(DATASET / "data" / "events" / "*.parquet")
    counted["event_types"] = dict(Counter(events["type"]))
    assert counted == EXPECTATIONS


def test_one_version_everywhere() -> None:
    release = yaml.safe_load((ROOT / "annotations" / "release.yaml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    manifest = json.loads((DATASET / "manifest.json").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## ([0-9.]+)", changelog, re.MULTILINE)
    assert newest is not None
    assert release["version"] == project["version"] == manifest["version"] == newest[1]


def test_guidelines_and_annotations_name_one_version() -> None:
    stated = re.search(r"Guidelines version: ([0-9.]+)", (ROOT / "annotations" / "GUIDELINES.md").read_text("utf-8"))
    assert stated is not None
    for path in (ROOT / "annotations" / "articles").glob("*.yaml"):
        assert yaml.safe_load(path.read_text(encoding="utf-8"))["guidelines"] == stated[1]


def test_a_fold_is_an_article() -> None:
    articles = pl.read_parquet(DATASET / "data" / "articles" / "*.parquet")
    assert articles["fold"].to_list() == articles["article_id"].to_list()


def test_every_room_says_what_is_in_it() -> None:
    for room in ("seeds", "annotations", "schema", "docs", "src/torkham", "scripts", "tests", "dataset"):
        assert (ROOT / room / "README.md").read_text(encoding="utf-8").strip(), room


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
