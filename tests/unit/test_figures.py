"""Figures say what the tables say, in words, numbers and a picture that is the same each time and can be read."""

from __future__ import annotations

import re
import shutil
import struct
from collections import Counter
from datetime import date
from itertools import combinations, product
from xml.etree import ElementTree

import polars as pl
import pytest

from tests.unit.conftest import ROOT
from torkham import contract
from torkham.figures import Figure, figures, figures_of
from torkham.figures.data import COLUMNS, Frames, read_frames
from torkham.figures.look import COLOURS, Theme, contrast, look, readable
from torkham.figures.periods import axis_of, period, window
from torkham.figures.words import fitted, told_apart

SHIPPED = ROOT / "dataset"
NAMES = (
    *("actors", "timeline", "stances", "event-types"),
    *("labels", "roles", "statuses", "polarities", "certainty", "mentioned", "discussed"),
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def frames() -> Frames:
    return read_frames(SHIPPED)


@pytest.fixture(scope="module")
def shown(frames: Frames) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures_of(frames)}


def rows(table: str) -> list[dict]:
    return pl.read_parquet(SHIPPED / "data" / table / "*.parquet").to_dicts()


def texts(svg: str) -> list[str]:
    """Return the words in a picture, lines of a text apart."""
    return [text for element in ElementTree.fromstring(svg).iter(f"{SVG}text") for text in element.itertext()]


def many(frames: Frames, copies: int) -> Frames:
    """Return so many copies of a dataset with ids and names of their own."""

    def renamed(table: str, number: int) -> pl.DataFrame:
        name = pl.col("name") + f" of the very long name {number}" if "name" in COLUMNS[table] else None
        ids = [pl.col(column) + f"-{number}" for column in COLUMNS[table] if column.endswith("_id")]
        sides = [
            pl.col(column).list.eval(pl.element() + f"-{number}")
            for column in ("sources", "recipients")
            if column in COLUMNS[table]
        ]
        return frames[table].with_columns(*ids, *sides, *([name] if name is not None else []))

    return {table: pl.concat(renamed(table, number) for number in range(copies)) for table in frames}


def test_the_shipped_dataset_has_every_figure_in_order(shown):
    assert tuple(shown) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_has_words_numbers_and_a_picture_that_holds_them(name, shown):
    figure = shown[name]
    svg = figure.svg()
    root = ElementTree.fromstring(svg)
    assert figure.title
    assert figure.alt.endswith(".")
    assert figure.note.endswith(".")
    assert len(figure.table)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == figure.title
    assert root.find(f"{SVG}desc").text == figure.alt
    assert float(root.get("width")) == pytest.approx(3.3 * 96, abs=2)
    assert not re.search(r"NaN|undefined|null", svg)
    assert not re.search(r"href|<style|<script|<image|url\(", svg), "the picture refers to something outside it"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_picture_is_cut_off(name, shown):
    """Every text begins and ends within the picture, as wide as its letters are at least."""
    for size in ("column", "page"):
        root = ElementTree.fromstring(shown[name].svg(size=size))
        width, height, font = float(root.get("width")), float(root.get("height")), look(size=size).font
        for text, x, y, turned in placed_texts(root):
            long = 0.42 * font * len(text.text or "")
            rooms = {"end": x, "start": width - x, "middle": 2 * min(x, width - x)}
            room = y if turned else rooms[text.get("text-anchor", "start")]
            assert 0 <= x <= width, text.text
            assert 0 <= y <= height + 1, text.text
            assert long <= room, text.text


def placed_texts(element, x=0.0, y=0.0, turned=False):
    """Yield the texts below an element with their place in the picture, and whether they stand upright."""
    for child in element:
        moved = re.match(r"translate\(([-\d.]+), ?([-\d.]+)\)", child.get("transform", "")) or [0, 0, 0]
        place = x + float(moved[1]), y + float(moved[2])
        upright = turned or "rotate(270)" in child.get("transform", "")
        if child.tag == f"{SVG}text":
            yield child, *place, upright
        yield from placed_texts(child, *place, upright)


def test_the_same_dataset_gives_the_same_bytes(shown):
    for figure in figures(SHIPPED)[:5]:
        assert figure.svg("dark", "page") == shown[figure.name].svg("dark", "page")
        assert figure.table.equals(shown[figure.name].table)


def test_a_png_is_a_column_wide_at_300_pixels_an_inch(shown):
    picture = shown["polarities"].png()
    assert picture.startswith(b"\x89PNG")
    width, _ = struct.unpack(">II", picture[16:24])
    per_metre, _, unit = struct.unpack(">IIB", picture[picture.index(b"pHYs") + 4 :][:9])
    assert width == pytest.approx(3.3 * 300, abs=5)
    assert (per_metre, unit) == (pytest.approx(300 / 0.0254, abs=1), 1)


