"""The text-free edition holds no text, and comes back from copies that differ in nothing that is read."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import torkham
from tests.conftest import values
from tests.unit.conftest import TOY
from tests.unit.strategies import texts
from torkham.cli import main
from torkham.corpus import read_corpus
from torkham.edition import rehydrate
from torkham.edition import strip as edition
from torkham.edition.normal_form import FORMATS, SPACES, joins, normal_form
from torkham.edition.recognise import Copy, Unit, exact_text, recognise
from torkham.edition.rehydrate import DamagedError, MissingTextError, units_of
from torkham.edition.source_text import ArticleText
from torkham.edition.strip import EditionError, strip
from torkham.layout import combine, sha256
from torkham.parquet import digest, write_parquet
from torkham.segmentation import segment

ARTICLES = TOY / "seeds" / "articles"
TEXTS = {article.article_id: article.text for article in read_corpus(TOY).articles}
RESTORE = rehydrate.rehydrate


@pytest.fixture(scope="module")
def stripped(toy_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The text-free edition of the toy dataset: for reading only."""
    folder = tmp_path_factory.mktemp("edition") / "stripped"
    strip(toy_dataset, folder)
    return folder


@pytest.fixture
def damaged(stripped: Path, tmp_path: Path) -> Path:
    """A copy of the text-free edition to change."""
    return shutil.copytree(stripped, tmp_path / "damaged")


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """Copies of the articles to change, in one folder under other names."""
    (tmp_path / "copies").mkdir()
    for number, text in enumerate(TEXTS.values()):
        (tmp_path / f"copies/{number}").write_bytes(text.encode())
    return tmp_path / "copies"


@pytest.fixture(scope="module")
def units(stripped: Path) -> dict[str, list[Unit]]:
    manifest = json.loads((stripped / "manifest.json").read_text(encoding="utf-8"))
    return units_of(edition.read_tables(stripped, manifest))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_bytes_come_back(stripped: Path, toy_dataset: Path, tmp_path: Path) -> None:
    restored = RESTORE(stripped, ARTICLES, tmp_path / "restored")
    assert contents(tmp_path / "restored") == contents(toy_dataset)
    assert restored.files == {article_id: f"{article_id}.txt" for article_id in TEXTS}
    assert torkham.validate(tmp_path / "restored") == []


def test_votes_come_back_too(voted: Path, tmp_path: Path) -> None:
    strip(voted, tmp_path / "stripped")
    RESTORE(tmp_path / "stripped", ARTICLES, tmp_path / "restored")
    assert contents(tmp_path / "restored") == contents(voted)


def test_one_file_may_hold_all_articles(stripped: Path, toy_dataset: Path, tmp_path: Path) -> None:
    page = "\r\n".join(["Menu", *TEXTS.values(), "Contact"])
    (tmp_path / "page.html.txt").write_text(page, encoding="utf-8", newline="")
    RESTORE(stripped, tmp_path / "page.html.txt", tmp_path / "restored")
    assert contents(tmp_path / "restored") == contents(toy_dataset)


def test_an_edition_has_no_text(stripped: Path) -> None:
    texts = [
        (path.relative_to(stripped).as_posix(), text)
        for path in stripped.rglob("*.parquet")
        if path.parent.name not in ("actors", "issues", "places", "incidents")
        for text in values(pl.read_parquet(path).to_dicts())
    ]
    units = [unit.text for article in read_corpus(TOY).articles for unit in article.units]
    for unit in units:
        assert [(file, text) for file, text in texts if len(unit) > 12 and unit in text] == []


def test_an_edition_passes_its_checks(stripped: Path) -> None:
    assert torkham.validate(stripped) == []


def test_two_editions_are_identical(stripped: Path, toy_dataset: Path, tmp_path: Path) -> None:
    strip(toy_dataset, tmp_path / "again")
    strip(toy_dataset, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(stripped)


# Copies


@st.composite
def altered(draw: st.DrawFn, text: str) -> str:
    """A copy that reads the same: other white space, Unicode form and format characters, and a page around it."""
    text = unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), text)
    runs = draw(st.lists(st.text(st.sampled_from(SPACES), min_size=1, max_size=3), min_size=1, max_size=5))
    words = re.split(f"[{SPACES}]+", "".join(c for c in text if c not in FORMATS or draw(st.booleans())))
    spaced = words[0] + "".join(runs[number % len(runs)] + word for number, word in enumerate(words[1:]))
    for at in draw(st.lists(st.integers(0, len(spaced)), max_size=5)):
        spaced = f"{spaced[:at]}{draw(st.sampled_from(FORMATS))}{spaced[at:]}"
    header, footer = draw(st.tuples(*[st.sampled_from(["", "Home News\n\n", "\nMore: patience", "no\n2025\n"])] * 2))
    return f"{header}\n{spaced}\n{footer}"


