"""Slots: which words stand in a trigger's subject, object, possessor and complements, for verbs and nouns alike.

A noun has the slots of the verb that carries it: in "Delhi paid a visit to Kabul" the subject of *visit* is Delhi.
"""

from __future__ import annotations

from collections.abc import Sequence

from torkham.annotator.lexicon import Lexicon
from torkham.annotator.parse import Parse
from torkham.annotator.syntax import (
    children,
    complements,
    doers,
    governor,
    objects,
    prepositional,
    subjects,
    with_conjuncts,
)
from torkham.annotator.trigger import SLOTS

_HURTING = frozenset(
    {"kill", "wound", "injure", "maim", "hit", "strike", "target", "rip", "tear", "hurt", "destroy", "gut"}
)
"""Verbs that say whom the blast or attack that is their subject harmed."""
_CLAUSES = frozenset({"relcl", "ccomp", "advcl", "acl", "parataxis", "csubj", "nsubj", "nsubjpass", "agent"})
"""Relations of what stands in another clause than the word from which it hangs, or before it."""


_CARRIED = frozenset({"dobj", "nsubj", "nsubjpass", "pobj", "conj"})
"""Relations in which a noun may hang from the verb that carries it, or from what does."""
_PLACING = frozenset({"put", "place", "keep", "hold", "set"})
_CARRYING = frozenset({"out", "in", "on", "into", "under"})
"""Prepositions between a light verb and its noun: "carried out raids", "put two districts under curfew"."""


def heads(parse: Parse, token: int, slot: str, lexicon: Lexicon) -> list[int]:
    """Return the heads of the phrases in a slot of a trigger, in order, conjuncts included."""
    if slot not in parse.forms and slot not in SLOTS:  # a preposition that the text lacks
        return []
    if slot == "own":
        return [token]
    if slot == "deed":
        verbs = heads(parse, token, "verb", lexicon)
        found = [each for verb in verbs for each in objects(parse, verb)]
        return found + [each for verb in verbs for each in prepositional(parse, verb, "with", "against")]
    if slot == "maker":
        return _makers(parse, token, lexicon)
    if parse.pos[token] in ("VERB", "AUX") or parse.tags[token] in ("VBN", "VBG", "VBD", "VB"):
        return _of_verb(parse, token, slot)
    if parse.pos[token] in ("ADJ", "ADV"):
        return _of_adjective(parse, token, slot)
    return _of_noun(parse, token, slot, lexicon)


def _of_verb(parse: Parse, verb: int, slot: str) -> list[int]:
    if slot == "subject":
        return doers(parse, verb)
    if slot == "object":
        return objects(parse, verb) + _second_objects(parse, verb)
    if slot == "clause":
        return _clause_subjects(parse, verb)
    if parse.deps[verb] == "aux":  # "must": what stands around it stands around its verb
        verb = parse.heads[verb]
    if slot == "verb":
        found = children(parse, verb, "xcomp", "ccomp", "pcomp", "advcl", "acl", "oprd")
        return found + [inner for each in found for inner in children(parse, each, "xcomp")]
    if slot == "owner":
        return []
    # A phrase after the object hangs from the one or the other: "halted trade with Delhi".
    objects_ = children(parse, verb, "dobj", "nsubjpass")
    return prepositional(parse, verb, slot) + [each for noun in objects_ for each in prepositional(parse, noun, slot)]


def _second_objects(parse: Parse, verb: int) -> list[int]:
    """Return what a verb gives besides its object, adverbs to some parsers: "was given life", "gave him four years"."""
    counted = [each for each in children(parse, verb, "npadvmod") if each > verb and children(parse, each, "nummod")]
    if children(parse, verb, "nsubjpass"):
        return children(parse, verb, "dobj") + counted
    return counted if counted and children(parse, verb, "dobj", "dative", "prt") else []


def nested(parse: Parse, token: int, slot: str) -> list[int]:
    """Return the heads of the phrases with a preposition anywhere below a word, in its clause, in order.

    A parser often hangs a phrase from the nearest noun: "signed the contract for the dam with Delhi".
    """
    if slot in SLOTS or slot not in parse.forms:
        return []
    found, open_ = [], [token]
    while open_:
        above = open_.pop()
        for child in parse.children[above]:
            if child < token or parse.deps[child] in _CLAUSES or (parse.deps[child] == "conj" and above == token):
                continue
            if parse.lowers[child] == slot and parse.pos[child] == "ADP":
                found += complements(parse, child)
            open_.append(child)
    return sorted(found)


def givers(parse: Parse, token: int) -> tuple[list[int], list[int]]:
    """Return who gives and who gets the writing that a word says something of, or in which it stands.

    In "Kabul handed the embassy a note demanding an apology" Kabul demands it of the embassy.
    """
    noun = parse.heads[token]
    if parse.deps[token] not in ("acl", "relcl") or parse.pos[noun] not in ("NOUN", "PROPN"):
        return [], []
    verb = governor(parse, noun)
    if verb is None or parse.deps[noun] in ("nsubj", "nsubjpass"):
        return [], []
    getting = [
        each for child in children(parse, verb, "dative", "dobj") if child != noun for each in _whole(parse, child)
    ]
    return doers(parse, verb), getting + prepositional(parse, verb, "to") + prepositional(parse, noun, "to")


