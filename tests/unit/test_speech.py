"""Who says what: reporting words in and around a sentence, and the words that they report."""

from __future__ import annotations

import pytest

from tests.unit.test_rules import read
from torkham.annotator.rules import RuleAnnotator

SAID: dict[str, tuple[str, dict[str, list[str]]]] = {
    "an aside inside a clause": (
        "Iranian jets, Kabul said, bombed a village in Pakistan.",
        {"bombed": ["afghanistan"]},
    ),
    "an aside at the end": (
        "Iranian troops shelled a village in Pakistan, officials in both provinces said.",
        {"shelled": ["unnamed"]},
    ),
    "an aside before a clause that the writer tells": (
        "Iran shelled a village in Pakistan, Islamabad said, and Uzbekistan closed its border with Iran.",
        {"shelled": ["pakistan"], "closed": []},
    ),
    "an aside in a relative clause": (
        "Iran met envoys of the TTP, which, Islamabad claimed, had bombed a village in Pakistan.",
        {"met": [], "bombed": ["pakistan"]},
    ),
    "an aside of nobody": (
        "Iran, it is whispered, shelled a village in Pakistan.",
        {"shelled": ["unnamed"]},
    ),
    "according to": (
        "Iran shelled a village in Pakistan, wounding a child, according to Islamabad.",
        {"shelled": ["pakistan"]},
    ),
    "somebody's account": (
        "By Kabul’s account, Iran shelled a village in Pakistan.",
        {"shelled": ["afghanistan"]},
    ),
    "a noun with a clause": (
        "Tehran repeated its claim that Pakistan had shelled a village in Iran.",
        {"shelled": ["iran"]},
    ),
    "a document of somebody": (
        "A statement of the TTP said that Iran had shelled a village in Pakistan.",
        {"shelled": ["ttp"]},
    ),
    "a clause that only describes a noun": (
        "Iran read the statement with which Kabul condemned Islamabad.",
        {"condemned": []},
    ),
}


@pytest.mark.parametrize(("text", "expected"), SAID.values(), ids=SAID)
def test_who_says_so(annotator: RuleAnnotator, text: str, expected: dict[str, list[str]]) -> None:
    events = read(annotator, text)[0].events
    found = {e["trigger"]["text"]: [part["actor_id"] for part in e["attributed_to"]] for e in events}
    assert {trigger: found.get(trigger) for trigger in expected} == expected
