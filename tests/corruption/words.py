"""Small ways to spoil a word or a list."""

from __future__ import annotations

from random import Random
from typing import Any


def typo(random: Random, text: str) -> str:
    """Return `text` with one character dropped, doubled, replaced, or swapped with the next."""
    ways = [
        lambda i: text[:i] + text[i + 1 :],
        lambda i: text[:i] + text[i] + text[i:],
        lambda i: text[:i] + random.choice("qxzjk") + text[i + 1 :],
        lambda i: text[:i] + text[i + 1 : i + 2] + text[i] + text[i + 2 :],
    ]
    while True:
        spoiled = random.choice(ways)(random.randrange(len(text)))
        if spoiled != text and spoiled.strip():
            return spoiled


def pick(random: Random, items: Any) -> Any:
    """Return one of the items, None where there are none."""
    listed = list(items)
    return random.choice(listed) if listed else None


def swapped(random: Random, items: list[Any]) -> tuple[list[Any], int]:
    """Return the items with two neighbours in each other's place, and the index of the first."""
    index = random.randrange(len(items) - 1)
    return [*items[:index], items[index + 1], items[index], *items[index + 2 :]], index
