"""Kinds for passes and logs of decisions: gold is what follows from them, and from nothing else."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.corruption.annotations import labels
from tests.corruption.kinds import Change, kind
from tests.corruption.trees import Tree, changed
from tests.corruption.words import pick, swapped
from torkham import contract
from torkham.layout import ADJUDICATION, ANNOTATIONS

LOGS = f"{ADJUDICATION}/*"


def spread(change: Change, value: Any) -> Change:
    """Let the change to a log or pass show in the gold file of the same article too."""
    gold = f"{ANNOTATIONS}/{value['article_id']}.yaml"
    log = f"{ADJUDICATION}/{value['article_id']}.yaml"
    return Change(change.files, change.told, frozenset({gold, log, *change.at}))


@kind("logged", "logs: decision dropped", "corpus/gold")
def drop_decision(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, LOGS)
    gone = value["decisions"].pop(random.randrange(len(value["decisions"])))
    return changed(file, value, (), f"{gone['id']} dropped", f"{gone['unit']}:{gone['gold']}")


@kind("logged", "logs: decision doubled, or two swapped", "links/log-order")
def disorder(tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, LOGS)
    if random.random() < 0.5 and len(value["decisions"]) > 1:
        value["decisions"], index = swapped(random, value["decisions"])
    else:
        index = random.randrange(len(value["decisions"]))
        value["decisions"].insert(index, value["decisions"][index])
    return changed(file, value, ("decisions", index + 1), "out of order")


@kind("logged", "logs: another decision", "corpus/gold")
def redecide(tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, LOGS)
    entry = random.choice(value["decisions"])
    taken = {"a": entry["a"], "b": entry["b"], "none": None}
    others = [side for side, id_ in taken.items() if (id_ is None) != (taken[entry["take"]] is None)]
    overturned = {each["gold"] for each in (*value["challenges"], *value["errata"]) if each["unit"] == entry["unit"]}
    if not others or entry["gold"] in overturned:
        return None
    entry["take"] = random.choice(others)
    return spread(changed(file, value, (), f"{entry['id']} takes {entry['take']}"), value)


@kind("logged", "logs: decision on a label that is not there", "corpus/gold")
def decide_nothing(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, LOGS)
    entry = random.choice(value["decisions"])
    entry["gold"] = entry["gold"][0] + "77"
    return changed(file, value, (), f"{entry['id']} is of {entry['gold']}", f"{entry['unit']}:{entry['gold']}")


@kind("logged", "logs: of another article, or of other passes", "links/article-id", "corpus/gold")
def misattribute(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, LOGS)
    key = random.choice(["article_id", "first", "second"])
    value[key] = "nobody"
    return changed(file, value, (), f"{key} made nobody")


@kind("logged", "logs: gold label edited", "corpus/gold")
def edit_gold(tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, f"{ANNOTATIONS}/*")
    path, _, label = pick(random, labels(value, *contract.LABELS))
    label["note"] = "By hand."
    return changed(file, value, path, f"{label['id']} edited by hand")


@kind("logged", "logs: gold label dropped or added", "corpus/gold")
def drop_gold(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, f"{ANNOTATIONS}/*")
    path, unit, label = pick(random, labels(value, *contract.LABELS))
    if random.random() < 0.5:
        unit[path[2]].remove(label)
    else:
        unit[path[2]].append(label | {"id": label["id"][0] + "77"})
    return changed(file, value, path[:3], f"{label['id']} dropped, or given again")


@kind("logged", "passes: label dropped afterwards", "corpus/gold", "links/unknown-mention", "links/vote-reference")
def edit_pass(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, "annotations/passes/*/articles/*")
    path, unit, label = pick(random, labels(value, *contract.LABELS))
    unit[path[2]].remove(label)
    return spread(changed(file, value, path[:2], f"{unit['id']}:{label['id']} dropped"), value)


@kind("logged", "passes: labels by somebody else", "links/pass-annotator")
def anonymous(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, "annotations/passes/*/articles/*")
    value["annotator_id"] = random.choice(["nobody", "gold", "pilot"])
    return changed(file, value, ("annotator_id",), f"annotator_id made {value['annotator_id']}")


@kind("logged", "passes: pass.yaml by another", "links/pass-annotator")
def other_pass(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, "annotations/passes/*/pass.yaml")
    value["annotator_id"] = random.choice(["nobody", "gold"])
    return changed(file, value, (), f"annotator_id made {value['annotator_id']}")
