"""Evaluating words: where a unit evaluates, who holds it, and which of its words are evaluated.

A hit is a word of the lexicon's evaluations, or an act (`torkham.annotator.acts`), with its holder and region; which
issue or actor the region names is for `torkham.annotator.stances`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from torkham.annotator.evaluated import target
from torkham.annotator.lexicon import Lexicon
from torkham.annotator.names import Names
from torkham.annotator.parse import Parse
from torkham.annotator.scene import Part, Scene, all_of
from torkham.annotator.slots import heads
from torkham.annotator.speech import Voice, voice_of
from torkham.annotator.status import is_neither
from torkham.annotator.syntax import children, complements, doers, is_passive, subjects
from torkham.contract import Json

OPPOSITE = {"favor": "against", "against": "favor"}
ANY = ("issue", "actor", "open")
_TAGS = {
    "verb": ("VERB", "AUX"),
    "noun": ("NOUN", "PROPN"),
    "adjective": ("ADJ", "VERB", "ADV"),
    "modal": ("AUX", "VERB"),
}
_PAPERS = frozenset({"newspaper", "paper", "column", "writer"})
_FUTURE = frozenset({"may", "might", "will", "would", "could", "did"})
_TELLING = frozenset({"speak", "talk", "warn", "write", "complain", "remind", "tell"})


class Hit(NamedTuple):
    """Words that evaluate.

    `head` is the word; `holders` are empty where the writer holds it or somebody unnamed; `heads` head the phrases
    evaluated, `region` are all their tokens; `kinds` the kinds of target that may stand there.
    """

    head: int
    polarity: str
    holders: tuple[Part, ...]
    voice: Voice | None
    heads: tuple[int, ...]
    region: frozenset[int]
    kinds: tuple[str, ...] = ANY
    expression: str = "explicit"
    contrary_only: bool = False


def by_words(scene: Scene, voices: Sequence[Voice], names: Names) -> Iterator[Hit]:
    """Yield the hits of the lexicon's evaluations: of each word the first entry that fits.

    Entries whose target is the word itself are tried besides.
    """
    parse = scene.parse
    assert parse is not None
    for token, phrases in groupby(names.evaluations.find(parse), key=itemgetter(0)):
        if any(is_neither(parse, child) for child in children(parse, token, "dobj")):
            continue  # who "faults neither" is for neither
        entries = {phrase.rank: phrase.entry for _, phrase in phrases}
        done = False
        for entry in sorted(entries.values(), key=_after_predicates) if len(entries) > 1 else entries.values():
            itself = entry["target"] == ["itself"]
            if (done and not itself) or not _fits(parse, token, entry, names.lexicon):
                continue
            hit = _hit(scene, token, entry, voices, names)
            if hit is not None:
                yield hit
                yield from _reason(parse, hit, entry, names.lexicon)
                done = done or not itself


def _after_predicates(entry: Json) -> bool:
    return bool(entry["target"][0] != "predicate")


def _fits(parse: Parse, token: int, entry: Json, lexicon: Lexicon) -> bool:
    """Return whether an entry's conditions hold at a token that heads one of its phrases."""
    tags = _TAGS.get(entry["pos"])
    if tags is not None and parse.pos[token] not in tags:
        return False
    if entry["pos"] == "modal" and _is_inverted(parse, token):
        return False
    near = entry["near"]
    if near and (near.isdisjoint(parse.forms) or all(each == token for each in parse.among(near))):
        return False
    if _is_forced(parse, token, entry) or _is_address(parse, token, entry, lexicon):
        return False
    if entry["aux"]:
        verb = _clause_verb(parse, token)
        while parse.deps[verb] == "conj" and not children(parse, verb, "aux"):
            verb = parse.heads[verb]
        auxiliaries = {parse.lowers[child] for child in children(parse, verb, "aux")}
        return not auxiliaries.isdisjoint(entry["aux"])
    return True


