"""Slots: who may stand as participant, attribution or holder, and what the words beside them say."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from torkham.checks.base import check, item, short
from torkham.checks.links import AUTHOR, UNNAMED, named_by_labels
from torkham.findings import Failure
from torkham.frames import Frames
from torkham.tables import ID_COLUMNS


@check("semantics/mention-actor")
def slots_name_what_their_mention_names(frames: Frames) -> Iterator[Failure]:
    """A participant, attribution or holder is the actor of its mention, or a member of the mention's compound."""
    named = frames.one_each("mentions", named="actor_id")
    members = pl.DataFrame(
        [(compound, member) for compound, members in frames.compounds.items() for member in members],
        schema={"named": pl.String, "actor_id": pl.String},
        orient="row",
    )
    others = pl.concat(_pointing(frames)).join(named, on="mention_id").filter(pl.col("actor_id") != pl.col("named"))
    wrong = others.join(members, on=["named", "actor_id"], how="anti")
    for id_, field, position, actor, mention, name in wrong.iter_rows():
        sides = frames.compounds.get(name, set())
        if not {actor, name, *sides} <= frames.actor_ids:
            continue  # an unknown actor is reported where it stands
        yield Failure(
            frames.locate(id_, item(field, position)),
            f'{field}: "{actor}" points to {short(mention)}, which names "{name}"',
            id_,
            f"name a member of {name}: {', '.join(sorted(sides))}"
            if sides
            else "point to a mention of that actor, or name the actor that the mention names",
        )


def _pointing(frames: Frames) -> Iterator[pl.DataFrame]:
    """Yield all who stand with a mention of theirs: label_id, field, position, actor_id, mention_id."""
    for slots in (frames.participants, frames.attributions):
        # The author in a slot is reported by a rule of its own.
        pointing = slots.select("label_id", "field", "position", "actor_id", "mention_id")
        yield pointing.filter(pl.col("mention_id").is_not_null() & (pl.col("actor_id") != AUTHOR))
    yield (
        frames["stances"]
        .select(
            label_id="stance_id",
            field=pl.lit("holder_mention_id"),
            position=pl.lit(None, pl.Int64),
            actor_id="holder_id",
            mention_id="holder_mention_id",
        )
        .drop_nulls("mention_id")
    )


@check("semantics/mention-scope")
def mentions_are_near(frames: Frames) -> Iterator[Failure]:
    """An attribution or holder points to a mention of the same article."""
    for frame, id_column, column in (
        (frames.attributions, "label_id", "mention_id"),
        (frames["stances"], "stance_id", "holder_mention_id"),
    ):
        pointing = frame.select(id_column, column, "article_id").drop_nulls(column)
        far = pointing.filter(~pl.col(column).str.starts_with(pl.col("article_id") + ":"))
        for id_, mention, _ in far.iter_rows():
            yield Failure(
                frames.locate(id_, ""),
                f"{column}: {mention} is in another article",
                id_,
                "point to a mention of the same article, or write null",
            )


@check("semantics/compound-in-slot")
def compounds_stay_on_mentions(frames: Frames) -> Iterator[Failure]:
    """A compound actor stands on mentions only; slots, holders and targets list its members (guidelines §4.7, §7.4)."""
    for named in named_by_labels(frames):
        for id_, field, position, actor in named.filter(pl.col("value").is_in(list(frames.compounds))).iter_rows():
            members = ", ".join(sorted(frames.compounds[actor]))
            yield Failure(
                frames.locate(id_, item(field, position)),
                f'{field}: "{actor}" is a compound',
                id_,
                f"give each member a stance of its own: {members}"
                if position is None
                else f"name its members, each with the mention of the compound: {members}",
            )


@check("semantics/author-slot")
def the_author_only_holds_stances(frames: Frames) -> Iterator[Failure]:
    """`author` is the holder of stances only, and `unnamed` has no mention."""
    for slots in (frames.participants, frames.attributions):
        written = slots.select("label_id", "field", "position", "actor_id").filter(pl.col("actor_id") == AUTHOR)
        for id_, field, position, _ in written.iter_rows():
            yield Failure(
                frames.locate(id_, item(field, position)),
                f"{field}: the author stands where actors do",
                id_,
                "what the author asserts is attributed to nobody: write []"
                if field == "attributed_to"
                else "the author takes no part in events: name the actor, or remove the event",
            )
    for id_ in frames["mentions"].filter(pl.col("actor_id") == AUTHOR)["mention_id"]:
        yield Failure(
            frames.locate(id_, "actor_id"),
            "the mention names the author",
            id_,
            "the author is no political actor: remove the mention, or name the actor it refers to",
        )
    named = frames.attributions.filter((pl.col("actor_id") == UNNAMED) & pl.col("mention_id").is_not_null())
    for id_, field, position in named.select("label_id", "field", "position").iter_rows():
        yield Failure(
            frames.locate(id_, item(field, position)),
            '"unnamed" has a mention',
            id_,
            "name the actor of the mention, or write mention_id: null",
        )


@check("semantics/attribution")
def cues_report_somebody(frames: Frames) -> Iterator[Failure]:
    """A cue goes with an attribution, and `content_of` with an act of speech, another event (guidelines §9.3)."""
    for table in ("events", "stances"):
        unsaid = pl.col("cue").is_not_null() & (pl.col("attributed_to").list.len() == 0)
        for id_ in frames[table].filter(unsaid)[ID_COLUMNS[table]]:
            yield Failure(
                frames.locate(id_, "cue"),
                "the label has a cue but is attributed to nobody",
                id_,
                "say in attributed_to who reports it, or remove the cue",
            )
    contents = frames["events"].select("event_id", "content_of").drop_nulls("content_of")
    acts = contents.join(frames.one_each("events", "quad_class"), left_on="content_of", right_on="event_id", how="left")
    # An act that is not there has no quad class, and no verdict here.
    silent = (pl.col("event_id") == pl.col("content_of")) | ~pl.col("quad_class").str.starts_with("verbal")
    for id_, act, _ in acts.filter(silent).iter_rows():
        yield Failure(
            frames.locate(id_, "content_of"),
            "content_of points to the event itself" if act == id_ else f"content_of: {short(act)} is no act of speech",
            id_,
            "point to the verbal event whose content this is, or remove content_of",
        )


@check("semantics/alternative")
def debatable_labels_say_why(frames: Frames) -> Iterator[Failure]:
    """A debatable label states its strongest other reading, and only a debatable one does."""
    for table in ("events", "stances"):
        labels = frames[table].select(ID_COLUMNS[table], "certainty", "alternative")
        wrong = labels.filter((pl.col("certainty") == "debatable") != pl.col("alternative").is_not_null())
        for id_, _, alternative in wrong.iter_rows():
            yield Failure(
                frames.locate(id_, "certainty"),
                "the label is debatable but has no alternative"
                if alternative is None
                else "the label has an alternative but is not debatable",
                id_,
                "write certainty: debatable and the strongest other reading as alternative, or neither",
            )
