"""Votes: what each pass said refers to what is there, as gold labels do."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from torkham import contract
from torkham.checks.base import REBUILD, check, item
from torkham.checks.links import UNNAMED
from torkham.findings import Failure, did_you_mean
from torkham.frames import Frames
from torkham.tables import ID_COLUMNS

_OWN = {"mention": "mention_votes", "event": "event_votes"}
"""Where the labels of the same pass stand, for what a vote refers to by the ids of its own pass."""


@check("links/vote-id")
def votes_are_named_after_label_and_annotator(frames: Frames) -> Iterator[Failure]:
    """A vote's id is the id that its label has in its own pass, and who gave it."""
    for table, layer in zip(contract.VOTES, contract.LABELS, strict=True):
        named = pl.concat_str(ID_COLUMNS[layer], pl.lit("@"), "annotator_id")
        votes = frames[table].select("vote_id", named=named)
        for id_, name in votes.filter(pl.col("vote_id") != pl.col("named")).iter_rows():
            yield Failure(frames.locate(id_, ""), f'its label and annotator make it "{name}"', id_, REBUILD)


@check("links/vote-reference")
def votes_refer_to_what_is_there(frames: Frames) -> Iterator[Failure]:
    """What a vote refers to is there: in the registries, or among the labels of the same pass and article."""
    for kind, references in _references(frames):
        named = references.drop_nulls("value")
        if kind in _OWN:
            known = frames[_OWN[kind]].select("annotator_id", value=f"{kind}_id")
            there = named.join(known, on=["annotator_id", "value"], how="semi")
            # An article at a time is looked at: what another one holds is not known.
            there = there.filter(pl.col("value").str.starts_with(pl.col("article_id") + ":"))
            astray = named.join(there, on=["vote_id", "field", "position"], how="anti", nulls_equal=True)
        else:
            astray = named.join(frames[f"{kind}s"], left_on="value", right_on=f"{kind}_id", how="anti")
        for id_, field, position, value in astray.select("vote_id", "field", "position", "value").iter_rows():
            yield Failure(
                frames.locate(id_, item(field, position)),
                f'{field}: there is no {kind} "{value}"',
                id_,
                REBUILD if kind in _OWN else _way_out(frames, kind, value),
            )


def _way_out(frames: Frames, kind: str, value: str) -> str:
    known = frames[f"{kind}s"][f"{kind}_id"]
    return did_you_mean(value, known) or f"keep it in the {kind}s registry, since passes are never edited"


def _references(frames: Frames) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield what votes refer to by kind: vote_id, annotator_id, article_id, field, position (null), value."""
    unnamed = (pl.col("field") == "attributed_to") & (pl.col("value") == UNNAMED)
    for table, fields in {
        "event_votes": ("sources", "recipients", "attributed_to"),
        "stance_votes": ("attributed_to",),
    }.items():
        for field in fields:
            items = _items(frames, table, field)
            yield "mention", items.rename({"mention_id": "value"})
            yield "actor", items.rename({"actor_id": "value"}).filter(~unnamed)
    yield "actor", _column(frames, "mention_votes", "actor_id")
    yield "event", _column(frames, "event_votes", "content_of")
    yield "incident", _column(frames, "event_votes", "incident_id")
    yield "place", _column(frames, "event_votes", "place", pl.col("place").struct.field("place_id"))
    yield "actor", _column(frames, "stance_votes", "holder_id")
    yield "mention", _column(frames, "stance_votes", "holder_mention_id")
    for kind in ("actor", "issue"):
        target = pl.when(pl.col("target_kind") == kind).then(pl.col("target_id"))
        yield kind, _column(frames, "stance_votes", "target_id", target)


def _items(frames: Frames, table: str, field: str) -> pl.DataFrame:
    """Return the items of a list of participants or attributions, one per row."""
    return (
        frames[table]
        .filter(pl.col(field).list.len() > 0)
        .select(
            "vote_id",
            "annotator_id",
            "article_id",
            field=pl.lit(field),
            position=pl.int_ranges(pl.col(field).list.len()),
            item=pl.col(field),
        )
        .explode("position", "item")
        .unnest("item")
    )


def _column(frames: Frames, table: str, field: str, value: pl.Expr | None = None) -> pl.DataFrame:
    return frames[table].select(
        "vote_id",
        "annotator_id",
        "article_id",
        field=pl.lit(field),
        position=pl.lit(None, pl.Int64),
        value=pl.col(field) if value is None else value,
    )
