"""`torkham format` writes the canonical form, loses nothing, and leaves alone what it cannot read."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.conftest import TOY
from tests.unit.strategies import WORDS
from torkham.cli import main

ANNOTATION = (TOY / "annotations" / "articles" / "grey-bridge.yaml").read_text("utf-8")
LOOSE = """\
# what this file is about
# and why
units:
  - {role: body, id: s001, text: "Velmar agreed.",
     events: [], stances: [], note: null,
     mentions: [{form: name, nth: null, actor_id: velmar, quote: Velmar}]}
annotator_id: mira
label_source: pilot
guidelines: 0.1
article_id: ferry
"""
CANONICAL = """\
# what this file is about
# and why
article_id: ferry
guidelines: '0.1'
label_source: pilot
annotator_id: mira
units:
- id: s001
  role: body
  text: Velmar agreed.
  mentions:
  - {id: m01, quote: Velmar, actor_id: velmar, form: name}
  events: []
  stances: []
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.yaml"
    path.write_bytes(LOOSE.encode())
    return path


def only(file: Path) -> bool:
    """Whether nothing else stands beside a file."""
    return list(file.parent.iterdir()) == [file]


def test_a_file_is_put_into_canonical_form(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["format", str(file)]) == 0
    assert file.read_bytes().decode() == CANONICAL
    assert only(file)
    assert capsys.readouterr() == ("", f"formatted {file}\n")


def test_formatting_twice_changes_nothing_more(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["format", str(file)])
    first = file.stat()
    capsys.readouterr()
    assert main(["format", str(file)]) == 0
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["CRLF", "CR"])
def test_line_ends_become_line_feeds(end: str, file: Path) -> None:
    file.write_bytes(LOOSE.replace("\n", end).encode())
    assert main(["format", str(file)]) == 0
    assert file.read_bytes().decode() == CANONICAL


