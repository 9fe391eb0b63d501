"""`torkham segment` writes a skeleton, and never over anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from torkham.cli import main
from torkham.document import read_document
from torkham.skeleton import skeleton
from torkham.validators import validator

TEXT = "Velmar and Karsia met.\r\n“We agreed. No, we did not,” he said 🌾 سوله.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "Ferry Talks, 2031.txt"
    path.write_bytes(TEXT.encode())
    return path


def test_the_skeleton_is_printed_under_a_slug_of_the_file_name(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["segment", str(article)]) == 0
    assert capsys.readouterr() == (skeleton("ferry-talks-2031", TEXT), "")


def test_the_skeleton_is_written_where_it_is_asked_for(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = article.with_name("out.yaml")
    arguments = ["--article-id", "ferry", "--annotator-id", "mira", "--out", str(out)]
    assert main(["segment", str(article), *arguments]) == 0
    assert out.read_bytes().decode() == skeleton("ferry", TEXT, "mira")
    assert capsys.readouterr() == ("", f"wrote {out}\n")


@pytest.mark.parametrize("content", ["units: []\n", ""])
def test_an_existing_file_is_never_replaced(content: str, article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = article.with_name("out.yaml")
    out.write_text(content, encoding="utf-8")
    assert main(["segment", str(article), "--out", str(out)]) == 2
    assert out.read_text("utf-8") == content
    assert f"{out} is there already" in capsys.readouterr().err


def test_neither_a_folder_nor_a_dangling_link_is_written_to(article: Path) -> None:
    link = article.with_name("link.yaml")
    link.symlink_to(article.with_name("elsewhere.yaml"))
    assert main(["segment", str(article), "--out", str(link)]) == 2
    assert main(["segment", str(article), "--out", str(article.parent)]) == 2
    assert not article.with_name("elsewhere.yaml").exists()


@pytest.mark.parametrize(
    ("content", "check"),
    [
        (b"", "format/empty"),
        (b" \r\n\xe2\x80\xa8 ", "format/empty"),
        (b"caf\xe9", "format/utf8"),
        (b"\xef\xbb\xbfVelmar.", "format/utf8"),
        (b"Vel\x00mar.", "format/control-character"),
    ],
)
def test_an_article_that_cannot_be_read_is_reported(
    content: bytes, check: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(content)
    assert main(["segment", str(path), "--out", str(tmp_path / "out.yaml")]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(str(path))
    assert f"  {check}  error\n" in captured.err
    assert not (tmp_path / "out.yaml").exists()


def test_a_folder_is_no_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["segment", str(tmp_path)]) == 1
    assert "what stands here is not a file" in capsys.readouterr().err


@pytest.mark.parametrize("id_", ["Ferry", "ferry_talks", "ferry-", "ferry--talks", "", "ferry\n", "سوله", "f" * 101])
def test_what_the_schema_takes_for_no_article_id_is_refused(
    id_: str, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = article.with_name("سوله.txt")  # of which no slug can be made
    article.rename(name)
    assert main(["segment", str(name), "--article-id", id_]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "is no article id" in captured.err


@pytest.mark.parametrize("id_", ["Mira", "mira osten", "", "1mira", "m" * 101, "mira\n"])
def test_what_the_schema_takes_for_no_annotator_id_is_refused(
    id_: str, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["segment", str(article), "--annotator-id", id_]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "is no annotator id" in captured.err


def test_a_folder_that_is_not_there_is_named(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = article.parent / "no\nfolder" / "out.yaml"
    assert main(["segment", str(article), "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert error.endswith(": No such file or directory\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_the_skeleton_is_utf8_whatever_the_locale(encoding: str, article: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "torkham", "segment", article],
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONIOENCODING": encoding},
    )
    content = read_document(result.stdout.decode("utf-8"), "out.yaml", "file:annotation").value
    assert validator("file:annotation").is_valid(content)
    assert content["units"][-1]["text"].endswith("🌾 سوله.")
