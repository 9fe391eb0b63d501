"""Referents: the phrases of a unit that may stand for an actor, each with the actor it names.

Names come from the gazetteer, from the list of states outside the registry and from the parser's named entities; a
state's name with a collective noun ("Iranian authorities") is the state, with a noun for its forces its army, with a
noun of a body that body. Whether a country or capital is an actor or mere ground goes by its preposition (guidelines
§4.5). Pronouns and definite nominals are found here and resolved by `torkham.annotator.reference`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from torkham.annotator.datelines import AFTER_PLACE
from torkham.annotator.gazetteer import Found
from torkham.annotator.ids import slug
from torkham.annotator.lexicon import State
from torkham.annotator.names import Names
from torkham.annotator.newcomers import kind_of_name, known_ministry, names_of_newcomers
from torkham.annotator.nominals import nominals, with_nouns
from torkham.annotator.pairs import find_pairs
from torkham.annotator.parse import Parse, phrase_head
from torkham.annotator.referent import Referent
from torkham.annotator.syntax import children

_PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "she", "her"), "person"),
    **dict.fromkeys(("it", "its"), "thing"),
    **dict.fromkeys(("they", "them", "their", "theirs"), "many"),
    **dict.fromkeys(("we", "us", "our", "ours", "i", "my", "me"), "speaker"),
}
_BODIES = frozenset({"body", "government", "group", "army"})
"""The classes of nouns that go back to a body."""
_PRONOUN_WORDS = frozenset(_PRONOUNS)


def referents(parse: Parse, names: Names, day: str | None, places: Sequence[Found]) -> list[Referent]:
    """Return the referents of a unit in the order of the text; spans may nest and never cross.

    `day` is the article's day (ISO), on which names must be valid; `places` are the names of places.
    """
    hits = list(names.gazetteer.find(parse.words, day))
    hits += [inner for hit in hits for inner in _inside(parse, hit, names, day)]
    found = [_named(parse, hit, names) for hit in hits if not _is_of_another(parse, hit, hits, names)]
    new = list(_newcomers(parse, names, found, places))
    found = [each for each in found if not any(_inside_of(each, other) for other in new)] + new
    found = with_nouns(parse, found, names)
    taken = {token for each in found for token in range(each.first, each.stop)}
    groups = {
        token
        for each in found
        if each.actor_id is not None and names.types.get(each.actor_id) == "armed_group"
        for token in range(each.first, each.stop)
    }
    found += list(find_pairs(parse, names, taken))
    found += list(nominals(parse, names, taken, groups))
    found += list(_pronouns(parse, taken))
    return _uncrossed(found)


def _named(parse: Parse, hit: Found, names: Names) -> Referent:
    actor_id = hit.name.actor_id
    head = phrase_head(parse, hit.first, hit.stop)
    state = names.states.get(actor_id)
    text = parse.quote(hit.first, hit.stop)
    form = _form(parse, text, head, hit, state)
    kept = form not in ("adjective",)
    countries = () if state is None else (state.name, *state.names, *state.adjectives, *state.capitals)
    seat = actor_id not in names.states and _is_place(parse, hit, names)  # "Rawalpindi" is an army's
    ground = (seat or hit.name.text in countries) and is_ground(parse, hit.first, head, names)
    return Referent(hit.first, hit.stop, head, actor_id, form, kept, ground)


def _is_place(parse: Parse, hit: Found, names: Names) -> bool:
    """Return whether a name is that of a place too."""
    return any(
        (each.first, each.stop) == (0, hit.stop - hit.first)
        for each in names.place_names.find(parse.words[hit.first : hit.stop], None)
    )


def _inside(parse: Parse, hit: Found, names: Names, day: str | None) -> Iterator[Found]:
    """Yield the names after a preposition inside a name ("factions within the Taliban")."""
    for token in range(hit.first + 1, hit.stop - 1):
        if parse.pos[token] == "ADP":
            for inner in names.gazetteer.find(parse.words[token + 1 : hit.stop], day):
                yield Found(token + 1 + inner.first, token + 1 + inner.stop, inner.name)


def _is_of_another(parse: Parse, hit: Found, hits: list[Found], names: Names) -> bool:
    """Return whether a found name only goes with another one: an office before its holder's name, or a word for its
    members after a group's ("TTP militants", guidelines §4.2, §4.3).
    """
    person = names.types.get(hit.name.actor_id) == "person"
    if _is_within_longer(parse, hit, names) or (person and _is_end_of_name(parse, hit, names)):
        return True
    alone = hit.stop - hit.first == 1 and parse.words[hit.first].islower()
    for other in hits if person or alone else ():
        if person and other.first == hit.stop:
            return names.types.get(other.name.actor_id) == "person"
        before = other.stop <= hit.first and parse.words[other.stop : hit.first] in ([], [")"])
        if before and alone and names.types.get(other.name.actor_id) in ("armed_group", "armed_force"):
            return True
    return False


def _is_within_longer(parse: Parse, hit: Found, names: Names) -> bool:
    """Return whether a mere noun for a body that the registry has as a name is part of another body's name.

    "Ministry" in "Defence Ministry", "house" in "guest house" is no short name for what it is elsewhere.
    """
    token = hit.first
    if hit.stop - hit.first > 1 or parse.words[token].isupper() or parse.lowers[token] == "police":
        return False
    if _BODIES.isdisjoint(names.lexicon.anaphors.get(parse.lowers[token], ())) and parse.lowers[token] != "house":
        return False
    of = parse.words[token][:1].isupper() and token + 1 < len(parse) and parse.lowers[token + 1] in ("of", "for")
    return of or bool(children(parse, token, "compound"))


def _is_end_of_name(parse: Parse, hit: Found, names: Names) -> bool:
    """Return whether a person's last name ends the longer name of something else: "Ghulam Khan", "Kamal Khan dam"."""
    before = hit.first - 1
    if hit.stop - hit.first > 1 or before < 0 or parse.pos[before] != "PROPN" or parse.deps[before] != "compound":
        return False
    title = {parse.lemmas[before], parse.lowers[before].rstrip(".")} & names.lexicon.sets["titles"]
    return not title and parse.words[before].isalpha() and parse.words[before].istitle()


