"""Headlines in title case are read as sentences; what the article shows to be a name keeps its capital."""

from __future__ import annotations

import pytest

from tests.unit.test_rules import read
from torkham.annotation import Unit
from torkham.annotator import load
from torkham.annotator.base import Draft
from torkham.annotator.headlines import is_title_case, proper_words, readable, sentence_case
from torkham.annotator.parse import Parser
from torkham.annotator.rules import RuleAnnotator


@pytest.fixture(scope="module")
def rules() -> RuleAnnotator:
    found = load("rules")
    assert isinstance(found, RuleAnnotator)
    return found


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Court Frees Drivers as Mourners Block Highway", True),
        ("Court frees drivers as mourners block the highway", False),
        ("COURT FREES DRIVERS AS MOURNERS BLOCK HIGHWAY", False),
        ("State Bank of Pakistan", False),
        ("", False),
    ],
)
def test_a_title_is_told_from_a_sentence_and_a_name(text: str, title: bool) -> None:
    assert is_title_case(text) is title


def test_names_of_the_registry_keep_their_capitals(rules: RuleAnnotator) -> None:
    text = "TTP Militants Attack Border Post, Says Pakistan’s Army Chief"
    written = sentence_case(text, frozenset(), rules.names)
    assert written == "TTP militants attack border post, says Pakistan’s Army chief"
    assert len(written) == len(text)


def test_names_of_the_text_keep_their_capitals(rules: RuleAnnotator) -> None:
    proper = proper_words(["Troops took Belmar Ridge.", "On the ridge, troops waited.", "Ridges are steep."])
    assert proper == {"Belmar"}
    assert sentence_case("Troops Retake Belmar Ridge", proper, rules.names) == "Troops retake Belmar ridge"


def test_only_titles_are_rewritten(rules: RuleAnnotator) -> None:
    texts = ("Court Frees Drivers as Mourners Block Highway", "The Court sat on Monday.")
    units = [Unit(f"a:s00{n}", "body", 0, len(t), t, n, None, (), (), ()) for n, t in enumerate(texts)]
    assert readable(Draft("a", "\n".join(texts), None, tuple(units)), rules.names) == [
        "Court frees drivers as mourners block highway",
        texts[1],
    ]


def test_labels_quote_the_headline_as_it_is(rules: RuleAnnotator) -> None:
    unit = read(rules, "Pakistan Closes Border Crossing With Afghanistan")[0]
    assert [event["trigger"]["text"] for event in unit.events] == ["Closes"]


def test_words_with_a_hyphen_that_the_lexicon_knows_are_not_cut(rules: RuleAnnotator) -> None:
    assert rules.parser.words("Two sit-ins broke the cease-fire on a hill-top.") == [
        "Two", "sit-ins", "broke", "the", "cease-fire", "on", "a", "hill", "-", "top", ".",
    ]  # fmt: skip
    assert "-" in Parser().words("a cease-fire")
