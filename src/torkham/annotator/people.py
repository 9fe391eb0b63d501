"""People: which nouns name people, by the lexicon or by their ending."""

from __future__ import annotations

from torkham.annotator.lexicon import Lexicon
from torkham.annotator.parse import Parse


def names_people(parse: Parse, token: int, lexicon: Lexicon) -> bool:
    """Return whether a noun names people, by the lexicon or its ending ("vaccinator")."""
    sets, lemma = lexicon.sets, parse.lemmas[token]
    if lemma in sets["people"]:
        return True
    return len(lemma) > 5 and lemma not in sets["no_persons"] and lemma.endswith(lexicon.person_endings)


def people_in(parse: Parse, lexicon: Lexicon) -> frozenset[int]:
    """Return the nouns of a text that name people, and the heads of persons' names."""
    found = {token for token, pos in enumerate(parse.pos) if pos == "NOUN" and names_people(parse, token, lexicon)}
    return frozenset(found | {each.stop - 1 for each in parse.entities if each.label == "PERSON"})
