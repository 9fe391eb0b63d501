"""What is evaluated: the phrases in the slots of an evaluating word, as the lexicon's entries name them.

Besides the slots of triggers (`torkham.annotator.slots`) there are the clause, what the word is said of, what a
preposition or conjunction introduces, who is charged with it.
"""

from __future__ import annotations

from torkham.annotator.evaluations import TARGETS, Evaluation
from torkham.annotator.lexicon import Lexicon
from torkham.annotator.parse import Parse
from torkham.annotator.slots import carriers, heads
from torkham.annotator.syntax import (
    children,
    complements,
    doers,
    is_passive,
    objects,
    subjects,
    with_conjuncts,
)

_SEEMING = frozenset({"act", "serve", "come", "emerge", "stand", "remain", "function", "count", "rank", "qualify"})
"""Verbs whose subject is what stands behind "as"."""
_ABOUT = frozenset({"at", "with", "against", "over"})
"""Prepositions that may hang from the verb of "in protest", "in sympathy"."""
_SAYING_MORE = frozenset({"who", "which"})


def target(parse: Parse, token: int, entry: Evaluation, lexicon: Lexicon) -> tuple[tuple[int, ...], frozenset[int]]:
    """Return the heads and all tokens of what an evaluating word evaluates: its first slot that holds anything."""
    for slot in entry.target:
        if slot in TARGETS or slot in parse.forms:  # a preposition that the text lacks holds nothing
            headed, region = _phrases(parse, token, slot, lexicon)
            if region:
                return headed, region
    return (), frozenset()


def _phrases(parse: Parse, token: int, slot: str, lexicon: Lexicon) -> tuple[tuple[int, ...], frozenset[int]]:
    if slot == "whole":
        region = clause_of(parse, token)
        return (token,) if parse.pos[token] == "VERB" else (), region
    if slot == "itself":
        return (), frozenset(parse.subtree(token)) if _predicate(parse, token) else frozenset()
    if slot == "clause":
        region = _clause(parse, token, lexicon)
        verbs = [each for each in sorted(region) if parse.heads[each] not in region and parse.pos[each] == "VERB"]
        passive = [each for verb in verbs[:1] if _is_passive_of_above(parse, verb) for each in subjects(parse, verb)]
        region |= frozenset(token for each in passive for token in parse.subtree(each)) - {token}
        return tuple(passive or verbs[:1]), region
    if slot == "predicate" and parse.pos[token] == "ADJ" and children(parse, token, "xcomp"):
        return _phrases(parse, token, "clause", lexicon)  # "Kabul would be wise to wait": to wait is
    if slot == "complement":
        return _complement(parse, token)
    if slot == "predicate":
        found = _predicate(parse, token)
    elif slot == "blamed":
        found = _blamed(parse, token)
    elif slot == "subject" and parse.pos[token] == "ADV":
        found = _acting(parse, token)
    elif slot == "subject" and parse.pos[token] == "ADP":  # "Kabul, to its credit, …"
        above = parse.heads[token]
        found = subjects(parse, above) if parse.pos[above] in ("VERB", "AUX") else [above]
        if not found and token > 1 and parse.words[token - 1] == ",":  # which often parses as no subject
            found = [token - 2]
    elif slot == "noun":
        found = [parse.heads[token]] if parse.deps[token] in ("amod", "acl") else []
    elif slot == "subject" and parse.deps[token] == "oprd":
        found = objects(parse, parse.heads[token])
    elif slot == "subject" and parse.pos[token] not in ("VERB", "AUX"):
        found = heads(parse, token, slot, lexicon)
        if not found and parse.deps[token] == "dobj":  # "Doha played a constructive role"
            found = doers(parse, parse.heads[token])
    else:
        found = heads(parse, token, slot, lexicon) if slot != "subject" else doers(parse, token)
    if not found and parse.deps[token] == "pobj" and parse.lowers[parse.heads[token]] == "in":
        found = heads(parse, parse.heads[parse.heads[token]], slot, lexicon) if slot in _ABOUT else []
    if [parse.lowers[each] for each in found] == ["what"] and parse.deps[token] == "csubj":  # "what is needed is …"
        found = children(parse, parse.heads[token], "attr")
    if slot == "owner":
        found = [each for each in found if parse.pos[each] in ("NOUN", "PROPN", "PRON") or parse.words[each].istitle()]
    found = [each for each in found if not _is_expletive(parse, each)]
    if not found:
        return (), frozenset()
    region = frozenset(each for head in found for each in parse.subtree(head)) - {token}
    return tuple(found), region - _said_besides(parse, found, region)


