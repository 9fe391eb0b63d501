"""Stances: who is for or against what, by evaluating words, by acts of speech, by deeds, by disputed claims.

A hit (`torkham.annotator.evaluating`) is a word that evaluates, with a holder and the words that it evaluates; the
target is the issue that these words name, else the actor, else it is open (guidelines §11). Deeds and disputed claims
are read by `torkham.annotator.claims`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from torkham.annotator.acts import by_events
from torkham.annotator.claims import Claims
from torkham.annotator.deeds import named_by_events
from torkham.annotator.evaluating import OPPOSITE, Hit, by_words, embedded, tellers
from torkham.annotator.event import Event, Slot
from torkham.annotator.issues import Issues, Named, Setting
from torkham.annotator.names import Names, root
from torkham.annotator.naming import by_bidding, by_naming
from torkham.annotator.open_targets import phrase, turned
from torkham.annotator.parse import Parse
from torkham.annotator.quoting import Quotation, quotations
from torkham.annotator.scene import Part, Scene, all_of
from torkham.annotator.speech import Voice, voice_of
from torkham.annotator.stance import Stance, one_each
from torkham.annotator.syntax import ancestors, children
from torkham.annotator.viewpoints import viewpoints

AUTHOR = "author"
_CONFIDENCE = {"issue": 0.6, "actor": 0.5, "open": 0.35}
_WHERE = frozenset({"at", "near", "from"})
_BY_THE_WAY = ("relcl", "acl", "xcomp", "conj")
"""Relations of clauses that say more of something."""
_MARKS = frozenset({"“", "”", '"'})


@dataclass
class Judge:
    """Reads the stances of an article's scenes."""

    scenes: Sequence[Scene]
    names: Names
    voices: Sequence[list[Voice]]
    events: Sequence[Event]
    issues: Issues

    def stances(self) -> list[Stance]:
        """Return the stances of all scenes, one for each holder and target of a unit."""
        found: list[Stance] = []
        told: dict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            told[event.scene.unit.sentence_id].append(event)
        each = zip(self.scenes, self.voices, settings(self.scenes), quotations(self.scenes), strict=True)
        for scene, said, setting, before in each:
            if scene.parse is not None:
                quoted, events = _quoted(scene.parse, before), told[scene.unit.sentence_id]
                reader = _Reader(scene, scene.parse, said, events, quoted, setting, self.names, self.issues)
                found += one_each(list(reader.stances()))
        return found


def settings(scenes: Sequence[Scene]) -> list[Setting]:
    """Return what the issues of each unit go by: its words and actors, and those of its paragraph and headings."""
    paragraphs: dict[int | None, list[frozenset[str]]] = defaultdict(list)
    found: list[Setting] = []
    heading, headline = frozenset[str](), None
    for scene in scenes:
        own, paragraph = _words(scene), paragraphs[scene.unit.paragraph]
        paragraph.append(own)
        found.append(Setting(own, paragraph, (heading, headline or frozenset())))
        if scene.unit.role == "heading":
            heading = own
        elif scene.unit.role == "headline" and headline is None:
            headline = own
    return found


def _words(scene: Scene) -> frozenset[str]:
    """Return the words of a unit, as lemmas and as they are, and the ids of whom its phrases stand for."""
    if scene.parse is None:
        return frozenset()
    actors = {word for each in scene.referents if each.actor_id for word in each.actor_id.split("_")}
    return scene.parse.forms | actors


