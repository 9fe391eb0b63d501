"""Disputes: what acts of charging and denying say, and who says the same act is so and not so (guidelines §9.5).

The lexicon of triggers has many phrases for them that are no reporting words by themselves ("took Kabul to task for
locking them out", "brushed aside a complaint that …", "…, an accusation that the force dismissed").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from torkham.annotator.candidate import Candidate
from torkham.annotator.names import Names
from torkham.annotator.parse import Parse
from torkham.annotator.scene import Part, Scene
from torkham.annotator.slots import heads
from torkham.annotator.speech import Voice, speakers, voice_of
from torkham.annotator.syntax import ancestors, children, prepositional
from torkham.annotator.told import denies

_TELLING = frozenset({"charge", "claim", "neutral"})
"""Kinds of reporting words whose content others deny."""
_REASONS = ("for", "of", "with", "over")
_DATING = frozenset({"after", "since", "during", "before", "following", "amid", "until"})
"""Prepositions of time."""
_NOUN_PATH = frozenset({"dobj", "pobj", "prep", "appos", "nsubjpass", "conj"})
"""Relations by which what is denied hangs from the word that denies it."""


def with_acts(scene: Scene, found: Sequence[Candidate], voices: Sequence[Voice], names: Names) -> list[Voice]:
    """Return the voices of a unit together with those of its acts of charging and denying."""
    assert scene.parse is not None
    all_, cues = list(voices), {voice.cue for voice in voices}
    for each in found:
        if each.entry.type == "REJECT" and denies(scene.parse, each, names.lexicon):
            all_ = _denied(scene, each.head, all_, names)
        elif each.head not in cues and (each.entry.type == "ACCUSE" or each.entry.mode == "convict"):
            all_ += _charged(scene, each.head, names)
        elif (
            each.head not in cues
            and each.entry.type == "CONCEDE"
            and scene.parse.lemmas[each.head] in names.lexicon.sets["owning"]
        ):
            all_ += _owned(scene, each.head, names)
    return all_


def telling(token: int, voices: Sequence[Voice]) -> list[Voice | None]:
    """Return the voices that tell an act: the innermost, or of an act charged and denied those of both sides."""
    holding = [voice for voice in voices if token in voice.tokens]
    if len(holding) < 2:
        return [holding[0] if holding else None]
    said = voice_of(token, [voice for voice in holding if voice.kind != "denial"])
    denied = voice_of(token, [voice for voice in holding if voice.kind == "denial"])
    if said is not None and denied is not None and said.tokens <= denied.tokens:
        return [said, denied]
    return [denied if denied is not None and denied.tokens <= _tokens(said, denied) else said]


def accusers(head: int, voices: Sequence[Voice]) -> list[Part]:
    """Return whose words a denial denies."""
    denials = [voice for voice in voices if voice.cue == head and voice.kind == "denial"]
    said = [voice for voice in voices if voice.kind in _TELLING and any(voice.tokens <= d.tokens for d in denials)]
    return list(said[0].speakers) if said else []


def is_presupposed(parse: Parse, head: int) -> bool:
    """Return whether a noun only dates what somebody says, and so is no part of it: "after the October clashes"."""
    preposition = parse.heads[head]
    return parse.deps[head] == "pobj" and parse.lowers[preposition] in _DATING


def _tokens(said: Voice | None, denied: Voice) -> frozenset[int]:
    return denied.tokens if said is None else said.tokens


def _charged(scene: Scene, head: int, names: Names) -> Iterator[Voice]:
    """Yield the voice of an act that blames or sentences somebody for a deed."""
    parse = scene.parse
    assert parse is not None
    reasons = [each for slot in _REASONS for each in heads(parse, head, slot, names.lexicon)]
    content = frozenset(each for deed in reasons if parse.pos[deed] == "VERB" for each in parse.subtree(deed))
    if content:
        named = (heads(parse, head, slot, names.lexicon) for slot in ("subject", "owner", "by"))
        speaking = (speakers(scene, each, names) for each in named)
        yield Voice(content, next(filter(None, speaking), ()), head, "charge")


def _owned(scene: Scene, head: int, names: Names) -> Iterator[Voice]:
    """Yield the voice of an act that admits a deed: "owned up to shelling the village"."""
    parse = scene.parse
    assert parse is not None
    content = frozenset(each for deed in prepositional(parse, head, "to") for each in parse.subtree(deed))
    if content:
        yield Voice(content, speakers(scene, heads(parse, head, "subject", names.lexicon), names), head, "claim")


def _denied(scene: Scene, head: int, voices: list[Voice], names: Names) -> list[Voice]:
    """Return voices with that of a denial whose object is, or goes back to, what another voice says."""
    parse = scene.parse
    assert parse is not None
    speaking = speakers(scene, heads(parse, head, "subject", names.lexicon), names)
    for voice in voices:
        if voice.cue is not None and voice.kind in _TELLING and _is_object(parse, voice.cue, head):
            if any(other.cue == head and voice.tokens <= other.tokens for other in voices):
                return voices
            return [*voices, Voice(voice.tokens, speaking, head, "denial")]
    again = _back_to(parse, head, names)
    before = [voice for voice in voices if voice.cue not in (None, again) and voice.kind in _TELLING]
    before = [voice for voice in before if voice.cue is not None and voice.cue < head]
    if again is None or not before:
        return voices
    said = max(before, key=lambda voice: voice.cue or 0)
    own = frozenset(parse.subtree(head))
    content = said.tokens - frozenset(parse.subtree(again)) - (frozenset() if said.cue in own else own)
    kept = [voice for voice in voices if voice is not said and voice.cue != again]
    return [*kept, said._replace(tokens=content), Voice(content, speaking, head, "denial")]


def _is_object(parse: Parse, noun: int, head: int) -> bool:
    """Return whether a noun, or what it explains, is the object of a word of denying."""
    if parse.pos[noun] != "NOUN":
        return False
    for above in ancestors(parse, noun):
        if parse.deps[noun] not in _NOUN_PATH:
            return False
        if above == head:
            return True
        noun = above
    return False


def _back_to(parse: Parse, head: int, names: Names) -> int | None:
    """Return the word by which a denial goes back to what was said: ", a charge that Kabul denies", ", which …"."""
    noun = parse.heads[head]
    if parse.deps[head] in ("relcl", "acl") and parse.lemmas[noun] in names.lexicon.speech:
        return noun if parse.deps[noun] in ("appos", "npadvmod", "dobj", "attr", "conj", "dep") else None
    which = [each for each in parse.subtree(head) if each < head and parse.lowers[each] == "which"]
    which = [each for each in which if each and parse.words[each - 1] == "," and parse.deps[each] in ("dobj", "nmod")]
    same = [each for each in children(parse, head, "dobj", "nsubjpass") if _is_anaphor(parse, each, names)]
    return next(iter(which + same), None)


def _is_anaphor(parse: Parse, noun: int, names: Names) -> bool:
    """Return whether an object goes back to what was said, without saying it: "denies it", "rejected the charge"."""
    if parse.lowers[noun] in ("it", "this", "that", "them"):
        return True
    known = parse.lemmas[noun] in names.lexicon.speech and parse.pos[noun] == "NOUN"
    return known and [parse.lowers[each] for each in parse.children[noun]] in (["the"], ["that"], ["this"], ["these"])
