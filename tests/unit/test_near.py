"""Nearly equal texts are found and others are not, whatever parts their signatures come in."""

from __future__ import annotations

import re
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import torkham.parting
from torkham.near import RESEMBLANCE, SLOTS, clusters, near_pairs, resemblance, signature, unpacked

VOCABULARY = [f"{first}{second}" for first in "bdfgklmnprst" for second in ("ank", "ella", "ivo", "orum", "usk")]


def text(seed: int, words: int = 300) -> str:
    return " ".join(Random(seed).choices(VOCABULARY, k=words))


def changed(given: str, every: int) -> str:
    words = given.split()
    return " ".join(f"other{place}" if place % every == every // 2 else word for place, word in enumerate(words))


def exact(one: str, other: str) -> float:
    """The resemblance that signatures estimate, as Broder defines it."""
    sets = []
    for each in (one, other):
        words = re.findall(r"[^\W_]+", each.casefold())
        sets.append({tuple(words[start : start + 5]) for start in range(len(words) - 4)})
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def pairs(texts: list[str], block: int = 1000) -> list[list[int]]:
    signatures = unpacked(map(signature, texts))
    found = near_pairs(lambda: [signatures[start : start + block] for start in range(0, len(signatures), block)])
    return [list(pair) for pair in found.tolist()]


@pytest.mark.parametrize(
    "copy",
    [
        text(1).upper(),
        text(1).replace(" ", ", "),
        f"{text(2, 12)}. {text(1)}",
        changed(text(1), 30),
        " ".join(text(1).split()[:200]),
        " ".join(text(1).split()[60:]),
    ],
    ids=[
        "upper case",
        "punctuation",
        "another headline",
        "a word in thirty changed",
        "the end cut",
        "the beginning cut",
    ],
)
def test_a_copy_that_is_hardly_changed_is_found(copy: str) -> None:
    assert pairs([text(1), text(3), copy, text(4)]) == [[0, 2]]


@pytest.mark.parametrize("other", [text(2), changed(text(1), 5), " ".join(text(1).split()[:90])])
def test_a_text_that_shares_less_is_another(other: str) -> None:
    assert exact(text(1), other) < RESEMBLANCE - 0.15
    assert pairs([text(1), other]) == []


@pytest.mark.parametrize("every", [8, 12, 16, 24, 48, 96])
def test_the_estimate_is_near_the_resemblance(every: int) -> None:
    differences = []
    for seed in range(20):
        texts = [text(seed), changed(text(seed), every)]
        one, other = unpacked(map(signature, texts))
        differences.append(resemblance(one[None], other[None])[0] - exact(*texts))
    assert abs(np.mean(differences)) < 4 * 0.5 / (SLOTS * 20) ** 0.5
    assert np.max(np.abs(differences)) < 5 * 0.5 / SLOTS**0.5


@pytest.mark.parametrize("short", ["", "!!!", "Talks go on.", "Herders wait on both banks."])
def test_a_short_text_is_nearly_equal_to_itself_only(short: str) -> None:
    assert pairs([short, "Nobody came, nobody said why.", "...", short]) == [[0, 3]]


def test_signatures_are_the_same_on_every_machine() -> None:
    first = np.frombuffer(signature("The herders waited on both banks, and nobody came."), "<u4")[:4]
    assert first.tolist() == [2102826614, 1055280486, 477260916, 144926305]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from([0, 25, 40])), min_size=2, max_size=14),
    st.integers(1, 5),
    st.booleans(),
)
def test_clusters_do_not_depend_on_parts(texts: list[tuple[int, int]], block: int, on_disk: bool) -> None:
    given_ = [changed(text(seed, 120), every) if every else text(seed, 120) for seed, every in texts]
    with pytest.MonkeyPatch.context() as patch:
        if on_disk:
            patch.setattr(torkham.parting, "HELD", 10)
        found = pairs(given_, block)
    assert found == pairs(given_)


def test_of_many_copies_each_is_in_the_cluster_but_not_every_two_are_compared() -> None:
    copies = [f"{text(1)} {text(100 + number, 4)}" for number in range(200)]
    found = pairs(copies)
    assert clusters(np.array(found)) == dict.fromkeys(range(200), 0)
    assert len(found) < 200 * 40 < len(list(combinations(copies, 2)))


def test_a_cluster_is_named_by_its_first_and_holds_what_is_connected() -> None:
    assert clusters(np.array([[4, 9], [2, 9], [1, 7]])) == {1: 1, 2: 2, 4: 2, 7: 1, 9: 2}


def test_without_texts_there_are_no_clusters() -> None:
    assert pairs([]) == []
    assert clusters(near_pairs(lambda: [])) == {}