def test_links_are_the_pairs_of_events_told_as_having_happened(shown):
    links = Counter()
    for event in rows("events"):
        if event["status"] not in ("actual", "historical"):
            continue
        sources, recipients = ({each["actor_id"] for each in event[side]} for side in ("sources", "recipients"))
        if event["reciprocal"]:
            sources = recipients = sources | recipients
        links.update((*pair, event["quad_class"]) for pair in product(sources, recipients) if len(set(pair)) == 2)
    table = shown["actors"].table
    assert dict(zip(table.select("source", "recipient", "quad_class").rows(), table["events"], strict=True)) == links


def test_a_picture_of_links_has_a_number_and_both_names_for_each_link(shown):
    words = texts(shown["actors"].svg(size="page"))
    drawn = shown["actors"].table.head(24)
    signs = [f"{'+' if row['quad_class'].endswith('cooperation') else '−'}{row['events']}" for row in drawn.to_dicts()]
    assert Counter(word for word in words if re.fullmatch(r"[+−]\d+", word)) == Counter(signs)
    for side in ("source_name", "recipient_name"):
        for name in drawn[side].unique():
            assert any(word.startswith(name[:20]) for word in words), name


def test_each_cell_of_types_is_the_number_of_events(shown):
    table = shown["event-types"].table
    counted = Counter((event["article_id"], event["type"]) for event in rows("events"))
    assert dict(zip(table.select("article", "type").rows(), table["events"], strict=True)) == counted
    assert table.group_by("article").agg(pl.col("share").sum())["share"].to_list() == pytest.approx([1] * 5)


def test_a_matrix_of_positions_adds_up_to_the_stances_on_issues(shown):
    table = shown["stances"].table
    polarities = Counter(stance["polarity"] for stance in rows("stances") if stance["target_kind"] == "issue")
    assert {name: table[name].sum() for name in ("favor", "against", "mixed")} == {"mixed": 0} | polarities
    assert table.filter(holder="pakistan", issue="dialogue").rows() == [
        ("pakistan", "dialogue", sum(
            (row["holder_id"], row["target_id"], row["polarity"]) == ("pakistan", "dialogue", "favor")
            for row in rows("stances")
        ), 0, 0)
    ]  # fmt: skip


def test_a_timeline_has_all_dated_incidents_with_their_events_and_dates_as_they_stand(shown):
    table = shown["timeline"].table.filter(what="incident")
    told = Counter(event["incident_id"] for event in rows("events"))
    dated = [row for row in rows("incidents") if row["start"] and told[row["incident_id"]]]
    assert sorted(table.select("name", "start", "end", "events").rows()) == sorted(
        (row["name"], row["start"], row["end"], told[row["incident_id"]]) for row in dated
    )
    assert table["start"].str.slice(0, 4).is_sorted()


def test_a_timeline_leaves_out_incidents_of_other_articles(frames):
    """A converted dataset has the whole registry."""
    events = frames["events"].filter(pl.col("incident_id") == "ceasefire_october_2025")
    (figure,) = (figure for figure in figures_of({**frames, "events": events}) if figure.name == "timeline")
    assert figure.table.filter(what="incident")["name"].to_list() == ["Ceasefire of 19 October 2025"]
    assert "without date" not in figure.note


def test_an_event_stands_in_the_month_of_its_own_date_before_that_of_its_incident(shown):
    table = shown["timeline"].table.filter(what="events", start="2025-10")
    own = Counter(
        "day" if len(event["time"]["value"].split("/")[0]) == 10 else "month"
        for event in rows("events")
        if event["time"] and event["time"]["value"].startswith("2025-10")
    )
    assert {row["dated"]: row["events"] for row in table.to_dicts() if row["dated"] != "its incident"} == own
    assert table.filter(dated="its incident")["events"].item() > 0


@pytest.mark.parametrize(
    ("table", "gone"),
    [
        ("events", {"actors", "timeline", "event-types", "statuses"}),
        ("stances", {"stances", "polarities", "discussed"}),
        ("mentions", {"mentioned"}),
        ("incidents", set()),
        ("actors", set()),
    ],
)
def test_a_dataset_without_a_table_has_the_other_figures(table, gone, tmp_path):
    """A table without rows has no file."""
    folder = shutil.copytree(SHIPPED, tmp_path / "dataset")
    shutil.rmtree(folder / "data" / table)
    left = {figure.name: figure for figure in figures(folder)}
    assert set(NAMES) - set(left) == gone
    ElementTree.fromstring(next(iter(left.values())).svg())


def test_a_dataset_of_the_toy_corpus_has_pictures_too(toy_dataset):
    drawn = figures(toy_dataset)
    assert {"actors", "labels"} <= {figure.name for figure in drawn}
    for figure in drawn:
        ElementTree.fromstring(figure.svg())


def test_without_any_labels_there_are_bars_of_units_only(frames):
    empty = {table: frame.clear() for table, frame in frames.items()} | {"sentences": frames["sentences"]}
    assert [figure.name for figure in figures_of(empty)] == ["roles"]


