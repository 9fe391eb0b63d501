"""Kinds for annotation files: units, quotes, ids, references, and what the codebook rules for a label."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.corruption.kinds import Change, Verdict, kind
from tests.corruption.trees import Path_, Tree, changed, put
from tests.corruption.words import pick, swapped, typo
from torkham import contract

FILES = "annotations/articles/*"
SPANS = ("trigger", "cue", "time", "place", "evidence", "target_text")
SLOTS = ("sources", "recipients", "attributed_to")


def labels(value: Any, *layers: str) -> Iterator[tuple[Path_, Any, Any]]:
    """Yield the path, the unit and the content of every label of some layers."""
    for index, unit in enumerate(value["units"]):
        for layer in layers:
            for number, label in enumerate(unit.get(layer) or ()):
                yield ("units", index, layer, number), unit, label


def full(value: Any, unit: Any, local: str) -> str:
    return f"{value['article_id']}:{local if ':' in local else unit['id'] + ':' + local}"


def slots(value: Any, *fields: str) -> Iterator[tuple[Path_, Any, Any]]:
    """Yield the path, the label and the content of every participant or attribution."""
    for path, _, label in labels(value, "events", "stances"):
        for field in fields:
            for position, item in enumerate(label.get(field, ())):
                yield (*path, field, position), label, item


def quotes(value: Any) -> Iterator[tuple[Path_, Any, str]]:
    """Yield the path, the unit and the words of every quotation."""
    for path, unit, label in labels(value, *contract.LABELS):
        for field in ("quote", *SPANS):
            span = label.get(field)
            if isinstance(span, str):
                yield (*path, field), unit, span
            elif isinstance(span, dict):
                yield (*path, field, "quote"), unit, span["quote"]


@kind("tree", "annotations: quote misspelt", "spans/quote")
def misquote(tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, FILES)
    found = pick(random, quotes(value))
    if found is None or (wrong := typo(random, found[2])) in found[1]["text"]:
        return None
    put(value, found[0], wrong)
    return changed(file, value, found[0][:4], f"{found[2]!r} quoted as {wrong!r}")


@kind("tree", "annotations: nth wrong", "spans/quote", "schema/value")
def wrong_nth(tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, FILES)
    path, unit, mention = pick(random, labels(value, "mentions"))
    there = mention.get("nth")
    times = unit["text"].count(mention["quote"])
    mention["nth"] = random.choice([0, times + 1, 99])
    return changed(file, value, path, f"nth {there} made {mention['nth']}")


@kind("tree", "annotations: unit text misspelt", "spans/tiling")
def misspell_unit(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, FILES)
    index = random.randrange(len(value["units"]))
    path = ("units", index, "text")
    put(value, path, typo(random, value["units"][index]["text"]))
    # Where a doubled or dropped character is white space, or the last one, the next unit is the one that does not fit.
    return changed(file, value, path, "text misspelt", *unit_ids(value, index, index + 1))


@kind("tree", "annotations: unit dropped", "spans/tiling")
def drop_unit(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, FILES)
    index = random.randrange(len(value["units"]))
    told = f"{value['units'].pop(index)['id']} dropped"
    return changed(file, value, ("units",), told, *unit_ids(value, index, len(value["units"]) - 1))


@kind("tree", "annotations: unit doubled", "links/unit-order", "spans/tiling")
def double_unit(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, FILES)
    index = random.randrange(len(value["units"]))
    value["units"].insert(index, value["units"][index])
    return changed(file, value, ("units", index + 1), "the unit doubled")


@kind("tree", "annotations: units swapped", "links/unit-order", "spans/tiling")
def swap_units(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, FILES)
    value["units"], index = swapped(random, value["units"])
    return changed(file, value, ("units", index + 1), "two units swapped", *unit_ids(value, index))


def unit_ids(value: Any, *indices: int) -> list[str]:
    units = value["units"]
    return [f"{value['article_id']}:{units[index]['id']}" for index in indices if index < len(units)]


@kind("tree", "annotations: labels of a unit missing", "schema/unjudged")
def unjudge(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, FILES)
    annotated = [index for index, unit in enumerate(value["units"]) if unit.get("mentions") is not None]
    path = ("units", random.choice(annotated))
    del value["units"][path[1]][random.choice(contract.LABELS)]
    return changed(file, value, path, "a list of labels dropped")


@kind("tree", "annotations: label doubled", "links/duplicate-id")
def double_label(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, FILES)
    path, unit, label = pick(random, labels(value, *contract.LABELS))
    unit[path[2]].append(label)
    return changed(file, value, path, f"{label['id']} doubled", full(value, unit, label["id"]))


@kind("tree", "annotations: referenced label dropped", "links/unknown-mention", "links/unknown-event")
def drop_referenced(tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, FILES)
    units = {unit["id"]: unit for unit in value["units"]}
    refs = [
        (unit, id_)
        for _, unit, label in labels(value, "events", "stances")
        for id_ in (label.get("content_of"), label.get("holder_mention_id"), *mention_ids(label))
        if id_ is not None
    ]
    found = pick(random, refs)
    if found is None:
        return None
    name = found[1] if ":" in found[1] else f"{found[0]['id']}:{found[1]}"
    unit, local = units[name.partition(":")[0]], name.partition(":")[2]
    layer = "events" if local.startswith("e") else "mentions"
    unit[layer] = [label for label in unit[layer] if label["id"] != local]
    return changed(
        file, value, (), f"{name} dropped, to which {found[0]['id']} refers", f"{value['article_id']}:{name}"
    )


def mention_ids(label: Any) -> Iterator[str | None]:
    for field in SLOTS:
        yield from (item["mention_id"] for item in label.get(field, ()))


@kind("tree", "annotations: actor unknown", "links/unknown-actor")
def unknown_actor(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, FILES)
    known = {entry["actor_id"] for entry in tree.content("annotations/registries/actors.yaml")["actors"]}
    mentions = (((*path, "actor_id"), label["actor_id"]) for path, _, label in labels(value, "mentions"))
    named = (((*path, "actor_id"), item["actor_id"]) for path, _, item in slots(value, *SLOTS))
    holders = (((*path, "holder_id"), label["holder_id"]) for path, _, label in labels(value, "stances"))
    path, actor = pick(random, [*mentions, *named, *holders])
    wrong = actor + random.choice("xyz")
    assert wrong not in known
    put(value, path, wrong)
    return changed(file, value, path, f'"{actor}" made "{wrong}"')


UNKNOWN = ("links/unknown-issue", "links/unknown-actor", "links/unknown-place", "links/unknown-incident")


@kind("tree", "annotations: issue, place or incident unknown", *UNKNOWN)
def unknown_entry(tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, FILES)
    found = pick(
        random,
        [
            (path, label, key)
            for path, _, label in labels(value, "events", "stances")
            for label, key in ((label, "target_id"), (label, "incident_id"), (label.get("place") or {}, "place_id"))
            if label.get(key) is not None
        ],
    )
    if found is None:
        return None
    path, label, key = found
    label[key] += "_x"
    return changed(file, value, path, f"{key} made {label[key]}")


@kind("tree", "annotations: reference to a label that is not there", "links/unknown-mention", "links/unknown-event")
def dangle(tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, FILES)
    events = [(path, label, "content_of") for path, _, label in labels(value, "events")]
    items = [(path, item, "mention_id") for path, _, item in slots(value, *SLOTS)]
    path, record, key = random.choice([*events, *(each for each in items if each[1][key_of(each)] is not None)])
    record[key] = "e77" if key == "content_of" else "m77"
    return changed(file, value, path, f"{key} made {record[key]}")


def key_of(found: tuple[Path_, Any, str]) -> str:
    return found[2]


@kind("tree", "annotations: mention of somebody else", "semantics/mention-actor", "semantics/compound-in-slot")
def other_actor(tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, FILES)
    found = pick(random, (each for each in slots(value, *SLOTS) if each[2]["mention_id"] is not None))
    compounds = {
        entry["actor_id"]: set(entry["members"])
        for entry in tree.content("annotations/registries/actors.yaml")["actors"]
    }
    if found is None:
        return None
    path, _, item = found
    others = [
        id_ for id_ in compounds if id_ not in ("author", item["actor_id"]) and not fits(id_, item, value, compounds)
    ]
    item["actor_id"] = random.choice(others)
    return changed(file, value, path, f"named {item['actor_id']}, which its mention does not name")


def fits(actor: str, item: Any, value: Any, compounds: dict[str, set[str]]) -> bool:
    """Return whether any mention of the article that has the item's number may stand for the actor."""
    local = item["mention_id"].rpartition(":")[2]
    named = {label["actor_id"] for _, _, label in labels(value, "mentions") if label["id"] == local}
    return any(actor == name or actor in compounds.get(name, ()) for name in named)