def test_a_link_stays_a_link_and_a_mode_a_mode(file: Path) -> None:
    link = file.with_name("link.yaml")
    link.symlink_to(file.name)
    file.chmod(0o600)
    assert main(["format", str(link)]) == 0
    assert link.is_symlink()
    assert file.read_bytes().decode() == CANONICAL
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_is_left_whole(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", refuse)
    assert main(["format", str(file)]) == 2
    assert file.read_bytes().decode() == LOOSE
    assert capsys.readouterr().err == "torkham format: No space left on device\n"


def test_check_changes_nothing_and_names_the_command(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["format", "--check", str(file)]) == 1
    assert file.read_bytes().decode() == LOOSE
    assert capsys.readouterr().err == f"{file} is not in canonical form: run torkham format {file}\n"
    file.write_text(CANONICAL, encoding="utf-8")
    assert main(["format", "--check", str(file)]) == 0


@pytest.mark.parametrize("path", sorted((TOY / "annotations").rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_kind_of_file_is_known_by_its_name(path: Path) -> None:
    assert main(["format", "--check", str(path)]) == 0


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("annotator_id: mira", "annotator_id: mira # new", 7),
        ("units:\n", "units:\n# the first unit\n", 4),
        ("     mentions", "     # who?\n     mentions", 6),
        ("article_id: ferry\n", "article_id: ferry\n# the end", 11),
    ],
)
def test_a_comment_that_would_be_lost_stops_it(
    old: str, new: str, line: int, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = LOOSE.replace(old, new)
    file.write_text(content, encoding="utf-8")
    assert main(["format", str(file)]) != 0
    assert file.read_text("utf-8") == content
    assert only(file)
    error = capsys.readouterr().err
    assert f"{file}:{line}" in error
    assert "a comment here would be lost" in error


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (LOOSE.replace("label_source: pilot\n", ""), "schema/missing-key  error"),
        (LOOSE.replace("form: name", "form: nmae"), "schema/unknown-code  error"),
        (LOOSE.replace("role: body", "rolle: body"), "schema/unknown-key  error"),
        (LOOSE.replace("role: body,", ""), "schema/missing-key  error"),
        (LOOSE + "article_id: ferry\n", 'the key "article_id" stands twice'),
        (LOOSE.replace("[]", "&a []"), "anchors and aliases are not read"),
        (LOOSE.replace("mira", "!!str mira"), "tag"),
        (LOOSE + "---\na: b\n", "a second document"),
        (LOOSE.replace("annotator_id", "\tannotator_id"), "not YAML"),
        ("article_id: ferry\nunits: word\n", "schema/type  error"),
        ("article_id: ferry\nunits: [word]\n", "schema/type  error"),
        ("article_id: ferry\nunits: [{mentions: word}]\n", "schema/type  error"),
        ("article_id:\tferry\n", "schema/missing-key  error"),
        ("word\n", "schema/type  error"),
        ("[]\n", "schema/type  error"),
        ("", "the file has no content"),
        ("\ufeff" + LOOSE, "format/utf8  error"),
        (LOOSE.replace("mira", "mi\x00ra"), "format/control-character  error"),
        (LOOSE.replace("mira", "mi\x0cra"), "U+000C"),
    ],
)
def test_a_broken_file_is_reported_and_left_as_it_is(
    content: str, says: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(content.encode())
    assert main(["format", str(file)]) in (1, 2)
    assert file.read_bytes() == content.encode()
    assert only(file)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert says in captured.err
    assert str(file) in captured.err


def test_each_breach_is_reported_once(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("article_id: ferry\n", encoding="utf-8")
    assert main(["format", str(file)]) == 1
    report = capsys.readouterr().err
    assert report.count("schema/missing-key  error") == 4
    assert all(report.count(f'"{key}"') == 1 for key in ("guidelines", "label_source", "annotator_id", "units"))


@pytest.mark.parametrize("name", ["missing.yaml", "", "folder"])
def test_what_is_no_file_is_refused_in_one_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "folder").mkdir()
    assert main(["format", str(tmp_path / name)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_error_cannot_steer_a_terminal(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('"\\e[2J\\n\u202e": 1\n"\\e[2J\\n\u202e": 2\n', encoding="utf-8")
    assert main(["format", str(file)]) != 0
    assert all(line.isprintable() for line in capsys.readouterr().err.split("\n"))


def test_new_labels_get_numbers_and_old_ones_keep_theirs(file: Path) -> None:
    file.write_text(
        CANONICAL.replace("{id: m01,", "{id: m04,").replace(
            "  events", "  - {quote: agreed, actor_id: x, form: name}\n  events"
        ),
        encoding="utf-8",
    )
    assert main(["format", str(file)]) == 0
    assert [line.split(",")[0] for line in file.read_text("utf-8").splitlines() if "quote" in line] == [
        "  - {id: m04",
        "  - {id: m05",
    ]


def test_a_registry_without_an_id_is_not_numbered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "issues.yaml"
    path.write_text("issues:\n- {kind: claim, proposition: So it is., description: No.}\n", encoding="utf-8")
    assert main(["format", str(path)]) == 1
    assert "schema/missing-key  error" in capsys.readouterr().err


pieces = st.sampled_from((*WORDS, "\n", "\n  ", "\n- ", "\t", "\u2028", "id: m01", "nth: 2", "text:", "null", "1e999"))


@given(st.lists(st.tuples(st.integers(0, len(ANNOTATION)), st.integers(0, 30), pieces), min_size=1, max_size=3))
def test_no_damage_to_a_file_gets_past_the_reader(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[int, int, str]]
) -> None:
    text = ANNOTATION
    for start, length, piece in damage:
        text = text[:start] + piece + text[start + length :]
    file = tmp_path_factory.mktemp("damaged") / "grey-bridge.yaml"
    file.write_bytes(text.encode())
    if main(["format", str(file)]) == 0:
        assert main(["format", "--check", str(file)]) == 0
    else:
        assert file.read_bytes() == text.encode()


def test_a_retired_number_is_not_given_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "annotations/articles/ferry.yaml"
    file.parent.mkdir(parents=True)
    unnumbered = CANONICAL.replace("{id: m01, ", "{")
    file.write_text(unnumbered, encoding="utf-8")
    retired = tmp_path / "annotations/retired.yaml"
    retired.write_text("retired: oops\n", encoding="utf-8")
    assert main(["format", str(file)]) == 2
    assert f"{retired} has findings" in capsys.readouterr().err
    assert file.read_text("utf-8") == unnumbered
    others = ("ferry:s001:m02", "ferry:s001:e07", "ferry:s0010:m09", "ferryman:s001:m08", "ferry:s001")
    entries = "".join(f"- {{id: '{id_}', last_version: 1.0.0, reason: None.}}\n" for id_ in others)
    retired.write_text(f"retired:\n{entries}", encoding="utf-8")
    assert main(["format", str(file)]) == 0
    assert file.read_text("utf-8") == CANONICAL.replace("m01", "m03")
