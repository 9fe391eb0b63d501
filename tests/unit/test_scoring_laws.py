"""What holds of the score whatever the labels are."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.conftest import FEW
from tests.unit.scoring_labels import document, documents, judge, label_lists, scored
from torkham.scoring import figures as module
from torkham.scoring.cases import judged
from torkham.scoring.errors import errors_of
from torkham.scoring.figures import Figure, figures
from torkham.scoring.labels import Event, Label, Labels, Mention
from torkham.scoring.pairing import event_rank, mention_rank, most, pair

STRICTER = [
    ("mention, exact", "mention, overlapping"),
    ("mention, overlapping + actor", "mention, overlapping"),
    ("mention, exact + actor", "mention, exact"),
    ("mention, exact + actor", "mention, overlapping + actor"),
    ("trigger, exact", "trigger, overlapping"),
    ("trigger + type", "trigger, overlapping"),
    ("type + sources", "trigger + type"),
    ("type + sources + recipients", "type + sources"),
    ("holder + target + polarity", "holder + target"),
]
"""Figures with a stricter test than another."""


@pytest.fixture(scope="module", autouse=True)
def few_resamples() -> Iterator[None]:
    """Intervals are not at stake here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "RESAMPLES", 5)
        yield


def of_labels(found: dict[str, Figure]) -> dict[str, Figure]:
    return {name: figure for name, figure in found.items() if figure.over != "pairs" and figure.kind in ("f1", "macro")}


def changed_by(found: dict[str, Figure]) -> dict[str, tuple[float | None, ...]]:
    return {name: (figure.precision, figure.recall, figure.value) for name, figure in found.items()}


@given(label_lists)
def test_gold_scores_exactly_1_against_itself(labels: list[Label]) -> None:
    for name, figure in scored(labels, labels).items():
        wanted = 0.0 if figure.kind == "rate" else 1.0
        values = (figure.precision, figure.recall) if figure.kind in ("f1", "macro") else ()
        assert {figure.value, *values} == {wanted if figure.n_gold else None}, name


@given(label_lists)
def test_gold_has_no_errors_against_itself(labels: list[Label]) -> None:
    assert [error for case in judge(labels, labels).cases for error in errors_of(case)] == []


@given(label_lists, label_lists)
def test_where_there_are_no_errors_every_figure_is_whole(gold: list[Label], pred: list[Label]) -> None:
    cases = judge(gold, pred).cases
    if not any(True for case in cases for _ in errors_of(case)):
        assert {figure.value for figure in figures(cases)} <= {None, 0.0, 1.0}
        assert changed_by(scored(gold, pred)) == changed_by(scored(gold, gold))


@given(label_lists, label_lists, st.integers())
def test_the_order_of_labels_and_the_ids_of_articles_do_not_matter(
    gold: list[Label], pred: list[Label], seed: int
) -> None:
    shuffled = [Random(seed).sample(labels, len(labels)) for labels in (gold, pred)]
    other = judged(*(documents(document(labels, id_=f"zz-{seed % 9}")) for labels in shuffled))
    cases = judge(gold, pred).cases
    assert figures(other.cases) == figures(cases)
    first, second = (
        [(e.kind, e.gold, e.pred) for case in each for e in errors_of(case)] for each in (cases, other.cases)
    )
    assert first == second


@given(label_lists, label_lists, st.data())
def test_a_label_left_out_never_raises_recall(gold: list[Label], pred: list[Label], data: st.DataObject) -> None:
    left_out = data.draw(st.sampled_from(range(len(pred)))) if pred else 0
    whole, less = of_labels(scored(gold, pred)), of_labels(scored(gold, [*pred[:left_out], *pred[left_out + 1 :]]))
    for name, figure in whole.items():
        assert (less[name].recall or 0) <= (figure.recall or 0), name


@given(label_lists, label_lists, label_lists)
def test_a_wrong_label_never_raises_precision(gold: list[Label], pred: list[Label], wrong: list[Label]) -> None:
    """Wrong in all: an actor, type or holder that gold never has."""
    more = [*pred, *map(nonsense, wrong)]
    before, after = of_labels(scored(gold, pred)), of_labels(scored(gold, more))
    for name in before.keys() - {"mention, overlapping", "mention, exact", "trigger, overlapping", "trigger, exact"}:
        if before[name].precision is not None:
            assert (after[name].precision or 0) <= (before[name].precision or 0), name
            assert after[name].recall == before[name].recall, name


def nonsense(label: Label) -> Label:
    if isinstance(label, Mention):
        return dataclasses.replace(label, actor="nobody")
    if isinstance(label, Event):
        return dataclasses.replace(label, type="NONSENSE", attributed_to=("nobody",))
    return dataclasses.replace(label, holder="nobody")


@given(label_lists, label_lists)
def test_gold_and_prediction_exchanged_exchange_precision_and_recall(gold: list[Label], pred: list[Label]) -> None:
    there, back = of_labels(scored(gold, pred)), of_labels(scored(pred, gold))
    for name, figure in there.items():
        if figure.kind == "f1":
            other = back[name]
            assert (figure.precision, figure.recall, figure.value) == (other.recall, other.precision, other.value), name


@given(label_lists, label_lists)
def test_a_stricter_test_finds_no_more(gold: list[Label], pred: list[Label]) -> None:
    found = scored(gold, pred)
    for strict, lax in STRICTER:
        assert (found[strict].value or 0) <= (found[lax].value or 0), (strict, lax)


@given(label_lists, label_lists)
def test_the_pairs_of_a_figure_are_those_that_another_finds(gold: list[Label], pred: list[Label]) -> None:
    """Mentions and stances are paired as often as can be, events with the right type as well."""
    found = scored(gold, pred)
    for over_pairs, finder in (("form accuracy", "mention, overlapping"), ("status accuracy", "trigger + type")):
        right = round((found[finder].recall or 0) * found[finder].n_gold)
        assert found[over_pairs].n_gold == right


@given(label_lists, label_lists)
def test_every_label_is_paired_or_alone_once(gold: list[Label], pred: list[Label]) -> None:
    for case in judge(gold, pred).cases:
        for side, labels in enumerate((case.gold, case.pred)):
            paired = ([each[side] for each in pairs if each[side] is not None] for pairs in case.pairs)
            assert Labels(*map(tuple, paired)).in_order() == labels


def anyhow(gold: Sequence[int], pred: Sequence[int], credits: list[list[int]]) -> int:
    """The most credit that any pairing gives, all of them tried."""
    few, many = (gold, pred) if len(gold) <= len(pred) else (pred, gold)
    ways = (zip(few, chosen, strict=True) for chosen in itertools.permutations(many, len(few)))
    return max(sum(credits[a][b] if few is gold else credits[b][a] for a, b in way) for way in ways)


@given(st.integers(0, 4), st.integers(0, 4), st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=4))
def test_the_most_credit_is_that_of_the_best_of_all_pairings(a: int, b: int, credits: list[list[int]]) -> None:
    gold, pred = list(range(a)), list(range(b))
    assert most(gold, pred, lambda one, other: credits[one][other]) == anyhow(gold, pred, credits)


@FEW
@given(label_lists)
def test_labels_are_paired_with_their_like_however_many_there_are(labels: list[Label]) -> None:
    for kind, rank in ((Mention, mention_rank), (Event, event_rank)):
        own = sorted((label for label in labels if isinstance(label, kind)), key=repr) * 12
        assert all(a == b for a, b in pair(own, own, rank))
