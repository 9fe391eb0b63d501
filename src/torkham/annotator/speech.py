"""Speech: who says what in a unit, by reporting words, "according to" and other asides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from torkham.annotator import asides, phrased
from torkham.annotator.lexicon import together
from torkham.annotator.names import Names
from torkham.annotator.parse import Parse
from torkham.annotator.scene import Part, Scene, all_of
from torkham.annotator.syntax import (
    children,
    complements,
    doers,
    is_infinitive,
    is_passive,
    prepositional,
    with_conjuncts,
)
from torkham.contract import Json

_OPENING = frozenset({"“", '"', "``"})
_MARKS = _OPENING | {"”", "''"}
_STOPS = frozenset({".", "?", "!", "”", "…"})
_FEW = 7
"""Words behind a colon that name somebody."""
_NEAR = 3
"""Units that the speaker of a voice may go back."""
_RAISING = frozenset({"say", "report", "believe", "think", "know", "understand", "rumour", "rumor", "suspect", "show"})
_CONVEYING = frozenset({"be", "come", "arrive", "spread", "reach", "emerge", "surface", "circulate", "run", "go"})
"""Verbs by which what their subject tells is told: "the charge is that", "word came that"."""
_SEPARATING = frozenset({";"})
UNNAMED = "unnamed"


class Voice(NamedTuple):
    """Words that somebody is said to say: the tokens, the speakers (none: nobody named), the reporting word.

    `kind` is that of the word in the lexicon of speech; `verb` the token that reports, None where that stands in
    another unit. `quoted` says whether the words are in quotation marks, `again` whether the speaker is only called
    something that goes back to a name ("he", "the minister").
    """

    tokens: frozenset[int]
    speakers: tuple[Part, ...]
    cue: int | None
    kind: str
    quoted: bool = False
    again: bool = False


def voices(scene: Scene, names: Names) -> list[Voice]:
    """Return the voices that the unit's own reporting words give, the widest first."""
    parse = scene.parse
    assert parse is not None
    speech, accounts = names.lexicon.speech, names.lexicon.sets["accounts"]
    found: list[Voice] = []
    for token in parse.among(together(names.lexicon.speech_words, accounts)):
        if parse.lemmas[token] == "accord" and parse.lowers[token] == "according":
            found += _according(scene, token, names)
        elif parse.lemmas[token] in accounts and (account := _account(scene, token, names)) is not None:
            found.append(account)
        elif entry := _entry(parse, token, speech):
            kind = str(entry["kind"])
            if parse.pos[token] in ("VERB", "AUX"):
                found += _verb(scene, token, kind, names)
            elif kind == "hearsay" and parse.pos[token] in ("ADV", "ADJ"):
                content = frozenset(parse.subtree(parse.heads[token]))
                found.append(Voice(content, (), token, kind))
            elif parse.pos[token] == "NOUN":
                found += _noun(scene, token, kind, names)
    found += _named_behind(scene, names)
    found += _phrased(scene, names, {voice.cue for voice in found})
    return sorted(found, key=lambda voice: -len(voice.tokens))


def _phrased(scene: Scene, names: Names, known: set[int | None]) -> Iterator[Voice]:
    """Yield the voices of phrases of saying that no reporting word of theirs has given."""
    parse = scene.parse
    assert parse is not None
    for cue, clause, speaking in phrased.clauses(parse, names.lexicon):
        if cue not in known:
            yield Voice(_below(parse, [clause]), speakers(scene, speaking, names), cue, "neutral")
    for cue, aside, speaking in phrased.asides(parse):
        yield Voice(asides.around(parse, aside), speakers(scene, speaking, names), cue, "neutral")
    if (label := phrased.label(parse)) is not None and (named := speakers(scene, label[0], names)):
        yield Voice(frozenset(range(label[1] + 1, len(parse))), named, None, "neutral", quoted=True)


def _entry(parse: Parse, token: int, speech: Mapping[str, Json]) -> Json | None:
    """Return what the lexicon says of a reporting word: an adverb or adjective by its form, else by its lemma."""
    forms = (parse.lowers[token], parse.lemmas[token])
    if parse.pos[token] not in ("ADV", "ADJ"):
        forms = forms[::-1]
    found = (speech[form] for form in forms if form in speech)
    return next((e for e in found if (e["kind"] == "hearsay") == (parse.pos[token] in ("ADV", "ADJ"))), None)


