"""Participants: whom a trigger's own phrases name as doing it, and as those it is done to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from torkham import contract
from torkham.annotator.candidate import Candidate
from torkham.annotator.names import Names
from torkham.annotator.parse import Parse
from torkham.annotator.scene import Part, Scene, all_of
from torkham.annotator.slots import givers, heads, nested
from torkham.annotator.speech import Voice
from torkham.annotator.syntax import children, doers, governor, objects, prepositional
from torkham.annotator.told import is_toll
from torkham.annotator.trigger import Trigger

SPEECH = frozenset({"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
"""Types of words, in which a place is mostly that of what is spoken of."""
_WITH_RECIPIENT = frozenset(
    type_ for type_, term in contract.terms("event_type").items() if term["recipient"] == "required"
)
"""Types of events that have a recipient always."""
_EACH_OTHER = frozenset({"each other", "one another"})
_DOERS = frozenset({"by", "of"})
"""Prepositions that mostly say who did an act, or what another word is of."""


class Named(NamedTuple):
    """Whom a trigger's own phrases name, and whether they do it to each other."""

    sources: list[Part]
    recipients: list[Part]
    reciprocal: bool


def named(scene: Scene, candidate: Candidate, voice: Voice | None, names: Names) -> Named:
    """Return sources and recipients that the trigger's own phrases name, and whether the act is mutual."""
    frame = candidate.entry.frame
    sources = _in_slots(scene, candidate, frame.source, names, every=frame.sides, anybody=False)
    if not sources and "voice" in frame.source and voice is not None:
        sources = list(voice.speakers)
    given: list[Part] = []
    if not sources and candidate.entry.type in SPEECH and scene.parse is not None:
        giving, getting = givers(scene.parse, candidate.head)
        sources, given = all_of(scene, giving, names), all_of(scene, getting, names)
    known = frozenset(part.actor_id for part in sources)
    slots = frame.recipient
    if candidate.entry.type == "REJECT" and "maker" not in slots:
        slots = (*slots, "maker")  # whose offer or demand is turned down
    recipients = _in_slots(scene, candidate, slots, names, every=False, apart=known)
    if candidate.entry.type == "ASSAULT" and scene.parse is not None:
        tolls = [verb for verb in children(scene.parse, candidate.head, "advcl") if is_toll(scene.parse, verb)]
        harmed = all_of(scene, [each for verb in tolls for each in objects(scene.parse, verb)], names)
        recipients += [part for part in harmed if part not in recipients]
    recipients = [part for part in given if part.actor_id not in known] or recipients
    if candidate.entry.type in ("RETREAT", "MOBILIZE", "SANCTION"):
        recipients = [part for part in recipients if not _is_own(scene, part, known)]
    wanted = (
        bool(sources) and not recipients and ((frame.sides and len(sources) < 2) or needs_recipient(candidate.entry))
    )
    if wanted:
        recipients = _below(scene, candidate, known, names)
    if frame.sides and sources and scene.parse is not None and _is_with(scene, candidate, sources, names):
        verb = governor(scene.parse, candidate.head)  # "pencilled in a meeting with Kabul"
        more = all_of(scene, doers(scene.parse, verb), names) if verb is not None else []
        recipients = [*recipients, *(part for part in more if part.actor_id not in known)]
    if frame.sides or (len(sources) > 1 and scene.parse is not None and _is_mutual(scene.parse, candidate.head)):
        return Named([*sources, *recipients], [], reciprocal=True)
    return Named(sources, recipients, reciprocal=False)


def _is_mutual(parse: Parse, verb: int) -> bool:
    """Return whether all do something to one another: "pounded each other", "fired at one another"."""
    if "other" not in parse.forms and "another" not in parse.forms:
        return False
    around = [
        *children(parse, verb, "dobj", "dative"),
        *prepositional(parse, verb, "at", "on", "against", "with", "to"),
    ]
    return any(token and f"{parse.lowers[token - 1]} {parse.lowers[token]}" in _EACH_OTHER for token in around)


def _is_with(scene: Scene, candidate: Candidate, sources: Sequence[Part], names: Names) -> bool:
    """Return whether an object names only those with whom somebody does something."""
    parse = scene.parse
    assert parse is not None
    if parse.pos[candidate.head] != "NOUN" or parse.deps[candidate.head] != "dobj":
        return False
    found = all_of(scene, heads(parse, candidate.head, "with", names.lexicon), names)
    return {part.actor_id for part in found} == {part.actor_id for part in sources}


def _below(scene: Scene, candidate: Candidate, apart: frozenset[str], names: Names) -> list[Part]:
    """Return who is named in a preposition of the frame that the parser hangs from another word of the clause."""
    frame, parse = candidate.entry.frame, scene.parse
    assert parse is not None
    for slot in (each for each in (frame.source if frame.sides else frame.recipient) if each not in _DOERS):
        found = all_of(scene, nested(parse, candidate.head, slot), names)
        if found := [part for part in found if part.actor_id not in apart]:
            return found
    return []


def _in_slots(
    scene: Scene,
    candidate: Candidate,
    slots: Iterable[str],
    names: Names,
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
        if not (tokens := heads(parse, candidate.head, slot, names.lexicon)):
            continue
        if slot == "object" and (given := children(parse, candidate.head, "dative")):
            tokens = [each for each in tokens if each in given] or tokens
        if slot == "object" and candidate.entry.frame.name == "undertake" and _is_offered(parse, candidate.head):
            continue
        for part in all_of(scene, tokens, names):
            if not anybody and _is_anybody(part, names):
                continue
            attribute = every and slot == "owner" and _is_attribute(part, names)
            if part.actor_id not in apart and not attribute:
                found.setdefault(part.actor_id, part)
    return list(found.values())


def needs_recipient(entry: Trigger) -> bool:
    """Return whether a type of event has a recipient always."""
    return entry.type in _WITH_RECIPIENT


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