def test_of_many_the_first_are_shown_and_the_title_says_of_how_many(frames):
    large = {figure.name: figure for figure in figures_of(many(frames, 40))}
    assert large["actors"].title.endswith(f"the 24 most frequent of {len(large['actors'].table):,} links")
    assert large["timeline"].title.startswith("When it was: the 24 incidents of most events of 880 ")
    assert large["stances"].title.endswith("the 6 holders and 24 issues of most stances")
    assert large["event-types"].title.endswith("the 5 articles with most events of 200")
    assert "195 others" in texts(large["event-types"].svg(size="page"))
    assert large["labels"].title.endswith("the 16 with most of 200")
    assert large["event-types"].table["events"].sum() == 40 * len(frames["events"])
    for figure in list(large.values())[:5]:
        assert float(ElementTree.fromstring(figure.svg()).get("height")) < 9 * 96, figure.name


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", 'a "b" & <c', "x" * 300, "two\nlines", "‮olleh", "پاکستان", "", "]]>"]
)
def test_a_name_is_data_whatever_is_in_it(name, frames):
    actors = frames["actors"].with_columns(pl.lit(name).alias("name"))
    for figure in figures_of({**frames, "actors": actors}):
        if figure.name not in ("actors", "mentioned"):
            continue
        svg = figure.svg()
        ElementTree.fromstring(svg)
        assert "<script" not in svg
        assert "‮" not in svg
        assert "\n" not in figure.title + figure.alt


@pytest.mark.parametrize("theme", COLOURS)
def test_words_and_marks_can_be_read_in_both_themes(theme: Theme):
    colours = COLOURS[theme]
    tints = (colours.few, colours.many, colours.favor, colours.against, colours.mixed)
    for ground in (colours.paper, *tints):
        assert contrast(colours.ink, ground) >= 4.5, ground
    for words in (colours.quiet, colours.cooperation, colours.conflict):
        assert contrast(words, colours.paper) >= 3, words
    assert contrast(colours.quiet, colours.paper) >= 4.5
    for step in colours.steps:
        assert contrast(step, colours.paper) >= 3, step
        assert contrast(step, readable(step, colours)) >= 4.5, step
    for one, other in zip(colours.steps, colours.steps[1:], strict=False):
        assert contrast(one, other) >= 1.3, (one, other)


def test_contrast_is_that_of_wcag():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2025-10-19", (date(2025, 10, 19), date(2025, 10, 19), "day")),
        ("2025-02", (date(2025, 2, 1), date(2025, 2, 28), "month")),
        ("2021", (date(2021, 1, 1), date(2021, 12, 31), "year")),
        ("2021-08/..", (date(2021, 8, 1), date(2021, 8, 31), "month")),
        ("2021-21", (date(2021, 3, 1), date(2021, 5, 31), "year")),
        *((value, None) for value in (None, "", "../2025", "XXXX-05", "199X", "-0044-03-15", "9999", "Y17E7", "soon")),
    ],
)
def test_a_date_is_the_days_that_it_may_mean_as_exactly_as_it_says(value, wanted):
    assert period(value) == wanted


def test_a_timeline_leaves_out_what_is_far_before_the_rest():
    recent = [date(2025, month, 1) for month in range(1, 11)]
    assert window([date(1893, 11, 12), date(1947, 8, 14), *recent]) == date(2025, 1, 1)
    assert window(recent) == date(2025, 1, 1)
    assert window([date(2025, 1, 1)]) == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("first", "last", "unit", "bins"),
    [
        ("2025-11-20", "2026-01-03", "month", 3),
        ("2024-12-31", "2024-12-31", "month", 1),
        ("1990-05-05", "2025-01-01", "year", 36),
    ],
)
def test_an_axis_has_whole_months_or_years(first, last, unit, bins):
    axis = axis_of([date.fromisoformat(first)], date.fromisoformat(last))
    assert (axis.unit, len(axis.bins())) == (unit, bins)
    assert axis.begin <= date.fromisoformat(first)
    assert date.fromisoformat(last) < axis.end


def test_names_that_are_cut_to_the_same_are_told_apart_within_their_room():
    names = {str(number): f"Ministry of Foreign Affairs, section {number}" for number in range(12)}
    labels = told_apart(names, 12)
    assert all(len(label) <= 12 for label in labels.values())
    assert all(one != other for one, other in combinations(labels.values(), 2))


@pytest.mark.parametrize(("width", "lines"), [(4, 1), (10, 2), (30, 3)])
def test_a_fitted_name_has_its_lines_and_no_more(width, lines):
    label = fitted("The Ministry of Foreign Affairs of the Islamic Republic", width, lines)
    assert len(label.split("\n")) <= lines
    assert max(map(len, label.split("\n"))) <= width
    assert label.endswith("…") == (width * lines < 55)


def test_every_label_of_a_status_has_a_colour_of_its_own():
    assert len(contract.vocabulary("status")) <= len(COLOURS["light"].steps)
