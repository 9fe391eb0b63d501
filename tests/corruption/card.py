"""Kinds for the card and the manifest. The manifest's hash of a spoiled card is recorded anew."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import yaml

from tests.corruption.datasets import Dataset
from tests.corruption.kinds import Change, Verdict, kind
from tests.corruption.trees import dump
from tests.corruption.words import pick, swapped, typo
from torkham.layout import CARD, CROISSANT, MANIFEST, sha256


def front_and_body(dataset: Dataset) -> tuple[Any, str]:
    """Return the front matter of the card, and what comes after it."""
    _, front, body = dataset.files[CARD].decode().split("---\n", maxsplit=2)
    return yaml.load(front, Loader=yaml.CSafeLoader), body


def card(dataset: Dataset, text: str, told: str, verdict: Verdict = Verdict.BROKEN) -> Change:
    """Return the change to the card, which the manifest then records."""
    data = text.encode()
    manifest = dataset.manifest | {"files": dataset.manifest["files"] | {CARD: {"sha256": sha256(data)}}}
    files = {CARD: data, MANIFEST: json.dumps(manifest).encode()}
    return Change(files, f"card: {told}", frozenset({CARD}), verdict=verdict)


def rewritten(dataset: Dataset, front: Any, body: str, told: str, verdict: Verdict = Verdict.BROKEN) -> Change:
    return card(dataset, f"---\n{dump(front)}---\n{body}", told, verdict)


@kind("dataset", "card: version, path or split of a config wrong", "release/card")
def spoil_config(dataset: Dataset, random: Random) -> Change:
    front, body = front_and_body(dataset)
    config = random.choice(front["configs"])
    file = random.choice(config["data_files"])
    target, key = random.choice(
        [(config, "version"), (config, "config_name"), (file, "split"), (file, "path"), (config, "description")]
    )
    target[key] = typo(random, target[key])
    return rewritten(dataset, front, body, f"{key} made {target[key]}")


@kind("dataset", "card: config or split dropped or swapped", "release/card")
def drop_config(dataset: Dataset, random: Random) -> Change:
    front, body = front_and_body(dataset)
    part = random.choice([front["configs"], front["dataset_info"], random.choice(front["configs"])["data_files"]])
    if len(part) > 1 and random.random() < 0.5:
        part[:], _ = swapped(random, part)
    else:
        part.pop(random.randrange(len(part)))
    return rewritten(dataset, front, body, "an item of a list dropped, or two swapped")


@kind("dataset", "card: counts or sizes wrong", "release/card")
def miscount(dataset: Dataset, random: Random) -> Change:
    front, body = front_and_body(dataset)
    info = random.choice(front["dataset_info"])
    split = random.choice(info["splits"])
    target, key = random.choice(
        [(info, "download_size"), (info, "dataset_size"), (split, "num_bytes"), (split, "num_examples")]
    )
    target[key] += random.choice([-1, 1, 1_000])
    return rewritten(dataset, front, body, f"{key} made {target[key]}")


@kind("dataset", "card: features wrong", "release/card")
def misfeature(dataset: Dataset, random: Random) -> Change:
    front, body = front_and_body(dataset)
    features = random.choice(front["dataset_info"])["features"]
    way = random.choice(["name", "drop", "swap", "type", "labels"])
    labelled = [feature for feature in features if "class_label" in str(feature.get("dtype"))]
    if way == "labels" and labelled:
        names = random.choice(labelled)["dtype"]["class_label"]["names"]
        names["0"], names["1"] = names["1"], names["0"]
    elif way == "drop":
        features.pop(random.randrange(len(features)))
    elif way == "swap":
        features[:], _ = swapped(random, features)
    else:
        feature = random.choice(features)
        feature |= {"name": f"{feature['name']}_x"} if way == "name" else {"dtype": "binary"}
    return rewritten(dataset, front, body, f"features spoiled: {way}")


@kind("dataset", "card: size category wrong, or a part missing", "release/card")
def drop_part(dataset: Dataset, random: Random) -> Change:
    front, body = front_and_body(dataset)
    key = random.choice(["configs", "dataset_info", "size_categories"])
    front[key] = ["1M<n<10M"] if key == "size_categories" else None
    if random.random() < 0.5:
        del front[key]
    return rewritten(dataset, front, body, f"{key} spoiled")


@kind(
    "dataset",
    "card: no YAML, or not plain",
    "format/card",
    "format/duplicate-key",
    "format/utf8",
    "format/control-character",
)
def misformat(dataset: Dataset, random: Random) -> Change:
    text = dataset.files[CARD].decode()
    name, spoiled = random.choice(
        [
            ("no first line", text.removeprefix("---\n")),
            ("no end", text.replace("\n---\n", "\n", 1)),
            ("a tab", text.replace("\nlicense:", "\n\tlicense:", 1)),
            ("a key twice", text.replace("\nlicense:", "\nlicense: mit\nlicense:", 1)),
            ("an anchor", text.replace("license: other", "license: &a other", 1)),
            ("a tag", text.replace("license: other", "license: !!str other", 1)),
            ("a byte-order mark", "\ufeff" + text),
            ("a NUL", text + "\0"),
            ("an open bracket", text.replace("license: other", "license: [other", 1)),
            ("nothing", ""),
        ]
    )
    return card(dataset, spoiled, name)


@kind("dataset", "equal: front matter written otherwise", reason="the same values in other words of YAML")
def restyle(dataset: Dataset, random: Random) -> Change:
    front, body = front_and_body(dataset)
    keys = random.sample(list(front), len(front))
    return rewritten(dataset, {key: front[key] for key in keys}, body, "keys reordered", Verdict.EQUAL)


@kind("dataset", "valid: words of the card", reason="prose, title and tags are not derived from the data")
def reword(dataset: Dataset, random: Random) -> Change:
    front, body = front_and_body(dataset)
    front[random.choice(["pretty_name", "license_link"])] += " (new)"
    return rewritten(dataset, front, f"{body}\nMore words.\n", "reworded", Verdict.VALID)


@kind("dataset", "croissant: a fact wrong, or no JSON", "release/croissant", "format/croissant")
def miscroissant(dataset: Dataset, random: Random) -> Change:
    content = json.loads(dataset.files[CROISSANT])
    part = random.choice(["distribution", "recordSet"])
    item = random.randrange(len(content[part]))
    way = random.choice(["dropped", "hash", "version", "truncated", "list"])
    if way == "dropped":
        del content[part][item]
    elif way == "hash":
        random.choice(content["distribution"])["sha256"] = f"{random.getrandbits(256):064x}"
    elif way == "version":
        content["version"] = "9.9.9"
    text = json.dumps([content] if way == "list" else content)
    data = (text[: random.randrange(len(text))] if way == "truncated" else text).encode()
    manifest = dataset.manifest | {"files": dataset.manifest["files"] | {CROISSANT: {"sha256": sha256(data)}}}
    return Change({CROISSANT: data, MANIFEST: json.dumps(manifest).encode()}, way, frozenset({CROISSANT}))


FORMAT = ("format/manifest", "format/duplicate-key", "format/utf8", "format/control-character")
HASHES = ("release/sha256", "release/logical-hash", "release/manifest-files")


@kind("dataset", "manifest: hash, count or name of a file wrong", *HASHES)
def mishash(dataset: Dataset, random: Random) -> Change:
    manifest = json.loads(dataset.files[MANIFEST])
    file = random.choice(sorted(manifest["files"]))
    entry = manifest["files"][file]
    way = random.choice([*entry, "dropped", "renamed"])
    if way in ("dropped", "renamed"):
        del manifest["files"][file]
        manifest["files"] |= {} if way == "dropped" else {f"{file}x": entry}
    else:
        entry[way] = entry[way] + 1 if way == "rows" else f"{random.getrandbits(256):064x}"
    return Change({MANIFEST: json.dumps(manifest).encode()}, f"{file}: {way}", frozenset({file, MANIFEST}))


@kind("dataset", "manifest: hash over all tables wrong", "release/logical-hash")
def mishash_all(dataset: Dataset, random: Random) -> Change:
    manifest = dataset.manifest | {"logical_sha256": f"{random.getrandbits(256):064x}"}
    return Change({MANIFEST: json.dumps(manifest).encode()}, "another logical_sha256", frozenset({MANIFEST}))


@kind("dataset", "manifest: key dropped, misspelt or retyped", "format/manifest")
def spoil_key(dataset: Dataset, random: Random) -> Change:
    manifest = dict(dataset.manifest)
    key = random.choice(list(manifest))
    value = manifest.pop(key)
    way = random.choice(["dropped", "misspelt", "retyped"])
    manifest |= {"dropped": {}, "misspelt": {typo(random, key): value}, "retyped": {key: [value]}}[way]
    return Change({MANIFEST: json.dumps(manifest).encode()}, f"{key} {way}", frozenset({MANIFEST}))


@kind("dataset", "manifest: no JSON", *FORMAT, "format/missing-file")
def misformat_manifest(dataset: Dataset, random: Random) -> Change:
    data = dataset.files[MANIFEST].strip()
    spoiled = {
        "truncated": data[: random.randrange(len(data))],
        "a comma": data[:-1] + b",}",
        "a key twice": data.replace(b'"name"', b'"name": "x", "name"', 1),
        "a byte-order mark": b"\xef\xbb\xbf" + data,
        "no UTF-8": data.replace(b'"name"', b'"n\xffame"', 1),
        "a list": b"[" + data + b"]",
        "not a number": data.replace(b'"rows": ', b'"rows": NaN, "x": ', 1),
    }
    way = pick(random, spoiled)
    return Change({MANIFEST: spoiled[way]}, way, frozenset({MANIFEST}))


@kind("dataset", "manifest: version is not the card's", "release/card")
def misversion(dataset: Dataset, random: Random) -> Change:
    manifest = dataset.manifest | {"version": f"9.{random.randrange(9)}.0"}
    return Change({MANIFEST: json.dumps(manifest).encode()}, f"version {manifest['version']}", frozenset({CARD}))
