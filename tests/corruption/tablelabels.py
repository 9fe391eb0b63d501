"""Kinds for the labels of a dataset: spoiled in both copies, so that each has to be judged, or in one of them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.corruption.datasets import Dataset, id_of, labels_of
from tests.corruption.kinds import Change, Verdict, kind
from tests.corruption.words import pick, typo
from torkham import contract
from torkham.tables import ID_COLUMNS

SPANS = ("trigger", "cue", "time", "place", "evidence", "target_text")
CODES = ("form", "type", "mode", "quad_class", "status", "certainty", "polarity", "expression", "voice", "target_kind")
SLOTS = ("sources", "recipients", "attributed_to")


def spans(row: Any) -> list[Any]:
    own = [row] if "form" in row else []
    return own + [row[field] for field in SPANS if row.get(field) is not None]


def one(dataset: Dataset, random: Random, *layers: str) -> tuple[Any, str, Any]:
    """Return a label to spoil in both copies, its id, and what makes the change when that is done."""
    key, index, rows = labels_of(dataset, random, *layers)
    row = rows[key][index]
    id_ = id_of(key[0], row)
    return row, id_, lambda told, *names: dataset.change(rows, f"{id_}: {told}", *(names or [id_]))


@kind("dataset", "labels: offsets shifted", "spans/text-equal", "schema/value")
def shift(dataset: Dataset, random: Random) -> Change:
    row, _, done = one(dataset, random)
    span = random.choice(spans(row))
    end = random.choice(["start", "end"])
    span[end] += random.choice([-1, 1, 3, -500, 500, 2**30])
    return done(f"{end} shifted to {span[end]}")


@kind("dataset", "labels: start and end swapped, or empty", "spans/text-equal", "schema/value")
def reverse(dataset: Dataset, random: Random) -> Change:
    row, _, done = one(dataset, random)
    span = random.choice(spans(row))
    span["start"], span["end"] = span["end"], random.choice([span["start"], span["end"]])
    return done("a span reversed or emptied")


@kind("dataset", "labels: words of a span misspelt", "spans/text-equal")
def misspell(dataset: Dataset, random: Random) -> Change:
    row, _, done = one(dataset, random)
    span = random.choice(spans(row))
    span["text"] = typo(random, span["text"])
    return done(f"misspelt {span['text']!r}")


@kind("dataset", "labels: code misspelt", "schema/unknown-code")
def misspell_code(dataset: Dataset, random: Random) -> Change:
    row, _, done = one(dataset, random)
    column = random.choice([name for name in CODES if row.get(name) is not None])
    row[column] += random.choice("xqz")
    return done(f"{column} made {row[column]}")


@kind("dataset", "labels: null where there is none", "schema/type")
def nullify(dataset: Dataset, random: Random) -> Change:
    row, _, done = one(dataset, random)
    column = random.choice([name for name in CODES if row.get(name) is not None and name != "mode"])
    if row.get("sources") and random.random() < 0.5:
        row["sources"][0][column := random.choice(["actor_id", "warrant", "implicit"])] = None
    else:
        row[column] = None
    return done(f"{column} made null", "row ")


@kind("dataset", "labels: id changed", "links/unknown-gold", "links/unknown-mention", "links/unknown-event")
def rename(dataset: Dataset, random: Random) -> Change:
    key, index, rows = labels_of(dataset, random)
    row, column = rows[key][index], ID_COLUMNS[key[0]]
    old = row[column]
    row[column] = f"{old[:-2]}77"
    return dataset.change(rows, f"{old} made {row[column]}", f'"{old}"')


@kind("dataset", "labels: id of another sentence", "links/unknown-sentence", "links/nested-labels")
def rename_away(dataset: Dataset, random: Random) -> Change:
    key, index, rows = labels_of(dataset, random)
    row, column = rows[key][index], ID_COLUMNS[key[0]]
    old = row[column]
    row[column] = f"{row['article_id']}:s777:{old.rpartition(':')[2]}"
    return dataset.change(rows, f"{old} made {row[column]}", row[column])


@kind("dataset", "labels: actor unknown", "links/unknown-actor")
def unknown_actor(dataset: Dataset, random: Random) -> Change:
    row, _, done = one(dataset, random)
    slots = [item for field in SLOTS for item in row.get(field, ())]
    holder = next((name for name in ("actor_id", "holder_id") if name in row), None)
    spoiled = random.choice([*slots, *([row] if holder else [])])
    spoiled[holder if spoiled is row else "actor_id"] = "nobody"
    return done("somebody made nobody")


@kind(
    "dataset",
    "labels: mention unknown, or of another article",
    "links/unknown-mention",
    "semantics/mention-scope",
    "semantics/warrant",
    "semantics/mention-actor",
)
def unknown_mention(dataset: Dataset, random: Random) -> Change | None:
    row, _, done = one(dataset, random, "events", "stances")
    slots = [item for field in SLOTS for item in row.get(field, ()) if item["mention_id"] is not None]
    if not slots:
        return None
    item = random.choice(slots)
    mentions = [each["mention_id"] for key in dataset.keys("mentions") for each in dataset.rows(*key)]
    foreign = [id_ for id_ in mentions if not id_.startswith(f"{row['article_id']}:")]
    item["mention_id"] = random.choice([f"{row['sentence_id']}:m77", *foreign[:3]])
    return done(f"pointed to {item['mention_id']}")


@kind(
    "dataset", "labels: score or quad class wrong", "semantics/score-of-type", "semantics/quick-columns", "schema/value"
)
def misscore(dataset: Dataset, random: Random) -> Change:
    row, _, done = one(dataset, random, "events")
    if random.random() < 0.5:
        row["score"] = random.choice([None, 0.25, 99.0]) if row["score"] is not None else 1.0
    else:
        row["quad_class"] = pick(
            random, [code for code in contract.vocabulary("quad_class") if code != row["quad_class"]]
        )
    return done(f"{row['quad_class']} {row['score']}")


@kind("dataset", "labels: not a number", "semantics/score-of-type", "schema/value")
def not_a_number(dataset: Dataset, random: Random) -> Change:
    row, _, done = one(dataset, random, "events")
    row["score"] = random.choice([float("nan"), float("inf")])
    return done(f"score {row['score']}")


@kind("dataset", "labels: a confidence that no machine gave", "semantics/confidence")
def confide(dataset: Dataset, random: Random) -> Change:
    row, _, done = one(dataset, random)
    row["confidence"] = 0.5
    return done("a confidence")


@kind("dataset", "labels: participant doubled", "semantics/self-directed")
def double(dataset: Dataset, random: Random) -> Change:
    row, _, done = one(dataset, random, "events")
    row["sources"].append(row["sources"][0])
    return done("a source doubled")


@kind(
    "dataset", "labels: in one copy only", "links/nested-labels", "schema/unknown-code", "schema/value", "schema/type"
)
def in_one_copy(dataset: Dataset, random: Random) -> Change:
    key = random.choice([key for key in dataset.keys(*contract.LABELS, "sentences") if any(tops(dataset, key))])
    rows = dataset.rows(*key)
    layers = contract.LABELS if key[0] == "sentences" else (key[0],)
    found = [(layer, row) for layer in layers for row in (nested(rows, layer) if key[0] == "sentences" else rows)]
    layer, row = random.choice(found)
    own = {field.name for field in dataset.tables["sentences", key[1]].schema.field(layer).type.value_type}
    parent, name, value = random.choice(list(leaves({k: v for k, v in row.items() if k in own})))
    target = row if parent is None else parent
    target[name] = spoiled(value)
    names = [row[ID_COLUMNS[layer]], "row "] if name != ID_COLUMNS[layer] else []
    return dataset.change({key: rows}, f"{key}: {name} of {row[ID_COLUMNS[layer]]} made {target[name]}", *names)


def tops(dataset: Dataset, key: tuple[str, str]) -> Iterator[Any]:
    rows = dataset.rows(*key)
    return (row for layer in contract.LABELS for row in nested(rows, layer)) if key[0] == "sentences" else iter(rows)


def nested(rows: list[Any], layer: str) -> Iterator[Any]:
    return (label for row in rows for label in row[layer])


def leaves(value: Any, top: bool = True) -> Iterator[tuple[Any, str, Any]]:
    """Yield every scalar of a label: the mapping that holds it (None for the label itself), its name, and its value."""
    for name, item in value.items():
        if isinstance(item, dict):
            yield from leaves(item, top=False)
        elif isinstance(item, list):
            for each in item:
                if isinstance(each, dict):
                    yield from leaves(each, top=False)
        elif item is not None:
            yield None if top else value, name, item


def spoiled(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, (int, float)) else f"{value}x"


@kind("dataset", "valid: a stance turned round in both copies", reason="another reading, which no rule excludes")
def turn(dataset: Dataset, random: Random) -> Change:
    key, index, rows = labels_of(dataset, random, "stances")
    row = rows[key][index]
    row["polarity"] = random.choice([code for code in contract.vocabulary("polarity") if code != row["polarity"]])
    return dataset.change(rows, f"{row['stance_id']} turned round", verdict=Verdict.VALID)
