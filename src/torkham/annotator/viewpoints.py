"""Viewpoints: words that the writer gives as somebody's view without a reporting clause (guidelines §11.2).

"For Kabul, …", "in Delhi's eyes", "Tehran's position is that …", "Islamabad sees it as …", "fear of a war": whoever is
named holds what these words say, as if they had been reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from torkham.annotator.lexicon import together
from torkham.annotator.names import Names
from torkham.annotator.parse import Parse
from torkham.annotator.scene import Part, Scene, all_of
from torkham.annotator.speech import Voice
from torkham.annotator.syntax import children, complements, doers

_ENDS = frozenset({";", ":", "—"})
"""Signs that end the clause to which "For Kabul, …" belongs."""
_BEFORE = _ENDS | {",", "“", "and", "but", "But", "And", "that", "-"}
"""What stands before "For Kabul, …" where it does not open the sentence."""
_ASKING = frozenset({"should", "must", "ought"})
"""Auxiliaries with which the writer says how something is to be seen."""
_IN_SOMEBODYS = frozenset({"in", "from", "to", "by"})
_OPENING = _IN_SOMEBODYS | {"for"}


def viewpoints(scene: Scene, names: Names) -> list[Voice]:
    """Return the words of a unit that stand for a view of somebody named, as voices of kind `view`."""
    parse, sets = scene.parse, names.lexicon.sets
    assert parse is not None
    found: list[Voice] = []
    words = names.lexicon.viewing
    for token in parse.among(together(words, _OPENING) if "," in parse.forms else words):
        lemma = parse.lemmas[token]
        if parse.pos[token] == "ADP" or parse.deps[token] == "prep":
            if token == 0 or parse.words[token - 1] in _BEFORE:
                found += _opening(scene, token, names)
        elif parse.pos[token] in ("VERB", "AUX") and lemma in sets["regarding"]:
            found += _regard(scene, token, names)
        elif parse.pos[token] in ("VERB", "ADJ") and lemma in sets["worrying"]:
            found += _worry(scene, token, doers(parse, token) or _of_copula(parse, token), names)
        elif parse.pos[token] == "NOUN" and lemma in sets["standpoints"]:
            found += _position(scene, token, names)
        if parse.pos[token] == "NOUN" and lemma in sets["worries"]:
            found += _worry(scene, token, children(parse, token, "poss", "amod", "compound", "nmod"), names)
    return found


def _view(scene: Scene, tokens: Iterator[int] | list[int], holders: list[int], names: Names) -> Iterator[Voice]:
    inside = frozenset(tokens)
    speakers: tuple[Part, ...] = tuple(all_of(scene, holders, names))
    if inside and speakers:
        yield Voice(inside, speakers, None, "view")


def _opening(scene: Scene, token: int, names: Names) -> Iterator[Voice]:
    """Yield the view in "For Kabul, …" and "In Kabul's view, …" that opens a clause."""
    parse = scene.parse
    assert parse is not None
    last = parse.subtree(token)[-1]
    after = last + 1
    if after >= len(parse) or parse.words[after] != ",":
        return
    inner = complements(parse, token)
    if parse.lowers[token] == "for":
        holders = inner
    elif parse.lowers[token] in _IN_SOMEBODYS:
        views = [each for each in inner if parse.lemmas[each] in names.lexicon.sets["standpoints"]]
        holders = [each for view in views for each in _owners(parse, view)]
    else:
        return
    stop = next((each for each in range(after, len(parse)) if parse.words[each] in _ENDS), len(parse))
    yield from _view(scene, list(range(after, stop)), holders, names)


def _owners(parse: Parse, noun: int) -> list[int]:
    of = [
        each
        for child in children(parse, noun, "prep")
        if parse.lowers[child] == "of"
        for each in complements(parse, child)
    ]
    return children(parse, noun, "poss", "compound", "amod", "nmod") + of


def _position(scene: Scene, noun: int, names: Names) -> Iterator[Voice]:
    """Yield the view in "Kabul's position is (clear): …", "Kabul's view that …"."""
    parse = scene.parse
    assert parse is not None
    holders = _owners(parse, noun)
    verb = parse.heads[noun]
    if parse.deps[noun] in ("nsubj", "nsubjpass") and parse.lemmas[verb] in ("be", "remain"):
        inside = range(verb + 1, len(parse))
    else:
        clauses = children(parse, noun, "acl", "ccomp", "relcl")
        inside_clauses = [each for clause in clauses if parse.deps[clause] != "relcl" for each in parse.subtree(clause)]
        yield from _view(scene, inside_clauses, holders, names)
        return
    yield from _view(scene, list(inside), holders, names)


def _regard(scene: Scene, verb: int, names: Names) -> Iterator[Voice]:
    """Yield the view in "Kabul sees the fence as a threat", "calls it reckless"."""
    parse = scene.parse
    assert parse is not None
    above = parse.heads[verb] if parse.deps[verb] == "xcomp" else verb
    if any(parse.lowers[child] in _ASKING for word in (verb, above) for child in children(parse, word, "aux")):
        return
    as_what = [child for child in parse.children[verb] if parse.lowers[child] == "as" or parse.deps[child] == "oprd"]
    as_what += children(parse, verb, "ccomp", "xcomp")
    if not as_what:
        return
    heads = [*as_what, *children(parse, verb, "dobj", "nsubjpass")]
    inside = frozenset(token for head in heads for token in parse.subtree(head))
    speakers = tuple(all_of(scene, doers(parse, verb), names))
    if inside and doers(parse, verb):  # somebody's view, and not the writer's, even where nobody known is meant
        yield Voice(inside, speakers, None, "view")


def _worry(scene: Scene, token: int, holders: list[int], names: Names) -> Iterator[Voice]:
    """Yield the view in "Kabul's concern over militants", "Delhi fears an attack": what is feared is held to be so."""
    parse = scene.parse
    assert parse is not None
    heads = children(parse, token, "acl", "ccomp")
    if parse.pos[token] == "VERB":
        heads += children(parse, token, "dobj", "xcomp")
    for preposition in children(parse, token, "prep"):
        if parse.lowers[preposition] in ("about", "over", "of", "at", "regarding", "on"):
            heads += complements(parse, preposition)
    yield from _view(scene, [each for head in heads for each in parse.subtree(head)], holders, names)


def _of_copula(parse: Parse, adjective: int) -> list[int]:
    return doers(parse, parse.heads[adjective]) if parse.deps[adjective] in ("acomp", "oprd") else []
