"""Slots: who may stand as participant, attribution or holder, and what the words beside them say."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from torkham.checks.base import check, short
from torkham.checks.links import AUTHOR, UNNAMED
from torkham.findings import Failure
from torkham.frames import Frames


@check("semantics/mention-actor")
def slots_name_what_their_mention_names(frames: Frames) -> Iterator[Failure]:
    """A participant, attribution or holder is the actor of its mention, or a member of the mention's compound."""
    actors = dict(frames["mentions"].select("mention_id", "actor_id").iter_rows())
    for id_, field, actor, mention in _pointed(frames):
        named = actors.get(mention, actor)
        members = frames.compounds.get(named, set())
        if not {actor, named, *members} <= frames.actor_ids:
            continue  # an unknown actor is reported where it stands
        if actor != named and actor not in members:
            yield Failure(
                frames.locate(id_, field),
                f'{field.split("/")[0]}: "{actor}" points to {short(mention)}, which names "{named}"',
                id_,
                f"name a member of {named}: {', '.join(sorted(members))}"
                if members
                else "point to a mention of that actor, or name the actor that the mention names",
            )


def _pointed(frames: Frames) -> Iterator[tuple[str, str, str, str]]:
    for frame, id_column in ((frames.participants, "event_id"), (frames.attributions, "label_id")):
        # The author in a slot is reported by a rule of its own.
        pointing = frame.filter(pl.col("mention_id").is_not_null() & (pl.col("actor_id") != AUTHOR))
        for id_, slot, position, actor, mention in pointing.select(
            id_column, "slot", "position", "actor_id", "mention_id"
        ).iter_rows():
            yield id_, f"{slot}/{position}", actor, mention
    holders = frames["stances"].filter(pl.col("holder_mention_id").is_not_null())
    for id_, actor, mention in holders.select("stance_id", "holder_id", "holder_mention_id").iter_rows():
        yield id_, "holder_mention_id", actor, mention


@check("semantics/mention-scope")
def mentions_are_near(frames: Frames) -> Iterator[Failure]:
    """An attribution or holder points to a mention of the same article."""
    for frame, id_column, column in (
        (frames.attributions, "label_id", "mention_id"),
        (frames["stances"], "stance_id", "holder_mention_id"),
    ):
        far = frame.filter(pl.col(column).is_not_null() & ~pl.col(column).str.starts_with(pl.col("article_id") + ":"))
        for id_, mention in far.select(id_column, column).iter_rows():
            yield Failure(
                frames.locate(id_, ""),
                f"{column}: {mention} is in another article",
                id_,
                "point to a mention of the same article, or write null",
            )


@check("semantics/compound-in-slot")
def compounds_stay_on_mentions(frames: Frames) -> Iterator[Failure]:
    """A compound actor stands on mentions only; slots, holders and targets list its members (codebook 7, 17)."""
    stances = frames["stances"]
    references = [
        *(
            (id_, f"{slot}/{position}", actor)
            for id_, slot, position, actor in frames.participants.select(
                "event_id", "slot", "position", "actor_id"
            ).iter_rows()
        ),
        *(
            (id_, f"{slot}/{position}", actor)
            for id_, slot, position, actor in frames.attributions.select(
                "label_id", "slot", "position", "actor_id"
            ).iter_rows()
        ),
        *((id_, "holder_id", actor) for id_, actor in stances.select("stance_id", "holder_id").iter_rows()),
        *(
            (id_, "target_id", actor)
            for id_, actor in stances.filter(pl.col("target_kind") == "actor")
            .select("stance_id", "target_id")
            .iter_rows()
        ),
    ]
    for id_, field, actor in references:
        if actor in frames.compounds:
            members = ", ".join(sorted(frames.compounds[actor]))
            yield Failure(
                frames.locate(id_, field),
                f'{field.split("/")[0]}: "{actor}" is a compound',
                id_,
                f"name its members, each with the mention of the compound: {members}"
                if "/" in field
                else f"give each member a stance of its own: {members}",
            )


@check("semantics/author-slot")
def the_author_only_holds_stances(frames: Frames) -> Iterator[Failure]:
    """`author` is the holder of stances only, and `unnamed` has no mention."""
    for frame, id_column in ((frames.participants, "event_id"), (frames.attributions, "label_id")):
        for id_, slot, position in (
            frame.filter(pl.col("actor_id") == AUTHOR).select(id_column, "slot", "position").iter_rows()
        ):
            yield Failure(
                frames.locate(id_, f"{slot}/{position}"),
                f"{slot}: the author stands where actors do",
                id_,
                "what the author asserts is attributed to nobody: write []"
                if slot == "attributed_to"
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
    for id_, slot, position in named.select("label_id", "slot", "position").iter_rows():
        yield Failure(
            frames.locate(id_, f"{slot}/{position}"),
            '"unnamed" has a mention',
            id_,
            "name the actor of the mention, or write mention_id: null",
        )


@check("semantics/attribution")
def cues_report_somebody(frames: Frames) -> Iterator[Failure]:
    """A cue goes with an attribution, and `content_of` with an act of speech, which is another event (codebook 10)."""
    verbal = {
        id_ for id_, quad in frames["events"].select("event_id", "quad_class").iter_rows() if quad.startswith("verbal")
    }
    known = set(frames["events"]["event_id"])
    for table, id_column in (("events", "event_id"), ("stances", "stance_id")):
        for id_, cue, to in frames[table].select(id_column, "cue", "attributed_to").iter_rows():
            if cue is not None and not to:
                yield Failure(
                    frames.locate(id_, "cue"),
                    "the label has a cue but is attributed to nobody",
                    id_,
                    "say in attributed_to who reports it, or remove the cue",
                )
    speech = frames["events"].filter(pl.col("content_of").is_not_null())
    for id_, act in speech.select("event_id", "content_of").iter_rows():
        if act == id_ or (act in known and act not in verbal):
            yield Failure(
                frames.locate(id_, "content_of"),
                "content_of points to the event itself"
                if act == id_
                else f"content_of: {short(act)} is no act of speech",
                id_,
                "point to the verbal event whose content this is, or remove content_of",
            )


@check("semantics/alternative")
def debatable_labels_say_why(frames: Frames) -> Iterator[Failure]:
    """A debatable label states its strongest other reading, and only a debatable one does."""
    for table, id_column in (("events", "event_id"), ("stances", "stance_id")):
        for id_, certainty, alternative in frames[table].select(id_column, "certainty", "alternative").iter_rows():
            if (certainty == "debatable") != (alternative is not None):
                yield Failure(
                    frames.locate(id_, "certainty"),
                    "the label is debatable but has no alternative"
                    if alternative is None
                    else "the label has an alternative but is not debatable",
                    id_,
                    "write certainty: debatable and the strongest other reading as alternative, or neither",
                )
