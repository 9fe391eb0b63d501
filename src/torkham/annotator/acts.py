"""Acts: what the sources of demands, promises, refusals, charges and praise thereby show to think.

A demand or promise is for what it is about, a refusal or denial against it; a charge affirms what it says and is
against whom it disapproves of; praise and thanks are for whom they go to (guidelines §11.2 to §11.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from torkham.annotator.evaluating import Hit
from torkham.annotator.event import Event
from torkham.annotator.lexicon import Lexicon
from torkham.annotator.names import Names, root
from torkham.annotator.open_targets import content as told_by
from torkham.annotator.parse import Parse
from torkham.annotator.scene import Part, Scene
from torkham.annotator.slots import carriers
from torkham.annotator.syntax import children, complements, is_infinitive, objects

_TOLD = ("actual", "historical")
_SHOWN = {
    "REQUEST": ("favor", "explicit", ("issue", "open")),
    "AGREE": ("favor", "explicit", ("issue",)),
    "REJECT": ("against", "explicit", ("issue", "open")),
}
"""What the source of an act of speech thinks of what the act is about, and what targets may stand there."""
_CONDITIONAL = frozenset({"THREATEN", "REJECT", "PROTEST"})
"""Acts that somebody keeps up until they get what they want."""
_RELATIVE = frozenset({"which", "who", "whose", "whom"})
_BESIDE = frozenset({"nsubj", "nsubjpass", "advcl", "parataxis", "conj", "agent"})
"""What stands beside an act of speech and is not what it is about."""
_WORRIES = frozenset({"concern", "worry", "unease", "disquiet", "apprehension"})
_DENIED = frozenset({"ASSAULT", "COERCE", "AID", "MOBILIZE", "SANCTION", "ACCUSE", "THREATEN", "RETREAT"})
"""Acts that somebody is charged with, and denies."""
_PROTESTED = frozenset({"against", "over"})
_OWED = frozenset({"pay", "wage", "salary", "arrear", "arrears", "compensation", "right", "job", "water", "food"})
"""What is protested over because it is wanted."""
_SPOKEN = frozenset({*_SHOWN, "ACCUSE", "SUPPORT"})
"""Types of acts of speech that are for or against what they are about."""
_SHOWING = frozenset({*_SPOKEN, *_CONDITIONAL, "PROTEST", "SANCTION", "COERCE"})
"""Types of acts that show what their sources think of something."""
_UNMET = frozenset({"unless", "until", "till"})
_ABOUT = frozenset({"of", "for", "about", "over", "on", "against", "to", "with", "behind", "at"})


def by_events(scene: Scene, events: Sequence[Event], names: Names) -> Iterator[Hit]:
    """Yield what the acts that a unit tells show of their sources' positions."""
    parse = scene.parse
    assert parse is not None
    for event in events:
        if event.scene is scene and event.status == "negated":
            yield from _denial(parse, event, names)
        if event.type not in _SHOWING or event.scene is not scene or event.status not in _TOLD:
            continue
        holders = tuple(Part(s.actor_id, s.scene, s.referent) for s in event.sources if s.referent is not None)
        if not holders:
            continue
        head = event.candidate.head
        content = tuple(_content(parse, event, names.lexicon)) if event.type in _SPOKEN else ()
        asked = _asked(event, events) if event.type == "REJECT" and not content else None
        if asked is not None:
            content = tuple(_content(parse, asked, names.lexicon))
            yield Hit(head, "against", holders, event.voice, content, _region(parse, asked), ("issue", "open"))
        elif event.type in _SHOWN:
            polarity, expression, kinds = _SHOWN[event.type]
            if event.type == "REJECT" and event.candidate.entry.mode is None and _is_clause(parse, content):
                kinds = ("open",)  # who denies a fact opposes no policy
            if event.candidate.entry.mode == "assist":  # who asks for help, or denies it, judges nothing
                kinds = ("issue",)
            if region := _region(parse, event):
                yield Hit(head, polarity, holders, event.voice, content, region, kinds, expression)
        elif event.type == "ACCUSE":
            yield from _charge(parse, event, holders, content)
        elif event.type == "SUPPORT":
            yield from _backing(parse, event, holders, content)
        if event.type in ("PROTEST", "SANCTION"):
            yield from _grievance(parse, event, holders)
        elif event.type == "COERCE":
            yield from _prohibition(parse, event, holders)
        if event.type in _CONDITIONAL:
            yield from _condition(parse, event, holders)


