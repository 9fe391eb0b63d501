"""Deeds: events that name an issue of the registry by who does them to whom, whatever word tells them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from torkham.annotator.event import Event, Slot
from torkham.annotator.issues import Named
from torkham.annotator.names import Names, root
from torkham.annotator.scene import Scene
from torkham.contract import Json


def named_by_events(
    scene: Scene, events: Sequence[Event], names: Names, issues: Container[str], *, deeds: bool
) -> Iterator[Named]:
    """Yield the issues, among those of a registry, that a unit's events name by the lexicon's deeds.

    With `deeds`, only events that a verb tells, of whose doers the unit thereby gives the position, and acts of speech
    that take one.
    """
    for event in events:
        entries = names.lexicon.deeds_of.get(event.type)
        if not entries or event.scene is not scene:
            continue
        for entry in entries:
            if entry["issue_id"] not in issues or (entry["says"] and not deeds) or not _fits(event, entry, names):
                continue
            if not deeds or entry["says"] or _is_told(event):
                first, agrees = event.candidate.head, entry["stands"] == "for"
                yield Named(entry["issue_id"], first, first + 1, agrees, by_subject=entry["says"], deed=deeds)


def _fits(event: Event, entry: Json, names: Names) -> bool:
    """Return whether an event of an entry's type is one of its deeds."""
    mode = event.candidate.entry.mode
    if mode not in entry["modes"] and (entry["modes"] or (entry["says"] and mode is not None)):
        return False
    if not any(root(each.actor_id, names) in entry["sources"] for each in event.sources):
        return False
    if not entry["recipients"] and not entry["groups"]:
        return True
    return any(
        root(each.actor_id, names) in entry["recipients"] or (entry["groups"] and _is_group(each, names))
        for each in event.recipients
    )


def _is_group(slot: Slot, names: Names) -> bool:
    """Return whether somebody is an armed group, or fighters whom no registry knows."""
    if slot.actor_id in names.types:
        return names.types[slot.actor_id] == "armed_group"
    words = {word.removesuffix("s") for word in slot.actor_id.split("_")}
    return not (names.lexicon.sets["militants"] | names.lexicon.sets["militant_groups"]).isdisjoint(words)


def _is_told(event: Event) -> bool:
    """Return whether a verb tells an event as news, and no participle that only says of whom something is so."""
    parse, head = event.scene.parse, event.candidate.head
    assert parse is not None
    return parse.pos[head] == "VERB" and parse.deps[head] not in ("acl", "amod", "pcomp")
