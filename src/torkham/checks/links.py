"""Links: ids are unique, and every id that one row names is the id of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from torkham import contract
from torkham.checks.base import REBUILD, check, item, short
from torkham.findings import Failure, did_you_mean
from torkham.frames import Frames
from torkham.tables import ID_COLUMNS

UNNAMED = "unnamed"
AUTHOR = "author"


@check("links/duplicate-id")
def ids_are_unique(frames: Frames) -> Iterator[Failure]:
    """An id stands once in its table."""
    for table in ID_COLUMNS:
        for id_, count in frames.repeated(table).iter_rows():
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
    yield from _unknown(frames, "actor", _actor_references(frames))


@check("links/unknown-issue")
def issues_are_known(frames: Frames) -> Iterator[Failure]:
    """Every issue that a stance is toward is in the issues registry."""
    yield from _unknown(frames, "issue", [_targets(frames, "issue")])


@check("links/unknown-place")
def places_are_known(frames: Frames) -> Iterator[Failure]:
    """Every place that an event or incident names is in the places registry."""
    events = _references(frames, "events", "place", pl.col("place").struct.field("place_id"))
    yield from _unknown(frames, "place", [events, _references(frames, "incidents", "place_id")])


@check("links/unknown-incident")
def incidents_are_known(frames: Frames) -> Iterator[Failure]:
    """Every incident that an event refers to is in the incidents registry."""
    yield from _unknown(frames, "incident", [_references(frames, "events", "incident_id")])


@check("links/unknown-mention")
def mentions_are_known(frames: Frames) -> Iterator[Failure]:
    """Every mention that a participant, an attribution or a holder points to is there."""
    # Together: there are as many mentions to look among as there are references.
    references = pl.concat([*_slots(frames, "mention_id"), _references(frames, "stances", "holder_mention_id")])
    yield from _unknown(frames, "mention", [references])


@check("links/unknown-event")
def events_are_known(frames: Frames) -> Iterator[Failure]:
    """Every act of speech that `content_of` points to is there."""
    yield from _unknown(frames, "event", [_references(frames, "events", "content_of")])


def _own(value: str, id_: str) -> pl.Expr:
    """Return whether two ids are of one article."""
    return pl.col(value).str.extract("^([^:]*)").eq_missing(pl.col(id_).str.extract("^([^:]*)"))


@check("links/unknown-sentence")
def labels_have_their_sentence(frames: Frames) -> Iterator[Failure]:
    """A label's id, sentence, article, fold and split agree with the sentence it stands in; so do a vote's."""
    yield from _estranged(frames, (*contract.LABELS, *contract.VOTES), "sentence", ("article_id", "fold", "split"))


@check("links/unknown-article")
def sentences_have_their_article(frames: Frames) -> Iterator[Failure]:
    """A sentence's id, article, fold and split agree with the article it stands in."""
    yield from _estranged(frames, ("sentences",), "article", ("fold", "split"))


@check("links/unknown-gold")
def votes_become_gold_labels(frames: Frames) -> Iterator[Failure]:
    """The gold label that became of a vote is there, in the vote's own sentence; what was dropped has none."""
    for table, layer in zip(contract.VOTES, contract.LABELS, strict=True):
        votes = frames[table].select("vote_id", "sentence_id", "gold_id", "outcome")
        labels = frames[layer].select("sentence_id", gold_id=ID_COLUMNS[layer])
        astray = votes.drop_nulls("gold_id").join(labels, on=["sentence_id", "gold_id"], how="anti")
        for id_, gold in astray.select("vote_id", "gold_id").iter_rows():
            yield Failure(frames.locate(id_, ""), f'gold_id: there is no label "{gold}" here', id_, REBUILD)
        lost = votes.filter(pl.col("gold_id").is_null() & pl.col("outcome").is_in(["kept", "changed"]))
        for id_, outcome in lost.select("vote_id", "outcome").iter_rows():
            yield Failure(frames.locate(id_, ""), f"the vote was {outcome}, but gold_id is null", id_, REBUILD)
        left = votes.filter(pl.col("gold_id").is_not_null() & (pl.col("outcome") == "dropped"))
        for id_, gold in left.select("vote_id", "gold_id").iter_rows():
            yield Failure(frames.locate(id_, ""), f'the vote was dropped, but gold_id is "{gold}"', id_, REBUILD)


