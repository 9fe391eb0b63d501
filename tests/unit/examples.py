"""The lexicon's examples: sentences in which marks say how the rules are to read them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from torkham.annotation import Unit
from torkham.annotator.base import Draft

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
    """Return an example as its marks say: *trigger*, [source], {recipient}."""
    spans: dict[str, list[tuple[int, int]]] = {"*": [], "[": [], "{": []}
    text, begun = "", {}
    for character in marked:
        opened = next((kind for kind in begun if _CLOSES[kind] == character), None)
        if opened is not None:
            spans[opened].append((begun.pop(opened), len(text)))
        elif character in _CLOSES:
            begun[character] = len(text)
        else:
            text += character
    assert not begun, marked
    assert not _MARK.search(text), marked
    return Example(text, tuple(spans["*"]), tuple(spans["["]), tuple(spans["{"]))


def draft_of(text: str, day: str | None = "2026-01-15") -> Draft:
    """Return an article of one sentence."""
    unit = Unit("example:s001", "body", 0, len(text), text, 0, None, (), (), ())
    return Draft("example", text, day, (unit,))


def overlaps(span: tuple[int, int], start: int, end: int) -> bool:
    """Return whether two spans have a character in common."""
    return start < span[1] and span[0] < end


def same_places(wanted: tuple[tuple[int, int], ...], found: list[tuple[int, int]]) -> bool:
    """Return whether two groups of spans are in the same places of a text: each overlaps one of the other group."""
    return all(any(overlaps(span, *other) for other in found) for span in wanted) and all(
        any(overlaps(span, *other) for other in wanted) for span in found
    )
