"""Events: what PLOVER 2.0 and the guidelines rule for a single event."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import polars as pl

from torkham import contract
from torkham.annotation import quad_class, score
from torkham.checks.base import REBUILD, check, item
from torkham.contract import Json
from torkham.findings import Failure, did_you_mean
from torkham.frames import Frames


@cache
def _published() -> pl.DataFrame:
    """Return quad class and score of each type and mode; the mode is null for the type as such."""
    rows = [
        (type_, mode, quad_class(type_), score(type_, mode))
        for type_, term in contract.terms("event_type").items()
        for mode in (None, *term["modes"])
    ]
    columns = {"type": pl.String, "mode": pl.String, "quad_class": pl.String, "score": pl.Float64}
    return pl.DataFrame(rows, schema=columns, orient="row")


@check("semantics/mode-of-type")
def mode_belongs_to_type(frames: Frames) -> Iterator[Failure]:
    """A mode is one of those its event type has (PLOVER 2.0)."""
    types = contract.terms("event_type")
    moded = frames["events"].select("event_id", "type", "mode").drop_nulls("mode")
    for id_, type_, mode in moded.join(_published(), on=["type", "mode"], how="anti").iter_rows():
        modes = types[type_]["modes"]
        hint = did_you_mean(mode, modes) or (
            f"the modes of {type_} are: {', '.join(modes)}" if modes else f"{type_} has no modes: write null"
        )
        yield Failure(frames.locate(id_, "mode"), f'{type_} has no mode "{mode}"', id_, hint)


@check("semantics/score-of-type")
def score_and_quad_class_are_published(frames: Frames) -> Iterator[Failure]:
    """Quad class and score are those published for the type and mode (PLOVER 2.0; guidelines §6.1)."""
    events = frames["events"].select("event_id", "type", "mode", "quad_class", "score")
    # Where a type has no such mode, which of the two is wrong is not known: the join leaves it out.
    joined = events.join(_published(), on=["type", "mode"], nulls_equal=True, suffix="_published")
    wrong = joined.filter(
        pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_published")) for name in ("quad_class", "score"))
    )
    for id_, type_, mode, *values in wrong.iter_rows():
        name = type_ if mode is None else f"{type_}/{mode}"
        given, right = (f"{quad} and {'null' if value is None else value}" for quad, value in (values[:2], values[2:]))
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
    requiring = [type_ for type_, term in types.items() if term["recipient"] == "required"]
    events = frames["events"].select("event_id", "type", pl.col("sources", "recipients").list.len())
    for id_, type_ in events.filter(pl.col("sources") == 0).select("event_id", "type").iter_rows():
        yield Failure(
            frames.locate(id_, "sources"),
            f"the {type_} has no source",
            id_,
            "say who did it; what nobody identifiable did is no event",
        )
    without = events.filter((pl.col("recipients") == 0) & pl.col("type").is_in(requiring))
    for id_, type_ in without.select("event_id", "type").iter_rows():
        yield Failure(
            frames.locate(id_, "recipients"),
            f"the {type_} has no recipient",
            id_,
            f"say to whom it was done; {type_} without a recipient is no event",
        )


_ACTORS = pl.col("sources", "recipients").list.eval(pl.element().struct.field("actor_id"))
"""Source and recipient ids instead of the participants."""


@check("semantics/self-directed")
def nobody_acts_on_itself(frames: Frames) -> Iterator[Failure]:
    """An actor stands once in a slot, and in both slots only where the event is reciprocal."""
    events = frames["events"].select("event_id", _ACTORS, "reciprocal")
    for slot in ("sources", "recipients"):
        repeated = events.filter(pl.col(slot).list.n_unique() < pl.col(slot).list.len())
        for id_, actors in repeated.select("event_id", slot).iter_rows():
            twice = next(actor for actor in actors if actors.count(actor) > 1)
            yield Failure(frames.locate(id_, slot), f"{twice} stands twice among the {slot}", id_, "keep one")
    both = pl.col("sources").list.set_intersection("recipients").list.sort()
    one_sided = events.filter(~pl.col("reciprocal")).select("event_id", both=both)
    for id_, actors in one_sided.filter(pl.col("both").list.len() > 0).iter_rows():
        yield Failure(
            frames.locate(id_, "recipients"),
            f"{' and '.join(actors)} among both sources and recipients",
            id_,
            "write reciprocal: true where the sides do it to each other; else keep each actor in one place",
        )


@check("semantics/reciprocal")
def reciprocal_events_have_sides(frames: Frames) -> Iterator[Failure]:
    """A reciprocal event has two or more sources, and its recipients are none or the same actors (guidelines §7.3)."""
    events = frames["events"].select("event_id", "type", "reciprocal", "sources", "recipients")
    listed = events.filter(pl.col("reciprocal")).select("event_id", "type", _ACTORS.list.unique().list.sort())
    too_few = pl.col("sources").list.len() < 2
    others = (pl.col("recipients").list.len() > 0) & (pl.col("recipients") != pl.col("sources"))
    for id_, type_, sides, _ in listed.filter(too_few | others).iter_rows():
        if len(sides) < 2:
            yield Failure(
                frames.locate(id_, "reciprocal"),
                "the event is reciprocal but has one side only",
                id_,
                "list all sides as sources, or remove reciprocal",
            )
        else:
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
    """A participant is named where its warrant says: sentence, paragraph, heading, or incident (guidelines §7.5)."""
    participants = frames.participants.with_row_index("row")
    broken = pl.concat([_not_by_incident(frames, participants), _not_by_mention(frames, participants)])
    for row in participants.join(broken, on="row").iter_rows(named=True):
        message, hint = _BROKEN[row["broken"]]
        yield _participant_failure(frames, row, message.format(**row), hint)
    implied = participants.filter(pl.col("implicit") != (pl.col("warrant") != "sentence"))
    for row in implied.join(broken, on="row", how="anti").iter_rows(named=True):
        message = f"has implicit: {str(row['implicit']).lower()} with warrant: {row['warrant']}"
        yield _participant_failure(
            frames, row, message, "implicit is true with every warrant but sentence, and false with that"
        )


_BROKEN = {
    "unwarranted mention": (
        "has warrant: incident and a mention",
        "write mention_id: null, or the warrant of the mention",
    ),
    "no incident": (
        "has warrant: incident, but the event has no incident_id",
        "name the incident, or point to a mention",
    ),
    "other incident": (
        "has warrant: incident, but is no participant of {incident_id}",
        "point to a mention, or add it to the participants of the incident if it is one",
    ),
    "no mention": (
        "has no mention",
        "point to the mention that names it; null goes with warrant: incident only",
    ),
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
"""What is wrong with a participant, and what to do."""


def _participant_failure(frames: Frames, row: Json, message: str, hint: str) -> Failure:
    origin = frames.locate(row["label_id"], item(row["field"], row["position"]))
    return Failure(origin, f"{row['actor_id']} {message}", row["label_id"], hint)


def _not_by_incident(frames: Frames, participants: pl.DataFrame) -> pl.DataFrame:
    """Return the participants that have warrant: incident without one: row, broken, incident_id."""
    columns = ["row", "label_id", "actor_id", "mention_id", "warrant"]
    own = participants.select(columns).filter(pl.col("warrant") == "incident")
    told = own.join(frames.one_each("events", "incident_id"), left_on="label_id", right_on="event_id", how="left")
    incidents = frames.one_each("incidents", "participants")
    listed = incidents.explode("participants").unique().with_columns(listed=True)
    joined = told.join(
        listed, left_on=["incident_id", "actor_id"], right_on=["incident_id", "participants"], how="left"
    )
    broken = (
        pl.when(pl.col("mention_id").is_not_null())
        .then(pl.lit("unwarranted mention"))
        .when(pl.col("incident_id").is_null())
        .then(pl.lit("no incident"))
        # What an unknown incident would warrant is not known.
        .when(pl.col("listed").is_null() & pl.col("incident_id").is_in(incidents["incident_id"].to_list()))
        .then(pl.lit("other incident"))
    )
    # Nor is what an incident would warrant for an unknown actor.
    known = joined.join(frames["actors"], on="actor_id", how="semi")
    return known.select("row", broken.alias("broken"), "incident_id").drop_nulls("broken")


def _not_by_mention(frames: Frames, participants: pl.DataFrame) -> pl.DataFrame:
    """Return the participants that their mention does not warrant: row, broken, incident_id (null)."""
    columns = ["row", "sentence_id", "mention_id", "warrant"]
    named = participants.select(columns).filter(pl.col("warrant") != "incident")
    nowhere = named.filter(pl.col("mention_id").is_null()).with_columns(warrant=pl.lit("no mention"))
    elsewhere = named.filter(~pl.col("mention_id").str.starts_with(pl.col("sentence_id")))
    foreign = elsewhere.filter(~pl.col("mention_id").str.starts_with(pl.col("sentence_id").str.extract("^([^:]*:)")))
    # Mentions and sentences that are not there are left out by the joins: other rules report them.
    pointing = named.join(frames.one_each("mentions", there="sentence_id"), on="mention_id")
    away = pointing.filter((pl.col("warrant") != "sentence") | (pl.col("sentence_id") != pl.col("there")))
    places = frames.one_each("sentences", "article_id", "paragraph", "section", "role", "text")
    placed = away.join(places, on="sentence_id").join(places, left_on="there", right_on="sentence_id", suffix="_there")
    same_paragraph = (pl.col("sentence_id") != pl.col("there")) & (pl.col("paragraph") == pl.col("paragraph_there"))
    # Above the first heading stands the headline (guidelines §7.5).
    titled = (pl.col("role_there") == "headline") & pl.col("section").is_null()
    above = titled | ((pl.col("role_there") == "heading") & (pl.col("section") == pl.col("text_there")))
    holds = (pl.col("article_id") == pl.col("article_id_there")) & (
        pl.when(pl.col("warrant") == "paragraph")
        .then(same_paragraph)
        .otherwise((pl.col("warrant") == "heading") & above)
    )
    broken = pl.concat([part.select("row", "warrant") for part in (nowhere, foreign, placed.filter(~holds))])
    return broken.unique().select("row", broken="warrant", incident_id=pl.lit(None, pl.String))
