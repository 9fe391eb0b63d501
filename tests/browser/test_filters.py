"""Filters and search show the sentences that the tables say they should, and count them before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tests.browser.conftest import Open, table
from torkham.contract import LABELS, Json

pytestmark = pytest.mark.browser

SENTENCES = table("sentences")
Holds = Callable[[Json], bool]


def actors_of(label: Json) -> set[str]:
    """Whom a label names, in whatever slot."""
    slots = ("sources", "recipients", "attributed_to")
    named = {each["actor_id"] for slot in slots for each in label.get(slot) or ()}
    named |= {label[name] for name in ("actor_id", "holder_id") if name in label}
    return named | ({label["target_id"]} if label.get("target_kind") == "actor" else set())


def any_label(*layers: str, **values: str) -> Holds:
    """Whether a sentence has one label of these layers with all these values."""

    def has(label: Json) -> bool:
        return all(
            value in actors_of(label) if name == "actor" else label.get(name) == value for name, value in values.items()
        )

    return lambda row: any(has(label) for layer in layers for label in row[layer])


CASES: dict[str, tuple[list[tuple[str, str]], Holds]] = {
    "article": ([("article", "deadlock-distrust")], lambda row: row["article_id"] == "deadlock-distrust"),
    "actor": ([("actor", "ttp")], any_label(*LABELS, actor="ttp")),
    "event type": ([("type", "ACCUSE")], any_label("events", type="ACCUSE")),
    "status": ([("status", "negated")], any_label("events", status="negated")),
    "issue": ([("issue", "dialogue")], any_label("stances", target_kind="issue", target_id="dialogue")),
    "polarity": ([("polarity", "against")], any_label("stances", polarity="against")),
    "certainty": ([("certainty", "debatable")], any_label(*LABELS, certainty="debatable")),
    "role": ([("role", "heading")], lambda row: row["role"] == "heading"),
    "either of two types": (
        [("type", "ACCUSE"), ("type", "REJECT")],
        lambda row: any(event["type"] in ("ACCUSE", "REJECT") for event in row["events"]),
    ),
    "type and status of one event": (
        [("type", "ASSAULT"), ("status", "historical")],
        any_label("events", type="ASSAULT", status="historical"),
    ),
    "an actor in a stance against something": (
        [("actor", "afghanistan"), ("polarity", "against")],
        any_label("stances", actor="afghanistan", polarity="against"),
    ),
}


@pytest.fixture
def page(open_page: Open, explorer: Any) -> Any:
    page = open_page(explorer)
    page.evaluate("for (const each of document.querySelectorAll('.facet')) each.open = true")
    return page


def shown(page: Any) -> list[str]:
    """The ids of the sentences that a reader sees."""
    sentences = page.locator(".sentence").filter(visible=True)
    found: list[str] = sentences.evaluate_all("(sentences) => sentences.map(({id}) => id)")
    return found


def ids(rows: Iterable[Json]) -> list[str]:
    return [row["sentence_id"] for row in rows]


def box(page: Any, facet: str, value: str) -> Any:
    return page.locator(f"input[data-facet='{facet}'][value='{value}']")


def count_of(page: Any, facet: str, value: str) -> int:
    return int(box(page, facet, value).locator("xpath=..").locator(".count").text_content().replace(",", ""))


@pytest.mark.parametrize("name", CASES)
def test_a_filter_shows_the_sentences_of_the_tables_and_foretells_how_many(page: Any, name: str) -> None:
    choices, holds = CASES[name]
    expected = [row for row in SENTENCES if holds(row)]
    assert expected
    for facet, value in choices[:-1]:
        box(page, facet, value).check()
    foretold = count_of(page, *choices[-1])
    box(page, *choices[-1]).check()
    assert shown(page) == ids(expected)
    if len({facet for facet, _ in choices}) == len(choices):
        assert foretold == len(expected)
    articles = len({row["article_id"] for row in expected})
    told = page.locator("#ui_status").text_content()
    assert told.startswith(f"{len(expected)} sentence")
    assert f"of {len(SENTENCES)} shown, in {articles} article" in told


def test_every_event_type_is_a_choice_with_the_number_of_its_sentences(page: Any) -> None:
    types = {event["type"] for row in SENTENCES for event in row["events"]}
    assert {each.get_attribute("value") for each in page.locator("input[data-facet=type]").all()} == types
    for type_ in types:
        assert count_of(page, "type", type_) == sum(map(any_label("events", type=type_), SENTENCES))


def test_filters_are_cleared_at_once(page: Any) -> None:
    assert page.locator("#ui_clear").is_disabled()
    box(page, "type", "ACCUSE").check()
    page.fill("#ui_search", "kabul")
    page.click("#ui_clear")
    assert shown(page) == ids(SENTENCES)
    assert not box(page, "type", "ACCUSE").is_checked()
    assert page.input_value("#ui_search") == ""


def test_labels_that_were_not_asked_for_are_put_aside(page: Any) -> None:
    box(page, "type", "ACCUSE").check()
    bright = page.locator("#ui_articles .trigger:not(.off)").filter(visible=True)
    ids_of_bright = bright.evaluate_all("(marks) => marks.map(({dataset}) => dataset.key.slice(2))")
    accused = [event["event_id"] for row in SENTENCES for event in row["events"] if event["type"] == "ACCUSE"]
    assert list(dict.fromkeys(ids_of_bright)) == accused


def test_arcs_end_at_their_words_also_after_marks_were_put_aside(page: Any) -> None:
    box(page, "type", "ACCUSE").check()
    page.wait_for_selector(".arc:not(.off)")
    misses = page.evaluate("""() => {
        const near = ({ x, y }, element) => [...element.getClientRects()].some(
            ({ left, right, top, bottom }) => left - 2 <= x && x <= right + 2 && top - 12 <= y && y <= bottom + 12);
        const arcs = [...document.querySelectorAll(".arc:not(.head):not(.off)")].filter((arc) => arc.checkVisibility());
        return arcs.filter((arc) => {
            const box = arc.closest(".text-box");
            const corner = box.querySelector(".text").parentElement.getBoundingClientRect();
            const ends = [0, arc.getTotalLength()].map((at) => arc.getPointAtLength(at));
            const [from, to] = ends.map(({x, y}) => ({ x: x + corner.left, y: y + corner.top }));
            const trigger = box.querySelector(`[data-part=trigger][data-key="${CSS.escape(arc.dataset.key)}"]`);
            const mentions = [...box.querySelectorAll("[data-part=mention]")];
            const [at, other] = arc.classList.contains("sources") ? [to, from] : [from, to];
            return !near(at, trigger) || !mentions.some((mention) => near(other, mention));
        }).map((arc) => arc.dataset.key).concat(arcs.length ? [] : ["no arcs"]);
    }""")
    assert misses == []


def test_the_other_sentences_can_be_kept_in_view(page: Any) -> None:
    box(page, "type", "ACCUSE").check()
    page.check("#ui_context")
    assert shown(page) == ids(SENTENCES)
    found = sum(map(any_label("events", type="ACCUSE"), SENTENCES))
    assert page.locator(".sentence:not(.context)").count() == found
    assert page.locator("#ui_status").text_content().startswith(f"{found} sentences of")


@pytest.mark.parametrize("query", ["ceasefire", "TALIBAN'S return", "3,000-4,000"])
def test_a_search_finds_words_whatever_their_case_quotes_and_hyphens(page: Any, query: str) -> None:
    def plain(text: str) -> str:
        return text.lower().translate({0x2018: "'", 0x2019: "'", 0x2013: "-", 0x2014: "-", 0x2011: "-", 0x2010: "-"})

    expected = [row for row in SENTENCES if plain(query) in plain(row["text"])]
    assert expected
    page.fill("#ui_search", query)
    assert shown(page) == ids(expected)
    assert page.evaluate("CSS.highlights.get('found').size") >= len(expected)


@pytest.mark.parametrize("id_", ["cautious-optimism:s003", "cautious-optimism:s003:e01"])
def test_a_search_finds_a_sentence_by_its_id_or_a_labels(page: Any, id_: str) -> None:
    page.fill("#ui_search", id_)
    assert shown(page) == ["cautious-optimism:s003"]


def test_where_nothing_is_found_the_page_says_so(page: Any) -> None:
    page.fill("#ui_search", "no such words")
    assert shown(page) == []
    assert page.locator("#ui_nothing").is_visible()


def test_a_link_to_a_sentence_that_filters_hide_takes_them_back(page: Any) -> None:
    page.fill("#ui_search", "no such words")
    hidden = SENTENCES[5]["sentence_id"]
    page.evaluate("(id) => { location.hash = id; }", hidden)
    page.wait_for_selector(f"[id='{hidden}'].here")
    assert shown(page) == ids(SENTENCES)
