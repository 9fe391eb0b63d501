"""Asides: reporting words that a text sets off from what they report, wherever a parser hangs them.

"The gate, Kabul said, would stay shut", "…, according to two officers", "By Tehran’s count, …". What is reported is the
sentence around them; behind a relative pronoun ("which, prosecutors maintain, fed them") it is that clause alone, and
a further clause after "and" is the writer's again.
"""

from __future__ import annotations

from torkham.annotator.parse import Parse
from torkham.annotator.syntax import children, is_quoted

_BEFORE = frozenset({",", "”", '"', "''", "—", "–"})
"""Signs before an aside."""
_AFTER = frozenset({",", ".", ";", "—", "–", ")", "!", "?"})
"""Signs after one."""
_ENDS = frozenset({";", ":"})
"""Signs beyond which nothing is reported, save inside a quotation."""
_RELATIVE = frozenset({"which", "who", "whom", "whose", "that", "where"})
_OPENING = frozenset({"“", '"', "``"})
_CLOSING = frozenset({"”", "''", "!", "?"})
_SPEAKING_ON = frozenset({"who", "whose", "which"})
"""Words after which more is told of a speaker."""
_FURTHER = frozenset({"and", "but", "so", "yet", "or"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_TELLING = frozenset({"say", "tell", "inform", "remind", "warn", "assure", "chide"})
"""Verbs whose object is who is told, or with which a parser takes the speaker for an object."""
_PHRASE = frozenset({"NOUN", "PROPN", "PRON", "DET", "ADJ", "ADV", "ADP", "NUM", "PART", "CCONJ", "AUX", "SYM"})
"""Parts of speech of a subject, of auxiliaries and of what says when, where or to whom something was said."""
_LONGEST = 16
"""Words of an aside; a longer one is more than that."""


def clause(parse: Parse, verb: int) -> range | None:
    """Return the words of a reporting clause that is set off by signs, None where it is not."""
    inverted = verb > 0 and parse.words[verb - 1] in _BEFORE
    if inverted and any(each < verb for each in children(parse, verb, "nsubj", "nsubjpass")):
        return None  # "the envoy, who had met Kabul, said …"
    first = _first(parse, verb)
    if first is None or parse.tags[verb] not in (*_FINITE, "VBN") or children(parse, verb, "neg"):
        return None
    if children(parse, verb, "auxpass") and parse.lowers[first] != "it":
        return None
    stop = _stop(parse, verb, free=inverted)
    if stop is None or stop - first > _LONGEST or _tells_act(parse, verb, range(first, stop)):
        return None
    if not inverted and not _is_subject(parse, first, verb):
        return None
    return range(first, stop)


def phrase(parse: Parse, first: int) -> range:
    """Return the words of a phrase such as "according to two officers", from its first on."""
    stop = _sign(parse, first + 1)
    if stop + 1 < len(parse) and parse.words[stop] == "," and parse.lowers[stop + 1] in ("who", "which", "whose"):
        stop = _sign(parse, stop + 1)  # "according to the union, which …"
    return range(first, stop)


def _sign(parse: Parse, first: int) -> int:
    """Return the first sign that ends a phrase, from a token on."""
    ends = (each for each in range(first, len(parse)) if parse.words[each] in _AFTER | _ENDS)
    return next(ends, len(parse))


def around(parse: Parse, aside: range) -> frozenset[int]:
    """Return the words that an aside reports."""
    first, stop = segment(parse, aside, _ENDS)
    if aside.start >= 2 and parse.words[aside.start - 1] in _BEFORE and parse.lowers[aside.start - 2] in _RELATIVE:
        later = (each for each in range(aside.stop + 1, stop) if parse.words[each] in (",", "—", "–"))
        return frozenset(range(aside.stop, next(later, stop)))
    quotation = [each for each in range(first, stop) if is_quoted(parse, each)]
    if quotation and parse.words[first] in _OPENING and parse.words[aside.start - 2] in _BEFORE | _CLOSING:
        return frozenset(quotation)
    if _is_told(parse, first, aside.start) and _goes_on(parse, aside.stop, stop):
        stop = aside.stop
    elif aside.stop < len(parse) and parse.words[aside.stop] == ",":  # inside a clause, before which "and" may stand
        further = (each for each in range(aside.start - 2, first, -1) if _goes_on(parse, each, aside.start))
        first = next(further, _latter(parse, first, aside))
    return frozenset(range(first, stop)) - frozenset(aside)


def _latter(parse: Parse, first: int, aside: range) -> int:
    """Return where the second of two coordinated verbs begins, if an aside stands at it, else where the words do.

    "jammed the station and, Kabul says, seized …", "jammed the station and seized, Kabul says, …".
    """
    last = aside.start - 2
    if last <= first:
        return first
    if parse.lowers[last] in _FURTHER and aside.stop + 1 < len(parse):
        return (
            last
            if any(
                parse.pos[each] in ("VERB", "AUX") for each in range(aside.stop + 1, min(aside.stop + 3, len(parse)))
            )
            else first
        )
    joined = parse.deps[last] == "conj" and parse.pos[last] == "VERB"
    return last if joined and parse.pos[parse.heads[last]] in ("VERB", "AUX") else first


def segment(parse: Parse, words: range, ends: frozenset[str]) -> tuple[int, int]:
    """Return the part [first, stop) of a sentence, between some signs outside quotations, in which words stand."""
    signs = [each for each in parse.among(ends) if not is_quoted(parse, each)]
    first = max((each + 1 for each in signs if each < words.start), default=0)
    return first, min((each for each in signs if each >= words.stop), default=len(parse))


def subject(parse: Parse, aside: range, verb: int) -> int | None:
    """Return the head of the phrase that names who speaks in a reporting clause."""
    own = [each for each in children(parse, verb, "nsubj") if each in aside]
    if own:
        return own[0]
    order = range(verb - 1, aside.start - 1, -1) if verb > aside.start else range(verb + 1, aside.stop)
    return next((each for each in order if parse.pos[each] in ("NOUN", "PROPN", "PRON")), None)


def _first(parse: Parse, verb: int) -> int | None:
    """Return where the clause of a verb begins, if a sign stands before it."""
    first = verb
    while first and parse.words[first - 1] not in _BEFORE | _ENDS:
        first -= 1
    if parse.lowers[first] == "as":
        first += 1
    return first if first and (parse.words[first - 1] in _BEFORE or parse.lowers[first - 1] == "as") else None


def _stop(parse: Parse, verb: int, *, free: bool) -> int | None:
    """Return where the clause of a verb stops, None where more than a phrase follows (`free`: than anything)."""
    stop = verb + 1
    while stop < len(parse) and parse.words[stop] not in _AFTER | _ENDS:
        if not free and parse.pos[stop] not in _PHRASE:
            return None
        stop += 1
    return stop if stop == len(parse) or parse.words[stop] in _AFTER else None


def _is_subject(parse: Parse, first: int, verb: int) -> bool:
    """Return whether a phrase before a verb names who does it."""
    words = range(first, verb)
    if any(_is_no_phrase(parse, each) or parse.tags[each][:1] == "W" for each in words):
        return False
    named = any(parse.pos[each] in ("NOUN", "PROPN", "PRON") for each in words)
    return named and parse.pos[first] not in ("CCONJ", "SCONJ")


def _is_no_phrase(parse: Parse, token: int) -> bool:
    return (
        parse.pos[token] not in _PHRASE and parse.deps[token] != "case"
    )  # "the drivers’ union", with a quotation mark


def _tells_act(parse: Parse, verb: int, words: range) -> bool:
    """Return whether a verb has an object that is nobody who is told something, so that it tells an act."""
    own = [each for each in children(parse, verb, "dobj", "oprd", "agent", "prt") if each in words]
    return bool(own) and parse.lemmas[verb] not in _TELLING


def _is_told(parse: Parse, first: int, stop: int) -> bool:
    """Return whether a whole clause stands among some words."""
    return any(
        parse.pos[each] in ("VERB", "AUX")
        and any(child in range(first, stop) for child in children(parse, each, "nsubj", "nsubjpass", "csubj"))
        for each in range(first, stop)
    )


def _goes_on(parse: Parse, first: int, stop: int) -> bool:
    """Return whether what follows is not reported: a clause with its own subject, or more of the speaker."""
    if first + 1 >= stop or parse.words[first] != ",":
        return False
    if parse.tags[first + 1] == "VBG" or parse.lowers[first + 1] in _SPEAKING_ON:
        return True
    if parse.lowers[first + 1] not in _FURTHER:
        return False
    return any(parse.deps[each] in ("nsubj", "nsubjpass") for each in range(first + 1, stop))
