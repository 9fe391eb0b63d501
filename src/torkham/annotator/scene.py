"""The scene: one unit while it is read, and whom its phrases stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from torkham.annotation import Unit
from torkham.annotator.gazetteer import Found
from torkham.annotator.names import Names, root
from torkham.annotator.parse import Parse
from torkham.annotator.referent import Referent
from torkham.annotator.syntax import children, complements, parts_of, with_conjuncts

_CALLING = frozenset({"style", "call", "name", "dub", "term", "brand"})
_SELVES = frozenset({"itself", "themselves"})


class Part(NamedTuple):
    """Somebody who takes part in an event or stance: the actor, and the phrase in a scene that names it.

    `referent` is None where only the registry's incident names the actor.
    """

    actor_id: str
    scene: Scene | None
    referent: Referent | None


@dataclass
class Scene:
    """One unit while it is read, with the names of places in it. `parse` is None where its role is not annotated."""

    unit: Unit
    parse: Parse | None
    places: Sequence[Found] = ()
    referents: list[Referent] = field(default_factory=list)
    by_head: dict[int, Referent] = field(default_factory=dict)
    by_token: dict[int, Referent] = field(default_factory=dict)

    def enter(self, referents: Sequence[Referent]) -> None:
        """Take in the referents of the unit; of nested ones, the wider stands for its tokens."""
        self.referents = list(referents)
        for each in sorted(referents, key=lambda each: each.stop - each.first):
            self.by_head[each.head] = each
            for token in range(each.first, each.stop):
                self.by_token[token] = each


def who(scene: Scene, token: int, names: Names, *, deep: bool = True) -> list[Part]:
    """Return whom the phrase headed by a token stands for, in order: its name, else whoever it belongs to.

    "Kabul" is Kabul, "Afghan officials" the state that the adjective names, "members of the TTP" the TTP. A compound
    is its members. Where not `deep`, only the phrase itself counts.
    """
    parse = scene.parse
    assert parse is not None
    sets = names.lexicon.sets
    standing_for = bool({parse.lemmas[token], parse.lowers[token]} & sets["members"])
    if parse.lemmas[token] in sets["anaphors_office"] and (holder := _holder_of_office(scene, token, names)):
        return holder
    if standing_for and deep and (found := _of_whom(scene, token, names)):
        return found
    if deep and (of := parts_of(parse, token)) and (found := all_of(scene, of, names)):
        return found
    own = scene.by_head.get(token) or scene.by_token.get(token)
    if own is not None and own.actor_id is not None and not own.ground:
        if (
            deep
            and own.form == "nominal"
            and own.actor_id not in names.types
            and (named := _by_name(scene, token, names))
        ):
            return named
        return [*_listed_before(scene, own, names), *parts(scene, own, names)]
    if not deep:
        return []
    if found := _modifiers(scene, token, names):
        return found
    return _of_whom(scene, token, names) if standing_for or parse.lemmas[token] in sets["belongings"] else []


def _listed_before(scene: Scene, own: Referent, names: Names) -> list[Part]:
    """Return the actors of the adjectives coordinated with a phrase's first word: "Pakistani and Afghan forces"."""
    parse = scene.parse
    assert parse is not None
    found: list[Part] = []
    token = own.first - 1
    if own.form != "nominal" or token < 1 or parse.lowers[token] not in ("and", "or", "&"):
        return found
    while token > 0 and parse.lowers[token] in (",", "and", "or", "&"):
        token -= 1 + (parse.lowers[token] != "," and parse.lowers[token - 1] == ",")
        before = scene.by_token.get(token)
        if before is None or before.form != "adjective" or before.actor_id is None:
            break
        found, token = [*parts(scene, before, names), *found], before.first - 1
    return found


def _by_name(scene: Scene, token: int, names: Names) -> list[Part]:
    """Return who is named beside a phrase for somebody unknown: "a tribal militia, the Wazir lashkar"."""
    parse = scene.parse
    assert parse is not None
    beside = children(parse, token, "appos")
    for verb in [*children(parse, token, "acl", "relcl"), parse.heads[token]]:
        if parse.lemmas[verb] in _CALLING and any(parse.lowers[each] in _SELVES for each in parse.children[verb]):
            beside += parse.children[verb]  # "an outfit styling itself the Column"
    named = (scene.by_head.get(each) for each in beside)
    return [part for each in named if each and each.actor_id in names.types for part in parts(scene, each, names)]