@kind("tree", "annotations: warrant or implicit wrong", "semantics/warrant")
def wrong_warrant(tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, FILES)
    found = pick(random, (each for each in slots(value, "sources", "recipients") if each[2]["mention_id"] is not None))
    if found is None:
        return None
    path, _, item = found
    if random.random() < 0.5:
        item["implicit"] = not item["implicit"]
    elif item["warrant"] == "sentence":
        item["warrant"] = random.choice(["paragraph", "heading", "incident"])
    else:
        item["warrant"] = "sentence"
    return changed(file, value, path, f"implicit {item['implicit']}, warrant {item['warrant']}")


@kind("unlogged", "valid: a note or another reading reworded", reason="free text says what its author wants")
def reword(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, FILES)
    path, _, label = pick(random, labels(value, *contract.LABELS))
    if label.get("alternative") and random.random() < 0.5:
        label["alternative"] += " Or not."
    else:
        label["note"] = f"{label.get('note') or ''} Remark.".strip()
    return changed(file, value, path, "a note reworded", verdict=Verdict.VALID)


@kind(
    "unlogged", "valid: a stance turned round", reason="the other polarity is another reading, which no rule excludes"
)
def turn(tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, FILES)
    found = pick(random, labels(value, "stances"))
    if found is None:
        return None
    found[2]["polarity"] = random.choice(
        [code for code in ("favor", "against", "mixed") if code != found[2]["polarity"]]
    )
    return changed(file, value, found[0], "another polarity", verdict=Verdict.VALID)