@dataclass
class _Reader:
    """Reads the stances of one unit."""

    scene: Scene
    parse: Parse
    said: Sequence[Voice]
    events: Sequence[Event]
    quoted: frozenset[int]
    setting: Setting
    names: Names
    issues: Issues

    def __post_init__(self) -> None:
        """Add the views of others that the writer gives to what is said."""
        self.voices = [*self.said, *viewpoints(self.scene, self.names)]

    def stances(self) -> Iterator[Stance]:
        """Yield the stances of the unit, several of one holder and target included."""
        hits = [*by_words(self.scene, self.voices, self.names), *by_events(self.scene, self.events, self.names)]
        hits += by_naming(self.scene, self.said, self.names, hits)
        hits += by_bidding(self.scene, self.said, self.names.lexicon)
        found = [stance for hit in hits for stance in self._targets(embedded(hit, hits))]
        claims = Claims(
            self.scene, self.parse, self.said, self.voices, self.events, self.setting, self.names, self.issues
        )
        for hit, named, polarity in (*claims.claims(), *claims.deeds()):
            found += self._make(hit, "issue", named.issue_id, (named.first, named.stop), polarity)
        yield from (each for each in found if each.expression != "implicit")
        yield from (each for each in found if each.expression == "implicit")

    def _targets(self, hit: Hit) -> Iterator[Stance]:
        """Yield the stances of a hit: on each issue its words name, else on the actor, else on something open."""
        found = self._named(hit)
        for each in found if "issue" in hit.kinds else ():
            if self.issues.kinds[each.issue_id] != "policy" or each.deed or (hit.contrary_only and each.agrees):
                continue
            above = self._above(each, hit.head)
            if self._is_harmed(above) or (each.wanted and hit.polarity == "against"):
                continue
            agrees = each.agrees != (self._ends(above) or self._is_opposed(hit, each.head))
            agrees ^= self._is_not_to_be(each, hit.head)
            polarity = hit.polarity if agrees else OPPOSITE[hit.polarity]
            yield from self._make(hit, "issue", each.issue_id, (each.first, each.stop), polarity)
        judged = all_of(self.scene, self._judged(hit), self.names)
        if (found and not judged) or not hit.heads or hit.contrary_only:
            return
        actors = all_of(self.scene, hit.heads, self.names, deep=False) or judged
        for part in actors if "actor" in hit.kinds else ():
            assert part.referent is not None
            span = (part.referent.first, part.referent.stop)
            yield from self._make(hit, "actor", part.actor_id, span, hit.polarity)
        if not actors and "open" in hit.kinds:
            head, contrary = turned(self.parse, hit.head, hit.heads[0], self.names.lexicon)
            contrary ^= self._is_opposed(hit, hit.heads[0])
            if (words := phrase(self.parse, head, hit.head)) is not None:
                yield from self._make(hit, "open", None, words, OPPOSITE[hit.polarity] if contrary else hit.polarity)

    def _named(self, hit: Hit) -> list[Named]:
        """Return the issues that a hit's region names by its words, and that the events name that are evaluated."""
        found = [each for each in self.issues.named(self.parse, self.setting, hit.region) if not self._is_name(each)]
        if not self.events:
            return found
        judged = {*hit.heads, self.parse.heads[hit.head]}
        known = {each.issue_id for each in found}
        told = named_by_events(self.scene, self.events, self.names, self.issues.kinds, deeds=False)
        return found + [each for each in told if each.first in judged and each.issue_id not in known]

    def _is_name(self, named: Named) -> bool:
        """Return whether words that would name an issue are part of a name, "the Chamber of Commerce", or say where."""
        if self.parse.pos[named.head] == "PROPN":
            above = self.parse.heads[named.head]
            is_of_name = self.parse.lowers[above] == "of" and self.parse.pos[self.parse.heads[above]] == "PROPN"
            if is_of_name or self.parse.lowers[above] in _WHERE:
                return True
        if self.parse.lowers[named.head] == "talk" and self.parse.pos[named.head] == "NOUN":
            return True  # "the talk of a wall" is a rumour, unlike talks
        whose = self.scene.by_token.get(named.first)
        if whose is not None and self.parse.pos[whose.head] != "PROPN":
            return False
        return whose is not None and whose.actor_id is not None and not whose.ground and named.stop <= whose.head

    def _judged(self, hit: Hit) -> list[int]:
        """Return whose conduct a hit judges: in "doubts Kabul's intentions" Kabul."""
        worth = self.names.lexicon.sets["worth"]
        return [
            owner
            for head in hit.heads
            if self.parse.lemmas[head] in worth
            for owner in children(self.parse, head, "poss", "amod", "compound")
        ]

    def _above(self, named: Named, head: int) -> list[int]:
        """Return the words between what names an issue and the word that evaluates it."""
        above = takewhile(lambda token: token != head, ancestors(self.parse, named.head))
        return [token for token in above if not named.first <= token < named.stop]

    def _ends(self, above: Sequence[int]) -> bool:
        """Return whether what names an issue is to be ended: to want a closure lifted is to want the opposite."""
        ending = self.names.lexicon.sets["ending"]
        return any(self.parse.lemmas[token] in ending for token in above)

    def _is_not_to_be(self, named: Named, head: int) -> bool:
        """Return whether a clause below an evaluating word negates what names an issue: "ought never to be shut"."""
        parse, around = self.parse, {head, *ancestors(self.parse, head)}
        below = takewhile(lambda token: token not in around, (named.head, *ancestors(parse, named.head)))
        verbs = [each for each in below if parse.pos[each] in ("VERB", "AUX")]
        signs = [child for verb in verbs for child in children(parse, verb, "neg")]
        return any(not named.first <= sign < named.stop for sign in signs)

    def _is_opposed(self, hit: Hit, token: int) -> bool:
        """Return whether words that favour something else stand before "against": "petitioned against the tax"."""
        chain = [token, *takewhile(lambda each: each != hit.head, ancestors(self.parse, token))]
        return hit.polarity == "favor" and self.parse.lowers[chain[-1]] == "against"

    def _is_harmed(self, above: Sequence[int]) -> bool:
        """Return whether an issue is only named as what something told by the way harms (§11.3)."""
        harming, parse = self.names.lexicon.sets["harming"], self.parse
        return any(parse.lemmas[each] in harming and parse.deps[each] in _BY_THE_WAY for each in above)

    def _make(
        self, hit: Hit, kind: str, target_id: str | None, target: tuple[int, int], polarity: str
    ) -> Iterator[Stance]:
        evidence = (min(hit.head, target[0]), max(hit.head + 1, target[1]))
        holders: Sequence[Part | None] = self._held(hit)
        for holder in holders:
            if holder is None and hit.voice is not None and not hit.voice.speakers:
                continue  # somebody says so, who is not named
            holder_id = holder.actor_id if holder else AUTHOR
            if holder_id == target_id:
                continue
            attributed, cue = self._attributed(hit, holder)
            told = "authorial" if hit.expression == "implicit" and hit.voice is None else "indirect_report"
            voice = "authorial" if holder is None else "direct_quote" if self._is_quoted(hit, target) else told
            slot = Slot(holder.actor_id, holder.scene, holder.referent, "sentence") if holder else None
            yield Stance(
                self.scene, holder_id, slot, kind, target_id, target, polarity, hit.expression, voice, evidence,
                attributed, cue, _CONFIDENCE[kind],
            )  # fmt: skip

    def _is_quoted(self, hit: Hit, target: tuple[int, int]) -> bool:
        """Return whether the words of a stance stand between quotation marks, or some of them."""
        return bool(self.quoted) and not self.quoted.isdisjoint((hit.head, *range(*target)))

    def _held(self, hit: Hit) -> Sequence[Part | None]:
        """Return who holds a hit: who voices the position of their own government or body holds it (§11.2)."""
        if not hit.holders:
            return [None]
        spoken = [part for voice in self._around(hit) for part in voice.speakers]
        spoken += all_of(self.scene, tellers(self.parse, hit.head, self.names.lexicon), self.names)
        found: dict[str, Part] = {}
        for holder in hit.holders:
            own = [part for part in spoken if root(part.actor_id, self.names) == root(holder.actor_id, self.names)]
            for part in own[:1] or [holder]:
                found.setdefault(part.actor_id, part)
        return list(found.values())

    def _around(self, hit: Hit) -> list[Voice]:
        """Return the reported words in which a hit stands, the widest first."""
        return sorted((each for each in self.said if hit.head in each.tokens), key=lambda each: -len(each.tokens))

    def _attributed(self, hit: Hit, holder: Part | None) -> tuple[list[Slot], int | None]:
        """Return who tells another's stance: a speaker that neither holds it nor speaks for the holder (§11.2)."""
        voice = voice_of(hit.head, self.said)
        if holder is None or voice is None or not voice.speakers:
            return [], None
        speakers = [
            part for part in voice.speakers if root(part.actor_id, self.names) != root(holder.actor_id, self.names)
        ]
        if not speakers:
            return [], None
        return [Slot(part.actor_id, part.scene, part.referent, "sentence") for part in speakers], voice.cue


def _quoted(parse: Parse, before: Quotation) -> frozenset[int]:
    """Return the tokens of a unit between quotation marks, those that its paragraph has open `before` it counted."""
    depth, straight = max(0, before.depth), before.straight
    if not depth and not straight and _MARKS.isdisjoint(parse.forms):
        return frozenset()
    found = set()
    for token, word in enumerate(parse.words):
        depth = max(0, depth + (word == "“") - (word == "”"))
        straight ^= word == '"'
        if depth or straight:
            found.add(token)
    return frozenset(found)
