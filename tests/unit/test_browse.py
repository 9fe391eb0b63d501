"""The page of `torkham browse`: it tells what the tables tell, in little room, and nothing in them can become code."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.conftest import ROOT
from tests.unit.pages import Page, read_page, unpacked
from tests.unit.test_scoring_folders import each, rename, rewrite
from torkham.browse import NotBrowsableError, browse
from torkham.browse.compact import as_json
from torkham.browse.content import content
from torkham.browse.page import page
from torkham.browse.reading import DERIVED
from torkham.browse.sample import MAX_ARTICLES, drawn, fitting
from torkham.cli import main
from torkham.contract import LABELS, REGISTRIES, Json
from torkham.edition.strip import strip
from torkham.figures import MissingPlotsError, figures
from torkham.scoring.scores import score

SHIPPED = ROOT / "dataset"
HOSTILE = '</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> & \u2028 {{script}} "quoted" \\u003c'
NO_PICTURES: Json = {"figures": [], "missing": None}


def rows(dataset: Path, table: str) -> list[Json]:
    """The rows of a table in all its splits, without what follows from the rest."""
    splits = [
        path for split in ("train", "validation", "test") for path in dataset.glob(f"data/{table}/{split}.parquet")
    ]
    found = [row for path in splits for row in pq.ParquetFile(path).read().to_pylist()]
    return [{name: value for name, value in row.items() if name not in DERIVED} for row in found]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the shipped dataset."""
    out = tmp_path_factory.mktemp("browse") / "explorer.html"
    browse(SHIPPED, out)
    return out


@pytest.fixture(scope="module")
def shipped_page(shipped: Path) -> Page:
    return read_page(shipped)


# What it tells


def test_the_page_tells_every_sentence_with_its_labels_as_the_tables_do(shipped_page: Page) -> None:
    told = shipped_page.told
    packed = [sentence for article in told["articles"] for sentence in article["sentences"]]
    assert [unpacked(each, told["shapes"]["sentences"]) for each in packed] == rows(SHIPPED, "sentences")


def test_the_page_tells_every_article_but_its_text_once(shipped_page: Page) -> None:
    told = shipped_page.told
    found = [unpacked(article["row"], told["shapes"]["articles"]) for article in told["articles"]]
    assert found == [row | {"text": None} for row in rows(SHIPPED, "articles")]


@pytest.mark.parametrize("table", REGISTRIES)
def test_registry_entries_are_those_of_the_tables(shipped_page: Page, table: str) -> None:
    told = shipped_page.told
    found = [unpacked(entry, told["shapes"][table]) for entry in told["registries"][table]]
    known = rows(SHIPPED, table)
    assert found
    assert all(entry in known for entry in found)


def test_every_actor_that_a_label_names_has_its_entry(shipped_page: Page) -> None:
    told = shipped_page.told
    named = {row["actor_id"] for row in rows(SHIPPED, "mentions")} | {
        row["holder_id"] for row in rows(SHIPPED, "stances")
    }
    assert named - {"author", "unnamed"} <= {entry[0] for entry in told["registries"]["actors"]}


def test_counts_are_those_of_the_whole_dataset(shipped_page: Page) -> None:
    assert shipped_page.told["counts"] == {
        table: len(rows(SHIPPED, table)) for table in ("articles", "sentences", *LABELS)
    }


