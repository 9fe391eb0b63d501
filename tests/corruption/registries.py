"""Kinds for the registries: entries that go, stand twice or contradict themselves."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.corruption.kinds import Change, Verdict, kind
from tests.corruption.trees import Tree, changed
from tests.corruption.words import pick
from torkham import contract

FOLDER = "annotations/registries"
ACTORS = f"{FOLDER}/actors.yaml"
UNKNOWN = tuple(f"links/unknown-{name[:-1]}" for name in contract.REGISTRIES)


def registry(tree: Tree, random: Random) -> tuple[str, Any, str, list[Any]]:
    """Return the file of a registry, its content, the name of its ids, and its entries."""
    name = random.choice(contract.REGISTRIES)
    value = tree.content(f"{FOLDER}/{name}.yaml")
    return f"{FOLDER}/{name}.yaml", value, f"{name[:-1]}_id", value[name]


@kind("tree", "registries: used entry dropped", *UNKNOWN, "semantics/compound-members")
def drop_entry(tree: Tree, random: Random) -> Change | None:
    file, value, key, entries = registry(tree, random)
    entry = random.choice(entries)
    labels = (text for name, text in tree.files.items() if name.startswith("annotations/articles/"))
    if len(entries) == 1 or not any(f": {entry[key]}".encode() in text for text in labels):
        return None
    entries.remove(entry)
    change = changed(file, value, (), f"{entry[key]} dropped", f'"{entry[key]}"')
    return Change(change.files, change.told, frozenset(tree.files), change.names)


@kind("tree", "registries: entry doubled", "links/duplicate-id")
def double_entry(tree: Tree, random: Random) -> Change:
    file, value, key, entries = registry(tree, random)
    entry = random.choice(entries)
    entries.insert(random.randrange(len(entries)), entry)
    return changed(file, value, (), f"{entry[key]} doubled", entry[key])


@kind("tree", "registries: actors that refer to nobody", "links/unknown-actor")
def refer_to_nobody(tree: Tree, random: Random) -> Change:
    value = tree.content(ACTORS)
    entry = random.choice(value["actors"])
    way = random.choice(["parent_id", "members", "relations"])
    nobody = {"parent_id": "nobody", "members": ["nobody", "no_one"]}
    entry[way] = nobody.get(way, [{"kind": "other", "actor_id": "nobody", "note": "Who?"}])
    return changed(ACTORS, value, (), f"{way} of {entry['actor_id']} made nobody", entry["actor_id"])


@kind("tree", "registries: parents in a circle", "semantics/parent-cycle")
def go_round(tree: Tree, random: Random) -> Change:
    value = tree.content(ACTORS)
    entries = {entry["actor_id"]: entry for entry in value["actors"]}
    entry = random.choice(value["actors"])
    top, chain = entry, [entry["actor_id"]]
    while top["parent_id"] is not None:
        top = entries[top["parent_id"]]
        chain.append(top["actor_id"])
    top["parent_id"] = entry["actor_id"]
    return changed(ACTORS, value, (), f"{top['actor_id']} put below {entry['actor_id']}", *chain)


@kind("tree", "registries: members of a compound wrong", "semantics/compound-members", "schema/value")
def wrong_members(tree: Tree, random: Random) -> Change:
    value = tree.content(ACTORS)
    entry = random.choice(value["actors"])
    compound = random.choice([other for other in value["actors"] if other["type"] == "compound"])
    ways: list[dict[str, Any]] = [{"members": [compound["actor_id"], entry["actor_id"]]}]
    if entry["type"] == "compound":
        ways += [{"members": []}, {"members": entry["members"][:1]}, {"type": "state"}]
    else:
        ways += [{"type": "compound"}]
    entry |= random.choice(ways)
    return changed(ACTORS, value, (), f"{entry['actor_id']} spoiled", entry["actor_id"])


@kind("tree", "registries: incident that ends before it starts", "semantics/edtf")
def end_first(tree: Tree, random: Random) -> Change:
    file = f"{FOLDER}/incidents.yaml"
    value = tree.content(file)
    entry = random.choice(value["incidents"])
    entry |= {"start": "2021-05", "end": random.choice(["2021-04", "2020", "2021-04-30"])}
    return changed(file, value, (), f"{entry['incident_id']} ends first", entry["incident_id"])


@kind("tree", "registries: place or participant of an incident unknown", "links/unknown-place", "links/unknown-actor")
def nowhere(tree: Tree, random: Random) -> Change:
    file = f"{FOLDER}/incidents.yaml"
    value = tree.content(file)
    entry = random.choice(value["incidents"])
    entry |= random.choice([{"place_id": "nowhere"}, {"participants": ["nobody"]}])
    return changed(file, value, (), f"{entry['incident_id']} is nowhere, or of nobody", entry["incident_id"])


@kind("tree", "valid: an entry described otherwise", reason="names and descriptions are free text")
def describe(tree: Tree, random: Random) -> Change:
    file, value, key, entries = registry(tree, random)
    entry = random.choice(entries)
    field = pick(random, [name for name in ("name", "description", "proposition") if name in entry])
    entry[field] += " (reworded)"
    return changed(file, value, (), f"{field} of {entry[key]} reworded", verdict=Verdict.VALID)
