"""Speech: who says what in a unit, by reporting words, "according to" and quotations that run over several units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from torkham.annotator.names import Names
from torkham.annotator.parse import Parse
from torkham.annotator.scene import Part, Scene, all_of
from torkham.annotator.syntax import children, complements, doers, is_passive, prepositional
from torkham.contract import Json

_OPENING = frozenset({"“", '"', "``"})
_MARKS = _OPENING | {"”", "''"}
UNNAMED = "unnamed"


class Voice(NamedTuple):
    """Words that somebody is said to say: the tokens, the speakers (none: nobody named), the reporting word.

    `kind` is that of the word in the lexicon of speech; `verb` the token that reports, None where that stands in
    another unit. `quoted` says whether the words are in quotation marks.
    """

    tokens: frozenset[int]
    speakers: tuple[Part, ...]
    cue: int | None
    kind: str
    quoted: bool = False


def voices(scene: Scene, names: Names) -> list[Voice]:
    """Return the voices that the unit's own reporting words give, the widest first."""
    parse = scene.parse
    assert parse is not None
    speech = names.lexicon.speech
    found: list[Voice] = []
    for token in parse.among(names.lexicon.speech_words):
        if parse.lemmas[token] == "accord" and parse.lowers[token] == "according":
            found += _according(scene, token, names)
        elif entry := _entry(parse, token, speech):
            kind = str(entry["kind"])
            if parse.pos[token] in ("VERB", "AUX"):
                found += _verb(scene, token, kind, names)
            elif kind == "hearsay" and parse.pos[token] in ("ADV", "ADJ"):
                content = frozenset(parse.subtree(parse.heads[token]))
                found.append(Voice(content, (), token, kind))
            elif parse.pos[token] == "NOUN" and (clauses := children(parse, token, "acl", "ccomp", "relcl")):
                owners = children(parse, token, "poss", "compound", "nmod") + prepositional(parse, token, "by", "from")
                speakers = all_of(scene, owners, names)
                found += [Voice(_clause(parse, each), tuple(speakers), token, kind) for each in clauses[:1]]
    return sorted(found, key=lambda voice: -len(voice.tokens))


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
    content = _content(parse, verb, kind)
    if not content:
        return
    speakers = () if is_passive(parse, verb) and kind != "charge" else tuple(all_of(scene, doers(parse, verb), names))
    yield Voice(content, speakers, verb, kind, _is_quoted(parse, content))


def _content(parse: Parse, verb: int, kind: str) -> frozenset[int]:
    """Return the tokens of what a reporting verb reports."""
    clauses = children(parse, verb, "ccomp")
    clauses += [each for each in children(parse, verb, "xcomp") if kind in ("denial", "charge", "claim")]
    if not clauses and kind in ("denial", "charge", "claim"):
        clauses = children(parse, verb, "dobj") if kind != "charge" else []
        for preposition in children(parse, verb, "prep"):
            if parse.lowers[preposition] in ("of", "for"):
                clauses += complements(parse, preposition)
    if not clauses and parse.deps[verb] in ("parataxis", "ccomp", "advcl") and _is_aside(parse, verb):
        above = set(parse.subtree(parse.heads[verb])) - set(parse.subtree(verb))
        return frozenset(above)
    return _after_colon(parse, frozenset(token for clause in clauses for token in parse.subtree(clause)))


def _after_colon(parse: Parse, tokens: frozenset[int]) -> frozenset[int]:
    """Return what is reported where a colon leads from the writer's words to a quotation: what stands behind it."""
    colons = [t for t in tokens if parse.words[t] == ":" and t + 1 < len(parse) and parse.words[t + 1] in _OPENING]
    return frozenset(token for token in tokens if token > colons[0]) if colons else tokens


def _is_aside(parse: Parse, verb: int) -> bool:
    """Return whether a reporting clause stands between or behind commas: "…, officials said"."""
    tokens = parse.subtree(verb)
    return len(tokens) <= 8 and tokens[0] > 0 and parse.words[tokens[0] - 1] in (",", "”", '"')


def _clause(parse: Parse, token: int) -> frozenset[int]:
    return frozenset(parse.subtree(token))


def _according(scene: Scene, token: int, names: Names) -> Iterator[Voice]:
    parse = scene.parse
    assert parse is not None
    whom = [each for to in children(parse, token, "prep") for each in complements(parse, to)]
    above = parse.heads[token]
    inside = frozenset(parse.subtree(above)) - frozenset(parse.subtree(token))
    yield Voice(inside, tuple(all_of(scene, whom, names)), token, "neutral")


def _is_quoted(parse: Parse, tokens: frozenset[int]) -> bool:
    return any(token in tokens and parse.words[token] in _MARKS for token in parse.among(_MARKS))


def carried(scenes: Sequence[Scene], own: Sequence[list[Voice]]) -> list[Voice | None]:
    """Return for each unit the voice in which it stands whole, since a quotation runs over it, None where none does.

    The speaker is that of the reporting clause in the unit of the paragraph in which the quotation ends, or else
    of the one before it (codebook 18; guidelines §9.2).
    """
    found: list[Voice | None] = [None] * len(scenes)
    for index, (scene, open_) in enumerate(zip(scenes, quotations(scenes), strict=True)):
        if scene.parse is None or not _inside_quotation(scene.unit.text, open_):
            continue
        order = [*range(index + 1, len(scenes)), *range(index - 1, -1, -1)]
        same = (each for each in order if scenes[each].unit.paragraph == scene.unit.paragraph)
        for other in same:
            speakers = next((voice.speakers for voice in own[other] if voice.speakers), None)
            if speakers:
                everything = frozenset(range(len(scene.parse)))
                found[index] = Voice(everything, speakers, None, "neutral", quoted=True)
                break
    return found


class Quotation(NamedTuple):
    """How a unit begins: how many curly quotation marks are open, and whether a straight one is."""

    depth: int
    straight: bool


def quotations(scenes: Sequence[Scene]) -> list[Quotation]:
    """Return for each unit what the units before it in its paragraph have opened and not closed."""
    open_: dict[int | None, Quotation] = {}
    found = []
    for scene in scenes:
        text, paragraph = scene.unit.text, scene.unit.paragraph
        before = open_.get(paragraph, Quotation(0, False))
        depth = before.depth + text.count("“") - text.count("”")
        open_[paragraph] = Quotation(depth, before.straight != bool(text.count('"') % 2))
        found.append(before)
    return found


def _inside_quotation(text: str, before: Quotation) -> bool:
    """Return whether a quotation opens in a unit or before, in its paragraph, and does not close in it.

    A unit inside a quotation that has closed in it counts too if the quotation opened earlier and nothing reports it.
    """
    if before.straight or (text.startswith('"') and text.count('"') % 2):
        return True
    opens = before.depth + text.count("“") - text.count("”") > 0
    return before.depth > 0 or (opens and text.startswith("“"))


def voice_of(token: int, found: Sequence[Voice]) -> Voice | None:
    """Return the innermost voice that says a token, None where the writer does."""
    holding = [voice for voice in found if token in voice.tokens]
    return min(holding, key=lambda voice: len(voice.tokens), default=None)
