"""Reference: whom pronouns and definite nominals ("the group", "the minister") stand for.

The antecedent is the nearest earlier referent of a fitting kind in the sentence or its paragraph; in an earlier
sentence its subject comes first, as a centre of attention (Grosz, Joshi and Weinstein 1995). A definite nominal may
go back to the paragraph before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from torkham.annotator.ids import slug
from torkham.annotator.longer import LongerNames
from torkham.annotator.names import Names, root
from torkham.annotator.newcomers import known_ministry
from torkham.annotator.nominals import ARMIES, SOLDIERY
from torkham.annotator.pairs import NEIGHBOURS, resolve_pair
from torkham.annotator.referent import Referent
from torkham.annotator.scene import Scene
from torkham.annotator.speech import Voice, voice_of
from torkham.annotator.syntax import (
    PASSIVE_SUBJECTS,
    SUBJECTS,
    antecedent_of,
    children,
    governor,
    is_infinitive,
    prepositional,
)

_KINDS = {
    "person": ("person",),
    "thing": ("state", "government_body", "armed_force", "armed_group", "igo", "media", "other"),
    "many": ("compound", "population", "armed_group", "armed_force", "igo", "state"),
    "office": ("person",),
    "body": ("government_body", "igo", "armed_force"),
    "group": ("armed_group", "igo"),
    "army": ("armed_force",),
    "government": ("state",),
    "people": ("population",),
    "men": ("population", "armed_group"),
}
"""What kinds of actor a pronoun or nominal can stand for (`schema/vocabularies/actor_type.json`)."""
_GROUPS = frozenset({"people", "men"})
"""What nominals for unnamed people want, who are an actor of their own if they go back to nobody."""
_SUBORDINATE = frozenset({"advcl", "relcl", "acl"})
"""Relations of clauses whose subject is less the centre of attention than that of the main clause."""
_DASHES = frozenset({"—", "–", "--"})
"""Signs after a dateline."""
_BACK = {"office": 8, "body": 8, "group": 8, "army": 8, "government": 4, "people": 3, "men": 3}
"""How many units a nominal may go back; a pronoun stays in its paragraph."""


def resolve(scenes: Sequence[Scene], names: Names) -> None:
    """Give the pronouns and definite nominals of an article their actors.

    A name or nominal that the registry does not know goes back to a longer name of the article that has its words
    ("the committee", "Belik", "FIA"). A nominal that goes back to nobody is the home state's, if it is a government or
    army, or an actor of its own, which is marked only where a label uses it; a pronoun that does is taken out.
    """
    home = _home(scenes, names)
    longer = LongerNames(scenes, names)
    for index, scene in enumerate(scenes):
        for referent in scene.referents:
            resolve_pair(scenes, index, referent, names)
            if referent.members:
                continue
            if (body := _whose_people(scene, referent, names)) is not None:
                referent.actor_id, referent.kind, referent.wants = body, None, None
            elif (same := longer.of(index, referent)) is not None:
                referent.actor_id, referent.kind = same.actor_id, same.kind
                referent.kept = referent.kept or (referent.form == "name" and same.kept)
            elif referent.wants in _GROUPS and referent.actor_id in names.types:
                referent.wants = None
            elif referent.wants is not None and referent.wants not in ("speaker", "pair"):
                found = next(_antecedents(scenes, index, referent, names), None)
                if found is not None and _is_other_army(scene, referent, found, names, home):
                    found = None
                if found is not None:
                    referent.actor_id, referent.kind = found.actor_id, found.kind
                elif referent.wants not in _GROUPS and referent.form != "pronoun":
                    referent.actor_id = _own(scene, referent, names, home)
                    referent.kept = referent.kept and referent.actor_id in names.types
        known = [each for each in scene.referents if each.actor_id is not None or each.wants == "speaker"]
        if len(known) < len(scene.referents):
            scene.enter(known)


def _whose_people(scene: Scene, referent: Referent, names: Names) -> str | None:
    """Return the body or group for which unnamed people act who are called its own (§4.6): "its inspectors".

    A state's soldiers are its armed forces.
    """
    parse, lexicon = scene.parse, names.lexicon
    assert parse is not None
    nouns = {parse.lemmas[referent.head], parse.lowers[referent.head]}
    if referent.form != "nominal" or referent.actor_id in names.types:
        return None
    if nouns & lexicon.sets["collectives"]:
        seats = (scene.by_head.get(token) for token in prepositional(parse, referent.head, "in"))
        if (seat := next((each for each in seats if each and each.form == "metonym"), None)) is not None:
            referent.kept = True
            return seat.actor_id  # "the caretaker cabinet in Islamabad"
    if nouns & NEIGHBOURS and parse.tags[referent.head] == "NN":
        other = _neighbour(scene, referent, names)
        referent.kept = referent.kept or other is not None
        return other
    if not nouns & lexicon.sets["own_people"]:
        return None
    speaking = parse.lemmas[referent.head] in lexicon.sets["spokespersons"]
    for body in prepositional(parse, referent.head, "for") if speaking else ():
        named = scene.by_head.get(body)  # "a spokesman for the governor’s office"
        if named is not None and named.actor_id in names.types and names.types[named.actor_id] != "person":
            return named.actor_id
    for child in children(parse, referent.head, "poss"):
        owners = [child] if parse.tags[child] != "WP$" else antecedent_of(parse, child)
        for owner in owners:
            named = scene.by_token.get(owner)
            if named is None or named.actor_id is None or named is referent:
                continue
            state = root(named.actor_id, names)
            if owner == named.head and child == owner and named.form == "name":  # "China’s special envoy" is one (§4.3)
                scene.referents = [each for each in scene.referents if each is not named]
                referent.first = named.first
            if nouns & lexicon.sets["forces"] and state in names.forces:
                return named.actor_id if names.types.get(named.actor_id) == "armed_force" else names.forces[state]
            if names.types.get(named.actor_id, named.kind or "other") not in ("person", "population", "compound"):
                return named.actor_id
    return None


def _neighbour(scene: Scene, referent: Referent, names: Names) -> str | None:
    """Return the other state of the registry's pair to which the state belongs whose neighbour is told of."""
    assert scene.parse is not None
    owners = (scene.by_token.get(child) for child in children(scene.parse, referent.head, "poss"))
    owner = next((root(each.actor_id, names) for each in owners if each is not None and each.actor_id), None)
    pairs = [
        pair for pair in names.members.values() if len(pair) == 2 and owner in pair and names.states.keys() >= {*pair}
    ]
    others = list(dict.fromkeys(each for pair in pairs for each in pair if each != owner))
    here = {each.actor_id for each in scene.referents}
    named = [each for each in others if each in here] or others
    return named[0] if len(named) == 1 else None


