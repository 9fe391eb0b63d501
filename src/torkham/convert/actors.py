"""The actors of a dataset: those of the registry, and those outside it that labels name, article after article."""

from __future__ import annotations

from collections.abc import Iterable

from torkham.contract import Json


class Actors:
    """The actors of the registry, and those that labels brought.

    Articles may tell differently of one actor. What stood first counts, the registry's before all; other names and
    aliases are added to its own. So the rows are the same however the articles were divided, if they come in order.
    """

    def __init__(self, rows: Iterable[Json] = ()) -> None:
        self._rows = {row["actor_id"]: row for row in rows}

    def add(self, brought: Iterable[Json]) -> None:
        """Add the actors that the labels of an article, or of the next several, brought."""
        for actor in brought:
            known = self._rows.get(actor["actor_id"])
            self._rows[actor["actor_id"]] = actor if known is None else _merged(known, actor)

    def rows(self) -> list[Json]:
        """Return them in the order of their ids."""
        return [self._rows[id_] for id_ in sorted(self._rows)]


def contradiction(registered: Json, brought: Json) -> str | None:
    """Return what an actor that labels brought says otherwise than the registry's of its id; aliases may differ."""
    for key in registered | brought:
        if key != "aliases" and registered.get(key) != brought.get(key):
            return (
                f"{brought['actor_id']} has the {key} {registered.get(key)!r} in the registry, not {brought.get(key)!r}"
            )
    return None


def _merged(known: Json, actor: Json) -> Json:
    aliases = list(known["aliases"])
    for alias in ({"text": actor["name"], "valid_from": None, "valid_to": None, "contested": False}, *actor["aliases"]):
        if alias["text"] not in (known["name"], *(each["text"] for each in aliases)):
            aliases.append(alias)
    return known | {"aliases": aliases}
