"""From marks to labels: what a tool gives back becomes an article's records again, or findings that say why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from torkham.annotation import Unit, quad_class, score
from torkham.contract import Json
from torkham.exchange.document import Document
from torkham.exchange.layers import Mark
from torkham.exchange.marks import PROVENANCE
from torkham.exchange.problems import RECORD, Problems
from torkham.exchange.slots import Slots
from torkham.exchange.soundness import LABELS, Judge
from torkham.schema_findings import objections
from torkham.validators import validator
from torkham.versions.releases import retired_in

FIELDS = {"mention": "mentions", "event": "events", "stance": "stances"}
"""The field of a unit that holds the labels of a layer."""
_LETTERS = {"mention": "m", "event": "e", "stance": "t"}
_HINTS = {
    "sources": "link it to the mention of who did it",
    "holder_id": "link it to the mention of the holder, or say the holder",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """An article with the labels that a tool gives it.

    By label id, `notes` has the remarks of whoever annotated, and `marks` what each label was read from.
    """

    document: Document
    notes: Mapping[str, str]
    marks: Mapping[str, Mark] = field(repr=False)


def read_labels(
    base: Document, marks: Iterable[Mark], annotator_id: str, problems: Problems, retired: Sequence[Json] = ()
) -> Imported:
    """Return an article with the labels that marks make; what stands against it goes to `problems`.

    `base` has the units, and the ids that were given; `retired` are the entries of retired.yaml. A label keeps its id
    while it stays in its unit; a new one gets the next number of its unit that was never used, and the provenance of a
    first pass by `annotator_id`. Labels stand in the order of the base, new ones after them.
    """
    judge = Judge(base, problems)
    judge.judge(marks)
    return _Reader(judge, annotator_id, retired).read()


@dataclass
class _Reader:
    judge: Judge
    annotator_id: str
    retired: Sequence[Json]
    ids: dict[str, str] = field(default_factory=dict)
    """The id of every label by the key of its mark."""
    mentions: dict[str, str] = field(default_factory=dict)
    """The id of every mention by the one that it had."""
    slots: Slots = field(init=False)

    def read(self) -> Imported:
        labels = [mark for mark in self.judge.marks.values() if mark.layer in LABELS]
        self._number(labels)
        base = self.judge.base
        own = [mark for mark in labels if mark.layer == "mention"]
        for mark in own:
            self.mentions.setdefault(str(mark.rest.get("id")), self.ids[mark.key])
        self.slots = Slots(base, {self.ids[mark.key]: str(mark.values["actor_id"]) for mark in own})
        records: dict[tuple[str, str], dict[str, Json]] = {}
        for mark in labels:
            unit = self.judge.units[mark.key]
            record: Json = getattr(self, f"_{mark.layer}")(mark, unit) | self._provenance(mark)
            if self._accepts(mark, record):
                records.setdefault((unit.sentence_id, mark.layer), {})[self.ids[mark.key]] = record
        units = tuple(_with_labels(unit, records) for unit in base.units)
        notes = {self.ids[mark.key]: mark.note for mark in labels if mark.note}
        return Imported(replace(base, units=units), notes, {self.ids[mark.key]: mark for mark in labels})

    def _number(self, labels: Sequence[Mark]) -> None:
        """Give every label its id: the one that it had, once; to the others new ones, in the order of the text."""
        new = []
        taken = set()
        for mark in labels:
            prefix, id_ = self._prefix(mark), mark.rest.get("id")
            if isinstance(id_, str) and re.fullmatch(rf"{prefix}[0-9]{{2,}}", id_) and id_ not in taken:
                self.ids[mark.key] = id_
                taken.add(id_)
            else:
                new.append(mark)
        for mark in sorted(new, key=lambda each: (each.start, each.end)):
            prefix = self._prefix(mark)
            given = [each[f"{mark.layer}_id"] for each in getattr(self.judge.units[mark.key], FIELDS[mark.layer])]
            numbers = [_number_of(id_) for id_ in (*given, *taken) if id_.startswith(prefix)]
            last = max((*numbers, *retired_in(self.retired, prefix)), default=0)
            self.ids[mark.key] = f"{prefix}{last + 1:02d}"
            taken.add(self.ids[mark.key])

    def _prefix(self, mark: Mark) -> str:
        return f"{self.judge.units[mark.key].sentence_id}:{_LETTERS[mark.layer]}"

    def _mention(self, mark: Mark, unit: Unit) -> Json:
        said = {"actor_id": mark.values["actor_id"], "form": mark.values["form"]}
        return {"mention_id": self.ids[mark.key]} | self._span(mark, unit) | said

    def _event(self, mark: Mark, unit: Unit) -> Json:
        values = mark.values
        type_, mode, contexts = str(values["type"]), values.get("mode"), values.get("contexts", ())
        return {
            "event_id": self.ids[mark.key],
            "trigger": self._span(mark, unit),
            "type": type_,
            "mode": mode,
            "quad_class": quad_class(type_),
            "score": score(type_, None if mode is None else str(mode)),
            "contexts": list(contexts) if isinstance(contexts, tuple) else [contexts],
            "sources": self._slot(mark, unit, "sources"),
            "recipients": self._slot(mark, unit, "recipients"),
            "reciprocal": bool(values.get("reciprocal")),
            "status": values["status"],
            "attributed_to": self._slot(mark, unit, "attributed_to"),
            "cue": self._helper(mark, unit, "cue"),
            "content_of": self._label(mark, "content_of"),
            "time": self._helper(mark, unit, "time"),
            "place": self._helper(mark, unit, "place"),
            "incident_id": values.get("incident_id"),
            "certainty": values.get("certainty", "clear"),
            "alternative": mark.rest.get("alternative"),
        }

    def _stance(self, mark: Mark, unit: Unit) -> Json:
        values = mark.values
        holder = self._label(mark, "holder")
        named = None if holder is None else self.slots.actor_of(holder)
        kind = next((kind for kind in ("actor", "issue") if f"target_{kind}" in values), "open")
        return {
            "stance_id": self.ids[mark.key],
            "holder_id": values.get("holder_id", named),
            "holder_mention_id": holder,
            "target_kind": kind,
            "target_id": values.get(f"target_{kind}"),
            "target_text": self._helper(mark, unit, "target_text"),
            "polarity": values["polarity"],
            "expression": values["expression"],
            "voice": values["voice"],
            "attributed_to": self._slot(mark, unit, "attributed_to"),
            "cue": self._helper(mark, unit, "cue"),
            "evidence": self._span(mark, unit),
            "certainty": values.get("certainty", "clear"),
            "alternative": mark.rest.get("alternative"),
        }

    def _provenance(self, mark: Mark) -> Json:
        if all(name in mark.rest for name in PROVENANCE):
            return {name: mark.rest[name] for name in PROVENANCE}
        return {"label_source": "pilot", "annotator_id": self.annotator_id, "confidence": None}

    def _span(self, mark: Mark, unit: Unit) -> Json:
        words = self.judge.base.text[mark.start : mark.end]
        return {"start": mark.start - unit.start, "end": mark.end - unit.start, "text": words}

    def _slot(self, mark: Mark, unit: Unit, role: str) -> list[Json]:
        linked = [self.ids[key] for key in mark.linked(role) if key in self.ids]
        remembered = _items(mark.rest.get(role))
        return self.slots.restored(role, linked, remembered, self.mentions, unit.sentence_id)

    def _label(self, mark: Mark, role: str) -> str | None:
        """Return the id of the label that a role links to."""
        return next((self.ids[key] for key in mark.linked(role) if key in self.ids), None)

    def _helper(self, mark: Mark, unit: Unit, role: str) -> Json | None:
        helper = next((self.judge.marks[key] for key in mark.linked(role) if key in self.judge.marks), None)
        return None if helper is None else self._span(helper, unit) | dict(helper.values)

    def _accepts(self, mark: Mark, record: Json) -> bool:
        """Judge a record by its schema."""
        found = list(objections(record, validator(f"record:{mark.layer}").iter_errors(record)))
        for objection in found:
            name = ".".join(map(str, objection.path))
            message = f"the {mark.layer} {self.judge.quote(mark)}: {name}: {objection.message}"
            hint = _HINTS.get(name, objection.hint)
            self.judge.problems.add(RECORD, mark.origin, message, where=mark.where, hint=hint)
        return not found


def _with_labels(unit: Unit, records: Mapping[tuple[str, str], Mapping[str, Json]]) -> Unit:
    layers: dict[str, Any] = {}
    for layer, name in FIELDS.items():
        before = [record[f"{layer}_id"] for record in getattr(unit, name)]
        here = records.get((unit.sentence_id, layer), {})
        fresh = sorted((id_ for id_ in here if id_ not in before), key=_number_of)
        layers[name] = tuple(here[id_] for id_ in (*before, *fresh) if id_ in here)
    return replace(unit, **layers)


def _items(value: Any) -> list[Json]:
    """Return remembered items, as far as a hand that edited them has left them sound."""
    items = value if isinstance(value, list) else []
    return [
        item
        for item in items
        if isinstance(item, dict) and isinstance(item.get("mention_id", item.get("actor_id")), str)
    ]


def _number_of(id_: str) -> int:
    return int(id_.rsplit(":", maxsplit=1)[1][1:])
