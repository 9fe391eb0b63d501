"""Links: ids are unique, and every id that one row names is the id of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from torkham import contract
from torkham.checks.base import REBUILD, check, short
from torkham.findings import Failure, did_you_mean
from torkham.frames import Frames
from torkham.tables import ID_COLUMNS

UNNAMED = "unnamed"
AUTHOR = "author"

Reference = tuple[str, str, str]
"""A label or registry id, the field that refers, the id referred to."""


@check("links/duplicate-id")
def ids_are_unique(frames: Frames) -> Iterator[Failure]:
    """An id stands once in its table."""
    for table, column in ID_COLUMNS.items():
        repeated = frames[table].group_by(column).len().filter(pl.col("len") > 1).sort(column)
        for id_, count in repeated.iter_rows():
            key = f"{table}/{id_}" if table in contract.REGISTRIES else id_
            yield Failure(
                frames.locate(key, ""),
                f'"{id_}" stands {count} times among the {table}',
                id_,
                "keep one, or give each of the others an id not used before",
            )


@check("links/unknown-actor")
def actors_are_known(frames: Frames) -> Iterator[Failure]:
    """Every actor that a label or registry entry names is in the actors registry."""
    known = frames.actor_ids
    yield from _unknown(frames, _actor_references(frames), known, "actor")


@check("links/unknown-issue")
def issues_are_known(frames: Frames) -> Iterator[Failure]:
    """Every issue that a stance is toward is in the issues registry."""
    stances = frames["stances"].filter((pl.col("target_kind") == "issue") & pl.col("target_id").is_not_null())
    yield from _unknown(frames, _column(stances, "stance_id", "target_id"), set(frames["issues"]["issue_id"]), "issue")


@check("links/unknown-place")
def places_are_known(frames: Frames) -> Iterator[Failure]:
    """Every place that an event or incident names is in the places registry."""
    events = frames["events"].filter(pl.col("place").is_not_null())
    named = events.select("event_id", place_id=pl.col("place").struct.field("place_id"))
    references = [(id_, "place", place) for id_, place in named.iter_rows()]
    references += _registry_column(frames, "incidents", "place_id")
    yield from _unknown(frames, references, set(frames["places"]["place_id"]), "place")


@check("links/unknown-incident")
def incidents_are_known(frames: Frames) -> Iterator[Failure]:
    """Every incident that an event refers to is in the incidents registry."""
    yield from _unknown(
        frames,
        _column(frames["events"], "event_id", "incident_id"),
        set(frames["incidents"]["incident_id"]),
        "incident",
    )


@check("links/unknown-mention")
def mentions_are_known(frames: Frames) -> Iterator[Failure]:
    """Every mention that a participant, an attribution or a holder points to is there."""
    references = [*_slots(frames, "mention_id"), *_column(frames["stances"], "stance_id", "holder_mention_id")]
    yield from _unknown(frames, references, set(frames["mentions"]["mention_id"]), "mention")


@check("links/unknown-event")
def events_are_known(frames: Frames) -> Iterator[Failure]:
    """Every act of speech that `content_of` points to is there."""
    yield from _unknown(
        frames, _column(frames["events"], "event_id", "content_of"), set(frames["events"]["event_id"]), "event"
    )


@check("links/unknown-sentence")
def labels_have_their_sentence(frames: Frames) -> Iterator[Failure]:
    """A label's id, sentence, article, fold and split agree with the sentence it stands in; so do a vote's."""
    for table in (*contract.LABELS, *contract.VOTES):
        yield from _estranged(frames, table, "sentence", ("article_id", "fold", "split"))


@check("links/unknown-article")
def sentences_have_their_article(frames: Frames) -> Iterator[Failure]:
    """A sentence's id, article, fold and split agree with the article it stands in."""
    yield from _estranged(frames, "sentences", "article", ("fold", "split"))


@check("links/unknown-gold")
def votes_become_gold_labels(frames: Frames) -> Iterator[Failure]:
    """The gold label that became of a vote is there, in the vote's own sentence; what was dropped has none."""
    for table, layer in zip(contract.VOTES, contract.LABELS, strict=True):
        labels = frames[layer].select("sentence_id", gold_id=ID_COLUMNS[layer], there=True)
        votes = frames[table].join(labels, on=["sentence_id", "gold_id"], how="left", maintain_order="left")
        for id_, gold, outcome, there in votes.select("vote_id", "gold_id", "outcome", "there").iter_rows():
            if gold is not None and not there:
                yield Failure(frames.locate(id_, ""), f'gold_id: there is no label "{gold}" here', id_, REBUILD)
            elif gold is None and outcome in ("kept", "changed"):
                yield Failure(frames.locate(id_, ""), f"the vote was {outcome}, but gold_id is null", id_, REBUILD)