@given(st.data())
def test_copies_that_read_the_same_give_the_exact_text(units: dict[str, list[Unit]], data: st.DataObject) -> None:
    copies = [Copy(article_id, data.draw(altered(text))) for article_id, text in TEXTS.items()]
    for article_id, copy in recognise(units, copies).items():
        assert isinstance(copy, Copy), copy
        assert copy.file == article_id
        assert exact_text(units[article_id], copy) == TEXTS[article_id]


@given(texts.filter(normal_form), st.data())
def test_any_article_comes_back_from_a_page(text: str, data: st.DataObject) -> None:
    rows = [
        {"article_id": "a", "sentence_id": f"a:s{number:03}", "start": unit.start, "end": unit.end, "text": unit.text}
        for number, unit in enumerate(segment(text))
    ]
    assume(not any(joins(row["text"]) for row in rows))
    sentences = pa.Table.from_pylist(rows)
    units = pa.Table.from_pylist(list(edition.unit_rows(rows, {"a": ArticleText(text)})))
    found = units_of({("sentences", "train"): sentences, ("units", "train"): units})
    page = Copy("page", f"Head\n{unicodedata.normalize(data.draw(st.sampled_from(['NFC', 'NFD'])), text)}\nFoot")
    recognised = recognise(found, [page])
    assert recognised == {"a": page}
    assert exact_text(found["a"], page) == text


def test_a_unit_that_joins_the_one_before_it_is_refused() -> None:
    rows = [
        {"article_id": "a", "sentence_id": "a:s001", "start": 0, "end": 4, "text": "Cafe"},
        {"article_id": "a", "sentence_id": "a:s002", "start": 4, "end": 6, "text": "\u0301."},
    ]
    with pytest.raises(EditionError, match="a:s002 cannot be told from what stands beside it"):
        list(edition.unit_rows(rows, {"a": ArticleText("Cafe\u0301.")}))


def test_white_space_between_units_may_be_missing(units: dict[str, list[Unit]]) -> None:
    for article_id, text in TEXTS.items():
        glued = Copy("", "".join(text[unit.start : unit.end] for unit in units[article_id]))
        assert recognise({article_id: units[article_id]}, [glued]) == {article_id: glued}
        assert exact_text(units[article_id], glued) == text


@given(st.data())
def test_a_changed_word_is_reported_at_its_unit(units: dict[str, list[Unit]], data: st.DataObject) -> None:
    article_id = data.draw(st.sampled_from(list(TEXTS)))
    text, unit = TEXTS[article_id], data.draw(st.sampled_from(units[article_id]))
    words = [match.span() for match in re.finditer(r"\w+", text[unit.start : unit.end])]
    start, end = data.draw(st.sampled_from(words))
    changed = data.draw(st.sampled_from(["", "Qx", f"{text[unit.start + start : unit.start + end]}x"]))
    copy = Copy("copy", text[: unit.start + start] + changed + text[unit.start + end :])
    (found,) = recognise({article_id: units[article_id]}, [copy, Copy("other", "Something else.")]).values()
    assert isinstance(found, list), "the copy was taken for the article"
    assert [(miss.unit, miss.file) for miss in found] == [(unit, "copy")]


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("herders’", "herders'"), ("“We", '"We'), ("2019/20", "2019⁄20"), ("Mira", "Mιra"), ("no longer", "nolonger")],
)
def test_what_only_looks_alike_is_not_taken_for_the_same(was: str, becomes: str, units: dict[str, list[Unit]]) -> None:
    copies = [Copy(article_id, text.replace(was, becomes)) for article_id, text in TEXTS.items()]
    (misses,) = [found for found in recognise(units, copies).values() if not isinstance(found, Copy)]
    assert len(misses) == 1


def test_a_miss_shows_what_the_copy_has_there(units: dict[str, list[Unit]]) -> None:
    page = "Home\n\n" + TEXTS["patience"].replace("2025", "2026").replace("threaten", "shout")
    (found,) = recognise({"patience": units["patience"]}, [Copy("page.txt", page)]).values()
    assert isinstance(found, list)
    assert [line for miss in found for line in miss.lines()] == [
        "patience:s001 is not in page.txt: 4 code points from offset 0 of patience",
        "  line 3 has: 2026",
        "patience:s005 is not in page.txt: 68 code points from offset 306 of patience",
        "  line 7 has: Ilsa Korvane, the envoy, is right to be angry but wrong to shout.",
    ]


def test_the_page_shows_what_a_miss_looks_like(units: dict[str, list[Unit]]) -> None:
    copy = Copy("copy.txt", TEXTS["patience"].replace("threaten", "shout"))
    (found,) = recognise({"patience": units["patience"]}, [copy]).values()
    assert isinstance(found, list)
    page = (TOY.parents[1] / "docs" / "text-free.md").read_text(encoding="utf-8")
    assert "".join(f"    {line}\n" for miss in found for line in miss.lines()) in page


