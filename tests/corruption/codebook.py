"""Kinds for labels that break what PLOVER or the codebook rules, each well-formed in itself."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.corruption.annotations import FILES, full, labels
from tests.corruption.kinds import Change, kind
from tests.corruption.trees import Tree, changed
from tests.corruption.words import pick
from torkham import contract


def event(tree: Tree, random: Random, fits: Any = lambda _: True) -> tuple[str, Any, Any, Any, Any]:
    """Return a file, its content, and the path, unit and content of one of its events that fits."""
    return label(tree, random, "events", fits)


def label(tree: Tree, random: Random, layer: str, fits: Any = lambda _: True) -> tuple[str, Any, Any, Any, Any]:
    files = sorted(file for file in tree.documents if file.startswith(FILES.removesuffix("*")))
    for file in random.sample(files, len(files)):
        value = tree.content(file)
        if found := pick(random, (each for each in labels(value, layer) if fits(each[2]))):
            return file, value, *found
    raise LookupError(f"no label of {layer} fits")


@kind("tree", "codebook: mode of another type", "semantics/mode-of-type")
def wrong_mode(tree: Tree, random: Random) -> Change:
    file, value, path, _, found = event(tree, random)
    own = contract.terms("event_type")[found["type"]]["modes"]
    found["mode"] = random.choice([mode for mode in contract.vocabulary("event_mode") if mode not in own])
    return changed(file, value, path, f"{found['type']} with the mode {found['mode']}")


@kind("tree", "codebook: no source or no recipient", "semantics/recipient-required", "schema/value")
def nobody(tree: Tree, random: Random) -> Change:
    types = contract.terms("event_type")
    file, value, path, _, found = event(tree, random, lambda e: types[e["type"]]["recipient"] == "required")
    found[random.choice(["sources", "recipients"])] = []
    return changed(file, value, path, "a slot emptied")


@kind("tree", "codebook: an actor twice in a slot", "semantics/self-directed")
def twice(tree: Tree, random: Random) -> Change:
    file, value, path, _, found = event(tree, random)
    found["sources"].append(found["sources"][0])
    return changed(file, value, path, "a source doubled")


@kind("tree", "codebook: an actor on both sides", "semantics/self-directed")
def itself(tree: Tree, random: Random) -> Change:
    file, value, path, _, found = event(tree, random, lambda e: not e.get("reciprocal"))
    found["recipients"] = [*found["recipients"], found["sources"][0]]
    return changed(file, value, path, "the source among the recipients")


@kind("tree", "codebook: reciprocal with one side", "semantics/reciprocal", "semantics/self-directed")
def one_sided(tree: Tree, random: Random) -> Change:
    file, value, path, _, found = event(tree, random, lambda e: e.get("reciprocal") or len(e["sources"]) == 1)
    if not found.get("reciprocal"):
        found["reciprocal"] = True
    elif found["recipients"] and random.random() < 0.5:
        found["reciprocal"] = False
    else:
        del found["sources"][1:]
        found["recipients"] = []
    return changed(file, value, path, f"reciprocal {found['reciprocal']} with {len(found['sources'])} sources")


@kind("tree", "codebook: cue without attribution", "semantics/attribution")
def lone_cue(tree: Tree, random: Random) -> Change:
    file, value, path, unit, found = event(tree, random, lambda e: not e.get("attributed_to"))
    found["cue"] = unit["text"]
    return changed(file, value, path, "a cue of nobody")


@kind("tree", "codebook: content of itself", "semantics/attribution")
def own_content(tree: Tree, random: Random) -> Change:
    file, value, path, _, found = event(tree, random)
    found["content_of"] = found["id"]
    return changed(file, value, path, "the content of itself")


@kind("tree", "codebook: the author in a slot", "semantics/author-slot", "links/unknown-actor")
def author_acts(tree: Tree, random: Random) -> Change:
    file, value, path, _, found = event(tree, random)
    slot = random.choice(["sources", "attributed_to"])
    found[slot] = [*found[slot], {"actor_id": "author", "mention_id": None}]
    return changed(file, value, path, f"author among {slot}")


@kind("tree", "codebook: a compound as holder", "semantics/compound-in-slot")
def compound_holds(tree: Tree, random: Random) -> Change:
    file, value, path, _, found = label(tree, random, "stances")
    actors = tree.content("annotations/registries/actors.yaml")["actors"]
    compounds = [entry["actor_id"] for entry in actors if entry["type"] == "compound"]
    found |= {"holder_id": random.choice(compounds), "holder_mention_id": None}
    return changed(file, value, path, "a compound as holder")


@kind("tree", "codebook: debatable without another reading", "semantics/alternative")
def undebated(tree: Tree, random: Random) -> Change:
    file, value, path, _, found = label(tree, random, random.choice(["events", "stances"]))
    other = "clear" if found["certainty"] == "debatable" else "debatable"
    found["certainty"] = other
    return changed(file, value, path, f"made {other}, the rest as it was")


@kind("tree", "codebook: no date", "schema/value", "semantics/edtf")
def no_date(tree: Tree, random: Random) -> Change:
    file, value, path, _, found = event(tree, random, lambda e: e.get("time"))
    found["time"]["value"] = random.choice(["yesterday", "2025-13", "2025-02-30", "2023-02-29", "11/03/2025", "2025-"])
    return changed(file, value, path, f"dated {found['time']['value']}")


@kind(
    "tree", "codebook: target of another kind", "semantics/stance-target", "links/unknown-issue", "links/unknown-actor"
)
def wrong_target(tree: Tree, random: Random) -> Change:
    file, value, path, _, found = label(tree, random, "stances")
    kinds = [kind for kind in ("actor", "issue", "open") if kind != found["target_kind"]]
    found["target_kind"] = random.choice(kinds)
    return changed(file, value, path, f"target_kind made {found['target_kind']}")


@kind("tree", "codebook: the holder as target", "semantics/stance-self", "semantics/author-slot")
def own_target(tree: Tree, random: Random) -> Change:
    file, value, path, _, found = label(tree, random, "stances")
    found |= {"target_kind": "actor", "target_id": found["holder_id"]}
    return changed(file, value, path, "the holder as its own target")


@kind("tree", "codebook: a pair twice", "semantics/stance-pair")
def pair_twice(tree: Tree, random: Random) -> Change:
    file, value, path, unit, found = label(tree, random, "stances", lambda s: s["target_id"] is not None)
    again = found | {"id": f"t{random.randrange(60, 90)}"}
    unit["stances"].append(again)
    names = [full(value, unit, id_) for id_ in (found["id"], again["id"])]
    return changed(file, value, path, "the stance given again", *names)


@kind("tree", "codebook: mentions that cross or repeat", "spans/crossing-mentions")
def cross(tree: Tree, random: Random) -> Change | None:
    file, value, path, unit, found = label(tree, random, "mentions")
    text, quote = unit["text"], found["quote"]
    if text.count(quote) > 1:
        return None
    middle = text.find(quote) + len(quote) // 2
    new = random.choice([quote, text[middle:].strip()])
    if new not in (quote, "") and (text.count(new) > 1 or len(new) <= len(quote) - len(quote) // 2):
        return None  # it is the end of the sentence too, so the two nest
    again = found | {"id": f"m{random.randrange(60, 90)}", "quote": new}
    unit["mentions"].append(again)
    return changed(
        file, value, path, f"{quote!r} and {new!r}", *(full(value, unit, each["id"]) for each in (found, again))
    )