def _makers(parse: Parse, token: int, lexicon: Lexicon) -> list[int]:
    """Return who said or made what the object of a word names: "brushed off an accusation by Kabul", "Kabul’s plea".

    Of a noun that a relative clause tells of, it may be the doer of the clause above: "Delhi sent an invitation, which
    Kabul turned down".
    """
    found: list[int] = []
    for noun in [
        each for slot in ("object", "at", "of", "on", "over", "as") for each in heads(parse, token, slot, lexicon)
    ]:
        found += children(parse, noun, "poss")
        found += prepositional(parse, noun, "by", "from")
        found += [each for verb in children(parse, noun, "relcl") if verb != token for each in doers(parse, verb)]
        if parse.deps[token] == "relcl" and parse.heads[token] == noun:
            verb = governor(parse, noun)
            found += doers(parse, verb) if verb is not None else []
    return found


def _whole(parse: Parse, token: int) -> list[int]:
    """Return the heads of a dative, which may be a noun or a preposition with one."""
    return complements(parse, token) if parse.pos[token] == "ADP" else with_conjuncts(parse, token)


def _clause_subjects(parse: Parse, verb: int) -> list[int]:
    return [
        each
        for clause in children(parse, verb, "ccomp", "xcomp")
        if (own := children(parse, clause, "nsubj", "nsubjpass"))
        for each in doers(parse, clause) or [each for token in own for each in with_conjuncts(parse, token)]
    ]


def _of_adjective(parse: Parse, adjective: int, slot: str) -> list[int]:
    """The subject of an adjective is that of its copula, or the noun it stands before or after."""
    if slot == "subject":
        if children(parse, adjective, "nsubj", "nsubjpass"):  # "is committed", an adjective with a verb's subject
            return subjects(parse, adjective)
        if parse.deps[adjective] in ("acomp", "attr", "oprd", "conj", "xcomp", "advcl"):
            return subjects(parse, parse.heads[adjective])
        return [parse.heads[adjective]] if parse.deps[adjective] in ("amod", "acl", "appos") else []
    if slot == "verb":
        return children(parse, adjective, "xcomp", "ccomp")
    copula = [parse.heads[adjective]] if parse.deps[adjective] == "acomp" else []  # "was uneasy" + "at the raids"
    return [each for word in (adjective, *copula) for each in prepositional(parse, word, slot)]


def _of_noun(parse: Parse, noun: int, slot: str, lexicon: Lexicon) -> list[int]:
    carrying = carriers(parse, noun, lexicon)
    if slot == "owner":
        return _owners(parse, noun, carrying)
    if slot == "verb":
        return [*carrying, *children(parse, noun, "acl", "relcl")]
    if slot == "subject":
        return _doers_of_noun(parse, noun, carrying, lexicon)
    if slot == "clause":
        told = [each for verb in carrying for each in _clause_subjects(parse, verb)]
        own = [verb for verb in children(parse, noun, "acl", "ccomp", "relcl") if _is_that_clause(parse, verb)]
        return told + [each for verb in own for each in doers(parse, verb)]
    if slot == "object":
        return _done_to(parse, noun, carrying, lexicon)
    found = prepositional(parse, noun, slot)
    for verb in carrying:
        found += prepositional(parse, verb, slot)
    return found


def _owners(parse: Parse, noun: int, carrying: Sequence[int]) -> list[int]:
    """Return whose a noun is, and what stands before it; its own pronoun only where nobody does it."""
    owners = children(parse, noun, "poss", "compound", "amod", "nmod")
    if not owners and parse.deps[noun] == "conj":  # "Delhi's thanks and praise"
        owners = children(parse, parse.heads[noun], "poss")
    if not owners:
        return []
    named = [child for child in owners if parse.tags[child] != "PRP$"]
    if named or not any(doers(parse, verb) for verb in carrying):  # "Kabul repeated its demand": Kabul
        return [each for child in named or owners for each in with_conjuncts(parse, child)]
    return []


def _doers_of_noun(parse: Parse, noun: int, carrying: Sequence[int], lexicon: Lexicon) -> list[int]:
    """Return who does what a noun says: by the verb that carries it, a clause that hangs from it, or by a charge."""
    found: list[int] = []
    for verb in carrying:
        if parse.lemmas[verb] not in lexicon.sets["receiving_verbs"]:
            found += doers(parse, verb)
    for verb in children(parse, noun, "acl", "relcl"):
        found += _doers_of_modifier(parse, verb, lexicon)
    found += _blamed(parse, noun, lexicon)
    return [each for each in found if each != noun] if found else found