def test_a_text_that_ends_early_says_so(units: dict[str, list[Unit]]) -> None:
    last = units["patience"][-1]
    (found,) = recognise({"patience": units["patience"]}, [Copy("short", TEXTS["patience"][: last.start])]).values()
    assert isinstance(found, list)
    assert [line for miss in found for line in miss.lines()] == [
        f"{last.sentence_id} is not in short: 4 code points from offset {last.start} of patience",
        "  nothing stands there, at line 17",
    ]


# The command


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def call(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return call


class TestCommand:
    def test_strip_and_rehydrate(self, toy_dataset: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
        assert run("strip", toy_dataset, "--out", tmp_path / "free")[0] == 0
        assert run("validate", tmp_path / "free") == (0, "no findings\n", "")
        code, out, err = run("rehydrate", tmp_path / "free", ARTICLES, "--out", tmp_path / "full")
        assert (code, err) == (0, "")
        assert out.splitlines()[:2] == ["grey-bridge: grey-bridge.txt", "patience: patience.txt"]
        assert contents(tmp_path / "full") == contents(toy_dataset)

    def test_what_is_missing_is_listed_and_nothing_written(
        self, stripped: Path, copies: Path, tmp_path: Path, run: Callable[..., Any]
    ) -> None:
        (copies / "0").unlink()
        (copies / "photo").write_bytes(b"\xff\xd8")
        text = (copies / "1").read_text(encoding="utf-8")
        (copies / "1").write_text(text.replace("threaten", "\x1b[31mshout"), encoding="utf-8")
        code, out, err = run("rehydrate", stripped, copies, "--out", tmp_path / "full")
        assert code == 1
        assert "grey-bridge is in no file: an article of 12 units" in out
        assert "patience:s005 is not in 1: 68 code points" in out
        assert "\\x1b[31mshout" in out
        assert "photo is not UTF-8 (byte 0)" in out
        assert "2 of 2 articles cannot be restored; nothing was written" in err
        assert not (tmp_path / "full").exists()

    def test_a_dataset_with_findings_is_not_stripped(
        self, dataset: Path, tmp_path: Path, run: Callable[..., Any]
    ) -> None:
        (dataset / "manifest.json").unlink()
        code, out, _ = run("strip", dataset, "--out", tmp_path / "free")
        assert code == 1
        assert "format/missing-file" in out
        assert not (tmp_path / "free").exists()

    def test_what_is_asked_wrongly_is_one_line(
        self, toy_dataset: Path, stripped: Path, tmp_path: Path, run: Callable[..., Any]
    ) -> None:
        before = contents(toy_dataset), contents(stripped)
        for words, said in {
            ("strip", stripped, "--out", tmp_path / "x"): "is a text-free edition already",
            ("strip", TOY, "--out", tmp_path / "x"): "is no dataset",
            ("strip", toy_dataset, "--out", toy_dataset): "name another --out",
            ("strip", toy_dataset, "--out", TOY): "holds something else",
            ("rehydrate", toy_dataset, ARTICLES, "--out", tmp_path / "x"): "is no text-free edition",
            ("rehydrate", stripped, ARTICLES, "--out", stripped): "name another --out",
            ("rehydrate", stripped, tmp_path / "nothing", "--out", tmp_path / "x"): "is not there",
        }.items():
            code, out, err = run(*words)
            assert (code, out, err.count("\n")) == (2, "", 1), words
            assert said in err
        assert (contents(toy_dataset), contents(stripped)) == before


# Editions that are not as they were written


FILES = ("README.md", "manifest.json", "full/README.md", "full/manifest.json", "data/units/train.parquet")


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("how", ["changed", "missing", "empty"])
def test_a_damaged_file_is_named(file: str, how: str, damaged: Path, tmp_path: Path) -> None:
    path = damaged / file
    data = path.read_bytes()
    path.unlink()
    if how != "missing":
        path.write_bytes(b"" if how == "empty" else data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    found = {finding.file for finding in torkham.validate(damaged)}
    assert found & {file, "manifest.json"}
    with pytest.raises(DamagedError):
        RESTORE(damaged, ARTICLES, tmp_path / "full")
    assert not (tmp_path / "full").exists()


def test_a_file_that_does_not_belong_is_named(damaged: Path) -> None:
    (damaged / "full" / "notes.txt").write_text("", encoding="utf-8")
    (damaged / "data" / "units" / "dev.parquet").write_text("", encoding="utf-8")
    assert {finding.file for finding in torkham.validate(damaged)} == {"manifest.json", "data/units/dev.parquet"}


def forge(folder: Path, table: str, change: Callable[[list[dict[str, Any]]], None]) -> None:
    """Change rows of an edition and make its manifest say so."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for file in [name for name in manifest["files"] if name.startswith(f"data/{table}/")]:
        schema = pq.read_schema(folder / file)
        rows = pq.read_table(folder / file).to_pylist()
        change(rows)
        content = pa.Table.from_pylist(rows, schema=schema)
        write_parquet(content, folder / file)
        rows_digest = digest(content)
        manifest["files"][file] = {
            "sha256": sha256((folder / file).read_bytes()),
            "logical_sha256": rows_digest.sha256,
            "rows": rows_digest.rows,
        }
    combined = {file: entry["logical_sha256"] for file, entry in manifest["files"].items() if "rows" in entry}
    manifest["logical_sha256"] = combine(combined)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


FORGERIES: dict[str, tuple[str, Callable[[list[dict[str, Any]]], None]]] = {
    "another label": ("events", lambda rows: rows[0].update(certainty="debatable")),
    "another offset": ("sentences", lambda rows: rows[0].update(end=rows[0]["end"] + 1)),
    "a place outside the article": ("articles", lambda rows: rows[0].update(title=f"⟦0:{9**30}⟧")),
    "a place with too many digits": ("articles", lambda rows: rows[0].update(title=f"⟦0:{'9' * 5000}⟧")),
    "no units": ("units", lambda rows: rows.clear()),
    "a unit of no sentence": ("units", lambda rows: rows[0].update(sentence_id="patience:s999")),
    "other white space": ("units", lambda rows: rows[1].update(before=[9])),
    "half a surrogate pair": ("units", lambda rows: rows[1].update(before=[0xD800])),
    "no code point": ("units", lambda rows: rows[1].update(before=[0x110000])),
    "a negative length": ("units", lambda rows: rows[1].update(length=-1)),
    "an edit out of place": (
        "units",
        lambda rows: rows[1].update(edits=[{"offset": 9, "length": 9, "code_points": []}]),
    ),
    "nothing": ("units", lambda rows: rows[0].update(edits=None)),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_edition_restores_nothing(name: str, damaged: Path, tmp_path: Path) -> None:
    forge(damaged, *FORGERIES[name])
    with pytest.raises((DamagedError, MissingTextError)):
        RESTORE(damaged, ARTICLES, tmp_path / "full")
    assert not (tmp_path / "full").exists()


def test_names_of_files_lead_nowhere(damaged: Path, tmp_path: Path) -> None:
    path = damaged / "full" / "manifest.json"
    full = json.loads(path.read_text(encoding="utf-8"))
    full["files"]["../../escaped"] = {"sha256": "0" * 64}
    path.write_text(json.dumps(full), encoding="utf-8")
    manifest = json.loads((damaged / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["full/manifest.json"] = {"sha256": sha256(path.read_bytes())}
    (damaged / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(DamagedError):
        RESTORE(damaged, ARTICLES, tmp_path / "in" / "full")
    assert any("../../escaped" in finding.message for finding in torkham.validate(damaged))


# What cannot be stripped, and what another writer makes


def test_a_card_that_quotes_an_article_is_refused(tree: Path, tmp_path: Path) -> None:
    quoted = "As one puts it: we are patient no longer, the Velmoran envoy warned Tarsund’s rulers."
    (tree / "docs").mkdir()
    (tree / "docs" / "card.md").write_text(f"# $title\n\n{quoted}\n", encoding="utf-8")
    torkham.write_dataset(torkham.read_corpus(tree), tmp_path / "dataset")
    with pytest.raises(EditionError, match=r'^README\.md quotes an article: "we are patient no longer'):
        strip(tmp_path / "dataset", tmp_path / "free")
    assert not (tmp_path / "free").exists()


def test_another_writer_gives_the_same_rows_and_metadata_that_fit(
    stripped: Path, toy_dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehydrate, "write_parquet", lambda table, path: pq.write_table(table, path))
    restored = RESTORE(stripped, ARTICLES, tmp_path / "full")
    assert torkham.validate(tmp_path / "full") == []
    manifest = json.loads((tmp_path / "full" / "manifest.json").read_text(encoding="utf-8"))
    full = json.loads((toy_dataset / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["logical_sha256"] == restored.logical_sha256 == full["logical_sha256"]
    assert manifest["files"] != full["files"]


@settings(max_examples=settings().max_examples // 15)
@given(st.data())
def test_a_whole_edition_comes_back_from_altered_copies(
    stripped: Path, toy_dataset: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("altered")
    (folder / "copies").mkdir()
    for number, text in enumerate(TEXTS.values()):
        (folder / f"copies/{number}.txt").write_bytes(data.draw(altered(text)).encode())
    RESTORE(stripped, folder / "copies", folder / "full")
    assert contents(folder / "full") == contents(toy_dataset)
