"""Evaluating words: where a unit evaluates, who holds it, and which of its words are evaluated.

A hit is a word of the lexicon's evaluations, or an act (`torkham.annotator.acts`), with its holder and region; which
issue or actor the region names is for `torkham.annotator.stances`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from torkham.annotator.evaluated import target
from torkham.annotator.evaluations import Evaluation
from torkham.annotator.lexicon import Lexicon
from torkham.annotator.names import Names
from torkham.annotator.parse import Parse
from torkham.annotator.phrases import Phrase
from torkham.annotator.scene import Part, Scene, all_of
from torkham.annotator.slots import heads
from torkham.annotator.speech import Voice, voice_of
from torkham.annotator.status import is_neither
from torkham.annotator.syntax import children, complements, doers, is_inverted, subjects

OPPOSITE = {"favor": "against", "against": "favor"}
ANY = ("issue", "actor", "open")
_VERBS = ("VERB", "AUX")
_SAID_OF = ("attr", "acomp", "dobj", "nsubj", "oprd")
"""Relations of a word to the verb that says it of something."""
_ASKED = frozenset({"should", "must", "ought", "if", "unless", "whether"})
"""Words with which a clause says what is to be, or may be."""
_WRITERS = frozenset({"i", "we", "this"})
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
    parse, lexicon = scene.parse, names.lexicon
    assert parse is not None
    by_token: dict[int, list[Phrase[Evaluation]]] = {}
    for token, phrase in names.evaluations.find(parse):
        if phrase.entry.may_stand(parse, token):
            by_token.setdefault(token, []).append(phrase)
    for token in sorted(by_token):
        if any(is_neither(parse, child) for child in children(parse, token, "dobj")):
            continue  # who "faults neither" is for neither
        done = False
        for entry in _in_order(by_token[token], parse.lemmas[token]):
            if (done and not entry.itself) or not _fits(parse, token, entry, lexicon):
                continue
            hit = _hit(scene, token, entry, voices, names)
            if hit is not None:
                yield hit
                yield from _reason(parse, hit, entry, lexicon)
                done = done or not entry.itself


def _in_order(phrases: list[Phrase[Evaluation]], lemma: str) -> Iterable[Evaluation]:
    """Return the entries that the phrases at a word are of, each once, in the order in which they are tried.

    Those of predicates come first, then those by the word's lemma, not the word as written.
    """
    if len(phrases) > 1:
        phrases.sort(key=lambda each: (each.entry.target[0] != "predicate", each.words[0] != lemma, each.rank))
        return {each.rank: each.entry for each in phrases}.values()
    return [phrases[0].entry]


def _fits(parse: Parse, token: int, entry: Evaluation, lexicon: Lexicon) -> bool:
    """Return whether an entry's conditions on the clause hold at a token that begins one of its phrases."""
    if entry.modal and (is_inverted(parse, token) or _is_address(parse, token, lexicon)):
        return False
    if _is_forced(parse, token, entry):
        return False
    if entry.aux:
        verb = _clause_verb(parse, token)
        while parse.deps[verb] == "conj" and not children(parse, verb, "aux"):
            verb = parse.heads[verb]
        return any(parse.lowers[child] in entry.aux for child in children(parse, verb, "aux"))
    return True


def _is_forced(parse: Parse, token: int, entry: Evaluation) -> bool:
    """Return whether a necessity is told, not wanted: "it may have to yield", "will need to"."""
    if parse.lemmas[token] not in ("have", "need") or entry.holder != "voice" or parse.pos[token] not in _VERBS:
        return False
    return any(parse.lowers[child] in _FUTURE for child in children(parse, token, "aux"))


def _is_address(parse: Parse, modal: int, lexicon: Lexicon) -> bool:
    """Return whether the writer only turns to the reader: "it should be recalled", "one must ask"."""
    return parse.lemmas[parse.heads[modal]] in lexicon.sets["addressing"]


def _clause_verb(parse: Parse, token: int) -> int:
    """Return the verb of the main clause beside a word: of "without X" and "if X" that which they hang from."""
    if parse.deps[token] == "mark" and parse.deps[parse.heads[token]] == "advcl":
        return parse.heads[parse.heads[token]]
    while parse.heads[token] != token and parse.pos[token] not in ("VERB", "AUX"):
        token = parse.heads[token]
    return token


