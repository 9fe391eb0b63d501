"""Kinds for every YAML file alike: what its schema says of keys, types, codes and values is broken somewhere."""

from __future__ import annotations

from functools import partial
from random import Random
from typing import Any

from tests.corruption.kinds import Change, Verdict, add, kind
from tests.corruption.trees import Tree, at, changed, dump, nodes, put
from tests.corruption.words import pick, typo

GROUPS = {
    "annotations": ("tree", "annotations/articles/*"),
    "registries": ("tree", "annotations/registries/*"),
    "sources": ("tree", "seeds/sources.yaml"),
    "settings": ("tree", "annotations/[a-z]*.yaml"),
    "passes": ("logged", "annotations/passes/*"),
    "logs": ("logged", "annotations/adjudication/*"),
}
"""The files that share kinds: the base in which they are, and what their names match."""


def drop_key(pattern: str, tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, pattern)
    required = [
        (*path, key) for path, there, node in nodes(file, value) for key in node.get("required", ()) if key in there
    ]
    path = random.choice(required)
    del at(value, path[:-1])[path[-1]]
    return changed(file, value, path[:-1], f'the key "{path[-1]}" dropped')


def misspell_key(pattern: str, tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, pattern)
    path, there, node = pick(random, (each for each in nodes(file, value) if isinstance(each[1], dict) and each[1]))
    key = random.choice(list(there))
    if (wrong := typo(random, key)) in node.get("properties", {}):
        return None
    put_all = {wrong if name == key else name: item for name, item in there.items()}
    there.clear()
    there.update(put_all)
    return changed(file, value, path, f'the key "{key}" misspelt "{wrong}"')


def retype(pattern: str, tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, pattern)
    path, there, _ = pick(random, (each for each in nodes(file, value) if each[0]))
    put(value, path, {"value": there} if isinstance(there, list) else [there])
    return changed(file, value, path, "a value of another type")


def misspell_code(pattern: str, tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, pattern)
    codes = [(path, there, codes_of(node)) for path, there, node in nodes(file, value) if isinstance(there, str)]
    found = pick(random, (each for each in codes if each[2]))
    if found is None:
        return None
    path, there, known = found
    if (wrong := typo(random, there)) in known:
        return None
    put(value, path, wrong)
    return changed(file, value, path, f'the code "{there}" misspelt "{wrong}"')


def misshape(pattern: str, tree: Tree, random: Random) -> Change | None:
    file, value = tree.pick(random, pattern)
    shaped = [path for path, there, node in nodes(file, value) if isinstance(there, str) and has(node, "pattern")]
    path = random.choice(shaped)
    wrong = random.choice(["{}!", " {}", "{}\n", "{} {}", ""]).format(at(value, path), at(value, path))
    put(value, path, wrong)
    return changed(file, value, path, f"a value made {wrong!r}")


def codes_of(node: Any) -> set[str]:
    return {code for each in (node, *node.get("anyOf", ())) for code in each.get("enum", ())}


def has(node: Any, keyword: str) -> bool:
    return any(keyword in each for each in (node, *node.get("anyOf", ())))


KEYS = ("schema/missing-key", "schema/unknown-key")
for _group, (_base, _pattern) in GROUPS.items():
    for _name, _mutate, _checks in (
        ("key dropped", drop_key, KEYS[:1]),
        ("key misspelt", misspell_key, KEYS),
        ("value retyped", retype, ("schema/type", "schema/unknown-key")),
        ("code misspelt", misspell_code, ("schema/unknown-code",)),
        ("value misshaped", misshape, ("schema/value", "schema/unknown-code")),
    ):
        if (_group, _name) != ("passes", "none"):
            add(_base, f"{_group}: {_name}", partial(_mutate, _pattern), _checks)


def reordered(value: Any, random: Random) -> Any:
    """Return the value with the keys of every mapping in another order."""
    if isinstance(value, list):
        return [reordered(item, random) for item in value]
    if not isinstance(value, dict):
        return value
    keys = random.sample(list(value), len(value))
    return {key: reordered(value[key], random) for key in keys}


@kind("logged", "equal: keys in another order", reason="a mapping has no order")
def reorder_keys(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, "*")
    return changed(file, reordered(value, random), (), "keys reordered", verdict=Verdict.EQUAL)


@kind("logged", "equal: another style of YAML", reason="the same values in other words of YAML")
def restyle(tree: Tree, random: Random) -> Change:
    file, value = tree.pick(random, "*")
    style: dict[str, Any] = random.choice(
        [{"default_flow_style": True}, {"default_style": '"'}, {"indent": 6}, {"explicit_start": True}, {}]
    )
    if style == {"default_style": '"'}:  # which also quotes numbers, and makes them words
        style = {"line_break": "\r\n"}
    text = "# remark\n" * random.randrange(2) + dump(value, **style) + "\n" * random.randrange(3)
    return Change({file: text.encode()}, f"{file}: written with {style}", frozenset({file}), verdict=Verdict.EQUAL)
