"""Stances: who is for or against what, by evaluating and deontic words, by acts of speech, by disputed claims.

A hit is a word that evaluates, with a holder and the words that it evaluates; the target is the issue that these words
name, else the actor, else it is open (guidelines §11).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from torkham.annotator.events import Event, Slot
from torkham.annotator.issues import Issues, Named
from torkham.annotator.lexicon import Lexicon
from torkham.annotator.names import Names
from torkham.annotator.parse import Parse
from torkham.annotator.scene import Part, Scene, all_of
from torkham.annotator.slots import heads
from torkham.annotator.speech import Voice, voice_of
from torkham.annotator.status import is_negated
from torkham.annotator.syntax import ancestors, children, doers, objects, subjects
from torkham.contract import Json

AUTHOR = "author"
_OPPOSITE = {"favor": "against", "against": "favor"}
_BY_EVENT = {"REQUEST": "favor", "AGREE": "favor", "REJECT": "against"}
"""What the source of an act of speech thinks of what the act is about."""


class Hit(NamedTuple):
    """Words that evaluate: the head, the polarity, the holders (none: the writer), the words evaluated."""

    head: int
    polarity: str
    holders: tuple[Part, ...]
    voice: Voice | None
    heads: tuple[int, ...]
    region: frozenset[int]
    actor_too: bool


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
        for index, scene in enumerate(self.scenes):
            if scene.parse is not None:
                hits = [*self._by_words(index), *self._by_events(index)]
                made = [stance for hit in hits for stance in self._targets(index, hit)]
                made += self._by_claims(index)
                found += _one_each(made)
        return found

    def _by_words(self, index: int) -> Iterator[Hit]:
        scene = self.scenes[index]
        parse = scene.parse
        assert parse is not None
        for token in range(len(parse)):
            for entry in self.names.evaluations.get(parse.lemmas[token], ()):
                if not _is_phrase(parse, token, entry["words"], entry["pos"]):
                    continue
                hit = self._hit(index, token, entry)
                if hit is not None:
                    yield hit
                    break

    def _hit(self, index: int, token: int, entry: Json) -> Hit | None:
        scene, lexicon = self.scenes[index], self.names.lexicon
        parse = scene.parse
        assert parse is not None
        voice = voice_of(token, self.voices[index])
        verb = parse.heads[token] if entry["pos"] == "modal" else token
        if entry["holder"] == "voice":
            holders = voice.speakers if voice is not None else ()
        else:
            slot = "subject" if entry["holder"] == "subject" else "owner"
            holders = tuple(all_of(scene, _holders(parse, token, slot, lexicon), self.names))
            if not holders:
                return None
        targets, region = _target(parse, verb, entry["target"], lexicon)
        if not region:
            return None
        polarity = str(entry["polarity"])
        if is_negated(parse, verb, lexicon):
            polarity = _OPPOSITE[polarity]
        return Hit(token, polarity, holders, voice, targets, region, entry["pos"] != "modal")

    def _by_events(self, index: int) -> Iterator[Hit]:
        scene = self.scenes[index]
        parse = scene.parse
        assert parse is not None
        for event in self.events:
            if event.scene is not scene or event.type not in _BY_EVENT or event.status not in ("actual", "historical"):
                continue
            head = event.candidate.head
            region = frozenset(token for token in parse.subtree(head) if token >= event.candidate.stop)
            for child in parse.children[head]:
                if parse.deps[child] in ("nsubj", "nsubjpass", "advcl", "parataxis", "conj", "agent"):
                    region -= frozenset(parse.subtree(child))
            if parse.pos[head] not in ("VERB", "AUX"):
                above = parse.heads[head]
                for child in children(parse, above, "prep", "ccomp", "xcomp"):
                    region |= frozenset(token for token in parse.subtree(child) if token > head)
            holders = tuple(Part(s.actor_id, s.scene, s.referent) for s in event.sources if s.referent is not None)
            if holders and region:
                yield Hit(head, _BY_EVENT[event.type], holders, event.voice, (), region, False)

    def _by_claims(self, index: int) -> Iterator[Stance]:
        """Yield the stances of whoever affirms or denies a disputed claim, the writer included (§11.1)."""
        scene = self.scenes[index]
        parse = scene.parse
        assert parse is not None
        for named in self.issues.claims(parse):
            head = named.first
            voice = voice_of(head, self.voices[index])
            polarity = "favor"
            if (voice is not None and voice.kind == "denial") or is_negated(parse, named.head, self.names.lexicon):
                polarity = "against"
            if not named.agrees:
                polarity = _OPPOSITE[polarity]
            hit = Hit(head, polarity, voice.speakers if voice else (), voice, (), frozenset(), False)
            yield from self._make(index, hit, "issue", named.issue_id, (named.first, named.stop), polarity)

    def _targets(self, index: int, hit: Hit) -> Iterator[Stance]:
        """Yield the stances of a hit: on each issue its words name, else on the actor, else on something open."""
        scene = self.scenes[index]
        parse = scene.parse
        assert parse is not None
        found = self.issues.named(parse, hit.region)
        named = [each for each in found if self.issues.kinds[each.issue_id] == "policy"]
        for each in named:
            polarity = hit.polarity if each.agrees != self._ends(parse, each, hit.head) else _OPPOSITE[hit.polarity]
            yield from self._make(index, hit, "issue", each.issue_id, (each.first, each.stop), polarity)
        if found or not hit.heads:
            return
        actors = all_of(scene, hit.heads, self.names, deep=False) if hit.actor_too else []
        for part in actors:
            assert part.referent is not None
            span = (part.referent.first, part.referent.stop)
            yield from self._make(index, hit, "actor", part.actor_id, span, hit.polarity)
        if not actors and (span_ := _phrase(parse, hit)) is not None:
            yield from self._make(index, hit, "open", None, span_, hit.polarity)

    def _ends(self, parse: Parse, named: Named, head: int) -> bool:
        """Return whether what names an issue is to be ended: to want a closure lifted is to want the opposite."""
        between = takewhile(lambda token: token != head, ancestors(parse, named.head))
        return any(parse.lemmas[token] in self.names.lexicon.sets["ending"] for token in between)

    def _make(
        self, index: int, hit: Hit, kind: str, target_id: str | None, target: tuple[int, int], polarity: str
    ) -> Iterator[Stance]:
        scene = self.scenes[index]
        parse = scene.parse
        assert parse is not None
        tokens = [hit.head, *range(*target)]
        evidence = (min(tokens), max(tokens) + 1)
        said = hit.voice is not None and bool(hit.voice.speakers)
        quoted = hit.voice is not None and hit.voice.quoted
        holders: Sequence[Part | None] = hit.holders or (None,)
        for holder in holders:
            if holder is None and hit.voice is not None and hit.voice.kind == "hearsay":
                continue
            holder_id = holder.actor_id if holder else AUTHOR
            if holder_id == target_id:
                continue
            attributed, cue = self._attributed(hit, holder)
            voice = "direct_quote" if quoted and said else "indirect_report" if holder else "authorial"
            slot = Slot(holder.actor_id, holder.scene, holder.referent, "sentence") if holder else None
            yield Stance(
                scene, holder_id, slot, kind, target_id, target, polarity, "explicit", voice, evidence, attributed, cue,
                {"issue": 0.6, "actor": 0.5, "open": 0.35}[kind],
            )  # fmt: skip

    def _attributed(self, hit: Hit, holder: Part | None) -> tuple[list[Slot], int | None]:
        """Return who tells another's stance: a speaker that neither holds it nor speaks for the holder (§11.2)."""
        if holder is None or hit.voice is None or not hit.voice.speakers:
            return [], None
        speakers = [part for part in hit.voice.speakers if self._root(part.actor_id) != self._root(holder.actor_id)]
        if not speakers:
            return [], None
        return [Slot(part.actor_id, part.scene, part.referent, "sentence") for part in speakers], hit.voice.cue

    def _root(self, actor_id: str) -> str:
        while actor_id in self.names.parents:
            actor_id = self.names.parents[actor_id]
        return actor_id


