"""Quoted words are found by code points, in any script, or refused with the way out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.strategies import SPACES, texts
from torkham.align import AlignmentError, TilingError, find_span, nth_of, occurrences, tile


@st.composite
def slices(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text with a stretch of it that is not empty."""
    text = draw(texts.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


@st.composite
def tilings(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A text made of units and white space, with the offsets of the units."""
    text, spans = "", []
    gaps = st.lists(st.sampled_from(SPACES), max_size=2).map("".join)
    for unit in draw(st.lists(texts.map(str.strip).filter(bool), max_size=5)):
        text += draw(gaps)
        spans.append((len(text), len(text) + len(unit)))
        text += unit
    return text + draw(gaps), spans


@given(slices())
def test_a_stretch_is_found_again_by_its_words_and_nth(drawn: tuple[str, int, int]) -> None:
    text, start, end = drawn
    assert find_span(text, text[start:end], nth_of(text, start, end)) == (start, end)


@given(slices())
def test_occurrences_are_all_there_are(drawn: tuple[str, int, int]) -> None:
    text, start, end = drawn
    quote = text[start:end]
    assert list(occurrences(text, quote)) == [i for i in range(len(text)) if text[i : i + len(quote)] == quote]


@given(slices())
def test_nth_is_drawnexactly_where_words_repeat(drawn: tuple[str, int, int]) -> None:
    text, start, end = drawn
    repeated = len(list(occurrences(text, text[start:end]))) > 1
    assert (nth_of(text, start, end) is not None) == repeated


@pytest.mark.parametrize(
    ("text", "quote", "nth", "span"),
    [
        ("🌾 Kabul", "Kabul", None, (2, 7)),
        ("👩‍🌾 Kabul", "Kabul", None, (4, 9)),
        ("cafe\u0301 Kabul", "Kabul", None, (6, 11)),
        ("سوله — امن", "امن", None, (7, 10)),
        ("می\u200cخواهد صلح", "صلح", None, (9, 12)),
        ("one\r\ntwo", "two", None, (5, 8)),
        ("one\u2028two", "one\u2028two", None, (0, 7)),
        ("𝕏 on 𝕏", "𝕏", 2, (5, 6)),
        ("aaaa", "aa", 3, (2, 4)),
        ("happenedagain", "again", None, (8, 13)),
    ],
)
def test_offsets_count_code_points(text: str, quote: str, nth: int | None, span: tuple[int, int]) -> None:
    assert find_span(text, quote, nth) == span


@pytest.mark.parametrize(
    ("text", "quote", "nth", "message", "hint"),
    [
        ("a b", "", None, "'' is not in the unit", "quote the unit's own characters"),
        ("a b", "c", None, "'c' is not in the unit", "quote the unit's own characters"),
        ("a b", "a b c", None, "'a b c' is not in the unit", "quote the unit's own characters"),
        ("a b a", "a", None, "'a' occurs 2 times in the unit", "add nth: 1 to 2"),
        ("a b a", "a", 3, "'a' occurs 2 times in the unit, nth is 3", "nth is 1 to 2"),
        ("a b a", "a", 0, "'a' occurs 2 times in the unit, nth is 0", "nth is 1 to 2"),
        ("a b a", "a", -1, "'a' occurs 2 times in the unit, nth is -1", "nth is 1 to 2"),
        ("a b", "a", 1, "'a' occurs once in the unit, so nth says nothing", "remove nth"),
        ("a b", "a", 2, "'a' occurs once in the unit, so nth says nothing", "remove nth"),
        ("a b", "c", 1, "'c' is not in the unit", "quote the unit's own characters"),
    ],
)
def test_a_quote_that_does_not_point_to_one_place_is_refused(
    text: str, quote: str, nth: int | None, message: str, hint: str
) -> None:
    with pytest.raises(AlignmentError) as caught:
        find_span(text, quote, nth)
    assert (str(caught.value), caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("text", "quote", "meant"),
    [
        ("the border’s posts", "border's", "border’s"),
        ("he said “go” twice", '"go"', "“go”"),
        ("Tehreek‑i‑Taliban", "Tehreek-i-Taliban", "Tehreek‑i‑Taliban"),
        ("3,000–4,000 men", "3,000-4,000", "3,000–4,000"),
        ("11\xa0October", "11 October", "11\xa0October"),
        ("Foreign Office", "foreign office", "Foreign Office"),
        ("İzmir İstanbul’da", "İSTANBUL'DA", "İstanbul’da"),
    ],
)
def test_words_that_differ_only_in_typing_are_named_in_the_hint(text: str, quote: str, meant: str) -> None:
    with pytest.raises(AlignmentError) as caught:
        find_span(text, quote)
    assert caught.value.hint == f"the unit has {meant!r}"


@given(tilings())
def test_units_and_the_white_space_between_them_tile_a_text(drawn: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = drawn
    assert tile(text, [text[start:end] for start, end in spans]) == spans


@given(tilings().filter(lambda pair: bool(pair[1])), st.data())
def test_a_missing_unit_is_found_at_its_place(drawn: tuple[str, list[tuple[int, int]]], data: st.DataObject) -> None:
    text, spans = drawn
    units = [text[start:end] for start, end in spans]
    index = data.draw(st.integers(0, len(units) - 1))
    without = units[:index] + units[index + 1 :]
    # Another unit that begins alike may stand in for the missing one for a while.
    with pytest.raises(TilingError) as caught:
        tile(text, without)
    assert index <= caught.value.index <= len(without)


@pytest.mark.parametrize(
    ("text", "units", "index", "message", "hint"),
    [
        ("One. Two.", ["One.", "Too."], 1, "after 'T' the article has 'wo.'", "the article has 'Two.' here"),
        ("One. Two.", ["One.", "two."], 1, "does not stand at its place", "the article has 'Two.' here"),
        ("One. Two.", ["Two.", "One."], 0, "does not stand at its place", "the article has 'One. Two.' here"),
        (
            "One. Two.",
            ["One. "],
            0,
            "does not stand at its place",
            "white space at its ends belongs to no unit: remove it",
        ),
        (
            "Cafe\u0301.",
            ["Caf\xe9."],
            0,
            "does not stand",
            "the article writes the same characters in other code points",
        ),
        ("One. Two.", ["One.", "Two.", "Three."], 2, "does not stand at its place", "the article ends here"),
        ("One. Two.", ["One."], 1, "the article goes on after the last unit", "the next unit is 'Two.'"),
        ("One.", [], 0, "the article goes on after the last unit", "the next unit is 'One.'"),
    ],
)
def test_units_that_do_not_tile_are_refused(text: str, units: list[str], index: int, message: str, hint: str) -> None:
    with pytest.raises(TilingError, match=message) as caught:
        tile(text, units)
    assert caught.value.index == index
    assert caught.value.hint.startswith(hint)


def test_a_long_article_is_shortened_in_the_message() -> None:
    with pytest.raises(TilingError) as caught:
        tile("a" * 500 + "b" * 500, ["a" * 500 + "c"])
    assert "…" in str(caught.value)
    assert len(str(caught.value) + caught.value.hint) < 250


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\u2028\x85\u3000"])
def test_no_units_tile_a_blank_text(text: str) -> None:
    assert tile(text, []) == []
