"""Stances: who is for or against what, by evaluating words, by acts of speech, by deeds, by disputed claims.

A hit (`torkham.annotator.evaluating`) is a word that evaluates, with a holder and the words that it evaluates; the
target is the issue that these words name, else the actor, else it is open (guidelines §11).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from torkham.annotator.acts import by_events
from torkham.annotator.evaluated import phrase
from torkham.annotator.evaluating import OPPOSITE, Hit, by_words, embedded, is_asked, tellers
from torkham.annotator.event import Event, Slot
from torkham.annotator.issues import Issues, Named, Setting
from torkham.annotator.names import Names
from torkham.annotator.parse import Parse
from torkham.annotator.scene import Part, Scene, all_of
from torkham.annotator.slots import heads
from torkham.annotator.speech import Quotation, Voice, quotations, voice_of
from torkham.annotator.status import status
from torkham.annotator.syntax import ancestors, children, complements, doers
from torkham.annotator.viewpoints import viewpoints

AUTHOR = "author"
_CONFIDENCE = {"issue": 0.6, "actor": 0.5, "open": 0.35}
_MARKS = frozenset({"“", "”", '"'})
_CONDITIONS = frozenset({"if", "whether", "unless", "until", "lest"})


@dataclass
class Stance:
    """One stance of a scene while it is made; `target` is an issue's or actor's id, None where it is open."""

    scene: Scene
    holder_id: str
    holder: Slot | None
    target_kind: str
    target_id: str | None
    target: tuple[int, int] | None
    polarity: str
    expression: str
    voice: str
    evidence: tuple[int, int]
    attributed: list[Slot] = field(default_factory=list)
    cue: int | None = None
    confidence: float = 0.5


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
                found += _one_each(list(reader.stances()))
        return found


def settings(scenes: Sequence[Scene]) -> list[Setting]:
    """Return what the issues of each unit go by: its words and actors, and those of its paragraph and headings."""
    words = [_words(scene) for scene in scenes]
    paragraphs: dict[int | None, set[str]] = defaultdict(set)
    for scene, own in zip(scenes, words, strict=True):
        paragraphs[scene.unit.paragraph] |= own
    found, heading, headline = [], frozenset[str](), None
    for scene, own in zip(scenes, words, strict=True):
        found.append(Setting(own, (paragraphs[scene.unit.paragraph], heading, headline or frozenset())))
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
        found = [stance for hit in hits for stance in self._targets(embedded(hit, hits))]
        found += [*self._claims(), *self._deeds()]
        yield from sorted(found, key=lambda each: each.expression == "implicit")

    def _targets(self, hit: Hit) -> Iterator[Stance]:
        """Yield the stances of a hit: on each issue its words name, else on the actor, else on something open."""
        found = self.issues.named(self.parse, self.setting, hit.region)
        for each in found if "issue" in hit.kinds else ():
            if self.issues.kinds[each.issue_id] != "policy" or each.deed or (hit.contrary_only and each.agrees):
                continue
            if self._is_harmed(each, hit.head) or (each.wanted and hit.polarity == "against"):
                continue
            agrees = each.agrees != self._ends(each, hit.head)
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
        if not actors and "open" in hit.kinds and (span_ := phrase(self.parse, hit.heads[0])) is not None:
            yield from self._make(hit, "open", None, span_, hit.polarity)

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

    def _ends(self, named: Named, head: int) -> bool:
        """Return whether what names an issue is to be ended: to want a closure lifted is to want the opposite."""
        ending = self.names.lexicon.sets["ending"]
        return any(self.parse.lemmas[token] in ending for token in self._above(named, head))

    def _is_harmed(self, named: Named, head: int) -> bool:
        """Return whether an issue is only named as what something told by the way harms (§11.3)."""
        harming = self.names.lexicon.sets["harming"]
        return any(
            self.parse.lemmas[token] in harming and self.parse.deps[token] in ("relcl", "acl", "xcomp", "conj")
            for token in self._above(named, head)
        )

    def _claims(self) -> Iterator[Stance]:
        """Yield the stances of whoever affirms or denies a disputed claim, the writer included (§11.1)."""
        for named in self.issues.named(self.parse, self.setting):
            if self.issues.kinds[named.issue_id] != "claim" or self._is_supposed(named):
                continue
            voice = voice_of(named.first, self.voices)
            holders: tuple[Part, ...] = voice.speakers if voice is not None else ()
            if named.by_subject:
                holders = tuple(all_of(self.scene, self._sources(named), self.names)) or holders
            if named.whose and not self._is_whose(named):
                continue
            if named.by and not all(self._root(part.actor_id) in named.by for part in holders):
                continue
            polarity = "favor" if named.agrees else "against"
            if (voice is not None and voice.kind == "denial") or self._is_denied(named):
                polarity = OPPOSITE[polarity]
            hit = Hit(named.first, polarity, holders, voice, (), frozenset())
            yield from self._make(hit, "issue", named.issue_id, (named.first, named.stop), polarity)

    def _is_whose(self, named: Named) -> bool:
        """Return whether one of those whom a claim is about does what its verb says, or nobody is named as doing it."""
        verb = next((t for t in range(named.first, named.stop) if self.parse.pos[t] in ("VERB", "AUX")), None)
        parts = all_of(self.scene, doers(self.parse, verb), self.names) if verb is not None else []
        return not parts or any(self._root(part.actor_id) in named.whose for part in parts)

    def _is_denied(self, named: Named) -> bool:
        """Return whether the clause that makes a claim is negated, or its subject is "nobody"."""
        inside = range(named.first, named.stop)
        verbs = [t for t in inside if self.parse.pos[t] in ("VERB", "AUX")] or [named.head]
        words = {t: self.parse.words[t] for t in inside}
        signs = [child for verb in verbs for child in self.parse.children[verb] if self.parse.deps[child] == "neg"]
        signs += [child for child in children(self.parse, named.head, "det") if self.parse.lowers[child] == "no"]
        return any(sign not in words for sign in signs)

    def _is_supposed(self, named: Named) -> bool:
        """Return whether a claim stands in a condition or a question, so that nobody makes it."""
        for token in (named.head, *ancestors(self.parse, named.head)):
            if {self.parse.lowers[child] for child in children(self.parse, token, "mark")} & _CONDITIONS:
                return True
        return self.parse.words[-1] == "?"

    def _deeds(self) -> Iterator[Stance]:
        """Yield the stances that follow in one step from an act that the unit tells (§11.5)."""
        for named in self.issues.deeds(self.parse, self.setting):
            inside = range(named.first, named.stop)
            told_here = (each for each in self.events if each.candidate.head in inside)
            event = next(told_here, None)
            if self.parse.deps[named.act] == "csubj" or is_asked(self.parse, named.act, self.names.lexicon):
                continue  # "closing the border would …" tells no closing, nor does "must close"
            told = event.status if event else status(self.parse, named.act, self.names.lexicon, past=False)
            if told not in ("actual", "historical"):
                continue
            if event is not None:
                sources = [Part(each.actor_id, each.scene, each.referent) for each in event.sources]
            else:
                sources = all_of(self.scene, self._sources(named), self.names)
                voice = voice_of(named.act, self.said)
                sources = sources or (list(voice.speakers) if voice is not None else [])
            holders = tuple(part for part in sources if not named.by or self._root(part.actor_id) in named.by)
            if holders:
                polarity = "favor" if named.agrees else "against"
                hit = Hit(
                    named.act, polarity, holders, voice_of(named.act, self.said), (), frozenset(), expression="implicit"
                )
                yield from self._make(hit, "issue", named.issue_id, (named.first, named.stop), polarity)

    def _sources(self, named: Named) -> list[int]:
        """Return who does what names a claim or deed: the subject of its verb, the owner or "by" of its noun."""
        parse, lexicon = self.parse, self.names.lexicon
        verb = next((t for t in range(named.first, named.stop) if parse.pos[t] in ("VERB", "AUX")), None)
        if verb is not None and (found := doers(parse, verb)):
            return found
        whole = parse.heads[named.head] if parse.deps[named.head] == "compound" else named.head
        for noun in dict.fromkeys((whole, named.head, named.first)):
            found = children(parse, noun, "poss", "compound", "nmod", "amod")
            by = [child for child in children(parse, noun, "prep", "agent") if parse.lowers[child] == "by"]
            found += [each for child in by for each in complements(parse, child)]
            if any(self.scene.by_token.get(each) for each in found):
                return found
            if found := heads(parse, noun, "subject", lexicon):
                return found
        return []

    def _make(
        self, hit: Hit, kind: str, target_id: str | None, target: tuple[int, int], polarity: str
    ) -> Iterator[Stance]:
        tokens = [hit.head, *range(*target)]
        evidence = (min(tokens), max(tokens) + 1)
        holders: Sequence[Part | None] = self._held(hit)
        for holder in holders:
            if holder is None and hit.voice is not None and not hit.voice.speakers:
                continue  # somebody says so, who is not named
            holder_id = holder.actor_id if holder else AUTHOR
            if holder_id == target_id:
                continue
            attributed, cue = self._attributed(hit, holder)
            told = "authorial" if hit.expression == "implicit" and hit.voice is None else "indirect_report"
            voice = "authorial" if holder is None else "direct_quote" if self.quoted & set(tokens) else told
            slot = Slot(holder.actor_id, holder.scene, holder.referent, "sentence") if holder else None
            yield Stance(
                self.scene, holder_id, slot, kind, target_id, target, polarity, hit.expression, voice, evidence,
                attributed, cue, _CONFIDENCE[kind],
            )  # fmt: skip

    def _held(self, hit: Hit) -> Sequence[Part | None]:
        """Return who holds a hit: who voices the position of their own government or body holds it (§11.2)."""
        spoken = [part for voice in self._around(hit) for part in voice.speakers]
        spoken += all_of(self.scene, tellers(self.parse, hit.head, self.names.lexicon), self.names)
        found: dict[str, Part] = {}
        for holder in hit.holders:
            own = [part for part in spoken if self._root(part.actor_id) == self._root(holder.actor_id)]
            for part in own[:1] or [holder]:
                found.setdefault(part.actor_id, part)
        return list(found.values()) or [None]

    def _around(self, hit: Hit) -> list[Voice]:
        """Return the reported words in which a hit stands, the widest first."""
        return sorted((each for each in self.said if hit.head in each.tokens), key=lambda each: -len(each.tokens))

    def _attributed(self, hit: Hit, holder: Part | None) -> tuple[list[Slot], int | None]:
        """Return who tells another's stance: a speaker that neither holds it nor speaks for the holder (§11.2)."""
        voice = voice_of(hit.head, self.said)
        if holder is None or voice is None or not voice.speakers:
            return [], None
        speakers = [part for part in voice.speakers if self._root(part.actor_id) != self._root(holder.actor_id)]
        if not speakers:
            return [], None
        return [Slot(part.actor_id, part.scene, part.referent, "sentence") for part in speakers], voice.cue

    def _root(self, actor_id: str) -> str:
        while actor_id in self.names.parents:
            actor_id = self.names.parents[actor_id]
        return actor_id


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


def _one_each(stances: Sequence[Stance]) -> list[Stance]:
    """Return one stance for each holder and target: mixed where polarities differ, the first otherwise (§11.9).

    What follows from a deed counts only where nothing explicit is said.
    """
    found: dict[tuple[str, str, object], Stance] = {}
    for stance in stances:
        if stance.target_kind == "open" and any(_same_open(stance, each) for each in found.values()):
            continue
        key = (stance.holder_id, stance.target_kind, stance.target_id or stance.target)
        if key not in found:
            found[key] = stance
        elif (
            found[key].polarity != stance.polarity
            and not _overlap(found[key], stance)
            and stance.expression == "explicit"
        ):
            found[key].polarity = "mixed"
    return list(found.values())


def _same_open(a: Stance, b: Stance) -> bool:
    """Return whether two stances are one holder's on words of the unit that overlap."""
    if b.target_kind != "open" or a.holder_id != b.holder_id or a.target is None or b.target is None:
        return False
    return a.target[0] < b.target[1] and b.target[0] < a.target[1]


def _overlap(a: Stance, b: Stance) -> bool:
    """Return whether two stances rest on the same words, of which the first reading counts."""
    return a.evidence[0] < b.evidence[1] and b.evidence[0] < a.evidence[1]
