"""Repairs of a parse: what a small parser gets wrong in news is set right."""

from __future__ import annotations

import pytest

from torkham.annotator.lexicon import lexicon
from torkham.annotator.parse import Parse, Parser
from torkham.annotator.repair import repair


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


def repaired(parser: Parser, text: str) -> Parse:
    return repair(next(parser.parse([text])), lexicon())


def relation(parse: Parse, word: str) -> tuple[str, str]:
    """Return the relation of a word and the word that it hangs from."""
    token = parse.words.index(word)
    return parse.deps[token], parse.words[parse.heads[token]]


@pytest.mark.parametrize(
    "dateline", ["PESHAWAR", "PESHAWAR, Feb 11", "PESHAWAR, Feb. 11, 2025 (Agency)", "PESHAWAR, 11 February 2025"]
)
def test_a_dateline_is_nobody_s_subject(dateline: str, parser: Parser) -> None:
    found = repaired(parser, f"{dateline} — Frontier Corps soldiers and Afghan forces pounded each other.")
    assert relation(found, "soldiers") == ("nsubj", "pounded")


def test_a_root_with_a_subject_is_a_verb(parser: Parser) -> None:
    found = repaired(parser, "The Ministry once more calls upon the Afghan authorities to take back travellers.")
    assert found.pos[found.words.index("calls")] == "VERB"


def test_a_clause_after_an_addressee_is_what_is_reported(parser: Parser) -> None:
    text = "Shafqat Ali Khan, the spokesman, told the weekly briefing that Pakistan stood with the victims."
    assert relation(repaired(parser, text), "stood") == ("ccomp", "told")


def test_a_reported_verb_is_coordinated_with_what_is_reported(parser: Parser) -> None:
    found = repaired(parser, "The envoy told reporters that Kabul stood by its word and would lift the duty.")
    assert relation(found, "lift") == ("conj", "stood")


def test_an_adjective_after_as_is_said_of_the_object(parser: Parser) -> None:
    found = repaired(parser, "Tehran dismissed the report as baseless.")
    assert (relation(found, "baseless"), relation(found, "as")) == (("amod", "as"), ("prep", "dismissed"))


def test_a_particle_is_no_preposition(parser: Parser) -> None:
    found = repaired(parser, "The governor’s men switched off the city’s mobile network for two nights.")
    assert (relation(found, "off"), relation(found, "network")) == (("prt", "switched"), ("dobj", "switched"))


def test_a_clause_before_a_semicolon_is_reported_by_no_later_verb(parser: Parser) -> None:
    found = repaired(parser, "India accuses Pakistan of training the gunmen; Islamabad denies this.")
    assert relation(found, "accuses") == ("parataxis", "denies")


def test_a_headline_with_a_verb_taken_for_a_noun_has_one(parser: Parser) -> None:
    found = repaired(parser, "Pakistan, Afghanistan trade fire at Chaman")
    assert found.pos[found.words.index("trade")] == "VERB"
    assert (relation(found, "Afghanistan"), relation(found, "fire")) == (("nsubj", "trade"), ("dobj", "trade"))


def test_participles_share_an_auxiliary(parser: Parser) -> None:
    found = repaired(parser, "Human Rights Watch said the Taliban had detained and tortured former soldiers.")
    assert relation(found, "tortured") == ("conj", "detained")


def test_the_second_verb_of_a_headline_is_coordinated(parser: Parser) -> None:
    found = repaired(parser, "Pakistan slams India over water treaty, urges talks")
    assert (relation(found, "slams"), relation(found, "urges")) == (("ROOT", "slams"), ("conj", "slams"))


@pytest.mark.parametrize("text", ["Kabul closed the gate.", "The talks on trade failed.", ""])
def test_the_rest_stays_as_it_is(parser: Parser, text: str) -> None:
    found = next(parser.parse([text]))
    assert repaired(parser, text) == found


def test_dependents_and_heads_agree(parser: Parser) -> None:
    found = repaired(parser, "The spokesman told the briefing that Kabul had agreed and would lift the duty.")
    for token, head in enumerate(found.heads):
        assert head == token or token in found.children[head]


def test_a_verb_in_the_past_beside_a_clause_in_another_tense_belongs_above(parser: Parser) -> None:
    text = "A ministry official countered that the levy merely pays for scanners and rebutted the charge."
    assert relation(repaired(parser, text), "rebutted") == ("conj", "countered")


def test_a_verb_in_the_past_without_a_verb_above_stays(parser: Parser) -> None:
    found = repaired(parser, "The envoys who have met and agreed.")
    assert found.words[found.heads[found.words.index("agreed")]] == "met"


def test_a_verb_that_was_taken_for_a_noun_is_found_by_its_lemma(parser: Parser) -> None:
    parse = repaired(parser, "Ministry rebuts report")
    assert parse.lemmas[1] == "rebut"
    assert parse.among({"rebut"}) == [1]
    assert "rebut" in parse.forms
