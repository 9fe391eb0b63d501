"""Events: triggers with their participants, status, attribution and circumstances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from torkham import contract
from torkham.annotator.circumstances import Circumstances
from torkham.annotator.names import Names
from torkham.annotator.referent import Referent
from torkham.annotator.scene import Part, Scene, all_of
from torkham.annotator.slots import heads
from torkham.annotator.speech import Voice, voice_of
from torkham.annotator.status import status, told_as_past
from torkham.annotator.syntax import children, doers, is_passive, objects, prepositional
from torkham.annotator.times import Time
from torkham.annotator.triggers import Candidate, candidates

if TYPE_CHECKING:
    from torkham.annotator.opinion.opinion import Judged, Opinion

_AGAIN = frozenset({"the", "these", "those", "this", "that", "such"})
"""Determiners of a noun that refers to an act told before."""
_SPEECH = frozenset({"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
"""Types of words, in which a place is mostly that of what is spoken of."""
_FORCE = frozenset({"COERCE", "RETREAT", "ASSAULT", "MOBILIZE"})
"""Types of deeds that a force does one after the other: arrests, searches, releases."""
_MUTUAL = frozenset({"AGREE", "CONCEDE", "SUPPORT"})
"""Types of words that several sources without a recipient say to each other: "Kabul and Delhi agreed to meet"."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A participant: the actor, the mention that names it (None: only the incident does), and the warrant (§7.5)."""

    actor_id: str
    scene: Scene | None
    referent: Referent | None
    warrant: str


@dataclass
class Event:
    """One event of a scene while it is made. `voice` is who says so, None where the writer does."""

    scene: Scene
    candidate: Candidate
    sources: list[Slot]
    recipients: list[Slot]
    reciprocal: bool
    status: str
    voice: Voice | None
    time: Time | None
    place: tuple[int, int, str] | None
    incident_id: str | None
    contexts: list[str]
    attributed: list[Slot] = field(default_factory=list)
    content_of: Event | None = None
    judged: Judged | None = None
    confidence: float = 0.5

    @property
    def type(self) -> str:
        """The PLOVER type."""
        return self.candidate.entry.type