def _is_forced(parse: Parse, token: int, entry: Json) -> bool:
    """Return whether a necessity is told, not wanted: "it may have to yield", "will need to"."""
    if entry["holder"] != "voice" or parse.pos[token] not in _TAGS["verb"]:
        return False
    if parse.lemmas[token] not in ("have", "need"):
        return False
    return any(parse.lowers[child] in _FUTURE for child in children(parse, token, "aux"))


def _is_address(parse: Parse, token: int, entry: Json, lexicon: Lexicon) -> bool:
    """Return whether the writer only turns to the reader: "it should be recalled", "one must ask"."""
    return entry["pos"] == "modal" and parse.lemmas[parse.heads[token]] in lexicon.sets["addressing"]


def _is_inverted(parse: Parse, token: int) -> bool:
    """Return whether "should" stands before its subject and so makes a condition: "should the ruling go against it"."""
    subjects_ = children(parse, parse.heads[token], "nsubj", "nsubjpass")
    return bool(subjects_) and token < subjects_[0] and parse.lowers[token] == "should" and parse.words[-1] != "?"


def _clause_verb(parse: Parse, token: int) -> int:
    """Return the verb of the main clause beside a word: of "without X" and "if X" that which they hang from."""
    if parse.deps[token] == "mark" and parse.deps[parse.heads[token]] == "advcl":
        return parse.heads[parse.heads[token]]
    while parse.heads[token] != token and parse.pos[token] not in ("VERB", "AUX"):
        token = parse.heads[token]
    return token


def _hit(scene: Scene, token: int, entry: Json, voices: Sequence[Voice], names: Names) -> Hit | None:
    lexicon, parse = names.lexicon, scene.parse
    assert parse is not None
    voice = voice_of(token, voices)
    verb = parse.heads[token] if entry["pos"] == "modal" else token
    if entry["holder"] == "speaker" and (voice is None or not voice.speakers):
        return None
    if entry["holder"] in ("voice", "speaker"):
        holders = voice.speakers if voice is not None else tuple(all_of(scene, tellers(parse, token, lexicon), names))
    else:
        holders = tuple(all_of(scene, _holders(parse, token, entry["holder"], lexicon), names))
        by_writer = not holders and voice is None and _is_writer(parse, token)
        if not (holders or by_writer) or (entry["holder"] == "subject" and is_asked(parse, token, lexicon)):
            return None
    targets, region = target(parse, verb, entry, lexicon)
    if not region:
        return None
    # Words that name an issue may begin with the word itself: "responsibility to act", "recognise the Taliban".
    region |= {token}
    if parse.pos[token] == "NOUN":
        region |= {parse.heads[token]} if parse.deps[token] == "dobj" else frozenset()
    polarity = str(entry["polarity"])
    if _is_negated(parse, verb, lexicon):
        if entry["negated"] == "none":
            return None
        polarity = OPPOSITE[polarity]
    elif entry["negated"] == "only":
        return None
    kinds = tuple(kind for kind in entry["kinds"] if kind != "actor" or entry["pos"] != "modal")
    itself = entry["target"] == ["itself"]
    return Hit(token, polarity, holders, voice, targets, region, kinds, str(entry["expression"]), itself)


def is_asked(parse: Parse, token: int, lexicon: Lexicon) -> bool:
    """Return whether a clause says what its subject is to think or do, or only supposes it."""
    words = {parse.lowers[child] for child in children(parse, token, "aux", "mark")}
    if words & {"should", "must", "ought", "if", "unless", "whether"}:
        return True
    return parse.deps[token] in ("xcomp", "ccomp", "acl", "advcl") and (
        parse.tags[token] == "VB"
        and parse.lemmas[parse.heads[token]] in lexicon.sets["asking"]
        and bool(children(parse, parse.heads[token], "dobj", "prep") or children(parse, token, "nsubj"))
    )


