"""Nominals: phrases with a common noun that stand for actors: a state's bodies and people, definite nominals, groups.

A state's name with a collective noun ("Iranian authorities") is the state, with a noun for its forces its army, with
that of a body or of people an actor of its own. "The ministry", "the committee’s inspectors", "Khyber police" get
their actors in `torkham.annotator.reference`; what goes back to nobody has its words as id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from torkham.annotator.ids import slug
from torkham.annotator.lexicon import together
from torkham.annotator.names import Names
from torkham.annotator.newcomers import kind_of_name, known_ministry
from torkham.annotator.parse import Parse
from torkham.annotator.people import names_people
from torkham.annotator.referent import Referent
from torkham.annotator.syntax import SUBJECTS, children

DEFINITE = frozenset({"the", "this", "that", "these", "those"})
ARMIES = frozenset({"army", "military"})
"""Nouns that, before another or alone with an article, stand for a state's armed forces as a whole."""

SOLDIERY = ARMIES | {"soldier", "troop"}
"""Nouns that without any article stand for a state's armed forces: "troops sealed the road", "Army widens sweep"."""


def with_nouns(parse: Parse, found: Sequence[Referent], names: Names) -> list[Referent]:
    """Return referents with the states among them widened by the noun that they make an actor's name with."""
    if names.states.keys().isdisjoint(each.actor_id for each in found):
        return list(found)
    adjectives = {each.first: each for each in found if each.form == "adjective" and each.actor_id in names.states}
    wider = {id(each): _with_noun(parse, each, found, names) for each in found}
    for each in adjectives.values():  # "Pakistani and Afghan forces" are two armies, each with its mention
        if (next_ := _next_in_list(parse, each, adjectives)) is not None:
            wider[id(each)] = _like(each, wider[id(next_)], names)
    new = [each for each in found if wider[id(each)] is not each]
    if not new:
        return list(found)
    merged = [wider[id(each)] for each in new]
    inside = [each for each in found if any(m.first <= each.first and each.stop <= m.stop for m in merged)]
    return [each for each in found if each not in inside] + merged


def _next_in_list(parse: Parse, each: Referent, adjectives: Mapping[int, Referent]) -> Referent | None:
    """Return the last of the adjectives with which one is coordinated before a noun, None where it is the last."""
    last, token, joined = None, each.stop, False
    while token < len(parse) - 1 and parse.lowers[token] in (",", "and", "or", "&"):
        joined = joined or parse.lowers[token] != ","
        token += 1 + (parse.lowers[token] == "," and parse.lowers[token + 1] in ("and", "or"))
        if (following := adjectives.get(token)) is None:
            break
        last, token = following, following.stop
    return last if joined else None


def _like(each: Referent, last: Referent, names: Names) -> Referent:
    """Return an adjective of a list with the kind of actor that the noun after the list makes of the last one."""
    actor_id = each.actor_id
    assert actor_id is not None
    if last.kind == "armed_force":
        actor_id = names.forces.get(actor_id) or f"{actor_id}_armed_forces"
    return Referent(each.first, each.stop, each.head, actor_id, "adjective", kept=False, kind=last.kind)


def _with_noun(parse: Parse, each: Referent, others: Sequence[Referent], names: Names) -> Referent:
    """Return a state's name widened by the noun that it makes an actor's name with, or as it is."""
    if each.actor_id not in names.states or each.form == "nominal":
        return each
    noun = _noun_after(parse, each)
    if noun is None or _is_before_name(parse, noun):
        return each
    whole = next((other for other in others if other is not each and other.first <= noun < other.stop), None)
    if whole is not None and not _is_mere_noun(parse, whole, names):
        return _with_name(parse, each, whole, names)
    return _with_common_noun(parse, each, noun, names) or each


