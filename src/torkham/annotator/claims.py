"""Claims and deeds: what a unit shows of positions on issues without an evaluating word.

Whoever affirms or denies a disputed claim takes a side (guidelines §11.1), and so does whoever does what an issue is
about (§11.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from torkham.annotator.deeds import named_by_events
from torkham.annotator.evaluating import OPPOSITE, Hit, is_asked, is_nobody
from torkham.annotator.event import Event
from torkham.annotator.issues import Issues, Named, Setting, kept
from torkham.annotator.names import Names, root
from torkham.annotator.parse import Parse
from torkham.annotator.scene import Part, Scene, all_of
from torkham.annotator.slots import heads
from torkham.annotator.speech import Voice, voice_of
from torkham.annotator.status import status
from torkham.annotator.syntax import ancestors, children, complements, doers, is_passive

_TOLD = frozenset({"actual", "historical", "negated"})
_CONDITIONS = frozenset({"if", "whether", "unless", "until", "lest"})


class Shown(NamedTuple):
    """Words that show a position on an issue: the hit with its holders, what names the issue, and the polarity."""

    hit: Hit
    named: Named
    polarity: str


@dataclass
class Claims:
    """Reads the claims and deeds of one unit. `said` are its reported words, `voices` these and views."""

    scene: Scene
    parse: Parse
    said: Sequence[Voice]
    voices: Sequence[Voice]
    events: Sequence[Event]
    setting: Setting
    names: Names
    issues: Issues

    def claims(self) -> Iterator[Shown]:
        """Yield the stances of whoever affirms or denies a disputed claim, the writer included (§11.1)."""
        for named in self._named(self.issues.claims(self.parse, self.setting), deeds=False):
            if self.issues.kinds[named.issue_id] != "claim" or self._is_supposed(named):
                continue
            voice = voice_of(named.first, self.voices)
            holders: tuple[Part, ...] = voice.speakers if voice is not None else ()
            if named.by_subject:
                holders = tuple(all_of(self.scene, self._sources(named), self.names)) or holders
            if named.whose and not self._is_whose(named):
                continue
            if named.by and not all(root(part.actor_id, self.names) in named.by for part in holders):
                continue
            polarity = "favor" if named.agrees else "against"
            if (voice is not None and voice.kind == "denial") or self._is_denied(named):
                polarity = OPPOSITE[polarity]
            hit = Hit(named.first, polarity, holders, voice, (), frozenset())
            yield Shown(hit, named, polarity)

    def _named(self, found: list[Named], *, deeds: bool) -> list[Named]:
        """Return the issues that words name, and those that only events do."""
        events = [each for each in self.events if each.status in _TOLD]
        if not events:
            return found
        known = {each.issue_id for each in found}
        told = named_by_events(self.scene, events, self.names, self.issues.kinds, deeds=deeds)
        return found + [each for each in told if deeds or each.issue_id not in known]

    def _is_whose(self, named: Named) -> bool:
        """Return whether one of those whom a claim is about does what its verb says, or nobody is named as doing it."""
        verb = next((t for t in range(named.first, named.stop) if self.parse.pos[t] in ("VERB", "AUX")), None)
        parts = all_of(self.scene, doers(self.parse, verb), self.names) if verb is not None else []
        return not parts or any(root(part.actor_id, self.names) in named.whose for part in parts)

    def _is_denied(self, named: Named) -> bool:
        """Return whether the clause that makes a claim is negated, or its subject is "nobody"."""
        inside = range(named.first, named.stop)
        verbs = [t for t in inside if self.parse.pos[t] in ("VERB", "AUX")] or [named.head]
        words = {t: self.parse.words[t] for t in inside}
        signs = [child for verb in verbs for child in self.parse.children[verb] if self.parse.deps[child] == "neg"]
        signs += [child for child in children(self.parse, named.head, "det") if self.parse.lowers[child] == "no"]
        subjects_ = (each for verb in verbs for each in children(self.parse, verb, "nsubj", "nsubjpass"))
        signs += [each for each in subjects_ if is_nobody(self.parse, each)]
        return any(sign not in words for sign in signs)

    def _is_supposed(self, named: Named) -> bool:
        """Return whether a claim stands in a condition or a question, so that nobody makes it."""
        for token in (named.head, *ancestors(self.parse, named.head)):
            if {self.parse.lowers[child] for child in children(self.parse, token, "mark")} & _CONDITIONS:
                return True
        return self.parse.words[-1] == "?"

    def deeds(self) -> Iterator[Shown]:
        """Yield the stances that follow in one step from an act that the unit tells (§11.5)."""
        for named in self._named(self.issues.deeds(self.parse, self.setting), deeds=True):
            if self.issues.kinds[named.issue_id] != "policy" and not named.by_subject:
                continue
            if kept(self.parse, named.act):  # "kept the gates bolted"
                named = named._replace(first=self.parse.heads[named.act])
            inside = range(named.first, named.stop)
            told_here = (each for each in self.events if each.candidate.head in inside)
            event = next(told_here, None)
            if self.parse.deps[named.act] == "csubj" or is_asked(self.parse, named.act, self.names.lexicon):
                continue  # "closing the border would …" tells no closing, nor does "must close"
            if is_passive(self.parse, named.act) and not doers(self.parse, named.act):
                continue  # nobody is named who closed it (§11.3)
            told = event.status if event else status(self.parse, named.act, self.names.lexicon, past=False)
            if told not in ("actual", "historical"):
                continue
            if event is not None:
                named_here = (each for each in event.sources if each.warrant == "sentence")
                sources = [Part(each.actor_id, each.scene, each.referent) for each in named_here]
            else:
                sources = all_of(self.scene, self._sources(named), self.names)
                voice = voice_of(named.act, self.said)
                sources = sources or (list(voice.speakers) if voice is not None else [])
            holders = tuple(part for part in sources if not named.by or root(part.actor_id, self.names) in named.by)
            if holders:
                polarity = "favor" if named.agrees else "against"
                voice, expression = voice_of(named.act, self.said), "explicit" if named.by_subject else "implicit"
                hit = Hit(named.act, polarity, holders, voice, (), frozenset(), expression=expression)
                yield Shown(hit, named, polarity)

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
