"""Stances: the lexicon's examples are read as marked, and who holds what is found by each rule of guidelines §11."""

from __future__ import annotations

import pytest

from tests.unit.examples import draft_of, overlaps
from torkham.annotation import Unit
from torkham.annotator.examples import Example, read_example
from torkham.annotator.lexicon import lexicon
from torkham.annotator.rules import RuleAnnotator
from torkham.contract import Json


def read(annotator: RuleAnnotator, text: str) -> Unit:
    return next(iter(annotator.annotate([draft_of(text)]))).units[0]


def held(annotator: RuleAnnotator, text: str) -> set[tuple[str, str, str]]:
    """Return holder, polarity and target of each stance; of an open one the words."""
    stances = read(annotator, text).stances
    return {(s["holder_id"], s["polarity"], s["target_id"] or s["target_text"]["text"]) for s in stances}


def is_as_marked(unit: Unit, stance: Json, example: Example) -> bool:
    """Return whether a stance has the target and the holder that an example marks; no holder marked is the writer."""
    target = stance["target_text"]
    if target is None or not any(overlaps(span, target["start"], target["end"]) for span in example.recipients):
        return False
    spans = {mention["mention_id"]: (mention["start"], mention["end"]) for mention in unit.mentions}
    holder = spans.get(stance["holder_mention_id"])
    if holder is None:
        return not example.sources and stance["holder_id"] == "author"
    return any(overlaps(span, *holder) for span in example.sources)


EVALUATIONS = [example for entry in lexicon().evaluations for example in entry["examples"]]
ENTRIES = (*lexicon().issues, *lexicon().deeds)
ISSUES = [(entry["issue_id"], example) for entry in ENTRIES for example in entry["examples"]]


@pytest.mark.parametrize("marked", EVALUATIONS)
def test_an_evaluation_is_read_as_its_example_says(annotator: RuleAnnotator, marked: str) -> None:
    example = read_example(marked)
    unit = read(annotator, example.text)
    assert any(is_as_marked(unit, stance, example) for stance in unit.stances), unit.stances


@pytest.mark.parametrize(("issue_id", "marked"), ISSUES)
def test_an_issue_is_read_as_its_example_says(annotator: RuleAnnotator, issue_id: str, marked: str) -> None:
    example = read_example(marked)
    unit = read(annotator, example.text)
    named = [stance for stance in unit.stances if stance["target_id"] == issue_id]
    assert any(is_as_marked(unit, stance, example) for stance in named), unit.stances


HOLDERS = {
    "the writer": ("Both capitals must return to dialogue.", ("author", "favor", "dialogue")),
    "a speaker": ("Beijing said that dialogue was essential.", ("china", "favor", "dialogue")),
    "the spokesman of one's own government": (
        "Sirajuddin Haqqani said that Kabul remained committed to dialogue.",
        ("sirajuddin_haqqani", "favor", "dialogue"),
    ),
    "the teller of one's own government's wish": (
        "Sirajuddin Haqqani stressed Afghanistan’s preference for dialogue.",
        ("sirajuddin_haqqani", "favor", "dialogue"),
    ),
    "another, as a speaker tells it": (
        "Tehran said that Kabul wanted a ceasefire.",
        ("afghanistan", "favor", "ceasefire"),
    ),
    "whose position is told": (
        "Islamabad’s position is clear: Kabul must give written guarantees.",
        ("pakistan", "favor", "written_assurances"),
    ),
    "for whom something is so": ("For Islamabad, dialogue is essential.", ("pakistan", "favor", "dialogue")),
    "in whose view it is": ("In Kabul’s view, dialogue is essential.", ("afghanistan", "favor", "dialogue")),
    "who sees it so": ("Kabul regards the ceasefire as a blunder.", ("afghanistan", "against", "ceasefire")),
    "who asks for something essential": ("Tehran wants urgent dialogue.", ("iran", "favor", "dialogue")),
}


@pytest.mark.parametrize(("text", "expected"), HOLDERS.values(), ids=HOLDERS)
def test_a_stance_is_held_by(annotator: RuleAnnotator, text: str, expected: tuple[str, str, str]) -> None:
    found = held(annotator, text)
    assert expected in found
    assert {holder for holder, _, target in found if target == expected[2]} == {expected[0]}