def _is_before_name(parse: Parse, noun: int) -> bool:
    """Return whether a noun is a title before a person's name, which is no mention (§4.3): "Afghan envoy Oto Renn"."""
    return parse.pos[noun] == "NOUN" and any(
        each.first == noun + 1 and each.label == "PERSON" for each in parse.entities
    )


def _is_mere_noun(parse: Parse, whole: Referent, names: Names) -> bool:
    """Return whether a registry's name for a group is a mere noun that another state has too: "Afghan guards"."""
    sets, words = names.lexicon.sets, {parse.lemmas[whole.head], parse.lowers[whole.head]}
    alone = whole.stop - whole.first == 1 and parse.words[whole.head].islower()
    return alone and not words.isdisjoint(together(sets["collectives"], sets["forces"]))


def _with_name(parse: Parse, each: Referent, whole: Referent, names: Names) -> Referent:
    """Return a state's name with that of its body: "Kabul’s Ministry of Public Health" is one name (§4.3)."""
    ministry = known_ministry(parse.words[whole.first : whole.stop], each.actor_id, names)
    new = whole.kind is not None or whole.actor_id is None
    if not whole.kept or not (parse.deps[each.head] == "poss" or (ministry and new)):
        return each
    own = ministry or whole.actor_id or slug(parse.quote(whole.first, whole.stop))
    actor_id = own if new else whole.actor_id
    return Referent(each.first, whole.stop, whole.head, actor_id, whole.form, kept=True, kind=whole.kind)


def _with_common_noun(parse: Parse, each: Referent, noun: int, names: Names) -> Referent | None:
    sets, lemma, lower = names.lexicon.sets, parse.lemmas[noun], parse.lowers[noun]
    assert each.actor_id is not None
    words = {lemma, lower}
    adjective = names.states[each.actor_id].adjectives[:1]
    own = slug(" ".join([*adjective, parse.quote(_after(parse, each), noun + 1)]))
    if words & sets["collectives"]:
        return Referent(each.first, noun + 1, noun, each.actor_id, "nominal", kept=True)
    if words & sets["forces"]:
        force = names.forces.get(each.actor_id) or f"{each.actor_id}_armed_forces"
        return Referent(each.first, noun + 1, noun, force, "nominal", kept=True, kind="armed_force")
    if words & sets["political_bodies"] and not _is_common(parse, noun, names):
        form = "name" if parse.words[noun][:1].isupper() else "nominal"
        actor_id = known_ministry(parse.words[_after(parse, each) : noun + 1], each.actor_id, names) or own
        kind = kind_of_name(parse, noun, "body", names)
        return Referent(each.first, noun + 1, noun, actor_id, form, kept=True, kind=kind)
    return None


def _is_common(parse: Parse, noun: int, names: Names) -> bool:
    """Return whether a word that makes a name one of a body is a mere noun: "the Afghan bank of the river"."""
    return parse.words[noun].islower() and bool(
        {parse.lemmas[noun], parse.lowers[noun]} & names.lexicon.sets["bodies_by_capital"]
    )


def _after(parse: Parse, each: Referent) -> int:
    """Return the token after a state's name and the ’s of a possessor."""
    return each.stop + (parse.tags[each.stop] == "POS")


def _noun_after(parse: Parse, each: Referent) -> int | None:
    """Return the noun that a name modifies or possesses, if only words of the same phrase stand between."""
    head = each.head
    while parse.deps[head] == "conj" and parse.heads[head] < head and parse.pos[parse.heads[head]] in ("ADJ", "PROPN"):
        head = parse.heads[head]
    noun = parse.heads[head]
    if parse.deps[head] not in ("amod", "compound", "nmod", "poss") or not each.stop <= noun <= each.stop + 4:
        return None
    between = range(each.stop, noun)
    return (
        noun if all(parse.tags[token] in ("POS", "HYPH") or parse.pos[token] != "VERB" for token in between) else None
    )


