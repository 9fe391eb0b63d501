"""Subjects, objects and complements are found where the sentence leaves them out."""

from __future__ import annotations

import pytest

from torkham.annotator.parse import Parse, Parser
from torkham.annotator.syntax import doers, is_passive, objects, prepositional, subjects


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


def parse(parser: Parser, text: str, word: str) -> tuple[Parse, int]:
    found = next(parser.parse([text]))
    return found, found.words.index(word)


DOERS = {
    "plain": ("Kabul closed the gate.", "closed", ["Kabul"]),
    "coordinated": ("Kabul and Delhi closed the gate.", "closed", ["Kabul", "Delhi"]),
    "passive with agent": ("The gate was closed by Kabul.", "closed", ["Kabul"]),
    "passive without": ("The gate was closed.", "closed", []),
    "second verb": ("Kabul closed the gate and expelled the envoy.", "expelled", ["Kabul"]),
    "object control": ("Kabul urged Delhi to reopen the gate.", "reopen", ["Delhi"]),
    "subject control": ("Kabul promised to reopen the gate.", "reopen", ["Kabul"]),
    "relative clause": ("The army, which shelled the post, left.", "shelled", ["army"]),
    "participle": ("Fighters targeting the post fled.", "targeting", ["Fighters"]),
    "participle with agent": ("The raids ordered by Kabul killed two guards.", "ordered", ["Kabul"]),
    "gerund after a preposition": ("Kabul was accused of sheltering rebels.", "sheltering", ["Kabul"]),
}


@pytest.mark.parametrize(("text", "word", "expected"), DOERS.values(), ids=DOERS)
def test_doers(parser: Parser, text: str, word: str, expected: list[str]) -> None:
    found, verb = parse(parser, text, word)
    assert [found.words[token] for token in doers(found, verb)] == expected


OBJECTS = {
    "plain": ("Kabul closed the gate.", "closed", ["gate"]),
    "coordinated": ("Kabul closed the gate and the road.", "closed", ["gate", "road"]),
    "passive": ("The gate was closed by Kabul.", "closed", ["gate"]),
    "relative": ("The post that Kabul attacked burned.", "attacked", ["post"]),
}


@pytest.mark.parametrize(("text", "word", "expected"), OBJECTS.values(), ids=OBJECTS)
def test_objects(parser: Parser, text: str, word: str, expected: list[str]) -> None:
    found, verb = parse(parser, text, word)
    assert [found.words[token] for token in objects(found, verb)] == expected


@pytest.mark.parametrize(
    ("text", "word", "passive"),
    [
        ("The gate was closed.", "closed", True),
        ("Kabul has closed the gate.", "closed", False),
        ("The raids ordered by Kabul went on.", "ordered", True),
        ("Kabul closed it.", "closed", False),
    ],
)
def test_passives(parser: Parser, text: str, word: str, passive: bool) -> None:
    found, verb = parse(parser, text, word)
    assert is_passive(found, verb) is passive


def test_a_complement_is_found_by_its_preposition(parser: Parser) -> None:
    found, noun = parse(parser, "Talks between Kabul and Delhi with Doha went on.", "Talks")
    assert [found.words[token] for token in prepositional(found, noun, "between")] == ["Kabul", "Delhi"]


def test_nothing_is_borrowed_from_nowhere(parser: Parser) -> None:
    found, noun = parse(parser, "Closed gates.", "Closed")
    assert subjects(found, noun) == [1]
    assert subjects(found, 1) == []


def test_words_that_are_read_are_not_kept(parser: Parser) -> None:
    strings = parser._nlp.vocab.strings
    known = len(strings)
    assert next(parser.parse(["Zorgwits frembled Kabul."])).words == ["Zorgwits", "frembled", "Kabul", "."]
    assert "Zorgwits" not in strings
    assert len(strings) == known