@dataclass
class Coder:
    """Reads the events of an article's scenes, in order; earlier events help to fill later ones."""

    scenes: Sequence[Scene]
    names: Names
    circumstances: Circumstances
    voices: Sequence[list[Voice]]
    opinion: Opinion | None = None
    events: list[Event] = field(default_factory=list)

    def code(self) -> list[Event]:
        """Return the events of all scenes, in order. An event without the participants its type needs is none."""
        for index, scene in enumerate(self.scenes):
            if scene.parse is None:
                continue
            here: list[Event] = []
            judged = self.opinion.judge(scene.parse) if self.opinion is not None else None
            found = candidates(scene.parse, self.names.lexicon, judged.second if judged is not None else None)
            heads_ = {candidate.head for candidate in found}
            for candidate in found:
                event = self._event(index, candidate, heads_ - {candidate.head})
                if event is not None:
                    event.judged = judged
                    here.append(event)
            _link_contents(here)
            self.events.extend(here)
        # An article without a date is at least as late as the latest incident that it tells of (guidelines §8.1).
        self.circumstances.reach(event.incident_id for event in self.events)
        for event in self.events:
            event.status = self._status(event)
            event.confidence = _confidence(event)
        return self.events

    def _status(self, event: Event) -> str:
        parse, head, voice = event.scene.parse, event.candidate.head, event.voice
        assert parse is not None
        if voice is not None and voice.kind == "denial" and head != voice.cue:
            return "negated"
        past = self.circumstances.is_past(event.time, event.incident_id)
        past = past or (event.time is None and told_as_past(parse, head, self.names.lexicon))
        return status(parse, head, self.names.lexicon, past=past)

    def _event(self, index: int, candidate: Candidate, others: frozenset[int] | set[int]) -> Event | None:
        scene = self.scenes[index]
        parse, head = scene.parse, candidate.head
        assert parse is not None
        voice = voice_of(head, self.voices[index])
        sources, recipients, reciprocal = self._participants(scene, candidate, voice)
        time = self.circumstances.time(index, head, others)
        named = [part.actor_id for part in (*sources, *recipients)]
        incident_id = self.circumstances.incident(index, candidate, named, time)
        before = self._antecedent(index, candidate)
        if before is not None and incident_id is None and not named:
            incident_id = before.incident_id
        source_slots = [_sentence_slot(part) for part in sources]
        recipient_slots = [_sentence_slot(part) for part in recipients]
        if not source_slots:
            filled = self._fill(index, candidate, incident_id, before)
            if filled is None:
                return None
            source_slots, more, reciprocal = filled
            recipient_slots = recipient_slots or more
        elif candidate.entry.mode == "third-party" and incident_id is not None:
            source_slots += self._parties(index, source_slots, incident_id)
        mutual = candidate.entry.type in _MUTUAL and candidate.entry.frame.name != "stand_by"
        reciprocal = reciprocal or (mutual and len(sources) > 1 and not recipients)
        if reciprocal and len(source_slots) == 1:
            source_slots, reciprocal = self._other_side(index, source_slots, incident_id)
        if (candidate.entry.frame.sides and not reciprocal) or _is_unmediated(candidate, source_slots):
            return None
        if not recipient_slots and not reciprocal:
            recipient_slots = self._recipient(index, candidate, source_slots, incident_id)
        if candidate.entry.type == "ASSAULT" and not reciprocal:
            taking_part = {slot.actor_id for slot in (*source_slots, *recipient_slots)}
            recipient_slots = [*recipient_slots, *self._grounds(index, candidate, taking_part, incident_id)]
        recipient_slots = [each for each in recipient_slots if each.actor_id not in {s.actor_id for s in source_slots}]
        needs = contract.terms("event_type")[candidate.entry.type]["recipient"] == "required"
        if reciprocal:
            recipient_slots = list(source_slots) if needs else []
        elif needs and not recipient_slots:
            return None
        if scene.unit.role in ("headline", "heading") and all(
            slot.warrant != "sentence" for slot in (*source_slots, *recipient_slots)
        ):
            return None  # guidelines §3.3
        event = Event(
            scene,
            candidate,
            source_slots,
            recipient_slots,
            reciprocal,
            "actual",
            voice,
            time,
            self.circumstances.place(index, head) if candidate.entry.type not in _SPEECH else None,
            incident_id,
            [],
        )
        event.attributed = self._attributed(voice, event)
        event.contexts = self.circumstances.contexts(index, event)
        return event

    def _participants(
        self, scene: Scene, candidate: Candidate, voice: Voice | None
    ) -> tuple[list[Part], list[Part], bool]:
        """Return sources and recipients that the trigger's own phrases name, and whether the act is mutual."""
        frame = candidate.entry.frame
        sources = self._in_slots(scene, candidate, frame.source, every=frame.sides)
        if not sources and "voice" in frame.source and voice is not None:
            sources = list(voice.speakers)
        known = frozenset(part.actor_id for part in sources)
        recipients = self._in_slots(scene, candidate, frame.recipient, every=False, apart=known)
        if candidate.entry.type in ("RETREAT", "MOBILIZE", "SANCTION"):
            recipients = [part for part in recipients if not _is_own(scene, part, known)]
        if frame.sides:
            return [*sources, *recipients], [], True
        return sources, recipients, False

    def _in_slots(
        self,
        scene: Scene,
        candidate: Candidate,
        slots: Iterable[str],
        *,
        every: bool,
        apart: frozenset[str] = frozenset(),
    ) -> list[Part]:
        """Return whom the slots name, all of them or those of the first that names anybody who is not `apart`."""
        parse = scene.parse
        assert parse is not None
        found: dict[str, Part] = {}
        for slot in slots:
            if found and not every and not (slot == "for" and candidate.entry.type == "AID"):
                continue  # help goes to whom it is handed and for whom it is meant
            tokens = heads(parse, candidate.head, slot, self.names.lexicon)
            if slot == "object" and (given := children(parse, candidate.head, "dative")):
                tokens = [each for each in tokens if each in given] or tokens
            for part in all_of(scene, tokens, self.names):
                attribute = every and slot == "owner" and _is_attribute(part, self.names)
                if part.actor_id not in apart and not attribute:
                    found.setdefault(part.actor_id, part)
        return list(found.values())

    def _antecedent(self, index: int, candidate: Candidate) -> Event | None:
        """Return the last earlier event of the type that a noun refers to again: "these talks", "the attack"."""
        parse = self.scenes[index].parse
        assert parse is not None
        determiners = [parse.lowers[child] for child in children(parse, candidate.head, "det")]
        if parse.pos[candidate.head] not in ("NOUN", "PROPN") or not set(determiners) & _AGAIN:
            return None
        kind = (candidate.entry.type, candidate.entry.mode)
        same = (event for event in reversed(self.events) if (event.type, event.candidate.entry.mode) == kind)
        return next(same, None)

    def _fill(
        self, index: int, candidate: Candidate, incident_id: str | None, before: Event | None
    ) -> tuple[list[Slot], list[Slot], bool] | None:
        """Return participants that its own phrases do not name: its incident's, or those of what it repeats."""
        if incident_id is not None:
            sources, recipients, mutual = self.circumstances.sides(incident_id, candidate)
            slots = [slot for actor in sources if (slot := self._warranted(index, actor, incident_id))]
            if not mutual:  # of several armed groups, those that the text names
                slots = [slot for slot in slots if slot.warrant != "incident"] or slots
            more = [slot for actor in recipients if (slot := self._warranted(index, actor, incident_id))]
            if slots:
                return slots, more, mutual
        if sides := self._between(index, candidate):
            return sides, [], True
        if candidate.entry.frame.sides and (speaking := self._in_clause(index, candidate)):
            return speaking, [], True
        if before is not None:
            known = before.incident_id
            slots = [slot for each in before.sources if (slot := self._warranted(index, each.actor_id, known))]
            more = [slot for each in before.recipients if (slot := self._warranted(index, each.actor_id, known))]
            if len(slots) == len(before.sources):
                return slots, more, before.reciprocal
        if doing := self._plain_doer(index, candidate):
            return doing, [], False
        return None

    def _between(self, index: int, candidate: Candidate) -> list[Slot]:
        """Return the sides of a closure without a closer: "the shutdown of the roads between A and B" (§7.3)."""
        scene = self.scenes[index]
        parse = scene.parse
        assert parse is not None
        if candidate.entry.type != "SANCTION":
            return []
        closed = [candidate.head, *prepositional(parse, candidate.head, "of", "to"), *objects(parse, candidate.head)]
        found = all_of(scene, [each for word in closed for each in prepositional(parse, word, "between")], self.names)
        return [_sentence_slot(part) for part in found] if len(found) > 1 else []

    def _plain_doer(self, index: int, candidate: Candidate) -> list[Slot]:
        """Return who does a passive act of force without "by": who used force before in the paragraph (§7.5)."""
        scene = self.scenes[index]
        parse = scene.parse
        assert parse is not None
        if candidate.entry.type not in _FORCE or not is_passive(parse, candidate.head):
            return []
        for event in reversed(self.events):
            if event.type in _FORCE and event.scene.unit.paragraph == scene.unit.paragraph and not event.reciprocal:
                found = [self._warranted(index, each.actor_id, None) for each in event.sources]
                return [slot for slot in found if slot is not None]
        return []

    def _in_clause(self, index: int, candidate: Candidate) -> list[Slot]:
        """Return who acts in the clause of an adverbial that names talks: "in further talks, Kabul agreed"."""
        scene = self.scenes[index]
        parse = scene.parse
        assert parse is not None
        preposition = parse.heads[candidate.head]
        if parse.deps[candidate.head] != "pobj" or parse.lowers[preposition] not in ("in", "during", "at", "after"):
            return []
        return [_sentence_slot(part) for part in all_of(scene, doers(parse, parse.heads[preposition]), self.names)]

    def _warranted(self, index: int, actor_id: str, incident_id: str | None) -> Slot | None:
        """Return a participant with the first warrant that applies (guidelines §7.5), None without one."""
        scene = self.scenes[index]
        for each in scene.referents:
            if each.actor_id is not None and not each.ground and actor_id in self._members(each.actor_id):
                return Slot(actor_id, scene, each, "sentence")
        for other in self._paragraph(index):
            for each in reversed(other.referents):
                if (
                    each.actor_id is not None
                    and each.kept
                    and not each.ground
                    and actor_id in self._members(each.actor_id)
                ):
                    return Slot(actor_id, other, each, "paragraph")
        heading = next((s for s in reversed(self.scenes[:index]) if s.unit.role in ("heading", "headline")), None)
        if heading is not None and scene.unit.role not in ("heading", "headline"):
            for each in heading.referents:
                if (
                    each.actor_id is not None
                    and each.kept
                    and not each.ground
                    and actor_id in self._members(each.actor_id)
                ):
                    return Slot(actor_id, heading, each, "heading")
        if incident_id is not None and actor_id in self.names.incidents[incident_id]["participants"]:
            return Slot(actor_id, None, None, "incident")
        return None

    def _members(self, actor_id: str) -> tuple[str, ...]:
        return self.names.members.get(actor_id, (actor_id,))

    def _paragraph(self, index: int) -> list[Scene]:
        """Return the other units of a paragraph: those before from the nearest, then those after."""
        paragraph = self.scenes[index].unit.paragraph
        before = [each for each in reversed(self.scenes[:index]) if each.unit.paragraph == paragraph]
        return before + [each for each in self.scenes[index + 1 :] if each.unit.paragraph == paragraph]

    def _parties(self, index: int, named: Sequence[Slot], incident_id: str) -> list[Slot]:
        """Return the sides between whom a named mediator mediates: the states that the incident lists after it."""
        participants = self.names.incidents[incident_id]["participants"]
        known = {slot.actor_id for slot in named}
        last = max((participants.index(actor) for actor in known if actor in participants), default=len(participants))
        rest = (a for a in participants[last + 1 :] if a not in known and self.names.types.get(a) == "state")
        return [slot for actor in rest if (slot := self._warranted(index, actor, incident_id))]

    def _other_side(self, index: int, slots: list[Slot], incident_id: str | None) -> tuple[list[Slot], bool]:
        """Return both sides of a mutual act of which the trigger's phrases name one; one side alone is no such act."""
        if incident_id is not None:
            for actor in self.names.incidents[incident_id]["participants"]:
                if actor != slots[0].actor_id and (slot := self._warranted(index, actor, incident_id)):
                    return [*slots, slot], True
        other = self._counterpart(index, slots[0].actor_id)
        return ([*slots, other], True) if other is not None else (slots, False)

    def _counterpart(self, index: int, actor_id: str) -> Slot | None:
        """Return the state that a paragraph sets beside an actor: the only other state of sentence and paragraph."""
        own = self._root(actor_id)
        found: dict[str, Slot] = {}
        for scene in (self.scenes[index], *self._paragraph(index)):
            for each in scene.referents:
                if each.actor_id is None or each.ground or not (each.kept or scene is self.scenes[index]):
                    continue
                for member in self._members(each.actor_id):
                    if self.names.types.get(member) == "state" and member != own:
                        warrant = "sentence" if scene is self.scenes[index] else "paragraph"
                        found.setdefault(member, Slot(member, scene, each, warrant))
        return next(iter(found.values())) if len(found) == 1 else None

    def _root(self, actor_id: str) -> str:
        while actor_id in self.names.parents:
            actor_id = self.names.parents[actor_id]
        return actor_id

    def _recipient(
        self, index: int, candidate: Candidate, sources: Sequence[Slot], incident_id: str | None
    ) -> list[Slot]:
        """Return a recipient that the trigger's phrases do not name: a host, the other side, or the incident's."""
        entry, own = candidate.entry, {slot.actor_id for slot in sources}
        if entry.frame.name == "visit":
            return self._grounds(index, candidate, own, incident_id)
        if entry.type in ("ASSAULT", "MOBILIZE") and incident_id is not None:
            attackers, attacked, _ = self.circumstances.sides(incident_id, candidate)
            if own <= set(attackers):
                return [slot for actor in attacked if (slot := self._warranted(index, actor, incident_id))]
        if entry.type == "REQUEST" and (asked := self._complying(index, candidate, own)):
            return asked
        if entry.type == "REJECT" and (accuser := self._accuser(index, own)):
            return accuser
        if entry.type == "AGREE" and (with_ := self._partners(index, candidate, own)):
            return with_
        if entry.type in ("REQUEST", "ACCUSE", "REJECT", "AGREE", "THREATEN", "SANCTION"):
            other = self._counterpart(index, sources[0].actor_id)
            return [other] if other is not None else []
        return []

    def _accuser(self, index: int, own: set[str]) -> list[Slot]:
        """Return whose charge or demand somebody answers with a denial: the last one in the paragraph against them."""
        roots = {self._root(actor) for actor in own}
        for event in reversed(self.events):
            if event.scene.unit.paragraph != self.scenes[index].unit.paragraph:
                return []
            against = {self._root(slot.actor_id) for slot in event.recipients}
            if event.type in ("ACCUSE", "REQUEST") and roots & against and event.status in ("actual", "historical"):
                found = [self._warranted(index, slot.actor_id, None) for slot in event.sources]
                return [slot for slot in found if slot is not None and slot.actor_id not in own]
        return []

    def _partners(self, index: int, candidate: Candidate, own: set[str]) -> list[Slot]:
        """Return with or for whom somebody undertakes to do something: "willing to sit down with Islamabad"."""
        scene = self.scenes[index]
        parse, lexicon = scene.parse, self.names.lexicon
        assert parse is not None
        verbs = heads(parse, candidate.head, "verb", lexicon)
        words = [*verbs, *(each for verb in verbs for each in objects(parse, verb))]
        found = all_of(
            scene, [each for word in words for each in prepositional(parse, word, "with", "for")], self.names
        )
        return [_sentence_slot(part) for part in found if part.actor_id not in own]

    def _complying(self, index: int, candidate: Candidate, own: set[str]) -> list[Slot]:
        """Return who acts at somebody's request, on their orders: it is they who are asked."""
        scene = self.scenes[index]
        parse = scene.parse
        assert parse is not None
        preposition = parse.heads[candidate.head]
        if parse.deps[candidate.head] != "pobj" or parse.lowers[preposition] not in ("at", "on", "upon", "under"):
            return []
        found = all_of(scene, doers(parse, parse.heads[preposition]), self.names)
        return [_sentence_slot(part) for part in found if part.actor_id not in own]

    def _grounds(self, index: int, candidate: Candidate, own: set[str], incident_id: str | None) -> list[Slot]:
        """Return the state on whose ground an act takes place or a journey ends, where a mention warrants it (§7.2)."""
        scene = self.scenes[index]
        parse, lexicon = scene.parse, self.names.lexicon
        assert parse is not None
        for slot in ("object", "to", "in", "inside", "into", "across", "within", "on"):
            for token in heads(parse, candidate.head, slot, lexicon):
                country = self.circumstances.country_of(scene, token)
                if country is None or country in own:
                    continue
                ground = next((each for each in scene.referents if each.actor_id == country), None)
                if ground is not None and ground.form == "adjective":  # "Afghan territory" names the state in passing
                    ground.ground = False
                if found := self._warranted(index, country, incident_id):
                    return [found]
        return []

    def _attributed(self, voice: Voice | None, event: Event) -> list[Slot]:
        """Return on whose word the event rests; the writer's, and a speaker's own act of speech, on nobody's."""
        if voice is None or event.candidate.head == voice.cue or event.candidate.entry.frame.name == "spoken":
            return []
        if event.type in _SPEECH and {part.actor_id for part in voice.speakers} & {s.actor_id for s in event.sources}:
            return []
        if not voice.speakers:
            return [Slot("unnamed", None, None, "sentence")]
        return [Slot(part.actor_id, part.scene, part.referent, "sentence") for part in voice.speakers]