def _estranged(frames: Frames, tables: tuple[str, ...], whole: str, columns: tuple[str, ...]) -> Iterator[Failure]:
    """Yield the rows that do not agree with the sentence or article they stand in, those of one table and one together.

    `columns` are those that both have, and that have to be the same.
    """
    key = f"{whole}_id"
    homes = frames.one_each(f"{whole}s", *columns).with_columns(has_home=True)
    rows = pl.concat(
        frames[table].lazy().select(pl.lit(table).alias("table"), pl.col(ID_COLUMNS[table]).alias("id"), key, *columns)
        for table in tables
    ).with_row_index("row")
    foreign = ~pl.col("id").str.starts_with(pl.col(key) + ":")
    differs = (pl.col(column).ne_missing(pl.col(f"{column}_home")) for column in columns)
    joined = rows.join(homes.lazy(), on=key, how="left", suffix="_home")
    wrong = joined.filter(pl.col("has_home").is_null() | foreign | pl.any_horizontal(differs))
    found: dict[tuple[str, str, str], list[str]] = {}
    # The engine that streams never holds all of a join at once.
    for row in wrong.collect(engine="streaming").sort("row").iter_rows(named=True):
        differing = [column for column in columns if row[column] != row[f"{column}_home"]]
        if not row["has_home"]:
            message = f'there is no {whole} "{row[key]}"'
        elif not row["id"].startswith(f"{row[key]}:"):
            message = f"the id does not begin with its {key}, {row[key]}"
        else:
            message = f"its {' and '.join(differing)} {'are' if differing[1:] else 'is'} not what its {whole} has"
        found.setdefault((row["table"], row[key], message), []).append(row["id"])
    for (_, _, message), ids in found.items():
        more = f"; so with {len(ids) - 1} more of the same {whole}" if len(ids) > 1 else ""
        yield Failure(frames.locate(ids[0], ""), message + more, ids[0], REBUILD)


def named_by_labels(frames: Frames) -> Iterator[pl.DataFrame]:
    """Yield whom participants, attributions, holders and targets name: label_id, field, position, value."""
    yield from _slots(frames, "actor_id")
    yield _references(frames, "stances", "holder_id")
    yield _targets(frames, "actor")


def _actor_references(frames: Frames) -> Iterator[pl.DataFrame]:
    yield _references(frames, "mentions", "actor_id")
    unnamed = (pl.col("field") == "attributed_to") & (pl.col("value") == UNNAMED)
    yield from (named.filter(~unnamed) for named in named_by_labels(frames))
    yield _references(frames, "actors", "parent_id")
    yield _references(frames, "actors", "members").explode("value")
    yield _references(frames, "incidents", "participants").explode("value")
    related = pl.col("relations").list.eval(pl.element().struct.field("actor_id"))
    yield _references(frames, "actors", "relations", related).explode("value")


def _slots(frames: Frames, column: str) -> Iterator[pl.DataFrame]:
    for slots in (frames.participants, frames.attributions):
        yield slots.select("label_id", "field", "position", value=column)


def _targets(frames: Frames, kind: str) -> pl.DataFrame:
    of_kind = pl.when(pl.col("target_kind") == kind).then(pl.col("target_id"))
    return _references(frames, "stances", "target_id", of_kind)


def _references(frames: Frames, table: str, field: str, value: pl.Expr | None = None) -> pl.DataFrame:
    """Return what a field refers to: label_id (as `locate` knows it), field, position (null), value (null for none)."""
    id_column = pl.col(ID_COLUMNS[table])
    return frames[table].select(
        label_id=pl.lit(f"{table}/") + id_column if table in contract.REGISTRIES else id_column,
        field=pl.lit(field),
        position=pl.lit(None, pl.Int64),
        value=pl.col(field) if value is None else value,
    )


def _unknown(frames: Frames, kind: str, references: Iterable[pl.DataFrame]) -> Iterator[Failure]:
    """Yield the references to ids that the table of their kind does not have."""
    known = frames[f"{kind}s"].select(value=f"{kind}_id")
    for each in references:
        named = each.drop_nulls("value")
        astray = named.join(known, on="value", how="anti")
        if kind == "mention":  # that one is another article's is what other rules have against it
            astray = astray.filter(_own("value", "label_id"))
        if kind == "event":  # nor is there one of another article
            astray = pl.concat([astray, named.filter(~_own("value", "label_id"))]).unique(maintain_order=True)
        hints = _ways_out(kind, astray["value"].unique().to_list(), known["value"])
        for id_, field, position, value in astray.iter_rows():
            message = f'{field}: there is no {kind} "{value}"'
            yield Failure(
                frames.locate(id_, item(field, position)), message, id_.split("/", maxsplit=1)[-1], hints[value]
            )


def _ways_out(kind: str, astray: list[str], known: pl.Series) -> dict[str, str]:
    """Return a hint for each id that is not among the known."""
    if kind not in ("mention", "event"):
        return {id_: _named_like(kind, id_, known) for id_ in astray}
    sentences = {id_: id_.rpartition(":")[0] for id_ in astray}
    there = _ids_by_sentence(known, set(sentences.values())) if astray else {}
    return {
        id_: f"{short(sentence)} has {', '.join(map(short, there.get(sentence, ()))) or f'no {kind}s'}"
        for id_, sentence in sentences.items()
    }


def _ids_by_sentence(ids: pl.Series, sentences: set[str]) -> dict[str, list[str]]:
    of_sentence = pl.DataFrame({"id": ids, "sentence": ids.str.replace(":[^:]*$", "")})
    wanted = of_sentence.filter(pl.col("sentence").is_in(list(sentences)))
    return dict(wanted.group_by("sentence").agg(pl.col("id").unique().sort()).iter_rows())


def _named_like(kind: str, id_: str, known: pl.Series) -> str:
    if id_ == UNNAMED:
        return "unnamed stands in attributed_to only: name the actor, or remove the label"
    return did_you_mean(id_, known) or f"add it to the {kind}s registry, or name another"
