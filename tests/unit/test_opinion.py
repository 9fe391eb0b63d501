"""The second opinion: vectors of words, the classifier over them, and what it changes in the rules' labels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.unit.examples import draft_of
from torkham import contract
from torkham.annotation import Unit
from torkham.annotator import load
from torkham.annotator.opinion import encoder as encoders
from torkham.annotator.opinion.encoder import SIZE, Encoder
from torkham.annotator.opinion.features import WIDTH, features, judged
from torkham.annotator.opinion.opinion import NONE, WEIGHTS, Opinion, Weights
from torkham.annotator.parse import ModelError
from torkham.annotator.rules import RuleAnnotator
from torkham.layout import sha256

PAGE = Path(__file__).parents[2] / "docs" / "opinion.md"


@pytest.fixture(scope="module")
def opinion() -> Opinion:
    return Opinion()


@pytest.fixture(scope="module")
def rules() -> RuleAnnotator:
    return RuleAnnotator()


def _units(annotator: RuleAnnotator, text: str) -> Sequence[Unit]:
    return next(iter(annotator.annotate([draft_of(text)]))).units


def test_the_shipped_weights_know_every_event_type_and_no_event() -> None:
    assert set(Weights.load().classes) == {*contract.vocabulary("event_type"), NONE}


def test_the_page_is_about_the_shipped_weights() -> None:
    assert sha256(WEIGHTS.read_bytes()) in PAGE.read_text(encoding="utf-8")


def test_weights_come_back_as_they_were_written(tmp_path: Path) -> None:
    rows = np.linspace(-1, 1, 6, dtype=np.float16).astype(np.float32).reshape(2, 3)
    weights = Weights(("A", "B"), rows, np.array([0.5, -0.5], dtype=np.float32), 2.0, -1.0)
    weights.save(tmp_path / "weights.npz")
    found = Weights.load(tmp_path / "weights.npz")
    assert (found.classes, found.slope, found.offset) == (weights.classes, 2.0, -1.0)
    assert np.array_equal(found.coefficients, rows)
    assert np.array_equal(found.intercepts, weights.intercepts)


def test_a_word_beyond_the_longest_sentence_and_a_span_without_letters_have_zeros(opinion: Opinion) -> None:
    text = "word " * 400 + "end"
    found = opinion.encoder.words(text, [(0, 4), (4, 5), (len(text) - 3, len(text))])
    assert found.shape == (3, SIZE)
    assert [bool(row.any()) for row in found] == [True, False, False]


def test_the_same_word_has_another_vector_in_another_sentence(opinion: Opinion) -> None:
    river = opinion.encoder.words("He sat on the bank of the river.", [(14, 18)])[0]
    money = opinion.encoder.words("She took money from the bank now.", [(24, 28)])[0]
    assert 0.2 < float(river @ money / np.linalg.norm(river) / np.linalg.norm(money)) < 0.95


def test_words_outside_the_basic_plane_are_found_by_code_points(opinion: Opinion) -> None:
    plain = opinion.encoder.words("x attacked y", [(2, 10)])[0]
    beyond = opinion.encoder.words("😀 attacked y", [(2, 10)])[0]
    assert float(plain @ beyond / np.linalg.norm(plain) / np.linalg.norm(beyond)) > 0.7


def test_a_unit_without_words_has_no_features(opinion: Opinion, rules: RuleAnnotator) -> None:
    parse = next(rules.parser.parse(["—"]))
    assert features(parse, judged(parse), opinion.encoder).shape == (0, WIDTH)


def test_probabilities_sum_to_one(opinion: Opinion, rules: RuleAnnotator) -> None:
    found = opinion.judge(next(rules.parser.parse(["Pakistani jets bombed camps near Khost on Monday."])))
    assert found.by_token
    assert all(shares.sum() == pytest.approx(1, abs=1e-5) for shares in found.by_token.values())


def test_the_rules_without_a_second_opinion_are_as_they_were(rules: RuleAnnotator, opinion: Opinion) -> None:
    text = "Pakistan accused Afghanistan of sheltering militants."
    before = _units(rules, text)
    _units(RuleAnnotator(opinion=opinion), text)
    assert _units(rules, text) == before


def test_with_a_second_opinion_confidence_is_that_of_the_classifier(opinion: Opinion) -> None:
    text = "Pakistan accused Afghanistan of sheltering militants."
    annotator = RuleAnnotator(opinion=opinion)
    parse = next(annotator.parser.parse([text]))
    seen = opinion.judge(parse)
    events = [event for unit in _units(annotator, text) for event in unit.events]
    assert "accused" in {text[event["trigger"]["start"] : event["trigger"]["end"]] for event in events}
    for event in events:
        at = parse.starts.index(event["trigger"]["start"])
        assert event["confidence"] == seen.confidence(at, event["type"])


def test_plain_events_are_surer_than_the_same_words_in_other_senses(opinion: Opinion, rules: RuleAnnotator) -> None:
    def sure(text: str, word: str, type_: str) -> float:
        parse = next(rules.parser.parse([text]))
        return opinion.judge(parse).confidence(parse.starts.index(text.index(word)), type_)

    assert sure("Militants attacked a police post near Bannu.", "attacked", "ASSAULT") > sure(
        "Doctors say the flu attacked older people most.", "attacked", "ASSAULT"
    )


def test_a_second_opinion_changes_no_label_but_how_sure_it_is(rules: RuleAnnotator, opinion: Opinion) -> None:
    text = "Pakistan accused Afghanistan of sheltering militants. Doctors say the flu attacked older people most."

    def told(annotator: RuleAnnotator) -> list[dict[str, object]]:
        events = [event for unit in _units(annotator, text) for event in unit.events]
        return [{key: event[key] for key in event if key not in ("confidence", "annotator_id")} for event in events]

    assert told(RuleAnnotator(opinion=opinion)) == told(rules) != []


def test_an_annotator_is_named_by_what_it_uses(opinion: Opinion) -> None:
    assert "-opinion-" in RuleAnnotator(opinion=opinion).annotator_id
    assert "-opinion-" not in RuleAnnotator().annotator_id


def test_a_missing_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "PACKAGE", "no_such_package_of_vectors")
    with pytest.raises(ModelError, match=r"needs no_such_package_of_vectors.*torkham\[opinion\]"):
        Encoder()


def test_another_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "RECORDED", "0" * 64)
    with pytest.raises(ModelError, match="not the file that the classifier was trained with"):
        load("rules+opinion")