def resolve_speakers(scenes: Sequence[Scene], voices: Sequence[Sequence[Voice]], names: Names) -> None:
    """Give "we" and "I" inside somebody's words their actors: the speaker, or the state that it speaks for (§11.2).

    Those of the writer are taken out.
    """
    for scene, said in zip(scenes, voices, strict=True):
        for referent in scene.referents:
            if referent.wants != "speaker" or scene.parse is None:
                continue
            voice = voice_of(referent.head, said)
            if voice is not None and voice.speakers:
                speaker = voice.speakers[0].actor_id
                one = scene.parse.lowers[referent.head] in ("i", "my", "me")
                referent.actor_id = speaker if one else root(speaker, names)
        known = [each for each in scene.referents if each.actor_id is not None]
        if len(known) < len(scene.referents):
            scene.enter(known)


def _home(scenes: Sequence[Scene], names: Names) -> str | None:
    """Return the state of an article: that of its dateline, else the one of whose bodies and persons it names most.

    A text calls other states by their names and its own by their parts. Its are "the government" and "the army", if
    nothing else says whose they are.
    """
    begun = (_dateline(scene, names) for scene in scenes if scene.parse is not None)
    if (home := next((each for each in begun if each is not None), None)) is not None:
        return home
    actors = [each.actor_id for scene in scenes for each in scene.referents if each.actor_id]
    bodies = Counter(
        state for each in actors if each not in names.states and (state := root(each, names)) in names.states
    )
    named = Counter(each for each in actors if each in names.states)
    return max(named | bodies, key=lambda state: (bodies[state], named[state]), default=None)


def _is_other_army(scene: Scene, referent: Referent, found: Referent, names: Names, home: str | None) -> bool:
    """Return whether "the army" would go back to a mere part of one, where the article's state has an army."""
    return _is_whole_army(scene, referent) and home in names.forces and found.actor_id not in names.forces.values()


def _is_whole_army(scene: Scene, referent: Referent) -> bool:
    """Return whether a phrase says "army", "the generals" or, without an article, "troops": no part of an army."""
    parse = scene.parse
    assert parse is not None
    whole = ARMIES.union({"general"}) if children(parse, referent.head, "det") else SOLDIERY.union({"general"})
    return referent.wants == "army" and not whole.isdisjoint(parse.lemmas[referent.first : referent.stop])


def _dateline(scene: Scene, names: Names) -> str | None:
    """Return the state in which the place lies that opens a unit as a dateline ("QUETTA —"), None where none does."""
    parse = scene.parse
    assert parse is not None
    marks = [token for token, word in enumerate(parse.words[:8]) if word in _DASHES]
    marks = marks or [t for t, word in enumerate(parse.words[:4]) if word == ":" and "".join(parse.words[:t]).isupper()]
    if not marks:
        return None
    opening = next(iter(names.place_names.find(parse.words[: marks[0]], None)), None)
    if opening is not None and opening.first == 0:
        country = next(row["country"] for row in names.places if row["place_id"] == opening.name.actor_id)
        return next((actor for actor, state in names.states.items() if state.country == country), None)
    first = next((each for each in scene.referents if each.first == 0 and each.stop <= marks[0]), None)
    return first.actor_id if first is not None and first.ground and first.actor_id in names.states else None