def _hit(scene: Scene, token: int, entry: Evaluation, voices: Sequence[Voice], names: Names) -> Hit | None:
    lexicon, parse = names.lexicon, scene.parse
    assert parse is not None
    verb = parse.heads[token] if entry.modal else token
    holders: tuple[Part, ...] = ()
    if entry.holder in ("subject", "owner"):
        holders = tuple(all_of(scene, _holders(parse, token, entry, lexicon), names))
        if not holders and not _is_writer(parse, token):
            return None
        if entry.holder == "subject" and is_asked(parse, token, lexicon):
            return None
    targets, region = target(parse, verb, entry, lexicon)
    if not region:
        return None
    negated = _is_negated(parse, verb, lexicon)
    if entry.negated != "reverse" and negated != (entry.negated == "only"):
        return None
    voice = voice_of(token, voices)
    if entry.holder == "voice":
        holders = voice.speakers if voice is not None else tuple(all_of(scene, tellers(parse, token, lexicon), names))
    elif entry.holder == "speaker":
        if voice is None or not voice.speakers:
            return None
        holders = voice.speakers
    elif not holders and voice is not None:
        return None
    # Words that name an issue may begin with the word itself: "responsibility to act", "recognise the Taliban".
    region |= {token}
    if parse.deps[token] == "dobj" and parse.pos[token] == "NOUN":
        region |= {parse.heads[token]}
    polarity = OPPOSITE[entry.polarity] if negated else entry.polarity
    return Hit(token, polarity, holders, voice, targets, region, entry.kinds, entry.expression, entry.itself)


def is_asked(parse: Parse, token: int, lexicon: Lexicon) -> bool:
    """Return whether a clause says what its subject is to think or do, or only supposes it."""
    if not _ASKED.isdisjoint(parse.forms):
        for child in children(parse, token, "aux", "mark"):
            if parse.lowers[child] in _ASKED:
                return True
    return parse.deps[token] in ("xcomp", "ccomp", "acl", "advcl") and (
        parse.tags[token] == "VB"
        and parse.lemmas[parse.heads[token]] in lexicon.sets["asking"]
        and bool(children(parse, parse.heads[token], "dobj", "prep") or children(parse, token, "nsubj"))
    )


def _is_negated(parse: Parse, token: int, lexicon: Lexicon) -> bool:
    """Return whether a word, or the verb that says it of something, is negated."""
    above, dep = parse.heads[token], parse.deps[token]
    denied = _is_denied(parse, token, lexicon)
    if not denied and dep in _SAID_OF and parse.pos[token] not in _VERBS:
        denied = _is_denied(parse, above, lexicon)
    if not denied and dep == "pobj" and parse.lemmas[parse.heads[above]] == "be":
        denied = _is_denied(parse, parse.heads[above], lexicon)
    refused = dep in ("xcomp", "acl", "pcomp") and parse.lemmas[above] in lexicon.sets["refusing"]
    return denied != refused or (dep in ("pobj", "pcomp") and parse.lowers[above] == "without")


def _is_denied(parse: Parse, word: int, lexicon: Lexicon) -> bool:
    """Return whether a negating word, or a subject that negates its clause, hangs from a word."""
    for child in parse.children[word]:
        dep = parse.deps[child]
        if dep == "neg" or (dep in ("nsubj", "nsubjpass") and is_nobody(parse, child)):
            return True
        if dep in ("det", "advmod", "preconj") and parse.lowers[child] in lexicon.status["negators"]:
            return True
    return False


def is_nobody(parse: Parse, token: int) -> bool:
    """Return whether a subject negates its clause: "nobody", "none of this", "no state"."""
    if parse.lowers[token] in ("nobody", "none", "nothing", "neither"):
        return True
    return any(parse.lowers[child] in ("no", "neither") for child in children(parse, token, "det"))


def _reason(parse: Parse, hit: Hit, entry: Evaluation, lexicon: Lexicon) -> Iterator[Hit]:
    """Yield what somebody is praised or blamed for, which is judged alike."""
    found = [each for slot in entry.also for each in heads(parse, hit.head, slot, lexicon)]
    if found and hit.heads != tuple(found):
        region = frozenset(each for head in found for each in parse.subtree(head))
        yield hit._replace(heads=(), region=region, kinds=("issue",))


def _is_writer(parse: Parse, token: int) -> bool:
    """Return whether who does something is the writer: "we", "I", "this newspaper"."""
    if _WRITERS.isdisjoint(parse.forms):
        return False
    for each in doers(parse, token):
        this = any(parse.lowers[child] == "this" for child in children(parse, each, "det"))
        if parse.lowers[each] in ("i", "we") or (this and parse.lemmas[each] in _PAPERS):
            return True
    return False


def _holders(parse: Parse, token: int, entry: Evaluation, lexicon: Lexicon) -> list[int]:
    """Return the heads of who holds what a word says; of "called it reckless" and "is opposed" the subject."""
    slot = entry.holder
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
    if parse.pos[token] in _VERBS:
        is_felt = entry.tags is None or "ADJ" in entry.tags  # "is fed up with" is no passive
        return subjects(parse, token) if is_felt else doers(parse, token)
    found = heads(parse, token, slot, lexicon)
    if not found and parse.deps[token] in ("attr", "acomp"):  # "is game for talks"
        return subjects(parse, parse.heads[token])
    return found or subjects(parse, token)


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
