"""Phrases of saying: that something is said, told by more than one reporting word.

"It has it that …", "made it clear that …", "put on record that …", "is adamant that …"; set off from what they report,
", as Kabul put it, …", ", or so Kabul claims"; and by a label before it, "Kabul’s envoy: “…”".
"""

from __future__ import annotations

from collections.abc import Iterator

from torkham.annotator.lexicon import Lexicon
from torkham.annotator.parse import Parse
from torkham.annotator.syntax import ancestors, children, doers, is_passive

_OPENING = frozenset({"“", '"', "``"})
_PUTTING = frozenset({"put", "tell", "have", "see", "describe", "phrase"})
"""Verbs with "as" and "it": "as Kabul put it"."""
_BELIEVED = frozenset({"believe", "trust", "credit"})
_LABEL = 9
"""Words of a name or office before a colon."""
_NOT_NAMING = frozenset({"VERB", "AUX", "SCONJ"})


def clauses(parse: Parse, lexicon: Lexicon) -> Iterator[tuple[int, int, list[int]]]:
    """Yield the word of a phrase that reports a clause with "that", the clause's verb, and who says so."""
    for token in parse.among(lexicon.sets["vouching"]) if "that" in parse.forms else ():
        if parse.lemmas[token] == "have" and not any(
            parse.lowers[each] == "it" for each in children(parse, token, "dobj")
        ):
            continue
        above = [token, *ancestors(parse, token)]
        for index, each in enumerate(above[:4]):
            told = [
                clause for clause in children(parse, each, "ccomp", "advcl", "acl") if _is_told(parse, clause, token)
            ]
            if told:
                speaking = next((who for verb in above[index:4] if (who := _saying(parse, verb))), [])
                if speaking:
                    yield token, told[0], speaking
                break


def _is_told(parse: Parse, clause: int, token: int) -> bool:
    marks = [child for child in children(parse, clause, "mark") if parse.lowers[child] == "that"]
    return bool(marks) and token < marks[0] <= token + 4


def _saying(parse: Parse, verb: int) -> list[int]:
    """Return the subject of a verb that somebody is: in "made it clear" not "it"."""
    if parse.pos[verb] not in ("VERB", "AUX"):
        return []
    found = doers(parse, verb) if not is_passive(parse, verb) else children(parse, verb, "nsubjpass")
    return [each for each in found if parse.lowers[each] not in ("it", "that", "there")]


def asides(parse: Parse) -> Iterator[tuple[int, range, list[int]]]:
    """Yield the reporting word of an aside of several words, the words of the aside, and who speaks in it."""
    for token in parse.among(_PUTTING | _BELIEVED):
        named = children(parse, token, "nsubj", "nsubjpass") or children(parse, parse.heads[token], "nsubj")
        words = parse.subtree(token)
        if parse.lemmas[token] in _PUTTING:
            it = [each for each in children(parse, token, "dobj") if parse.lowers[each] == "it"]
            first = min(words)
            if it and named and (parse.lowers[first] == "as" or _is_to_hear(parse, token)):
                first = first if parse.lowers[first] == "as" else parse.heads[token] - 1
                yield token, range(first, it[0] + 1), named
        elif parse.deps[token] == "xcomp" and parse.lemmas[parse.heads[token]] == "be" and named:
            clause = parse.subtree(parse.heads[token])
            if parse.lowers[min(clause)] == "if":  # "if Kabul is to be believed"
                yield token, range(min(clause), token + 1), named


def _is_to_hear(parse: Parse, verb: int) -> bool:
    """Return whether somebody is heard to tell: "to hear Kabul tell it"."""
    above = parse.heads[verb]
    return parse.lemmas[above] == "hear" and above > 0 and parse.lowers[above - 1] == "to"


def so(parse: Parse, verb: int) -> range | None:
    """Return the words of "or so Kabul claims", "so Kabul says" around their verb, None where it has no such words."""
    named = children(parse, verb, "nsubj")
    first = min((min(parse.subtree(each)) for each in named), default=0)
    if not first or parse.lowers[first - 1] != "so" or named[0] > verb:
        return None
    first -= 1
    return range(first - 1 if first and parse.lowers[first - 1] == "or" else first, verb + 1)


def label(parse: Parse) -> tuple[list[int], int] | None:
    """Return the heads of whoever a label before a quotation names, and its colon: "Kabul’s envoy: “…”"."""
    colon = next((each for each in parse.among({":"}) if 0 < each <= _LABEL), None)
    if colon is None or colon + 1 >= len(parse) or parse.words[colon + 1] not in _OPENING:
        return None
    words = range(colon)
    if any(parse.pos[each] in _NOT_NAMING or parse.words[each] in (",", ";") for each in words):
        return None
    return [each for each in words if parse.heads[each] not in words or parse.heads[each] == each][:1], colon
