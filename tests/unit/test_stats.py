"""`torkham stats` prints the card's numbers, writes the figures, and says what is wrong with what it is asked."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from xml.etree import ElementTree

import pytest

from tests.unit.conftest import ROOT
from torkham.cli import main
from torkham.report.statistics import LINES, as_text
from torkham.statistics import TITLES, Count

SHIPPED = ROOT / "dataset"


@pytest.fixture
def stats(capsys, monkeypatch):
    """Return what runs the command on the shipped dataset or another, and its code, output and messages."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments, dataset=SHIPPED):
        code = main(["stats", str(dataset), *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


def test_the_tables_are_those_of_the_card(stats):
    """Written in Markdown, every line of them stands in the card that was built."""
    card = (SHIPPED / "README.md").read_text(encoding="utf-8").splitlines()
    code, out, _ = stats("--format", "json")
    assert code == 0
    tables = json.loads(out)
    assert list(tables) == list(TITLES)
    for name, lines in tables.items():
        assert f"| {' | '.join(lines[0])} |" in card
        for line in lines:
            first, *numbers = ["–" if value is None else str(value) for value in line.values()]
            assert {f"| {' | '.join([label, *numbers])} |" for label in (first, f"`{first}`")} & set(card), name


def test_the_text_has_the_same_numbers_in_80_columns(stats):
    tables = json.loads(stats("--format", "json")[1])
    code, out, err = stats()
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line in TITLES.values()] == list(TITLES.values())
    printed = [line.split() for line in lines]
    for table in tables.values():
        for line in table:
            assert " ".join("–" if value is None else str(value) for value in line.values()).split() in printed


def test_an_article_s_id_keeps_both_its_ends_where_it_is_cut():
    count = Count(("article", "mentions"), ((f"{'a-very-long-slug-' * 8}0123456789ab", 12_345),), ids=True)
    *_, line = as_text({"by_article": count}, width=80)
    assert len(line) <= 80
    assert line.split()[0].startswith("a-very-long-slug")
    assert line.split()[0].endswith("0123456789ab")
    assert line.endswith(" 12,345")


def test_of_a_long_table_the_text_says_how_many_lines_it_leaves_out():
    count = Count(("article", "mentions"), tuple((f"a{number}", number) for number in range(1_000 + LINES)), ids=True)
    lines = list(as_text({"by_article": count}))
    assert lines[-1] == "  … and 1,000 more: --format json has all"
    assert len(lines) == 1 + 1 + LINES + 1


def test_what_could_move_the_cursor_is_shown_as_an_escape():
    lines = list(as_text({"top_actors": Count(("actor", "mentions"), (("\x1b[2Jx", 1),), ids=True)}))
    assert "\\x1b[2Jx" in lines[-1]


def test_a_table_without_lines_is_said_to_have_none():
    assert list(as_text({"top_targets": Count(("target", "stances"), ())})) == [TITLES["top_targets"], "  none"]


def test_figures_are_written_with_their_numbers_and_captions(stats, tmp_path):
    folder = tmp_path / "new" / "plots"
    code, out, err = stats("--plots", folder, "--as", "svg,csv", "--format", "json")
    assert (code, err) == (0, f"23 files in {folder}\n")
    json.loads(out)
    captions = (folder / "captions.md").read_text(encoding="utf-8")
    pictures = sorted(folder.glob("*.svg"))
    assert len(pictures) == 11
    for picture in pictures:
        ElementTree.parse(picture)
        assert f"## {picture.stem}\n" in captions
        with picture.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
            assert len(list(csv.reader(file))) > 1


def test_pictures_are_png_and_svg_in_the_theme_and_size_that_are_asked_for(stats, tmp_path, toy_dataset):
    assert stats("--plots", tmp_path, "--theme", "dark", "--size", "page", dataset=toy_dataset)[0] == 0
    assert {path.suffix for path in tmp_path.iterdir()} == {".svg", ".png", ".md"}
    picture = ElementTree.parse(tmp_path / "labels.svg").getroot()
    assert picture.get("width") == "680"
    assert picture.find("{http://www.w3.org/2000/svg}rect").get("fill") == "#15181c"


def test_without_the_plotting_extra_the_message_says_how_to_get_it(stats, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    code, out, err = stats("--plots", tmp_path / "plots")
    assert (code, out) == (2, "")
    assert err == "torkham stats: pictures need vl_convert: pip install 'torkham[plots]'\n"
    assert not (tmp_path / "plots").exists()


def test_tables_and_numbers_need_no_plotting_extra(stats, tmp_path, monkeypatch):
    for module in ("altair", "vl_convert"):
        monkeypatch.setitem(sys.modules, module, None)
    assert stats("--plots", tmp_path, "--as", "csv")[0] == 0
    assert (tmp_path / "actors.csv").is_file()


@pytest.mark.parametrize(
    ("make", "arguments", "message"),
    [
        (lambda folder: folder / "nowhere", [], "is not there: name a dataset folder"),
        (lambda folder: shutil.rmtree(folder / "data") or folder, [], "has no folder data/"),
        (
            lambda folder: (folder / "data/events/test.parquet").write_bytes(b"PAR1") and folder,
            [],
            "data/events/test.parquet cannot be read",
        ),
        (lambda folder: folder, ["--plots", ROOT / "README.md"], "README.md is a file: name a folder for the figures"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(make, arguments, message, stats, dataset):
    code, out, err = stats(*arguments, dataset=make(dataset))
    assert (code, out) == (2, "")
    assert message in err
    assert err.startswith("torkham stats: ")
    assert err.count("\n") == 1


def test_a_kind_of_picture_that_is_none_is_refused_with_those_that_are(stats, tmp_path, capsys):
    with pytest.raises(SystemExit):
        stats("--plots", tmp_path, "--as", "svg,pdf")
    assert '"pdf" is none of svg, png, csv' in capsys.readouterr().err
