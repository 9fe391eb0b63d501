"""Any text is cut into units that tile it; the roles and borders of news are guessed as the codebook asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.conftest import ROOT
from tests.unit.strategies import texts
from torkham import contract
from torkham.segmentation import ONE_UNIT_ROLES, paragraphs, segment

ARTICLE = """\
Ferry Talks Founder Over the Salt Tariff
By Mira Osten
Mon 3 March 2031
icon-facebook icon-twitter

DORVAN — Velmar’s envoy left Ilmet on Sunday. “We were close. We are no longer,” he said. Nobody answered.
What is at stake
- The ferry at Orlo. It has not sailed since May.
2. Tolls on the Sorel Pass.
Read more: The ferry that never sailed
Follow The Reed Courier on X for news from both shores.
Published in The Reed Courier, March 4th, 2031
References
Osten, M. (2030). Ferries. A history.
A. Belik, “Salt”. The Courier, 2029
nicely put. thank you
"""

UNITS = [
    ("headline", "Ferry Talks Founder Over the Salt Tariff"),
    ("byline", "By Mira Osten"),
    ("byline", "Mon 3 March 2031"),
    ("boilerplate", "icon-facebook icon-twitter"),
    ("body", "DORVAN — Velmar’s envoy left Ilmet on Sunday."),
    ("body", "“We were close."),
    ("body", "We are no longer,” he said."),
    ("body", "Nobody answered."),
    ("heading", "What is at stake"),
    ("list_item", "- The ferry at Orlo."),
    ("list_item", "It has not sailed since May."),
    ("list_item", "2. Tolls on the Sorel Pass."),
    ("boilerplate", "Read more: The ferry that never sailed"),
    ("boilerplate", "Follow The Reed Courier on X for news from both shores."),
    ("byline", "Published in The Reed Courier, March 4th, 2031"),
    ("heading", "References"),
    ("reference", "Osten, M. (2030). Ferries. A history."),
    ("reference", "A. Belik, “Salt”. The Courier, 2029"),
    ("comment", "nicely put. thank you"),
]

UNIT_COUNTS = {
    "000_492db0dd8a15d924.txt": 33,
    "001_1e47583b8bfa203e.txt": 19,
    "002_ba9f202e93520aa6.txt": 38,
    "003_35548cf6cab8de26.txt": 60,
    "004_fa31759772ba79ea.txt": 17,
}


def role_of(line: str) -> str:
    """The role of a line in the middle of an article, after prose."""
    return segment(f"A headline of four words\nProse stands here.\n{line}\nMore prose.")[2].role


def units_of(line: str) -> list[str]:
    return [piece.text for piece in segment(line)]


@given(texts)
def test_units_tile_any_text(text: str) -> None:
    cursor = 0
    for piece in segment(text):
        assert text[cursor : piece.start].strip() == ""
        assert piece.text == text[piece.start : piece.end]
        assert piece.text == piece.text.strip() != ""
        cursor = piece.end
    assert text[cursor:].strip() == ""


@given(texts)
def test_a_unit_stands_in_one_line_and_has_a_known_role(text: str) -> None:
    for piece in segment(text):
        assert len(piece.text.splitlines()) == 1
        assert piece.role in contract.vocabulary("role")


@given(texts)
def test_some_roles_take_the_whole_line(text: str) -> None:
    lines = {line.strip() for line in text.splitlines()}
    assert all(piece.text in lines for piece in segment(text) if piece.role in ONE_UNIT_ROLES)


@given(texts)
def test_units_share_a_paragraph_exactly_where_they_share_a_line(text: str) -> None:
    starts = [piece.start for piece in segment(text)]
    lines = [line for line, content in enumerate(text.splitlines(keepends=True)) for _ in content]
    filled = sorted({lines[start] for start in starts})
    assert paragraphs(text, starts) == [filled.index(lines[start]) for start in starts]


@given(st.lists(st.text(alphabet=" \t\r\n\x0b\x0c\x85\u2028\u2029\u3000\xa0")).map("".join))
def test_a_blank_text_has_no_units(text: str) -> None:
    assert segment(text) == []


def test_roles_that_nobody_annotates_take_the_whole_line() -> None:
    assert {name for name, term in contract.terms("role").items() if not term["annotated"]} <= ONE_UNIT_ROLES


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85"], ids=["LF", "CRLF", "CR", "LS", "NEL"])
def test_an_article_gets_its_roles_whatever_ends_its_lines(end: str) -> None:
    assert [(piece.role, piece.text) for piece in segment(ARTICLE.replace("\n", end))] == UNITS


@pytest.mark.parametrize("name", UNIT_COUNTS)
def test_the_real_articles_have_167_units(name: str) -> None:
    text = (ROOT / "seeds" / "articles" / name).read_bytes().decode("utf-8")
    assert len(segment(text)) == UNIT_COUNTS[name]
    assert sum(UNIT_COUNTS.values()) == 167


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("3 March 2031", "byline"),
        ("3rd March, 2031", "byline"),
        ("Monday, 3 March 2031", "byline"),
        ("March 3, 2031", "byline"),
        ("Mar. 3rd 2031", "byline"),
        ("Mon Mar 3 2031", "byline"),
        ("Updated on Tuesday", "byline"),
        ("author image", "boilerplate"),
        ("Read More: Ferries reopen", "boilerplate"),
        ("Watch more", "boilerplate"),
        ("Also read: Tolls on the pass", "boilerplate"),
        ("Follow us on WhatsApp", "boilerplate"),
        ("Like The Reed Courier on Facebook", "boilerplate"),
        ("Subscribe to our newsletter", "boilerplate"),
        ("© 2031 The Reed Courier", "boilerplate"),
        ("All rights reserved.", "boilerplate"),
        ("Like Karsia, Velmar wants to reopen the crossings.", "body"),
        ("Join the Lake League to keep the peace, he told Velmar on Monday.", "body"),
        ("Follow the road to Orlo and count the closed shops.", "body"),
        ("He asked, “Will it hold?”", "body"),
        ('He asked, "Will it hold?"', "body"),
        ("He cried, ‘Enough!’", "body"),
        ("It held (so they say).", "body"),
        ("It did not hold…", "body"),
        ("• The ferry at Orlo", "list_item"),
        ("12) Tolls", "list_item"),
        ("(b) Tolls", "list_item"),
        ("3.5 million people in the basin", "heading"),
        ("Way Forward:", "heading"),
        ("Why the Ferry Stopped", "heading"),
        ("Sources:", "heading"),
    ],
)
def test_a_line_gets_its_role(line: str, role: str) -> None:
    assert role_of(line) == role


@pytest.mark.parametrize(("line", "role"), [("Ferry talks founder", "headline"), ("Key Points", "heading")])
def test_a_first_line_of_two_words_heads_a_section(line: str, role: str) -> None:
    assert segment(f"{line}\nProse stands here.")[0].role == role


@pytest.mark.parametrize("line", ["Mira Osten", "Mira Osten-Dray", "By Mira Osten", "Dr. Ana M. Belik"])
def test_a_name_is_a_byline_only_above_the_prose(line: str) -> None:
    assert segment(f"Ferry talks founder\n{line}\nProse stands here.")[1].role == "byline"
    assert role_of(line) == "heading"


def test_what_follows_a_list_of_sources_belongs_to_it() -> None:
    pieces = segment("Prose stands here.\nWorks cited\n- Osten. Ferries.\nBelik. Salt. 2029\nwell argued.")
    assert [piece.role for piece in pieces] == ["body", "heading", "reference", "reference", "comment"]


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("“One. Two. Three,” he said. He left.", ["“One.", "Two.", "Three,” he said.", "He left."]),
        ('He said, "One. Two." He left.', ['He said, "One.', 'Two."', "He left."]),
        ("«One. Two», he said.", ["«One.", "Two», he said."]),
        ("“Is it so? It is,” he said.", ["“Is it so?", "It is,” he said."]),
        ("“One,” he said. “Two. Three.”", ["“One,” he said.", "“Two.", "Three.”"]),
        ("“One, two,” he said.", ["“One, two,” he said."]),
        ("He left “the U.S. side” alone.", ["He left “the U.S. side” alone."]),
    ],
)
def test_a_quotation_is_split_at_its_inner_sentence_ends(line: str, units: list[str]) -> None:
    assert units_of(line) == units


@pytest.mark.parametrize(
    "sentence",
    [
        "Lt. Gen. Tesh met Dr. A. B. Belik of the U.N. on Oct. 3.",
        "Mr. Hesk and Mrs. Korvane left for the U.S. on Monday.",
        "Item No. 5 costs 3.5 million, i.e. half the toll.",
        "They met at 5 p.m. on Monday.",
        "We were patient; we are patient no longer.",
        "Osten Ltd. runs the ferry to St. Orlo.",
    ],
)
def test_an_abbreviation_ends_no_sentence(sentence: str) -> None:
    assert units_of(f"{sentence} Nobody came.") == [sentence, "Nobody came."]


@pytest.mark.parametrize("marker", ["-", "•", "–", "1.", "12.", "3)", "(a)", "▪"])
def test_a_list_marker_stays_with_its_item(marker: str) -> None:
    assert units_of(f"{marker}  The ferry stopped. It sank.") == [f"{marker}  The ferry stopped.", "It sank."]