def _asked(refusal: Event, events: Sequence[Event]) -> Event | None:
    """Return the request before a bare refusal, which refuses it: "asked it to free them; the ministry declined"."""
    asked = [each for each in events if each.scene is refusal.scene and each.type in ("REQUEST", "AGREE")]
    refusing = {each.actor_id for each in refusal.sources}
    before = [each for each in asked if each.candidate.head < refusal.candidate.head]
    before = [each for each in before if refusing.isdisjoint(slot.actor_id for slot in each.sources)]
    return before[-1] if before else None


def _is_clause(parse: Parse, content: Sequence[int]) -> bool:
    """Return whether an act of speech is about a fact that a clause tells, or a noun's clause: "the report that …"."""
    if not content:
        return False
    is_finite = parse.pos[content[0]] in ("VERB", "AUX") and not is_infinitive(parse, content[0])
    return is_finite or (parse.pos[content[0]] == "NOUN" and told_by(parse, content[0]) is not None)


def _charge(parse: Parse, event: Event, holders: tuple[Part, ...], content: tuple[int, ...]) -> Iterator[Hit]:
    """Yield what a charge affirms, if it is one of a deed, else whom or what it disapproves of."""
    clauses = tuple(each for each in content if parse.pos[each] in ("VERB", "AUX"))
    disapproves = event.candidate.entry.mode == "disapprove"
    if clauses and event.candidate.entry.mode != "investigate":
        region = frozenset(parse.subtree(clauses[0]))
        polarity = "against" if disapproves or _is_reproach(parse, clauses[0]) else "favor"
        yield Hit(event.candidate.head, polarity, holders, event.voice, clauses, region, ("open",))
    elif disapproves and (found := list(_toward(parse, event, "against", holders))):
        yield from found
    elif content and _is_judged(parse, event):
        region = frozenset(parse.subtree(content[0]))
        kinds = ("issue", "open") if disapproves else ("open",)
        yield Hit(event.candidate.head, "against", holders, event.voice, content[:1], region, kinds)


def _is_reproach(parse: Parse, clause: int) -> bool:
    """Return whether a charge is for what somebody does, and not that they do it: "took Kabul to task for delaying"."""
    return parse.deps[clause] == "pcomp" and parse.lowers[parse.heads[clause]] in ("for", "over")


def _is_judged(parse: Parse, event: Event) -> bool:
    """Return whether a charge judges what it is about: "a charge over" it affirms it, concern takes no position."""
    if any(parse.lowers[each] == "against" for each in children(parse, event.candidate.head, "prep")):
        return True
    if event.candidate.entry.mode == "disapprove":
        return parse.lemmas[event.candidate.head] not in _WORRIES
    return parse.pos[event.candidate.head] != "NOUN"


def _backing(parse: Parse, event: Event, holders: tuple[Part, ...], content: tuple[int, ...]) -> Iterator[Hit]:
    """Yield whom praise or thanks go to, else what is backed; who signs something is for it by that act."""
    if event.candidate.entry.frame.name == "stand_by":
        found = list(_toward(parse, event, "favor", holders))
        if found or not content:
            yield from found
            return
    region = frozenset(token for each in content[:1] for token in parse.subtree(each))
    if region:
        expression = "explicit" if event.candidate.entry.frame.name == "stand_by" else "implicit"
        kinds = ("issue", "open") if expression == "explicit" else ("issue",)
        yield Hit(event.candidate.head, "favor", holders, event.voice, content[:1], region, kinds, expression)


