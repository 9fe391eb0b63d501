"""A model's answer: its schema follows from that of annotation files, gold survives it, what breaks a rule does not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llguidance import LLMatcher, LLTokenizer

from tests.unit.conftest import FEW, TOY
from tests.unit.llm_server import answer_of, as_answer, without_provenance
from torkham import contract
from torkham.annotator.base import Draft
from torkham.annotator.llm.answers import Judge, Label, UnusableError, is_annotated, local, read_answer
from torkham.annotator.llm.schemas import MAX_IDS, OMITTED, response_schema, unit_schema
from torkham.articles import Article
from torkham.contract import LABELS, Json
from torkham.corpus import Corpus, read_corpus
from torkham.tables import rows_of
from torkham.validators import validator_of

TAKEN = {"type", "description", "enum", "properties", "required", "additionalProperties", "items", "anyOf"}
"""Keywords that the strict mode of OpenAI, vLLM, llama.cpp and Ollama all take."""
BRIDGE = read_corpus(TOY)
ARTICLE = next(article for article in BRIDGE.articles if article.article_id == "grey-bridge")
ASKED = [local(unit.sentence_id) for unit in ARTICLE.units if is_annotated(unit)]
ANSWER = json.loads(as_answer(ARTICLE.document.value["units"], ASKED))


def draft_of(article: Article) -> Draft:
    return Draft(article.article_id, article.text, article.source["published"], article.units)


DRAFT = draft_of(ARTICLE)
JUDGE = Judge(BRIDGE.registries, "torkham-llm-1.1-toy")


def nodes(schema: Any) -> Iterator[Json]:
    """Yield every schema inside a schema."""
    if "anyOf" in schema:
        yield from (node for option in schema["anyOf"] for node in nodes(option))
    if "items" in schema:
        yield from nodes(schema["items"])
    for child in schema.get("properties", {}).values():
        yield from nodes(child)
    yield schema


def answers(corpus: Corpus) -> Iterator[str]:
    """Yield gold as the answer on each article."""
    for article in corpus.articles:
        asked = [local(unit.sentence_id) for unit in article.units if is_annotated(unit)]
        yield as_answer(article.document.value["units"], asked)


class TestSchema:
    def test_a_unit_has_the_keys_of_annotation_files_but_remarks_and_what_is_given(self) -> None:
        given = contract.expanded("file:annotation")["properties"]["units"]["items"]["properties"]
        assert set(unit_schema()["properties"]) == set(given) - {"role", "text", OMITTED}
        for layer in LABELS:
            keys, known = (each[layer]["items"]["properties"] for each in (unit_schema()["properties"], given))
            assert list(keys) == [key for key in known if key != OMITTED]
            assert all(keys[key] == known[key] for key in keys)

    def test_the_response_format_has_only_keywords_that_all_servers_take(self, corpus: Corpus) -> None:
        for node in nodes(response_schema(corpus.registries)):
            assert set(node) <= TAKEN
            if "properties" in node:
                assert node["required"] == list(node["properties"])
                assert node["additionalProperties"] is False

    def test_the_response_format_keeps_the_limits_of_strict_mode(self, corpus: Corpus) -> None:
        listed = [node["enum"] for node in nodes(response_schema(corpus.registries)) if "enum" in node]
        assert sum(map(len, listed)) <= 1_000
        assert all(len("".join(codes)) <= 15_000 for codes in listed if len(codes) > 250)

    def test_ids_are_listed_where_a_registry_is_small(self, corpus: Corpus) -> None:
        actors = {actor["actor_id"] for actor in corpus.registries["actors"]}
        issues = {issue["issue_id"] for issue in corpus.registries["issues"]}
        listed = {frozenset(node["enum"]) for node in nodes(response_schema(corpus.registries)) if "enum" in node}
        assert {frozenset(actors | {"unnamed"}), frozenset(actors), frozenset(actors | issues)} <= listed
        many = corpus.registries | {"actors": [{"actor_id": f"a{n}"} for n in range(MAX_IDS + 1)]}
        codes = {code for node in nodes(response_schema(many)) for code in node.get("enum", ())}
        assert "a1" not in codes
        assert set(contract.vocabulary("event_type")) < codes

    def test_gold_is_an_answer(self, corpus: Corpus) -> None:
        schema = response_schema(corpus.registries)
        for answer in answers(corpus):
            validator_of(schema).validate(json.loads(answer))

    def test_a_model_that_is_held_to_the_response_format_can_write_gold(self, corpus: Corpus) -> None:
        """The engine is one that servers hold models to a schema with; it allows gold byte for byte."""
        grammar = LLMatcher.grammar_from_json_schema(json.dumps(response_schema(corpus.registries)))
        bytes_ = LLTokenizer("byte")
        for answer in answers(corpus):
            matcher, tokens = LLMatcher(bytes_, grammar), bytes_.tokenize_str(answer)
            assert matcher.try_consume_tokens(tokens) == len(tokens), matcher.get_error()
            assert matcher.is_accepting()
            wrong = answer.replace('"pakistan"', '"pakistani"')
            assert matcher.reset()
            assert matcher.try_consume_tokens(bytes_.tokenize_str(wrong)) < len(tokens)


def test_gold_comes_back_from_an_answer_as_its_records(corpus: Corpus) -> None:
    """The form of an answer loses nothing but remarks, which are no part of a dataset."""
    judge = Judge(corpus.registries, "torkham-llm-1.1-toy")
    for article in corpus.articles:
        asked = [local(unit.sentence_id) for unit in article.units if is_annotated(unit)]
        answer = read_answer(as_answer(article.document.value["units"], asked), asked)
        units, problems = judge.judge(draft_of(article), answer.labels)
        assert [*answer.problems, *problems] == []
        assert without_provenance(units) == without_provenance(article.units)
        of_source = {(r["label_source"], r["annotator_id"], r["confidence"]) for u in units for r in u.mentions}
        assert of_source == {("machine", "torkham-llm-1.1-toy", None)}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not JSON"),
        ('{"units": [', "not JSON"),
        ("```json\n{}\n```", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"units": [], "units": []}', "stands twice"),
        ('{"units": NaN}', "no number"),
        ('{"units": ["\\u0000"]}', "control character"),
        ("[]", "list of"),
        ('{"units": {}}', "list of"),
        ('{"labels": []}', "list of"),
    ],
)
def test_what_has_no_list_of_units_is_of_no_use(content: str, said: str) -> None:
    with pytest.raises(UnusableError, match=said):
        read_answer(content, ["s001"])


EMPTY = {"mentions": [], "events": [], "stances": []}
MENTION = {"id": "m01", "quote": "Velmora", "nth": None, "actor_id": "velmora", "form": "name"}


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ([], "s003: is not answered"),
        ([{"id": "s003"} | EMPTY, {"id": "s003"} | EMPTY], '"s003" stands twice'),
        ([{"id": "s003"} | EMPTY, {"id": "s099"} | EMPTY], '"s099" is none of the units to label'),
        ([{"id": "s003"} | EMPTY, {"id": 3}], "3 is none of the units to label"),
        ([{"id": "s003"} | EMPTY, {"id": ["s003"]}], '["s003"] is none of the units to label'),
        ([{"id": "s003"} | EMPTY, "s003"], '"s003" is none of the units to label'),
        ([{"id": "s003", "mentions": [], "events": []}], 's003: the key "stances" is missing'),
        ([{"id": "s003", "text": "…"} | EMPTY], 's003: unknown key "text"'),
        ([{"id": "s003"} | EMPTY | {"mentions": None}], "mentions: null has the wrong type"),
        ([{"id": "s003"} | EMPTY | {"mentions": [MENTION | {"form": "nome"}]}], 's003:m01: form: "nome" is not in'),
        ([{"id": "s003"} | EMPTY | {"mentions": [{"id": "m01"}]}], 's003:m01: the key "quote" is missing'),
        ([{"id": "s003"} | EMPTY | {"mentions": ["Velmora"]}], 'mentions: "Velmora" has the wrong type'),
        ([{"id": "s003"} | EMPTY | {"mentions": [MENTION | {"id": "m1"}]}], 'id: "m1" does not match'),
    ],
)
def test_what_breaks_the_schema_is_told_where_it_stands(units: list[Any], said: str) -> None:
    answer = read_answer(answer_of(units), ["s003"])
    assert any(said in str(problem) for problem in answer.problems), list(map(str, answer.problems))
    assert answer.labels == []


def changed(unit: str, layer: str, index: int, **values: Any) -> list[Label]:
    """Return the labels of the toy article, one of them with other values."""
    answer = json.loads(json.dumps(ANSWER))
    next(each for each in answer["units"] if each["id"] == unit)[layer][index] |= values
    read = read_answer(answer_of(answer["units"]), ASKED)
    assert read.problems == []
    return list(read.labels)


def cited(label: Label) -> Iterator[str]:
    """Yield the ids of labels of s003 that a label points to."""
    references = re.findall(r'"(?:mention_id|holder_mention_id|content_of)": "([^"]+)"', json.dumps(label.value))
    for id_ in references:
        unit, _, own = id_.rpartition(":")
        if (unit or label.unit) == "s003":
            yield own


WRONG = [
    ("mentions", 0, {"quote": "Velmorra"}, "s003:m01: 'Velmorra' is not in the unit"),
    ("mentions", 1, {"nth": None}, "s003:m02: 'Tarsund' occurs 2 times in the unit"),
    ("mentions", 0, {"actor_id": "velmorra"}, 's003:m01: actor_id: there is no actor "velmorra"'),
    ("mentions", 0, {"id": "m02"}, "stands 2 times among the mentions"),
    ("events", 0, {"mode": "visit"}, 's003:e01: ACCUSE has no mode "visit"'),
    ("events", 0, {"sources": [{"actor_id": "velmora", "mention_id": "m09"}]}, "there is no mention"),
    ("events", 0, {"sources": [{"actor_id": "velmora", "mention_id": "m02"}]}, 'which names "tarsund"'),
    ("events", 0, {"sources": []}, "the ACCUSE has no source"),
    ("events", 0, {"incident_id": "war"}, 'there is no incident "war"'),
    ("events", 0, {"place": {"quote": "Tarsund", "nth": 1, "place_id": "moon"}}, 'there is no place "moon"'),
    ("events", 1, {"content_of": "e07"}, "there is no event"),
    ("events", 0, {"certainty": "debatable"}, "no alternative"),
    ("stances", 0, {"target_id": "mediations"}, 'there is no issue "mediations"'),
    ("stances", 0, {"evidence": "blamed"}, "s003:t01: 'blamed' is not in the unit"),
]


@pytest.mark.parametrize(("layer", "index", "values", "said"), WRONG)
def test_what_breaks_another_rule_is_told_and_only_that_and_what_points_to_it_is_dropped(
    layer: str, index: int, values: Json, said: str
) -> None:
    labels = changed("s003", layer, index, **values)
    _, problems = JUDGE.judge(DRAFT, labels)
    assert any(said in str(problem) for problem in problems), list(map(str, problems))
    kept, why = JUDGE.settle(DRAFT, [], labels)
    assert JUDGE.judge(DRAFT, kept)[1] == []
    lost = [label for label in labels if label not in kept]
    assert len(lost) == len(why) > 0
    wrong = {problem.label for problem in problems}
    names = {label.value["id"] for label in lost if label.unit == "s003"}
    for label in lost:
        assert label in wrong or names & set(cited(label)), label


def test_labels_that_point_to_earlier_ones_are_judged_with_these() -> None:
    labels = changed("s003", "events", 0)
    earlier = [label for label in labels if label.unit <= "s006"]
    later = [label for label in labels if label.unit > "s006"]
    assert JUDGE.settle(DRAFT, earlier, later) == (later, [])
    assert JUDGE.settle(DRAFT, [], later)[1]


def test_what_is_wrong_with_the_article_itself_is_not_laid_to_labels() -> None:
    wrong = replace(DRAFT, units=tuple(replace(unit, paragraph=unit.paragraph + 1) for unit in DRAFT.units))
    with pytest.raises(UnusableError, match="no label can be dropped for this"):
        JUDGE.settle(wrong, [], changed("s003", "events", 0))


def values_of(schema: Json) -> st.SearchStrategy[Any]:
    """Return a strategy for all that a schema in strict mode accepts, words of the article among the strings."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([values_of(option) for option in schema["anyOf"]])
    if isinstance(schema["type"], list):
        return st.one_of([values_of(schema | {"type": kind}) for kind in schema["type"]])
    if schema["type"] == "object":
        return st.fixed_dictionaries({key: values_of(value) for key, value in schema["properties"].items()})
    if schema["type"] == "array":
        return st.lists(values_of(schema["items"]), max_size=3)
    words = st.sampled_from(["Velmora", "Tarsund", "accused", "m01", "m02", "e01", "t01", "2025-03", " ", ""])
    kinds = {"boolean": st.booleans(), "null": st.none(), "integer": st.integers(-1, 3)}
    return st.one_of(words, st.text(max_size=3)) if schema["type"] == "string" else kinds[schema["type"]]


OF_UNIT = values_of(response_schema(BRIDGE.registries)["properties"]["units"]["items"])


@FEW
@given(st.lists(OF_UNIT, max_size=3), st.data())
def test_whatever_the_response_format_accepts_ends_as_labels_that_break_no_rule(units: list[Json], data: Any) -> None:
    for unit in units:
        unit["id"] = data.draw(st.sampled_from(["s003", "s005", "s006", unit["id"]]))
    content = answer_of(units)
    validator_of(response_schema(BRIDGE.registries)).validate({"units": units})
    try:
        answer = read_answer(content, ASKED)
    except UnusableError:  # control characters
        return
    given_ = sum(len(unit[layer]) for unit in units for layer in LABELS)
    assert len(answer.labels) + answer.broken == given_
    kept, _ = JUDGE.settle(DRAFT, [], answer.labels)
    labelled, problems = JUDGE.judge(DRAFT, kept)
    assert problems == []
    for table in LABELS:
        article = type("Article", (), {"article_id": DRAFT.article_id, "fold": "f", "units": labelled})
        for row in rows_of(article, table):  # type: ignore[arg-type]
            validator_of(contract.expanded(f"row:{table}")).validate(row)
