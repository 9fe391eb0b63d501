"""What is told: of the words that could tell an event, those that do, and tell it for the first time.

A word tells nothing where it is what somebody demands, promises, threatens, refuses or seeks (guidelines §5.3, §5.5),
the writer's own advice (§8.1), or told a second time (§5.1).
"""

from __future__ import annotations

from collections.abc import Sequence

from torkham.annotator.candidate import Candidate
from torkham.annotator.lexicon import Lexicon, together
from torkham.annotator.parse import Parse
from torkham.annotator.slots import carriers
from torkham.annotator.syntax import ancestors, children, is_infinitive, is_inverted, is_passive

_NEED = frozenset({"ought", "need", "have"})
_NOT_YET = frozenset({"yet", "may", "might", "could"})
"""Words with which "have to" tells what is owed or possible, and advises nothing."""
_GOVERNING = frozenset({"AGREE", "CONCEDE", "REQUEST", "REJECT", "THREATEN"})
"""Types that say by themselves that an act is to come or refused: what they govern is no event (§5.5)."""
_DEEDS = frozenset({"SANCTION", "COERCE", "ASSAULT", "MOBILIZE"})
"""Types of deeds that somebody wants ended."""
_SPOKEN = frozenset({"REQUEST", "ACCUSE", "SUPPORT", "THREATEN", "REJECT"})
"""Types of words that are said when somebody calls, writes or rises to say them."""
_SAID = frozenset({"ACCUSE", "REQUEST", "THREATEN"})
"""Types of words that another answers."""
_DATING = frozenset({"after", "since", "following", "before", "during", "despite", "amid"})
_SOUGHT = frozenset({"xcomp", "dobj", "ccomp", "pobj", "prep", "pcomp"})
"""Relations in which what somebody seeks hangs from the word for it."""
_BESIDE = frozenset({"nsubj", "advcl", "conj", "parataxis", "poss", "agent", "nsubjpass"})
"""Relations in which a word stands beside what governs it, and not in what that demands or promises."""
_PAST = frozenset({"had", "has", "have", "was", "were", "been"})
"""Auxiliaries of what was done."""
_UNREAL = frozenset({"until", "till", "before", "so"})
"""Conjunctions, beside those of conditions, of clauses in which the past is one only in form: "will close it until
Kabul apologised"."""
_AFTER_ALL = frozenset({"only", "as", "on"})
"""Words before "to" with which an infinitive tells what was done in the end."""
_HARMING = frozenset({"kill", "wound", "injure", "maim", "hurt"})


