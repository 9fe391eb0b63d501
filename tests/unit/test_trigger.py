"""Readings: of what a word may tell, a text's words leave what they let be so, in the lexicon's order."""

import pytest

from torkham.annotator.lexicon import lexicon
from torkham.annotator.trigger import SLOTS, Readings

WORDS = [each for readings in lexicon().readings.values() for each in readings.values()]
TEXTS = [
    frozenset(),
    frozenset({"with", "border", "talk"}),
    frozenset({"to", "of", "on", "for", "aid", "person", "people", "over", "visit", "trade", "attack"}),
    lexicon().trigger_signs,
]


@pytest.mark.parametrize("known", TEXTS, ids=len)
def test_the_readings_among_a_texts_words_are_those_all_of_whose_needs_it_meets(known: frozenset[str]) -> None:
    for readings in WORDS:
        met = [each for each in readings.entries if all(need & known for need in each.needs)]
        assert list(readings.among(known)) == met


def test_an_entry_needs_its_other_words_its_prepositions_and_a_word_of_each_condition() -> None:
    for entry in (each for readings in WORDS for each in readings.entries):
        assert all(frozenset({word}) in entry.needs for word in entry.rest)
        assert all(frozenset({slot}) in entry.needs for slot in entry.when if slot not in SLOTS)
        assert all(each.signs in entry.needs for each in entry.when.values() if each.signs is not None)


def test_a_word_without_entries_tells_nothing() -> None:
    assert list(Readings.of([]).among(lexicon().trigger_signs)) == []
