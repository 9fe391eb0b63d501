"""What a reader sees is what the tables say: text, marks, arcs, records, links and keys."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.browser.conftest import PHONE, WIDE, Open, table
from torkham.contract import Json

pytestmark = pytest.mark.browser

SENTENCES = table("sentences")
EVENTS = {event["event_id"]: (row, event) for row in SENTENCES for event in row["events"]}
FIRST_EVENT = next(iter(EVENTS))
THIRD = SENTENCES[2]["sentence_id"]
SLOTS = ("sources", "recipients")


@pytest.fixture
def page(open_page: Open, explorer: Any) -> Any:
    return open_page(explorer)


def pieces(page: Any, part: str) -> dict[str, str]:
    """The marked words of a kind by the id of their label, pieces of a mark that was cut put together."""
    found: list[list[str]] = page.evaluate(
        "part => [...document.querySelectorAll(`#ui_articles [data-part=${part}]`)]"
        ".map((mark) => [mark.dataset.key.slice(2), mark.textContent])",
        part,
    )
    whole: dict[str, str] = {}
    for id_, text in found:
        whole[id_] = whole.get(id_, "") + text
    return whole


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_every_sentence_stands_on_the_page_word_for_word_and_in_order(page: Any) -> None:
    shown = page.evaluate(
        "[...document.querySelectorAll('.sentence')].map((each) => [each.id, each.querySelector('.text').textContent])"
    )
    assert shown == [[row["sentence_id"], row["text"]] for row in SENTENCES]


@pytest.mark.parametrize(
    ("part", "layer", "id_", "anchor"),
    [
        ("mention", "mentions", "mention_id", None),
        ("trigger", "events", "event_id", "trigger"),
        ("evidence", "stances", "stance_id", "evidence"),
        ("target", "stances", "stance_id", "target_text"),
    ],
)
def test_the_words_of_every_label_are_marked(page: Any, part: str, layer: str, id_: str, anchor: str | None) -> None:
    spans = [(label[id_], label[anchor] if anchor else label) for label in table(layer)]
    assert pieces(page, part) == {label: span["text"] for label, span in spans if span}


def test_arcs_lead_to_every_participant_whose_mention_stands_in_the_sentence(page: Any) -> None:
    own = {mention["mention_id"]: row["sentence_id"] for row in SENTENCES for mention in row["mentions"]}
    expected = Counter(
        (id_, slot)
        for id_, (row, event) in EVENTS.items()
        for slot in SLOTS
        for each in event[slot]
        if own.get(each["mention_id"]) == row["sentence_id"]
    )
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    shown = page.locator(".arc:not(.head)").evaluate_all(
        "(arcs) => arcs.map(({dataset, classList}) => [dataset.key.slice(2), classList[1]])"
    )
    assert Counter(map(tuple, shown)) == expected


def test_every_event_and_stance_is_told_in_words_with_its_signs(page: Any) -> None:
    told = dict(
        page.locator("button.label").evaluate_all(
            "(labels) => labels.map(({dataset, textContent}) => [dataset.key.slice(2), textContent])"
        )
    )
    names = {row["actor_id"]: row["name"] for row in table("actors")}
    for id_, (_, event) in EVENTS.items():
        parties = [names[each["actor_id"]] for slot in SLOTS for each in event[slot]]
        assert all(word in told[id_] for word in [event["type"], *parties])
        assert ("“\u00a0says" in told[id_]) == bool(event["attributed_to"])
        assert ("debatable" in told[id_]) == (event["certainty"] == "debatable")
        assert (event["status"] == "negated") == (" not" in told[id_])
    for stance in table("stances"):
        assert stance["polarity"] in told[stance["stance_id"]]


def test_every_sentence_has_a_link_of_its_own_that_leads_to_it(page: Any) -> None:
    links = page.evaluate(
        "[...document.querySelectorAll('.sentence .gutter a')].map((each) => each.getAttribute('href'))"
    )
    assert links == [f"#{row['sentence_id']}" for row in SENTENCES]
    page.click(f"a[href='#{THIRD}']")
    page.wait_for_selector(".sentence.here")
    assert focused(page) == THIRD


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_link_to_a_sentence_brings_it_into_view(open_page: Open, explorer: Any, size: tuple[int, int]) -> None:
    last = SENTENCES[-1]["sentence_id"]
    page = open_page(explorer, f"#{last}", size=size)
    page.wait_for_selector(f"[id='{last}'].here")
    assert page.locator(f"[id='{last}']").bounding_box()["y"] < size[1]
    assert focused(page) == last


def test_a_link_to_a_label_opens_its_record(open_page: Open, explorer: Any) -> None:
    page = open_page(explorer, f"#{FIRST_EVENT}")
    assert FIRST_EVENT in page.locator("#ui_panel-title").text_content()
    assert page.locator("#ui_articles .trigger.active").count() >= 1


def test_a_link_to_what_is_not_there_is_told(open_page: Open, explorer: Any) -> None:
    page = open_page(explorer, "#ui_nothing:s999")
    assert "nothing:s999" in page.locator("#ui_status").text_content()


def scalars(value: Any) -> list[str]:
    """All single values in a record, as the page writes them."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [found for each in inner for found in scalars(each)]
    if value is None or isinstance(value, bool):
        return [{None: "null", True: "true", False: "false"}[value]]
    return [f"{value:g}" if isinstance(value, float) else str(value)]


