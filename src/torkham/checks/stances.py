"""Stances: what the guidelines rule for a single stance."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from torkham.checks.base import check, short
from torkham.findings import Failure
from torkham.frames import Frames


@check("semantics/stance-target")
def targets_are_of_their_kind(frames: Frames) -> Iterator[Failure]:
    """A stance toward an actor or issue names it; an open target has words instead."""
    is_open, has_target = pl.col("target_kind") == "open", pl.col("target_id").is_not_null()
    stances = frames["stances"].select("stance_id", "target_kind", "target_id", "target_text")
    wrong = stances.filter(pl.when(is_open).then(has_target | pl.col("target_text").is_null()).otherwise(~has_target))
    for id_, kind, _, words in wrong.iter_rows():
        if kind == "open":
            yield Failure(
                frames.locate(id_, "target_kind"),
                "the target is open but has no target_text"
                if words is None
                else "the target is open but has a target_id",
                id_,
                "an open target is named by its words alone: quote them as target_text, and give no target_id",
            )
        else:
            yield Failure(
                frames.locate(id_, "target_kind"),
                f"target_kind is {kind}, but target_id is missing",
                id_,
                f"name the {kind} as target_id",
            )


@check("semantics/stance-self")
def nobody_targets_itself(frames: Frames) -> Iterator[Failure]:
    """A holder has no stance toward itself."""
    toward_itself = (pl.col("target_kind") == "actor") & (pl.col("holder_id") == pl.col("target_id"))
    for id_ in frames["stances"].filter(toward_itself)["stance_id"]:
        yield Failure(
            frames.locate(id_, "target_id"),
            "the holder is its own target",
            id_,
            "a stance is toward another actor or an issue: mend one of the two, or remove the stance",
        )


@check("semantics/stance-pair")
def pairs_have_one_polarity(frames: Frames) -> Iterator[Failure]:
    """A holder and a target have one stance per sentence; both polarities together are `mixed` (guidelines §11.9)."""
    keys = ["sentence_id", "holder_id", "target_kind", "target_id"]
    closed = frames["stances"].select("stance_id", *keys).drop_nulls("target_id")
    repeated = closed.filter(pl.struct(keys).is_duplicated()).group_by(keys, maintain_order=True).agg("stance_id")
    for holder, target, ids in repeated.select("holder_id", "target_id", "stance_id").iter_rows():
        yield Failure(
            frames.locate(ids[1], ""),
            f"{', '.join(map(short, ids[:-1]))} and {short(ids[-1])} are all stances of {holder} toward {target}",
            ids[1],
            "keep one of them; write polarity: mixed where both polarities are expressed",
        )
