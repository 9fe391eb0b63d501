"""The figures of the score: what each counts, on examples worked out by hand."""

from __future__ import annotations

import dataclasses
import math
import re
from pathlib import Path

import numpy as np
import pytest

from tests.unit.scoring_labels import BORDERS, at, document, documents, event, judge, mention, scored, stance
from torkham.scoring import figures as module
from torkham.scoring.cases import judged
from torkham.scoring.documents import NotScorableError
from torkham.scoring.figures import figures, resampled
from torkham.scoring.labels import Label
from torkham.scoring.tasks import MEASURES, TASKS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scoring.md"
ACCUSED, ARMING, DENIED, SHUT = (event(words) for words in ("accused", "arming", "denied", "shut"))


def changed(label: Label, **fields: object) -> Label:
    return dataclasses.replace(label, **fields)


@pytest.mark.parametrize(
    ("figure", "gold", "pred", "precision", "recall"),
    [
        ("mention, overlapping", [mention("Velmora")], [mention("Vel"), mention("mora")], 1 / 2, 1),
        ("mention, exact", [mention("Velmora")], [mention("Vel"), mention("mora")], 0, 0),
        ("mention, overlapping + actor", [mention("Velmora")], [mention("Vel", "tarsund"), mention("mora")], 1 / 2, 1),
        ("mention, exact + actor", [mention("Velmora")], [mention("Velmora", "tarsund"), mention("mora")], 0, 0),
        ("trigger, overlapping", [ACCUSED, SHUT], [event("accus", "AID")], 1, 1 / 2),
        ("trigger, exact", [ACCUSED, SHUT], [event("accus", "AID"), SHUT], 1 / 2, 1 / 2),
        ("trigger + type", [ACCUSED, SHUT], [event("accus"), event("shut", "AID")], 1 / 2, 1 / 2),
        (
            "trigger + type, macro",
            [ACCUSED, SHUT, event("arming", "AID")],
            [ACCUSED, event("shut", "AID")],
            1 / 2,
            1 / 4,
        ),
        ("type + sources", [ACCUSED], [changed(ACCUSED, recipients=())], 1, 1),
        ("type + sources", [ACCUSED], [changed(ACCUSED, sources=("tarsund", "velmora"))], 0, 0),
        ("type + sources + recipients", [ACCUSED], [changed(ACCUSED, recipients=())], 0, 0),
        ("types of a sentence", [ACCUSED, ARMING, SHUT], [ACCUSED, event("arming", "AID")], 1 / 2, 1 / 2),
        ("types of a sentence, macro", [ACCUSED, event("shut", "AID")], [ACCUSED, SHUT], 1 / 4, 1 / 2),
        ("sources", [ACCUSED], [changed(ACCUSED, sources=("tarsund", "velmora"))], 1 / 2, 1),
        ("recipients", [ACCUSED], [changed(ACCUSED, recipients=())], None, 0),
        (
            "contexts",
            [changed(ACCUSED, contexts=("crime", "economic"))],
            [changed(ACCUSED, contexts=("crime",))],
            1,
            1 / 2,
        ),
        ("mode", [changed(ACCUSED, mode="allege")], [changed(ACCUSED, mode="blame")], 0, 0),
        ("time", [changed(ACCUSED, time="2025")], [ACCUSED], None, 0),
        ("place", [ACCUSED], [changed(ACCUSED, place="solmar")], 0, None),
        ("incident", [changed(ACCUSED, incident="talks")], [changed(ACCUSED, incident="talks")], 1, 1),
        (
            "event + attributed actor",
            [changed(ARMING, attributed_to=("velmora",)), changed(SHUT, attributed_to=("unnamed",))],
            [changed(ARMING, type="AID", attributed_to=("unnamed", "velmora"))],
            1 / 2,
            1 / 2,
        ),
        (
            "attributed actor",
            [changed(ARMING, attributed_to=("velmora",)), changed(SHUT, attributed_to=("unnamed",))],
            [changed(ARMING, type="AID", attributed_to=("unnamed", "velmora"))],
            1 / 2,
            1,
        ),
        ("cue, overlapping", [changed(ARMING, cue=at("accused"))], [changed(ARMING, cue=at("accu"))], 1, 1),
        ("holder + target", [stance("it.")], [stance("shut", polarity="favor")], 0, 0),
        ("holder + target", [stance("denied")], [stance("shut", polarity="favor")], 1, 1),
        ("holder + target", [stance("denied")], [stance("denied"), stance("shut")], 1 / 2, 1),
        ("holder + target + polarity", [stance("denied")], [stance("denied", polarity="favor")], 0, 0),
        (
            "holder + target + polarity, macro",
            [stance("denied"), stance("arming", polarity="favor")],
            [stance("denied"), stance("arming")],
            1 / 4,
            1 / 2,
        ),
        (
            "open: holder + words + polarity",
            [stance("denied", target=None, words=at("the bridge"))],
            [stance("denied", target=None, words=at("bridge")), stance("denied")],
            1,
            1,
        ),
    ],
)
def test_precision_and_recall_are_what_they_are_by_hand(
    figure: str, gold: list[Label], pred: list[Label], precision: float | None, recall: float | None
) -> None:
    found = scored(gold, pred)[figure]
    assert (found.precision, found.recall) == (precision, recall)


