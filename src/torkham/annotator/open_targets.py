"""Open targets: the words that name what is evaluated where it is neither an issue nor an actor (guidelines §11.3)."""

from __future__ import annotations

from torkham.annotator.lexicon import Lexicon
from torkham.annotator.parse import Parse
from torkham.annotator.syntax import children, complements, is_infinitive, is_passive, subjects

_EMPTY = frozenset({"be", "do", "have"})
"""Verbs that alone name nothing."""
_SORROWS = frozenset({"loss", "death", "life", "toll", "casualty", "suffering"})
"""What is bemoaned and no position."""
_NEAR = 5
"""How many words after a noun what it is about may begin."""
_NAMING = frozenset({"of", "on", "over", "against", "for", "about"})
"""Prepositions with which a noun says what it is about."""


def turned(parse: Parse, hit: int, head: int, lexicon: Lexicon) -> tuple[int, bool]:
    """Return what words about an open target evaluate in the end, and whether they do so to the contrary.

    Who wants raids to cease, a ban lifted, or no raid flown, is against raids and ban. `hit` is the evaluating word.
    """
    above, ending = parse.heads[head], lexicon.sets["ending"]
    contrary = head not in (hit, parse.heads[hit]) and bool(children(parse, head, "neg"))
    if parse.pos[head] == "NOUN" and parse.lemmas[head] in ending:
        ended = [each for child in children(parse, head, "prep") for each in complements(parse, child)]
        return (ended[0], not contrary) if ended else (head, contrary)
    if parse.pos[head] == "NOUN":  # "voted down a motion to halt returns"
        ends = [each for each in children(parse, head, "acl") if parse.lemmas[each] in ending]
        ended = [each for verb in ends if is_infinitive(parse, verb) for each in children(parse, verb, "dobj")]
        return (ended[0], not contrary) if ended else (head, contrary)
    if parse.pos[head] in ("VERB", "AUX") and parse.lemmas[head] in ending:
        undone = children(parse, head, "nsubj", "nsubjpass") if not children(parse, head, "dobj", "agent") else []
        ended = children(parse, head, "xcomp") or (subjects(parse, head) if is_passive(parse, head) else []) or undone
        return (ended[0], not contrary) if ended else (head, contrary)
    undergoes = above not in (head, hit) and parse.deps[head] in ("nsubjpass", "nsubj")
    return head, contrary != (undergoes and parse.lemmas[above] in ending)


def content(parse: Parse, noun: int, but: int | None = None) -> int | None:
    """Return the verb of the clause that says what a noun tells: "the charge that Delhi armed them"; None without.

    The clause of the word `but`, "the charge that Delhi disputes", says nothing of it.
    """
    under = [each for each in parse.subtree(noun) if each > noun and parse.deps[each] in ("acl", "ccomp", "relcl")]
    for verb in under:  # the clause of "the charge by Kabul that …" often hangs from Kabul
        if verb == but or parse.heads[verb] not in (noun, *_within(parse, noun)):
            continue
        marked = any(parse.lowers[child] == "that" for child in children(parse, verb, "mark"))
        if marked and children(parse, verb, "nsubj", "nsubjpass"):
            return verb
    return None


def _within(parse: Parse, noun: int) -> list[int]:
    """Return the nouns that stand right below a noun by a preposition, with those in apposition to them."""
    below = [each for child in children(parse, noun, "prep", "agent") for each in complements(parse, child)]
    return below + [each for inner in below for each in children(parse, inner, "appos")]


def phrase(parse: Parse, head: int, hit: int | None = None) -> tuple[int, int] | None:
    """Return the shortest phrase that names an open target, None where no word does ("it", "this week").

    Of a noun that tells something it is what it tells ("the charge that …"), of another what stands before it in its
    phrase, it, and what it is of or over; of a verb what follows to the end of its object, a passive with its subject.
    """
    if parse.pos[head] == "NOUN" and (told := content(parse, head, hit)) is not None:
        first = parse.subtree(children(parse, told, "nsubj", "nsubjpass")[0])[0]
        _, stop = phrase(parse, told) or (told, told + 1)
        return first, stop
    if parse.lemmas[head] in _EMPTY and all(parse.pos[each] != "NOUN" for each in children(parse, head, "dobj")):
        return None
    if parse.pos[head] in ("VERB", "AUX") or parse.tags[head] == "VBG":
        ends = children(parse, head, "dobj", "prt", "acomp", "attr", "oprd", "dative", "advmod")
        ends += [each for prep in children(parse, head, "prep") for each in complements(parse, prep)]
        named_so = (
            children(parse, head, "oprd") if "what" in (parse.lowers[e] for e in children(parse, head, "dobj")) else []
        )
        if named_so:  # "what it called a brave decision"
            return phrase(parse, named_so[0])
        undergoing = ("nsubjpass", "nsubj") if parse.tags[head] == "VBN" else ("nsubjpass",)
        passive = [parse.subtree(each)[0] for each in children(parse, head, *undergoing)]
        return min([head, *passive]), max([head, *(each for each in ends if each > head)]) + 1
    if parse.pos[head] not in ("NOUN", "PROPN") or _is_time(parse, head) or parse.lemmas[head] in _SORROWS:
        return None
    first = head
    while first and parse.heads[first - 1] == head and parse.deps[first - 1] in ("compound", "amod"):
        first -= 1
    last = [
        each
        for noun in (head, *_within(parse, head))
        for preposition in children(parse, noun, "prep")
        if head < preposition <= head + _NEAR and parse.lowers[preposition] in _NAMING
        for each in complements(parse, preposition)[:1]
    ]
    for verb in children(parse, head, "acl"):  # "a motion to halt returns"
        if any(parse.lowers[child] == "to" for child in children(parse, verb, "aux")):
            last += [verb, *children(parse, verb, "dobj")]
    return first, max([head, *last]) + 1


def _is_time(parse: Parse, token: int) -> bool:
    return any(each.first <= token < each.stop and each.label in ("DATE", "TIME") for each in parse.entities)