def _form(parse: Parse, text: str, head: int, hit: Found, state: State | None) -> str:
    """Return the form of a registry name (guidelines §4.4): its head word decides."""
    if state is not None:
        if text in state.adjectives and hit.stop - hit.first == 1:
            return "adjective" if parse.tags[head] not in ("NNS", "NNPS") else "name"
        if text in state.capitals:
            return "metonym"
    if parse.words[head].islower() or hit.name.text.islower():
        single = hit.stop - hit.first == 1
        return "adjective" if single and parse.deps[head] in ("amod", "compound", "nmod") else "nominal"
    return "name"


def is_ground(parse: Parse, first: int, head: int, names: Names) -> bool:
    """Return whether a country or capital is ground and not an actor (guidelines §4.5).

    It is after a preposition of place, as the goal of a journey, before a noun of territory, in a dateline.
    """
    sets = names.lexicon.sets
    above, dep = parse.heads[head], parse.deps[head]
    if _is_dateline(parse, first, head):
        return True
    if _is_at_place(parse, first, head, sets["place_prepositions"]):
        return True
    if dep in ("compound", "amod", "nmod", "poss") and parse.lemmas[above] in sets["territory"]:
        return True
    if dep == "compound" and parse.quote(first, head + 1) in names.capitals:  # "the Doha talks", "Kabul airport"
        return True
    if dep == "dobj" and parse.lemmas[above] in sets["goals"]:
        return True
    if dep == "conj":
        first_conjunct = above
        while parse.deps[first_conjunct] == "conj":
            first_conjunct = parse.heads[first_conjunct]
        dep, above = parse.deps[first_conjunct], parse.heads[first_conjunct]
    if dep != "pobj":
        return False
    preposition, governor = parse.lowers[above], parse.heads[above]
    if preposition in sets["place_prepositions"]:
        return True
    lemma = parse.lemmas[governor]
    if preposition in ("to", "towards", "toward", "for"):
        cargo = [child for child in children(parse, governor, "dobj") if parse.lemmas[child] not in sets["people"]]
        return lemma in sets["journeys"] and not cargo  # goods are sent to somebody, people to a place
    if preposition == "from":
        if lemma in sets["collectives"]:
            return False  # "delegations from Pakistan and Afghanistan"
        return lemma in sets["journeys"] or lemma in sets["origins"]
    return preposition == "of" and lemma in sets["territory"]