@pytest.mark.parametrize(
    ("figure", "gold", "pred", "value"),
    [
        (
            "linking accuracy",
            [mention("Velmora"), mention("it.")],
            [mention("Velmora", "tarsund"), mention("it")],
            1 / 2,
        ),
        ("form accuracy", [mention("Velmora")], [mention("Velmora", form="metonym")], 0),
        ("status accuracy", [ACCUSED, SHUT], [changed(ACCUSED, status="negated"), SHUT], 1 / 2),
        ("status accuracy", [ACCUSED], [changed(ACCUSED, type="AID")], None),
        ("reciprocal accuracy", [ACCUSED], [changed(ACCUSED, reciprocal=True)], 0),
        ("attributed or not, accuracy", [ACCUSED], [changed(ACCUSED, type="AID", attributed_to=("unnamed",))], 0),
        ("spurious in 5 eventless sentences", [ACCUSED], [DENIED, SHUT], 10),
        ("spurious in 5 eventless sentences", [ACCUSED, SHUT], [DENIED], None),
        ("polarity accuracy", [stance("denied")], [stance("denied", polarity="mixed")], 0),
        ("expression accuracy", [stance("denied")], [stance("denied", polarity="mixed")], 1),
        ("voice accuracy", [stance("denied")], [stance("denied", voice="direct_quote")], 0),
        ("evidence overlap accuracy", [stance("denied")], [stance("shut")], 0),
    ],
)
def test_accuracies_and_the_rate_are_what_they_are_by_hand(
    figure: str, gold: list[Label], pred: list[Label], value: float | None
) -> None:
    assert scored(gold, pred)[figure].value == value


def test_every_figure_is_in_an_example() -> None:
    """So that none can be computed otherwise unnoticed."""
    tests = (
        test_precision_and_recall_are_what_they_are_by_hand,
        test_accuracies_and_the_rate_are_what_they_are_by_hand,
    )
    shown = {example[0] for test in tests for example in test.pytestmark[0].args[1]}
    assert shown == {name for measure in MEASURES for name in (measure.name, measure.macro) if name}


def test_f1_is_the_harmonic_mean() -> None:
    found = scored([ACCUSED, SHUT, DENIED], [ACCUSED])["trigger + type"]
    assert (found.precision, found.recall, found.value) == (1, 1 / 3, 1 / 2)
    assert (found.n_gold, found.n_pred) == (3, 1)


def test_what_has_nothing_to_divide_by_is_none() -> None:
    found = scored([], [])
    assert {figure.value for figure in found.values() if figure.kind != "rate"} == {None}
    only_predicted = scored([], [ACCUSED])["trigger + type"]
    assert (only_predicted.precision, only_predicted.recall, only_predicted.value) == (0, None, 0)
    assert scored([], [ACCUSED])["trigger + type, macro"].value is None


def test_gold_without_an_annotated_sentence_gives_no_value() -> None:
    byline = documents(document([], [(38, 51, "byline")]))
    found = figures(judged(byline, documents(document([mention("Mira")]))).cases)
    assert {(figure.value, figure.low, figure.n_pred) for figure in found} == {(None, None, 0)}


def test_a_macro_figure_gives_the_scores_of_its_classes() -> None:
    classes = scored([ACCUSED, event("shut", "AID")], [ACCUSED, DENIED])["trigger + type, macro"].classes
    assert [each._asdict() for each in classes] == [
        {"name": "ACCUSE", "precision": 1 / 2, "recall": 1, "value": 2 / 3, "n_gold": 1, "n_pred": 2},
        {"name": "AID", "precision": None, "recall": 0, "value": 0, "n_gold": 1, "n_pred": 0},
    ]


def test_events_on_one_trigger_are_told_apart_by_what_else_they_say() -> None:
    charged, denied = changed(ARMING, attributed_to=("velmora",)), changed(ARMING, attributed_to=("tarsund",))
    assert scored([charged, denied], [denied, charged])["attributed actor"].value == 1