def told(parse: Parse, lexicon: Lexicon, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the triggers without those that only tell what another demands or promises, what is sought or advised."""
    if not found:
        return []
    speaking = [each for each in found if each.entry.type in _GOVERNING and not denies(parse, each, lexicon)]
    owning = lexicon.sets["owning"]  # "admitted killing": what was done
    speaking = [each for each in speaking if parse.lemmas[each.head] not in owning]
    return [each for each in found if not _is_governed(parse, each, speaking, lexicon)]


def _is_governed(parse: Parse, each: Candidate, speaking: Sequence[Candidate], lexicon: Lexicon) -> bool:
    """Return whether a trigger only tells what one of those speaking demands or promises, what is sought or advised."""
    if _has_own_doer(parse, each):
        return _is_advice(parse, each, lexicon)
    if _is_imperative(parse, each.head) and each.entry.frame.name != "spoken":
        return True
    if _is_done(parse, each.head, lexicon):
        return False
    governing = _governing(parse, each, speaking, lexicon) if speaking else ()
    seeking, inner, told = lexicon.sets["seeking"], each.head, False
    while (above := parse.heads[inner]) != inner:
        dep = parse.deps[inner]
        # What a clause with a subject of its own says is told, whatever somebody wants to do about it.
        told = told or (dep in ("ccomp", "advcl") and bool(children(parse, inner, "nsubj", "nsubjpass")))
        if dep == "relcl" or (dep == "acl" and is_passive(parse, inner)):
            break  # "the truce that Delhi broke" tells of an act, whatever governs the truce
        if dep in ("prep", "conj") and _is_beside(parse, inner, above, lexicon):
            break
        if dep == "prep" and parse.lowers[inner] == "from" and children(parse, inner, "pcomp"):
            return True  # "barred it from auctioning": what is prevented
        if above in governing and dep not in _BESIDE and not (dep == "ccomp" and _reports(parse, above, lexicon)):
            return above not in carriers(parse, each.head, lexicon)
        if parse.lemmas[above] in seeking and dep in _SOUGHT:
            return True
        if not told and (_is_purpose(parse, above, lexicon) or _is_necessary(parse, inner, above, lexicon)):
            return True
        inner = above
    return _is_advice(parse, each, lexicon) or (
        parse.pos[each.head] in ("VERB", "AUX")
        and _is_purpose(parse, each.head, lexicon)
        and not _is_said_by(parse, each)
    )


def _governing(parse: Parse, each: Candidate, speaking: Sequence[Candidate], lexicon: Lexicon) -> set[int]:
    """Return the words by which others than a trigger itself demand, promise or refuse."""
    others = (other for other in speaking if other is not each and not _is_answered(parse, each, other))
    return {head for other in others for head in (other.head, *carriers(parse, other.head, lexicon))}


def _is_done(parse: Parse, verb: int, lexicon: Lexicon) -> bool:
    """Return whether a verb tells by its tense what was done, whatever a parser hangs it from, and on no condition."""
    first = verb
    while parse.deps[first] == "conj" and parse.pos[parse.heads[first]] in ("VERB", "AUX"):
        first = parse.heads[first]
    auxiliaries = {parse.lowers[each] for each in children(parse, verb, "aux", "auxpass")}
    auxiliaries |= (
        {parse.lowers[each] for each in children(parse, first, "aux", "auxpass")} if not auxiliaries else set()
    )
    past = parse.tags[verb] == "VBD" or (parse.tags[verb] == "VBN" and not auxiliaries.isdisjoint(_PAST))
    if not past or not auxiliaries <= _PAST:
        return False
    unreal = together(lexicon.status["conditions"], _UNREAL)
    above = [verb, *ancestors(parse, verb)]
    return not any(parse.lowers[mark] in unreal for each in above for mark in children(parse, each, "mark"))


def _is_necessary(parse: Parse, inner: int, above: int, lexicon: Lexicon) -> bool:
    """Return whether a word says that what hangs from it ought to be done: "is essential to close", "a reason to"."""
    necessity = lexicon.sets["necessity"]
    if parse.lemmas[above] in necessity or parse.deps[inner] != "xcomp":
        return parse.lemmas[above] in necessity
    return any(parse.lemmas[each] in necessity for each in children(parse, above, "acomp", "attr"))


def _is_beside(parse: Parse, inner: int, above: int, lexicon: Lexicon) -> bool:
    """Return whether a phrase only says when or on what occasion its verb holds, or a further clause is reported."""
    dep = parse.deps[inner]
    if dep == "prep":  # "after the raid, Kabul demanded", "with regard to the raid", "an apology for the raid"
        if parse.lemmas[above] in lexicon.sets["making_good"] and parse.lowers[inner] in ("for", "over"):
            return True
        return (inner < above and parse.pos[above] in ("VERB", "AUX")) or parse.lowers[inner] in _DATING
    if dep != "conj":
        return False
    further = any(parse.lowers[each] == "that" for each in children(parse, inner, "mark"))
    return further or (parse.tags[inner] == "VBZ" and bool(children(parse, inner, "nsubj", "nsubjpass")))


def _is_answered(parse: Parse, each: Candidate, other: Candidate) -> bool:
    """Return whether somebody refuses what another said, who then has said it: "ridiculed the allegation"."""
    return other.entry.type == "REJECT" and each.entry.type in _SAID and parse.pos[each.head] == "NOUN"


def denies(parse: Parse, other: Candidate, lexicon: Lexicon) -> bool:
    """Return whether a word denies what it governs, which is then told as an act that did not happen (§9.5)."""
    entry = lexicon.speech.get(parse.lemmas[other.head])
    denies = other.entry.type == "REJECT" and other.entry.mode is None
    return denies or (entry is not None and entry["kind"] == "denial")


def _reports(parse: Parse, head: int, lexicon: Lexicon) -> bool:
    """Return whether a word with a clause reports what that says: "told them that Delhi had refused"."""
    entry = lexicon.speech.get(parse.lemmas[head])
    return entry is not None and entry["kind"] in ("neutral", "claim")


def _has_own_doer(parse: Parse, each: Candidate) -> bool:
    """Return whether a noun says whose act it is: "US mediation", of a deed also "its closure"; then it is told."""
    if parse.pos[each.head] != "NOUN":
        return False
    owners = children(parse, each.head, "poss", "compound")
    return any(
        parse.pos[child] == "PROPN" or (parse.tags[child] == "PRP$" and each.entry.type in _DEEDS) for child in owners
    )


def _is_said_by(parse: Parse, each: Candidate) -> bool:
    """Return whether an infinitive of purpose tells what was done: to talk, or to say something ("rang to thank")."""
    above = parse.heads[each.head]
    told = parse.deps[each.head] == "advcl" and parse.tags[above] in ("VBD", "VBZ", "VBN")
    before = {parse.lowers[word] for word in range(max(each.head - 2, 0), each.head)}
    after_all = not before.isdisjoint(_AFTER_ALL) and "to" in before  # "went so far as to urge", "only to storm out"
    return each.entry.type == "CONSULT" or after_all or (told and each.entry.type in _SPOKEN)


def _is_imperative(parse: Parse, verb: int) -> bool:
    """Return whether a verb orders what it tells: "Open the gate", at the start of a sentence or quotation."""
    if parse.tags[verb] != "VB" or parse.deps[verb] not in ("ROOT", "ccomp"):
        return False
    if children(parse, verb, "nsubj", "nsubjpass", "aux", "mark"):
        return False
    return verb == 0 or parse.words[verb - 1] in ("“", '"', "‘", ":", ";")


def _is_purpose(parse: Parse, verb: int, lexicon: Lexicon) -> bool:
    """Return whether a verb is an infinitive of purpose."""
    if parse.deps[verb] == "advcl" and parse.lemmas[parse.heads[verb]] in lexicon.sets["causing"]:
        return False  # "got the two sides to sign"
    return parse.deps[verb] in ("advcl", "acl", "relcl") and any(
        parse.lowers[child] == "to" and parse.deps[child] == "aux" for child in parse.children[verb]
    )


def _is_advice(parse: Parse, each: Candidate, lexicon: Lexicon) -> bool:
    """Return whether a trigger is under "should", "must", "ought", "need to"; whose advice it is does not matter."""
    advice = lexicon.status["advice"]
    if advice.isdisjoint(parse.forms) and _NEED.isdisjoint(parse.forms):
        return False
    chain = [each.head, *carriers(parse, each.head, lexicon)]
    for token in list(chain):
        while parse.deps[token] == "conj":  # "should meet and talk"
            token = parse.heads[token]
            chain.append(token)
    for token in chain:
        above = parse.heads[token]
        if parse.deps[token] != "xcomp" or parse.lemmas[above] not in _NEED:
            continue
        # "has yet to reopen" (§5.7), "may have to reopen"
        if _NOT_YET.isdisjoint([parse.lowers[child] for child in parse.children[above]]):
            return True
    return any(
        parse.lowers[child] in advice and not is_inverted(parse, child)
        for token in chain
        for child in children(parse, token, "aux")
    )


def once(parse: Parse, lexicon: Lexicon, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the triggers without those that tell an act a second time, or are another's light verb (§5.1, §5.2)."""
    if len(found) < 2:
        return list(found)
    kept: list[Candidate] = []
    for each in found:
        if any(each.first < other.stop and other.first < each.stop for other in kept):
            continue
        kept.append(each)
    by_head = {each.head: each for each in kept}
    never_light = lexicon.sets["never_light"]
    dropped: set[int] = set()
    for each in kept:
        for carrier in carriers(parse, each.head, lexicon) if parse.pos[each.head] == "NOUN" else ():
            # A verb that tells another act of what its noun names counts: "suspended aid".
            if carrier in by_head and parse.deps[each.head] != "conj":
                verb = by_head[carrier].entry
                tells = "object" in verb.when or verb.type == "ASSAULT" or parse.lemmas[carrier] in never_light
                told = verb.type != each.entry.type and tells
                dropped.add(each.head if told else carrier)
    kept = [each for each in kept if each.head not in dropped]
    return [each for each in kept if not any(_tells_again(parse, each, other) for other in kept)]


def is_toll(parse: Parse, verb: int) -> bool:
    """Return whether a participle says whom an act of force has harmed."""
    return parse.tags[verb] == "VBG" and parse.lemmas[verb] in _HARMING


def _tells_again(parse: Parse, each: Candidate, other: Candidate) -> bool:
    """Return whether a trigger is the verb of which a noun of the same type is the subject ("the attack killed").

    So does a charge that is only called one again: "…, a charge that Kabul denies".
    """
    if each.entry.type == "ACCUSE" and other.entry.type == "REJECT" and parse.heads[other.head] == each.head:
        return parse.deps[other.head] == "relcl" and parse.deps[each.head] in ("appos", "npadvmod", "dobj", "conj")
    if other is each or each.entry.type != other.entry.type or parse.pos[each.head] != "VERB":
        return False
    if parse.heads[each.head] == other.head:
        if parse.deps[each.head] in ("acl", "relcl"):
            return True  # "strikes targeting the camps"
        if parse.deps[each.head] == "advcl" and (is_toll(parse, each.head) or is_infinitive(parse, each.head)):
            return True  # "shelled the village, killing two", "summoned the envoy to protest"
    objects = children(parse, each.head, "dobj")
    if other.head in objects[1:]:  # "deplores the raid, an outrage that …"
        return False
    return parse.heads[other.head] == each.head and parse.deps[other.head] in (
        "nsubj",
        "nsubjpass",
        "dobj",
        "agent",
        "pobj",
    )
