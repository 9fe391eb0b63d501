"""People: which words name people, by the lexicon, by their ending or as pronouns."""

from __future__ import annotations

from torkham.annotator.lexicon import Lexicon
from torkham.annotator.parse import Parse

_PRONOUNS = frozenset({
    "him", "her", "them", "us", "me", "whom", "who", "everybody", "everyone", "anybody", "anyone", "nobody",
    "somebody", "someone",
})  # fmt: skip


def names_people(parse: Parse, token: int, lexicon: Lexicon) -> bool:
    """Return whether a noun names people, by the lexicon or its ending ("vaccinator")."""
    sets, lemma = lexicon.sets, parse.lemmas[token]
    if lemma in sets["people"]:
        return True
    return len(lemma) > 5 and lemma not in sets["no_persons"] and lemma.endswith(lexicon.person_endings)


def people_in(parse: Parse, lexicon: Lexicon) -> frozenset[int]:
    """Return the words of a text that stand for people: nouns, heads of persons' and peoples' names, pronouns."""
    found = {token for token, pos in enumerate(parse.pos) if pos == "NOUN" and names_people(parse, token, lexicon)}
    pronouns = {each for each in parse.among(_PRONOUNS) if parse.pos[each] == "PRON"}
    pronouns = {each for each in pronouns if parse.lowers[each] in _PRONOUNS}
    named = {each.stop - 1 for each in parse.entities if each.label in ("PERSON", "NORP")}
    return frozenset(found | pronouns | {each for each in named if parse.pos[each] != "ADJ"})
