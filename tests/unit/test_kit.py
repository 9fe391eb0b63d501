"""The annotation kit holds guidelines, registries and empty skeletons, and nothing else."""

from __future__ import annotations

import re
import shutil
from itertools import groupby
from pathlib import Path

import pytest
import yaml

from tests.unit.conftest import ROOT, TOY
from torkham.corpus import read_corpus
from torkham.kit import (
    frozen_kit,
    guidelines_version,
    kit_files,
    kit_hashes,
    kit_names,
    reverse_types,
    take_pass,
    write_kit,
)
from torkham.tree_checks import check


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return kit_files(read_corpus(ROOT))


def test_a_kit_has_nothing_but_what_an_annotator_may_see(files: dict[str, str]) -> None:
    articles = {f"articles/{path.name}" for path in (ROOT / "annotations" / "articles").glob("*.yaml")}
    registries = {f"registries/{name}.yaml" for name in ("actors", "issues", "places", "incidents")}
    assert set(files) == {"GUIDELINES.md"} | registries | articles


def test_skeletons_have_the_units_and_no_label(files: dict[str, str]) -> None:
    for path in (ROOT / "annotations" / "articles").glob("*.yaml"):
        labelled = yaml.safe_load(path.read_text(encoding="utf-8"))["units"]
        empty = yaml.safe_load(files[f"articles/{path.name}"])["units"]
        keys = ("id", "role", "text")
        assert [[unit[key] for key in keys] for unit in empty] == [[unit[key] for key in keys] for unit in labelled]
        assert all(unit.get(layer) is None for unit in empty for layer in ("mentions", "events", "stances"))
        assert all(set(unit) <= {*keys, "mentions", "events", "stances"} for unit in empty)


def test_skeletons_name_the_version_of_the_guidelines(files: dict[str, str]) -> None:
    version = guidelines_version(files["GUIDELINES.md"])
    assert {yaml.safe_load(text)["guidelines"] for name, text in files.items() if name.startswith("articles/")} == {
        version
    }


def test_registries_are_those_of_the_tree_without_comments_above(files: dict[str, str]) -> None:
    for name in ("actors", "issues", "places", "incidents"):
        written = (ROOT / "annotations" / "registries" / f"{name}.yaml").read_text(encoding="utf-8")
        first, rest = written.split("\n", maxsplit=1)
        assert first.startswith("#")
        assert files[f"registries/{name}.yaml"] == rest


def test_the_other_protocol_reads_the_types_in_reverse() -> None:
    files, other = frozen_kit(ROOT, "1.0", "sentences"), frozen_kit(ROOT, "1.0", "questions")
    types = re.compile(r"^### §6\.[0-9]+ ([A-Z]+)$", re.MULTILINE)
    there, here = types.findall(other["GUIDELINES.md"]), types.findall(files["GUIDELINES.md"])
    assert len(here) == 16
    assert there == here[::-1]
    assert sorted(other.pop("GUIDELINES.md").splitlines()) == sorted(files["GUIDELINES.md"].splitlines())
    assert other == {name: text for name, text in files.items() if name != "GUIDELINES.md"}


def test_turning_the_types_twice_changes_nothing(files: dict[str, str]) -> None:
    assert reverse_types("no types here") == "no types here"
    assert len(reverse_types(files["GUIDELINES.md"])) == len(files["GUIDELINES.md"])


def test_a_kit_is_written_as_it_is_hashed(files: dict[str, str], tmp_path: Path) -> None:
    write_kit(files, tmp_path / "kit")
    written = {path.relative_to(tmp_path / "kit").as_posix(): path for path in (tmp_path / "kit").rglob("*.*")}
    assert kit_hashes({name: path.read_text(encoding="utf-8") for name, path in written.items()}) == kit_hashes(files)
    with pytest.raises(FileExistsError):
        write_kit(files, tmp_path / "kit")


def test_guidelines_without_a_version_are_refused() -> None:
    with pytest.raises(ValueError, match="state no version"):
        guidelines_version("# Guidelines\n")


def test_a_kit_shows_where_paragraphs_begin(files: dict[str, str]) -> None:
    corpus = read_corpus(ROOT)
    for article in corpus.articles:
        blocks = files[f"articles/{article.article_id}.yaml"].split("\n\n")
        assert [block.count("- id: s") for block in blocks] == [
            len(list(group)) for _, group in groupby(article.units, key=lambda unit: unit.paragraph)
        ]


RECORD = {"annotator_id": "reader-1", "protocol": "questions", "finished": "2026-11-22"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The toy tree with a frozen kit of its own."""
    root = shutil.copytree(TOY, tmp_path / "tree")
    shutil.copyfile(ROOT / "annotations/GUIDELINES.md", root / "annotations/GUIDELINES.md")
    write_kit(kit_files(read_corpus(root)), root / "annotations/kits/toy")
    return root


@pytest.fixture
def kit(tree: Path, tmp_path: Path) -> Path:
    """A kit that somebody filled in with the labels that the tree has."""
    write_kit(frozen_kit(tree, "toy", "questions"), tmp_path / "kit")
    for path in (tree / "annotations/articles").glob("*.yaml"):
        labelled = path.read_text(encoding="utf-8").replace("guidelines: '0.1'", "guidelines: '1.0'")
        (tmp_path / "kit/articles" / path.name).write_text(labelled, encoding="utf-8")
    return tmp_path / "kit"


def test_a_kit_outside_the_tree_is_judged(tree: Path, kit: Path) -> None:
    labels = str((kit / "articles").absolute())
    assert check(read_corpus(tree, labels)) == []
    spoilt = kit / "articles/patience.yaml"
    spoilt.write_text(spoilt.read_text(encoding="utf-8").replace("actor_id: ", "actor_id: un", 1), encoding="utf-8")
    assert {finding.file for finding in check(read_corpus(tree, labels))} == {"articles/patience.yaml"}


def test_a_filled_kit_is_taken_as_a_pass(tree: Path, kit: Path) -> None:
    assert kit_names(tree) == ["toy"]
    take_pass(kit, tree, "toy", RECORD)
    corpus = read_corpus(tree)
    assert corpus.findings == ()
    taken = corpus.passes["reader-1"]
    assert [article.units for article in taken.articles.values()] != []
    assert {each["file"]: each["sha256"] for each in taken.record["kit"]} == kit_hashes(
        frozen_kit(tree, "toy", "questions")
    )
    with pytest.raises(FileExistsError):
        take_pass(kit, tree, "toy", RECORD)


@pytest.mark.parametrize("record", [{"annotator_id": "Reader One"}, {"finished": "yesterday"}])
def test_a_pass_says_who_and_when_in_the_schema_s_terms(record: dict[str, str], tree: Path, kit: Path) -> None:
    with pytest.raises(ValueError, match=re.escape(next(iter(record.values())))):
        take_pass(kit, tree, "toy", RECORD | record)
    assert not (tree / "annotations/passes").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("GUIDELINES.md", "annotat", "guess", "GUIDELINES.md is not that of the frozen kit"),
        ("registries/issues.yaml", "kind:", "kinds:", "issues.yaml is not that of the frozen kit"),
        ("articles/patience.yaml", "id: s002", "id: s222", "patience.yaml has other units"),
    ],
)
def test_a_kit_that_was_changed_is_no_pass(file: str, old: str, new: str, says: str, tree: Path, kit: Path) -> None:
    (kit / file).write_text((kit / file).read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=says):
        take_pass(kit, tree, "toy", RECORD)
    assert not (tree / "annotations/passes").exists()


def test_a_kit_that_is_not_there_is_named(tree: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        frozen_kit(tree, "nowhere", "sentences")
