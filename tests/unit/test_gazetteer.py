"""The gazetteer finds names as they are written, on the days on which they mean somebody."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torkham.annotator.gazetteer import Gazetteer, Name, plain

TAKEOVER = "2021-08-15"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    found = Gazetteer()
    for name in (
        Name("movement", "Taliban", None, "2021-08-14"),
        Name("state", "Taliban", TAKEOVER, None),
        Name("ttp", "Pakistani Taliban", None, None),
        Name("ttp", "Tehreek-e-Taliban Pakistan", None, None),
        Name("us", "US", None, None),
        Name("both", "both sides", None, None),
        Name("turkiye", "Türkiye", None, None),
    ):
        found.add(name, name.text.replace("-", " - ").split())
    return found


def found(gazetteer: Gazetteer, text: str, day: str | None) -> list[tuple[int, int, str]]:
    return [(each.first, each.stop, each.name.actor_id) for each in gazetteer.find(text.split(), day)]


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("the Taliban said", "2020-01-01", [(1, 2, "movement")]),
        ("the Taliban said", TAKEOVER, [(1, 2, "state")]),
        ("the Taliban said", None, [(1, 2, "state")]),
        ("the Pakistani Taliban said", "2025-01-01", [(1, 3, "ttp")]),
        ("give us US aid", "2025-01-01", [(2, 3, "us")]),
        ("Both sides met", "2025-01-01", [(0, 2, "both")]),
        ("Turkiye and Türkiye", "2025-01-01", [(0, 1, "turkiye"), (2, 3, "turkiye")]),
        ("Tehreek ‑ e ‑ Taliban Pakistan", "2025-01-01", [(0, 6, "ttp")]),
        ("taliban", "2025-01-01", []),
        ("nobody here", "2025-01-01", []),
    ],
    ids=[
        "the day before it changed its meaning",
        "the day on which it did",
        "no day is today",
        "the longest name",
        "a capital keeps a pronoun out",
        "a small one takes any case",
        "accents do not matter",
        "nor kinds of hyphen",
        "a name is not written small",
        "other words are none",
    ],
)
def test_names_are_found(
    gazetteer: Gazetteer, text: str, day: str | None, expected: list[tuple[int, int, str]]
) -> None:
    assert found(gazetteer, text, day) == expected


@given(st.lists(st.sampled_from(["the", "Taliban", "Pakistani", "US", "both", "sides", "-"]), max_size=12))
def test_names_do_not_overlap_and_come_in_order(words: list[str]) -> None:
    names = Gazetteer()
    for text in ("Taliban", "Pakistani Taliban", "both sides", "US"):
        names.add(Name(text, text, None, None), text.split())
    hits = list(names.find(words, None))
    assert all(one.stop <= other.first for one, other in pairwise(hits))
    assert all(" ".join(words[hit.first : hit.stop]).lower() == hit.name.text.lower() for hit in hits)


@given(st.text())
def test_plain_words_are_plain_already(word: str) -> None:
    assert plain(plain(word)) == plain(word)
