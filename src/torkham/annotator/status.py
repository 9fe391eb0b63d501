"""Status: whether an act took place, is to come, is possible, or did not (guidelines §8).

The order where several fit is negated, hypothetical, future, historical, actual.
"""

from __future__ import annotations

from collections.abc import Iterator

from torkham.annotator.lexicon import Lexicon
from torkham.annotator.parse import Parse
from torkham.annotator.syntax import children, is_infinitive, is_inverted

_MODALS = {
    "may": "hypothetical",
    "might": "hypothetical",
    "could": "hypothetical",
    "would": "hypothetical",
    "can": "hypothetical",
    "will": "future",
    "shall": "future",
    "’ll": "future",
    "'ll": "future",
    "wo": "future",
}
_INVERTED = frozenset({"should", "had", "were"})
"""Auxiliaries that make a condition before their subject: "Should Kabul close it, …"."""


def status(parse: Parse, trigger: int, lexicon: Lexicon, *, past: bool, said: bool = False) -> str:
    """Return the status of the act that a trigger tells.

    `past` says whether the sentence or the incident puts the act more than 30 days before the article's date, `said`
    whether it is an act of words, which an infinitive tells as done ("rang to thank").
    """
    found = set(_signs(parse, trigger, lexicon))
    if said and parse.deps[trigger] == "advcl" and is_infinitive(parse, trigger):
        found.discard("future")
    for each in ("negated", "hypothetical", "future"):
        if each in found:
            return each
    return "historical" if past else "actual"


def _signs(parse: Parse, trigger: int, lexicon: Lexicon) -> Iterator[str]:
    yield from _own_signs(parse, trigger, lexicon)
    verb = trigger
    for _ in range(4):  # the words that govern the trigger, as far as they speak of the same act
        above, dep = parse.heads[verb], parse.deps[verb]
        if above == verb:
            return
        lemma = parse.lemmas[above]
        if dep == "xcomp" and any(parse.lowers[child] == "yet" for child in parse.children[above]):
            yield "negated"  # "has yet to reopen"
        if dep == "prep" and parse.lowers[verb] in ("by", "through"):
            yield from _shared_signs(parse, above, lexicon)  # "by granting access, Delhi could gain"
        if dep == "advcl" and is_infinitive(parse, verb):
            yield "future"  # "is in Doha to meet"
        if dep in ("xcomp", "ccomp", "dobj", "nsubjpass", "nsubj", "pcomp", "pobj", "acomp", "attr", "prep", "oprd"):
            if lemma in lexicon.status["failing"]:
                yield "negated"
            if lemma in lexicon.status["planning"] and dep in ("xcomp", "dobj", "nsubjpass", "pobj", "ccomp"):
                yield "future"
            if lemma in lexicon.status["supposing"] and dep in ("ccomp", "xcomp", "dobj", "pobj", "pcomp"):
                yield "hypothetical"
            if _is_same_act(parse, verb, lexicon):
                yield from _own_signs(parse, above, lexicon)
            elif parse.pos[above] in ("VERB", "AUX") and dep in ("dobj", "nsubjpass", "nsubj"):
                return
        elif dep == "conj":
            yield from _shared_signs(parse, above, lexicon)
        else:
            return
        verb = above


def _is_same_act(parse: Parse, word: int, lexicon: Lexicon) -> bool:
    """Return whether the verb above a word tells of the same act: "held no talks", not "did not condemn the raid"."""
    above, dep = parse.heads[word], parse.deps[word]
    if parse.pos[above] not in ("VERB", "AUX"):
        return False
    if dep in ("dobj", "nsubjpass", "nsubj") and parse.pos[word] == "NOUN" and parse.lemmas[above] in lexicon.speech:
        sets = lexicon.sets
        return parse.lemmas[above] in sets["light_verbs"] | sets["happening_verbs"]
    return dep in ("dobj", "nsubjpass", "nsubj", "xcomp", "acomp", "attr", "oprd")


