"""Pairs: whom "both sides", "the two neighbours" stand for: the two states that the text has just named.

The registry says it for the pair that it is about; where the paragraph is about two others, they are meant. A pair
that no compound of the registry has gets the names of its members as id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from torkham.annotator.names import Names, root
from torkham.annotator.parse import Parse
from torkham.annotator.referent import Referent
from torkham.annotator.scene import Scene
from torkham.annotator.syntax import doers, governor

_BOTH = frozenset({"both", "two"})
NEIGHBOURS = frozenset({"neighbour", "neighbor"})
"""What a state calls the other one of a pair."""
_ALONE = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "dative"})
_BACK = 2
"""How many units before a phrase the two may be named, beyond those of its paragraph."""


def find_pairs(parse: Parse, names: Names, taken: set[int]) -> Iterator[Referent]:
    """Yield phrases for two parties that the registry has no name for: "both neighbours", "the rivals", "both"."""
    yield from _unnumbered(parse, names.lexicon.sets["two_parties"], taken)
    for token in parse.among(_BOTH):
        noun = parse.heads[token]
        if parse.lowers[token] == "both" and parse.deps[token] in _ALONE and not parse.children[token]:
            yield Referent(token, token + 1, token, None, "pronoun", kept=False, wants="pair")
        if parse.lowers[token] not in _BOTH or not token < noun <= token + 2 or noun in taken:
            continue
        if parse.lemmas[noun] in names.lexicon.sets["pair_nouns"] and parse.tags[noun] in ("NNS", "NNPS"):
            yield Referent(token, noun + 1, noun, None, "nominal", kept=True, wants="pair")


def _unnumbered(parse: Parse, two: frozenset[str], taken: set[int]) -> Iterator[Referent]:
    """Yield plural nouns that mean two parties without saying so."""
    for token in parse.among(two):
        if parse.lowers[token] not in two or parse.tags[token] not in ("NNS", "NNPS") or token in taken:
            continue
        around = parse.children[token]
        definite = any(parse.lowers[child] == "the" for child in around)
        plain = all(parse.deps[child] in ("det", "case", "relcl", "punct") for child in around)
        if plain and (definite or (not around and parse.words[token][:1].isupper())):
            yield Referent(token, token + 1, token, None, "nominal", kept=True, wants="pair")


def resolve_pair(scenes: Sequence[Scene], index: int, referent: Referent, names: Names) -> None:
    """Give a phrase for two parties the two states that were named last, where they are two and not its own."""
    if referent.wants != "pair" and not _is_pair(scenes[index], referent, names):
        return
    known = {frozenset(members): actor_id for actor_id, members in names.members.items()}
    found = _states(scenes, index, referent, names)
    if len(found) != 2 and referent.actor_id is None:
        found = _usual(scenes, names)
    if len(found) != 2:
        return
    if frozenset(found) not in known and referent.actor_id is not None:
        named = {_state_of(each, names) for scene in scenes for each in scene.referents}
        if named.issuperset(names.members[referent.actor_id]):
            return  # the registry's pair is what the article is about
    referent.actor_id = known.get(frozenset(found), "_and_".join(found))
    referent.members, referent.kind = tuple(found), "compound"


def _is_pair(scene: Scene, referent: Referent, names: Names) -> bool:
    """Return whether a phrase is one that any two states could be called by."""
    if referent.form != "nominal":
        return False
    members = names.members.get(referent.actor_id or "", ())
    if len(members) != 2 or scene.parse is None:
        return False
    return scene.parse.lowers[referent.first] in _BOTH


def _states(scenes: Sequence[Scene], index: int, referent: Referent, names: Names) -> list[str]:
    """Return the states named before a phrase, in the order of the text: of its own unit, else of those before it."""
    own = scenes[index]
    doing = _doing(own, referent)
    before = [each for each in own.referents if each.stop <= referent.first and each not in doing]
    groups = [before] + [
        each.referents
        for distance, each in enumerate(reversed(scenes[:index]), 1)
        if distance <= _BACK or each.unit.paragraph == own.unit.paragraph
    ]
    found: list[str] = []
    for group in groups:
        states = dict.fromkeys(_state_of(each, names) for each in group if each.actor_id and each.form != "pronoun")
        found = [each for each in states if each is not None and each not in found] + found
        if len(found) >= 2:
            break
    return found


def _doing(scene: Scene, referent: Referent) -> list[Referent]:
    """Return who acts in the clause of a phrase, and so is none of the two: "Iran spoke with both sides"."""
    parse = scene.parse
    assert parse is not None
    if parse.deps[referent.head] not in ("pobj", "dobj"):
        return []
    verb = governor(parse, referent.head)
    acting = (scene.by_head.get(each) for each in (doers(parse, verb) if verb is not None else ()))
    return [each for each in acting if each is not None]


def _usual(scenes: Sequence[Scene], names: Names) -> list[str]:
    """Return the pair of states of the registry that an article names most, none where it names neither."""
    named = Counter(_state_of(each, names) for scene in scenes for each in scene.referents)
    pairs = [pair for pair in names.members.values() if len(pair) == 2 and all(each in names.states for each in pair)]
    return list(max(pairs, key=lambda pair: min(named[each] for each in pair), default=()))


def _state_of(referent: Referent, names: Names) -> str | None:
    actor_id = root(referent.actor_id or "", names)
    return actor_id if actor_id in names.states else None
