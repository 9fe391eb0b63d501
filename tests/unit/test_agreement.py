"""Figures of agreement: 1 for the same labels, what the formulas say for others."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from torkham import agreement, contract
from torkham.agreement import Figure, by_article, compare, figures
from torkham.corpus import Corpus, read_corpus
from torkham.measures import ALPHAS, F1S, UNMEASURED

TOY = Path(__file__).resolve().parents[1] / "toy"


@pytest.fixture(scope="module", autouse=True)
def few_resamples() -> Iterator[None]:
    """The width of an interval is not at stake here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(agreement, "RESAMPLES", 50)
        yield


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(TOY)


def changed(corpus: Corpus, layer: str, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Corpus:
    """The corpus with the labels of one layer changed, unit by unit."""
    articles = [
        dataclasses.replace(
            article,
            units=tuple(
                dataclasses.replace(unit, **{layer: tuple(change(list(getattr(unit, layer))))})
                for unit in article.units
            ),
        )
        for article in corpus.articles
    ]
    return dataclasses.replace(corpus, articles=tuple(articles))


def named(found: list[Figure], layer: str, name: str, kind: str) -> Figure:
    return next(figure for figure in found if (figure.layer, figure.name, figure.kind) == (layer, name, kind))


@pytest.fixture(scope="module")
def whole(corpus: Corpus) -> list[Figure]:
    return figures(compare(corpus.articles, corpus.articles))


def test_the_same_labels_agree_exactly(whole: list[Figure]) -> None:
    assert {figure.value for figure in whole if figure.value is not None} == {1.0}
    assert {(figure.low, figure.high) for figure in whole if figure.value is not None} == {(1.0, 1.0)}


def test_every_figure_says_what_it_rests_on(corpus: Corpus, whole: list[Figure]) -> None:
    mentions = sum(len(unit.mentions) for article in corpus.articles for unit in article.units)
    assert named(whole, "mentions", "span, exact", "f1").n == 2 * mentions
    assert named(whole, "mentions", "actor", "alpha").n == mentions


def test_f1_counts_what_one_annotator_missed(corpus: Corpus) -> None:
    fewer = changed(corpus, "mentions", lambda labels: labels[1:])
    figure = named(figures(compare(corpus.articles, fewer.articles)), "mentions", "span, exact", "f1")
    all_, kept = (
        sum(len(unit.mentions) for article in each.articles for unit in article.units) for each in (corpus, fewer)
    )
    assert figure.value == pytest.approx(2 * kept / (all_ + kept))
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low <= figure.value <= figure.high < 1


def test_a_shorter_span_overlaps_but_is_not_exact(corpus: Corpus) -> None:
    shorter = changed(corpus, "mentions", lambda labels: [label | {"end": label["end"] - 1} for label in labels])
    found = figures(compare(corpus.articles, shorter.articles))
    assert named(found, "mentions", "span, exact", "f1").value == 0
    overlapping = named(found, "mentions", "span, overlapping", "f1").value
    assert overlapping is not None
    assert overlapping > 0.9


def test_alpha_falls_with_labels_that_differ_and_f1_does_not(corpus: Corpus) -> None:
    def turn(labels: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [label | {"polarity": "mixed"} for label in labels]

    found = figures(compare(corpus.articles, changed(corpus, "stances", turn).articles))
    alpha = named(found, "stances", "polarity", "alpha").value
    assert alpha is not None
    assert alpha < 0.1
    assert named(found, "stances", "holder and target", "f1").value == 1


def test_nothing_to_compare_is_no_figure(corpus: Corpus) -> None:
    nothing = changed(corpus, "events", lambda _: [])
    found = figures(compare(nothing.articles, nothing.articles))
    assert named(found, "events", "trigger, exact", "f1").value is None
    assert named(found, "events", "type", "alpha").value is None


def test_intervals_are_the_same_each_time(corpus: Corpus) -> None:
    fewer = changed(corpus, "events", lambda labels: labels[1:])
    assert figures(compare(corpus.articles, fewer.articles)) == figures(compare(corpus.articles, fewer.articles))


def test_only_annotated_sentences_count_and_articles_divide_them(corpus: Corpus) -> None:
    sentences = compare(corpus.articles, corpus.articles)
    annotated = {"headline", "heading", "body", "list_item"}
    units = [unit.sentence_id for article in corpus.articles for unit in article.units if unit.role in annotated]
    assert [sentence.sentence_id for sentence in sentences] == units
    assert [s for _, part in by_article(sentences) for s in part] == sentences


@pytest.mark.parametrize("layer", contract.LABELS)
def test_every_field_of_a_label_has_a_figure_or_a_reason(layer: str) -> None:
    measured = {field for measure in (*F1S, *ALPHAS) if measure.layer == layer for field in measure.fields}
    record = contract.expanded(f"record:{layer.removesuffix('s')}")
    fields = set(leaves(record)) - set(UNMEASURED)
    assert fields - measured == set()
    assert measured - fields == set()


def test_what_is_not_measured_is_a_field() -> None:
    records = [contract.expanded(f"record:{layer.removesuffix('s')}") for layer in contract.LABELS]
    assert set(UNMEASURED) <= {field for record in records for field in leaves(record)}


def leaves(node: contract.Json, path: str = "") -> Iterator[str]:
    """The dotted paths of the values that a record holds, those of lists without an index."""
    for part in (*node.get("allOf", ()), *node.get("anyOf", ())):
        yield from leaves(part, path)
    for name, child in node.get("properties", {}).items():
        below = list(leaves(child, f"{path}{name}.")) or list(leaves(child.get("items", {}), f"{path}{name}."))
        yield from below or [f"{path}{name}"]


def test_references_are_compared_by_place_and_not_by_id(corpus: Corpus) -> None:
    def renumber(labels: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [json.loads(json.dumps(label).replace(":m0", ":m9").replace(":e0", ":e9")) for label in labels]

    renumbered = corpus
    for layer in contract.LABELS:
        renumbered = changed(renumbered, layer, renumber)
    found = figures(compare(corpus.articles, renumbered.articles))
    assert {figure.value for figure in found if figure.value is not None} == {1.0}


def test_a_participant_that_points_elsewhere_has_another_mention(corpus: Corpus) -> None:
    def elsewhere(labels: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [label | {"sources": [item | {"mention_id": None} for item in label["sources"]]} for label in labels]

    found = figures(compare(corpus.articles, changed(corpus, "events", elsewhere).articles))
    assert named(found, "events", "sources", "f1").value == 1
    mention = named(found, "events", "sources, with mention and warrant", "f1").value
    assert mention is not None
    assert mention < 0.5
