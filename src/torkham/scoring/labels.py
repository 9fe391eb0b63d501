"""Labels as they are scored: what counts of a record, placed in the article, without ids and without an order.

Spans are code-point offsets in the article, half-open, so that it does not matter how a folder cuts the article into
sentences. Two labels of the same content are equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from torkham.contract import Json


class LabelError(ValueError):
    """A span is not where a record says that it is."""


class Span(NamedTuple):
    """A stretch of an article."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention of an actor."""

    anchor: Span
    actor: str
    form: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event; its anchor is the trigger. Sets are sorted, each member once."""

    anchor: Span
    type: str
    mode: str | None
    sources: tuple[str, ...]
    recipients: tuple[str, ...]
    reciprocal: bool
    status: str
    attributed_to: tuple[str, ...]
    cue: Span | None
    time: str | None
    place: str | None
    incident: str | None
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stance:
    """A stance; its anchor is the evidence. `words` name the target, and are all there is of an open one."""

    anchor: Span
    holder: str
    kind: str
    target: str | None
    words: Span | None
    polarity: str
    expression: str
    voice: str


Label: TypeAlias = Mention | Event | Stance


class Labels(NamedTuple):
    """The labels of a sentence, or those that were predicted for it."""

    mentions: tuple[Mention, ...]
    events: tuple[Event, ...]
    stances: tuple[Stance, ...]

    def in_order(self) -> Labels:
        """Return the labels in the order of the text and, of one anchor, of their content."""
        return Labels(
            tuple(sorted(self.mentions, key=_place)),
            tuple(sorted(self.events, key=_place)),
            tuple(sorted(self.stances, key=_place)),
        )


def _place(label: Label) -> tuple[Span, str]:
    return label.anchor, repr(label)


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence: its text, and where in the article it starts."""

    text: str
    start: int

    def span(self, record: Json, name: str) -> Span:
        """Return where in the article a span of the sentence is. Raises `LabelError` where its words are elsewhere."""
        start, end = record["start"], record["end"]
        if not 0 <= start < end <= len(self.text) or self.text[start:end] != record["text"]:
            raise LabelError(f"{name} {record['text'][:60]!r} is not at {start}:{end} of the sentence")
        return Span(self.start + start, self.start + end)

    def optional(self, record: Json | None, name: str) -> Span | None:
        """Return where a span is, or None where there is none."""
        return None if record is None else self.span(record, name)

    def labels(self, mentions: Iterable[Json], events: Iterable[Json], stances: Iterable[Json]) -> Labels:
        """Return the labels of records as in `schema/records/`. Raises `LabelError`."""
        return Labels(
            tuple(map(self._mention, mentions)), tuple(map(self._event, events)), tuple(map(self._stance, stances))
        )

    def _mention(self, record: Json) -> Mention:
        return Mention(self.span(record, "the mention"), record["actor_id"], record["form"])

    def _event(self, record: Json) -> Event:
        return Event(
            anchor=self.span(record["trigger"], "the trigger"),
            type=record["type"],
            mode=record["mode"],
            sources=_actors(record["sources"]),
            recipients=_actors(record["recipients"]),
            reciprocal=record["reciprocal"],
            status=record["status"],
            attributed_to=_actors(record["attributed_to"]),
            cue=self.optional(record["cue"], "the cue"),
            time=record["time"] and record["time"]["value"],
            place=record["place"] and record["place"]["place_id"],
            incident=record["incident_id"],
            contexts=tuple(sorted(set(record["contexts"]))),
        )

    def _stance(self, record: Json) -> Stance:
        return Stance(
            anchor=self.span(record["evidence"], "the evidence"),
            holder=record["holder_id"],
            kind=record["target_kind"],
            target=record["target_id"],
            words=self.optional(record["target_text"], "the target"),
            polarity=record["polarity"],
            expression=record["expression"],
            voice=record["voice"],
        )


def _actors(items: Iterable[Json]) -> tuple[str, ...]:
    return tuple(sorted({item["actor_id"] for item in items}))


def jaccard(a: Span | None, b: Span | None) -> float:
    """Return how far two spans overlap: characters in both over characters in either; 0 where one is None."""
    if a is None or b is None:
        return 0.0
    both = min(a.end, b.end) - max(a.start, b.start)
    return both / (max(a.end, b.end) - min(a.start, b.start)) if both > 0 else 0.0


def overlaps(a: Span | None, b: Span | None) -> bool:
    """Return whether two spans have a character in common."""
    return a is not None and b is not None and a.start < b.end and b.start < a.end
