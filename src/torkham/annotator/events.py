"""Events: triggers with their participants, status, attribution and circumstances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from torkham import contract
from torkham.annotator.circumstances import Circumstances
from torkham.annotator.context import Context
from torkham.annotator.disputes import accusers, is_presupposed, telling, with_acts
from torkham.annotator.event import Event, Slot, sentence_slot
from torkham.annotator.lexicon import Trigger
from torkham.annotator.names import Names, root
from torkham.annotator.parse import Parse
from torkham.annotator.scene import Part, Scene, all_of
from torkham.annotator.slots import carriers, givers, heads, nested
from torkham.annotator.speech import UNNAMED, Voice
from torkham.annotator.status import status, told_as_past
from torkham.annotator.syntax import children, doers, governor, objects
from torkham.annotator.triggers import Candidate, candidates, is_toll

if TYPE_CHECKING:
    from torkham.annotator.opinion.opinion import Opinion

_SPEECH = frozenset({"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
"""Types of words, in which a place is mostly that of what is spoken of."""
_VERBAL = frozenset(
    type_ for type_, term in contract.terms("event_type").items() if term["quad_class"].startswith("verbal")
)
"""Types of acts of speech, as the check semantics/attribution has them; words may tell of other types what was said."""
_YIELDING = frozenset({"AGREE", "CONCEDE"})
"""Types of giving in and promising, to refuse which is REJECT."""
_DOERS = frozenset({"by", "of"})
"""Prepositions that mostly say who did an act, or what another word is of."""
_PEOPLE = frozenset({None, "other", "person", "population"})
"""Kinds of actor that people are who are not named."""
_WILL = frozenset({"will", "would", "wo", "shall", "’ll", "'ll"})
_MUTUAL = frozenset({"AGREE", "CONCEDE", "SUPPORT"})
"""Types of words that several sources without a recipient say to each other: "Kabul and Delhi agreed to meet"."""


class _Named(NamedTuple):
    """Whom a trigger's own phrases name, and whether they do it to each other."""

    sources: list[Part]
    recipients: list[Part]
    reciprocal: bool


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
            judged = self.opinion.judge(scene.parse) if self.opinion is not None else None
            found = candidates(scene.parse, self.names.lexicon, judged.second if judged is not None else None)
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
        found = status(parse, head, self.names.lexicon, past=past, said=event.type in _SPEECH)
        own = event.candidate.entry.when.get("own")
        if own is not None and own.signs is not None and found in ("negated", "future", "hypothetical"):
            return "historical" if past else "actual"  # "will not hear of it" is the refusal itself
        return found

    def _event(
        self, index: int, candidate: Candidate, others: set[int], voice: Voice | None, voices: Sequence[Voice]
    ) -> Event | None:
        """Return the event that a trigger tells by a voice, None where it lacks a participant that its type needs."""
        scene, head = self.scenes[index], candidate.head
        named = self._participants(scene, candidate, voice)
        if candidate.entry.type == "REJECT" and not named.recipients:
            named.recipients.extend(accusers(head, voices))
        time = self.circumstances.time(index, head, others)
        actors = [part.actor_id for part in (*named.sources, *named.recipients)]
        incident_id = self.circumstances.incident(index, candidate, actors, time)
        before = self.context.antecedent(index, candidate)
        if before is not None and incident_id is None and not actors:
            incident_id = before.incident_id
        filled = self._filled(index, candidate, named, incident_id, before)
        if filled is None:
            return None
        sources, recipients, reciprocal = filled
        if scene.unit.role in ("headline", "heading") and all(
            slot.warrant != "sentence" for slot in (*sources, *recipients)
        ):
            return None  # guidelines §3.3
        place = self.circumstances.place(index, head) if candidate.entry.type not in _SPEECH else None
        event = Event(scene, candidate, sources, recipients, reciprocal, "actual", voice, time, place, incident_id, [])
        event.attributed = self._attributed(voice, event)
        event.contexts = self.circumstances.contexts(index, event)
        return event

    def _filled(
        self, index: int, candidate: Candidate, named: _Named, incident_id: str | None, before: Event | None
    ) -> tuple[list[Slot], list[Slot], bool] | None:
        """Return sources, recipients and whether the act is mutual, with those that only the context names."""
        entry, reciprocal = candidate.entry, named.reciprocal
        sources = [sentence_slot(part) for part in named.sources]
        recipients = [sentence_slot(part) for part in named.recipients]
        if not sources:
            filled = self.context.fill(index, candidate, incident_id, before)
            if filled is None:
                return None
            sources, more, reciprocal = filled
            recipients = recipients or more
        elif entry.mode == "third-party" and incident_id is not None:
            sources += self.context.parties(index, sources, incident_id)
        mutual = entry.type in _MUTUAL and entry.frame.name != "stand_by"
        reciprocal = reciprocal or (mutual and len(named.sources) > 1 and not named.recipients)
        if reciprocal and len(sources) == 1:
            sources, reciprocal = self.context.other_side(index, sources, incident_id)
        if (entry.frame.sides and not reciprocal) or _is_unmediated(candidate, sources):
            return None
        if reciprocal:
            return sources, list(sources) if _needs_recipient(entry) else [], True
        recipients = self._acted_upon(index, candidate, sources, recipients, incident_id)
        return (sources, recipients, False) if recipients or not _needs_recipient(entry) else None

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

    def _participants(self, scene: Scene, candidate: Candidate, voice: Voice | None) -> _Named:
        """Return sources and recipients that the trigger's own phrases name, and whether the act is mutual."""
        frame = candidate.entry.frame
        sources = self._in_slots(scene, candidate, frame.source, every=frame.sides, anybody=False)
        if not sources and "voice" in frame.source and voice is not None:
            sources = list(voice.speakers)
        given: list[Part] = []
        if not sources and candidate.entry.type in _SPEECH and scene.parse is not None:
            giving, getting = givers(scene.parse, candidate.head)
            sources, given = all_of(scene, giving, self.names), all_of(scene, getting, self.names)
        known = frozenset(part.actor_id for part in sources)
        slots = frame.recipient
        if candidate.entry.type == "REJECT" and "maker" not in slots:
            slots = (*slots, "maker")  # whose offer or demand is turned down
        recipients = self._in_slots(scene, candidate, slots, every=False, apart=known)
        if candidate.entry.type == "ASSAULT" and scene.parse is not None:
            tolls = [verb for verb in children(scene.parse, candidate.head, "advcl") if is_toll(scene.parse, verb)]
            harmed = all_of(scene, [each for verb in tolls for each in objects(scene.parse, verb)], self.names)
            recipients += [part for part in harmed if part not in recipients]
        recipients = [part for part in given if part.actor_id not in known] or recipients
        if candidate.entry.type in ("RETREAT", "MOBILIZE", "SANCTION"):
            recipients = [part for part in recipients if not _is_own(scene, part, known)]
        wanted = (
            bool(sources)
            and not recipients
            and ((frame.sides and len(sources) < 2) or _needs_recipient(candidate.entry))
        )
        if wanted:
            recipients = self._below(scene, candidate, known)
        if frame.sides and sources and scene.parse is not None and self._is_with(scene, candidate, sources):
            verb = governor(scene.parse, candidate.head)  # "pencilled in a meeting with Kabul"
            more = all_of(scene, doers(scene.parse, verb), self.names) if verb is not None else []
            recipients = [*recipients, *(part for part in more if part.actor_id not in known)]
        if frame.sides:
            return _Named([*sources, *recipients], [], reciprocal=True)
        return _Named(sources, recipients, reciprocal=False)

    def _is_with(self, scene: Scene, candidate: Candidate, sources: Sequence[Part]) -> bool:
        """Return whether an object names only those with whom somebody does something."""
        parse = scene.parse
        assert parse is not None
        if parse.pos[candidate.head] != "NOUN" or parse.deps[candidate.head] != "dobj":
            return False
        found = all_of(scene, heads(parse, candidate.head, "with", self.names.lexicon), self.names)
        return {part.actor_id for part in found} == {part.actor_id for part in sources}

    def _below(self, scene: Scene, candidate: Candidate, apart: frozenset[str]) -> list[Part]:
        """Return who is named in a preposition of the frame that the parser hangs from another word of the clause."""
        frame, parse = candidate.entry.frame, scene.parse
        assert parse is not None
        for slot in (each for each in (frame.source if frame.sides else frame.recipient) if each not in _DOERS):
            found = all_of(scene, nested(parse, candidate.head, slot), self.names)
            if found := [part for part in found if part.actor_id not in apart]:
                return found
        return []

    def _in_slots(
        self,
        scene: Scene,
        candidate: Candidate,
        slots: Iterable[str],
        *,
        every: bool,
        apart: frozenset[str] = frozenset(),
        anybody: bool = True,
    ) -> list[Part]:
        """Return whom the slots name, all of them or those of the first that names anybody who is not `apart`.

        One unnamed person, whom nobody could identify, counts only if `anybody` does.
        """
        parse = scene.parse
        assert parse is not None
        found: dict[str, Part] = {}
        for slot in slots:
            if found and not every and not (slot == "for" and candidate.entry.type == "AID"):
                continue  # help goes to whom it is handed and for whom it is meant
            if not (tokens := heads(parse, candidate.head, slot, self.names.lexicon)):
                continue
            if slot == "object" and (given := children(parse, candidate.head, "dative")):
                tokens = [each for each in tokens if each in given] or tokens
            if slot == "object" and candidate.entry.frame.name == "undertake" and _is_offered(parse, candidate.head):
                continue
            for part in all_of(scene, tokens, self.names):
                if not anybody and _is_anybody(part, self.names):
                    continue
                attribute = every and slot == "owner" and _is_attribute(part, self.names)
                if part.actor_id not in apart and not attribute:
                    found.setdefault(part.actor_id, part)
        return list(found.values())

    def _attributed(self, voice: Voice | None, event: Event) -> list[Slot]:
        """Return on whose word the event rests; the writer's, and a speaker's own act of speech, on nobody's."""
        if voice is None or event.candidate.head == voice.cue or event.candidate.entry.frame.name == "spoken":
            return []
        assert event.scene.parse is not None
        if is_presupposed(event.scene.parse, event.candidate.head):
            return []
        if event.type in _SPEECH and {part.actor_id for part in voice.speakers} & {s.actor_id for s in event.sources}:
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