def _is_at_place(parse: Parse, first: int, head: int, prepositions: frozenset[str]) -> bool:
    """Return whether a preposition of place stands right before a name that owns nothing, whatever the parse says."""
    before = first - 1
    while before >= 0 and parse.tags[before] == "DT":
        before -= 1
    if before < 0 or parse.lowers[before] not in prepositions or parse.pos[before] not in ("ADP", "SCONJ"):
        return False
    if parse.deps[head] == "amod" and parse.pos[parse.heads[head]] == "NOUN":
        return False  # "killed in Pakistani strikes"
    return head + 1 >= len(parse) or parse.tags[head + 1] != "POS"


def _is_dateline(parse: Parse, first: int, head: int) -> bool:
    """Return whether a name opens the text as a dateline does: "KABUL —", "Islamabad (Agency):"."""
    if first > 2:
        return False
    opens = first == 0 or parse.text[: parse.starts[first]].strip() == ""
    return opens and AFTER_PLACE.match(parse.text, parse.ends[head]) is not None


def _newcomers(parse: Parse, names: Names, known: list[Referent], places: Sequence[Found]) -> Iterator[Referent]:
    """Yield the names of actors that the registry lacks, with their ids."""
    taken = {token for each in known for token in range(each.first, each.stop)}
    states = {
        token
        for each in known
        if each.actor_id in names.states and each.form != "nominal"
        for token in range(each.first, each.stop)
    }
    placed = {token for hit in places for token in range(hit.first, hit.stop)}
    for first, stop, kind in names_of_newcomers(parse, names, states, taken, placed):
        if kind == "other" and _is_goal(parse, first, names):
            continue
        state = next((e.actor_id for e in known if first <= e.first and e.stop <= stop), None)
        words = [parse.words[t] for t in range(first, stop) if t not in states and parse.tags[t] != "POS"]
        actor_id = known_ministry(words, state, names) or slug(parse.quote(first, stop))
        head = phrase_head(parse, first, stop)
        type_ = kind_of_name(parse, head, kind, names)
        yield Referent(first, stop, head, actor_id, "name", kept=kind == "body", kind=type_)


def _is_goal(parse: Parse, first: int, names: Names) -> bool:
    """Return whether an unknown name is a place by the words before it: "near Charsadda", "from Herat to Zaranj"."""
    before = first - 1 if not first or parse.tags[first - 1] != "DT" else first - 2
    if before < 0:
        return False
    journey = parse.lowers[before] == "to" and "from" in parse.lowers[max(0, before - 4) : before]
    return journey or parse.lowers[before] in names.lexicon.sets["place_prepositions"]


def _uncrossed(found: list[Referent]) -> list[Referent]:
    """Return referents in order without those that cross a longer one, or have its span (guidelines §4.2)."""
    kept: list[Referent] = []
    for each in sorted(found, key=lambda each: (each.first - each.stop, each.first)):
        if all(each.stop <= o.first or o.stop <= each.first or _inside_of(each, o) for o in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: (each.first, -each.stop))


def _inside_of(each: Referent, other: Referent) -> bool:
    return (
        other.first <= each.first and each.stop <= other.stop and (each.first, each.stop) != (other.first, other.stop)
    )


def _pronouns(parse: Parse, taken: Iterable[int]) -> Iterator[Referent]:
    for token in parse.among(_PRONOUN_WORDS):
        wants = _PRONOUNS.get(parse.lowers[token])
        if wants and token not in taken and parse.pos[token] in ("PRON", "DET"):
            yield Referent(token, token + 1, token, None, "pronoun", kept=False, wants=wants)
