"""What all baselines share: an annotator that labels sentence by sentence, and its records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from torkham import contract
from torkham.annotation import Unit, quad_class, score
from torkham.annotator.base import Draft, Labelled
from torkham.contract import Json

Registries = Mapping[str, Sequence[Json]]
Part = tuple[str, str | None]
"""A participant: its actor, and the mention that names it; None where the incident of the event tells who took part."""


class Article(NamedTuple):
    """A gold article: what is trained on, or predicted and compared; `published` as in `torkham.annotator.base`."""

    article_id: str
    text: str
    published: str | None
    units: tuple[Unit, ...]


class Sides(NamedTuple):
    """Who takes part in an event, on which side, and whether they do it to each other."""

    sources: Sequence[Part]
    recipients: Sequence[Part]
    reciprocal: bool


class Usual(NamedTuple):
    """An event type with participants that an incident warrants."""

    type: str
    sides: Sides
    incident_id: str


class Found(NamedTuple):
    """The labels of a sentence: mentions with their ids, events and stances without."""

    mentions: tuple[Json, ...] = ()
    events: tuple[Json, ...] = ()
    stances: tuple[Json, ...] = ()


@dataclass
class Baseline:
    """An annotator (`torkham.annotator.base`) that labels each sentence by itself.

    `label` gets a unit of an annotated role and the day of its article. `rows` gives the registry rows of the actors
    among some ids that the registry lacks.
    """

    annotator_id: str
    description: str
    registries: Registries
    label: Callable[[Unit, str | None], Found] = field(repr=False)
    rows: Callable[[Sequence[Json]], tuple[Json, ...]] = field(repr=False, default=lambda _: ())

    def annotate(self, drafts: Iterable[Draft]) -> Iterator[Labelled]:
        """Yield the labels of each draft, in order."""
        for draft in drafts:
            units = tuple(self._labelled(unit, draft.published) for unit in draft.units)
            yield Labelled(units, self.rows([mention for unit in units for mention in unit.mentions]))

    def _labelled(self, unit: Unit, day: str | None) -> Unit:
        if not is_annotated(unit):
            return unit
        found = self.label(unit, day)
        by = {"label_source": "machine", "annotator_id": self.annotator_id, "confidence": None}
        return replace(
            unit,
            mentions=tuple(each | by for each in found.mentions),
            events=tuple(
                {"event_id": f"{unit.sentence_id}:e{number:02d}"} | each | by
                for number, each in enumerate(found.events, 1)
            ),
            stances=tuple(
                {"stance_id": f"{unit.sentence_id}:t{number:02d}"} | each | by
                for number, each in enumerate(found.stances, 1)
            ),
        )


def is_annotated(unit: Unit) -> bool:
    """Return whether gold labels units of this role."""
    return bool(contract.terms("role")[unit.role]["annotated"])


def requires_recipient(type_: str) -> bool:
    """Return whether events of this type have a recipient (PLOVER 2.0)."""
    return bool(contract.terms("event_type")[type_]["recipient"] == "required")


def span(text: str, start: int, end: int) -> Json:
    """Return the span of these code points."""
    return {"start": start, "end": end, "text": text[start:end]}


def event(trigger: Json, type_: str, sides: Sides, mode: str | None = None, incident_id: str | None = None) -> Json:
    """Return the record of an event, without id and provenance. It is taken to have happened, told by the author."""
    return {
        "trigger": trigger,
        "type": type_,
        "mode": mode,
        "quad_class": quad_class(type_),
        "score": score(type_, mode),
        "contexts": [],
        "sources": [_participant(part) for part in sides.sources],
        "recipients": [_participant(part) for part in sides.recipients],
        "reciprocal": sides.reciprocal,
        "status": "actual",
        "attributed_to": [],
        "cue": None,
        "content_of": None,
        "time": None,
        "place": None,
        "incident_id": incident_id,
        "certainty": "clear",
        "alternative": None,
    }


def _participant(part: Part) -> Json:
    actor_id, mention_id = part
    named = mention_id is not None
    return {
        "actor_id": actor_id,
        "mention_id": mention_id,
        "implicit": not named,
        "warrant": "sentence" if named else "incident",
    }


def stance(
    holder: Part, kind: str, target_id: str, polarity: str, evidence: Json, target_text: Json | None = None
) -> Json:
    """Return the record of a stance on an actor or issue, without id and provenance."""
    holder_id, mention_id = holder
    return {
        "holder_id": holder_id,
        "holder_mention_id": mention_id,
        "target_kind": kind,
        "target_id": target_id,
        "target_text": target_text,
        "polarity": polarity,
        "expression": "explicit",
        "voice": "authorial" if holder_id == "author" else "indirect_report",
        "attributed_to": [],
        "cue": None,
        "evidence": evidence,
        "certainty": "clear",
        "alternative": None,
    }


def labelled(training: Sequence[Article]) -> list[Unit]:
    """Return the annotated units of some articles."""
    return [unit for article in training for unit in article.units if is_annotated(unit)]


def warranted(training: Sequence[Article], registries: Registries, type_: str) -> Usual | None:
    """Return the commonest participants of the events of a type that an incident warrants.

    A participant that the sentence does not name must be one of an incident's (guidelines §7.5), so that combinations
    no incident of the registry has are passed over.
    """
    counts = Counter(
        (_ids(each["sources"]), _ids(each["recipients"]), each["reciprocal"])
        for unit in labelled(training)
        for each in unit.events
        if each["type"] == type_
    )
    for sources, recipients, reciprocal in sorted(counts, key=lambda key: (-counts[key], key)):
        everybody = {*sources, *recipients}
        fitting = (row["incident_id"] for row in registries["incidents"] if everybody <= {*row["participants"]})
        if incident := next(fitting, None):
            sides = Sides([(each, None) for each in sources], [(each, None) for each in recipients], reciprocal)
            return Usual(type_, sides, incident)
    return None


def _ids(participants: Sequence[Json]) -> tuple[str, ...]:
    return tuple(sorted(each["actor_id"] for each in participants))
