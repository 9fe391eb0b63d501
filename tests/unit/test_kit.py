"""The annotation kit holds guidelines, registries and empty skeletons, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from torkham.kit import guidelines_version, kit_files, kit_hashes, reverse_types, write_kit

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return kit_files(ROOT)


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


def test_the_other_protocol_reads_the_types_in_reverse(files: dict[str, str]) -> None:
    other = kit_files(ROOT, "questions")
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