@pytest.mark.parametrize("id_", [FIRST_EVENT, *list(EVENTS)[1:60:12]])
def test_the_panel_has_the_full_record_of_a_label(open_page: Open, explorer: Any, id_: str) -> None:
    page = open_page(explorer, f"#{id_}")
    names = page.locator("#ui_panel-body > dl > dt").all_text_contents()
    record: Json = EVENTS[id_][1]
    assert [name.split(" ")[0] for name in names] == list(record)
    shown = page.locator("#ui_panel-body > dl").text_content()
    assert [each for each in scalars(record) if each not in shown] == []


def test_pressing_a_mark_opens_its_record_and_escape_leads_back(page: Any) -> None:
    page.locator("#ui_articles .mention").first.click()
    assert page.locator("#ui_panel-title").text_content().startswith("mention ")
    page.keyboard.press("Escape")
    assert page.locator("#ui_panel").is_hidden()
    assert focused(page) == page.locator("#ui_articles .mention").first.evaluate(
        "(mark) => mark.closest('.sentence').id"
    )


def test_a_record_copied_is_the_record_of_the_table(page: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(page.url.split("#")[0] + f"#{FIRST_EVENT}")
    page.get_by_role("button", name="Copy JSON").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == EVENTS[FIRST_EVENT][1]


def test_the_page_is_read_with_the_keyboard_alone(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == THIRD
    page.keyboard.press("k")
    second = SENTENCES[1]["sentence_id"]
    assert focused(page) == second
    page.keyboard.press("Enter")
    assert page.locator("#ui_panel-title").text_content() == f"Sentence {second}"
    assert page.locator("#ui_panel-body button.label").count() == sum(
        len(SENTENCES[1][layer]) for layer in ("mentions", "events", "stances")
    )
    page.keyboard.press("Escape")
    assert focused(page) == second
    page.keyboard.press("/")
    assert focused(page) == "ui_search"
    page.keyboard.type("j/k")
    assert page.input_value("#ui_search") == "j/k"


def test_keys_that_are_letters_can_be_switched_off(page: Any) -> None:
    page.click("#ui_legend > summary")
    page.uncheck("#ui_letters")
    page.keyboard.press("/")
    assert focused(page) != "ui_search"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_theme_is_the_systems_until_the_reader_chooses_another(open_page: Open, explorer: Any, dark: bool) -> None:
    page = open_page(explorer, dark=dark)
    paper = "getComputedStyle(document.body).backgroundColor"
    colours = {False: "rgb(255, 255, 255)", True: "rgb(21, 24, 28)"}
    page.click("#ui_pictures > summary")
    picture = page.locator("#ui_figures img").first
    seen = []
    for theme, is_dark in (("auto", dark), ("light", False), ("dark", True)):
        assert page.locator("#ui_theme").text_content() == f"Theme: {theme}"
        assert page.evaluate(paper) == colours[is_dark]
        page.wait_for_function("() => document.querySelector('#ui_figures img').naturalWidth > 0")
        seen.append(picture.get_attribute("src"))
        page.click("#ui_theme")
    assert seen[0] == seen[2 if dark else 1]
    assert seen[1] != seen[2]
    page.click("#ui_theme")
    page.reload()
    page.wait_for_selector("body.ready")
    assert page.locator("#ui_theme").text_content() == "Theme: light"


def test_every_picture_is_drawn_with_its_words_and_numbers(page: Any) -> None:
    page.click("#ui_pictures > summary")
    page.wait_for_function(
        "() => [...document.querySelectorAll('#ui_figures img')].every((each) => each.naturalWidth > 100)"
    )
    assert page.locator("#ui_figures img").count() == page.locator("#ui_figures figure").count() > 0
    for figure in page.locator("#ui_figures figure").all():
        assert figure.locator("img").get_attribute("alt")
        assert figure.locator("tbody tr").count() > 0


def test_the_header_says_what_is_read_and_how_it_is_cited(page: Any) -> None:
    facts = page.locator(".top").text_content()
    for name in ("articles", "sentences", "mentions", "events", "stances"):
        assert f"{len(table(name))} {name}" in facts
    assert "@" in page.locator("#ui_citation").text_content()
    assert page.locator("#ui_sample").is_hidden()


@pytest.mark.parametrize("id_", ["", f"#{FIRST_EVENT}"], ids=["text", "record"])
def test_nothing_is_wider_than_a_phone(open_page: Open, explorer: Any, id_: str) -> None:
    page = open_page(explorer, id_, size=PHONE)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
