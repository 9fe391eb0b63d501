"""Hostile input is refused with a finding or one line, reads nothing that it should not, and takes little memory."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import torkham
from torkham import contract
from torkham.cli import main
from torkham.files import Folder
from torkham.findings import MAX_WORDS, Finding, Level, Rule
from torkham.parquet_reader import BoundedParquet, ParquetError
from torkham.report import FORMATS, printable, write
from torkham.rows import arrow_schema

SECRET = "the words of another"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def link(path: Path, target: Path | str) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def told(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(finding.check, finding.file) for finding in findings]


def reading(tree: Path) -> list[Finding]:
    """What is found where a tree is read; what is made of it after that costs time, and is judged elsewhere."""
    return list(torkham.read_corpus(tree).findings)


# Names that lead elsewhere


ELSEWHERE = [
    "../../outside.txt",
    "../seeds/articles/patience.txt",
    "/etc/passwd",
    "..",
    ".",
    "./patience.txt",
    "sub/patience.txt",
    r"..\..\outside.txt",
    r"C:\outside.txt",
    "~/outside.txt",
    "file:///etc/passwd",
    "%2e%2e/outside.txt",
    "-rf",
    "patience.txt\u202e",
    "‮txt.ecneitap",
    "patience․txt",
    "patience.txt\u200b",
    "",
]


@pytest.mark.parametrize("name", ELSEWHERE)
@pytest.mark.parametrize("key", ["file", "article_id"])
def test_a_name_that_leads_elsewhere_is_refused_and_nothing_is_read_by_it(key: str, name: str, tree: Path) -> None:
    (tree.parent / "outside.txt").write_text(SECRET, encoding="utf-8")
    old = {"file": "file: patience.txt", "article_id": "article_id: patience"}[key]
    replace(tree / "seeds/sources.yaml", old, f"{key}: {json.dumps(name, ensure_ascii=False)}")
    corpus = torkham.read_corpus(tree)
    assert [file for file in corpus.inputs if file.startswith("seeds/articles")] == []
    assert ("schema/value", "seeds/sources.yaml") in told(corpus.findings)


@pytest.mark.parametrize("escape", [r"\0", r"\x07", r"\e[2J", r"\u009b31m", r"\U00000001"])
@pytest.mark.parametrize("key", ["file: patience.txt", "article_id: patience", "licence_note: Invented for the tests."])
def test_a_control_character_is_refused_however_it_is_written(key: str, escape: str, tree: Path) -> None:
    sources = tree / "seeds/sources.yaml"
    head, _, value = key.partition(": ")
    before, _, after = sources.read_text(encoding="utf-8").rpartition(key)
    sources.write_text(f'{before}{head}: "{value}{escape}"{after}', encoding="utf-8")
    (finding, *_) = reading(tree)
    assert (finding.check, finding.line) == ("format/control-character", before.count("\n") + 1)


def test_a_key_with_a_control_character_is_refused(tree: Path) -> None:
    replace(tree / "annotations/release.yaml", "name:", '"na\\0me":')
    assert ("format/control-character", "annotations/release.yaml") in told(reading(tree))


@pytest.mark.parametrize("path", ["../../x/*.parquet", "/etc/*", "data/**", "hf://datasets/x/y", "https://127.0.0.1/x"])
def test_a_card_that_names_other_data_files_is_refused(path: str, dataset: Path) -> None:
    replace(dataset / "README.md", "path: data/issues/train.parquet", f"path: {path}")
    assert {check for check, _ in told(torkham.validate(dataset))} == {"release/card", "release/sha256"}


@pytest.mark.parametrize("file", ["../../etc/passwd", "/etc/passwd", "data/../../outside.txt", "manifest.json", "\0"])
def test_a_manifest_that_lists_other_files_is_refused(file: str, dataset: Path) -> None:
    manifest = json.loads((dataset / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][file] = {"sha256": "0" * 64}
    (dataset / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (check,) = {check for check, _ in told(torkham.validate(dataset))}
    assert check == ("format/manifest" if file == "\0" else "release/manifest-files")


# Links


TREE_FILES = [
    "seeds/sources.yaml",
    "seeds/articles/patience.txt",
    "annotations/articles/patience.yaml",
    "annotations/registries/actors.yaml",
    "annotations/splits.yaml",
    "annotations/release.yaml",
    "annotations/annotators.yaml",
    "annotations/passes/reader-1/pass.yaml",
    "annotations/passes/reader-1/articles/patience.yaml",
    "annotations/adjudication/patience.yaml",
]
DATASET_FILES = ["README.md", "manifest.json", "data/sentences/train.parquet", "data/issues/train.parquet"]


@pytest.mark.parametrize("file", TREE_FILES)
def test_a_link_out_of_a_tree_is_not_followed(file: str, adjudicated: Path) -> None:
    outside = adjudicated.parent / "outside.txt"
    outside.write_bytes((adjudicated / file).read_bytes())  # which would pass, were it read
    link(adjudicated / file, outside)
    corpus = torkham.read_corpus(adjudicated)
    assert ("format/symlink", file) in told(corpus.findings)
    assert file not in corpus.inputs


@pytest.mark.parametrize("file", DATASET_FILES)
def test_a_link_out_of_a_dataset_is_not_followed(file: str, dataset: Path) -> None:
    (dataset / file).rename(dataset.parent / "outside")
    link(dataset / file, dataset.parent / "outside")
    assert ("format/symlink", file) in told(torkham.validate(dataset))


@pytest.mark.parametrize("file", TREE_FILES)
def test_what_a_link_leads_to_is_not_told(file: str, adjudicated: Path) -> None:
    (adjudicated.parent / "outside.txt").write_text(f"{SECRET}: {SECRET}\n", encoding="utf-8")
    link(adjudicated / file, "../" * file.count("/") + "../outside.txt")
    assert SECRET not in "".join(str(finding.as_dict()) for finding in reading(adjudicated))


def test_a_folder_that_is_a_link_to_elsewhere_is_not_listed(tree: Path) -> None:
    outside = tree.parent / "outside"
    (tree / "annotations/registries").rename(outside)
    (outside / "a-secret-name.txt").touch()
    link(tree / "annotations/registries", outside)
    found = torkham.validate(tree)
    assert {check for check, _ in told(found)} == {"format/symlink"}
    assert "a-secret-name" not in str(found)


def test_a_snapshot_of_the_hub_is_links_to_its_blobs(dataset: Path) -> None:
    snapshot = dataset.parent / "datasets--some--corpus" / "snapshots" / ("0" * 40)
    blobs = snapshot.parents[1] / "blobs"
    blobs.mkdir(parents=True)
    for number, path in enumerate(file for file in sorted(dataset.rglob("*")) if file.is_file()):
        path.rename(blobs / str(number))
        there = snapshot / path.relative_to(dataset)
        there.parent.mkdir(parents=True, exist_ok=True)
        link(there, os.path.relpath(blobs / str(number), there.parent))
    assert torkham.validate(snapshot) == []
    (blobs / "0").rename(blobs.parent / "elsewhere")
    link(snapshot / "README.md", "../../elsewhere")
    assert ("format/symlink", "README.md") in told(torkham.validate(snapshot))


def test_links_that_stay_inside_are_followed(tree: Path) -> None:
    (tree / "annotations/registries/actors.yaml").rename(tree / "actors.yaml")
    link(tree / "annotations/registries/actors.yaml", "../../actors.yaml")
    link(tree.parent / "link", tree)
    assert torkham.validate(tree) == torkham.validate(tree.parent / "link") == []


@pytest.mark.parametrize("file", [*TREE_FILES, "annotations/registries", "seeds/articles", "annotations/passes"])
def test_a_link_to_itself_or_to_a_folder_above_ends(file: str, adjudicated: Path) -> None:
    for target in (Path(file).name, ".", ".."):
        path = adjudicated / file
        if path.is_dir() and not path.is_symlink():
            path.rename(adjudicated.parent / "away")
        link(path, target)
        assert reading(adjudicated) != [], target


def test_a_card_is_not_made_from_what_a_link_leads_to(tree: Path) -> None:
    (tree.parent / "outside.md").write_text(SECRET, encoding="utf-8")
    (tree / "docs").mkdir()
    link(tree / "docs/card.md", tree.parent / "outside.md")
    with pytest.raises(ValueError, match="leads out of the folder"):
        torkham.write_dataset(torkham.read_corpus(tree), tree / "dataset")


def test_a_file_that_the_user_names_may_be_a_link(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link(tree / "actors.yaml", tree / "annotations/registries/actors.yaml")
    assert main(["format", "--check", str(tree / "actors.yaml")]) == 0
    link(tree / "article.txt", tree / "seeds/articles/patience.txt")
    assert main(["segment", str(tree / "article.txt")]) == 0
    assert capsys.readouterr().err == ""


# What is no file


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
@pytest.mark.parametrize("file", TREE_FILES)
def test_a_pipe_in_the_place_of_a_file_of_a_tree_is_refused_unread(file: str, adjudicated: Path) -> None:
    (adjudicated / file).unlink()
    os.mkfifo(adjudicated / file)
    found = [finding for finding in reading(adjudicated) if finding.file == file]
    assert [(finding.check, finding.message) for finding in found] == [
        ("format/missing-file", "what stands here is not a file")
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
@pytest.mark.parametrize("file", [*DATASET_FILES, "data/mentions/validation.parquet"])
def test_a_pipe_in_the_place_of_a_file_of_a_dataset_is_refused_unread(file: str, dataset: Path) -> None:
    (dataset / file).unlink(missing_ok=True)
    os.mkfifo(dataset / file)
    assert ("format/missing-file", file) in told(torkham.validate(dataset))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="has no devices")
def test_an_endless_device_is_not_read(tree: Path) -> None:
    path = tree / "seeds/articles/patience.txt"
    link(path, "/dev/zero")
    assert ("format/symlink", "seeds/articles/patience.txt") in told(torkham.validate(tree))
    folder = Folder(tree, confined=False)
    assert folder.bytes("seeds/articles/patience.txt") is None
    assert told(folder.findings) == [("format/missing-file", "seeds/articles/patience.txt")]


def test_a_folder_in_the_place_of_a_file_is_refused(tree: Path) -> None:
    for file in ("seeds/articles/patience.txt", "annotations/splits.yaml"):
        (tree / file).unlink()
        (tree / file).mkdir()
    assert told(torkham.validate(tree)) == [
        ("format/missing-file", "annotations/splits.yaml"),
        ("format/missing-file", "seeds/articles/patience.txt"),
    ]


def test_a_name_longer_than_any_file_s_is_a_finding(tree: Path) -> None:
    replace(tree / "seeds/sources.yaml", "file: patience.txt", f"file: {'x' * 5000}")
    found = torkham.validate(tree)
    assert "format/missing-file" in [check for check, _ in told(found)]


# Numbers


@pytest.mark.parametrize(
    "number", ["1e999", "-1e999", "9" * 5000, "1" + "0" * 400, "1e-99999", "0." + "0" * 9999, "-1e308", "1e" + "9" * 99]
)
def test_a_huge_number_is_a_value_out_of_bounds_or_a_very_small_one(number: str, tree: Path) -> None:
    places = tree / "annotations/registries/places.yaml"
    places.write_text(places.read_text(encoding="utf-8").replace("lat: null", f"lat: {number}"), encoding="utf-8")
    found = {check for check, _ in told(reading(tree))}
    assert found == (set() if "e-" in number or number.startswith("0.") else {"schema/value"})


# What is shown


HOSTILE_WORDS = "\x1b[2J\x1b]0;title\x07\u202eabc\u2066\u200f\x00\x9b31m\r\x7f\u2028\ud800\U000e0041"


def test_a_terminal_gets_no_control_and_no_bidi_characters(capsys: pytest.CaptureFixture[str]) -> None:
    finding = Rule("format/x", Level.FORMAT, "x").at(
        torkham.findings.Origin(f"{HOSTILE_WORDS}.yaml", 1), HOSTILE_WORDS, where=HOSTILE_WORDS, hint=HOSTILE_WORDS
    )
    write([finding], "text", sys.stdout)
    assert [c for c in capsys.readouterr().out.replace("\n", "") if not c.isprintable()] == []
    assert printable(HOSTILE_WORDS).isascii()


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_names_and_words_are_shown_in_every_format(
    form: str, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / "annotations/articles" / "\x1b[2J\u202egpj.yaml").touch()
    (tree / "annotations/articles" / os.fsdecode(b"\xff.yaml")).touch()
    replace(tree / "annotations/splits.yaml", "article_id: patience", 'article_id: "\u202epatience\\u2066\\u200f"')
    assert main(["validate", str(tree), "--format", form]) == 1
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert form != "text" or all(c.isprintable() for c in shown.replace("\n", ""))


def test_endless_words_in_a_finding_are_cut(tree: Path) -> None:
    replace(tree / "seeds/sources.yaml", "title: null", f"title: {'x' * 900_000}")
    found = torkham.validate(tree)
    assert "links/source-quote" in [check for check, _ in told(found)]
    assert max(len(text) for finding in found for text in (finding.message, finding.where, finding.hint)) <= MAX_WORDS


# Parquet


def issues(**columns: pa.Array) -> pa.Table:
    """A table of issues in which some columns are given and the others null."""
    rows = len(next(iter(columns.values())))
    return pa.table({name: columns.get(name, pa.nulls(rows, pa.string())) for name in arrow_schema("issues").names})


def parquet(path: Path, *parts: pa.Table, **settings: Any) -> Path:
    """Write each part as a row group."""
    with pq.ParquetWriter(path, parts[0].schema, compression="zstd", store_schema=False, **settings) as writer:
        for part in parts:
            writer.write_table(part)
    return path


def repeated(words: str, rows: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), [words])


def compressed(path: Path) -> Path:
    """Pages of one letter over and over: 320 MB of them in a few kilobytes."""
    part = issues(description=pa.array(["x" * 1_000_000] * 10))
    return parquet(path, *[part] * 32, use_dictionary=False, write_statistics=False)


def pointed_to(path: Path) -> Path:
    """A long string to which every row points: 100 GB."""
    return parquet(path, issues(description=repeated("x" * 1_000_000, 100_000)), dictionary_pagesize_limit=2**24)


def nothing(path: Path) -> Path:
    """Twenty million rows of nulls."""
    return parquet(path, *[issues(issue_id=pa.nulls(1_000_000, pa.string()))] * 20)


def a_long_footer(path: Path) -> Path:
    content = parquet(path, issues(issue_id=pa.array(["a"]))).read_bytes()
    path.write_bytes(content[:-8] + struct.pack("<I", 0x7FFFFFFF) + b"PAR1")
    return path


def without_an_end(path: Path) -> Path:
    content = parquet(path, issues(issue_id=pa.array(["a"] * 1000))).read_bytes()
    path.write_bytes(content[:-200])
    return path


def a_footer_of_a_billion_columns(path: Path) -> Path:
    """A schema that is a list of 2^31 - 1 elements, of which none follows."""
    footer = bytes([0x15, 0x04, 0x19, 0xFC]) + b"\xff\xff\xff\xff\x07"
    path.write_bytes(b"PAR1" + footer + struct.pack("<I", len(footer)) + b"PAR1")
    return path


ROWS = 1003
"""As a varint two bytes that stand nowhere else in a small footer."""


def varint(number: int, size: int) -> bytes:
    """A number as Thrift writes it, in so many bytes."""
    number *= 2
    digits = [number >> shift & 127 | 128 for shift in range(0, 7 * size, 7)]
    return bytes([*digits[:-1], digits[-1] & 127])


def lying(path: Path, place: int, rows: int) -> Path:
    """A footer that says a number of rows or values at one place that is not the one."""
    content = parquet(path, issues(issue_id=pa.array([f"i{n}" for n in range(ROWS)]))).read_bytes()
    start = len(content) - 8 - struct.unpack("<I", content[-8:-4])[0]
    at = start
    for _ in range(place + 1):
        at = content.index(varint(ROWS, 2), at + 1)
    path.write_bytes(content[:at] + varint(rows, 2) + content[at + 2 :])
    return path


PLACES = 13
"""How often a footer tells the number of rows: of file and row group, and of the values and levels of columns."""


def test_the_places_of_lies_are_all_there_are(tmp_path: Path) -> None:
    lying(tmp_path / "x", PLACES - 1, 1)
    with pytest.raises(ValueError, match="not found"):
        lying(tmp_path / "x", PLACES, 1)


@pytest.mark.parametrize("rows", [0, 1, ROWS - 1, ROWS + 1, 2**13 - 1])
@pytest.mark.parametrize("place", range(PLACES))
def test_a_footer_that_lies_of_its_rows_gives_no_more_than_there_is(place: int, rows: int, tmp_path: Path) -> None:
    try:
        read = BoundedParquet(lying(tmp_path / "x", place, rows)).read().num_rows
    except (ParquetError, pa.ArrowException, OSError):
        read = 0
    assert read in (0, ROWS)


@pytest.mark.parametrize("make", [compressed, pointed_to, nothing])
def test_a_small_file_that_unfolds_to_much_is_refused(make: Callable[[Path], Path], tmp_path: Path) -> None:
    path = make(tmp_path / "x")
    assert path.stat().st_size < 1_000_000
    with pytest.raises(ParquetError, match=r"unfolds to [0-9]{8,} bytes or more; a file of its size may unfold to"):
        BoundedParquet(path).read()


def test_strings_that_borrow_from_one_another_are_refused(tmp_path: Path) -> None:
    encoding = dict.fromkeys(arrow_schema("issues").names, "DELTA_BYTE_ARRAY")
    words = pa.array(["x" * n for n in range(100)])
    parquet(tmp_path / "x", issues(issue_id=words), use_dictionary=False, column_encoding=encoding)
    with pytest.raises(ParquetError, match="DELTA_BYTE_ARRAY"):
        BoundedParquet(tmp_path / "x")


def nested(rows: int) -> pa.Table:
    examples = [contract.expanded("row:sentences")["examples"][0] for _ in range(rows)]
    return pa.Table.from_pylist(examples, schema=arrow_schema("sentences"))


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd"])
@pytest.mark.parametrize("dictionary", [True, False])
def test_what_any_writer_wrote_is_read_as_it_is(version: str, codec: str, dictionary: bool, tmp_path: Path) -> None:
    table = nested(50)
    settings = {"data_page_version": version, "compression": codec, "use_dictionary": dictionary, "row_group_size": 20}
    pq.write_table(table, tmp_path / "x", **settings)
    read = BoundedParquet(tmp_path / "x").read()
    assert read.equals(table)
    assert read.schema.equals(table.schema)
    assert BoundedParquet(tmp_path / "x").read(["text", "mentions"]).equals(table.select(["text", "mentions"]))


def test_a_table_without_rows_is_read(tmp_path: Path) -> None:
    pq.write_table(nested(0), tmp_path / "x")
    assert BoundedParquet(tmp_path / "x").read().equals(nested(0))


@pytest.mark.parametrize("table", contract.TABLES)
def test_the_real_tables_are_read_as_they_are(table: str, request: pytest.FixtureRequest) -> None:
    for path in sorted((request.config.rootpath / "dataset/data" / table).glob("*.parquet")):
        assert BoundedParquet(path).read().equals(pq.read_table(path))


# In bounded memory


def yaml_of(file: str, content: str) -> Callable[[Path], Path]:
    return lambda folder: written(folder / "tree" / file, content, folder / "tree")


def json_of(file: str, content: str) -> Callable[[Path], Path]:
    return lambda folder: written(folder / "dataset" / file, content, folder / "dataset")


def data_of(make: Callable[[Path], Path]) -> Callable[[Path], Path]:
    def prepare(folder: Path) -> Path:
        make(folder / "dataset/data/issues/train.parquet")
        return folder / "dataset"

    return prepare


def records_of(content: str) -> Callable[[Path], Path]:
    return lambda folder: written(folder / "issues.jsonl", content, folder / "issues.jsonl")


def written(path: Path, content: str, target: Path) -> Path:
    path.write_text(content, encoding="utf-8")
    return target


def sparse(file: str, size: int) -> Callable[[Path], Path]:
    """A file of one endless line of NULs, which takes no room on the disk."""

    def prepare(folder: Path) -> Path:
        (folder / file).touch()
        os.truncate(folder / file, size)
        return folder / Path(file).parts[0]

    return prepare


def listed(folder: Path) -> Path:
    """A folder of articles that is the whole disk."""
    (folder / "tree/annotations/articles").rename(folder / "away")
    link(folder / "tree/annotations/articles", "/")
    return folder / "tree"


SOURCES, ACTORS, ANNOTATION = (
    "seeds/sources.yaml",
    "annotations/registries/actors.yaml",
    "annotations/articles/patience.yaml",
)
MILLION = 1_000_000
FRONT = "---\n{}---\n"

BOMBS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "open brackets": (yaml_of(SOURCES, "[" * MILLION), "format/yaml"),
    "brackets": (yaml_of(SOURCES, "[" * MILLION + "]" * MILLION), "format/yaml"),
    "braces": (yaml_of(SOURCES, "{a: " * MILLION), "format/yaml"),
    "indentation": (yaml_of(SOURCES, "".join(f"{' ' * n}a:\n" for n in range(2000))), "format/yaml"),
    "aliases": (yaml_of(SOURCES, "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"), "format/yaml"),
    "keys": (yaml_of(SOURCES, "".join(f"k{n}: 1\n" for n in range(100_000))), "schema/unknown-key"),
    "one key": (yaml_of(SOURCES, "a: 1\n" * 100_000), "format/duplicate-key"),
    "a long key": (yaml_of(SOURCES, f"? {'k' * 15 * MILLION}\n: 1\n"), "format/size"),
    "a long scalar": (yaml_of(SOURCES, "x" * 15 * MILLION), "format/size"),
    "a long quotation": (yaml_of(SOURCES, f'"{"x" * 15 * MILLION}"'), "format/size"),
    "a long tag": (yaml_of(SOURCES, f"!{'x' * 15 * MILLION} a"), "format/yaml"),
    "many items": (yaml_of(SOURCES, f"articles: [{'1,' * 7 * MILLION}1]"), "format/size"),
    "wrong items": (yaml_of(SOURCES, f"articles: [{'1,' * 50_000}1]"), "schema/type"),
    "no keys": (yaml_of(SOURCES, f"articles: [{'{},' * 20_000}" + "{}]"), "schema/missing-key"),
    "an endless id": (yaml_of(SOURCES, f"articles:\n- article_id: {'a-' * 499_999}a"), "schema/value"),
    "an endless date": (yaml_of(SOURCES, f"articles:\n- published: '{{{'2025,' * 190_000}2025}}'"), "schema/value"),
    "an endless number": (yaml_of(ACTORS, f"actors:\n- country: {'9' * 999_999}"), "schema/value"),
    "items that might be alike": (
        yaml_of(
            ANNOTATION,
            f"units:\n- events:\n  - contexts: [{', '.join(f'{{k{n}: [{n}]}}' for n in range(15_000))}]\n",
        ),
        "schema/type",
    ),
    "a line of 100 MB": (sparse("tree/annotations/splits.yaml", 100 * MILLION), "format/size"),
    "an article of 100 GB": (sparse("tree/seeds/articles/patience.txt", 10**11), "format/size"),
    "the whole disk": (listed, "format/symlink"),
    "a card of 100 MB": (sparse("dataset/README.md", 100 * MILLION), "format/size"),
    "a card of items": (json_of("README.md", FRONT.format("- a\n" * 50_000)), "release/card"),
    "a deep card": (json_of("README.md", FRONT.format("[" * 900_000)), "format/card"),
    "a manifest of 100 MB": (sparse("dataset/manifest.json", 100 * MILLION), "format/size"),
    "a deep manifest": (json_of("manifest.json", "[" * 500_000 + "]" * 500_000), "format/manifest"),
    "a manifest somewhat deep": (
        json_of("manifest.json", '{"files": ' + "[" * 300 + "]" * 300 + "}"),
        "format/manifest",
    ),
    "a manifest of files": (
        json_of("manifest.json", json.dumps({"files": {f"f{n}": {} for n in range(70_000)}})),
        "format/manifest",
    ),
    "a manifest with a key too many": (
        json_of("manifest.json", "{" + ",".join(f'"{n}":1' for n in range(90_000)) + ',"1":1}'),
        "format/manifest",
    ),
    "a manifest with a long number": (json_of("manifest.json", f'{{"version": {"9" * 900_000}}}'), "format/manifest"),
    "compressed data": (data_of(compressed), "format/parquet"),
    "data pointed to": (data_of(pointed_to), "format/parquet"),
    "data of nothing": (data_of(nothing), "format/parquet"),
    "a long footer": (data_of(a_long_footer), "format/parquet"),
    "no footer": (data_of(without_an_end), "format/parquet"),
    "a footer of a billion columns": (data_of(a_footer_of_a_billion_columns), "format/parquet"),
    "data of 100 GB": (sparse("dataset/data/issues/train.parquet", 10**11), "format/parquet"),
    "a record of 100 MB": (sparse("issues.jsonl", 100 * MILLION), "format/size"),
    "a deep record": (records_of("[" * 2 * MILLION), "format/json"),
    "a record of items": (records_of(f'{{"issue_id": [{"[],[]," * 100_000}[]]}}'), "schema/type"),
    "a record of keys": (records_of("{" + ",".join(f'"{n}":1' for n in range(50_000)) + "}"), "schema/unknown-key"),
    "lines without records": (records_of("1\n" * 110_000), "format/size"),
    "an endless record": (records_of(f'{{"issue_id": "{"a-" * 2 * MILLION}"}}'), "schema/value"),
}
"""What is made of a folder with the toy `tree` and `dataset`, and a rule by which it must be refused."""

ROOM = 1024 * 1024 * 1024
JUDGE = f"""\
import json, resource, sys, torkham
torkham.validate(sys.argv[1]), torkham.validate(sys.argv[2])
size = next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmSize"))
resource.setrlimit(resource.RLIMIT_AS, (size + {ROOM}, size + {ROOM}))
for path in map(str.rstrip, sys.stdin):
    try:
        schema = "row:issues" if path.endswith(".jsonl") else None
        print(json.dumps(sorted({{finding.check for finding in torkham.validate(path, schema=schema)}})), flush=True)
    except BaseException as error:
        print(json.dumps(repr(error)[:200]), flush=True)
"""
"""Judges one path a line, with so much memory beyond what two small corpora took."""


def refusals(paths: Iterator[Path], toy: Path, dataset: Path) -> Iterator[list[str] | str]:
    command = [sys.executable, "-c", JUDGE, str(toy), str(dataset)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as child:
        assert child.stdin
        assert child.stdout
        for path in paths:
            child.stdin.write(f"{path}\n")
            yield json.loads(child.stdout.readline() or '"killed"')


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded as Linux does it")
def test_every_bomb_is_refused_in_bounded_memory(toy: Path, toy_dataset: Path, tmp_path: Path) -> None:
    def folders() -> Iterator[Path]:
        for prepare, _ in BOMBS.values():
            folder = tmp_path / "bomb"
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(toy, folder / "tree")
            shutil.copytree(toy_dataset, folder / "dataset")
            yield prepare(folder)

    found = dict(zip(BOMBS, refusals(folders(), toy, toy_dataset), strict=True))
    missed = {name: found[name] for name, (_, rule) in BOMBS.items() if rule not in found[name]}
    assert missed == {}