def _said_besides(parse: Parse, found: list[int], region: frozenset[int]) -> frozenset[int]:
    """Return the relative clauses of phrases, which say more of what is evaluated: "Kabul, which shut the gate"."""
    if _SAYING_MORE.isdisjoint(parse.forms):
        return frozenset()
    verbs = [each for each in region if parse.deps[each] == "relcl" and parse.heads[each] in found]
    beside = [each for each in verbs if any(parse.lowers[c] in _SAYING_MORE for c in parse.children[each])]
    return frozenset(token for verb in beside for token in parse.subtree(verb))


def _is_expletive(parse: Parse, token: int) -> bool:
    """Return whether a word is the "it" of "it is vital to …"."""
    if parse.lowers[token] != "it" or parse.deps[token] not in ("nsubj", "nsubjpass"):
        return False
    verb = parse.heads[token]
    return any(
        children(parse, each, "xcomp", "ccomp", "advcl") for each in (verb, *children(parse, verb, "acomp", "attr"))
    )


def clause_of(parse: Parse, token: int) -> frozenset[int]:
    """Return the clause of a word: with its purpose ("to …") and the verbs that share its subject.

    Of "must be matched by action" the action alone.
    """
    region = frozenset(parse.subtree(token))
    for child in children(parse, token, "advcl", "conj", "parataxis", "appos"):
        if not _shares_subject(parse, child):
            region -= frozenset(parse.subtree(child))
    for child in children(parse, token, "ccomp"):
        if child < token:  # another clause before it: "Talks help; they must go on"
            region -= frozenset(parse.subtree(child))
    if children(parse, token, "agent"):
        for child in children(parse, token, "nsubjpass"):
            region -= frozenset(parse.subtree(child))
    return region


def _shares_subject(parse: Parse, verb: int) -> bool:
    own = children(parse, verb, "nsubj", "nsubjpass", "mark", "advmod")
    if parse.deps[verb] == "conj":
        return parse.pos[verb] in ("VERB", "AUX") and not own and not children(parse, verb, "aux")
    return not own and any(parse.lowers[child] == "to" for child in children(parse, verb, "aux"))


def _is_passive_of_above(parse: Parse, verb: int) -> bool:
    """Return whether a verb is passive and its subject stands with the verb above: "the treaty ought to be signed"."""
    return is_passive(parse, verb) and not children(parse, verb, "nsubj", "nsubjpass")


def _is_for_to(parse: Parse, verb: int) -> bool:
    """Return whether a clause says what somebody else is to do: "for the minister to resign"."""
    return any(parse.lowers[child] == "for" for child in children(parse, verb, "mark"))


