"""The normal form leaves out what copies differ in, and its edits bring back the exact text."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.strategies import texts
from torkham.edition.normal_form import FORMATS, SPACES, apply_edits, edits, joins, normal_form, positions

BLANKS = [*SPACES, *FORMATS]
JOINING = "aeé\u0301\u0323\u0327\u1100\u1161\u11a8가각\u09c7\u09be\u212b\u2126x."
ANYTHING = texts | st.text(st.sampled_from([*BLANKS, *JOINING]), max_size=12)


@given(ANYTHING)
def test_the_edits_bring_back_the_exact_text(text: str) -> None:
    assert apply_edits(normal_form(text), edits(text)) == text


@given(ANYTHING)
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert normal_form(normal_form(text)) == normal_form(text)


@given(ANYTHING, st.sampled_from(["NFC", "NFD"]))
def test_unicode_form_makes_no_difference(text: str, form: str) -> None:
    assert normal_form(unicodedata.normalize(form, text)) == normal_form(text)


@given(ANYTHING)
def test_every_character_of_the_normal_form_has_a_place_in_the_text(text: str) -> None:
    places = positions(text)
    assert len(places) == len(normal_form(text))
    assert places == sorted(places)


@given(st.lists(st.sampled_from(["a", "é", "—", "𝕏", "."]), min_size=1), st.data())
def test_white_space_makes_no_difference(words: list[str], data: st.DataObject) -> None:
    runs = st.text(st.sampled_from(SPACES), min_size=1, max_size=3)
    spaced = "".join(word + data.draw(runs) for word in words)
    assert normal_form(data.draw(runs) + spaced) == " ".join(words)


@given(st.lists(st.tuples(st.sampled_from(["a", "e\u0301", " ", "—"]), st.text(st.sampled_from(FORMATS), max_size=2))))
def test_format_characters_make_no_difference(parts: list[tuple[str, str]]) -> None:
    assert normal_form("".join(map("".join, parts))) == normal_form("".join(character for character, _ in parts))


@pytest.mark.parametrize("text", ["don’t", "don't", "cease\u2011fire", "“We”", "ﬁne", "x²", "…", "٣", "ofTurkey"])
def test_what_an_author_chose_is_kept(text: str) -> None:
    assert normal_form(text) == text
    assert edits(text) == []


@pytest.mark.parametrize(
    ("text", "normal", "changes"),
    [
        ("a\xa0b", "a b", [(1, 1, [0xA0])]),
        ("a  b", "a b", [(1, 1, [32, 32])]),
        ("\ufeffa", "a", [(0, 0, [0xFEFF])]),
        ("a\n", "a", [(1, 0, [10])]),
        ("Cafe\u0301 x", "Café x", [(3, 1, [0x65, 0x301])]),
        ("می\u200cخواهد", "میخواهد", [(2, 0, [0x200C])]),
        ("\u202bامن\u202c", "امن", [(0, 0, [0x202B]), (3, 0, [0x202C])]),
        ("e\u200d\u0301", "é", [(0, 1, [0x65, 0x200D, 0x301])]),
        (" \u200b ", "", [(0, 0, [32, 0x200B, 32])]),
    ],
)
def test_edits_hold_only_what_is_unusual(text: str, normal: str, changes: list[tuple[int, int, list[int]]]) -> None:
    assert normal_form(text) == normal
    assert edits(text) == changes


def test_white_space_is_what_python_strips() -> None:
    assert [character for character in map(chr, range(sys.maxunicode + 1)) if character.isspace()] == list(SPACES)


def test_format_characters_have_no_shape() -> None:
    assert {unicodedata.category(character) for character in FORMATS if unicodedata.name(character, "")} == {"Cf"}


@given(st.text(max_size=3), st.text(min_size=1, max_size=3))
def test_what_joins_nothing_is_normal_on_its_own(before: str, after: str) -> None:
    if not joins(after):
        apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", after)
        assert unicodedata.normalize("NFC", before + after) == apart


@pytest.mark.parametrize(("text", "does"), [("\u0301a", True), ("\u200b\u0301", True), ("\u1161", True), ("a", False)])
def test_a_mark_joins_what_precedes_it(text: str, does: bool) -> None:
    assert joins(text) is does
