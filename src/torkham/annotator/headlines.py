"""Headlines in title case ("Court Frees Drivers"), written as sentences are before they are parsed.

A parser takes each of their words for a name. Here a word keeps its capital where the article shows that it is a name:
it stands in a name of the registry, or the text writes it with a capital, inside a sentence and nowhere without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from torkham.annotator.base import Draft
from torkham.annotator.names import Names
from torkham.annotator.parse import Parse

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_OWNER = re.compile(r"['’]s$")
_INSIDE = re.compile(r"(?<=[\w,;] )" + _WORD.pattern)
"""A word that does not begin a sentence or quotation."""
_LEAST = 4
"""Words that a title must have, so that it can be told from a name."""
_SHARE = 0.8
"""Of its words of more than three letters, so many have a capital."""


def is_title_case(text: str) -> bool:
    """Return whether nearly all longer words of a text begin with a capital, if it ends in no full stop."""
    words = [word for word in _WORD.findall(text) if len(word) > 3]
    capital = sum(word[0].isupper() for word in words)
    return (
        len(words) >= _LEAST
        and not text.isupper()
        and not text.rstrip().endswith((".", "…"))
        and capital >= _SHARE * len(words)
    )


def sentence_case(text: str, proper: frozenset[str], names: Names) -> str:
    """Return a title with small letters for all words but the first and those of names; its length stays the same."""
    places = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    words = [_OWNER.sub("", text[start:end]) for start, end in places]
    hits = [*names.gazetteer.find(words, None), *names.place_names.find(words, None)]
    named = {index for hit in hits if not hit.name.text.islower() for index in range(hit.first, hit.stop)}
    out = text
    for index, (start, end) in enumerate(places):
        word = text[start:end]
        stem = _OWNER.sub("", word)
        if (
            index
            and index not in named
            and stem not in proper
            and not word.isupper()
            and len(word.lower()) == len(word)
        ):
            out = out[:start] + word.lower() + out[end:]
    return out


def proper_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that texts write with a capital inside sentences, and never without."""
    capital: set[str] = set()
    small: set[str] = set()
    for text in texts:
        for word in _INSIDE.findall(text):
            stem = _OWNER.sub("", word)
            (capital if stem[0].isupper() else small).add(stem)
    return frozenset(word for word in capital if word.lower() not in small)


def readable(draft: Draft, names: Names) -> list[str]:
    """Return the texts of an article's units as they are best parsed."""
    titles = [is_title_case(unit.text) for unit in draft.units]
    if not any(titles):
        return [unit.text for unit in draft.units]
    proper = proper_words(unit.text for unit, title in zip(draft.units, titles, strict=True) if not title)
    return [
        sentence_case(unit.text, proper, names) if title else unit.text
        for unit, title in zip(draft.units, titles, strict=True)
    ]


def with_text(parse: Parse, text: str) -> Parse:
    """Return a parse of a rewritten text as one of the text as it is."""
    return parse if parse.text == text else replace(parse, text=text)