def _done_to(parse: Parse, noun: int, carrying: Sequence[int], lexicon: Lexicon) -> list[int]:
    """Return to whom what a noun says is done: "gave Kabul assurances", "Kabul received aid"."""
    given: list[int] = []
    if carrying:
        given = [
            each for verb in carrying for token in children(parse, verb, "dative") for each in _whole(parse, token)
        ]
        receiving = [verb for verb in carrying if parse.lemmas[verb] in lexicon.sets["receiving_verbs"]]
        given += [each for verb in receiving for each in subjects(parse, verb)]
        if parse.deps[noun] == "pobj":  # "put Kabul on notice"
            given += [each for verb in carrying for each in objects(parse, verb)]
    modifiers = children(parse, noun, "acl", "relcl")
    for verb in modifiers:
        if parse.deps[verb] == "relcl" and parse.lemmas[verb] in _HURTING:
            given += [*objects(parse, verb), *prepositional(parse, verb, "through")]
    for verb in modifiers:
        participle = parse.deps[verb] == "acl" and parse.tags[verb] == "VBG"
        if participle and not children(parse, verb, "nsubj", "nsubjpass"):
            given += objects(parse, verb)
    return given


def _blamed(parse: Parse, noun: int, lexicon: Lexicon) -> list[int]:
    """Return who is blamed for what a noun names, and so is said to have done it: "blamed Delhi for the raid".

    So is whoever owns up to it ("admitted to the raid"), or on whom it is blamed ("pinned the raid on Delhi").
    """
    preposition = parse.heads[noun]
    if parse.deps[noun] == "dobj" and parse.lemmas[preposition] in lexicon.sets["pinning"]:
        return prepositional(parse, preposition, "on", "to")
    verb = parse.heads[preposition]
    if parse.deps[noun] != "pobj":
        return []
    if parse.lemmas[verb] in lexicon.sets["owning"] and parse.lowers[preposition] == "to":
        return doers(parse, verb) if children(parse, noun, "det", "poss") else []
    if parse.lowers[preposition] not in ("for", "of"):
        return []
    entry = lexicon.speech.get(parse.lemmas[verb]) if parse.pos[verb] == "VERB" else None
    return objects(parse, verb) if entry is not None and entry["kind"] == "charge" else []


def _is_that_clause(parse: Parse, verb: int) -> bool:
    """Return whether a clause after a noun says what that tells: "the charge that Delhi armed them"."""
    marked = any(parse.lowers[child] == "that" for child in children(parse, verb, "mark"))
    return marked and bool(children(parse, verb, "nsubj", "nsubjpass"))


def _doers_of_modifier(parse: Parse, verb: int, lexicon: Lexicon) -> list[int]:
    """Return who does a noun by a clause that hangs from it: "talks led by Doha", "raids that Kabul ordered"."""
    agents = [each for by in children(parse, verb, "agent") for each in complements(parse, by)]
    if agents:
        return agents
    claimed = any(parse.lemmas[child] == "claim" for child in children(parse, verb, "dobj"))
    if not (parse.lemmas[verb] in lexicon.sets["light_verbs"] or claimed or _is_in_which(parse, verb)):
        return []
    return [each for token in children(parse, verb, "nsubj") for each in with_conjuncts(parse, token)]


def _is_in_which(parse: Parse, verb: int) -> bool:
    """Return whether a clause tells what happened in what its noun names: "the ambush in which gunmen killed two"."""
    return any(
        parse.lowers[preposition] == "in" and any(parse.lowers[each] == "which" for each in parse.children[preposition])
        for preposition in children(parse, verb, "prep")
    )


def carriers(parse: Parse, noun: int, lexicon: Lexicon) -> list[int]:
    """Return the light verbs that carry a noun: "held talks", "talks were held".

    Their subject does what the noun says (guidelines §5.2), or starts, ends or repeats it.
    """
    light = lexicon.sets["light_verbs"]
    head, dep = noun, parse.deps[noun]
    if dep not in _CARRIED:
        return []
    while dep == "conj":
        head = parse.heads[head]
        dep = parse.deps[head]
    verb = parse.heads[head]
    if dep == "pobj" and parse.deps[verb] in ("prep", "prt"):
        preposition, verb = parse.lowers[verb], parse.heads[verb]
        if preposition == "on" and parse.deps[verb] == "dobj" and parse.lemmas[parse.heads[verb]] in _PLACING:
            verb = parse.heads[verb]  # "put three brigades on alert"
        if parse.lemmas[verb] in ("responsibility", "credit"):  # "claimed responsibility for the attack"
            dep, verb = parse.deps[verb], parse.heads[verb]
        elif preposition in _CARRYING or (preposition, parse.lemmas[verb]) == ("for", "claim"):
            dep = "dobj"
    if dep in ("dobj", "nsubjpass") and parse.pos[verb] in ("VERB", "AUX") and parse.lemmas[verb] in light:
        return [verb]
    if dep == "nsubj" and parse.lemmas[verb] in lexicon.sets["happening_verbs"]:
        return [verb]
    return []
