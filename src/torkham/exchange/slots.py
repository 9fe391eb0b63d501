"""Slots: how a list of participants or tellers follows from links to mentions, and what has to be remembered besides.

A link to a mention stands for the actor that it names, or for the members of the compound that it names, warranted by
where the mention stands. What a label says otherwise is remembered item by item, and holds as long as the link does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from torkham.contract import Json
from torkham.exchange.document import Document

PARTICIPANTS = ("sources", "recipients")
ACTOR, MENTION = "actor_id", "mention_id"


class Slots:
    """The mentions of an article with the actors they name, and who is a member of whom."""

    def __init__(self, document: Document, actors: Mapping[str, str] | None = None) -> None:
        """Take the mentions from a document; `actors` has the actor of every mention by its id where it differs now."""
        labelled = {each[MENTION]: each[ACTOR] for unit in document.units for each in unit.mentions}
        self._before = labelled
        self._actors = labelled if actors is None else actors
        self._roles = {unit.sentence_id: unit.role for unit in document.units}
        self._registry = document.registries["actors"]

    def actor_of(self, mention_id: str) -> str | None:
        """Return the actor that a mention names, None for a compound, whose members stand in slots for it."""
        return None if self._members(mention_id) else self._actors.get(mention_id)

    def _members(self, mention_id: str) -> list[str]:
        entry = self._registry.get(self._actors.get(mention_id, ""), {})
        return list(entry.get("members") or ()) if entry.get("type") == "compound" else []

    def of_links(self, role: str, mention_ids: Iterable[str], sentence_id: str) -> list[Json]:
        """Return the items of a slot of a label in this sentence that links to these mentions, and nothing else."""
        return [
            self._item(role, actor, mention_id, sentence_id)
            for mention_id in mention_ids
            for actor in self._members(mention_id) or [self._actors[mention_id]]
        ]

    def _item(self, role: str, actor: str, mention_id: str | None, sentence_id: str) -> Json:
        item: Json = {ACTOR: actor, MENTION: mention_id}
        if role not in PARTICIPANTS:
            return item
        if mention_id is None:
            return item | {"implicit": True, "warrant": "incident"}
        there = mention_id.rsplit(":", maxsplit=1)[0]
        if there == sentence_id:
            return item | {"implicit": False, "warrant": "sentence"}
        return item | {"implicit": True, "warrant": "heading" if self._roles.get(there) == "heading" else "paragraph"}

    def remembered(self, role: str, items: Iterable[Json], sentence_id: str) -> list[Json]:
        """Return the items of a slot without what follows from their links."""
        return [self._remembered(role, item, sentence_id) for item in items]

    def _remembered(self, role: str, item: Json, sentence_id: str) -> Json:
        mention = item[MENTION]
        plain = self._item(role, item[ACTOR], mention, sentence_id)
        kept = {key: value for key, value in item.items() if value is not None and value != plain[key]}
        named = mention is not None and self.actor_of(mention) == item[ACTOR]
        who = {} if named else {ACTOR: item[ACTOR]}
        return who | ({} if mention is None else {MENTION: mention}) | kept

    def restored(
        self, role: str, linked: Sequence[str], remembered: Sequence[Json], ids: Mapping[str, str], sentence_id: str
    ) -> list[Json]:
        """Return the items of a slot whose label links to the mentions `linked`, given what is remembered of it.

        `ids` maps the ids that mentions had to those that they have. A remembered item whose link is gone is gone, a
        link of which nothing is remembered stands for itself, and an actor that its mention does not name any more
        gives way to the one that it names.
        """
        kept = [item for item in remembered if MENTION not in item or ids.get(item[MENTION]) in linked]
        known = {ids[item[MENTION]] for item in kept if MENTION in item}
        fresh = [mention for mention in linked if mention not in known]
        old = (self._filled(role, item, ids, sentence_id) for item in kept)
        items = [each for items in old for each in items] + self.of_links(role, fresh, sentence_id)
        return list({tuple(item.items()): item for item in items}.values())

    def _filled(self, role: str, item: Json, ids: Mapping[str, str], sentence_id: str) -> Iterator[Json]:
        others: dict[str, Any] = {key: item[key] for key in ("implicit", "warrant") if key in item}
        if MENTION not in item:
            yield self._item(role, item[ACTOR], None, sentence_id) | others
            return
        mention = ids[item[MENTION]]
        members, named = self._members(mention), self._actors[mention]
        holds = item.get(ACTOR) in members or (ACTOR in item and named == self._before.get(item[MENTION]))
        for actor in [item[ACTOR]] if holds else members or [named]:
            yield self._item(role, actor, mention, sentence_id) | others