def _verb(scene: Scene, verb: int, kind: str, names: Names) -> Iterator[Voice]:
    parse = scene.parse
    assert parse is not None
    mute = kind == "denial" or parse.lemmas[verb] in names.lexicon.sets["no_asides"]
    aside = None if mute else (phrased.so(parse, verb) or asides.clause(parse, verb))
    content = _content(parse, verb, kind, names) if aside is None else asides.around(parse, aside)
    agents = parse.deps[verb] == "acl" and children(parse, verb, "agent")
    if agents and kind == "claim":  # "the attack, claimed by the group, …"
        content = _below(parse, [parse.heads[verb]]) - _below(parse, [verb])
    if not content:
        return
    speaking = [] if is_passive(parse, verb) and kind != "charge" and not agents else doers(parse, verb)
    if parse.lowers[verb] in names.lexicon.sets["vouching"] and not speaking:  # "is convinced that"
        speaking = children(parse, verb, "nsubjpass")
    if aside is not None and not is_passive(parse, verb) and not any(each in aside for each in speaking):
        named = asides.subject(parse, aside, verb)
        speaking = speaking if named is None else with_conjuncts(parse, named)
    again = any(_goes_back(parse, each) for each in speaking)
    yield Voice(content, speakers(scene, speaking, names), verb, kind, _is_quoted(parse, content), again)


def _goes_back(parse: Parse, noun: int) -> bool:
    """Return whether a phrase goes back to somebody named before: "she", "the minister"."""
    definite = any(parse.lowers[each] in ("the", "its", "his", "her") for each in children(parse, noun, "det", "poss"))
    return parse.tags[noun] == "PRP" or (definite and parse.tags[noun] == "NN")


def followed(own: Sequence[list[Voice]], names: Names) -> list[list[Voice]]:
    """Return the voices of units in which whoever is only called something again is the last who spoke before.

    Where nobody did, nothing is known of the speaker, and so of the voice: a speaker whom nobody could name would not
    be called "he". One that denies is kept for what it denies.
    """
    found: list[list[Voice]] = []
    last: tuple[int, tuple[Part, ...]] | None = None
    for index, voices_ in enumerate(own):
        kept = []
        for voice in voices_:
            known = any(part.actor_id in names.types for part in voice.speakers)
            if voice.again and not known:
                if last is not None and index - last[0] <= _NEAR:
                    kept.append(voice._replace(speakers=last[1]))
                    last = index, last[1]
                elif voice.kind == "denial":
                    kept.append(voice)
                continue
            kept.append(voice)
            if voice.kind in ("neutral", "claim", "charge") and voice.cue is not None:
                last = index, voice.speakers
        found.append(kept)
    return found


def _noun(scene: Scene, noun: int, kind: str, names: Names) -> Iterator[Voice]:
    """Yield the voice of a noun with a clause: "Kabul's claim that …", "the charge is that …"."""
    parse = scene.parse
    assert parse is not None
    content = _told_by(parse, noun)
    conveying = kind in ("charge", "claim", "thought") or parse.lemmas[noun] in names.lexicon.sets["tidings"]
    if not content and conveying and parse.deps[noun] == "nsubj" and parse.lemmas[parse.heads[noun]] in _CONVEYING:
        clauses = [each for each in children(parse, parse.heads[noun], "ccomp", "advcl") if _is_marked(parse, each)]
        content = _below(parse, clauses)
    if not content:
        return
    owners = children(parse, noun, "poss", "compound", "nmod", "amod") + prepositional(parse, noun, "by", "from", "of")
    speaking = speakers(scene, owners, names) or speakers(scene, _tellers(parse, noun, names), names)
    yield Voice(content, speaking, noun, kind)


def _tellers(parse: Parse, noun: int, names: Names) -> list[int]:
    """Return who says what a noun without an owner tells: "gave word that …", "came back with the charge that …"."""
    above = parse.heads[noun]
    if parse.deps[noun] == "pobj" and parse.lowers[above] in ("with", "in", "of", "under"):
        return doers(parse, parse.heads[above])  # "wrote in a letter that", "is of the view that"
    light = names.lexicon.sets["light_verbs"] - names.lexicon.sets["receiving_verbs"]
    return doers(parse, above) if parse.deps[noun] == "dobj" and parse.lemmas[above] in light else []