def _own(scene: Scene, referent: Referent, names: Names, home: str | None) -> str:
    """Return the actor of a nominal without antecedent."""
    assert scene.parse is not None
    if home is not None and referent.wants == "government":
        return home
    if home is not None and referent.wants == "army" and home in names.forces:
        return names.forces[home]
    words = scene.parse.words[referent.first : referent.stop]
    return known_ministry(words, home, names) or slug(scene.parse.quote(referent.first, referent.stop))


def _antecedents(scenes: Sequence[Scene], index: int, referent: Referent, names: Names) -> Iterator[Referent]:
    """Yield the referents that a pronoun or nominal can stand for, the likeliest first."""
    scene = scenes[index]
    before = [each for each in scene.referents if each.stop <= referent.first and _agrees(scene, each, referent)]
    parse = scene.parse
    doing = parse is not None and parse.deps[referent.head] in SUBJECTS  # "…, as Beijing grumbled; it has …"
    yield from (
        each
        for each in _ranked(scene, before, doing=doing)
        if _fits(scene, each, referent, names) and not _same_clause(scene, each, referent)
    )
    back = 0 if _is_whole_army(scene, referent) else _BACK.get(referent.wants or "", 0)
    for distance, earlier in enumerate(reversed(scenes[:index]), 1):
        if earlier.unit.paragraph != scene.unit.paragraph and distance > back:
            return
        fitting = (each for each in _ranked(earlier, earlier.referents) if _fits(earlier, each, referent, names))
        yield from (each for each in fitting if _agrees(earlier, each, referent))


def _ranked(scene: Scene, referents: Sequence[Referent], *, doing: bool = False) -> list[Referent]:
    """Return referents with the subjects of clauses first, each group from the last to the first.

    For one who is `doing` something, those of subordinate clauses come after the others.
    """
    parse = scene.parse
    assert parse is not None or not referents

    def rank(each: Referent) -> tuple[bool, bool, int]:
        if parse is None or parse.deps[each.head] not in SUBJECTS:
            return True, True, -each.first
        return False, doing and parse.deps[parse.heads[each.head]] in _SUBORDINATE, -each.first

    return sorted(referents, key=rank)


def _fits(scene: Scene, each: Referent, referent: Referent, names: Names) -> bool:
    """Return whether a pronoun or nominal can stand for somebody named before, by the kind of actor or its number."""
    if each.actor_id is None or each.ground or each.form == "adjective":
        return False
    if referent.wants in ("body", *_GROUPS) and each.actor_id not in names.types:
        return False  # a body that the registry lacks is known by its words only (`torkham.annotator.longer`)
    if referent.wants == "person" and each.form == "nominal" and _is_one_speaking(scene, each, names):
        return True  # "a committee official … his inspectors"
    if referent.wants == "many" and scene.parse is not None and scene.parse.tags[each.head] == "NNS":
        return True  # "members of the guild … them"
    return names.types.get(each.actor_id, each.kind or "other") in _KINDS[referent.wants or ""]


def _is_one_speaking(scene: Scene, each: Referent, names: Names) -> bool:
    """Return whether a phrase is one unnamed person who stands for a body."""
    parse = scene.parse
    assert parse is not None
    return parse.tags[each.head] == "NN" and parse.lemmas[each.head] in names.lexicon.sets["spokespersons"]


def _agrees(scene: Scene, each: Referent, referent: Referent) -> bool:
    """Return whether a pronoun has the number of a phrase: "it" is no plural."""
    assert scene.parse is not None
    if referent.wants in _GROUPS and (each.actor_id == referent.actor_id or scene.parse.tags[each.head] == "NN"):
        return False
    return referent.wants != "thing" or each.form != "nominal" or scene.parse.tags[each.head] != "NNS"


def _same_clause(scene: Scene, each: Referent, referent: Referent) -> bool:
    """Return whether a referent is the subject of the verb whose object a pronoun is, and so somebody else."""
    parse = scene.parse
    assert parse is not None
    if referent.form != "pronoun" and referent.wants not in _GROUPS:
        return False
    verb = governor(parse, referent.head)
    if verb is not None and parse.deps[referent.head] == "nsubj" and is_infinitive(parse, verb):
        verb = governor(parse, verb)  # "the chamber begged it to relent"
    elif parse.deps[referent.head] not in ("dobj", "pobj", "dative"):
        return False
    if verb is not None and parse.deps[verb] == "relcl" and each.head == parse.heads[verb]:
        return True  # "the court, which barred it"
    return parse.deps[each.head] in (*SUBJECTS, *PASSIVE_SUBJECTS) and parse.heads[each.head] == verb