def test_a_dataset_of_nothing_but_articles_and_sentences_is_shown(dataset: Path, tmp_path: Path) -> None:
    for path in [*dataset.iterdir(), *(dataset / "data").iterdir()]:
        if path.name not in ("data", "articles", "sentences"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    told = browse(dataset, tmp_path / "page.html")
    assert told["counts"] == {"articles": 2, "sentences": len(rows(dataset, "sentences"))}
    assert told["dataset"]["title"] == dataset.name
    assert told["registries"]["actors"] == []


def test_every_label_of_a_vocabulary_that_a_record_has_is_defined(shipped_page: Page) -> None:
    told = shipped_page.told
    events = rows(SHIPPED, "events")
    modes = {f"{row['type']} {row['mode']}" for row in events if row["mode"]}
    assert modes <= told["definitions"]["event_mode"].keys()
    assert {row["type"] for row in events} <= told["definitions"]["event_type"].keys()


# Its room


def test_the_page_of_the_shipped_dataset_is_smaller_than_two_megabytes(shipped: Path) -> None:
    assert shipped.stat().st_size < 2_000_000


@pytest.mark.slow
def test_the_same_dataset_gives_the_same_bytes(shipped: Path, tmp_path: Path) -> None:
    browse(SHIPPED, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == shipped.read_bytes()


def test_of_a_dataset_too_large_a_sample_is_shown_that_fits() -> None:
    whole = content(SHIPPED, None, (), NO_PICTURES, sys.maxsize)
    room = len(as_json(whole).encode()) * 2 // 3
    part = content(SHIPPED, None, (), NO_PICTURES, room)
    assert 0 < len(part["articles"]) < len(whole["articles"])
    assert [each for each in whole["articles"] if each in part["articles"]] == part["articles"]
    assert len(as_json(part).encode()) <= room + len(part["articles"])  # and the commas between them
    assert part["counts"] == whole["counts"]


def test_the_articles_that_are_asked_for_are_shown_whatever_their_size() -> None:
    told = content(SHIPPED, None, ["cautious-optimism"], NO_PICTURES, 0)
    assert [article["row"][0] for article in told["articles"]] == ["cautious-optimism"]


@given(st.sets(st.text(min_size=1), max_size=12))
def test_which_articles_are_drawn_depends_on_nothing_but_their_ids(ids: set[str]) -> None:
    assert drawn(sorted(ids), 7) == drawn(sorted(ids, reverse=True), 7)
    assert len(drawn(ids, 7)) == min(7, len(ids))


def test_no_more_articles_are_drawn_than_a_reader_would_read() -> None:
    assert len(drawn(map(str, range(10 * MAX_ARTICLES)))) == MAX_ARTICLES


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 100)), st.integers(0, 300))
def test_what_fits_fits_and_nothing_small_enough_is_left_out(sizes: dict[str, int], room: int) -> None:
    kept = list(fitting(sizes, room))
    left = room - sum(sizes[id_] for id_ in kept)
    assert left >= 0
    assert all(size > left for id_, size in sizes.items() if id_ not in kept)


# Its safety


@given(st.recursive(st.text() | st.none() | st.integers(), st.lists))
def test_json_in_the_page_is_the_same_value_and_cannot_end_its_element(value: Any) -> None:
    written = as_json(value)
    assert json.loads(written) == value
    assert not set("<>&\u2028\u2029") & set(written)


def test_the_policy_lets_nothing_in_and_only_the_pages_own_script_and_style_work(shipped_page: Page) -> None:
    policy = shipped_page.policy
    assert policy["default-src"] == ["'none'"]
    assert not any("unsafe" in source for sources in policy.values() for source in sources)
    (style,) = shipped_page.all("style")
    (script,) = (each for each in shipped_page.all("script") if "type" not in each.attributes)
    assert policy["style-src"] == [hash_of(style.text)]
    assert policy["script-src"] == [hash_of(script.text)]
    assert policy["img-src"] == ["data:"]


