"""Votes: every label of every pass, with what became of it in the gold."""

from __future__ import annotations

from collections.abc import Iterator

from torkham.adjudication import Item
from torkham.contract import Json
from torkham.gold import Adjudication
from torkham.passes import Pass

IDS = {"mentions": "mention_id", "events": "event_id", "stances": "stance_id"}


def votes_of(case: Adjudication, layer: str) -> Iterator[Json]:
    """Yield the votes of an adjudicated article on a layer, in the order of passes, units and labels.

    A vote has the fields of its record, whose ids are those of its own pass, and `sentence_id`, `vote_id`, `protocol`,
    `outcome` and `gold_id` (see `schema/rows/*_votes.json`).
    """
    yield from _votes(case, "a", case.first, layer)
    yield from _votes(case, "b", case.second, layer)


def _votes(case: Adjudication, side: str, taken: Pass, layer: str) -> Iterator[Json]:
    items = {(item.unit, item.a_id if side == "a" else item.b_id): item for item in case.items if item.layer == layer}
    article = taken.articles[case.article_id]
    for unit in article.units:
        name = unit.sentence_id.rsplit(":", maxsplit=1)[1]
        records: tuple[Json, ...] = getattr(unit, layer)
        for record in records:
            own_id = record[IDS[layer]]
            item = items[name, own_id.rsplit(":", maxsplit=1)[1]]
            outcome = _outcome(case, item, side)
            gold_id = None if case.gold_label(item) is None else f"{unit.sentence_id}:{item.gold}"
            yield record | {
                "sentence_id": unit.sentence_id,
                "vote_id": f"{own_id}@{taken.annotator_id}",
                "protocol": taken.record["protocol"],
                "outcome": outcome,
                "gold_id": gold_id,
            }


def _outcome(case: Adjudication, item: Item, side: str) -> str:
    if (item.unit, item.gold) in case.overturned:
        return "overturned"
    label, own = case.gold_label(item), item.a if side == "a" else item.b
    if label is None:
        return "dropped"
    assert own is not None
    return "changed" if Item(item.unit, item.layer, item.gold, own, label, None, None).differ else "kept"
