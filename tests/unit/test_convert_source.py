"""Patterns and several sources come to the same as the folder that has the same files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.converting import Words, article, contents, json_lines, write_folder
from torkham.convert import ConvertError, convert
from torkham.convert.source import Given, source_of
from torkham.shards import convert_in_shards

NAMES = ["2024-01/a.jsonl", "2024-01/b.txt", "2024-02/a.jsonl", "2024.txt", "2025-01/deep/a.jsonl", ".old/a.jsonl"]


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    content = {name: article(number) for number, name in enumerate(NAMES)}
    lines = {name: json_lines({"text": text}) if name.endswith("jsonl") else text for name, text in content.items()}
    return write_folder(tmp_path / "archive", lines)


def places(given: Given) -> list[str]:
    return [file.place for file in source_of(given).files()]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("archive/*/*.jsonl", ["2024-01/a.jsonl", "2024-02/a.jsonl"]),
        ("archive/2024-*", ["2024-01/a.jsonl", "2024-01/b.txt", "2024-02/a.jsonl"]),
        ("archive/**/*.jsonl", ["2024-01/a.jsonl", "2024-02/a.jsonl", "2025-01/deep/a.jsonl"]),
        ("archive/2024-0[2-9]/?.jsonl", ["2024-02/a.jsonl"]),
        ("*/2024.txt", ["archive/2024.txt"]),
        ("archive/2024.txt", ["2024.txt"]),
        (["archive/2024-02", "archive/2024-01/b.txt"], ["2024-01/b.txt", "2024-02/a.jsonl"]),
        (["archive/2024-01/b.txt", "archive/2024-01"], ["a.jsonl", "b.txt"]),
        (["archive/2*/*.txt", "archive/2024.txt", "archive/*.txt"], ["2024-01/b.txt", "2024.txt"]),
        ("archive/../archive/2024-01", ["a.jsonl", "b.txt"]),
    ],
)
def test_places_are_paths_below_what_is_fixed(given: Given, found: list[str], archive: Path) -> None:
    assert places(given) == found
    absolute = [archive.parent / each for each in ([given] if isinstance(given, str) else given)]
    assert places(absolute) == found


@pytest.mark.parametrize(
    "given", ["archive/**", "archive/*", ["archive/*.txt", "archive/*/"], ["archive", "archive/*"]]
)
def test_what_names_all_files_is_the_folder(given: Given, archive: Path) -> None:
    assert places(given) == places(archive) == sorted(places(archive))


def test_files_that_a_shell_has_found_are_those_of_the_pattern(archive: Path) -> None:
    assert places(sorted(archive.glob("2*/*.jsonl"), reverse=True)) == places("archive/*/*.jsonl")


def test_a_name_with_the_signs_of_a_pattern_is_a_name(archive: Path) -> None:
    write_folder(archive, {"[a].txt": "x", "a.txt": "y"})
    assert places("archive/[a].txt") == ["[a].txt"]


def test_links_to_folders_are_not_followed_by_two_stars(archive: Path) -> None:
    (archive / "2024-01" / "loop").symlink_to(archive)
    assert places("archive/**/*.jsonl") == ["2024-01/a.jsonl", "2024-02/a.jsonl", "2025-01/deep/a.jsonl"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("archive/2023-*/*.jsonl", r"archive/2023-\*/\*.jsonl fits no file"),
        (["archive", "nowhere/*"], r"nowhere/\* fits no file"),
        ("archive/.o*/*", "fits no file"),
        ("archive/2023", "archive/2023 is not there"),
        ("archive/a**/b", "is no pattern|fits no file"),
        ([], "nothing to convert"),
    ],
)
def test_what_names_nothing_is_an_error(given: Given, said: str, archive: Path) -> None:  # noqa: ARG001
    with pytest.raises(ConvertError, match=said):
        source_of(given)


def test_the_dataset_is_that_of_the_folder_in_shards_or_not(archive: Path) -> None:
    convert(archive, "folder/dataset", Words())
    convert_in_shards(archive, "sharded/dataset", Words, shards=3)
    for _ in range(2):  # the second time, the pattern fits the dataset too
        convert(["archive/*/**", "archive/*.txt"], "archive/dataset", Words())
        assert contents(archive / "dataset") == contents(Path("folder/dataset"))
    convert_in_shards(["archive/2*/**/*.jsonl", "archive/2*/*.txt", "archive/*.txt"], "named/dataset", Words, shards=3)
    assert contents(Path("named/dataset")) == contents(Path("sharded/dataset"))
