"""The unseen test set is what was committed before the lexicon, holds what its plan says, and passes the checks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from torkham import check, read_corpus
from torkham.annotation import Unit
from torkham.contract import terms
from torkham.corpus import Corpus
from torkham.layout import sha256

UNSEEN = Path(__file__).resolve().parents[2] / "benchmarks" / "unseen"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(UNSEEN)


@pytest.fixture(scope="module")
def units(corpus: Corpus) -> list[Unit]:
    annotated = terms("role")
    return [unit for article in corpus.articles for unit in article.units if annotated[unit.role]["annotated"]]


def test_it_is_what_was_committed() -> None:
    lines = (UNSEEN / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    written = {file: value for value, file in (line.split("  ") for line in lines)}
    there = {
        path.relative_to(UNSEEN).as_posix(): sha256(path.read_bytes())
        for path in UNSEEN.rglob("*")
        if path.is_file() and path.name not in ("README.md", "SHA256SUMS", "looks.yaml", "gaps.yaml", "readers.yaml")
    }
    assert there == written


def test_it_passes_the_checks(corpus: Corpus) -> None:
    assert check(corpus) == []


def test_it_has_the_sentences_of_its_plan(units: list[Unit]) -> None:
    assert len(units) >= 190
    assert sum(not unit.events for unit in units) >= 60


def test_it_has_the_types_of_its_plan(units: list[Unit]) -> None:
    types = Counter(event["type"] for unit in units for event in unit.events)
    assert set(types) == set(terms("event_type"))
    assert min(types.values()) >= 7
    modes = {(event["type"], event["mode"]) for unit in units for event in unit.events if event["mode"]}
    assert len(modes) >= 35


def test_it_has_the_statuses_of_its_plan(units: list[Unit]) -> None:
    statuses = Counter(event["status"] for unit in units for event in unit.events)
    assert all(statuses[name] >= 15 for name in terms("status"))


def test_it_has_the_stances_of_its_plan(units: list[Unit]) -> None:
    stances = [stance for unit in units for stance in unit.stances]
    assert len(stances) >= 70
    kinds = Counter(stance["target_kind"] for stance in stances)
    assert kinds["open"] >= 12
    assert kinds["actor"] >= 25