def _told_by(parse: Parse, noun: int) -> frozenset[int]:
    """Return what a noun tells: its clause, also where "that" follows and a parser hangs the clause elsewhere."""
    clauses = children(parse, noun, "acl", "ccomp", "relcl")
    clauses = [each for each in clauses if not is_infinitive(parse, each) and not _is_relative(parse, each)]
    if clauses:
        return _below(parse, clauses[:1])
    last = max((each for each in parse.subtree(noun) if parse.pos[each] not in ("VERB", "AUX", "PUNCT")), default=noun)
    mark = next((each for each in (noun + 1, last + 1) if each < len(parse) and parse.lowers[each] == "that"), None)
    if mark is None or parse.deps[mark] != "mark" or parse.deps[parse.heads[mark]] == "ccomp":
        return frozenset()
    return frozenset(each for each in parse.subtree(parse.heads[mark]) if each > mark)


def _is_relative(parse: Parse, verb: int) -> bool:
    """Return whether a clause tells more of its noun, and not what that says: "a note that angered Kabul"."""
    if parse.deps[verb] != "relcl":
        return False
    first = [each for each in parse.subtree(verb) if each < verb]
    return all(parse.lowers[each] != "that" or parse.tags[each] == "WDT" for each in first)


def _below(parse: Parse, tokens: Sequence[int]) -> frozenset[int]:
    return frozenset(each for token in tokens for each in parse.subtree(token))


def _content(parse: Parse, verb: int, kind: str, names: Names) -> frozenset[int]:
    """Return the tokens of what a reporting verb reports."""
    clauses = children(parse, verb, "ccomp")
    clauses += [
        each
        for each in children(parse, verb, "xcomp")
        if kind in ("denial", "charge", "claim") or _is_raised(parse, verb)
    ]
    clauses += [each for each in children(parse, verb, "advcl", "dep") if each > verb and _is_marked(parse, each)]
    clauses = clauses or _summed_up(parse, verb)
    if clauses:
        first, stop = asides.segment(parse, range(verb, verb + 1), _SEPARATING)
        return _after_colon(parse, frozenset(each for each in _below(parse, clauses) if first <= each < stop))
    if kind == "denial":
        return frozenset(each for noun in children(parse, verb, "dobj") for each in _denied(parse, noun, names))
    if kind == "claim":
        clauses = children(parse, verb, "dobj")
    if kind in ("charge", "claim"):
        clauses += prepositional(parse, verb, "of", "for")
    if parse.lemmas[verb] in names.lexicon.sets["pinning"]:  # "pinned the raid on Delhi"
        clauses += children(parse, verb, "dobj")
    if kind == "claim":  # "admitted to killing"
        clauses += [each for each in prepositional(parse, verb, "to") if parse.tags[each] == "VBG"]
    if kind == "neutral" and parse.lemmas[verb] in names.lexicon.sets["reporting_of"]:
        clauses += children(parse, verb, "dobj", "xcomp") + prepositional(parse, verb, "of")
    return _below(parse, clauses)


def _summed_up(parse: Parse, verb: int) -> list[int]:
    """Return what follows "what Kabul says is that", "all that Kabul would say was that"."""
    said = parse.heads[verb] if parse.deps[verb] == "relcl" else verb
    being = parse.heads[said]
    if parse.deps[said] not in ("csubj", "nsubj") or parse.lemmas[being] != "be" or parse.tags[said] == "VBG":
        return []
    return [each for each in children(parse, being, "ccomp") if _is_marked(parse, each)]


def _denied(parse: Parse, noun: int, names: Names) -> frozenset[int]:
    """Return what the object of a denial names: of "the report of a raid" the raid, and not that there is a report."""
    if parse.lemmas[noun] not in names.lexicon.speech:
        return _below(parse, [noun])
    return _told_by(parse, noun) or _below(parse, prepositional(parse, noun, "of", "about"))


