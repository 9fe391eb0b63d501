"""Errors planted in a dataset on purpose: for every rule on rows, a few that break it and, mostly, no other.

What a dataset holds twice, nested in a sentence and in a table of its own, is changed in both places.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, TypeAlias

from torkham import contract
from torkham.contract import Json
from torkham.tables import ID_COLUMNS

Rows: TypeAlias = dict[str, list[Json]]
"""The rows of tables by configuration."""

Plant: TypeAlias = Callable[[Rows, Rows], None]
"""Changes rows: the first are those of training articles and of the registries, the second, for comparison only, of
validation articles."""

TIMES = 3
"""How often each error is planted, where the articles are enough."""

Twin: TypeAlias = tuple[Json, Json]
"""A label as its table has it, and as its sentence has it."""


class _Field:
    """The rows to plant in, and which sentences have been planted in already."""

    def __init__(self, rows: Rows, others: Rows) -> None:
        self.rows, self.others = rows, others
        self.sentences = {row["sentence_id"]: row for row in rows["sentences"]}
        self.articles = {row["article_id"]: row for row in rows["articles"]}
        self.used: set[str] = set()
        # Labels that others point to are left alone: one error is to be one finding.
        self.pointed = {id_ for row in [*rows["events"], *rows["stances"]] for id_ in _pointed(row)}

    def labels(self, layer: str, fits: Callable[[Json], Any]) -> Iterator[Twin]:
        """Yield labels that fit, each in a sentence of its own that nothing was planted in."""
        column = ID_COLUMNS[layer]
        for row in self.rows[layer]:
            if row["sentence_id"] not in self.used and row[column] not in self.pointed and fits(row):
                self.used.add(row["sentence_id"])
                nested = self.sentences[row["sentence_id"]][layer]
                yield row, next(label for label in nested if label[column] == row[column])

    def units(self, fits: Callable[[Json], Any]) -> Iterator[Json]:
        """Yield sentences that fit and that nothing was planted in."""
        for row in self.rows["sentences"]:
            if row["sentence_id"] not in self.used and fits(row):
                self.used.add(row["sentence_id"])
                yield row

    def spare_articles(self) -> Iterator[Json]:
        """Yield articles, the last first, that nothing was planted in."""
        for article in reversed(self.rows["articles"]):
            own = {id_ for id_, row in self.sentences.items() if row["article_id"] == article["article_id"]}
            if not own & self.used:
                self.used |= own
                yield article

    def add(self, layer: str, label: Json, **changes: Any) -> None:
        """Put a copy of a label, with changes, behind the last label of its sentence."""
        flat = deepcopy(label) | changes
        nested = self.sentences[label["sentence_id"]][layer]
        nested.append({key: deepcopy(flat[key]) for key in nested[0]})
        rows = self.rows[layer]
        last = max(index for index, row in enumerate(rows) if row["sentence_id"] == label["sentence_id"])
        rows.insert(last + 1, flat)


def _pointed(row: Json) -> Iterator[str | None]:
    yield row.get("holder_mention_id")
    yield row.get("content_of")
    yield from (item["mention_id"] for slot in ("sources", "recipients", "attributed_to") for item in row.get(slot, ()))


Error: TypeAlias = Callable[[_Field], Iterator[None]]
"""Plants one error at every step."""

_ERRORS: dict[str, list[tuple[str, Error]]] = {"values": [], "rules": []}
"""Two kinds of errors, since a table with wrong values is not judged further."""

KINDS = tuple(_ERRORS)


def _error(kind: str, rule: str) -> Callable[[Error], Error]:
    def enter(error: Error) -> Error:
        _ERRORS[kind].append((rule, error))
        return error

    return enter


def planting(kind: str, times: int = TIMES) -> Plant:
    """Return what plants every error of a kind so many times."""

    def plant(rows: Rows, others: Rows) -> None:
        field = _Field(rows, others)
        for _, error in _ERRORS[kind]:
            for _ in zip(range(times), error(field), strict=False):
                pass

    return plant


def planted_rules(kind: str) -> set[str]:
    """Return the ids of the rules that the errors of a kind break."""
    return {rule for rule, _ in _ERRORS[kind]}


def _change(layer: str, rule: str, fits: Callable[[Json], Any], change: Callable[[Json], Any]) -> None:
    """Enter an error that changes a label where it fits, in both places alike."""

    @_error("values" if rule.startswith("schema/") else "rules", rule)
    def error(field: _Field) -> Iterator[None]:
        for twin in field.labels(layer, fits):
            for label in twin:
                change(label)
            yield


def _always(_: Json) -> bool:
    return True


def _setting(**fields: Any) -> Callable[[Json], None]:
    return lambda label: label.update(fields)


def _has_no_labels(row: Json) -> bool:
    return row["role"] == "body" and not any(row[layer] for layer in contract.LABELS)


# Values

_change("mentions", "schema/unknown-code", _always, _setting(form="naem"))
_change("events", "schema/unknown-code", _always, lambda event: event["contexts"].append("weather"))
_change("events", "schema/type", _always, lambda event: event["trigger"].update(text=None))
_change("stances", "schema/type", _always, _setting(label_source=None))
_change("mentions", "schema/value", _always, _setting(start=-1))
_change("events", "schema/value", _always, _setting(confidence=1.5))
_change("events", "schema/value", lambda event: event["time"], lambda event: event["time"].update(value="some day"))
_change("events", "schema/value", lambda e: e["sources"], lambda e: e["sources"][0].update(actor_id="Nobody At All"))
_change("events", "schema/value", _always, _setting(sources=[]))
_change("stances", "schema/value", _always, lambda stance: stance["evidence"].update(text=""))


@_error("values", "schema/unknown-code")
def _unknown_genre(field: _Field) -> Iterator[None]:
    for article in field.rows["articles"]:
        article["genre"] = "gossip"
        yield


@_error("values", "schema/value")
def _actor_twice(field: _Field) -> Iterator[None]:
    for unit in field.units(lambda row: row["actor_ids"]):
        unit["actor_ids"].append(unit["actor_ids"][0])
        yield


@_error("values", "schema/type")
def _no_role(field: _Field) -> Iterator[None]:
    for unit in field.units(_always):
        unit["role"] = None
        yield


# Corpus and whole articles; these come first, while there are articles that nothing was planted in


@_error("rules", "corpus/fold-in-splits")
def _fold_of_another_split(field: _Field) -> Iterator[None]:
    for article, other in zip(field.spare_articles(), field.others["articles"], strict=False):
        for table in ("articles", "sentences", *contract.LABELS):
            for row in field.rows[table]:
                if row["article_id"] == article["article_id"]:
                    row["fold"] = other["fold"]
        yield


@_error("rules", "corpus/leakage")
def _sentence_of_another_split(field: _Field) -> Iterator[None]:
    """Put a sentence of a validation article in the place of one, and move all that comes after it."""
    texts = (row["text"] for row in field.others["sentences"] if _has_no_labels(row))
    for unit, text in zip(field.units(_has_no_labels), texts, strict=False):
        longer = len(text) - len(unit["text"])
        article = field.articles[unit["article_id"]]
        article["text"] = article["text"][: unit["start"]] + text + article["text"][unit["end"] :]
        after = {}
        for row in field.rows["sentences"]:
            if row["article_id"] == unit["article_id"] and row["start"] > unit["start"]:
                row.update(start=row["start"] + longer, end=row["end"] + longer)
                after[row["sentence_id"]] = longer
        unit.update(text=text, end=unit["end"] + longer)
        for layer in contract.LABELS:
            for label in field.rows[layer]:
                label["sentence_start"] += after.get(label["sentence_id"], 0)
        yield


@_error("rules", "spans/gap")
def _sentences_miscounted(field: _Field) -> Iterator[None]:
    for article in field.spare_articles():
        article["n_sentences"] += 1
        yield


@_error("rules", "spans/gap")
def _words_between(field: _Field) -> Iterator[None]:
    """Begin a sentence one word later: text and offsets agree, but what stood before it is in no sentence."""
    for article in field.spare_articles():
        own = (row for row in field.rows["sentences"] if row["article_id"] == article["article_id"])
        for unit in filter(_has_no_labels, own):
            before = len(unit["text"].split(" ")[0]) + 1
            unit["text"], unit["start"] = unit["text"][before:], unit["start"] + before
            yield
            break


# Links

_change("stances", "links/unknown-actor", _always, _setting(holder_id="nobody_known", holder_mention_id=None))
_change("stances", "links/unknown-issue", lambda s: s["target_kind"] == "issue", _setting(target_id="the_weather"))
_change("events", "links/unknown-place", lambda e: e["place"], lambda e: e["place"].update(place_id="nowhere"))
_change("events", "links/unknown-incident", lambda e: e["incident_id"], _setting(incident_id="nothing"))
_change(
    "events",
    "links/unknown-mention",
    lambda event: event["sources"][0]["mention_id"],
    lambda event: event["sources"][0].update(mention_id=f"{event['event_id'].rpartition(':')[0]}:m77"),
)
_change(
    "events",
    "links/unknown-event",
    lambda event: event["content_of"],
    lambda event: event.update(content_of=f"{event['event_id'].rpartition(':')[0]}:e77"),
)


@_error("rules", "links/duplicate-id")
def _id_twice(field: _Field) -> Iterator[None]:
    for twin in field.labels("stances", lambda stance: stance["stance_id"].endswith(":t02")):
        for stance in twin:
            stance["stance_id"] = stance["stance_id"].replace(":t02", ":t01")
        yield


@_error("rules", "links/unknown-sentence")
def _fold_of_label(field: _Field) -> Iterator[None]:
    for flat, _ in field.labels("mentions", _always):
        flat["fold"] = "elsewhere"
        yield


@_error("rules", "links/unknown-article")
def _fold_of_sentence(field: _Field) -> Iterator[None]:
    for unit in field.units(_has_no_labels):
        unit["fold"] = "elsewhere"
        yield


@_error("rules", "links/nested-labels")
def _other_copy(field: _Field) -> Iterator[None]:
    for _, nested in field.labels("mentions", _always):
        nested["form"] = "pronoun"
        yield


# Spans

_change("events", "spans/text-equal", _always, lambda e: e["trigger"].update(start=e["trigger"]["start"] + 1))


@_error("rules", "spans/sentence-text")
def _other_text(field: _Field) -> Iterator[None]:
    for unit in field.units(_has_no_labels):
        unit["text"] = unit["text"][:-1] + "!"
        yield


@_error("rules", "spans/sentence-text")
def _label_elsewhere(field: _Field) -> Iterator[None]:
    for flat, _ in field.labels("mentions", _always):
        flat["sentence_start"] += 1
        yield


@_error("rules", "spans/crossing-mentions")
def _mention_twice(field: _Field) -> Iterator[None]:
    for flat, _ in field.labels("mentions", _always):
        field.add("mentions", flat, mention_id=f"{flat['sentence_id']}:m98")
        yield


@_error("rules", "spans/paragraph")
def _next_paragraph(field: _Field) -> Iterator[None]:
    for unit in field.units(_has_no_labels):
        unit["paragraph"] += 1
        yield


# Semantics

_change("events", "semantics/mode-of-type", lambda e: e["type"] != "ASSAULT", _setting(mode="suicide-attack"))
_change("events", "semantics/score-of-type", lambda e: e["score"], lambda e: e.update(score=e["score"] / 2))
_change("events", "semantics/score-of-type", lambda e: e["score"], _setting(score=None))
_change("events", "semantics/recipient-required", lambda e: e["type"] in ("AID", "SANCTION"), _setting(recipients=[]))
_change(
    "events",
    "semantics/self-directed",
    lambda event: event["recipients"] and not event["reciprocal"],
    lambda event: event.update(recipients=deepcopy(event["sources"])),
)
_change(
    "events",
    "semantics/reciprocal",
    lambda event: not event["reciprocal"] and not event["recipients"],
    _setting(reciprocal=True),
)
_change(
    "events", "semantics/warrant", _always, lambda e: e["sources"][0].update(implicit=not e["sources"][0]["implicit"])
)
_change(
    "events",
    "semantics/warrant",
    lambda event: any(item["warrant"] == "incident" for item in event["recipients"]),
    lambda event: event.update(incident_id=None),
)
_change(
    "events",
    "semantics/warrant",
    lambda event: event["sources"][0]["warrant"] == "sentence" and not event["reciprocal"],
    lambda event: event["sources"][0].update(warrant="heading", implicit=True),
)
_change(
    "events",
    "semantics/mention-actor",
    lambda event: event["sources"][0]["warrant"] == "sentence" and not event["reciprocal"],
    lambda event: event["sources"][0].update(actor_id="tidewater_post"),
)
_change(
    "stances",
    "semantics/compound-in-slot",
    lambda s: s["target_kind"] == "actor",
    _setting(target_id="velm_and_ostrana"),
)
_change(
    "events",
    "semantics/author-slot",
    lambda event: event["attributed_to"],
    lambda event: event["attributed_to"][0].update(actor_id="author"),
)
_change("events", "semantics/attribution", lambda event: event["cue"], _setting(attributed_to=[]))
_change("stances", "semantics/alternative", lambda s: s["certainty"] == "clear", _setting(certainty="debatable"))
_change("stances", "semantics/stance-target", lambda s: s["target_kind"] == "issue", _setting(target_id=None))
_change(
    "stances",
    "semantics/stance-self",
    lambda s: s["target_kind"] == "actor",
    lambda s: s.update(target_id=s["holder_id"]),
)


@_error("rules", "semantics/mention-scope")
def _mention_far_away(field: _Field) -> Iterator[None]:
    for twin in field.labels("stances", lambda stance: stance["holder_mention_id"]):
        flat = twin[0]
        far = next(
            (
                mention
                for mention in field.rows["mentions"]
                if (mention["actor_id"], mention["article_id"] == flat["article_id"]) == (flat["holder_id"], False)
            ),
            None,
        )
        if far:
            for stance in twin:
                stance["holder_mention_id"] = far["mention_id"]
            yield


@_error("rules", "semantics/stance-pair")
def _stance_twice(field: _Field) -> Iterator[None]:
    for flat, _ in field.labels("stances", lambda stance: stance["target_id"]):
        field.add("stances", flat, stance_id=f"{flat['sentence_id']}:t98")
        yield


@_error("rules", "semantics/annotated-role")
def _annotated_byline(field: _Field) -> Iterator[None]:
    for unit in field.units(lambda row: row["role"] == "byline"):
        unit["is_annotated"] = True
        yield


@_error("rules", "semantics/quick-columns")
def _no_types(field: _Field) -> Iterator[None]:
    for unit in field.units(lambda row: row["event_types"]):
        unit["event_types"] = []
        yield


@_error("rules", "semantics/compound-members")
def _single_member(field: _Field) -> Iterator[None]:
    for actor in field.rows["actors"]:
        if actor["type"] == "igo":
            actor["members"] = ["velm"]
            yield


@_error("rules", "semantics/parent-cycle")
def _own_parent(field: _Field) -> Iterator[None]:
    parents = {actor["actor_id"]: actor for actor in field.rows["actors"]}
    for actor in field.rows["actors"]:
        if actor["actor_id"].endswith("_minister"):
            parents[actor["parent_id"]]["parent_id"] = actor["actor_id"]
            yield


@_error("rules", "semantics/edtf")
def _end_before_start(field: _Field) -> Iterator[None]:
    for incident in field.rows["incidents"]:
        if incident["start"]:
            incident["end"] = "1999"
            yield


def main() -> int:
    """Print the ids of the rules on tables for which no error is planted."""
    from torkham.checks import FRAME_CHECKS

    print(" ".join(sorted(set(FRAME_CHECKS) - planted_rules("rules"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
