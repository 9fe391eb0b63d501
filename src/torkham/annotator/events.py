"""Events: triggers with their participants, status, attribution and circumstances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from torkham import contract
from torkham.annotator.candidate import Candidate
from torkham.annotator.circumstances import Circumstances
from torkham.annotator.context import Context
from torkham.annotator.disputes import accusers, is_presupposed, telling, with_acts
from torkham.annotator.event import Event, Slot, sentence_slot
from torkham.annotator.names import Names, root
from torkham.annotator.participants import SPEECH, Named, named, needs_recipient
from torkham.annotator.scene import Part, Scene
from torkham.annotator.slots import carriers
from torkham.annotator.speech import UNNAMED, Voice
from torkham.annotator.status import status, told_as_past
from torkham.annotator.syntax import children
from torkham.annotator.triggers import candidates

if TYPE_CHECKING:
    from torkham.annotator.opinion.opinion import Opinion

_VERBAL = frozenset(
    type_ for type_, term in contract.terms("event_type").items() if term["quad_class"].startswith("verbal")
)
"""Types of acts of speech, as the check semantics/attribution has them; words may tell of other types what was said."""
_YIELDING = frozenset({"AGREE", "CONCEDE"})
"""Types of giving in and promising, to refuse which is REJECT."""
_PEOPLE = frozenset({None, "other", "person", "population"})
"""Kinds of actor that people are who are not named."""
_WILL = frozenset({"will", "would", "wo", "shall", "’ll", "'ll"})
_MUTUAL = frozenset({"AGREE", "CONCEDE", "SUPPORT"})
"""Types of words that several sources without a recipient say to each other: "Kabul and Delhi agreed to meet"."""


@dataclass
class Coder:
    """Reads the events of an article's scenes, in order; earlier events help to fill later ones."""

    scenes: Sequence[Scene]
    names: Names
    circumstances: Circumstances
    voices: Sequence[list[Voice]]
    opinion: Opinion | None = None
    events: list[Event] = field(default_factory=list)
    context: Context = field(init=False)

    def __post_init__(self) -> None:
        self.context = Context(self.scenes, self.names, self.circumstances, self.events)

    def code(self) -> list[Event]:
        """Return the events of all scenes, in order. An event without the participants its type needs is none."""
        for index, scene in enumerate(self.scenes):
            if scene.parse is None:
                continue
            here: list[Event] = []
            found = candidates(scene.parse, self.names.lexicon)
            if not found:
                continue
            judged = self.opinion.judge(scene.parse) if self.opinion is not None else None
            heads_ = {candidate.head for candidate in found}
            voices = with_acts(scene, found, self.voices[index], self.names)
            for candidate in found:
                for voice in telling(candidate.head, voices):
                    event = self._event(index, candidate, heads_ - {candidate.head}, voice, voices)
                    if event is not None:
                        event.judged = judged
                        here.append(event)
            _link_contents(here)
            self.events.extend(here)
        # An article without a date is at least as late as the latest incident that it tells of (guidelines §8.1).
        self.circumstances.reach(event.incident_id for event in self.events)
        for event in self.events:
            event.status = self._status(event)
            if self._is_announced(event):
                entry = replace(event.candidate.entry, type="CONCEDE", mode=None)
                event.candidate, event.status = event.candidate._replace(entry=entry), "actual"
            elif event.type in _YIELDING and event.status == "negated" and self._is_refused(event):
                entry = replace(event.candidate.entry, type="REJECT", mode="change")
                event.candidate, event.status = event.candidate._replace(entry=entry), "actual"
            event.confidence = _confidence(event)
        return self.events

    def _is_announced(self, event: Event) -> bool:
        """Return whether somebody says of their own side that it will give something up: that is CONCEDE (§5.5)."""
        if event.type != "RETREAT" or event.status != "future" or event.voice is None:
            return False
        speaking = {root(part.actor_id, self.names) for part in event.voice.speakers}
        return bool(speaking & {root(slot.actor_id, self.names) for slot in event.sources})

    def _is_refused(self, event: Event) -> bool:
        """Return whether somebody will not give in: "would not bow to pressure" refuses, "did not bow" does not."""
        parse, head = event.scene.parse, event.candidate.head
        assert parse is not None
        verbs = [head, *carriers(parse, head, self.names.lexicon)]
        return any(parse.lowers[aux] in _WILL for verb in verbs for aux in children(parse, verb, "aux"))

    def _status(self, event: Event) -> str:
        parse, head, voice = event.scene.parse, event.candidate.head, event.voice
        assert parse is not None
        if voice is not None and voice.kind == "denial" and head != voice.cue:
            return "negated"
        past = self.circumstances.is_past(event.time, event.incident_id)
        past = past or (event.time is None and told_as_past(parse, head, self.names.lexicon))
        found = status(parse, head, self.names.lexicon, past=past, said=event.type in SPEECH)
        own = event.candidate.entry.when.get("own")
        if own is not None and own.signs is not None and found in ("negated", "future", "hypothetical"):
            return "historical" if past else "actual"  # "will not hear of it" is the refusal itself
        return found

    def _event(
        self, index: int, candidate: Candidate, others: set[int], voice: Voice | None, voices: Sequence[Voice]
    ) -> Event | None:
        """Return the event that a trigger tells by a voice, None where it lacks a participant that its type needs."""
        scene, head = self.scenes[index], candidate.head
        named_ = named(scene, candidate, voice, self.names)
        if candidate.entry.type == "REJECT" and not named_.recipients:
            named_.recipients.extend(accusers(head, voices))
        time = self.circumstances.time(index, head, others)
        actors = [part.actor_id for part in (*named_.sources, *named_.recipients)]
        incident_id = self.circumstances.incident(index, candidate, actors, time)
        before = self.context.antecedent(index, candidate)
        if before is not None and incident_id is None and not actors:
            incident_id = before.incident_id
        filled = self._filled(index, candidate, named_, incident_id, before)
        if filled is None:
            return None
        sources, recipients, reciprocal = filled
        if scene.unit.role in ("headline", "heading") and all(
            slot.warrant != "sentence" for slot in (*sources, *recipients)
        ):
            return None  # guidelines §3.3
        place = self.circumstances.place(index, head) if candidate.entry.type not in SPEECH else None
        event = Event(scene, candidate, sources, recipients, reciprocal, "actual", voice, time, place, incident_id, [])
        event.attributed = self._attributed(voice, event)
        event.contexts = self.circumstances.contexts(index, event)
        return event

    def _filled(
        self, index: int, candidate: Candidate, named_: Named, incident_id: str | None, before: Event | None
    ) -> tuple[list[Slot], list[Slot], bool] | None:
        """Return sources, recipients and whether the act is mutual, with those that only the context names."""
        entry, reciprocal = candidate.entry, named_.reciprocal
        sources = [sentence_slot(part) for part in named_.sources]
        recipients = [sentence_slot(part) for part in named_.recipients]
        if not sources:
            filled = self.context.fill(index, candidate, incident_id, before)
            if filled is None:
                return None
            sources, more, reciprocal = filled
            recipients = recipients or more
        elif entry.mode == "third-party" and incident_id is not None:
            sources += self.context.parties(index, sources, incident_id)
        mutual = entry.type in _MUTUAL and entry.frame.name != "stand_by"
        reciprocal = reciprocal or (mutual and len(named_.sources) > 1 and not named_.recipients)
        if reciprocal and len(sources) == 1:
            sources, reciprocal = self.context.other_side(index, sources, incident_id)
        if (entry.frame.sides and not reciprocal) or _is_unmediated(candidate, sources):
            return None
        if reciprocal:
            return sources, list(sources) if needs_recipient(entry) else [], True
        recipients = self._acted_upon(index, candidate, sources, recipients, incident_id)
        return (sources, recipients, False) if recipients or not needs_recipient(entry) else None

    def _acted_upon(
        self,
        index: int,
        candidate: Candidate,
        sources: Sequence[Slot],
        named: list[Slot],
        incident_id: str | None,
    ) -> list[Slot]:
        """Return the recipients of an act that is not mutual: whom its phrases name, or else the context."""
        recipients = named or self.context.recipient(index, candidate, sources, incident_id)
        if candidate.entry.type == "ASSAULT":
            taking_part = {slot.actor_id for slot in (*sources, *recipients)}
            recipients = [*recipients, *self.context.grounds(index, candidate, taking_part, incident_id)]
        acting = {slot.actor_id for slot in sources}
        return [each for each in recipients if each.actor_id not in acting]

    def _attributed(self, voice: Voice | None, event: Event) -> list[Slot]:
        """Return on whose word the event rests; the writer's, and a speaker's own act of speech, on nobody's."""
        if voice is None or event.candidate.head == voice.cue or event.candidate.entry.frame.name == "spoken":
            return []
        assert event.scene.parse is not None
        if is_presupposed(event.scene.parse, event.candidate.head):
            return []
        if event.type in SPEECH and {part.actor_id for part in voice.speakers} & {s.actor_id for s in event.sources}:
            return []
        named = self.known_speakers(voice)
        if not named:
            return [Slot(UNNAMED, None, None, "sentence")]
        return [Slot(part.actor_id, part.scene, part.referent, "sentence") for part in named]

    def known_speakers(self, voice: Voice) -> list[Part]:
        """Return who speaks, without people whom the text only calls something, as "officials" (guidelines §9.2)."""
        return [part for part in voice.speakers if part.actor_id in self.names.types or not _is_unnamed(part)]


