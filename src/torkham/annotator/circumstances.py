"""Circumstances: when and where an act took place, to which incident of the registry it belongs, what it is about."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from torkham import contract
from torkham.annotator.candidate import Candidate
from torkham.annotator.names import Names
from torkham.annotator.parse import Parse, phrase_head
from torkham.annotator.scene import Scene
from torkham.annotator.syntax import ancestors
from torkham.annotator.times import Time, latest, over_for, times, written_day
from torkham.dates import bounds, meet

if TYPE_CHECKING:
    from torkham.annotator.event import Event


_CONTEXTS = contract.vocabulary("context")
_DIPLOMATIC = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
"""Types of what diplomats do and say."""
_OFFICIAL = frozenset({"state", "government_body", "igo", "person"})
"""Types of actors that have diplomats, or are some."""


@dataclass
class _Paragraph:
    """The words of the units of a paragraph, and their texts in small letters."""

    forms: list[frozenset[str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def has(self, words: frozenset[str], phrases: Sequence[str]) -> bool:
        """Return whether one of some words, or the letters of a phrase, stand in the paragraph."""
        if any(not words.isdisjoint(forms) for forms in self.forms):
            return True
        return any(any(map(text.__contains__, phrases)) for text in self.texts)


@dataclass
class Circumstances:
    """The times, places and topics of an article's scenes.

    `day` is the article's day (ISO); where it has none, the latest day that its text names stands in (§8.1).
    """

    scenes: Sequence[Scene]
    names: Names
    published: str | None
    day: str | None = None
    _times: list[list[Time]] = field(default_factory=list)
    _places: list[list[tuple[int, int, int, str]]] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)
    """The units' texts in small letters."""
    _topics: dict[int, set[str]] = field(default_factory=dict)
    """What the units that tell events are about."""
    _paragraphs: dict[int | None, _Paragraph] = field(default_factory=lambda: defaultdict(_Paragraph))

    def __post_init__(self) -> None:
        self._times = [times(scene.unit.text, self.published) if scene.parse else [] for scene in self.scenes]
        self.day = self.published or latest(time for found in self._times for time in found)
        self._places = [list(self._find_places(scene)) if scene.parse else [] for scene in self.scenes]
        self._texts = [scene.unit.text.lower() for scene in self.scenes]
        for scene, text in zip(self.scenes, self._texts, strict=True):
            paragraph = self._paragraphs[scene.unit.paragraph]
            paragraph.texts.append(text)
            if scene.parse is not None:
                paragraph.forms.append(scene.parse.forms)

    def reach(self, incidents: Iterable[str | None]) -> None:
        """Let the day of an article without a date be no earlier than the start of the incidents that it tells of."""
        if self.published is None:
            starts = (self.names.incidents[each]["start"] for each in incidents if each is not None)
            days = [written_day(bounds(start)[0]) for start in starts if start is not None]
            self.day = max([*days, *([self.day] if self.day else [])], default=None)

    def time(self, index: int, trigger: int, others: Collection[int]) -> Time | None:
        """Return the time that stands nearest below or beside a trigger, else that of the clauses above it.

        `others` are the heads of the other triggers of the unit, whose own times are theirs alone.
        """
        parse = self.scenes[index].parse
        assert parse is not None
        best: tuple[int, Time] | None = None
        for time in self._times[index]:
            token = _token_at(parse, time.start)
            distance = _distance(parse, trigger, token, others)
            distance = _frame_distance(parse, trigger, token) if distance is None else distance
            if distance is not None and (best is None or distance < best[0]):
                best = (distance, time)
        return best[1] if best else None

    def place(self, index: int, trigger: int) -> tuple[int, int, str] | None:
        """Return the place that stands nearest in the trigger's clause: offsets and id."""
        parse = self.scenes[index].parse
        assert parse is not None
        best: tuple[int, tuple[int, int, str]] | None = None
        for start, end, token, place_id in self._places[index]:
            distance = _distance(parse, trigger, token)
            if distance is not None and (best is None or distance < best[0]):
                best = (distance, (start, end, place_id))
        return best[1] if best else None

    def country_of(self, scene: Scene, token: int) -> str | None:
        """Return the state on whose ground a phrase is."""
        assert scene.parse is not None
        for each in (token, *scene.parse.children[token]):
            ground = scene.by_token.get(each)
            if ground is not None and ground.ground:
                return ground.actor_id
        index = next(number for number, each in enumerate(self.scenes) if each is scene)
        for _, _, at, place_id in self._places[index]:
            if at == token:
                country = next(row["country"] for row in self.names.places if row["place_id"] == place_id)
                return next((s.actor_id for s in self.names.states.values() if s.country == country), None)
        return None

    def _find_places(self, scene: Scene) -> list[tuple[int, int, int, str]]:
        parse = scene.parse
        assert parse is not None
        found: list[tuple[int, int, int, str]] = []
        for hit in scene.places:
            last = phrase_head(parse, hit.first, hit.stop)
            referent = scene.by_token.get(last)
            if hit.first and parse.words[hit.first - 1] == "-":  # "cross-border"
                continue
            dateline = hit.first == 0 and parse.deps[last] not in ("pobj", "compound", "poss")
            if not dateline and (referent is None or referent.ground):
                found.append((parse.starts[hit.first], parse.ends[hit.stop - 1], last, hit.name.actor_id))
        return [each for each in sorted(found) if not any(_inside(each, other) for other in found)]

    def incident(self, index: int, candidate: Candidate, named: Sequence[str], time: Time | None) -> str | None:
        """Return the incident that an event refers to, by type, words and time (guidelines §10.4)."""
        parse = self.scenes[index].parse
        assert parse is not None
        lemma, paragraph = parse.lemmas[candidate.head], self._paragraphs[self.scenes[index].unit.paragraph]
        for each in self.names.lexicon.incidents_of.get(candidate.entry.type, ()):
            if each.words and lemma not in each.words:
                continue
            row = self.names.incidents.get(each.incident_id)
            if row is None or ((each.near or each.phrases) and not paragraph.has(each.near, each.phrases)):
                continue
            if self._compatible(row, named, time):
                return each.incident_id
        return None

    def _forms(self, index: int) -> frozenset[str]:
        parse = self.scenes[index].parse
        return parse.forms if parse is not None else frozenset()

    def _compatible(self, row: contract.Json, named: Sequence[str], time: Time | None) -> bool:
        allowed = set(row["participants"])
        for actor in named:
            chain = [actor]
            while chain[-1] in self.names.parents:
                chain.append(self.names.parents[chain[-1]])
            if not allowed & set(chain):
                return False
        if row["start"] is None:
            return True
        span = f"{row['start']}/{row['end'] or '..'}"
        if time is not None and not meet(time.value, span):
            return False
        return self.published is None or bounds(row["start"])[0] <= bounds(self.published)[1]

    def sides(self, incident_id: str, candidate: Candidate) -> tuple[list[str], list[str], bool]:
        """Return sources and recipients of an incident's act, and whether it is mutual.

        Of an act of force, armed groups are the sources and states the recipients, but where it is done from the air
        or with heavy weapons; its first participant does what is not mutual; a mediation has all, talks the first two.
        """
        participants = list(self.names.incidents[incident_id]["participants"])
        groups = [each for each in participants if self.names.types.get(each) == "armed_group"]
        states = [each for each in participants if each not in groups]
        if candidate.entry.mode == "third-party":
            return participants, [], True
        if candidate.entry.frame.sides or candidate.entry.type == "CONCEDE":
            return participants[:2], [], len(participants) > 1
        if candidate.entry.type in ("ASSAULT", "MOBILIZE") and groups and states:
            if candidate.entry.mode in ("aerial", "drone", "heavy-weapons"):
                return states[:1], [], False
            return groups, states, False
        if candidate.entry.type == "SANCTION":
            return participants, [], len(participants) > 1
        return participants[:1], [], False

    def is_past(self, time: Time | None, incident_id: str | None) -> bool:
        """Return whether the time, or else the incident, was over for more than 30 days at the article's day."""
        if self.day is None:
            return False
        if time is not None and "X" not in time.value:
            return over_for(time.value, self.day)
        end = self.names.incidents[incident_id]["end"] if incident_id is not None else None
        return end is not None and over_for(end, self.day)

    def contexts(self, index: int, event: Event) -> list[str]:
        """Return what an event is about, in the order of the vocabulary: by the words near it and by who takes part."""
        found = self._told_of(index) | self._by_participants(event)
        return sorted(found, key=_CONTEXTS.index) if found else []

    def _told_of(self, index: int) -> set[str]:
        """Return what the words of a unit show it to be about."""
        if index not in self._topics:
            marked, text = self.names.lexicon.contexts, self._texts[index]
            self._topics[index] = {
                context
                for word in self._forms(index) & marked.keys()
                for phrase, context in marked[word]
                if phrase == word or phrase in text
            }
        return self._topics[index]

    def _by_participants(self, event: Event) -> set[str]:
        types = {self.names.types.get(slot.actor_id, "other") for slot in event.sources}
        if event.type == "ASSAULT":
            return {"terrorism"} if "armed_group" in types else {"military"}
        if event.type not in _DIPLOMATIC or types.isdisjoint(_OFFICIAL):
            return set()
        others = {self.names.types.get(slot.actor_id, "other") for slot in event.recipients}
        return {"diplomatic"} if not others or not others.isdisjoint(_OFFICIAL) else set()


