"""Ids of actors that the registry lacks: their names in small letters with underscores.

A ministry's id tells its field and state, in whatever order the text does: `ministry_of_water_of_pakistan`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from torkham.annotator.gazetteer import plain

_FIELDS = {"foreign": "foreign_affairs", "defense": "defence", "home": "interior", "internal_affairs": "interior"}
"""Fields of ministries that go by another name too."""


def slug(name: str) -> str:
    """Return a name as an id: in small letters with underscores, without accents and the ’s of a possessor."""
    words = re.sub(r"'s\b|s'(?=\s|$)", lambda found: "s" if found[0] == "s'" else "", plain(name))
    words = re.sub(r"[^a-z0-9]+", "_", words.replace("'", "")).strip("_")
    return words if words[:1].isalpha() else f"actor_{words}"


def ministry_id(words: Sequence[str], state: str | None) -> str | None:
    """Return the id of a ministry by the words of its name and its state, None where the words name none.

    `words` are as in "Ministry of Energy and Water" or "water ministry", without the state.
    """
    lowers = [word.lower() for word in words]
    if len(lowers) > 1 and lowers[-1] == "ministry":
        field = lowers[:-1]
    elif len(lowers) > 2 and lowers[0] == "ministry" and lowers[1] in ("of", "for", "on"):
        field = lowers[2:]
    else:
        return None
    name = slug(" ".join(word for word in field if word != "the"))
    return f"ministry_of_{_FIELDS.get(name, name)}" + (f"_of_{state}" if state else "")