def _modifiers(scene: Scene, token: int, names: Names) -> list[Part]:
    """Return whom the words before a noun name, with coordinated ones: "Afghan and Iranian posts", "Kabul's camps".

    A possessive pronoun counts only where nothing else does.
    """
    parse = scene.parse
    assert parse is not None
    before = children(parse, token, "compound", "amod", "nmod", "poss", "appos")
    pronouns = [child for child in before if parse.tags[child] == "PRP$"]
    for group in ([child for child in before if child not in pronouns], pronouns):
        found = [part for child in group for part in _named(scene, child, names)]
        whole = {root(part.actor_id, names) for part in found if part.actor_id in names.parents}
        if found:  # "Uzbek customs officers" are the customs, and not the state too
            return [part for part in found if part.actor_id not in whole] or found
    return []


def _named(scene: Scene, token: int, names: Names) -> list[Part]:
    """Return whom a modifier and its conjuncts name; an adjective of ground names its state all the same."""
    parse = scene.parse
    assert parse is not None
    found = []
    for each in with_conjuncts(parse, token):
        referent = scene.by_head.get(each) or scene.by_token.get(each)
        if referent is None or referent.actor_id is None:
            continue
        known = (
            referent.actor_id in names.types or referent.kept or referent.form != "name" or referent.kind is not None
        )
        known = known or parse.deps[token] in ("poss", "appos")
        if known and (not referent.ground or referent.form == "adjective"):  # "a Telegram channel" is nobody's
            found += parts(scene, referent, names)
    return found


def _holder_of_office(scene: Scene, token: int, names: Names) -> list[Part]:
    """Return the person whose name an office with "for" or "of" stands before: "Minister for Interior Mohsin Naqvi"."""
    parse = scene.parse
    assert parse is not None
    for preposition in children(parse, token, "prep"):
        for inner in complements(parse, preposition):
            referent = scene.by_head.get(inner)
            if referent is not None and referent.actor_id and names.types.get(referent.actor_id) == "person":
                return parts(scene, referent, names)
    return []


def _of_whom(scene: Scene, token: int, names: Names) -> list[Part]:
    """Return whom the "of" or "from" of a noun names: "officials of Kabul", "members of the TTP"."""
    parse = scene.parse
    assert parse is not None
    for preposition in children(parse, token, "prep"):
        if parse.lowers[preposition] == "in" and (seat := _seat(scene, preposition, names)):
            return seat
        speaking = parse.lemmas[token] in names.lexicon.sets["spokespersons"] and parse.lowers[preposition] == "for"
        if not speaking and parse.lowers[preposition] not in ("of", "from", "within", "among", "belonging"):
            continue
        if found := all_of(scene, complements(parse, preposition), names):
            return found
    return []


def _seat(scene: Scene, preposition: int, names: Names) -> list[Part]:
    """Return the state whose capital a preposition names, where it rules: "ministers in Islamabad"."""
    parse = scene.parse
    assert parse is not None
    named = (scene.by_head.get(inner) for inner in complements(parse, preposition))
    return [part for each in named if each is not None and each.form == "metonym" for part in parts(scene, each, names)]


def parts(scene: Scene, referent: Referent, names: Names) -> list[Part]:
    """Return the actors that a referent stands for: a compound's members, else itself."""
    assert referent.actor_id is not None
    members = referent.members or names.members.get(referent.actor_id, (referent.actor_id,))
    return [Part(actor, scene, referent) for actor in members]


def all_of(scene: Scene, tokens: Iterator[int] | Sequence[int], names: Names, *, deep: bool = True) -> list[Part]:
    """Return whom several phrases stand for, each actor once."""
    if not tokens:
        return []
    found: dict[str, Part] = {}
    for token in tokens:
        for part in who(scene, token, names, deep=deep):
            found.setdefault(part.actor_id, part)
    return list(found.values())
