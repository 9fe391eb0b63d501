"""A skeleton is a valid, canonical annotation file that holds the whole article and no decision."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from tests.unit.conftest import GUIDELINES
from tests.unit.strategies import texts
from torkham import contract, validators
from torkham.annotation import ArticleReader
from torkham.canonical import write_document
from torkham.document import CONTROL_CHARACTER, Document, read_document
from torkham.segmentation import segment
from torkham.skeleton import GUIDELINES_VERSION, skeleton

articles = texts.filter(lambda text: bool(text.strip()) and not CONTROL_CHARACTER.search(text))


def read(text: str) -> Document:
    return read_document(skeleton("some-article", text), "some-article.yaml", "file:annotation")


@given(articles)
def test_a_skeleton_keeps_its_schema_and_is_canonical_but_for_empty_lines(text: str) -> None:
    document = read(text)
    assert list(validators.validator("file:annotation").iter_errors(document.value)) == []
    canonical = write_document(document.value, "file:annotation")
    assert canonical == skeleton("some-article", text).replace("\n\n- id: ", "\n- id: ")


def test_an_empty_line_stands_before_a_new_paragraph() -> None:
    blocks = skeleton("x", "Harvest\nThe river rose. The bridge held.\nNobody crossed.\n").split("\n\n")
    assert [block.count("- id: s") for block in blocks] == [1, 2, 1]


@given(articles)
def test_a_skeleton_holds_every_unit_of_the_article(text: str) -> None:
    units = read(text).value["units"]
    assert [(unit["text"], unit["role"]) for unit in units] == [(piece.text, piece.role) for piece in segment(text)]


@given(articles)
def test_exactly_the_annotated_units_ask_for_labels(text: str) -> None:
    annotated = {name for name, term in contract.terms("role").items() if term["annotated"]}
    for unit in read(text).value["units"]:
        labels = {layer: unit[layer] for layer in contract.LABELS if layer in unit}
        assert labels == (dict.fromkeys(contract.LABELS) if unit["role"] in annotated else {})


@given(articles)
def test_a_skeleton_aligns_and_is_not_taken_for_judged(text: str) -> None:
    document = read(text)
    reader = ArticleReader(document, "some-article", text)
    assert len(reader.read()) == len(document.value["units"])
    unjudged = [unit["id"] for unit in document.value["units"] if "events" in unit]
    found = [(finding.check, finding.where.split(":")[1]) for finding in reader.findings]
    assert found == [("schema/unjudged", id_) for id_ in unjudged]


def test_units_are_numbered_beyond_three_digits() -> None:
    units = read("No.\n" * 1001).value["units"]
    assert [unit["id"] for unit in (units[0], units[998], units[1000])] == ["s001", "s999", "s1001"]


def test_who_annotates_stands_in_the_head() -> None:
    content = read_document(skeleton("x", "Yes.", "mira.osten"), "x.yaml", "file:annotation").value
    assert (content["article_id"], content["annotator_id"], content["label_source"]) == ("x", "mira.osten", "pilot")


def test_a_skeleton_names_the_guidelines_that_are_there() -> None:
    stated = re.search(r"^Guidelines version: (.+)$", GUIDELINES.read_text(encoding="utf-8"), re.MULTILINE)
    assert stated is not None
    assert stated[1] == GUIDELINES_VERSION


@pytest.mark.parametrize("text", ["null", "no", "# not a comment", "- a: b", "2025", "'", "a\u2028b\x85c", "\ufeffx"])
def test_a_text_that_looks_like_yaml_stays_text(text: str) -> None:
    assert [unit["text"] for unit in read(text).value["units"]] == text.splitlines()