def _needs_recipient(entry: Trigger) -> bool:
    return bool(contract.terms("event_type")[entry.type]["recipient"] == "required")


def _is_own(scene: Scene, part: Part, doers_: frozenset[str]) -> bool:
    """Return whether somebody is the doer's own ("withdrew its troops") and so has nothing done to them."""
    parse, referent = scene.parse, part.referent
    if parse is None or referent is None:
        return False
    owners = [child for child in parse.children[referent.head] if parse.tags[child] == "PRP$"]
    named = (scene.by_token.get(owner) for owner in owners)
    return any(each is None or each.actor_id is None or each.actor_id in doers_ for each in named)


def _is_offered(parse: Parse, verb: int) -> bool:
    """Return whether the only object of a promise is what is promised: "offered observers", "promised them aid"."""
    return parse.pos[verb] == "VERB" and len(children(parse, verb, "dobj", "dative", "ccomp", "xcomp")) < 2


def _is_anybody(part: Part, names: Names) -> bool:
    """Return whether somebody is one unnamed person, whom nobody could identify as a doer: "a guard" (§7.5)."""
    if part.referent is None or part.scene is None or part.scene.parse is None or part.actor_id in names.types:
        return False
    parse, head = part.scene.parse, part.referent.head
    one = parse.tags[head] == "NN" and any(parse.lowers[child] in ("a", "an") for child in parse.children[head])
    return one and part.referent.kind == "population" and parse.lemmas[head] not in names.lexicon.sets["crowds_of_one"]


def _is_attribute(part: Part, names: Names) -> bool:
    """Return whether a noun before another only says what that is about ("prisoner swap"), and names no side of it."""
    return part.referent is not None and part.referent.form == "adjective" and part.actor_id not in names.types


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