def _clause(parse: Parse, token: int, lexicon: Lexicon) -> frozenset[int]:
    """Return the clause that a word governs; of a noun also that of its copula or light verb ("the onus is on …")."""
    clauses = children(parse, token, "ccomp", "xcomp", "acl", "pcomp")
    if parse.pos[token] == "VERB" and not children(
        parse, token, "nsubj", "nsubjpass"
    ):  # "X likened it to a pound, demanded a vote"
        clauses = [each for each in clauses if each > token or parse.deps[each] != "ccomp"]
    if parse.pos[token] in ("VERB", "AUX"):
        clauses += [each for each in children(parse, token, "advcl") if _shares_subject(parse, each)]
        clauses += [each for each in children(parse, token, "advcl") if _is_for_to(parse, each)]
    clauses += [
        each
        for each in children(parse, token, "relcl")
        if any(parse.lowers[c] == "to" for c in children(parse, each, "aux"))
    ]
    above = parse.heads[token]
    if not clauses and parse.pos[token] in ("NOUN", "ADJ") and parse.lemmas[above] == "be":
        clauses = children(parse, above, "ccomp", "xcomp", "acl", "advcl")
        around = [
            inner
            for child in children(parse, above, "prep", "attr", "acomp")
            for inner in (child, *complements(parse, child))
        ]
        clauses += [each for inner in around for each in children(parse, inner, "acl", "relcl", "xcomp", "ccomp")]
    if not clauses and parse.pos[token] == "NOUN":
        clauses = [each for verb in carriers(parse, token, lexicon) for each in children(parse, verb, "xcomp", "advcl")]
    return frozenset(each for clause in clauses for each in parse.subtree(clause))


def _complement(parse: Parse, token: int) -> tuple[tuple[int, ...], frozenset[int]]:
    """Return what a preposition or conjunction introduces, also one after "only"."""
    if parse.lowers[token] == "only":
        token += 1
    if parse.deps[token] in ("mark", "advmod"):
        verb = parse.heads[token]
        if parse.deps[verb] != "advcl":
            verb = next((each for each in children(parse, token, "advcl")), verb)
        return (), frozenset(parse.subtree(verb)) if parse.deps[verb] == "advcl" else frozenset()
    found = [each for child in (token, *children(parse, token, "prep")) for each in complements(parse, child)]
    return tuple(found), frozenset(each for head in found for each in parse.subtree(head))


def _predicate(parse: Parse, token: int) -> list[int]:
    """Return the heads of what a word is predicated of: "X is Y", "called X Y", "described X as Y", "X, Y"."""
    dep, above = parse.deps[token], parse.heads[token]
    while dep == "conj":
        dep, above = parse.deps[above], parse.heads[above]
    if dep == "nsubj" and parse.lemmas[above] == "be" and parse.pos[token] == "NOUN":  # "the better course is a treaty"
        return [each for own in children(parse, above, "attr", "ccomp", "xcomp") for each in with_conjuncts(parse, own)]
    if dep in ("attr", "acomp") and parse.pos[above] in ("VERB", "AUX"):
        return subjects(parse, above)
    if dep == "oprd":
        return objects(parse, above)
    if dep in ("pobj", "pcomp", "amod", "prep") and parse.lowers[above] == "as":
        verb = parse.heads[above]
        modal = any(parse.lowers[child] in ("should", "must", "ought") for child in children(parse, verb, "aux"))
        if parse.pos[verb] not in ("VERB", "AUX") or modal:
            return []
        return objects(parse, verb) or (subjects(parse, verb) if parse.lemmas[verb] in _SEEMING else [])
    if dep == "pobj" and parse.lowers[above] in ("in", "of") and parse.lemmas[parse.heads[above]] == "be":
        return subjects(parse, parse.heads[above])
    if dep == "pobj" and parse.lowers[above] == "of" and parse.lemmas[parse.heads[above]] in ("act", "matter", "form"):
        return _predicate(parse, parse.heads[above])
    return children(parse, token, "nsubj") if dep == "ccomp" else []


def _blamed(parse: Parse, token: int) -> list[int]:
    """Return who is charged with what a noun says: of "accused Kabul of bad faith" Kabul."""
    above = parse.heads[token]
    if parse.deps[token] != "pobj" or parse.lowers[above] not in ("of", "for", "with"):
        return []
    return objects(parse, parse.heads[above]) if parse.pos[parse.heads[above]] == "VERB" else []


def _acting(parse: Parse, adverb: int) -> list[int]:
    """Return who does something in the way that an adverb says, where that is told and not asked for."""
    verb = parse.heads[adverb]
    modal = any(parse.tags[child] == "MD" for child in children(parse, verb, "aux"))
    return [] if modal or parse.pos[verb] != "VERB" or parse.tags[verb] == "VB" else doers(parse, verb)
