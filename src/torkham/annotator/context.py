"""Context: participants that a trigger's own phrases do not name, with the warrant for each (guidelines §7.5).

They are the incident's, those of the act that a noun refers to again, the other side of what two states do to each
other, whoever charged or asked before, the state on whose ground something happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from torkham.annotator.candidate import Candidate
from torkham.annotator.circumstances import Circumstances
from torkham.annotator.event import Event, Slot, sentence_slot
from torkham.annotator.names import Names, root
from torkham.annotator.parse import Parse
from torkham.annotator.people import names_people
from torkham.annotator.referent import Referent
from torkham.annotator.scene import Scene, all_of
from torkham.annotator.slots import heads
from torkham.annotator.syntax import children, doers, is_passive, objects, prepositional

_AGAIN = frozenset({"the", "these", "those", "this", "that", "such"})
"""Determiners of a noun that refers to an act told before."""
_WHERE = ("object", "to", "in", "inside", "into", "across", "within", "on")
"""Slots that say on whose ground an act takes place or a journey ends."""
_CUT_OFF = ("from", "to", "with", "of")
"""Slots that say with whose ground exchange ends: "withdrew its diplomats from Kabul", "cut off exports to it"."""
_BETWEEN_STATES = frozenset({"SANCTION", "REQUEST"})
"""Types of what a state’s body too does to another state, which the paragraph may name."""
_HEADINGS = frozenset({"headline", "heading"})
_FORCE = frozenset({"COERCE", "RETREAT", "ASSAULT", "MOBILIZE"})
"""Types of deeds that a force does one after the other: arrests, searches, releases."""


@dataclass(frozen=True)
class Context:
    """What an article says around a trigger; `events` grows while the article is read."""

    scenes: Sequence[Scene]
    names: Names
    circumstances: Circumstances
    events: Sequence[Event]

    def antecedent(self, index: int, candidate: Candidate) -> Event | None:
        """Return the last earlier event of the type that a noun refers to again: "these talks", "the attack"."""
        parse = self.scenes[index].parse
        assert parse is not None
        if parse.pos[candidate.head] not in ("NOUN", "PROPN") or not self.events:
            return None
        if all(parse.lowers[child] not in _AGAIN for child in children(parse, candidate.head, "det")):
            return None
        kind = (candidate.entry.type, candidate.entry.mode)
        same = (event for event in reversed(self.events) if (event.type, event.candidate.entry.mode) == kind)
        near = (event for event in reversed(self.events) if event.type == kind[0] and self._is_near(index, event))
        return next(same, None) or next(near, None)

    def _is_near(self, index: int, event: Event) -> bool:
        """Return whether an event is told in the paragraph of a unit, or in one of the two units before it."""
        own = self.scenes[index].unit.paragraph
        return event.scene.unit.paragraph == own or any(event.scene is each for each in self.scenes[index - 2 : index])

    def fill(
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

    def parties(self, index: int, named: Sequence[Slot], incident_id: str) -> list[Slot]:
        """Return the sides between whom a named mediator mediates: the states that the incident lists after it."""
        participants = self.names.incidents[incident_id]["participants"]
        known = {slot.actor_id for slot in named}
        last = max((participants.index(actor) for actor in known if actor in participants), default=len(participants))
        rest = (a for a in participants[last + 1 :] if a not in known and self.names.types.get(a) == "state")
        return [slot for actor in rest if (slot := self._warranted(index, actor, incident_id))]

    def other_side(self, index: int, slots: list[Slot], incident_id: str | None) -> tuple[list[Slot], bool]:
        """Return both sides of a mutual act of which the trigger's phrases name one; one side alone is no such act."""
        if incident_id is not None:
            for actor in self.names.incidents[incident_id]["participants"]:
                if actor != slots[0].actor_id and (slot := self._warranted(index, actor, incident_id)):
                    return [*slots, slot], True
        other = self._counterpart(index, slots[0].actor_id)
        return ([*slots, other], True) if other is not None else (slots, False)

    def recipient(
        self, index: int, candidate: Candidate, sources: Sequence[Slot], incident_id: str | None
    ) -> list[Slot]:
        """Return a recipient that the trigger's phrases do not name: a host, the other side, or the incident's."""
        entry, own = candidate.entry, {slot.actor_id for slot in sources}
        if entry.frame.name == "visit":
            return self.grounds(index, candidate, own, incident_id)
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
        if entry.type == "AID":
            return self._helped(index, candidate, own)
        if entry.type == "SANCTION" and (cut_off := self.grounds(index, candidate, own, None, _CUT_OFF)):
            return cut_off
        if entry.type in ("REQUEST", "ACCUSE", "REJECT", "AGREE", "THREATEN", "SANCTION"):
            doer = sources[0].actor_id
            nearby = entry.type in _BETWEEN_STATES or self.names.types.get(doer) == "state"
            other = self._counterpart(index, doer, nearby=nearby)
            return [other] if other is not None else []
        forces = ("state", "armed_force")
        if entry.type == "ASSAULT" and self.names.types.get(sources[0].actor_id) in forces:
            if hit := self.grounds(index, candidate, own, incident_id):
                return hit
            other = self._counterpart(index, sources[0].actor_id)
            return [other] if other is not None else []
        return []

    def grounds(
        self,
        index: int,
        candidate: Candidate,
        own: set[str],
        incident_id: str | None,
        slots: Sequence[str] = _WHERE,
    ) -> list[Slot]:
        """Return the state on whose ground an act takes place or a journey ends, where a mention warrants it (§7.2)."""
        scene = self.scenes[index]
        parse, lexicon = scene.parse, self.names.lexicon
        assert parse is not None
        for slot in slots:
            for token in heads(parse, candidate.head, slot, lexicon):
                country = self.circumstances.country_of(scene, token)
                if country is None or country in own:
                    continue
                ground = next((each for each in scene.referents if each.actor_id == country), None)
                if ground is not None and (ground.form == "adjective" or slots is _CUT_OFF):  # named in passing
                    ground.ground = False
                if found := self._warranted(index, country, incident_id):
                    return [found]
        return []

    def _between(self, index: int, candidate: Candidate) -> list[Slot]:
        """Return the sides of a closure without a closer: "the shutdown of the roads between A and B" (§7.3)."""
        scene = self.scenes[index]
        parse = scene.parse
        assert parse is not None
        if candidate.entry.type != "SANCTION":
            return []
        closed = [candidate.head, *prepositional(parse, candidate.head, "of", "to"), *objects(parse, candidate.head)]
        found = all_of(scene, [each for word in closed for each in prepositional(parse, word, "between")], self.names)
        return [sentence_slot(part) for part in found] if len(found) > 1 else []

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
        return [sentence_slot(part) for part in all_of(scene, doers(parse, parse.heads[preposition]), self.names)]

    def _warranted(self, index: int, actor_id: str, incident_id: str | None) -> Slot | None:
        """Return a participant with the first warrant that applies (guidelines §7.5), None without one."""
        scene = self.scenes[index]
        for each in scene.referents:
            if self._names_actor(each, actor_id):
                return Slot(actor_id, scene, each, "sentence")
        for other in self._paragraph(index):
            for each in reversed(other.referents):
                if each.kept and self._names_actor(each, actor_id):
                    return Slot(actor_id, other, each, "paragraph")
        heading = next((s for s in reversed(self.scenes[:index]) if s.unit.role in _HEADINGS), None)
        if heading is not None and scene.unit.role not in _HEADINGS:
            for each in heading.referents:
                if each.kept and self._names_actor(each, actor_id):
                    return Slot(actor_id, heading, each, "heading")
        if incident_id is not None and actor_id in self.names.incidents[incident_id]["participants"]:
            return Slot(actor_id, None, None, "incident")
        return None

    def _names_actor(self, referent: Referent, actor_id: str) -> bool:
        """Return whether a phrase names an actor, alone or among others, and not as the ground of something."""
        return referent.actor_id is not None and not referent.ground and actor_id in self._members(referent.actor_id)

    def _members(self, actor_id: str) -> tuple[str, ...]:
        return self.names.members.get(actor_id, (actor_id,))

    def _paragraph(self, index: int) -> list[Scene]:
        """Return the other units of a paragraph: those before from the nearest, then those after."""
        paragraph = self.scenes[index].unit.paragraph
        before = [each for each in reversed(self.scenes[:index]) if each.unit.paragraph == paragraph]
        return before + [each for each in self.scenes[index + 1 :] if each.unit.paragraph == paragraph]

    def _counterpart(self, index: int, actor_id: str, *, nearby: bool = True) -> Slot | None:
        """Return the only other state of a sentence, or if `nearby` and it names none of its paragraph."""
        own = root(actor_id, self.names)
        found: dict[str, Slot] = {}
        for scene in (self.scenes[index], *(self._paragraph(index) if nearby else ())):
            here, parse = scene is self.scenes[index], scene.parse
            for each in scene.referents:
                if each.actor_id is None or each.ground or not (each.kept or here):
                    continue
                if parse is not None and each.form != "nominal" and self._modifies(parse, each.head):
                    continue  # "US mediation" is an act of another
                for member in self._members(each.actor_id):
                    if self.names.types.get(member) == "state" and member != own:
                        found.setdefault(member, Slot(member, scene, each, "sentence" if here else "paragraph"))
            if here and found:
                break
        return next(iter(found.values())) if len(found) == 1 else None

    def _accuser(self, index: int, own: set[str]) -> list[Slot]:
        """Return whose charge or demand somebody answers with a denial: the last one in the paragraph against them."""
        roots = {root(actor, self.names) for actor in own}
        for event in reversed(self.events):
            if event.scene.unit.paragraph != self.scenes[index].unit.paragraph:
                return []
            against = {root(slot.actor_id, self.names) for slot in event.recipients}
            said = event.sources if event.type in ("ACCUSE", "REQUEST") else event.attributed
            answered = not event.recipients or bool(
                roots & (against | {root(s.actor_id, self.names) for s in event.sources})
            )
            if said and answered and event.status in ("actual", "historical"):
                found = [self._warranted(index, slot.actor_id, None) for slot in said]
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
            scene,
            [each for word in words for each in prepositional(parse, word, "with", "for", "to", "between", "among")],
            self.names,
        )
        return [sentence_slot(part) for part in found if part.actor_id not in own]

    def _helped(self, index: int, candidate: Candidate, own: set[str]) -> list[Slot]:
        """Return who gets help where a verb does not say it: whom the paragraph says are helped, or its people."""
        scene = self.scenes[index]
        parse = scene.parse
        if parse is None or parse.pos[candidate.head] != "VERB":
            return []
        for event in reversed(self.events):
            if event.scene.unit.paragraph == scene.unit.paragraph and event.type == "AID":
                found = [self._warranted(index, each.actor_id, None) for each in event.recipients]
                return [slot for slot in found if slot is not None and slot.actor_id not in own]
        for other in (scene, *self._paragraph(index)):
            for each in reversed(other.referents):
                actor = each.actor_id
                if actor and self.names.types.get(actor) == "population" and actor not in own:
                    return [Slot(actor, other, each, "sentence" if other is scene else "paragraph")]
        return []

    def _complying(self, index: int, candidate: Candidate, own: set[str]) -> list[Slot]:
        """Return who acts at somebody's request, on their orders: it is they who are asked."""
        scene = self.scenes[index]
        parse = scene.parse
        assert parse is not None
        preposition = parse.heads[candidate.head]
        if parse.deps[candidate.head] != "pobj" or parse.lowers[preposition] not in ("at", "on", "upon", "under"):
            return []
        found = all_of(scene, doers(parse, parse.heads[preposition]), self.names)
        return [sentence_slot(part) for part in found if part.actor_id not in own]

    def _modifies(self, parse: Parse, token: int) -> bool:
        """Return whether a word only modifies a noun that names no people: "Emirati" in "Omani and Emirati aid"."""
        while parse.deps[token] == "conj":
            token = parse.heads[token]
        modified = parse.deps[token] in ("compound", "amod")
        return modified and not names_people(parse, parse.heads[token], self.names.lexicon)
