"""Referents: the phrases of a unit that may stand for an actor, each with the actor it names.

Names come from the gazetteer, from the list of states outside the registry and from the parser's named entities; a
state's name with a collective noun ("Iranian authorities") is the state, with a noun for its forces its army, with a
noun of a body that body. Whether a country or capital is an actor or mere ground goes by its preposition (guidelines
§4.5). Pronouns and definite nominals are found here and resolved by `torkham.annotator.reference`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from torkham.annotator.gazetteer import Found, plain
from torkham.annotator.lexicon import State
from torkham.annotator.names import Names
from torkham.annotator.parse import Parse
from torkham.annotator.syntax import children

_PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "she", "her"), "person"),
    **dict.fromkeys(("it", "its"), "thing"),
    **dict.fromkeys(("they", "them", "their", "theirs"), "many"),
    **dict.fromkeys(("we", "us", "our", "ours", "i", "my", "me"), "speaker"),
}
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_POSSESSIVE = ("POS",)


@dataclass(slots=True)
class Referent:
    """A phrase that may be a mention: tokens [first, stop), its head, its actor and form.

    `actor_id` is None until a pronoun or definite nominal is resolved; `wants` is then the class of actor that it can
    stand for. `kept` says whether the guidelines mark it even if no label uses it (§4.1); `ground` whether it is a
    place here (§4.5). `row` is the registry row of an actor that is not in the registry.
    """

    first: int
    stop: int
    head: int
    actor_id: str | None
    form: str
    kept: bool
    ground: bool = False
    wants: str | None = None
    subject: bool = False
    used: bool = False


def referents(parse: Parse, names: Names, day: str | None) -> list[Referent]:
    """Return the referents of a unit in the order of the text; spans may nest and never cross.

    `day` is the article's day (ISO), on which names must be valid.
    """
    hits = list(names.gazetteer.find(parse.words, day))
    hits += [inner for hit in hits for inner in _inside(parse, hit, names, day)]
    found = [_named(parse, hit, names) for hit in hits if not _is_of_another(parse, hit, hits, names)]
    taken = {token for each in found for token in range(each.first, each.stop)}
    found += list(_entities(parse, names, taken))
    taken |= {token for each in found for token in range(each.first, each.stop)}
    taken |= {token for each in found for token in range(each.first, each.stop)}
    places = {token for hit in names.place_names.find(parse.words, None) for token in range(hit.first, hit.stop)}
    found += list(_proper_names(parse, taken | places))
    found = [_with_noun(parse, each, found, names) for each in found]
    taken = {token for each in found for token in range(each.first, each.stop)}
    groups = {
        token
        for each in found
        if each.actor_id is not None and names.types.get(each.actor_id) == "armed_group"
        for token in range(each.first, each.stop)
    }
    found += list(_nominals(parse, names, taken, groups))
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
    ground = hit.name.text in countries and is_ground(parse, hit.first, head, names)
    return Referent(hit.first, hit.stop, head, actor_id, form, kept, ground)


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
    alone = hit.stop - hit.first == 1 and parse.words[hit.first].islower()
    for other in hits:
        before = parse.words[other.stop : hit.first] in ([], [")"]) and other.stop <= hit.first
        if other.first == hit.stop and names.types.get(hit.name.actor_id) == "person":
            return names.types.get(other.name.actor_id) == "person"
        if before and alone and names.types.get(other.name.actor_id) in ("armed_group", "armed_force"):
            return True
    return False


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


def phrase_head(parse: Parse, first: int, stop: int) -> int:
    """Return the token of [first, stop) from which the others hang; the last such one."""
    inside = [token for token in range(first, stop) if not first <= parse.heads[token] < stop]
    heads = [token for token in range(first, stop) if parse.heads[token] == token]
    return (inside or heads or [stop - 1])[-1]


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
        return lemma in sets["journeys"] or lemma in sets["origins"]
    return preposition == "of" and lemma in sets["territory"]


def _is_at_place(parse: Parse, first: int, head: int, prepositions: frozenset[str]) -> bool:
    """Return whether a preposition of place stands right before a name that owns nothing, whatever the parse says."""
    before = first - 1
    while before >= 0 and parse.tags[before] == "DT":
        before -= 1
    if before < 0 or parse.lowers[before] not in prepositions or parse.pos[before] not in ("ADP", "SCONJ"):
        return False
    return head + 1 >= len(parse) or parse.tags[head + 1] != "POS"


def _is_dateline(parse: Parse, first: int, head: int) -> bool:
    """Return whether a name opens the text as a dateline does: "KABUL —", "Islamabad (Agency):"."""
    if first > 2:
        return False
    rest = parse.text[parse.ends[head] :]
    return bool(re.match(r"\s*(\([^)]{1,40}\)\s*)?(,\s*\w+\.?\s+\d{1,2}(,\s*\d{4})?\s*)?[—–:-]{1,2}\s", rest)) and (
        first == 0 or parse.text[: parse.starts[first]].strip() == ""
    )


def _entities(parse: Parse, names: Names, taken: set[int]) -> Iterator[Referent]:
    """Yield actors that the registry lacks: named persons and organisations that the parser sees."""
    places = {token for hit in names.place_names.find(parse.words, None) for token in range(hit.first, hit.stop)}
    for entity in parse.entities:
        first, stop = entity.first, entity.stop
        while first < stop and parse.lowers[first] in ("the", "a", "an"):
            first += 1
        while stop > first and parse.tags[stop - 1] in _POSSESSIVE:
            stop -= 1
        if first >= stop or any(token in taken for token in range(first, stop)):
            continue
        if first in places:
            continue
        if entity.label == "PERSON" and parse.words[first][:1].isupper():
            head = phrase_head(parse, first, stop)
            yield Referent(first, stop, head, slug(parse.quote(first, stop)), "name", kept=False)
        elif entity.label in ("ORG", "NORP") and _is_name(parse, stop - 1):
            head = phrase_head(parse, first, stop)
            political = _is_political(parse, first, stop, names)
            yield Referent(first, stop, head, slug(parse.quote(first, stop)), "name", kept=political)


def _is_name(parse: Parse, token: int) -> bool:
    return parse.pos[token] == "PROPN" or parse.words[token].isupper()


def _proper_names(parse: Parse, taken: set[int]) -> Iterator[Referent]:
    """Yield names that the parser takes for no entity ("the Frontier Corps"): actors, where they fill a slot."""
    if parse.text.isupper():
        return
    other = (each for each in parse.entities if each.label not in ("ORG", "NORP", "PERSON"))
    other = (each for each in other if not (each.stop - each.first == 1 and parse.words[each.first].isupper()))
    taken = taken | {token for entity in other for token in range(entity.first, entity.stop)}
    for token, word in enumerate(parse.words):
        if token in taken or parse.pos[token] != "PROPN" or not word[:1].isupper() or parse.deps[token] == "compound":
            continue
        first = token
        while first and first - 1 not in taken and parse.heads[first - 1] == token and parse.pos[first - 1] == "PROPN":
            first -= 1
        yield Referent(first, token + 1, token, slug(parse.quote(first, token + 1)), "name", kept=False)


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


def _is_political(parse: Parse, first: int, stop: int, names: Names) -> bool:
    bodies = names.lexicon.sets["political_bodies"]
    return any(parse.lowers[token] in bodies or parse.lemmas[token] in bodies for token in range(first, stop))


def slug(name: str) -> str:
    """Return the id of an actor outside the registry: its name in small letters with underscores."""
    words = re.sub(r"[^a-z0-9]+", "_", plain(name).replace("'", "")).strip("_")
    return words if words[:1].isalpha() else f"actor_{words}"


def _with_noun(parse: Parse, each: Referent, others: list[Referent], names: Names) -> Referent:
    """Return a state's name widened by the noun that it makes an actor's name with ("Iranian authorities")."""
    if each.actor_id not in names.states or each.form == "nominal":
        return each
    noun = _noun_after(parse, each)
    if noun is None:
        return each
    whole = next((other for other in others if other is not each and other.first <= noun < other.stop), None)
    if whole is not None and not (whole.kept and parse.deps[each.head] == "poss"):
        return each
    if whole is not None:  # "Kabul's Ministry of Public Health" is one name
        name = slug(parse.quote(whole.first, whole.stop)) if whole.actor_id is None else whole.actor_id
        return Referent(each.first, whole.stop, whole.head, name, whole.form, kept=True)
    sets, lemma, lower = names.lexicon.sets, parse.lemmas[noun], parse.lowers[noun]
    actor_id: str | None = None
    form = "nominal"
    if lemma in sets["collectives"] or lower in sets["collectives"]:
        actor_id = each.actor_id
    elif lemma in sets["forces"] or lower in sets["forces"]:
        actor_id = names.forces.get(each.actor_id) or f"{each.actor_id}_armed_forces"
    elif lower in sets["political_bodies"]:
        actor_id = names.bodies.get((each.actor_id, lower))
        form = "name" if parse.words[noun][:1].isupper() else "nominal"
        actor_id = actor_id or slug(f"{each.actor_id} {parse.quote(each.stop, noun + 1)}")
    if actor_id is None:
        return each
    return Referent(each.first, noun + 1, noun, actor_id, form, kept=True)


def _noun_after(parse: Parse, each: Referent) -> int | None:
    """Return the noun that a name modifies or possesses, if only words of the same phrase stand between."""
    noun = parse.heads[each.head]
    if parse.deps[each.head] not in ("amod", "compound", "nmod", "poss") or not each.stop <= noun <= each.stop + 4:
        return None
    between = range(each.stop, noun)
    return (
        noun if all(parse.tags[token] in ("POS", "HYPH") or parse.pos[token] != "VERB" for token in between) else None
    )


def _nominals(parse: Parse, names: Names, taken: set[int], groups: set[int]) -> Iterator[Referent]:
    """Yield definite nominals for actors ("the ministry"), and groups of people that may fill a slot ("traders")."""
    sets = names.lexicon.sets
    for token, lemma in enumerate(parse.lemmas):
        if token in taken or parse.pos[token] not in ("NOUN", "PROPN"):
            continue
        wants = (
            None
            if parse.tags[token] == "NNS" and lemma in sets["anaphors_body"]
            else next(
                (
                    wanted
                    for wanted in ("office", "body", "group", "army", "government")
                    if lemma in sets[f"anaphors_{wanted}"]
                ),
                None,
            )
        )
        determiner = next((child for child in parse.children[token] if parse.lowers[child] in _DEFINITE), None)
        if wants and determiner is not None and not _is_title(parse, token):
            first = _with_modifiers(parse, token)
            yield Referent(first, token + 1, token, None, "nominal", kept=True, wants=wants)
        elif parse.tags[token] in ("NNS", "NN") and token - 1 not in groups and _is_of_people(parse, token, names):
            first = _with_modifiers(parse, token)
            adjective = parse.deps[token] in ("compound", "amod", "nmod")
            form = "adjective" if adjective else "nominal"
            yield Referent(
                first, token + 1, token, names.groups.get(lemma) or slug(parse.quote(token, token + 1)), form, False
            )


def _is_of_people(parse: Parse, token: int, names: Names) -> bool:
    """Return whether a noun names people, by the lexicon or its ending ("vaccinator"), or a body that acts."""
    sets, lemma = names.lexicon.sets, parse.lemmas[token]
    if lemma in sets["people"]:
        return True
    if lemma in sets["political_bodies"]:
        return parse.deps[token] == "nsubj" or parse.deps[parse.heads[token]] == "agent"
    return len(lemma) > 5 and lemma not in sets["no_persons"] and lemma.endswith(tuple(sets["person_endings"]))


def _with_modifiers(parse: Parse, noun: int) -> int:
    """Return the first token of a noun with the nouns and adjectives right before it, as a mention has them."""
    first = noun
    while first and parse.heads[first - 1] == noun and parse.deps[first - 1] in ("compound", "amod"):
        if parse.tags[first - 1] in ("VBN", "VBG", "CD"):
            break
        first -= 1
    return first


def _is_title(parse: Parse, token: int) -> bool:
    return parse.deps[token] in ("compound", "appos", "nmod")


def _pronouns(parse: Parse, taken: Iterable[int]) -> Iterator[Referent]:
    for token, lower in enumerate(parse.lowers):
        wants = _PRONOUNS.get(lower)
        if wants and token not in taken and parse.pos[token] in ("PRON", "DET"):
            yield Referent(token, token + 1, token, None, "pronoun", kept=False, wants=wants)