def _denial(parse: Parse, event: Event, names: Names) -> Iterator[Hit]:
    """Yield what somebody denies who says that their own side did no such thing, or that nobody did."""
    voice, head = event.voice, event.candidate.head
    if voice is None or voice.kind == "denial" or event.type not in _DENIED:
        return
    own = {root(part.actor_id, names) for part in voice.speakers}
    if own and all(root(each.actor_id, names) in own for each in event.sources):
        yield Hit(head, "against", voice.speakers, voice, (head,), frozenset(parse.subtree(head)), ("open",))


def _prohibition(parse: Parse, event: Event, holders: tuple[Part, ...]) -> Iterator[Hit]:
    """Yield what an authority forbids: what stands after "from" ("barred it from auctioning the cargo")."""
    head = event.candidate.head
    for preposition in children(parse, head, "prep"):
        for clause in children(parse, preposition, "pcomp") if parse.lowers[preposition] == "from" else ():
            region = frozenset(parse.subtree(clause))
            yield Hit(head, "against", holders, event.voice, (clause,), region, ("issue", "open"), "implicit")


def _grievance(parse: Parse, event: Event, holders: tuple[Part, ...]) -> Iterator[Hit]:
    """Yield what a protest is against: what stands after "against", "over" or "at", wages and the like excepted."""
    if _PROTESTED.isdisjoint(parse.forms):
        return
    head = event.candidate.head
    words = [head, *children(parse, head, "dobj")]
    preps = [each for word in words for each in children(parse, word, "prep") if parse.lowers[each] in _PROTESTED]
    for noun in (each for preposition in preps for each in complements(parse, preposition)[:1]):
        if parse.pos[noun] == "NOUN" and parse.lemmas[noun] not in _OWED:
            region = frozenset(parse.subtree(noun))
            yield Hit(head, "against", holders, event.voice, (noun,), region, ("issue", "open"), "implicit")


def _condition(parse: Parse, event: Event, holders: tuple[Part, ...]) -> Iterator[Hit]:
    """Yield what a threat or refusal is to bring about: what stands after "unless" or "until"."""
    if _UNMET.isdisjoint(parse.forms):
        return
    head = event.candidate.head
    words = [head, *children(parse, head, "ccomp", "xcomp", "advcl", "acl", "dobj")]
    for clause in (each for word in words for each in children(parse, word, "advcl")):
        if {parse.lowers[child] for child in children(parse, clause, "mark", "advmod")} & _UNMET:
            region = frozenset(parse.subtree(clause))
            yield Hit(head, "favor", holders, event.voice, (clause,), region, ("issue", "open"), "implicit")


def _toward(parse: Parse, event: Event, polarity: str, holders: tuple[Part, ...]) -> Iterator[Hit]:
    """Yield what an act shows of its source's opinion of its recipients, where these and no deed of theirs are judged.

    "Mocked Kabul" judges Kabul, "condemned the strikes on Kabul" the strikes.
    """
    named = (s.referent.head for s in event.recipients if s.scene is event.scene and s.referent is not None)
    heads = tuple(each for each in named if _is_complement(parse, each, event.candidate.head))
    if parse.pos[event.candidate.head] == "NOUN":  # a "protest with Kabul" tells it, one against Kabul judges it
        heads = tuple(each for each in heads if parse.lowers[parse.heads[each]] not in ("with", "to"))
    if heads:
        yield Hit(event.candidate.head, polarity, holders, event.voice, heads, frozenset(heads), ("actor",))


def _is_complement(parse: Parse, noun: int, head: int) -> bool:
    """Return whether a noun hangs from a word directly, as a conjunct or by a preposition."""
    while parse.deps[noun] == "conj":
        noun = parse.heads[noun]
    above = parse.heads[noun]
    return head in ((parse.heads[above],) if parse.pos[above] in ("ADP", "SCONJ") else (above,))


