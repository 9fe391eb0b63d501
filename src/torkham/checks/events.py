"""Events: what PLOVER 2.0 and the codebook rule for a single event."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from torkham import contract
from torkham.annotation import quad_class, score
from torkham.checks.base import check
from torkham.findings import Failure, did_you_mean
from torkham.frames import Frames


@check("semantics/mode-of-type")
def mode_belongs_to_type(frames: Frames) -> Iterator[Failure]:
    """A mode is one of those its event type has (PLOVER 2.0)."""
    types = contract.terms("event_type")
    for id_, type_, mode in frames["events"].select("event_id", "type", "mode").iter_rows():
        modes = types[type_]["modes"]
        if mode is not None and mode not in modes:
            hint = did_you_mean(mode, modes) or (
                f"{type_} has: {', '.join(modes)}" if modes else f"{type_} has no modes: write null"
            )
            yield Failure(frames.locate(id_, "mode"), f'{type_} has no mode "{mode}"', id_, hint)


@check("semantics/score-of-type")
def score_and_quad_class_are_published(frames: Frames) -> Iterator[Failure]:
    """Quad class and score are those published for the type and mode (PLOVER 2.0; codebook 11)."""
    columns = ["event_id", "type", "mode", "quad_class", "score"]
    for id_, type_, mode, quad, value in frames["events"].select(columns).iter_rows():
        wanted = quad_class(type_), score(type_, mode)
        if (quad, value) != wanted:
            yield Failure(
                frames.locate(id_, "type"),
                f"quad class and score are {quad}, {value}; {type_}/{mode} has {wanted[0]}, {wanted[1]}",
                id_,
                "they follow from type and mode: build again",
            )


@check("semantics/recipient-required")
def required_recipients_are_there(frames: Frames) -> Iterator[Failure]:
    """Types that require a recipient have one, and every event has a source (PLOVER 2.0)."""
    types = contract.terms("event_type")
    for id_, type_, sources, recipients in (
        frames["events"].select("event_id", "type", "sources", "recipients").iter_rows()
    ):
        if not sources:
            yield Failure(
                frames.locate(id_, "sources"),
                f"{type_} has no source",
                id_,
                "an event without an identifiable source is none",
            )
        if not recipients and types[type_]["recipient"] == "required":
            yield Failure(
                frames.locate(id_, "recipients"),
                f"{type_} requires a recipient",
                id_,
                "name whom it was done to; without one it is no event",
            )


@check("semantics/self-directed")
def nobody_acts_on_itself(frames: Frames) -> Iterator[Failure]:
    """An actor stands once in a slot, and in both slots only where the event is reciprocal."""
    for id_, sources, recipients, reciprocal in (
        frames["events"].select("event_id", "sources", "recipients", "reciprocal").iter_rows()
    ):
        source_ids, recipient_ids = ([item["actor_id"] for item in slot] for slot in (sources, recipients))
        for name, ids in (("sources", source_ids), ("recipients", recipient_ids)):
            if len(set(ids)) < len(ids):
                yield Failure(frames.locate(id_, name), f"an actor stands twice among the {name}", id_, "keep one")
        both = sorted(set(source_ids) & set(recipient_ids))
        if both and not reciprocal:
            yield Failure(
                frames.locate(id_, "recipients"),
                f"{', '.join(both)} acts on itself",
                id_,
                "set reciprocal: true where the sides do it to each other",
            )


@check("semantics/reciprocal")
def reciprocal_events_have_sides(frames: Frames) -> Iterator[Failure]:
    """A reciprocal event has two or more sources, and its recipients are none or the same actors (codebook 7)."""
    events = frames["events"].filter(pl.col("reciprocal"))
    for id_, type_, sources, recipients in events.select("event_id", "type", "sources", "recipients").iter_rows():
        sides, others = ({item["actor_id"] for item in slot} for slot in (sources, recipients))
        if len(sides) < 2:
            yield Failure(
                frames.locate(id_, "reciprocal"),
                "a reciprocal event has one side only",
                id_,
                "list all sides as sources",
            )
        if others and others != sides:
            hint = (
                "all sides stand in both slots"
                if contract.terms("event_type")[type_]["recipient"] == "required"
                else "leave recipients empty"
            )
            yield Failure(
                frames.locate(id_, "recipients"), "a reciprocal event's recipients are not its sources", id_, hint
            )


@check("semantics/warrant")
def participants_have_their_warrant(frames: Frames) -> Iterator[Failure]:
    """A participant is named where its warrant says: sentence, paragraph, heading, or the incident (codebook 8)."""
    places = _sentence_places(frames)
    mention_sentence = dict(frames["mentions"].select("mention_id", "sentence_id").iter_rows())
    incidents = {
        id_: set(actors) for id_, actors in frames["incidents"].select("incident_id", "participants").iter_rows()
    }
    incident_of = dict(frames["events"].select("event_id", "incident_id").iter_rows())
    for row in frames.participants.iter_rows(named=True):
        warrant, mention = row["warrant"], row["mention_id"]
        if warrant == "incident":
            happening = incident_of[row["event_id"]]
            broken = mention is not None or row["actor_id"] not in incidents.get(happening or "", set())
            hint = "the event links an incident whose participants hold the actor; mention_id is null"
        else:
            here = places.get(row["sentence_id"])
            there = places.get(mention_sentence.get(mention or "", ""))
            broken = mention is None or (
                here is not None and there is not None and not _warranted(warrant, here, there)
            )
            hint = _WARRANT_HINTS[warrant]
        field = f"{row['slot']}/{row['position']}"
        if broken:
            yield Failure(
                frames.locate(row["event_id"], field),
                f"{row['actor_id']}: the warrant {warrant} does not hold",
                row["event_id"],
                hint,
            )
        if row["implicit"] != (warrant != "sentence"):
            yield Failure(
                frames.locate(row["event_id"], field),
                f"{row['actor_id']}: implicit is {str(row['implicit']).lower()} with the warrant {warrant}",
                row["event_id"],
                "implicit: true goes with every warrant but sentence",
            )


_WARRANT_HINTS = {
    "sentence": "point to a mention of the same unit",
    "paragraph": "point to a mention of another unit of the same paragraph",
    "heading": "point to a mention of the heading above",
}

_Place = tuple[str, str, int, str | None, str, str]


def _sentence_places(frames: Frames) -> dict[str, _Place]:
    columns = ["sentence_id", "article_id", "paragraph", "section", "role", "text"]
    return {row[0]: row for row in frames["sentences"].select(columns).iter_rows()}


def _warranted(warrant: str, here: _Place, there: _Place) -> bool:
    same_article = here[1] == there[1]
    if warrant == "sentence":
        return here[0] == there[0]
    if warrant == "paragraph":
        return same_article and here[0] != there[0] and here[2] == there[2]
    return same_article and there[4] in ("heading", "headline") and here[3] == there[5]
