"""Newcomers: actors that the registry lacks, by the names that a text gives them.

Named are organisations and persons that the parser sees as entities, and other runs of proper nouns; a state's
adjective at the head of such a name belongs to it ("Iranian Red Crescent"), so does what stands after "of", "for" or
"on" in the name of a body ("Standing Committee on Defence").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from torkham.annotator.ids import ministry_id
from torkham.annotator.names import Names
from torkham.annotator.parse import Parse
from torkham.annotator.syntax import children

_ARTICLES = frozenset({"the", "a", "an"})
_INNER = frozenset({"of", "for", "on"})
"""Prepositions inside the name of a body."""
_ANAPHORS = frozenset({"office", "body", "government", "army"})
"""The classes of nouns that go back to a name."""
_NO_ACTORS = frozenset({"EVENT", "WORK_OF_ART", "LAW", "LANGUAGE", "DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"})
_ELSEWHERE = _NO_ACTORS | {"GPE", "LOC", "FAC", "PRODUCT", "CARDINAL", "ORDINAL"}


def names_of_newcomers(
    parse: Parse, names: Names, states: set[int], taken: set[int], places: set[int]
) -> Iterator[tuple[int, int, str]]:
    """Yield the names of newcomers: tokens [first, stop), and what they name: `person`, `body` or `other`.

    `taken` are the tokens of names that are known, `states` those of them that only name a state; `places` those of
    names of places. A `body` is one by a word of its name ("Council"). Names do not overlap.
    """
    if parse.text.isupper():
        return
    blocked, common = taken - states, states | places
    for entity in parse.entities:
        first, stop = _trimmed(parse, entity.first, entity.stop)
        inside = set(range(first, stop))
        if first >= stop or inside & blocked or inside <= common or stop - 1 in states:
            continue
        if entity.label == "PERSON" and parse.words[first][:1].isupper() and not inside & states:
            kind = "person"
        elif entity.label in ("ORG", "NORP") and _is_name(parse, stop - 1):
            stop = _continued(parse, first, stop, blocked, names)
            kind = "body" if is_body(parse, first, stop, names) else "other"
            if (
                inside & states
                and (kind == "other" or stop - first < 3)
                and not _is_own_name(parse, first, stop, names)
            ):
                continue
        else:
            continue
        blocked |= set(range(first, stop))
        yield first, stop, kind
    other = (each for each in parse.entities if each.label in _ELSEWHERE)
    other = (each for each in other if not (each.stop - each.first == 1 and parse.words[each.first].isupper()))
    elsewhere = {token for entity in other for token in range(entity.first, entity.stop)}
    yield from _runs(parse, names, blocked | common, elsewhere)


def _runs(parse: Parse, names: Names, taken: set[int], elsewhere: set[int]) -> Iterator[tuple[int, int, str]]:
    """Yield names that the parser takes for no entity ("the Frontier Corps"), acronyms that it takes for nouns."""
    for token, word in enumerate(parse.words):
        if not word[:1].isupper() or token in taken:
            continue
        acronym = word.isupper() and word.isalpha() and 2 < len(word) < 7 and parse.pos[token] in ("NOUN", "ADJ")
        if not (parse.pos[token] == "PROPN" or acronym) or _is_office(parse, token, names):
            continue
        if parse.deps[token] == "compound" and not acronym and parse.pos[parse.heads[token]] == "PROPN":
            continue
        first = token
        while first and first - 1 not in taken and _belongs(parse, first - 1, token):
            first -= 1
        stop = _continued(parse, first, token + 1, taken, names)
        kind = "body" if is_body(parse, first, stop, names) else "other"
        if token in elsewhere and kind == "other":
            continue
        taken |= set(range(first, stop))
        yield first, stop, kind


def _is_office(parse: Parse, token: int, names: Names) -> bool:
    """Return whether a capital letter only honours a noun that goes back to a name: "the Minister", "Ministry"."""
    if _ANAPHORS.isdisjoint(names.lexicon.anaphors.get(parse.lowers[token], ())):
        return False
    if children(parse, token, "compound", "amod", "nmod"):
        return False
    return parse.lowers[token] == "army" or parse.deps[token] not in ("compound", "nmod")  # "Army mortars"


def _belongs(parse: Parse, before: int, head: int) -> bool:
    """Return whether a token before a name is part of it: a proper noun that hangs from it, or "-e-"."""
    glued = parse.ends[before] == parse.starts[before + 1]
    if glued and (parse.words[before] == "-" or parse.words[before + 1] == "-"):
        return parse.words[before] == "-" or parse.words[before][:1].isalpha()
    if parse.pos[before] != "PROPN" or not parse.words[before][:1].isupper():
        return False
    above = before
    while above < head:
        if parse.deps[above] not in ("compound", "nmod", "amod") or parse.heads[above] <= above:
            return False
        above = parse.heads[above]
    return above == head


def _continued(parse: Parse, first: int, stop: int, taken: set[int], names: Names) -> int:
    """Return where the name of a body ends, with what its preposition names ("of Energy and Water")."""
    if not is_body(parse, first, stop, names):
        return stop
    end = stop
    if end + 1 < len(parse) and parse.lowers[end] in _INNER and _is_capital(parse, end + 1, taken):
        end += 2
        while end < len(parse):
            joined = parse.lowers[end] in ("and", "&") and end + 1 < len(parse) and _is_capital(parse, end + 1, taken)
            if joined and parse.deps[end + 1] == "conj" and first < parse.heads[end + 1] < end:
                end += 2
            elif _is_capital(parse, end, taken):
                end += 1
            else:
                break
    return end


def _is_capital(parse: Parse, token: int, taken: set[int]) -> bool:
    return token not in taken and parse.words[token][:1].isupper() and parse.pos[token] in ("PROPN", "NOUN", "ADJ")


def _trimmed(parse: Parse, first: int, stop: int) -> tuple[int, int]:
    while first < stop and parse.lowers[first] in _ARTICLES:
        first += 1
    while stop > first and parse.tags[stop - 1] == "POS":
        stop -= 1
    return first, stop


def _is_name(parse: Parse, token: int) -> bool:
    return parse.pos[token] == "PROPN" or parse.words[token].isupper()


def _is_own_name(parse: Parse, first: int, stop: int, names: Names) -> bool:
    """Return whether a state's adjective begins a name that is more than the state with a common noun."""
    last = parse.lowers[stop - 1]
    sets = names.lexicon.sets
    common = last in sets["collectives"] or last in sets["forces"] or last in sets["people"]
    return stop - first > 2 and not common and all(parse.words[token][:1].isupper() for token in (first, stop - 1))


def is_body(parse: Parse, first: int, stop: int, names: Names) -> bool:
    """Return whether a word of a name says that it is a body that takes part in politics."""
    bodies = names.lexicon.sets["political_bodies"]
    return any(parse.lowers[token] in bodies or parse.lemmas[token] in bodies for token in range(first, stop))


def known_ministry(words: Sequence[str], state: str | None, names: Names) -> str | None:
    """Return the registry's or a new id of the ministry that words name, None where they name none."""
    own = ministry_id(words, state)
    return names.ministries.get(own, own) if own is not None else None


def kind_of_name(parse: Parse, head: int, kind: str, names: Names) -> str | None:
    """Return the type of actor (`schema/vocabularies/actor_type.json`) that a newcomer's name tells, if it does."""
    if kind == "person":
        return "person"
    sets, words = names.lexicon.sets, {parse.lowers[head], parse.lemmas[head]}
    if words & sets["state_bodies"]:
        return "government_body"
    if words & sets["armed_bodies"]:
        return "armed_force"
    return "other" if kind == "body" else None
