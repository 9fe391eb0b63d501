"""The rules of a dataset by hand: what somebody who knows Polars would write to check these files and no others.

It counts, rule by rule, what `torkham validate` finds in the rows of a dataset without votes, and whether files and
rows are those that the manifest records. It has no words for what it finds, no lines and no hints, and it knows nothing
of hostile files, other columns, or the card. Only the vocabularies are read from `schema/`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout, suppress
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pyarrow.parquet as pq
from edtf import parse_edtf
from polars import col

SCHEMA = Path(__file__).parents[1] / "schema" / "vocabularies"
LAYERS = {"mentions": "mention_id", "events": "event_id", "stances": "stance_id"}
IDS = {"articles": "article_id", "sentences": "sentence_id", **LAYERS} | {
    "actors": "actor_id",
    "issues": "issue_id",
    "places": "place_id",
    "incidents": "incident_id",
}
SPACE = r"[\s\x1c-\x1f]"
LINE_END = r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """Read a vocabulary."""
    read: dict[str, Any] = json.loads((SCHEMA / f"{name}.json").read_text(encoding="utf-8"))
    return read


# What each field may hold. A dictionary is a struct, `Many` a list, `Null` allows null.


class Wrong(NamedTuple):
    """What is wrong of a value, and which rule that breaks."""

    of: Callable[[pl.Expr], pl.Expr]
    rule: str = "schema/value"


class Many(NamedTuple):
    """A list."""

    item: Any
    unique: bool = False
    least: int = 0


class Null(NamedTuple):
    """A field that may be null."""

    field: Any


def text(pattern: str = "", most: int = 0) -> Wrong:
    """Text that is not empty, or matches a pattern from end to end, and is not too long."""
    form = f"^(?:{pattern})$" if pattern else "(?s)."
    return Wrong(lambda value: ~value.str.contains(form) | (value.str.len_chars() > most if most else False))


def code(name: str) -> Wrong:
    """One of a vocabulary."""
    return Wrong(lambda value: ~value.is_in(vocabulary(name)["enum"]), "schema/unknown-code")


def number(least: float, most: float = 2**31 - 1) -> Wrong:
    """A number between two."""
    return Wrong(lambda value: ~value.is_between(least, most))


def date() -> Wrong:
    """A date or interval in EDTF."""
    form = text(r"[-0-9YXTZ:./~%?SWu]{4,60}")
    return Wrong(lambda value: form.of(value) | ~value.map_batches(are_edtf, return_dtype=pl.Boolean))


def are_edtf(values: pl.Series) -> pl.Series:
    """Return which values are EDTF; there are few different ones."""
    good = [value for value in values.unique().drop_nulls() if is_edtf(value)]
    return values.is_in(good)


def is_edtf(value: str) -> bool:
    """Return whether the parser takes a value; it prints what it refuses."""
    with redirect_stdout(StringIO()), suppress(Exception):
        parse_edtf(value)
        return True
    return False


ANY = Wrong(lambda value: value.is_null() & False)
SLUG, ENTRY = "[a-z0-9]+(-[a-z0-9]+)*", text("[a-z][a-z0-9_]*", 100)
ARTICLE_ID, SENTENCE_ID = text(SLUG, 100), text(f"{SLUG}:s[0-9]{{3,}}")
MENTION_ID, EVENT_ID, STANCE_ID = (text(f"{SLUG}:s[0-9]{{3,}}:{letter}[0-9]{{2,}}") for letter in "met")
OFFSET, DATE, COUNTRY, ANNOTATOR = number(0), date(), text("[A-Z]{3}"), text("[a-z][a-z0-9_.-]*", 100)
SPAN = {"start": OFFSET, "end": OFFSET, "text": text()}
ALIAS = {"text": text(), "valid_from": Null(DATE), "valid_to": Null(DATE), "contested": ANY}
SOURCE = {"label_source": code("label_source"), "annotator_id": ANNOTATOR, "confidence": Null(number(0, 1))}
TELLER = {"actor_id": ENTRY, "mention_id": Null(MENTION_ID)}
PARTICIPANT = TELLER | {"implicit": ANY, "warrant": code("warrant")}
TOLD = {"attributed_to": Many(TELLER), "cue": Null(SPAN), "certainty": code("certainty"), "alternative": Null(text())}
MENTION = {"mention_id": MENTION_ID, "actor_id": ENTRY, "form": code("mention_form")} | SPAN | SOURCE
EVENT: dict[str, Any] = (
    {
        "event_id": EVENT_ID,
        "trigger": SPAN,
        "type": code("event_type"),
        "mode": Null(code("event_mode")),
        "quad_class": code("quad_class"),
        "score": Null(number(-10, 10)),
        "contexts": Many(code("context"), unique=True),
        "sources": Many(PARTICIPANT, least=1),
        "recipients": Many(PARTICIPANT),
        "reciprocal": ANY,
        "status": code("status"),
        "content_of": Null(EVENT_ID),
        "time": Null(SPAN | {"value": DATE}),
        "place": Null(SPAN | {"place_id": ENTRY}),
        "incident_id": Null(ENTRY),
    }
    | TOLD
    | SOURCE
)
STANCE: dict[str, Any] = (
    {
        "stance_id": STANCE_ID,
        "holder_id": ENTRY,
        "holder_mention_id": Null(MENTION_ID),
        "target_kind": code("target_kind"),
        "target_id": Null(ENTRY),
        "target_text": Null(SPAN),
        "polarity": code("polarity"),
        "expression": code("expression"),
        "voice": code("voice"),
        "evidence": SPAN,
    }
    | TOLD
    | SOURCE
)
PLACE = {"article_id": ARTICLE_ID, "fold": text(), "sentence_id": SENTENCE_ID}
LABEL = PLACE | {"sentence_start": OFFSET, "sentence_text": text()}
TABLES: dict[str, dict[str, Any]] = {
    "sentences": PLACE
    | {"index": OFFSET, "paragraph": OFFSET, "section": Null(ANY), "role": code("role"), "is_annotated": ANY}
    | SPAN
    | {"mentions": Many(MENTION), "events": Many(EVENT), "stances": Many(STANCE)}
    | {"actor_ids": Many(ENTRY, unique=True), "event_types": Many(code("event_type"), unique=True)}
    | {"quad_classes": Many(code("quad_class"), unique=True)},
    "articles": {
        "article_id": ARTICLE_ID,
        "fold": text(),
        **{name: Null(text()) for name in ("title", "outlet", "author", "published_quote", "dateline")},
        "published": Null(DATE),
        "published_precision": Null(code("date_precision")),
        "genre": code("genre"),
        "language": text("[a-z]{2}"),
        "source_file": text(),
        "source_sha256": text("[0-9a-f]{64}"),
        "text": text(),
        "n_sentences": number(1),
    },
    "mentions": LABEL | MENTION,
    "events": LABEL | EVENT,
    "stances": LABEL | STANCE,
    "actors": {
        "actor_id": ENTRY,
        "name": text(),
        "type": code("actor_type"),
        "country": Null(COUNTRY),
        "sector": Null(code("sector")),
        "parent_id": Null(ENTRY),
        "members": Many(ENTRY, unique=True),
        "relations": Many({"kind": code("actor_relation"), "actor_id": ENTRY, "note": text()}),
        "aliases": Many(ALIAS),
    },
    "issues": {"issue_id": ENTRY, "kind": code("issue_kind"), "proposition": text(), "description": text()},
    "places": {
        "place_id": ENTRY,
        "name": text(),
        "kind": code("place_kind"),
        "country": Null(COUNTRY),
        "geonames_id": Null(number(1)),
        "lat": Null(number(-90, 90)),
        "lon": Null(number(-180, 180)),
        "aliases": Many(ALIAS),
    },
    "incidents": {
        "incident_id": ENTRY,
        "name": text(),
        "type": code("incident_type"),
        "start": Null(DATE),
        "end": Null(DATE),
        "participants": Many(ENTRY, unique=True),
        "place_id": Null(ENTRY),
        "description": text(),
    },
}


def value_counts(name: str, frame: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    """Yield frames of one row that count wrong values, a column for each field; the same value of a row counts once."""
    yield from judged(frame.with_row_index("row"), TABLES[name])


def judged(frame: pl.LazyFrame, fields: dict[str, Any]) -> Iterator[pl.LazyFrame]:
    """Judge the columns of a frame, and what is in its lists and structs."""
    counts = []
    for name, field in fields.items():
        inner = field.field if isinstance(field, Null) else field
        value = col(name)
        if not isinstance(field, Null):
            counts.append(count(name, value.is_null(), "schema/type"))
        if isinstance(inner, Wrong):
            counts.append(count(name, inner.of(value), inner.rule))
        elif isinstance(inner, dict):
            opened = frame.select("row", name).filter(value.is_not_null()).unnest(name)
            yield from judged(opened, inner)
        else:
            if inner.unique or inner.least:
                wrong = (value.list.len() < inner.least) | (value.list.n_unique() < value.list.len() * inner.unique)
                counts.append(count(name, wrong, "schema/value"))
            opened = frame.select("row", name).filter(value.list.len() > 0).explode(name)
            if isinstance(inner.item, dict):
                yield from judged(opened.unnest(name), inner.item)
            else:
                yield from judged(opened, {name: inner.item})
    yield frame.select(counts)


def count(name: str, wrong: pl.Expr, rule: str) -> pl.Expr:
    """Count the different values of rows that are wrong."""
    return pl.struct("row", name).filter(wrong).n_unique().alias(f"{rule} {name}")


# Rules over several rows. Each yields its id with a frame whose different rows are its findings.

Found = Iterator[tuple[str, pl.LazyFrame]]


class Data:
    """The tables of a dataset, each with its splits put together, and what several rules look at."""

    def __init__(self, root: Path) -> None:
        files = {name: sorted((root / "data" / name).glob("*.parquet")) for name in TABLES}
        self.tables = {
            name: pl.concat([pl.scan_parquet(path).with_columns(split=pl.lit(path.stem)) for path in paths])
            for name, paths in files.items()
        }

    def __getitem__(self, name: str) -> pl.LazyFrame:
        return self.tables[name]

    def participants(self) -> pl.LazyFrame:
        """One row per source or recipient."""
        return pl.concat([items(self["events"], "event_id", slot) for slot in ("sources", "recipients")])

    def attributions(self) -> pl.LazyFrame:
        """One row per attribution."""
        return pl.concat([items(self[layer], LAYERS[layer], "attributed_to") for layer in ("events", "stances")])

    def slots(self) -> pl.LazyFrame:
        """One row per participant, attribution and holder."""
        holders = self["stances"].select(
            "article_id",
            id="stance_id",
            slot=pl.lit("holder"),
            actor_id="holder_id",
            mention_id="holder_mention_id",
        )
        columns = ("article_id", "id", "slot", "actor_id", "mention_id")
        return pl.concat([self.participants().select(columns), self.attributions().select(columns), holders])

    def placed(self) -> pl.LazyFrame:
        """The sentences as they stand in the files, with what is between each and the one before it."""
        articles = self["articles"].select("article_id", article_text="text").unique("article_id", keep="first")
        before = col("end").shift(1, fill_value=0).over("article_id")
        columns = ("article_id", "sentence_id", "index", "start", "end", "text", "paragraph", "section", "role")
        return (
            self["sentences"]
            .select(columns)
            .join(articles, on="article_id", how="left", maintain_order="left")
            .with_columns(before=before)
            .with_columns(
                between=slice_of("article_text", "before", "start"),
                misplaced=(slice_of("article_text", "start", "end") != col("text")) | (col("end") <= col("start")),
                rest=col("article_text").str.slice(col("end").clip(0)).str.strip_chars(),
            )
            .drop("article_text")
        )


def items(frame: pl.LazyFrame, id_: str, slot: str) -> pl.LazyFrame:
    """One row per item of a list of structs."""
    listed = frame.select("article_id", "sentence_id", slot, id=id_, slot=pl.lit(slot))
    return listed.filter(col(slot).list.len() > 0).explode(slot).unnest(slot)


def slice_of(text: str, start: str, end: str) -> pl.Expr:
    """Return the characters from start to end."""
    first = col(start).clip(0)
    return col(text).str.slice(first, (col(end) - first).clip(0))


def links(data: Data) -> Found:
    """Ids stand once, and what is referred to is there."""
    for name, id_ in IDS.items():
        yield "links/duplicate-id", data[name].group_by(id_).len().filter(col("len") > 1)
    stances, events, actors, incidents = (data[name] for name in ("stances", "events", "actors", "incidents"))
    to_actors = stances.filter(col("target_kind") == "actor")
    named = data.slots().filter((col("slot") != "attributed_to") | (col("actor_id") != "unnamed"))
    related = actors.select("actor_id", "relations").explode("relations").drop_nulls()
    yield from unknown(
        "actor",
        actors,
        data["mentions"].select(id="mention_id", slot=pl.lit("actor_id"), value="actor_id"),
        named.select("id", "slot", value="actor_id"),
        to_actors.select(id="stance_id", slot=pl.lit("target_id"), value="target_id"),
        actors.select(id="actor_id", slot=pl.lit("parent_id"), value="parent_id"),
        actors.select(id="actor_id", slot=pl.lit("members"), value="members").explode("value"),
        related.select(id="actor_id", slot=pl.lit("relations"), value=col("relations").struct.field("actor_id")),
        incidents.select(id="incident_id", slot=pl.lit("participants"), value="participants").explode("value"),
    )
    to_issues = stances.filter(col("target_kind") == "issue")
    yield from unknown("issue", data["issues"], to_issues.select(id="stance_id", value="target_id"))
    in_places = events.select(id="event_id", value=col("place").struct.field("place_id"))
    yield from unknown("place", data["places"], in_places, incidents.select(id="incident_id", value="place_id"))
    yield from unknown("incident", incidents, events.select(id="event_id", value="incident_id"))
    yield from unknown("mention", data["mentions"], data.slots().select("id", "slot", value="mention_id"))
    yield from unknown("event", events, events.select(id="event_id", value="content_of"))
    for layer, id_ in LAYERS.items():
        yield "links/unknown-sentence", estranged(data[layer], id_, data["sentences"], "sentence_id")
    yield "links/unknown-article", estranged(data["sentences"], "sentence_id", data["articles"], "article_id")
    ordinals = data["articles"].select("article_id").with_row_index("ordinal").unique("article_id", keep="first")
    behind = col("ordinal") < col("ordinal").cum_max().over("split")
    for name in ("sentences", *LAYERS):
        rows = data[name].select("article_id", "split").join(ordinals, on="article_id", maintain_order="left")
        yield "links/row-order", rows.filter(behind).select("split").unique()


def unknown(kind: str, registry: pl.LazyFrame, *references: pl.LazyFrame) -> Found:
    """Yield the references to what a registry or table does not have."""
    known = registry.select(value=f"{kind}_id")
    for frame in references:
        yield f"links/unknown-{kind}", frame.drop_nulls("value").join(known, on="value", how="anti").unique()


def estranged(parts: pl.LazyFrame, id_: str, wholes: pl.LazyFrame, key: str) -> pl.LazyFrame:
    """Return the rows that differ from the sentence or article they stand in, those that differ alike as one."""
    columns = [name for name in ("article_id", "fold", "split") if name != key]
    known = wholes.select(key, *columns, there=True).unique(key, keep="last")
    joined = parts.select(key, *columns, id=id_).join(known, on=key, how="left", suffix="_there")
    kind = (
        pl.when(col("there").is_null())
        .then(pl.lit("missing"))
        .when(~col("id").str.starts_with(col(key) + ":"))
        .then(pl.lit("id"))
        .otherwise(pl.concat_str([(col(name) != col(f"{name}_there")).cast(pl.String) for name in columns]))
    )
    return joined.select(key, kind=kind).filter(col("kind").str.contains("missing|id|true")).unique()


def spans(data: Data) -> Found:
    """Every offset points to the text it claims."""
    sentences = data["sentences"].select("sentence_id", of="text").unique("sentence_id", keep="first")
    marked: dict[str, list[str]] = {
        "mentions": [""],
        "events": ["trigger", "cue", "time", "place"],
        "stances": ["target_text", "cue", "evidence"],
    }
    for layer, fields in marked.items():
        for field in fields:
            parts = [col(field).struct.field(part) if field else col(part) for part in ("start", "end", "text")]
            span = data[layer].select("sentence_id", "sentence_text", *parts).drop_nulls("text")
            inside = (col("start") < col("end")) & (col("end") <= col("sentence_text").str.len_chars())
            equal = slice_of("sentence_text", "start", "end") == col("text")
            wrong = span.filter(~(inside & equal)).join(sentences, on="sentence_id", how="left")
            yield "spans/text-equal", wrong.filter(col("of").eq_missing(col("sentence_text")) | col("of").is_null())
    placed = data.placed()
    yield "spans/sentence-text", placed.filter("misplaced")
    right = placed.filter(~col("misplaced").fill_null(value=False)).unique("sentence_id", keep="first")
    right = right.select("sentence_id", is_start="start", is_text="text")
    for layer in LAYERS:
        labels = data[layer].select("sentence_id", "sentence_start", "sentence_text").join(right, on="sentence_id")
        yield (
            "spans/sentence-text",
            labels.filter((col("sentence_start") != col("is_start")) | (col("sentence_text") != col("is_text"))),
        )
    of_article = placed.group_by("article_id").agg(
        n=pl.len(),
        counted=(col("index") == pl.int_range(pl.len())).all(),
        misplaced=col("misplaced").any(),
        gap=((col("between").str.strip_chars() != "") | (col("start") < col("before"))).any(),
        rest=col("rest").last() != "",
    )
    tiled = col("counted") & (col("n") == col("n_sentences")) & (col("misplaced") | ~(col("gap") | col("rest")))
    articles = data["articles"].unique("article_id", keep="first").join(of_article, on="article_id", how="left")
    yield "spans/gap", articles.filter(~tiled.fill_null(value=False))
    mention = data["mentions"].select("sentence_id", "start", "end", "actor_id", id="mention_id")
    pairs = mention.join(mention, on="sentence_id", suffix="_b").filter(col("id") < col("id_b"))
    this_first = (col("start") < col("start_b")) & (col("start_b") < col("end")) & (col("end") < col("end_b"))
    other_first = (col("start_b") < col("start")) & (col("start") < col("end_b")) & (col("end_b") < col("end"))
    same = pl.all_horizontal(col(name) == col(f"{name}_b") for name in ("start", "end", "actor_id"))
    yield "spans/crossing-mentions", pairs.filter(this_first | other_first | same)
    last_text = col("text").shift(1, fill_value="").over("article_id")
    lines = col("between").str.contains(LINE_END) + last_text.str.count_matches(f"{LINE_END}{SPACE}*")
    heading = pl.when(col("role") == "heading").then("text").forward_fill().shift(1).over("article_id")
    follows = placed.with_columns(
        is_paragraph=pl.when(col("before") == 0).then(0).otherwise(lines).cum_sum().over("article_id"),
        is_section=heading,
    )
    yield (
        "spans/paragraph",
        follows.filter((col("paragraph") != col("is_paragraph")) | col("section").ne_missing(col("is_section"))),
    )


def events(data: Data) -> Found:
    """What PLOVER and the codebook rule for a single event."""
    terms = vocabulary("event_type")["x-terms"]
    types = pl.LazyFrame(
        [(name, term["quad_class"], term["score"], term["recipient"] == "required") for name, term in terms.items()],
        {"type": pl.String, "is_quad": pl.String, "base": pl.Float64, "needs": pl.Boolean},
        orient="row",
    )
    modes = pl.LazyFrame(
        [(name, mode, each["score"], True) for name, term in terms.items() for mode, each in term["modes"].items()],
        {"type": pl.String, "mode": pl.String, "of_mode": pl.Float64, "fits": pl.Boolean},
        orient="row",
    )
    known = data["events"].join(types, on="type").join(modes, on=["type", "mode"], how="left")
    unfit = col("mode").is_not_null() & col("fits").is_null()
    yield "semantics/mode-of-type", known.filter(unfit)
    score = pl.when(col("mode").is_null()).then("base").otherwise("of_mode")
    wrong = (col("quad_class") != col("is_quad")) | col("score").ne_missing(score)
    yield "semantics/score-of-type", known.filter(~unfit & wrong)
    sources, recipients = (
        col(slot).list.eval(pl.element().struct.field("actor_id")) for slot in ("sources", "recipients")
    )
    yield "semantics/recipient-required", known.filter(col("needs") & (recipients.list.len() == 0))
    for slot in (sources, recipients):
        yield "semantics/self-directed", known.filter(slot.list.n_unique() < slot.list.len())
    both = sources.list.set_intersection(recipients).list.len() > 0
    yield "semantics/self-directed", known.filter(both & ~col("reciprocal"))
    others = (recipients.list.len() > 0) & (sources.list.set_symmetric_difference(recipients).list.len() > 0)
    yield "semantics/reciprocal", known.filter(col("reciprocal") & ((sources.list.n_unique() < 2) | others))
    yield "semantics/warrant", unwarranted(data)
    ids = data["events"].select("event_id", is_act=col("quad_class").str.starts_with("verbal"))
    speech = data["events"].select("content_of", id="event_id").drop_nulls()
    acts = speech.join(ids.unique("event_id"), left_on="content_of", right_on="event_id", how="left")
    yield "semantics/attribution", acts.filter((col("id") == col("content_of")) | ~col("is_act"))


def unwarranted(data: Data) -> pl.LazyFrame:
    """Return the participants that are not named where their warrant says."""
    sentences = data["sentences"].select("sentence_id", "paragraph", "section", "role", "text")
    mentioned = data["mentions"].select("mention_id", there="sentence_id").unique("mention_id", keep="last")
    taking_part = data["incidents"].select("incident_id", "participants")
    incident_of = data["events"].select("incident_id", id="event_id").unique("id", keep="last")
    joined = (
        data.participants()
        .join(incident_of, on="id", how="left")
        .join(taking_part, on="incident_id", how="left")
        .join(data["actors"].select("actor_id", known=True), on="actor_id", how="left")
        .join(mentioned, on="mention_id", how="left")
        .join(sentences, on="sentence_id", how="left")
        .join(sentences, left_on="there", right_on="sentence_id", how="left", suffix="_there")
    )
    no_part = col("participants").is_not_null() & ~col("actor_id").is_in(col("participants"))
    by_incident = col("known") & (col("mention_id").is_not_null() | col("incident_id").is_null() | no_part)
    same_article = col("there").str.starts_with(col("article_id") + ":")
    elsewhere = same_article & (col("there") != col("sentence_id"))
    holds = (
        pl.when(col("warrant") == "sentence")
        .then(col("there") == col("sentence_id"))
        .when(col("warrant") == "paragraph")
        .then(elsewhere & (col("paragraph") == col("paragraph_there")))
        .otherwise(
            same_article
            & col("role_there").is_in(["heading", "headline"])
            & col("section").eq_missing(col("text_there"))
        )
    )
    broken = pl.when(col("warrant") == "incident").then(by_incident).otherwise(col("mention_id").is_null() | ~holds)
    marked = joined.with_columns(broken=broken.fill_null(value=False))
    wrong = col("broken") | (col("implicit") == (col("warrant") == "sentence"))
    return marked.filter(wrong).select("id", "actor_id", "broken", "warrant", "implicit").unique()


def slots(data: Data) -> Found:
    """Who may stand in a slot, and what the words beside it say."""
    actors = data["actors"]
    members = actors.filter(col("type") == "compound").select("actor_id", "members")
    mentioned = data["mentions"].select("mention_id", named="actor_id").unique("mention_id", keep="last")
    known = actors.select("actor_id", known=True)
    pointing = (
        data.slots()
        .filter(col("mention_id").is_not_null() & ((col("actor_id") != "author") | (col("slot") == "holder")))
        .join(mentioned, on="mention_id")
        .filter(col("actor_id") != col("named"))
        .join(known, on="actor_id", how="semi")
        .join(known, left_on="named", right_on="actor_id", how="semi")
        .join(members, left_on="named", right_on="actor_id", how="left")
    )
    stranger = ~col("actor_id").is_in(col("members")).fill_null(value=False)
    yield "semantics/mention-actor", pointing.filter(stranger).select("id", "slot", "actor_id", "mention_id").unique()
    near = data.slots().filter(~col("slot").is_in(["sources", "recipients"]))
    far = ~col("mention_id").str.starts_with(col("article_id") + ":")
    yield "semantics/mention-scope", near.filter(far).select("id", "slot", "mention_id").unique()
    targets = data["stances"].filter(col("target_kind") == "actor")
    for frame in (data.slots(), targets.select(id="stance_id", slot=pl.lit("target"), actor_id="target_id")):
        named = frame.join(members, on="actor_id", how="semi").select("id", "slot", "actor_id").unique()
        yield "semantics/compound-in-slot", named
    authors = data.slots().filter((col("slot") != "holder") & (col("actor_id") == "author"))
    yield "semantics/author-slot", authors.select("id", "slot").unique()
    yield "semantics/author-slot", data["mentions"].filter(col("actor_id") == "author")
    unnamed = data.attributions().filter((col("actor_id") == "unnamed") & col("mention_id").is_not_null())
    yield "semantics/author-slot", unnamed.select("id").unique()
    for layer in ("events", "stances"):
        without = (col("attributed_to").list.len() == 0) & col("cue").is_not_null()
        yield "semantics/attribution", data[layer].filter(without)
        debatable = col("certainty") == "debatable"
        yield "semantics/alternative", data[layer].filter(debatable != col("alternative").is_not_null())


def entries(data: Data) -> Found:
    """Sentences, stances and registry entries: each agrees with itself."""
    terms = vocabulary("role")["x-terms"]
    annotated = col("role").is_in([role for role, term in terms.items() if term["annotated"]])
    labelled = pl.any_horizontal(col(layer).list.len() > 0 for layer in LAYERS)
    wrong = (col("is_annotated") != annotated) | (~col("is_annotated") & labelled)
    yield "semantics/annotated-role", data["sentences"].filter(wrong)
    field = pl.element().struct.field
    by_place = pl.element().sort_by(field("start"), field("end")).struct.field("actor_id")
    quick = {
        "actor_ids": col("mentions").list.eval(by_place),
        "event_types": col("events").list.eval(field("type")),
        "quad_classes": col("events").list.eval(field("quad_class")),
    }
    for column, values in quick.items():
        stale = col(column) != values.list.unique(maintain_order=True)
        yield "semantics/quick-columns", data["sentences"].filter(stale)
    stances = data["stances"]
    is_open, has_target = col("target_kind") == "open", col("target_id").is_not_null()
    amiss = pl.when(is_open).then(has_target | col("target_text").is_null()).otherwise(~has_target)
    yield "semantics/stance-target", stances.filter(amiss)
    yield "semantics/stance-self", stances.filter(~is_open & (col("holder_id") == col("target_id")))
    pairs = stances.filter(has_target).group_by("sentence_id", "holder_id", "target_kind", "target_id").len()
    yield "semantics/stance-pair", pairs.filter(col("len") > 1)
    members = data["actors"].filter(col("type") == "compound").select(members="actor_id", nested=True)
    opened = data["actors"].select("actor_id", "type", "members").explode("members")
    opened = opened.join(members, on="members", how="left")
    counted = opened.group_by("actor_id", "type").agg(n=col("members").count(), nested=col("nested").any())
    amiss = ((col("type") == "compound") != (col("n") > 0)) | (col("n") == 1) | col("nested")
    yield "semantics/compound-members", counted.filter(amiss)
    before = col("end") < col("start").str.head(col("end").str.len_chars())
    yield "semantics/edtf", data["incidents"].filter(before)
    yield "semantics/parent-cycle", circles(data)


def circles(data: Data) -> pl.LazyFrame:
    """Return the actors that are their own parents, the first of each circle."""
    parents = dict(data["actors"].select("actor_id", "parent_id").collect().iter_rows())
    found = []
    for actor in parents:
        seen, above = {actor}, parents[actor]
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == actor == min(seen):
            found.append(actor)
    return pl.LazyFrame({"actor_id": found})


def corpus(data: Data) -> Found:
    """All articles together."""
    splits = data["articles"].group_by("fold").agg(col("split").n_unique())
    yield "corpus/fold-in-splits", splits.filter(col("split") > 1)
    long = data["sentences"].filter(col("is_annotated") & (col("text").str.count_matches(" ", literal=True) >= 7))
    yield "corpus/leakage", long.group_by("text").agg(col("split").n_unique()).filter(col("split") > 1)


def copies(data: Data) -> Found:
    """The labels nested in sentences are those of the tables, in the same order."""
    for layer, id_ in LAYERS.items():
        nested = (
            data["sentences"].select(layer).filter(col(layer).list.len() > 0).explode(layer).unnest(layer).collect()
        )
        flat = data[layer].select(nested.columns).collect()
        if nested.equals(flat):
            continue
        both = pl.concat([nested.with_columns(here=True), flat.with_columns(here=False)])
        both = both.unique([id_, "here"], keep="last").drop("here")
        alike = pl.struct(pl.all()).n_unique().over(id_) == 1
        differing = both.filter(~(alike & (pl.len().over(id_) == 2))).select(id_).unique()
        yield "links/nested-labels", (nested.head(1) if differing.is_empty() else differing).lazy()


# Files and their hashes.


def release(root: Path) -> Iterator[str]:
    """Yield a rule for every file whose bytes or rows are not those of the manifest."""
    for file, entry in json.loads((root / "manifest.json").read_text(encoding="utf-8"))["files"].items():
        with (root / file).open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != entry["sha256"]:
                yield "release/sha256"
        if file.endswith(".parquet") and logical_hash(root / file) != entry["logical_sha256"]:
            yield "release/logical-hash"


def logical_hash(path: Path) -> str:
    """Return the sha256 of the rows as canonical JSON: keys in order, and whole numbers without a fraction."""
    running, columns = hashlib.sha256(), in_order(path)
    for batch in pq.ParquetFile(path).iter_batches(20_000):
        lines = pl.DataFrame(pl.from_arrow(batch)).select(columns).write_ndjson().encode()
        running.update(re.sub(rb'"(score|confidence|lat|lon)":(-?[0-9]+)\.0([,}])', rb'"\1":\2\3', lines))
    return running.hexdigest()


def in_order(path: Path) -> list[pl.Expr]:
    """Return the columns of a file in the order of their names, and so the fields inside them."""
    return [sorted_fields(col(name), kind).alias(name) for name, kind in sorted(pl.read_parquet_schema(path).items())]


def sorted_fields(value: pl.Expr, kind: Any) -> pl.Expr:
    """Return a value with the fields of its structs in the order of their names."""
    if isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct):
        return value.list.eval(sorted_fields(pl.element(), kind.inner))
    if not isinstance(kind, pl.Struct):
        return value
    fields = sorted(kind.fields, key=lambda field: field.name)
    inner = [sorted_fields(value.struct.field(field.name), field.dtype).alias(field.name) for field in fields]
    return pl.when(value.is_not_null()).then(pl.struct(inner))


def check(root: Path, *, hashes: bool = True) -> Counter[str]:
    """Return how many findings each rule has; `hashes` says whether to look at those of files and rows."""
    found = Counter(release(root) if hashes else ())
    data = Data(root)
    wrong = pl.collect_all([frame for name in TABLES for frame in value_counts(name, data[name])])
    for frame in wrong:
        for name, number in frame.row(0, named=True).items():
            found[name.split(" ")[0]] += number
    if any(rule.startswith("schema/") for rule in +found):
        return +found  # what has no sound values is not judged further
    for group in (links, spans, events, slots, entries, corpus, copies):
        rules = list(group(data))
        counts = pl.collect_all([frame.select(pl.len()) for _, frame in rules])
        for (rule, _), number in zip(rules, counts, strict=True):
            found[rule] += number.item()
    return +found


def main(argv: list[str] | None = None) -> int:
    """Count the findings on a dataset by rule."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.by_hand", description=main.__doc__)
    parser.add_argument("dataset", type=Path)
    options = parser.parse_args(argv)
    for rule, number in sorted(check(options.dataset).items()):
        print(f"{number:8} {rule}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