def hash_of(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def test_nothing_in_the_page_is_loaded_or_run_from_an_attribute(shipped_page: Page) -> None:
    attributes = [
        (name, value or "") for element in shipped_page.elements for name, value in element.attributes.items()
    ]
    assert not [name for name, _ in attributes if name.startswith("on") or name == "style"]
    addresses = [value for name, value in attributes if name in {"src", "href", "action", "srcset", "data"}]
    assert addresses
    assert all(value.startswith(("#", "data:")) for value in addresses)
    assert not re.search(r"url\(|@import", shipped_page.all("style")[0].text)


def test_no_id_of_an_article_can_be_one_of_the_page_itself(shipped_page: Page) -> None:
    ids = [element.attributes["id"] for element in shipped_page.elements if "id" in element.attributes]
    assert len(set(ids)) == len(ids) > 20
    assert all("_" in (id_ or "") for id_ in ids)


def test_the_script_never_makes_markup_or_code_of_text(shipped_page: Page) -> None:
    (script,) = (each for each in shipped_page.all("script") if "type" not in each.attributes)
    sinks = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser|srcdoc|fetch\(|XMLHttp"
    )
    assert not re.search(sinks, script.text)


def test_words_of_an_article_stay_words_whatever_they_are(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/a.txt").write_text(f"Talks went on in Istanbul on Monday, {HOSTILE} they said. " * 4, "utf-8")
    assert main(["convert", str(tmp_path / "articles"), "--out", str(tmp_path / "d"), "--annotator", "none"]) == 0
    browse(tmp_path / "d", tmp_path / "page.html")
    shown = read_page(tmp_path / "page.html")
    assert [each.name for each in shown.unclosed] == []
    assert len(shown.all("script")) == 2
    assert not shown.all("img")
    packed = [sentence for article in shown.told["articles"] for sentence in article["sentences"]]
    text = "".join(unpacked(sentence, shown.told["shapes"]["sentences"])["text"] for sentence in packed)
    assert text.count("<img src=x onerror=alert(1)>") == 4


def test_the_name_of_a_dataset_cannot_become_markup() -> None:
    told = content(SHIPPED, None, ["cautious-optimism"], NO_PICTURES, sys.maxsize)
    told["dataset"]["title"] = f"</title>{HOSTILE}"
    shown = Page(page(told))
    assert len(shown.all("script")) == 2
    assert shown.all("title")[0].text.startswith("</title></script>")


# Two datasets


@pytest.fixture
def renamed(dataset: Path) -> Path:
    """The toy dataset with other ids, which are those of other labels."""
    for table in ("articles", "sentences"):
        rewrite(dataset, table, rename)
    return dataset


def differences(told: Json) -> Counter[tuple[str, str]]:
    """The differences that the page tells by layer and class."""
    found = [compared[1] for article in told["articles"] for compared in article["compared"] if compared]
    return Counter((layer, kind) for sentence in found for layer, kind, *_ in sentence)


def test_a_dataset_does_not_differ_from_its_copy_with_other_ids(toy_dataset: Path, renamed: Path) -> None:
    told = content(toy_dataset, renamed, (), NO_PICTURES, sys.maxsize)
    assert len(told["articles"]) == told["counts"]["articles"]
    assert differences(told) == Counter()


def spoil(row: Json) -> Json:
    """Take the first mention of a sentence away, and call each event something else."""
    row["mentions"] = row["mentions"][1:]
    for event in row["events"]:
        event["type"] = "CONSULT"
        event["status"] = "negated"
    return row


def test_differences_are_those_of_the_scorer(toy_dataset: Path, dataset: Path) -> None:
    rewrite(dataset, "sentences", each(spoil))
    told = content(toy_dataset, dataset, (), NO_PICTURES, sys.maxsize)
    errors = Counter((error.layer, error.kind) for error in score(toy_dataset, dataset).errors)
    assert {("mentions", "missed"), ("events", "wrong type"), ("events", "wrong status")} <= differences(told).keys()
    assert differences(told) == errors


def test_labels_of_the_second_dataset_point_into_the_sentences_of_the_first(toy_dataset: Path, renamed: Path) -> None:
    told = content(toy_dataset, renamed, (), NO_PICTURES, sys.maxsize)
    (shape,) = (inner for name, _, _, inner, _ in told["shapes"]["sentences"] if name == "mentions")
    checked = 0
    for article in told["articles"]:
        for sentence, compared in zip(article["sentences"], article["compared"], strict=True):
            text = unpacked(sentence, told["shapes"]["sentences"])["text"]
            for shift, packed in compared[0][0] if compared else ():
                mention = unpacked(packed, shape)
                assert text[mention["start"] + shift : mention["end"] + shift] == mention["text"]
                checked += 1
    assert checked == len(rows(toy_dataset, "mentions"))


# What is wrong


def refusal(*arguments: Any, **options: Any) -> str:
    with pytest.raises(NotBrowsableError) as raised:
        browse(*arguments, **options)
    return str(raised.value)


def test_a_folder_that_holds_the_dataset_is_told_from_it(tmp_path: Path) -> None:
    assert f"did you mean {ROOT / 'dataset'}?" in refusal(ROOT, tmp_path / "x.html")
    assert "is not there" in refusal(tmp_path / "nothing", tmp_path / "x.html")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_an_edition_without_text_is_refused_with_the_way_out(toy_dataset: Path, tmp_path: Path) -> None:
    strip(toy_dataset, tmp_path / "stripped")
    assert "torkham rehydrate" in refusal(tmp_path / "stripped", tmp_path / "x.html")


@pytest.mark.slow
def test_an_article_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    told = refusal(SHIPPED, tmp_path / "x.html", articles=["cautious-optimist"])
    assert '"cautious-optimist"' in told
    assert "cautious-optimism" in told


@pytest.mark.slow
def test_datasets_without_a_common_article_cannot_be_compared(toy_dataset: Path, tmp_path: Path) -> None:
    assert "no article in common" in refusal(SHIPPED, tmp_path / "x.html", against=toy_dataset)


@pytest.mark.parametrize(
    ("table", "change", "says"),
    [
        ("sentences", each(lambda row: row | {"start": row["start"] + 1}), "is not at"),
        ("articles", lambda found: found * 2, "stands twice"),
    ],
)
def test_a_broken_table_is_named(
    dataset: Path, tmp_path: Path, table: str, change: Callable[[list[Json]], list[Json]], says: str
) -> None:
    rewrite(dataset, table, change)
    told = refusal(dataset, tmp_path / "x.html")
    assert says in told
    assert f"data/{table}/" in told


def test_a_page_for_which_every_article_is_too_large_is_not_written_empty() -> None:
    with pytest.raises(NotBrowsableError, match="--article "):
        content(SHIPPED, None, (), NO_PICTURES, 0)


# Pictures


def test_pictures_are_images_that_hold_their_own_bytes(shipped_page: Page) -> None:
    figures = shipped_page.told["pictures"]["figures"]
    assert shipped_page.told["pictures"]["missing"] is None
    assert figures
    for figure in figures:
        assert figure["alt"]
        assert figure["rows"]
        assert all(len(row) == len(figure["columns"]) for row in figure["rows"])
        for theme in ("light", "dark"):
            assert figure[theme].startswith("data:image/svg+xml,%3Csvg ")
            assert not set('#"<>\n') & set(figure[theme])


def test_without_the_libraries_that_draw_the_page_says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    out = tmp_path / "page.html"
    assert main(["browse", str(SHIPPED), "--out", str(out)]) == 0
    told = read_page(out).told["pictures"]
    assert "pip install" in told["missing"]
    assert told["missing"] in capsys.readouterr().out
    assert all("light" not in figure and figure["rows"] for figure in told["figures"])
    assert told["figures"]


def test_a_figure_asked_for_its_picture_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    first = figures(SHIPPED)[0]
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingPlotsError, match="pip install"):
        first.svg()


# The command


def test_the_command_says_what_it_wrote(tmp_path: Path, toy_dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "page.html"
    assert main(["browse", str(toy_dataset), "--out", str(out), "--article", "grey-bridge"]) == 0
    assert capsys.readouterr().out == f"{out}: {out.stat().st_size:,} bytes, 1 of 2 articles\n"


def test_the_command_refuses_what_it_cannot_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["browse", str(tmp_path / "no"), "--out", str(tmp_path / "page.html")]) == 2
    assert main(["browse", str(SHIPPED), "--out", str(tmp_path)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert all(line.startswith("torkham browse: ") for line in told)
    assert len(told) == 2