def nominals(parse: Parse, names: Names, taken: set[int], groups: set[int]) -> Iterator[Referent]:
    """Yield definite nominals for actors ("the ministry"), and groups of people that may fill a slot ("traders").

    `taken` are the tokens of names, `groups` those of armed groups' names.
    """
    sets, lemmas, referring = names.lexicon.sets, parse.lemmas, names.lexicon.referring
    army = not ARMIES.isdisjoint(parse.forms)
    for token in [t for t, pos in enumerate(parse.pos) if pos in ("NOUN", "PROPN") and t not in taken]:
        lemma = lemmas[token]
        if lemma not in referring:
            if _is_group(parse, token, groups, names) and not (army and _is_of_army(parse, token, names)):
                yield _group(parse, token, names)
            continue
        wants = _wanted(parse, token, names)
        if lemma in ARMIES and _media_wing(parse, parse.heads[token], names) is not None:
            continue
        if lemma in sets["anaphors_government"] and (body := _subnational(parse, token, names)) is not None:
            yield body
            continue
        if lemma == "wing" and (voice := _media_wing(parse, token, names)) is not None:
            yield voice
            continue
        if lemma in sets["spokespersons"] and (body := _of_body(parse, token, names)) is not None:
            yield body
            continue
        if _is_army_of(parse, token, names):
            people = parse.heads[token] == token + 1 and names_people(parse, token + 1, names.lexicon)
            stop, form = (token + 2, "nominal") if people else (token + 1, "adjective")
            yield Referent(token, stop, stop - 1, None, form, kept=False, wants="army", key=None)
            continue
        if _is_of_army(parse, token, names):
            continue  # "army engineers" are the army
        definite = wants and any(parse.lowers[child] in DEFINITE for child in parse.children[token])
        if definite and not _is_title(parse, token):
            first = _with_modifiers(parse, token)
            yield Referent(first, token + 1, token, None, "nominal", kept=True, wants=wants)
        elif lemma in SOLDIERY and _is_bare(parse, token):
            yield Referent(token, token + 1, token, None, "nominal", kept=lemma in ARMIES, wants="army")
        elif _is_group(parse, token, groups, names):
            yield _group(parse, token, names)


def _subnational(parse: Parse, token: int, names: Names) -> Referent | None:
    """Return the government of less than a state, which is an actor of its own: "Balochistan government"."""
    if _is_title(parse, token):
        return None
    first = _with_modifiers(parse, token)
    before = [child for child in children(parse, token, "compound", "amod", "poss") if child < token]
    below = any(parse.lowers[child] in names.lexicon.sets["subnational"] for child in before)
    if not below and not any(parse.pos[child] == "PROPN" and parse.deps[child] == "compound" for child in before):
        return None
    actor_id = slug(parse.quote(first, token + 1))
    return Referent(first, token + 1, token, actor_id, "nominal", kept=True, kind="government_body")


def _of_body(parse: Parse, token: int, names: Names) -> Referent | None:
    """Return an unnamed official or spokesperson of a body, who is that body (§4.6): "a committee official"."""
    sets = names.lexicon.sets
    if _is_title(parse, token):
        return None
    bodies = [child for child in children(parse, token, "compound") if parse.lemmas[child] in sets["political_bodies"]]
    if not bodies or bodies[-1] != token - 1:
        return None
    first = _with_modifiers(parse, token)
    actor_id = slug(parse.quote(first, token))
    return Referent(first, token + 1, token, actor_id, "nominal", kept=False, kind="government_body", key=token - 1)


def _is_army_of(parse: Parse, token: int, names: Names) -> bool:
    """Return whether an army is named before what is its own: "army drones", no "military court"."""
    noun = parse.heads[token]
    if (
        parse.lemmas[token] not in ARMIES
        or parse.pos[token] not in ("NOUN", "PROPN")
        or parse.deps[token] != "compound"
    ):
        return False
    if parse.lemmas[token] == "military" and not names_people(parse, noun, names.lexicon):
        return False  # "military support" says only what it is of
    return not _is_title(parse, noun) and parse.lemmas[noun] not in names.lexicon.sets["political_bodies"]


