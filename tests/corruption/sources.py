"""Kinds for the sources: sources.yaml, the articles themselves, and splits."""

from __future__ import annotations

from random import Random

from tests.corruption.kinds import Change, Verdict, kind
from tests.corruption.trees import Tree, changed, with_hash
from tests.corruption.words import typo
from torkham.layout import ARTICLES, SOURCES, SPLITS


def article(tree: Tree, random: Random) -> tuple[str, str]:
    """Return the file of an article and its text."""
    file = random.choice(sorted(file for file in tree.files if file.startswith(f"{ARTICLES}/")))
    return file, tree.files[file].decode()


def files_of(tree: Tree, file: str) -> frozenset[str]:
    """Return the files in which what is wrong with an article may show."""
    name = file.rpartition("/")[2]
    (id_,) = (entry["article_id"] for entry in tree.content(SOURCES)["articles"] if entry["file"] == name)
    return frozenset({file, SOURCES, *(other for other in tree.files if other.endswith(f"/{id_}.yaml"))})


@kind("tree", "articles: edited, hash as it was", "format/sha256")
def edit(tree: Tree, random: Random) -> Change:
    file, text = article(tree, random)
    return Change({file: typo(random, text).encode()}, f"{file}: edited", frozenset({file}))


@kind("tree", "articles: bit flipped", "format/sha256", "format/utf8", "format/control-character")
def flip(tree: Tree, random: Random) -> Change:
    file, _ = article(tree, random)
    data = bytearray(tree.files[file])
    index = random.randrange(len(data))
    data[index] ^= 1 << random.randrange(8)
    return Change({file: bytes(data)}, f"{file}: a bit of byte {index} flipped", frozenset({file}))


@kind("tree", "articles: edited, hash too", "spans/tiling", "links/source-quote")
def edit_unseen(tree: Tree, random: Random) -> Change | None:
    file, text = article(tree, random)
    spoiled = typo(random, text)
    if spoiled.split() == text.split():
        return None  # white space between units is not labelled
    return Change(with_hash(tree, file, spoiled.encode()), f"{file}: edited, hash too", files_of(tree, file))


@kind("tree", "articles: truncated, hash too", "spans/tiling", "links/source-quote", "format/empty", "format/utf8")
def truncate(tree: Tree, random: Random) -> Change:
    file, text = article(tree, random)
    data = text.encode()
    kept = data[: random.randrange(len(text.rstrip().encode()))]
    return Change(with_hash(tree, file, kept), f"{file}: {len(kept)} of {len(data)} bytes", files_of(tree, file))


@kind("tree", "articles: encoded otherwise, hash too", "format/utf8", "format/control-character", "spans/tiling")
def recode(tree: Tree, random: Random) -> Change:
    file, text = article(tree, random)
    encoding = random.choice(["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
    files = with_hash(tree, file, text.encode(encoding))
    return Change(files, f"{file}: in {encoding}", files_of(tree, file))


@kind("tree", "articles: two changed places", "spans/tiling", "links/source-quote")
def change_places(tree: Tree, random: Random) -> Change:
    entries = tree.content(SOURCES)["articles"]
    first, second = random.sample([f"{ARTICLES}/{entry['file']}" for entry in entries], 2)
    files = {first: tree.files[second], second: tree.files[first]}
    value = tree.content(SOURCES)
    hashes = {f"{ARTICLES}/{entry['file']}": entry["sha256"] for entry in entries}
    for entry in value["articles"]:
        name = f"{ARTICLES}/{entry['file']}"
        entry["sha256"] = {first: hashes[second], second: hashes[first]}.get(name, hashes[name])
    files |= changed(SOURCES, value, (), "").files
    return Change(files, f"{first} and {second} swapped", files_of(tree, first))


@kind("tree", "articles: file gone", "format/missing-file")
def lose(tree: Tree, random: Random) -> Change:
    file = random.choice(sorted(name for name in tree.files if not name.startswith("annotations/exceptions")))
    return Change({file: None}, f"{file} removed", frozenset({file}))


@kind("tree", "articles: file too many", "format/unknown-file")
def add_file(_: Tree, random: Random) -> Change:
    folder = random.choice([ARTICLES, "annotations/articles", "annotations/registries"])
    file = f"{folder}/{random.choice(['copy.yaml', '.notes', 'new.txt'])}"
    return Change({file: b"x"}, f"{file} added", frozenset({file}))


@kind("tree", "sources: words that are not the article's", "links/source-quote")
def misquote(tree: Tree, random: Random) -> Change | None:
    value = tree.content(SOURCES)
    index = random.randrange(len(value["articles"]))
    entry = value["articles"][index]
    key = random.choice(["title", "outlet", "author", "published_quote", "dateline"])
    if entry[key] is None:
        return None
    entry[key] = f"{entry[key]} qx"
    return changed(SOURCES, value, ("articles", index), f"{key} made {entry[key]!r}")


@kind("tree", "sources: date without proof", "links/source-quote")
def unproved(tree: Tree, random: Random) -> Change:
    value = tree.content(SOURCES)
    index = random.randrange(len(value["articles"]))
    entry = value["articles"][index]
    keys = ["published", "published_precision", "published_quote"]
    given = [key for key in keys if entry[key] is not None]
    entry |= {random.choice(given): None} if given else {"published": "2025-01-01"}
    return changed(SOURCES, value, ("articles", index), "one of three dropped, or given alone")


@kind("tree", "sources: entry doubled", "links/duplicate-source")
def double(tree: Tree, random: Random) -> Change:
    value = tree.content(SOURCES)
    entries = value["articles"]
    entries.append(random.choice(entries) | random.choice([{}, {"article_id": "other-one"}]))
    return changed(SOURCES, value, ("articles", len(entries) - 1), "an entry doubled")


@kind("tree", "splits: entry dropped, doubled, or of nothing", "links/split-entry")
def spoil_split(tree: Tree, random: Random) -> Change:
    value = tree.content(SPLITS)
    entries = value["splits"]
    entry = random.choice(entries)
    ways = {
        "dropped": [each for each in entries if each is not entry],
        "doubled": [*entries, entry],
        "misnamed": [each | ({"article_id": "nothing"} if each is entry else {}) for each in entries],
    }
    way = random.choice(sorted(ways))
    value["splits"] = ways[way] or [entry | {"article_id": "nothing"}]
    return changed(SPLITS, value, (), f"{entry['article_id']} {way}", entry["article_id"], "nothing")


@kind("tree", "splits: a fold in two splits", "corpus/fold-in-splits")
def divide(tree: Tree, random: Random) -> Change | None:
    value = tree.content(SPLITS)
    first, second = random.sample(value["splits"], 2)
    if first["split"] == second["split"]:
        return None
    second["fold"] = first["fold"]
    change = changed(SPLITS, value, (), f"{second['article_id']} in the fold of {first['article_id']}")
    return Change(change.files, change.told, frozenset({SOURCES}), frozenset({second["article_id"]}))


@kind("tree", "valid: an article in another split", reason="any split is one, while the fold goes with it")
def move(tree: Tree, random: Random) -> Change:
    value = tree.content(SPLITS)
    entry = random.choice(value["splits"])
    entry["split"] = random.choice([name for name in ("train", "validation", "test") if name != entry["split"]])
    return changed(SPLITS, value, (), f"{entry['article_id']} moved", verdict=Verdict.VALID)