def _is_negated(parse: Parse, token: int, lexicon: Lexicon) -> bool:
    """Return whether a word, or the verb that says it of something, is negated."""
    words = [token]
    if parse.pos[token] not in ("VERB", "AUX") and parse.deps[token] in ("attr", "acomp", "dobj", "nsubj", "oprd"):
        words.append(parse.heads[token])
    if parse.deps[token] == "pobj" and parse.lemmas[parse.heads[parse.heads[token]]] == "be":
        words.append(parse.heads[parse.heads[token]])
    signs = [
        child
        for word in words
        for child in parse.children[word]
        if parse.deps[child] == "neg"
        or (parse.deps[child] in ("det", "advmod", "preconj") and parse.lowers[child] in lexicon.status["negators"])
    ]
    signs += [each for word in words for each in children(parse, word, "nsubj", "nsubjpass") if is_nobody(parse, each)]
    above, dep = parse.heads[token], parse.deps[token]
    refused = dep in ("xcomp", "acl", "pcomp") and parse.lemmas[above] in lexicon.sets["refusing"]
    return bool(signs) != refused or (dep in ("pobj", "pcomp") and parse.lowers[above] == "without")


def is_nobody(parse: Parse, token: int) -> bool:
    """Return whether a subject negates its clause: "nobody", "none of this", "no state"."""
    if parse.lowers[token] in ("nobody", "none", "nothing", "neither"):
        return True
    return any(parse.lowers[child] in ("no", "neither") for child in children(parse, token, "det"))


def _reason(parse: Parse, hit: Hit, entry: Json, lexicon: Lexicon) -> Iterator[Hit]:
    """Yield what somebody is praised or blamed for, which is judged alike."""
    found = [each for slot in entry["also"] for each in heads(parse, hit.head, slot, lexicon)]
    if found and hit.heads != tuple(found):
        region = frozenset(each for head in found for each in parse.subtree(head))
        yield hit._replace(heads=(), region=region, kinds=("issue",))


def _is_writer(parse: Parse, token: int) -> bool:
    """Return whether who does something is the writer: "we", "I", "this newspaper"."""
    for each in doers(parse, token):
        this = any(parse.lowers[child] == "this" for child in children(parse, each, "det"))
        if parse.lowers[each] in ("i", "we") or (this and parse.lemmas[each] in _PAPERS):
            return True
    return False


def _holders(parse: Parse, token: int, slot: str, lexicon: Lexicon) -> list[int]:
    """Return the heads of who holds what a word says; of "called it reckless" and "is opposed" the subject."""
    if slot == "owner":
        by = [
            each
            for child in children(parse, token, "prep", "agent")
            if parse.lowers[child] in ("of", "by", "from", "among")
            for each in complements(parse, child)
        ]
        return heads(parse, token, slot, lexicon) + by
    if parse.deps[token] == "oprd":
        return doers(parse, parse.heads[token])
    if parse.deps[token] == "pobj" and parse.lowers[parse.heads[token]] in ("in", "with", "out"):
        return doers(parse, parse.heads[parse.heads[token]])  # "struck in sympathy with the mourners"
    found = heads(parse, token, slot, lexicon)
    return found if found or is_passive(parse, token) else subjects(parse, token)


def tellers(parse: Parse, noun: int, lexicon: Lexicon) -> list[int]:
    """Return who tells a noun of thought: in "Haqqani stressed Kabul's wish for talks" Haqqani."""
    if parse.pos[noun] != "NOUN":
        return []
    while parse.deps[noun] == "conj":
        noun = parse.heads[noun]
    verb = parse.heads[noun]
    if parse.deps[noun] == "pobj" and parse.lowers[verb] in ("of", "about"):
        return doers(parse, parse.heads[verb]) if parse.lemmas[parse.heads[verb]] in _TELLING else []
    return doers(parse, verb) if parse.deps[noun] == "dobj" and parse.lemmas[verb] in lexicon.speech else []


def embedded(hit: Hit, hits: Sequence[Hit]) -> Hit:
    """Return a hit that names no holder as held by whoever evaluates the words in which it stands."""
    if hit.holders or hit.voice is not None:
        return hit
    outer = [each for each in hits if each.holders and hit.head in each.region and each.head != hit.head]
    return hit._replace(holders=outer[0].holders, voice=outer[0].voice) if outer else hit
