"""Events: what PLOVER 2.0 and the codebook rule for a single event."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from torkham import contract
from torkham.annotation import quad_class, score
from torkham.checks.base import REBUILD, check
from torkham.contract import Json
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
                f"the modes of {type_} are: {', '.join(modes)}" if modes else f"{type_} has no modes: write null"
            )
            yield Failure(frames.locate(id_, "mode"), f'{type_} has no mode "{mode}"', id_, hint)


@check("semantics/score-of-type")
def score_and_quad_class_are_published(frames: Frames) -> Iterator[Failure]:
    """Quad class and score are those published for the type and mode (PLOVER 2.0; codebook 11)."""
    types = contract.terms("event_type")
    columns = ["event_id", "type", "mode", "quad_class", "score"]
    for id_, type_, mode, quad, value in frames["events"].select(columns).iter_rows():
        if mode is not None and mode not in types[type_]["modes"]:
            continue  # which of the two is wrong is not known
        wanted = quad_class(type_), score(type_, mode)
        if (quad, value) != wanted:
            name = type_ if mode is None else f"{type_}/{mode}"
            given, right = (
                f"{pair[0]} and {'null' if pair[1] is None else pair[1]}" for pair in ((quad, value), wanted)
            )
            yield Failure(
                frames.locate(id_, "type"),
                f"quad_class and score are {given}, but {name} has {right}",
                id_,
                f"both follow from type and mode: {REBUILD}",
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
                f"the {type_} has no source",
                id_,
                "say who did it; what nobody identifiable did is no event",
            )
        if not recipients and types[type_]["recipient"] == "required":
            yield Failure(
                frames.locate(id_, "recipients"),
                f"the {type_} has no recipient",
                id_,
                f"say to whom it was done; {type_} without a recipient is no event",
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
                twice = next(actor for actor in ids if ids.count(actor) > 1)
                yield Failure(frames.locate(id_, name), f"{twice} stands twice among the {name}", id_, "keep one")
        both = sorted(set(source_ids) & set(recipient_ids))
        if both and not reciprocal:
            yield Failure(
                frames.locate(id_, "recipients"),
                f"{' and '.join(both)} among both sources and recipients",
                id_,
                "write reciprocal: true where the sides do it to each other; else keep each actor in one place",
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
                "the event is reciprocal but has one side only",
                id_,
                "list all sides as sources, or remove reciprocal",
            )
        elif others and others != sides:
            hint = (
                f"list all sides in both, since {type_} requires a recipient"
                if contract.terms("event_type")[type_]["recipient"] == "required"
                else "list all sides as sources, and leave recipients empty"
            )
            yield Failure(
                frames.locate(id_, "recipients"),
                "the event is reciprocal but its recipients are others than its sources",
                id_,
                hint,
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
            # What an unknown incident or actor would warrant is not known.
            taking_part = incidents.get(happening, frames.actor_ids) if happening else None
            broken = _not_by_incident(row, happening, taking_part) if row["actor_id"] in frames.actor_ids else None
        elif mention is None:
            broken = "has no mention", "point to the mention that names it; null goes with warrant: incident only"
        else:
            here, there = places.get(row["sentence_id"]), places.get(mention_sentence.get(mention, ""))
            holds = here is None or there is None or _warranted(warrant, here, there)
            broken = None if holds else _NOT_BY_MENTION[warrant]
        if broken is None and row["implicit"] != (warrant != "sentence"):
            message = f"has implicit: {str(row['implicit']).lower()} with warrant: {warrant}"
            broken = message, "implicit is true with every warrant but sentence, and false with that"
        if broken is not None:
            origin = frames.locate(row["event_id"], f"{row['slot']}/{row['position']}")
            yield Failure(origin, f"{row['actor_id']} {broken[0]}", row["event_id"], broken[1])


_Broken = tuple[str, str]
"""What is wrong with a participant, and what to do."""

_NOT_BY_MENTION: dict[str, _Broken] = {
    "sentence": (
        "points to a mention of another unit",
        "point to a mention of this unit, or write implicit: true and warrant: paragraph or heading",
    ),
    "paragraph": (
        "has warrant: paragraph, but points to no other unit of this paragraph",
        "point to a mention of another unit of the same paragraph, or write the warrant that holds",
    ),
    "heading": (
        "has warrant: heading, but does not point to the heading above",
        "point to a mention of the heading above, or write the warrant that holds",
    ),
}


def _not_by_incident(row: Json, happening: str | None, taking_part: set[str] | None) -> _Broken | None:
    if row["mention_id"] is not None:
        return "has warrant: incident and a mention", "write mention_id: null, or the warrant of the mention"
    if taking_part is None:
        return "has warrant: incident, but the event has no incident_id", "name the incident, or point to a mention"
    if row["actor_id"] not in taking_part:
        message = f"has warrant: incident, but is no participant of {happening}"
        return message, "point to a mention, or add it to the participants of the incident if it is one"
    return None


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