def _is_own(scene: Scene, part: Part, doers_: frozenset[str]) -> bool:
    """Return whether somebody is the doer's own ("withdrew its troops") and so has nothing done to them."""
    parse, referent = scene.parse, part.referent
    if parse is None or referent is None:
        return False
    owners = [child for child in parse.children[referent.head] if parse.tags[child] == "PRP$"]
    named = (scene.by_token.get(owner) for owner in owners)
    return any(each is None or each.actor_id is None or each.actor_id in doers_ for each in named)


def _is_attribute(part: Part, names: Names) -> bool:
    """Return whether a noun before another only says what that is about ("prisoner swap"), and names no side of it."""
    return part.referent is not None and part.referent.form == "adjective" and part.actor_id not in names.types


def _is_unmediated(candidate: Candidate, sources: Sequence[Slot]) -> bool:
    """Return whether a mediation has no mediator that the text names: the sides alone make none (guidelines §6.4)."""
    return candidate.entry.mode == "third-party" and all(slot.warrant == "incident" for slot in sources)


def _sentence_slot(part: Part) -> Slot:
    return Slot(part.actor_id, part.scene, part.referent, "sentence")


def _link_contents(events: Sequence[Event]) -> None:
    """Link each event to the act of speech in the same unit whose reporting word is that event's trigger (§9.3)."""
    by_head = {event.candidate.head: event for event in events}
    for event in events:
        if event.voice is not None and event.voice.cue is not None:
            speech = by_head.get(event.voice.cue)
            event.content_of = speech if speech is not event and event.attributed else None


def _confidence(event: Event) -> float:
    """Return how sure a second opinion is, else the rules: less for participants from context, and words of others."""
    if event.judged is not None:
        return event.judged.confidence(event.candidate.head, event.type)
    sure = 0.9 if event.candidate.entry.when or len(event.candidate.entry.words) > 1 else 0.8
    for slot in (*event.sources, *event.recipients):
        sure *= {"sentence": 1.0, "paragraph": 0.8, "heading": 0.75, "incident": 0.75}[slot.warrant]
    return round(sure * (0.95 if event.status == "actual" else 0.9), 2)