def test_sentence_borders_and_roles_of_the_prediction_do_not_matter() -> None:
    labels = [mention("Velmora"), mention("Mira"), ACCUSED, SHUT, stance("denied")]
    gold, usual = documents(document(labels)), documents(document(labels))
    for borders in ([(0, 90, "body")], [(0, 20, "reference"), (20, 60, "comment"), (60, 90, "body")]):
        other = judged(gold, documents(document(labels, borders, id_="other")))
        assert figures(other.cases) == figures(judged(gold, usual).cases)


def test_labels_where_gold_annotates_nothing_are_counted_apart() -> None:
    found = judge([], [mention("Mira"), mention("Osten"), stance("By"), mention("Velmora")])
    assert found.not_judged == {"mentions": 2, "events": 0, "stances": 1}
    assert [len(case.pred.mentions) for case in found.cases] == [1, 0]


def test_an_anchor_that_starts_in_the_space_before_a_sentence_is_of_that_sentence() -> None:
    space, end = mention("\nTarsund denied"), mention("\nBy")
    found = judged(documents(document([])), documents(document([space, end], [(0, 90, "body")])))
    assert found.cases[1].pred.mentions == (space,)
    assert found.not_judged["mentions"] == 1


def test_an_article_without_a_prediction_counts_as_missed() -> None:
    other = document([ACCUSED], id_="other", text=TEXT_WITH_END)
    gold = documents(document([ACCUSED]), other)
    found = judged(gold, documents(document([ACCUSED], id_="named-otherwise")))
    assert (found.articles, found.missing, len(found.cases)) == (("bridge", "other"), ("other",), 4)
    assert next(each for each in figures(found.cases) if each.name == "trigger + type").recall == 1 / 2


TEXT_WITH_END = document([]).text + "\n"


def test_without_an_article_in_common_there_is_no_score() -> None:
    with pytest.raises(
        NotScorableError, match=r"no article in common.* torkham convert folder/data/articles --out PRED"
    ):
        judged(documents(document([])), documents(document([], text=TEXT_WITH_END)))


def test_an_article_of_the_same_id_and_another_text_is_named() -> None:
    pred = dataclasses.replace(documents(document([])), by_hash={}, others={"bridge": "0" * 64})
    with pytest.raises(NotScorableError, match="that of bridge differs"):
        judged(documents(document([])), pred)


@pytest.mark.parametrize(
    ("borders", "says"),
    [
        ([(0, 40, "body"), (38, 90, "body")], "bridge:s001 and bridge:s002 overlap"),
        ([(0, 90, "bodi")], 'bridge:s001 has the role "bodi". Did you mean "body"?'),
    ],
)
def test_gold_whose_sentences_are_no_good_is_refused(borders: list[tuple[int, int, str]], says: str) -> None:
    with pytest.raises(NotScorableError, match=re.escape(says)):
        judged(documents(document([], borders)), documents(document([], BORDERS)))


def test_an_interval_is_as_wide_as_the_formula_for_proportions_says() -> None:
    right = np.array([[1.0, 1, 1]] * 320 + [[0.0, 1, 1]] * 80)
    drawn = resampled(right)
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    half = 1.96 * math.sqrt(0.8 * 0.2 / 400)
    assert (low, high) == (pytest.approx(0.8 - half, abs=0.006), pytest.approx(0.8 + half, abs=0.006))


def test_a_draw_takes_as_many_clusters_as_there_are_whatever_the_size_of_a_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = resampled(np.ones((7, 1)))
    assert (whole == 7).all()
    numbers = np.arange(7.0)[:, np.newaxis]
    drawn = resampled(numbers)
    monkeypatch.setattr(module, "_BLOCK", 70)
    assert len(drawn) == module.RESAMPLES
    assert (resampled(numbers) == drawn).all()


def test_articles_that_differ_give_wider_intervals_than_their_sentences() -> None:
    articles = [document([ACCUSED, SHUT], text=document([]).text + "\n" * n, id_=f"a{n}") for n in range(8)]
    kept = [each if n % 2 else document([], text=each.text) for n, each in enumerate(articles)]
    cases = judged(documents(*articles), documents(*kept)).cases
    widths = []
    for cluster in ("sentence", "article"):
        found = next(each for each in figures(cases, cluster) if each.name == "trigger, overlapping")
        widths.append(found.high - found.low)
    assert widths[0] < widths[1]


def test_one_article_has_no_interval_over_articles() -> None:
    assert scored([ACCUSED, SHUT], [ACCUSED], "article")["trigger + type"].low is None
    assert scored([ACCUSED, SHUT], [ACCUSED], "sentence")["trigger + type"].low is not None


def test_the_page_defines_every_figure_under_its_name() -> None:
    row = rf"^\| ({'|'.join(TASKS)}) \| ([^|]+) \| (labels|pairs|sentences)"
    rows = re.findall(row, PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    wanted = [(m.task, name, m.over) for m in MEASURES for name in (m.name, m.macro) if name]
    assert rows == wanted