def _inside(place: tuple[int, int, int, str], other: tuple[int, int, int, str]) -> bool:
    return place != other and other[0] <= place[0] and place[1] <= other[1]


def _token_at(parse: Parse, offset: int) -> int:
    token = bisect_right(parse.starts, offset) - 1
    return token if token >= 0 and offset < parse.ends[token] else 0


def _frame_distance(parse: Parse, trigger: int, token: int) -> int | None:
    """Return how far above a trigger a time stands that holds for it too: of a clause above it, or the noun that a
    clause with it is about ("in October, when clashes …"). None where it stands elsewhere.
    """
    above = parse.heads[token] if parse.deps[token] == "pobj" else token
    verb = parse.heads[above]
    if parse.pos[verb] not in ("VERB", "AUX"):
        verb = token
    for steps, each in enumerate(ancestors(parse, trigger), 1):
        if each in (verb, token):
            return 20 + steps
    return None


def _distance(parse: Parse, trigger: int, token: int, others: Collection[int] = ()) -> int | None:
    """Return how many steps up from a token the trigger, or the verb that carries it, is.

    None beyond its clause, and beyond a word that is among `others`.
    """
    goals = {trigger}
    if parse.pos[trigger] not in ("VERB", "AUX"):
        goals.add(parse.heads[trigger])
    for steps, each in enumerate(ancestors(parse, token), 1):
        if each in goals:
            return steps if each == trigger else steps + 1
        if each in others:
            return None
        if parse.pos[each] in ("VERB", "AUX"):
            return None
    return None
