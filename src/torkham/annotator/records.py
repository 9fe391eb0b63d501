"""Records: what the rules found in a scene, as label records (`schema/records/`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from torkham.annotation import Unit, quad_class, score
from torkham.annotator.event import Event, Slot
from torkham.annotator.parse import Parse
from torkham.annotator.referent import Referent
from torkham.annotator.scene import Scene
from torkham.annotator.stance import Stance
from torkham.contract import Json

CONFIDENCE = {"name": 0.97, "metonym": 0.93, "nominal": 0.85, "adjective": 0.85, "pronoun": 0.7}


@dataclass
class Recorder:
    """Writes the labels of an article; every mention, event and stance gets its id first."""

    annotator_id: str

    def units(self, scenes: Sequence[Scene], events: Sequence[Event], stances: Sequence[Stance]) -> tuple[Unit, ...]:
        """Return the units of the scenes with their labels."""
        for slot in _slots(events, stances):
            if slot.referent is not None:
                slot.referent.used = True
        self._mentions: dict[int, str] = {}
        marked = [[each for each in scene.referents if _is_marked(each)] for scene in scenes]
        for scene, here in zip(scenes, marked, strict=True):
            for number, referent in enumerate(here, 1):
                self._mentions[id(referent)] = f"{scene.unit.sentence_id}:m{number:02d}"
        self._events: dict[int, str] = {}
        told, held = _by_unit(events), _by_unit(stances)
        for unit, events_ in told.items():
            for number, event in enumerate(events_, 1):
                self._events[id(event)] = f"{unit}:e{number:02d}"
        return tuple(
            self._unit(scene, here, told.get(scene.unit.sentence_id, ()), held.get(scene.unit.sentence_id, ()))
            for scene, here in zip(scenes, marked, strict=True)
        )

    def _unit(
        self, scene: Scene, marked: Sequence[Referent], events: Sequence[Event], stances: Sequence[Stance]
    ) -> Unit:
        if scene.parse is None:
            return scene.unit
        mentions = [self._mention(scene.parse, each) for each in marked]
        told = [self._event(event) for event in events]
        held = [self._stance(stance, number) for number, stance in enumerate(stances, 1)]
        return replace(scene.unit, mentions=tuple(mentions), events=tuple(told), stances=tuple(held))

    def _provenance(self, confidence: float) -> Json:
        return {"label_source": "machine", "annotator_id": self.annotator_id, "confidence": confidence}

    def _mention(self, parse: Parse, referent: Referent) -> Json:
        return {
            "mention_id": self._mentions[id(referent)],
            **_span(parse, referent.first, referent.stop),
            "actor_id": referent.actor_id,
            "form": referent.form,
        } | self._provenance(CONFIDENCE[referent.form])

    def _event(self, event: Event) -> Json:
        parse, entry = event.scene.parse, event.candidate.entry
        assert parse is not None
        time = event.time
        place = event.place
        text = event.scene.unit.text
        return {
            "event_id": self._events[id(event)],
            "trigger": _span(parse, event.candidate.first, event.candidate.stop),
            "type": entry.type,
            "mode": entry.mode,
            "quad_class": quad_class(entry.type),
            "score": score(entry.type, entry.mode),
            "contexts": event.contexts,
            "sources": [self._participant(slot) for slot in event.sources],
            "recipients": [self._participant(slot) for slot in event.recipients],
            "reciprocal": event.reciprocal,
            "status": event.status,
            "attributed_to": [self._attribution(slot) for slot in event.attributed],
            "cue": self._cue(event),
            "content_of": self._events.get(id(event.content_of)) if event.content_of is not None else None,
            "time": None if time is None else _cut(text, time.start, time.end) | {"value": time.value},
            "place": None if place is None else _cut(text, place[0], place[1]) | {"place_id": place[2]},
            "incident_id": event.incident_id,
            "certainty": "clear",
            "alternative": None,
        } | self._provenance(event.confidence)

    def _cue(self, event: Event) -> Json | None:
        if not event.attributed or event.voice is None or event.voice.cue is None or event.scene.parse is None:
            return None
        return _span(event.scene.parse, event.voice.cue, event.voice.cue + 1)

    def _participant(self, slot: Slot) -> Json:
        return self._attribution(slot) | {"implicit": slot.warrant != "sentence", "warrant": slot.warrant}

    def _attribution(self, slot: Slot) -> Json:
        mention = self._mentions.get(id(slot.referent)) if slot.referent is not None else None
        return {"actor_id": slot.actor_id, "mention_id": mention}

    def _stance(self, stance: Stance, number: int) -> Json:
        parse = stance.scene.parse
        assert parse is not None
        holder = stance.holder
        return {
            "stance_id": f"{stance.scene.unit.sentence_id}:t{number:02d}",
            "holder_id": stance.holder_id,
            "holder_mention_id": self._mentions.get(id(holder.referent)) if holder is not None else None,
            "target_kind": stance.target_kind,
            "target_id": stance.target_id,
            "target_text": None if stance.target is None else _span(parse, *stance.target),
            "polarity": stance.polarity,
            "expression": stance.expression,
            "voice": stance.voice,
            "attributed_to": [self._attribution(slot) for slot in stance.attributed],
            "cue": _span(parse, stance.cue, stance.cue + 1) if stance.cue is not None and stance.attributed else None,
            "evidence": _span(parse, *stance.evidence),
            "certainty": "clear",
            "alternative": None,
        } | self._provenance(stance.confidence)


_Label = TypeVar("_Label", Event, Stance)


def _by_unit(labels: Iterable[_Label]) -> dict[str, list[_Label]]:
    """Return events or stances by the id of their unit, in order."""
    found: dict[str, list[_Label]] = {}
    for label in labels:
        found.setdefault(label.scene.unit.sentence_id, []).append(label)
    return found


def _slots(events: Sequence[Event], stances: Sequence[Stance]) -> list[Slot]:
    found = [slot for event in events for slot in (*event.sources, *event.recipients, *event.attributed)]
    found += [slot for stance in stances for slot in stance.attributed]
    return found + [stance.holder for stance in stances if stance.holder is not None]


def _is_marked(referent: Referent) -> bool:
    """Return whether a referent is a mention: always a name that acts; others where a label uses them (§4.1)."""
    if referent.actor_id is None or (referent.ground and not (referent.used and referent.form == "adjective")):
        return False
    return referent.kept or referent.used


def _span(parse: Parse, first: int, stop: int) -> Json:
    return _cut(parse.text, parse.starts[first], parse.ends[stop - 1])


def _cut(text: str, start: int, end: int) -> Json:
    return {"start": start, "end": end, "text": text[start:end]}
