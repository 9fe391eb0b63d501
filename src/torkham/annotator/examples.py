"""Marked examples: sentences of the lexicon in which marks say how they are to be read."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"[*\[\]{}]")
_CLOSES = {"*": "*", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Example:
    """A sentence without its marks, and the spans (code points, half-open) that stood in each kind of mark."""

    text: str
    trigger: tuple[tuple[int, int], ...]
    sources: tuple[tuple[int, int], ...]
    recipients: tuple[tuple[int, int], ...]


def read_example(marked: str) -> Example:
    """Return an example as its marks say: *trigger*, [source], {recipient}; they may be nested, not crossed.

    Raises `ValueError` where a mark is not closed.
    """
    spans: dict[str, list[tuple[int, int]]] = {"*": [], "[": [], "{": []}
    begun: dict[str, int] = {}
    text = ""
    for character in marked:
        opened = next((kind for kind in begun if _CLOSES[kind] == character), None)
        if opened is not None:
            spans[opened].append((begun.pop(opened), len(text)))
        elif character in _CLOSES:
            begun[character] = len(text)
        else:
            text += character
    if begun or _MARK.search(text):
        raise ValueError(f"a mark is not closed: {marked}")
    return Example(text, tuple(spans["*"]), tuple(spans["["]), tuple(spans["{"]))