def _is_unnamed(part: Part) -> bool:
    referent = part.referent
    if referent is None or referent.form != "nominal" or referent.wants not in (None, "office"):
        return False
    return referent.kind in _PEOPLE or referent.stop - referent.first == 1


def _is_unmediated(candidate: Candidate, sources: Sequence[Slot]) -> bool:
    """Return whether a mediation has no mediator that the text names: the sides alone make none (guidelines §6.4)."""
    return candidate.entry.mode == "third-party" and all(slot.warrant == "incident" for slot in sources)


def _link_contents(events: Sequence[Event]) -> None:
    """Link each event to the act of speech in the same unit whose reporting word is that event's trigger (§9.3)."""
    acts = {event.candidate.head: event for event in events if event.type in _VERBAL}
    for event in events:
        if event.voice is not None and event.voice.cue is not None:
            speech = acts.get(event.voice.cue)
            event.content_of = speech if speech is not event and event.attributed else None


def _confidence(event: Event) -> float:
    """Return how sure a second opinion is, else the rules: less for participants from context, and words of others."""
    if event.judged is not None:
        return event.judged.confidence(event.candidate.head, event.type)
    sure = 0.9 if event.candidate.entry.when or len(event.candidate.entry.words) > 1 else 0.8
    for slot in (*event.sources, *event.recipients):
        sure *= {"sentence": 1.0, "paragraph": 0.8, "heading": 0.75, "incident": 0.75}[slot.warrant]
    return round(sure * (0.95 if event.status == "actual" else 0.9), 2)
