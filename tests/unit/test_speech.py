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
    "an aside in the latter of two clauses": (
        "Iran shelled a village in Pakistan, and Uzbek troops attacked, Kabul said, a post in Iran.",
        {"shelled": [], "attacked": ["afghanistan"]},
    ),
    "somebody's account": (
        "By Kabul’s account, Iran shelled a village in Pakistan.",
        {"shelled": ["afghanistan"]},
    ),
    "what somebody is said to have done": (
        "Iranian troops are believed to have shelled a village in Pakistan.",
        {"shelled": ["unnamed"]},
    ),
    "a claim behind the deed": (
        "The attack on a police post in Bannu, claimed by the TTP, angered Kabul.",
        {"attack": ["ttp"]},
    ),
    "whom a headline names behind a colon": (
        "TTP militants attacked a police post in Bannu: Kabul",
        {"attacked": ["afghanistan"]},
    ),
    "a noun with a clause": (
        "Tehran repeated its claim that Pakistan had shelled a village in Iran.",
        {"shelled": ["iran"]},
    ),
    "a document of somebody": (
        "A statement of the TTP said that Iran had shelled a village in Pakistan.",
        {"shelled": ["ttp"]},
    ),
    "an aside at the latter of two verbs": (
        "Iran closed its border with Pakistan and shelled, Islamabad said, a village in Pakistan.",
        {"closed": [], "shelled": ["pakistan"]},
    ),
    "an aside before the latter of two verbs": (
        "Iran closed its border with Pakistan and, according to Islamabad, shelled a village in Pakistan.",
        {"closed": [], "shelled": ["pakistan"]},
    ),
    "its own count": ("By its own count, Pakistan shelled ten Afghan villages.", {"shelled": ["pakistan"]}),
    "a phrase of saying": (
        "Islamabad let it be known that Afghan troops had shelled a village.",
        {"shelled": ["pakistan"]},
    ),
    "somebody sure of it": ("Islamabad is adamant that Afghan troops shelled a village.", {"shelled": ["pakistan"]}),
    "somebody convinced of it": (
        "Islamabad is convinced that Afghan troops shelled a village.",
        {"shelled": ["pakistan"]},
    ),
    "what somebody says is that": (
        "What Islamabad says is that Afghan troops shelled a village.",
        {"shelled": ["pakistan"]},
    ),
    "as somebody puts it": (
        "Afghan troops shelled a village, as Islamabad put it, without warning.",
        {"shelled": ["pakistan"]},
    ),
    "or so somebody claims": ("Afghan troops shelled a village, or so Islamabad claims.", {"shelled": ["pakistan"]}),
    "if somebody is to be believed": (
        "If Islamabad is to be believed, Afghan troops shelled a village.",
        {"shelled": ["pakistan"]},
    ),
    "to hear somebody tell it": (
        "To hear Islamabad tell it, Afghan troops shelled a village.",
        {"shelled": ["pakistan"]},
    ),
    "in a letter": ("Islamabad wrote in a letter that Afghan troops shelled a village.", {"shelled": ["pakistan"]}),
    "a perfect that vouches for nothing": (
        "Islamabad had hoped that Afghan troops would open the border, which Kabul refused.",
        {"refused": []},
    ),
    "an act owned up to": (
        "The Pakistani army owned up to killing ten Afghan villagers.",
        {"killing": ["pak_armed_forces"]},
    ),
    "an act pinned on somebody": ("Islamabad pinned the raid on the TTP.", {"raid": ["pakistan"]}),
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


DISPUTES = {
    "a charge that is dismissed": "Tehran dismissed Islamabad’s claim that Iran had shelled a village in Pakistan.",
    "a charge that is brushed aside": (
        "Tehran brushed aside Islamabad’s claim that Iran had shelled a village in Pakistan."
    ),
    "a charge called one again": (
        "Islamabad alleged that Iran had shelled a village in Pakistan, a charge that Tehran denied."
    ),
    "a charge of doing": "Tehran rejected Islamabad’s allegations of shelling a village in Pakistan.",
    "a charge taken up behind a semicolon": (
        "Islamabad accused Iran of shelling a village in Pakistan; Tehran denies this."
    ),
    "a charge taken up by a pronoun": (
        "Islamabad alleged that Iran had shelled a village in Pakistan, which Tehran denied."
    ),
}


@pytest.mark.parametrize("text", DISPUTES.values(), ids=DISPUTES)
def test_an_act_charged_and_denied_is_two_events(annotator: RuleAnnotator, text: str) -> None:
    events = [event for event in read(annotator, text)[0].events if event["type"] == "ASSAULT"]
    told = {event["attributed_to"][0]["actor_id"]: event["status"] for event in events}
    assert told == {"pakistan": "actual", "iran": "negated"}


def test_a_denial_goes_to_whoever_charged(annotator: RuleAnnotator) -> None:
    text = "Tehran brushed aside Islamabad’s claim that Iran had shelled a village in Pakistan."
    denial = next(event for event in read(annotator, text)[0].events if event["type"] == "REJECT")
    assert [part["actor_id"] for part in denial["recipients"]] == ["pakistan"]


def test_what_dates_a_report_is_no_part_of_it(annotator: RuleAnnotator) -> None:
    text = "Kabul said that the road was shut after the clashes between Pakistan and Iran."
    assert [event["attributed_to"] for event in read(annotator, text)[0].events] == [[]]


def test_whoever_goes_on_speaking_spoke_before(annotator: RuleAnnotator) -> None:
    before = "A spokesman for the TTP said that the road was open."
    unit = read(annotator, before, "Iranian troops, he added, shelled a village in Pakistan.")[1]
    assert [part["actor_id"] for part in unit.events[0]["attributed_to"]] == ["ttp"]


def test_a_speaker_who_was_never_named_attributes_nothing(annotator: RuleAnnotator) -> None:
    unit = read(annotator, "Iranian troops, he added, shelled a village in Pakistan.")[0]
    assert [event["attributed_to"] for event in unit.events] == [[]]


def test_an_answer_in_an_interview_is_whose_article_it_is(annotator: RuleAnnotator) -> None:
    units = read(
        annotator,
        "A minister of Iran sat down with this newspaper.",
        "Q: Who closed the gate?",
        "A: Afghan troops shelled a village in Pakistan.",
    )
    assert [part["actor_id"] for event in units[2].events for part in event["attributed_to"]] == ["iran"]