READ = {
    "by what a passive is done": (
        "Talks must be followed by written guarantees.",
        {("author", "favor", "written_assurances")},
    ),
    "a consequence that recommends": (
        "A ceasefire would pave the way for better relations.",
        {("author", "favor", "ceasefire")},
    ),
    "what something cannot go without": (
        "Without a ceasefire, the talks will fail.",
        {("author", "favor", "ceasefire")},
    ),
    "a need that is denied an alternative": (
        "There is no alternative to dialogue.",
        {("author", "favor", "dialogue")},
    ),
    "a refusal": ("Kabul refuses to accept a ceasefire.", {("afghanistan", "against", "ceasefire")}),
    "an end that is wanted": (
        "Kabul wants an end to the closure of the border.",
        {("afghanistan", "favor", "reopen_border_trade")},
    ),
    "praise": ("Tehran praised Qatar.", {("iran", "favor", "qatar")}),
    "praise for something": (
        "Kabul thanked Qatar for its mediation.",
        {("afghanistan", "favor", "qatar"), ("afghanistan", "favor", "third_party_mediation")},
    ),
    "distrust": ("Islamabad said that Kabul could not be trusted.", {("pakistan", "against", "afghanistan")}),
    "what is called a violation": (
        "Kabul condemned the airstrikes on Paktika as a violation of its sovereignty.",
        {("afghanistan", "against", "cross_border_force"), ("afghanistan", "favor", "non_interference")},
    ),
    "a claim that is denied": (
        "Kabul denied harbouring the TTP.",
        {("afghanistan", "against", "afghan_side_shelters_ttp")},
    ),
    "an open target": ("Tehran welcomed the report.", {("iran", "favor", "report")}),
    "an open demand": ("Tehran asked Tashkent to free the crew.", {("iran", "favor", "free the crew")}),
    "an open denial": ("Tehran dismissed the report as baseless.", {("iran", "against", "report")}),
    "an open charge": (
        "Tehran alleges that Tashkent drained the lake.",
        {("iran", "favor", "drained the lake")},
    ),
    "who is mocked, not blamed for a deed": ("Tehran mocked Tashkent.", {("iran", "against", "uzbekistan")}),
    "who is spared": ("Tehran faults neither Tashkent nor Dushanbe.", set()),
    "a condition with should": ("Should the lake dry up, Tehran will suffer.", set()),
    "insufficient is not opposed": ("Dialogue alone cannot bring peace.", set()),
    "a report without a word of value": ("Kabul and Islamabad held talks in Doha.", set()),
    "a question": ("Does Kabul harbour the TTP?", set()),
    "a condition": ("If Kabul harbours the TTP, the evidence is thin.", set()),
    "words of nobody named": ("It was reported that a ceasefire was essential.", set()),
}


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_a_sentence_is_read(annotator: RuleAnnotator, text: str, expected: set[tuple[str, str, str]]) -> None:
    assert held(annotator, text) == expected


@pytest.mark.parametrize(
    ("text", "voice", "expression"),
    [
        ("Kabul must accept a ceasefire.", "authorial", "explicit"),
        ("Tehran said that a ceasefire was essential.", "indirect_report", "explicit"),
        ("“A ceasefire is essential,” Tehran said.", "direct_quote", "explicit"),
        ("Islamabad closed the border at Torkham.", "authorial", "implicit"),
    ],
)
def test_voice_and_expression(annotator: RuleAnnotator, text: str, voice: str, expression: str) -> None:
    found = read(annotator, text).stances
    assert [(stance["voice"], stance["expression"]) for stance in found] == [(voice, expression)]


def test_who_tells_the_stance_of_another_is_named(annotator: RuleAnnotator) -> None:
    (stance,) = read(annotator, "Tehran said that Kabul wanted a ceasefire.").stances
    assert [each["actor_id"] for each in stance["attributed_to"]] == ["iran"]
    assert stance["cue"]["text"] == "said"


def test_both_polarities_are_mixed(annotator: RuleAnnotator) -> None:
    found = held(annotator, "Tehran praised Qatar for its patience but criticised Qatar for the delay.")
    assert ("iran", "mixed", "qatar") in found


OTHERWISE = {
    "what is bidden in a speaker's words": (
        "“Open the Torkham gate,” Beijing said.",
        ("china", "favor", "reopen_border_trade"),
    ),
    "what the writer bids": ("Reopen the Torkham crossing.", ("author", "favor", "reopen_border_trade")),
    "what is called by a name in quotation marks": (
        "Tehran called the closure of the border “a slow siege”.",
        ("iran", "favor", "reopen_border_trade"),
    ),
    "what nobody may do": ("No state may break the ceasefire.", ("author", "favor", "ceasefire")),
    "what is petitioned against": (
        "Tehran petitioned Islamabad against the closure of the border.",
        ("iran", "favor", "reopen_border_trade"),
    ),
    "whom the writer has no patience with": ("We hold no brief for Kabul.", ("author", "against", "afghanistan")),
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_position_is_read_without_a_word_that_evaluates(annotator: RuleAnnotator, name: str) -> None:
    text, stance = OTHERWISE[name]
    assert stance in held(annotator, text)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Tehran said that the raids must cease.", "raids"),
        ("Tehran rejected the charge that its guards had fired.", "its guards had fired"),
        ("Tehran demanded that the levy be paid.", "the levy be paid"),
        ("Tehran threatened to leave unless the fee is cut.", "the fee is cut"),
    ],
)
def test_an_open_target_is_named_by_what_is_judged(annotator: RuleAnnotator, text: str, target: str) -> None:
    assert target in {words for _, _, words in held(annotator, text)}


def test_a_closing_with_no_closer_is_no_position(annotator: RuleAnnotator) -> None:
    assert held(annotator, "Both crossings were closed after the clashes at Torkham.") == set()