def _is_raised(parse: Parse, verb: int) -> bool:
    """Return whether an infinitive tells what is said: "is said to have", "was reported to be"; to be told is not."""
    return is_passive(parse, verb) and parse.lemmas[verb] in _RAISING


def _is_marked(parse: Parse, verb: int) -> bool:
    return any(parse.lowers[each] == "that" for each in children(parse, verb, "mark"))


def _after_colon(parse: Parse, tokens: frozenset[int]) -> frozenset[int]:
    """Return what is reported where a colon leads from the writer's words to a quotation: what stands behind it."""
    if ":" not in parse.forms:
        return tokens
    colons = [t for t in tokens if parse.words[t] == ":" and t + 1 < len(parse) and parse.words[t + 1] in _OPENING]
    return frozenset(token for token in tokens if token > colons[0]) if colons else tokens


def _according(scene: Scene, token: int, names: Names) -> Iterator[Voice]:
    parse = scene.parse
    assert parse is not None
    whom = [each for to in children(parse, token, "prep") for each in complements(parse, to)]
    yield Voice(asides.around(parse, asides.phrase(parse, token)), speakers(scene, whom, names), token, "neutral")


def _named_behind(scene: Scene, names: Names) -> Iterator[Voice]:
    """Yield the voice of whoever stands behind the colon of a headline: "Jets bombed a village: Kabul"."""
    parse = scene.parse
    assert parse is not None
    colons = [token for token in range(2, len(parse) - 1) if parse.words[token] == ":"]
    if not colons or parse.words[-1] in _STOPS or len(parse) - colons[-1] > _FEW:
        return
    last = range(colons[-1] + 1, len(parse))
    if all(parse.pos[each] in ("NOUN", "PROPN", "ADJ", "ADP", "DET", "PART") for each in last):
        heads = [each for each in last if parse.heads[each] not in last]
        if speaking := speakers(scene, heads[:1], names):
            yield Voice(frozenset(range(colons[-1])), speaking, None, "neutral")


def _account(scene: Scene, noun: int, names: Names) -> Voice | None:
    """Return the voice of "by Kabul's count" and "in the words of the envoy", None where a noun tells no such thing."""
    parse = scene.parse
    assert parse is not None
    preposition = parse.heads[noun]
    if parse.deps[noun] != "pobj" or parse.lowers[preposition] not in ("by", "in", "on"):
        return None
    if preposition and parse.words[preposition - 1] not in (",", "“", "—", "–", ";", ":", "("):
        return None
    owners = children(parse, noun, "poss", "compound", "amod") + prepositional(parse, noun, "of", "from")
    speaking = speakers(scene, owners, names)
    if not speaking and any(parse.lowers[each] in ("its", "their") for each in owners):  # "by its own count, Kabul …"
        speaking = speakers(scene, doers(parse, parse.heads[preposition]), names)
    return (
        Voice(asides.around(parse, asides.phrase(parse, preposition)), speaking, noun, "neutral") if speaking else None
    )


def speakers(scene: Scene, tokens: Sequence[int], names: Names) -> tuple[Part, ...]:
    """Return who speaks: whom phrases stand for, "a spokesman for" a body or "a statement of" it being that body."""
    parse, sets = scene.parse, names.lexicon.sets
    assert parse is not None
    found: dict[str, Part] = {}
    for token in tokens:
        standing, lemma = [token], parse.lemmas[token]
        if lemma in sets["spokespersons"]:
            standing = prepositional(parse, token, "for", "of", "from", "at") or standing
        elif lemma in sets["documents"]:
            owners = children(parse, token, "poss", "compound", "amod") + prepositional(
                parse, token, "by", "of", "from"
            )
            standing = owners or standing
        parts = all_of(scene, standing, names) or all_of(scene, [token], names)
        found |= {part.actor_id: part for part in parts if part.actor_id not in found}
    return tuple(found.values())


def _is_quoted(parse: Parse, tokens: frozenset[int]) -> bool:
    return any(token in tokens and parse.words[token] in _MARKS for token in parse.among(_MARKS))


def voice_of(token: int, found: Sequence[Voice]) -> Voice | None:
    """Return the innermost voice that says a token, None where the writer does."""
    holding = [voice for voice in found if token in voice.tokens]
    return min(holding, key=lambda voice: len(voice.tokens)) if holding else None
