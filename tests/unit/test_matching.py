"""Labels of two annotators are matched at most once, and the whole as well as can be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torkham.matching import event_weight, match, mention_weight, overlap, stance_weight

Label = dict[str, Any]


def mention(start: int, end: int, actor: str = "velmora") -> Label:
    return {"start": start, "end": end, "actor_id": actor}


def event(start: int, end: int, type_: str = "ACCUSE", teller: str | None = None) -> Label:
    told = [] if teller is None else [{"actor_id": teller}]
    trigger = {"start": start, "end": end}
    return {"trigger": trigger, "type": type_, "status": "actual", "attributed_to": told, "sources": []}


def stance(holder: str, target: str) -> Label:
    return {"holder_id": holder, "target_kind": "issue", "target_id": target, "target_text": None}


spans = st.tuples(st.integers(0, 20), st.integers(1, 5)).map(lambda pair: mention(pair[0], pair[0] + pair[1]))


@given(st.lists(spans, max_size=6), st.lists(spans, max_size=6))
def test_every_label_stands_in_one_pair(left: list[Label], right: list[Label]) -> None:
    pairs = match(left, right, mention_weight)
    assert [a for a, _ in pairs if a is not None] == left
    assert sorted(id(b) for _, b in pairs if b is not None) == sorted(map(id, right))
    assert all(overlap(a, b) > 0 for a, b in pairs if a is not None and b is not None)


@given(st.lists(spans, max_size=6))
def test_labels_match_themselves(labels: list[Label]) -> None:
    pairs = match(labels, list(labels), mention_weight)
    assert all(a is not None and b is not None and mention_weight(a, b) >= 1000 for a, b in pairs)


@given(spans, spans)
def test_overlap_is_symmetric_and_whole_for_the_same_span(a: Label, b: Label) -> None:
    assert overlap(a, b) == overlap(b, a)
    assert 0 <= overlap(a, b) <= 1
    assert (overlap(a, b) == 1) == ((a["start"], a["end"]) == (b["start"], b["end"]))


def test_an_exact_span_is_matched_before_an_overlapping_one() -> None:
    whole, part = mention(0, 10), mention(0, 4)
    assert match([part, whole], [whole], mention_weight) == [(part, None), (whole, whole)]


def test_two_events_on_one_trigger_are_matched_by_type_and_teller() -> None:
    alleged, denied, act = event(0, 5, "AID", "velmora"), event(0, 5, "AID", "tarsund"), event(0, 5, "ASSAULT")
    pairs = match([alleged, denied, act], [act, denied, alleged], event_weight)
    assert pairs == [(alleged, alleged), (denied, denied), (act, act)]


def test_events_of_different_triggers_are_never_matched() -> None:
    assert match([event(0, 5)], [event(5, 9)], event_weight) == [(event(0, 5), None), (None, event(5, 9))]


@pytest.mark.parametrize(("holder", "target"), [("tarsund", "dialogue"), ("velmora", "trade")])
def test_stances_match_by_holder_and_target(holder: str, target: str) -> None:
    assert stance_weight(stance("velmora", "dialogue"), stance("velmora", "dialogue")) > 0
    assert stance_weight(stance("velmora", "dialogue"), stance(holder, target)) == 0
