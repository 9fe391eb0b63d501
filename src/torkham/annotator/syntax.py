"""Grammar: who is the subject, object or complement of a word in a parse, also where it is left out.

Tokens are numbers in a `Parse`. Relations are those of spaCy's English models (ClearNLP: nsubj, dobj, agent, pobj, …).
Each function returns tokens that head phrases; conjuncts are added by `with_conjuncts`.
"""

from __future__ import annotations

from collections.abc import Iterator

from torkham.annotator.parse import Parse

SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
_ALL_SUBJECTS = SUBJECTS | PASSIVE_SUBJECTS
_OF_PASSIVES = frozenset({"auxpass", "nsubjpass", "agent"})
_SHARING = frozenset({"xcomp", "advcl", "pcomp", "ccomp", "prep"})
_PREPOSITIONAL = frozenset({"prep", "dative", "agent"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_LISTING = frozenset({"including", "like"})
_QUANTITIES = frozenset({
    "hundred", "thousand", "dozen", "score", "million", "lakh", "ton", "tonne", "crowd", "group", "part", "rest",
    "number", "most", "many", "some", "half", "majority", "lot", "handful", "series", "couple", "pair", "wave", "spate",
    "batch",
})  # fmt: skip
"""Words that say how much or many there is of something."""
_RESULTS = frozenset({"JJ", "VBN", "RB", "RP", "IN"})
"""Tags of the words for what a verb makes its object: "kept the gate shut", "wants its lorries back"."""
_DEPTH = 8
"""Chains of words without a subject of their own are followed no further."""


def children(parse: Parse, token: int, *deps: str) -> list[int]:
    """Return the dependents of a token by one of some relations, in order."""
    found, relations = [], parse.deps
    for child in parse.children[token]:  # asked more than anything else; a comprehension takes twice the time
        if relations[child] in deps:
            found.append(child)
    return found


def with_conjuncts(parse: Parse, token: int) -> list[int]:
    """Return a token and those coordinated with it ("Kabul, Delhi and Tehran"), in order."""
    found, relations = [token], parse.deps
    if not parse.children[token]:
        return found
    lists = not _LISTING.isdisjoint(parse.forms)
    for each in found:
        for child in parse.children[each]:
            if relations[child] == "conj":
                found.append(child)
        for preposition in children(parse, each, "prep") if lists else ():
            if parse.lowers[preposition] in _LISTING:
                found.extend(children(parse, preposition, "pobj"))
    return found


def is_passive(parse: Parse, verb: int) -> bool:
    """Return whether a verb is passive: with an auxiliary, or a bare participle after a noun or in a headline."""
    for child in parse.children[verb]:
        if parse.deps[child] in _OF_PASSIVES:
            return True
    if parse.tags[verb] != "VBN":
        return False
    if causer(parse, verb) is not None:
        return True
    if children(parse, verb, "aux", "dobj"):
        return False
    if parse.deps[verb] == "conj" and parse.pos[parse.heads[verb]] in ("VERB", "AUX"):
        return is_passive(parse, parse.heads[verb])
    return parse.deps[verb] in ("acl", "amod", "relcl", "advcl", "acomp", "oprd")


def is_infinitive(parse: Parse, verb: int) -> bool:
    """Return whether a verb stands with "to"."""
    return any(parse.lowers[child] == "to" for child in children(parse, verb, "aux"))


def is_inverted(parse: Parse, auxiliary: int) -> bool:
    """Return whether an auxiliary makes a condition, before its subject: "Should Kabul close it, …"."""
    verb = parse.heads[auxiliary]
    following = any(auxiliary < each < verb for each in children(parse, verb, "nsubj", "nsubjpass"))
    return following and parse.words[-1] != "?"


def subjects(parse: Parse, verb: int, depth: int = 0) -> list[int]:
    """Return the heads of what a verb says something of, borrowed from a governing word where it has none.

    For a passive verb this is who something is done to (see `agents`). Conjuncts are included. A relative pronoun
    stands for its noun.
    """
    found: list[int] = []
    for child in parse.children[verb]:
        if parse.deps[child] in _ALL_SUBJECTS:
            for token in _named_first(parse, child):
                found += _antecedents(parse, token, verb)
    if found:
        return found
    if depth == _DEPTH:
        return []
    head, dep = parse.heads[verb], parse.deps[verb]
    if head == verb:  # "Kabul likened it to a jail, demanded an inquiry"
        before = [child for child in children(parse, verb, "ccomp") if child < verb and parse.tags[child] == "VBD"]
        return subjects(parse, before[0], depth + 1) if before and parse.tags[verb] == "VBD" else []
    if dep in ("acl", "relcl", "amod"):
        return with_conjuncts(parse, head) if dep != "amod" else [head]
    if dep == "xcomp" and (objects_ := children(parse, head, "dobj", "dative")):
        return with_conjuncts(parse, objects_[0])
    if dep == "conj" and parse.pos[head] not in ("VERB", "AUX"):
        return []
    if dep in _SHARING or dep in ("conj", "acomp", "oprd"):
        return _borrowed(parse, head, depth)
    return []


def _named_first(parse: Parse, token: int) -> list[int]:
    """Return a subject, or the noun before a participle that seems one: "the outfit calling itself an army took"."""
    if parse.deps[token] == "csubj" and parse.tags[token] == "VBG":
        return [child for child in children(parse, token, "nsubj") if child < token] or [token]
    return [token]


def _borrowed(parse: Parse, head: int, depth: int) -> list[int]:
    """Return the doer in the phrase above: of a verb its subject (its agent where passive), of a preposition's verb."""
    preposition = head
    while parse.pos[head] in ("ADP", "SCONJ") and parse.heads[head] != head:
        head = parse.heads[head]
    if parse.lowers[preposition] in ("of", "for", "from", "into") and (blamed := children(parse, head, "dobj")):
        return with_conjuncts(parse, blamed[0])  # "accused Kabul of sheltering", "kept Kabul from joining"
    if parse.pos[head] in ("NOUN", "PROPN", "ADJ"):
        return subjects(parse, parse.heads[head], depth + 1) if parse.deps[head] in ("attr", "acomp", "dobj") else []
    return subjects(parse, head, depth + 1)


def _antecedents(parse: Parse, token: int, verb: int) -> list[int]:
    if parse.lowers[token] in _RELATIVE and (noun := _relative_noun(parse, verb)) is not None:
        return with_conjuncts(parse, noun)
    return with_conjuncts(parse, token)


def antecedent_of(parse: Parse, possessive: int) -> list[int]:
    """Return the noun for which "whose" stands, none where its clause hangs from none."""
    verb = governor(parse, possessive)
    noun = _relative_noun(parse, verb) if verb is not None else None
    return [] if noun is None else [noun]


def _relative_noun(parse: Parse, verb: int) -> int | None:
    """Return the noun that the clause of a verb is about, None where the clause is no relative one."""
    while parse.deps[verb] in ("conj", "xcomp") and parse.heads[verb] != verb:
        verb = parse.heads[verb]
    return parse.heads[verb] if parse.deps[verb] in ("relcl", "acl") else None


def objects(parse: Parse, verb: int) -> list[int]:
    """Return the heads of a verb's object, with conjuncts; of a passive verb, what was its object."""
    if is_passive(parse, verb):
        return subjects(parse, verb)
    own = children(parse, verb, "dobj", "dative")
    found = [each for token in own if parse.pos[token] != "ADP" for each in _antecedents(parse, token, verb)]
    if not found and parse.deps[verb] == "relcl":  # "the post (that) they attacked"
        tokens = children(parse, verb, *SUBJECTS)
        if tokens and all(parse.lowers[token] not in _RELATIVE for token in tokens):
            return with_conjuncts(parse, parse.heads[verb])
    return found or _subjects_of_results(parse, verb)


def _subjects_of_results(parse: Parse, verb: int) -> list[int]:
    """Return what a verb makes so or finds so, where a parser sees a clause: "found him guilty".

    What stands in it has neither an auxiliary nor a conjunction, and is no finite verb.
    """
    results = [child for child in children(parse, verb, "ccomp") if parse.tags[child] in _RESULTS]
    return [
        each
        for child in results
        if child > verb and not children(parse, child, "aux", "auxpass", "mark", "dobj")
        for token in children(parse, child, "nsubj")
        if token > verb
        for each in with_conjuncts(parse, token)
    ]


def doers(parse: Parse, verb: int) -> list[int]:
    """Return the heads of who does what a verb says: its subject, or the agent of a passive ("by …")."""
    if not is_passive(parse, verb):
        return subjects(parse, verb)
    if (having := causer(parse, verb)) is not None:
        return doers(parse, having)
    return [each for by in children(parse, verb, "agent") for each in complements(parse, by)]


def causer(parse: Parse, verb: int) -> int | None:
    """Return the verb by which somebody has a thing done to others ("had the singers lashed"), None where none is."""
    having = parse.heads[verb]
    if parse.tags[verb] != "VBN" or parse.deps[verb] != "ccomp" or parse.lemmas[having] not in ("have", "get"):
        return None
    own = {parse.deps[child] for child in parse.children[verb]}
    return having if "nsubj" in own and not own & {"aux", "auxpass", "mark", "dobj"} else None


def prepositional(parse: Parse, token: int, *prepositions: str) -> list[int]:
    """Return the heads of the phrases that a word takes with one of some prepositions, with conjuncts.

    A preposition may hang from another one that the word takes ("from across the border").
    """
    found: list[int] = []
    relations, lowers = parse.deps, parse.lowers
    for child in parse.children[token]:
        if relations[child] not in _PREPOSITIONAL and parse.pos[child] != "ADP":
            continue
        if lowers[child] in prepositions:
            found += complements(parse, child)
        for inner in parse.children[child]:
            if relations[inner] == "prep" and lowers[inner] in prepositions:
                found += complements(parse, inner)
    return found


def complements(parse: Parse, preposition: int) -> list[int]:
    """Return the heads of the phrases after a preposition, with conjuncts."""
    tokens = children(parse, preposition, "pobj", "pcomp") or children(parse, preposition, "amod")  # "as baseless"
    if len(tokens) == 1:
        return with_conjuncts(parse, tokens[0])
    return [each for token in tokens for each in with_conjuncts(parse, token)]


def parts_of(parse: Parse, noun: int) -> list[int]:
    """Return the heads of what a number or quantity is one of: in "hundreds of fighters" and "two of them" these."""
    if parse.pos[noun] not in ("NUM", "PRON", "DET") and parse.lemmas[noun] not in _QUANTITIES:
        return []
    return [
        each
        for child in children(parse, noun, "prep")
        if parse.lowers[child] == "of"
        for each in complements(parse, child)
    ]


def governor(parse: Parse, token: int) -> int | None:
    """Return the verb of the clause in which a token stands, None where there is none."""
    seen = 0
    while parse.heads[token] != token and seen < len(parse):
        token, seen = parse.heads[token], seen + 1
        if parse.pos[token] in ("VERB", "AUX"):
            return token
    return token if parse.pos[token] in ("VERB", "AUX") else None


def ancestors(parse: Parse, token: int) -> Iterator[int]:
    """Yield the words above a token, from the nearest."""
    while parse.heads[token] != token:
        token = parse.heads[token]
        yield token


def is_quoted(parse: Parse, token: int) -> bool:
    """Return whether a token stands between quotation marks."""
    before = parse.words[:token]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
