"""One version everywhere, one state of the data for each, and a changelog that says what changed."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.shipped.conftest import DATASET, ROOT
from torkham.corpus import read_corpus
from torkham.document import read_document, read_plain
from torkham.layout import CARD, MANIFEST, RELEASE, RELEASES, RETIRED
from torkham.versions.semver import Version, read_version

HEADING = re.compile(r"^## (\S+)", re.MULTILINE)


def yaml_of(path: Path) -> Any:
    return read_plain(path.read_text(encoding="utf-8"))


def json_of(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def card(path: Path) -> Any:
    return read_plain(path.read_text(encoding="utf-8").split("---\n")[1])


def entries() -> dict[Version, str]:
    """Return what the changelog says of each version, the newest first."""
    parts = HEADING.split((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))[1:]
    return {read_version(parts[at]): parts[at + 1].strip() for at in range(0, len(parts), 2)}


STATED: dict[str, Callable[[], list[str]]] = {
    "pyproject.toml": lambda: [tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]],
    RELEASE: lambda: [yaml_of(ROOT / RELEASE)["version"]],
    "CHANGELOG.md": lambda: [str(next(iter(entries())))],
    f"dataset/{MANIFEST}": lambda: [json_of(DATASET / MANIFEST)["version"]],
    f"dataset/{CARD}": lambda: [config["version"] for config in card(DATASET / CARD)["configs"]],
    "dataset/croissant.json": lambda: [json_of(DATASET / "croissant.json")["version"]],
    "CITATION.cff": lambda: [yaml_of(ROOT / "CITATION.cff")["version"]],
}
"""How each file that states the version of the dataset states it, once or more often."""


@pytest.mark.parametrize("file", STATED)
def test_every_file_states_the_version_of_the_release(file: str) -> None:
    stated = STATED[file]()
    assert stated
    assert set(stated) == {yaml_of(ROOT / RELEASE)["version"]}


def test_the_changelog_has_every_version_once_the_newest_first() -> None:
    versions = [read_version(heading) for heading in HEADING.findall((ROOT / "CHANGELOG.md").read_text("utf-8"))]
    assert versions == sorted(set(versions), reverse=True)


def test_the_changelog_says_what_changed_in_every_version() -> None:
    assert [str(version) for version, words in entries().items() if len(words.split()) < 5] == []


def releases() -> list[dict[str, str]]:
    return list(read_document((ROOT / RELEASES).read_text("utf-8"), RELEASES, "file:releases").value["releases"])


def test_every_release_is_in_the_changelog() -> None:
    assert {read_version(release["version"]) for release in releases()} <= set(entries())


def test_a_released_version_still_has_its_data() -> None:
    manifest = json_of(DATASET / MANIFEST)
    released = {release["version"]: release["logical_sha256"] for release in releases()}
    assert released.get(manifest["version"], manifest["logical_sha256"]) == manifest["logical_sha256"]


def test_what_the_tree_has_recorded_is_what_is_judged() -> None:
    corpus = read_corpus(ROOT)
    assert list(corpus.releases) == releases()
    assert (
        list(corpus.retired)
        == read_document((ROOT / RETIRED).read_text("utf-8"), RETIRED, "file:retired").value["retired"]
    )
