"""Adjudication: two passes and a log of decisions become gold labels, with nothing unexplained.

Labels that both passes gave alike stand. For every other one the log says whose label stands (`a`, `b` or `none`), what
is changed in it, and why. Labels are handled as annotation files write them (quotes, local ids), so that what comes out
is an annotation file again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from torkham.annotation import Unit
from torkham.articles import Article
from torkham.contract import LABELS, Json
from torkham.document import with_defaults
from torkham.matching import WEIGHTS, match

PREFIXES = {"mentions": "m", "events": "e", "stances": "t"}
OWN_FIELDS = frozenset({"id", "note", "certainty", "alternative"})
"""Fields that need no decision: a label is debatable where either annotator found it so."""

IdMap: TypeAlias = Mapping[tuple[str, str], str]
"""The gold id (`s003:m01`) of each pass's label, by pass (`a`, `b`) and the label's own id (`s003:m02`)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One label of either pass, or of both: its gold id, and the fields in which the two differ.

    `a` and `b` are the labels as their files write them, with the ids of mentions and events already those of the gold;
    None where that pass has no such label.
    """

    unit: str
    layer: str
    gold: str
    a: Json | None
    b: Json | None
    a_id: str | None
    b_id: str | None

    @property
    def differ(self) -> list[str]:
        """The fields in which the two labels differ; empty where they agree or only one is there."""
        if self.a is None or self.b is None:
            return []
        return [
            key for key in self.a if key not in OWN_FIELDS and _unordered(self.a[key]) != _unordered(self.b.get(key))
        ]

    @property
    def agreed(self) -> bool:
        """Whether both passes gave this label alike."""
        return self.a is not None and self.b is not None and not self.differ


def _unordered(value: Any) -> Any:
    """Return a value of a label for comparison: the order of its items, and of their keys, says nothing."""
    if not isinstance(value, list):
        return value
    return sorted(str(sorted(item.items()) if isinstance(item, dict) else item) for item in value)


def items(first: Article, second: Article) -> list[Item]:
    """Return the items of an article that two passes cover, in the order of units, layers and labels."""
    paired = list(_paired(first, second))
    ids = {
        (side, f"{unit}:{label['id']}"): f"{unit}:{gold}"
        for unit, _, gold, a, b in paired
        for side, label in (("a", a), ("b", b))
        if label is not None
    }
    return [_item(*pair, ids) for pair in paired]


_Paired: TypeAlias = tuple[str, str, str, Json | None, Json | None]


def _paired(first: Article, second: Article) -> Iterator[_Paired]:
    """Yield (unit, layer, gold id, label of a, label of b): gold ids are a's, then new numbers for b's own labels."""
    raw_units = zip(first.document.value["units"], second.document.value["units"], strict=True)
    for a_unit, b_unit, raw in zip(first.units, second.units, raw_units, strict=True):
        name = a_unit.sentence_id.rsplit(":", maxsplit=1)[1]
        for layer in LABELS:
            a_raw, b_raw = (_by_record(unit, layer, own) for unit, own in zip((a_unit, b_unit), raw, strict=True))
            number = max((int(label["id"][1:]) for label in a_raw.values()), default=0)
            for a, b in match(getattr(a_unit, layer), getattr(b_unit, layer), WEIGHTS[layer]):
                a_label = None if a is None else a_raw[_record_id(a)]
                b_label = None if b is None else b_raw[_record_id(b)]
                if a_label is None:
                    number += 1
                gold = a_label["id"] if a_label is not None else f"{PREFIXES[layer]}{number:02d}"
                yield name, layer, gold, a_label, b_label


def _by_record(unit: Unit, layer: str, raw: Json) -> dict[str, Json]:
    return {_record_id(record): label for record, label in zip(getattr(unit, layer), raw.get(layer) or (), strict=True)}


def _record_id(record: Json) -> str:
    return str(next(record[key] for key in ("mention_id", "event_id", "stance_id") if key in record))


def _item(unit: str, layer: str, gold: str, a: Json | None, b: Json | None, ids: IdMap) -> Item:
    return Item(
        unit=unit,
        layer=layer,
        gold=gold,
        a=None if a is None else _with_gold_ids(a, unit, "a", ids),
        b=None if b is None else _with_gold_ids(b, unit, "b", ids),
        a_id=None if a is None else a["id"],
        b_id=None if b is None else b["id"],
    )


def _with_gold_ids(label: Json, unit: str, side: str, ids: IdMap) -> Json:
    """Return the label with its references to mentions and events turned into gold ids, written from this unit."""

    def turned(local: str | None) -> str | None:
        if local is None:
            return None
        full = local if ":" in local else f"{unit}:{local}"
        return ids.get((side, full), full).removeprefix(f"{unit}:")

    changed = dict(label)
    for key in ("holder_mention_id", "content_of"):
        if key in changed:
            changed[key] = turned(changed[key])
    for slot in ("sources", "recipients", "attributed_to"):
        if slot in changed:
            changed[slot] = [item | {"mention_id": turned(item["mention_id"])} for item in changed[slot]]
    return changed


def draft(article_id: str, annotators: tuple[str, str], found: Sequence[Item]) -> Json:
    """Return the log of an article with a decision to be made for every item on which two annotators' passes differ.

    `take` and `reason` are null, which the schema does not accept: each has to be filled in.
    """
    open_items = [item for item in found if not item.agreed]
    decisions: list[Json] = [
        {
            "id": f"d{number:03d}",
            "unit": item.unit,
            "layer": item.layer,
            "gold": item.gold,
            "a": item.a_id,
            "b": item.b_id,
            "differ": item.differ,
            "take": None,
            "set": {},
            "reason": None,
        }
        for number, item in enumerate(open_items, 1)
    ]
    first, second = annotators
    return {"article_id": article_id, "first": first, "second": second, "decisions": decisions, "challenges": []}


class UnexplainedError(ValueError):
    """The gold labels of an article do not follow from passes and log; `entry` is the log entry at fault, if one is."""

    def __init__(self, message: str, entry: str = "") -> None:
        super().__init__(message)
        self.entry = entry


def gold(skeleton: Json, found: Sequence[Item], log: Json) -> Json:
    """Return the annotation file that follows from two passes and the log, with the units of `skeleton`.

    Raises `UnexplainedError` where an item has no decision or the log speaks of a label that is not there.
    """
    decisions = {(each["unit"], each["gold"]): each for each in log["decisions"]}
    known = {(item.unit, item.gold) for item in found if not item.agreed}
    if unexplained := known ^ set(decisions):
        named = ", ".join(f"{unit}:{label}" for unit, label in sorted(unexplained))
        raise UnexplainedError(f"passes and log do not speak of the same labels: {named}")
    labels: dict[tuple[str, str], dict[str, Json]] = {}
    for item in found:
        decision = decisions.get((item.unit, item.gold))
        if decision is not None and (wrong := _unlike(item, decision)):
            raise UnexplainedError(
                f"{decision['id']} is not about what the passes have: {', '.join(wrong)}", decision["id"]
            )
        label = _decided(item, decision)
        if label is not None:
            labels.setdefault((item.unit, item.layer), {})[item.gold] = label
    units_there = {unit["id"] for unit in skeleton["units"]}
    for change in (*log["challenges"], *log["errata"]):
        if change["unit"] not in units_there:
            raise UnexplainedError(f"{change['id']} speaks of {change['unit']}, which is no unit", change["id"])
        _change(labels.setdefault((change["unit"], change["layer"]), {}), change)
    units = [
        {key: value for key, value in unit.items() if key not in LABELS}
        | {layer: list(labels.get((unit["id"], layer), {}).values()) for layer in LABELS if layer in unit}
        for unit in skeleton["units"]
    ]
    document: Json = with_defaults(skeleton | {"units": units}, "file:annotation")
    return document


def _unlike(item: Item, decision: Json) -> list[str]:
    """Return what a decision says of an item that is not so: which labels it is about, and in what they differ."""
    so = {"layer": item.layer, "a": item.a_id, "b": item.b_id, "differ": item.differ}
    return [key for key, value in so.items() if _unordered(decision[key]) != _unordered(value)]


def _decided(item: Item, decision: Json | None) -> Json | None:
    """Return the gold label of an item, or None where none stands; it is debatable where either pass found it so."""
    chosen = item.a if decision is None else {"a": item.a, "b": item.b, "none": None}[decision["take"]]
    if chosen is None:
        return None
    debatable = next((side for side in (item.a, item.b) if side and side.get("certainty") == "debatable"), None)
    marks = {key: debatable[key] for key in ("certainty", "alternative")} if debatable else {}
    changes: Json = decision["set"] if decision else {}
    return {**chosen, **marks, **changes, "id": item.gold}


def _change(labels: dict[str, Json], change: Json) -> None:
    """Let a challenge or an erratum change the labels of its unit, in place; a silence that stands changes nothing."""
    id_ = change["gold"]
    if id_ is None:
        return
    if change["drop"]:
        if id_ not in labels:
            raise UnexplainedError(f"{change['id']} drops {change['unit']}:{id_}, which is not there", change["id"])
        del labels[id_]
        return
    labels[id_] = labels.get(id_, {}) | change["set"] | {"id": id_}
