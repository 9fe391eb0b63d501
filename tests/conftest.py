"""Fixtures that tests share: the toy corpus, the dataset built from it, and the cases of bad input."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import torkham
from torkham.document import read_plain

TESTS = Path(__file__).parent
TOY = TESTS / "toy"
CASES = TESTS / "cases"
PASS = f"""\
annotator_id: reader-1
protocol: sentences
guidelines: '1.0'
schema_sha256: '{"0" * 64}'
kit:
- {{file: GUIDELINES.md, sha256: '{"0" * 64}'}}
finished: 2026-11
"""
LOG = "first: reader-1\nsecond: reader-2\ndecisions: []\nchallenges: []\n"


@dataclass(frozen=True)
class Case:
    """A case of bad input, as `tests/cases/README.md` describes it; `name` is its folder.

    Where it has a `schema`, its file of records is judged, not the whole folder.
    """

    name: str
    description: str
    folder: str
    edits: list[dict[str, Any]]
    expect: list[dict[str, Any]]
    schema: str | None = None

    def __post_init__(self) -> None:
        known = {"check", "file", "line", "says"}
        if unknown := {key for each in self.expect for key in each} - known:
            raise ValueError(f"{self.name}: an expected finding has {known}, not {unknown}")

    @property
    def rule(self) -> str:
        """The id of the rule that the case breaks: the first two folders of its name."""
        return "/".join(self.name.split("/")[:2])

    def validate(self, folder: Path) -> list[torkham.Finding]:
        """Return the findings on the folder in which the edits were made."""
        return torkham.validate(folder / self.edits[0]["file"] if self.schema else folder, schema=self.schema)


@cache
def read_cases() -> tuple[Case, ...]:
    return tuple(_read_case(path) for path in sorted(CASES.rglob("case.yaml")))


def _read_case(path: Path) -> Case:
    text = path.read_text(encoding="utf-8")
    read_plain(text)  # refuses what safe_load would pass over in silence, such as a key that stands twice
    return Case(name=path.parent.relative_to(CASES).as_posix(), **yaml.safe_load(text))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `case` once for every case; those after the first of a rule in `make test-slow`."""
    if "case" in metafunc.fixturenames:
        firsts = {case.rule: case for case in reversed(read_cases())}
        marks = {case.name: () if firsts[case.rule] is case else (pytest.mark.slow,) for case in read_cases()}
        metafunc.parametrize(
            "case", [pytest.param(case, id=case.name, marks=marks[case.name]) for case in read_cases()]
        )


def values(value: Any) -> Iterator[str]:
    """Yield all text in a decoded value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from values(item)


@pytest.fixture(scope="session")
def cases() -> tuple[Case, ...]:
    return read_cases()


@pytest.fixture(scope="session")
def toy() -> Path:
    """The toy tree itself: for reading only."""
    return TOY


@pytest.fixture(scope="session")
def toy_corpus() -> torkham.Corpus:
    return torkham.read_corpus(TOY)


@pytest.fixture(scope="session")
def toy_dataset(toy_corpus: torkham.Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset built from the toy tree: for reading only."""
    folder = tmp_path_factory.mktemp("toy") / "dataset"
    torkham.write_dataset(toy_corpus, folder)
    return folder


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the toy tree to change."""
    return shutil.copytree(TOY, tmp_path / "tree")


@pytest.fixture
def adjudicated(tree: Path) -> Path:
    """A copy of the toy tree whose labels two passes gave alike, with the logs that say so."""
    passed = (tree / "annotations/articles").glob("*.yaml")
    for path in passed:
        labels = path.read_text(encoding="utf-8")
        gold = labels.replace("label_source: pilot", "label_source: adjudicated", 1)
        path.write_text(gold.replace("annotator_id: pilot", "annotator_id: gold", 1), encoding="utf-8")
        for reader in ("reader-1", "reader-2"):
            own = tree / "annotations/passes" / reader / "articles" / path.name
            own.parent.mkdir(parents=True, exist_ok=True)
            own.write_text(labels.replace("annotator_id: pilot", f"annotator_id: {reader}", 1), encoding="utf-8")
            (own.parents[1] / "pass.yaml").write_text(PASS.replace("reader-1", reader), encoding="utf-8")
        log = tree / "annotations/adjudication" / path.name
        log.parent.mkdir(exist_ok=True)
        log.write_text(
            f"article_id: {path.stem}\nfirst: reader-1\nsecond: reader-2\ndecisions: []\nchallenges: []\n",
            encoding="utf-8",
        )
    return tree


@pytest.fixture
def voted(adjudicated: Path, tmp_path: Path) -> Path:
    """The dataset built from two passes over the toy tree, to change."""
    torkham.write_dataset(torkham.read_corpus(adjudicated), tmp_path / "voted")
    return tmp_path / "voted"


@pytest.fixture
def dataset(toy_dataset: Path, tmp_path: Path) -> Path:
    """A copy of the toy dataset to change."""
    return shutil.copytree(toy_dataset, tmp_path / "dataset")