def _estranged(frames: Frames, table: str, whole: str, columns: tuple[str, ...]) -> Iterator[Failure]:
    """Yield the rows of `table` that do not agree with the sentence or article they stand in, those of one together."""
    key, id_column = f"{whole}_id", ID_COLUMNS[table]
    wholes = {row[key]: row for row in frames[f"{whole}s"].select(key, *columns).iter_rows(named=True)}
    found: dict[tuple[str, str], list[str]] = {}
    for row in frames[table].select(id_column, key, *columns).iter_rows(named=True):
        home = wholes.get(row[key])
        differing = [column for column in columns if home is not None and row[column] != home[column]]
        if home is None:
            message = f'there is no {whole} "{row[key]}"'
        elif not row[id_column].startswith(f"{row[key]}:"):
            message = f"the id does not begin with its {key}, {row[key]}"
        elif differing:
            message = f"its {' and '.join(differing)} {'are' if differing[1:] else 'is'} not what its {whole} has"
        else:
            continue
        found.setdefault((row[key], message), []).append(row[id_column])
    for (_, message), ids in found.items():
        more = f"; so with {len(ids) - 1} more of the same {whole}" if len(ids) > 1 else ""
        yield Failure(frames.locate(ids[0], ""), message + more, ids[0], REBUILD)


def _actor_references(frames: Frames) -> Iterator[Reference]:
    yield from _column(frames["mentions"], "mention_id", "actor_id")
    yield from (reference for reference in _slots(frames, "actor_id") if not _is_unnamed(reference))
    yield from _column(frames["stances"], "stance_id", "holder_id")
    yield from _column(frames["stances"].filter(pl.col("target_kind") == "actor"), "stance_id", "target_id")
    yield from _registry_column(frames, "actors", "parent_id")
    for table, column in (("actors", "members"), ("incidents", "participants")):
        for id_, values in frames[table].select(ID_COLUMNS[table], column).iter_rows():
            yield from ((f"{table}/{id_}", column, value) for value in values)
    for id_, relations in frames["actors"].select("actor_id", "relations").iter_rows():
        yield from ((f"actors/{id_}", "relations", relation["actor_id"]) for relation in relations)


def _is_unnamed(reference: Reference) -> bool:
    return reference[1].startswith("attributed_to") and reference[2] == UNNAMED


def _slots(frames: Frames, column: str) -> Iterator[Reference]:
    for frame, id_column in ((frames.participants, "event_id"), (frames.attributions, "label_id")):
        for id_, slot, position, value in frame.select(id_column, "slot", "position", column).iter_rows():
            if value is not None:
                yield id_, f"{slot}/{position}", value


def _column(frame: pl.DataFrame, id_column: str, column: str) -> list[Reference]:
    present = frame.filter(pl.col(column).is_not_null()).select(id_column, column)
    return [(id_, column, value) for id_, value in present.iter_rows()]


def _registry_column(frames: Frames, table: str, column: str) -> list[Reference]:
    return [(f"{table}/{id_}", field, value) for id_, field, value in _column(frames[table], ID_COLUMNS[table], column)]


def _unknown(frames: Frames, references: Iterable[Reference], known: set[str], kind: str) -> Iterator[Failure]:
    for id_, field, value in references:
        if value not in known:
            hint = _way_out(kind, value, known)
            where = id_.split("/", maxsplit=1)[-1]
            yield Failure(
                frames.locate(id_, field), f'{field.split("/")[0]}: there is no {kind} "{value}"', where, hint
            )


def _way_out(kind: str, id_: str, known: set[str]) -> str:
    if kind in ("mention", "event"):
        sentence = id_.rpartition(":")[0]
        there = sorted(other for other in known if other.startswith(f"{sentence}:"))
        return f"{short(sentence)} has {', '.join(map(short, there)) or f'no {kind}s'}"
    if id_ == UNNAMED:
        return "unnamed stands in attributed_to only: name the actor, or remove the label"
    return did_you_mean(id_, known) or f"add it to the {kind}s registry, or name another"