def _own_signs(parse: Parse, token: int, lexicon: Lexicon) -> Iterator[str]:
    for child in parse.children[token]:
        lower, dep = parse.lowers[child], parse.deps[child]
        if dep == "neg" or (dep == "det" and lower == "no") or lower in lexicon.status["negators"]:
            yield "negated"
        elif dep == "aux" and lower in _INVERTED and is_inverted(parse, child):
            yield "hypothetical"
        elif dep == "aux" and lower in _MODALS:
            yield "future" if lower == "would" and _is_reported(parse, token, lexicon) else _MODALS[lower]
        elif dep == "mark" and lower in lexicon.status["conditions"]:
            yield "hypothetical"
        elif dep == "prep" and lower == "in" and parse.lemmas[token] == "be":
            continue
        elif dep == "dobj" and is_neither(parse, child):
            yield "negated"
    if parse.deps[token] in ("pobj", "pcomp") and parse.lowers[parse.heads[token]] == "without":
        yield "negated"
    yield from _conditions(parse, token, lexicon)


def _is_reported(parse: Parse, verb: int, lexicon: Lexicon) -> bool:
    """Return whether a clause is what somebody said in the past, so that its "would" was their "will"."""
    while parse.deps[verb] == "conj":
        verb = parse.heads[verb]
    above = parse.heads[verb]
    if parse.deps[verb] != "ccomp" or parse.tags[above] not in ("VBD", "VBN"):
        return False
    supposed = any(parse.lowers[child] in lexicon.status["conditions"] for child in children(parse, verb, "mark"))
    suppositions = children(parse, verb, "advcl")
    return (
        not supposed
        and parse.lemmas[above] in lexicon.speech
        and not any(parse.lowers[child] == "if" for clause in suppositions for child in children(parse, clause, "mark"))
    )


def is_neither(parse: Parse, noun: int) -> bool:
    """Return whether an object negates its verb: "faults neither Kabul nor Delhi", "blamed nobody"."""
    words = (noun, *children(parse, noun, "preconj", "det", "cc"))
    return any(parse.lowers[each] in ("neither", "nobody", "none") for each in words)


def _conditions(parse: Parse, token: int, lexicon: Lexicon) -> Iterator[str]:
    """Yield a sign where the clause of a word is a condition or a question of whether."""
    if parse.deps[token] in ("advcl", "ccomp") and any(
        parse.lowers[child] in lexicon.status["conditions"] for child in children(parse, token, "mark")
    ):
        yield "hypothetical"


def _shared_signs(parse: Parse, token: int, lexicon: Lexicon) -> Iterator[str]:
    """Yield the signs that a coordinated verb shares with the first: modal, condition."""
    yield from (sign for sign in _own_signs(parse, token, lexicon) if sign != "negated")


def is_negated(parse: Parse, token: int, lexicon: Lexicon) -> bool:
    """Return whether a word is negated by a word of its own, or its auxiliary is."""
    return "negated" in set(_own_signs(parse, token, lexicon))


def told_as_past(parse: Parse, trigger: int, lexicon: Lexicon) -> bool:
    """Return whether words of the trigger's clause put the act well before the article: "decades ago"."""
    long_ago = lexicon.status["long_ago"]
    if long_ago.isdisjoint(parse.forms):
        return False
    clause = parse.subtree(_clause_head(parse, trigger))
    return any(parse.lemmas[token] in long_ago and not _goes_on(parse, token) for token in clause)


def _goes_on(parse: Parse, token: int) -> bool:
    """Return whether a word of time tells how long or how often: "for decades", "once more", "two days ago"."""
    after = parse.lowers[token + 1] if token + 1 < len(parse) else ""
    if parse.lowers[token] == "once":
        return after in ("more", "again") or parse.deps[token] == "mark"
    around = {parse.lowers[each] for each in (parse.heads[token], parse.heads[parse.heads[token]])}
    if parse.lemmas[token] in ("decade", "century"):
        return not around.isdisjoint({"for", "over", "than", "since"})
    units = {parse.lemmas[each] for each in parse.subtree(token)}
    return parse.lemmas[token] in ("ago", "earlier") and units.isdisjoint({"year", "month", "decade", "century"})


def _clause_head(parse: Parse, token: int) -> int:
    while parse.heads[token] != token and parse.pos[token] not in ("VERB", "AUX"):
        token = parse.heads[token]
    return token
