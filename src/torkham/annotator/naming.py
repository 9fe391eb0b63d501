"""Naming and bidding: what somebody calls something, and what they bid others do, whatever words they choose.

"Called the fence “a slow siege”" shows contempt by its quotation marks, without a word that the lexicon knows;
"Unbar the gate" shows what the speaker, or the writer, is for by its grammar alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from torkham.annotator.evaluated import clause_of
from torkham.annotator.evaluating import Hit, is_asked
from torkham.annotator.lexicon import Lexicon
from torkham.annotator.names import Names
from torkham.annotator.parse import Parse
from torkham.annotator.scene import Scene, all_of
from torkham.annotator.speech import Voice, voice_of
from torkham.annotator.syntax import children, doers, objects

_MARKS = frozenset({"“", '"', "‘"})
_BARE = frozenset({"VB", "VBP"})
"""Tags of a verb in its bare form."""
_BIDDEN = frozenset({"dobj", "ccomp", "xcomp", "prep", "prt"})
"""Relations of what an imperative bids."""
_OF_STATEMENTS = frozenset({"nsubj", "nsubjpass", "csubj", "aux", "auxpass", "expl", "mark"})
"""Relations of words that an imperative has not."""
_COMPARING = frozenset({"liken", "compare", "equate"})
_BEFORE = frozenset({
    "so", "first", "second", "third", "then", "please", "now", "and", "but", "or", "not", "never", "do",
})  # fmt: skip
"""Words that may stand before an imperative in its clause."""


def by_naming(scene: Scene, voices: Sequence[Voice], names: Names, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yield what is called by scornful names: by a verb of scorn, or by another with the name in quotation marks.

    Where an evaluating word stands in the name, its hit tells.
    """
    parse, sets = scene.parse, names.lexicon.sets
    assert parse is not None
    for verb in parse.among(names.lexicon.calling):
        name = _name(parse, verb) if parse.pos[verb] == "VERB" else frozenset()
        if not name or any(hit.head in name for hit in hits) or is_asked(parse, verb, names.lexicon):
            continue
        if parse.lemmas[verb] not in sets["scorning"] and not any(parse.words[token] in _MARKS for token in name):
            continue
        holders = tuple(all_of(scene, doers(parse, verb), names))
        named = tuple(each for each in _named(parse, verb) if each not in name)
        if holders and named:
            region = frozenset(token for each in named for token in parse.subtree(each)) - name
            yield Hit(verb, "against", holders, voice_of(verb, voices), named, region)


def _name(parse: Parse, verb: int) -> frozenset[int]:
    """Return the tokens of what a verb calls its object: "a siege", "as baseless", "to a siege"."""
    heads = [each for each in children(parse, verb, "oprd", "ccomp", "xcomp") if parse.pos[each] in ("NOUN", "ADJ")]
    compares = parse.lemmas[verb] in _COMPARING
    for child in [
        each
        for word in (verb, *(children(parse, verb, "dobj") if compares else ()))
        for each in children(parse, word, "prep")
    ]:
        if parse.lowers[child] == "as" or (parse.lowers[child] in ("to", "with") and compares):
            heads.append(child)
    inside = {token for head in heads for token in parse.subtree(head)} or _quoted_after(parse, verb)
    inside -= {token for head in heads for each in children(parse, head, "nsubj") for token in parse.subtree(each)}
    before = min(inside, default=0) - 1
    return frozenset(inside | ({before} if before > verb and parse.words[before] in _MARKS else set()))


def _quoted_after(parse: Parse, verb: int) -> set[int]:
    """Return the words in quotation marks right behind a verb's object, however they are parsed."""
    last = max((parse.subtree(each)[-1] for each in children(parse, verb, "dobj")), default=verb)
    first = last + 1
    if last == verb or first >= len(parse) or parse.words[first] not in _MARKS:
        return set()
    stop = next((each for each in range(first + 1, len(parse)) if parse.words[each] in ("”", '"', "’")), first)
    return set(range(first, stop))


def _named(parse: Parse, verb: int) -> list[int]:
    """Return the heads of what a verb calls by a name: its object, or the subject of the clause that holds the name."""
    clauses = children(parse, verb, "ccomp", "xcomp", "oprd")
    small = [each for clause in clauses for each in children(parse, clause, "nsubj")]
    return objects(parse, verb) or small


def by_bidding(scene: Scene, voices: Sequence[Voice], lexicon: Lexicon) -> Iterator[Hit]:
    """Yield what imperatives bid: the speaker is for it, or the writer."""
    parse = scene.parse
    assert parse is not None
    for verb in [token for token, tag in enumerate(parse.tags) if tag in _BARE]:
        if not _is_imperative(parse, verb) or parse.lemmas[verb] in lexicon.sets["addressing"]:
            continue
        voice = voice_of(verb, voices)
        let = children(parse, verb, "ccomp") if parse.lemmas[verb] == "let" else []
        if verb in scene.by_token or (parse.lemmas[verb] == "let" and not let):
            continue
        heads = let or [each for each in objects(parse, verb) if parse.pos[each] == "NOUN"] or [verb]
        kinds = ("issue", "open") if parse.deps[verb] != "conj" else ("issue",)
        polarity = "against" if children(parse, verb, "neg") else "favor"
        holders = voice.speakers if voice is not None else ()
        yield Hit(verb, polarity, holders, voice, tuple(heads), clause_of(parse, verb), kinds)


def _is_imperative(parse: Parse, verb: int) -> bool:
    """Return whether a verb opens its clause in its bare form, without a subject, at the head of what is said."""
    if parse.pos[verb] != "VERB" or parse.tags[verb] not in _BARE:
        return False
    bids = False
    for child in parse.children[verb]:
        if parse.deps[child] in _OF_STATEMENTS:
            return False
        bids = bids or parse.deps[child] in _BIDDEN
    if not bids:
        return False
    dep, above = parse.deps[verb], parse.heads[verb]
    if dep == "conj":
        return _is_imperative(parse, above)
    before = [token for token in parse.subtree(verb) if token < verb]
    if any(parse.lowers[token] not in _BEFORE and parse.pos[token] != "PUNCT" for token in before):
        return False
    opens = verb - len(before)
    mark = parse.words[opens - 1] if opens else ""
    return opens == 0 or mark in _MARKS or mark == ":" or (dep == "ROOT" and all(t in before for t in range(verb)))