def _is_of_army(parse: Parse, token: int, names: Names) -> bool:
    """Return whether a noun stands behind that of the army that it is part of."""
    return token > 0 and parse.heads[token - 1] == token and _is_army_of(parse, token - 1, names)


def _is_group(parse: Parse, token: int, groups: set[int], names: Names) -> bool:
    """Return whether a common noun names people, where no armed group's name stands before it ("TTP fighters")."""
    return parse.tags[token] in ("NNS", "NN") and token - 1 not in groups and _is_of_people(parse, token, names)


def _media_wing(parse: Parse, token: int, names: Names) -> Referent | None:
    """Return the registry's body that speaks for an army, where a text calls it "the military’s media wing"."""
    owners = [child for child in children(parse, token, "poss", "compound") if parse.lemmas[child] in ARMIES]
    voice = next((actor for actor, above in names.parents.items() if above in names.forces.values()), None)
    if not owners or voice is None or not any(parse.lemmas[child] == "medium" for child in parse.children[token]):
        return None
    return Referent(owners[0], token + 1, token, voice, "nominal", kept=True)


def _is_bare(parse: Parse, token: int) -> bool:
    """Return whether a noun by itself names who acts or is acted upon: plural "soldiers", "army" without "an"."""
    if parse.lemmas[token] not in ARMIES and parse.tags[token] not in ("NNS", "NNPS"):
        return False
    if parse.deps[token] not in ("nsubj", "nsubjpass", "dobj", "pobj", "conj", "poss"):
        return False
    return not children(parse, token, "det", "poss", "compound", "amod", "nmod", "prep")


def _wanted(parse: Parse, token: int, names: Names) -> str | None:
    """Return the class of actor that a definite nominal may stand for, by its noun."""
    lemma, plural = parse.lemmas[token], parse.tags[token] == "NNS"
    wanted = names.lexicon.anaphors.get(lemma, ())
    if plural and "body" in wanted:
        return None
    if plural and lemma == "general":
        return "army"
    if not wanted or (lemma in names.lexicon.sets["bodies_by_capital"] and _with_modifiers(parse, token) < token):
        return None  # "the other bank"
    if lemma == "state" and (parse.deps[token] not in SUBJECTS or children(parse, token, "prep", "compound", "amod")):
        return None  # "the state of emergency", "the member state"
    return wanted[0]


def _group(parse: Parse, token: int, names: Names) -> Referent:
    first = _with_modifiers(parse, token)
    adjective = parse.deps[token] in ("compound", "amod", "nmod")
    form = "adjective" if adjective else "nominal"
    actor_id = names.groups.get(parse.lemmas[token]) or slug(parse.quote(first, token + 1))
    kind = kind_of_name(parse, token, "other", names) or "population"
    again = any(parse.lowers[child] in DEFINITE for child in parse.children[token])
    told = children(parse, token, "relcl", "acl", "prep")  # "the men who stormed the college" are told of first here
    armed = parse.lemmas[token] in names.lexicon.sets["irregulars"] or parse.lemmas[token] == "people"
    wants = (
        ("men" if armed else "people") if again and not told and first == token and parse.tags[token] == "NNS" else None
    )
    return Referent(first, token + 1, token, actor_id, form, kept=False, kind=kind, wants=wants)


def _is_of_people(parse: Parse, token: int, names: Names) -> bool:
    """Return whether a noun names people, or a body that acts."""
    sets, lemma = names.lexicon.sets, parse.lemmas[token]
    if lemma in sets["political_bodies"] and lemma not in sets["people"]:
        return parse.deps[token] == "nsubj" or parse.deps[parse.heads[token]] == "agent"
    return names_people(parse, token, names.lexicon)


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
