"""Which language a text is in: English, or too likely another one for labels that are made for English.

`py3langid` (naive Bayes over byte sequences; Lui & Baldwin 2012) scores each language by the logarithm of its
probability. Its first choice is not taken at its word: two lines of Pakistani and Afghan names are "Somali" by a hair.
"""

from __future__ import annotations

FEW_WORDS = 20
"""Texts of fewer words are not judged by their words: too little to tell from."""
MARGIN = 0.3
"""By how much, in nats per byte, another language has to be likelier than English.

In texts of 20 words, lists of names in English come to 0.06, Roman Urdu and Nigerian Pidgin to 0.7, German, Dutch,
Afrikaans and others to 1.5 and more.
"""
_LATIN = 0x0250
"""The first letter beyond Latin and its extensions A and B."""


def other_language(text: str) -> tuple[str | None, bool]:
    """Return the code (ISO 639) of the language that `text` is in if that is not English, and whether it was judged.

    The whole text decides. Most letters of an English text are Latin; what has others is refused however short it is.
    """
    letters = [character for character in text if character.isalpha()]
    latin = sum(ord(character) < _LATIN for character in letters)
    foreign = latin * 2 < len(letters)
    if not letters or (len(text.split()) < FEW_WORDS and not foreign):
        return None, False
    import py3langid

    ranked = py3langid.rank(text)
    language, likelihood = ranked[0]
    if foreign:
        return next(code for code, _ in ranked if code != "en"), True
    english = dict(ranked)["en"]
    other = (likelihood - english) / len(text.encode()) > MARGIN
    return (language if other else None), True