def _region(parse: Parse, event: Event) -> frozenset[int]:
    """Return the words in which an issue may be named that an act of speech is about."""
    head = event.candidate.head
    region = frozenset(token for token in parse.subtree(head) if token >= event.candidate.stop)
    for child in parse.children[head]:
        if parse.deps[child] in _BESIDE and not (event.type == "REQUEST" and _is_purpose(parse, child)):
            region -= frozenset(parse.subtree(child))
    for child in children(parse, head, "prep"):
        if parse.lowers[child] == "as" and not _named_last(parse, head):  # what it is called is not what it is
            region -= frozenset(parse.subtree(child))
    for token in tuple(region):
        if parse.deps[token] == "relcl" and parse.heads[token] in region and _is_relative(parse, token):
            region -= frozenset(parse.subtree(token))
    if parse.pos[head] not in ("VERB", "AUX"):
        for child in children(parse, parse.heads[head], "prep", "ccomp", "xcomp"):
            region |= frozenset(token for token in parse.subtree(child) if token > head)
    return region


def _is_relative(parse: Parse, verb: int) -> bool:
    """Return whether a clause begins with a relative pronoun, and so only says more of its noun."""
    if _RELATIVE.isdisjoint(parse.forms):
        return False
    return any(parse.lowers[each] in _RELATIVE for child in parse.children[verb] for each in parse.subtree(child))


def _is_purpose(parse: Parse, clause: int) -> bool:
    """Return whether a clause says what somebody is asked to do: "petitioned Qatar to convene the cell"."""
    return parse.deps[clause] == "advcl" and is_infinitive(parse, clause)


def _named_last(parse: Parse, verb: int) -> list[int]:
    """Return the object behind what it is called, which parses as its end: "dismissed as “fanciful” a charge"."""
    called = (child for child in children(parse, verb, "prep") if parse.lowers[child] == "as")
    nouns = [each for child in called for each in children(parse, child, "pobj") if parse.pos[each] == "NOUN"]
    return [each for each in nouns if any(parse.words[t] in ("”", '"') for t in parse.subtree(each) if t < each)]


def _content(parse: Parse, event: Event, lexicon: Lexicon) -> Iterator[int]:
    """Yield the heads of what an act of speech is about: its clause, its object, what stands after "of" or "for".

    Whoever takes part in the act is not what it is about.
    """
    head = event.candidate.head
    taking_part = {
        token
        for slot in (*event.sources, *event.recipients)
        if slot.scene is event.scene and slot.referent is not None
        for token in range(slot.referent.first, slot.referent.stop)
    }
    if parse.deps[head] == "aux":  # "must"
        yield parse.heads[head]
        return
    if event.candidate.entry.frame.name == "spoken":  # an imperative
        yield head
        return
    words = [head, *carriers(parse, head, lexicon)]
    asked = [each for each in children(parse, head, "advcl") if event.type == "REQUEST" and _is_purpose(parse, each)]
    clauses = [each for word in words for each in children(parse, word, "ccomp", "xcomp")]
    yield from (each for each in clauses + asked if each > head)
    yield from (each for each in children(parse, head, "acl", "relcl") if is_infinitive(parse, each))
    if parse.pos[head] == "NOUN" and (told := told_by(parse, head)) is not None:
        yield told
    found = objects(parse, head) if parse.pos[head] in ("VERB", "AUX") else []
    found = found or _named_last(parse, head)
    carrying = [parse.heads[head]] if parse.pos[head] == "NOUN" and parse.deps[head] == "dobj" else []
    for word in (head, *found, *carrying):
        for preposition in children(parse, word, "prep"):
            if parse.lowers[preposition] in _ABOUT:
                found += complements(parse, preposition)
    found = [each for each in found if each not in taking_part and each > head]
    hollow = [each for each in found if parse.lemmas[each] in lexicon.sets["hollow"]]
    yield from [each for each in found if each not in hollow] or hollow