def _holders(parse: Parse, token: int, slot: str, lexicon: Lexicon) -> list[int]:
    """Return the heads of who holds what a word says; of "called it reckless" and "is opposed" the subject."""
    if slot == "subject" and parse.deps[token] == "oprd":
        return doers(parse, parse.heads[token])
    return heads(parse, token, slot, lexicon) or (subjects(parse, token) if slot == "subject" else [])


def _is_phrase(parse: Parse, token: int, phrases: Sequence[str], pos: str) -> bool:
    """Return whether a token heads one of some phrases, in the part of speech that the entry is for."""
    tags = {
        "verb": ("VERB", "AUX"),
        "noun": ("NOUN", "PROPN"),
        "adjective": ("ADJ", "VERB", "ADV"),
        "modal": ("AUX", "VERB"),
    }
    if pos in tags and parse.pos[token] not in tags[pos]:
        return False
    for phrase in phrases:
        words = phrase.split()
        following = zip(words, parse.lemmas[token:], parse.lowers[token:], strict=False)
        if len(parse) - token >= len(words) and all(word in (lemma, lower) for word, lemma, lower in following):
            return True
    return False


def _target(parse: Parse, token: int, slots: Sequence[str], lexicon: object) -> tuple[tuple[int, ...], frozenset[int]]:
    """Return the heads and all tokens of what an evaluating word evaluates: its first slot that holds anything."""
    for slot in slots:
        if slot == "whole":
            apart = {t for child in children(parse, token, "advcl", "conj") for t in parse.subtree(child)}
            return (), frozenset(parse.subtree(token)) - apart
        if slot == "noun":
            found = [parse.heads[token]] if parse.deps[token] in ("amod", "acl") else []
        elif slot == "subject" and parse.deps[token] == "oprd":
            found = objects(parse, parse.heads[token])
        elif slot == "clause":
            clauses = children(parse, token, "ccomp", "xcomp", "acl", "pcomp")
            if clauses:
                return (), frozenset(each for clause in clauses for each in parse.subtree(clause))
            continue
        elif slot == "subject" and parse.pos[token] not in ("VERB", "AUX"):
            found = heads(parse, token, slot, lexicon)
        else:
            found = heads(parse, token, slot, lexicon) if slot != "subject" else doers(parse, token)
        if found:
            return tuple(found), frozenset(each for head in found for each in parse.subtree(head)) - {token}
    return (), frozenset()


def _phrase(parse: Parse, hit: Hit) -> tuple[int, int] | None:
    """Return the shortest phrase that names an open target: the noun with what stands before it in its phrase."""
    head = hit.heads[0]
    if parse.pos[head] not in ("NOUN", "PROPN"):
        return None
    first = head
    while first and parse.heads[first - 1] == head and parse.deps[first - 1] in ("compound", "amod"):
        first -= 1
    return first, head + 1


def _one_each(stances: Sequence[Stance]) -> list[Stance]:
    """Return one stance for each holder and target: mixed where polarities differ, the first otherwise (§11.9)."""
    found: dict[tuple[str, str, object], Stance] = {}
    for stance in stances:
        key = (stance.holder_id, stance.target_kind, stance.target_id or stance.target)
        if key not in found:
            found[key] = stance
        elif found[key].polarity != stance.polarity and not _overlap(found[key], stance):
            found[key].polarity = "mixed"
    return list(found.values())


def _overlap(a: Stance, b: Stance) -> bool:
    """Return whether two stances rest on the same words, of which the first reading counts."""
    return a.evidence[0] < b.evidence[1] and b.evidence[0] < a.evidence[1]
