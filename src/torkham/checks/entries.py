"""Sentences, dates and registry entries: each agrees with itself."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from torkham import contract
from torkham.checks.base import REBUILD, check
from torkham.dates import is_edtf
from torkham.findings import Failure
from torkham.frames import Frames
from torkham.tables import ID_COLUMNS


@check("semantics/annotated-role")
def only_annotated_roles_have_labels(frames: Frames) -> Iterator[Failure]:
    """`is_annotated` follows from the role, and only annotated sentences have labels."""
    annotated = [role for role, term in contract.terms("role").items() if term["annotated"]]
    sentences = frames["sentences"].select(
        "sentence_id",
        "role",
        "is_annotated",
        may_be=pl.col("role").is_in(annotated),
        labels=pl.sum_horizontal(pl.col(layer).list.len() for layer in contract.LABELS),
    )
    wrong = sentences.filter(
        (pl.col("is_annotated") != pl.col("may_be")) | (~pl.col("is_annotated") & (pl.col("labels") > 0))
    )
    for id_, role, is_annotated, may_be, labels in wrong.iter_rows():
        yield Failure(
            frames.locate(id_, ""),
            f"a {role} with is_annotated {str(is_annotated).lower()} and {labels} labels",
            id_,
            f"units of this role are {'' if may_be else 'not '}annotated: {REBUILD}",
        )


@check("semantics/confidence")
def only_machines_state_a_confidence(frames: Frames) -> Iterator[Failure]:
    """A confidence is a machine's: labels and votes of another source have none."""
    for table in (*contract.LABELS, *contract.VOTES):
        given = frames[table].select("label_source", "confidence", id=ID_COLUMNS[table]).drop_nulls("confidence")
        for source, confidence, id_ in given.filter(pl.col("label_source") != "machine").iter_rows():
            message = f"the label is {source}, but has the confidence {confidence}"
            yield Failure(frames.locate(id_, ""), message, id_, REBUILD)


@check("semantics/compound-members")
def compounds_have_members(frames: Frames) -> Iterator[Failure]:
    """A compound actor has two or more members, none of them a compound; no other actor has members."""
    kinds = dict(frames["actors"].select("actor_id", "type").iter_rows())
    for id_, members in frames["actors"].select("actor_id", "members").iter_rows():
        compound = kinds[id_] == "compound"
        if (
            compound != (len(members) > 0)
            or len(members) == 1
            or any(kinds.get(member) == "compound" for member in members)
        ):
            nested = [member for member in members if kinds.get(member) == "compound"]
            yield Failure(
                frames.locate(f"actors/{id_}", ""),
                f"the type is {kinds[id_]}, the members are {', '.join(members) or 'none'}"
                + (f", of which {' and '.join(nested)} is a compound itself" if nested else ""),
                id_,
                "a compound lists two or more actors that are no compounds; no other actor has members",
            )


@check("semantics/parent-cycle")
def parents_form_a_tree(frames: Frames) -> Iterator[Failure]:
    """No actor is, through its parents, its own parent."""
    parents = dict(frames["actors"].select("actor_id", "parent_id").iter_rows())
    for id_ in parents:
        seen, above = {id_}, parents[id_]
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == id_ and id_ == min(seen):  # a circle is reported once
            message = (
                "the actor is its own parent" if len(seen) == 1 else f"parents go in a circle: {_chain(id_, parents)}"
            )
            yield Failure(frames.locate(f"actors/{id_}", ""), message, id_, "mend parent_id where it is wrong")


def _chain(id_: str, parents: dict[str, str | None]) -> str:
    steps, above = [id_], parents[id_]
    while above is not None and above != id_:
        steps.append(above)
        above = parents.get(above)
    return " → ".join([*steps, id_])


@check("semantics/edtf")
def dates_are_edtf(frames: Frames) -> Iterator[Failure]:
    """Dates are EDTF (Library of Congress), and an incident does not end before it starts."""
    for id_, field, value in _no_dates(frames):
        yield Failure(
            frames.locate(id_, field),
            f'{field}: "{value}" is not a date or interval in EDTF',
            id_,
            "write 2025-10-11, 2025-10, 2025 or an interval 2021/..",
        )
    for id_, start, end in frames["incidents"].select("incident_id", "start", "end").iter_rows():
        if start is not None and end is not None and end < start[: len(end)]:
            yield Failure(
                frames.locate(f"incidents/{id_}", ""),
                f"the incident ends ({end}) before it starts ({start})",
                id_,
                "mend one of the two dates",
            )


def _no_dates(frames: Frames) -> Iterator[tuple[str, str, str]]:
    """Yield the id, the field and the value of each date that is none."""
    for table, field, value in (
        ("events", "time", pl.col("time").struct.field("value")),
        ("incidents", "start", pl.col("start")),
        ("incidents", "end", pl.col("end")),
        ("articles", "published", pl.col("published")),
    ):
        prefix = "incidents/" if table == "incidents" else ""
        dates = frames[table].select(pl.lit(prefix) + pl.col(ID_COLUMNS[table]), value=value).drop_nulls("value")
        wrong = [date for date in dates["value"].unique() if not is_edtf(date)]
        for id_, date in dates.filter(pl.col("value").is_in(wrong)).iter_rows():
            yield id_, field, date
