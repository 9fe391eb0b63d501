"""Kinds for the rows of tables: dropped, doubled, moved, and the columns of sentences and articles spoiled."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.corruption.datasets import Dataset, id_of
from tests.corruption.kinds import Change, Verdict, kind
from tests.corruption.words import pick, swapped, typo
from torkham import contract

UNKNOWN = tuple(f"links/unknown-{name[:-1]}" for name in ("sentences", "articles", *contract.REGISTRIES))


def row(dataset: Dataset, random: Random, *tables: str) -> tuple[tuple[str, str], list[Any], Any]:
    """Return the key of one of the tables, its rows, and one of them."""
    key = random.choice(dataset.keys(*tables))
    rows = dataset.rows(*key)
    return key, rows, random.choice(rows)


@kind("dataset", "rows: dropped", "spans/gap", "links/nested-labels", *UNKNOWN, "semantics/compound-members")
def drop(dataset: Dataset, random: Random) -> Change | None:
    key, rows, gone = row(dataset, random, "sentences", "articles", *contract.LABELS)
    if len(rows) == 1:
        return None  # then the table goes, which is another kind
    rows.remove(gone)
    names = {gone["article_id"]} if key[0] in ("sentences", "articles") else {id_of(key[0], gone)}
    return dataset.change({key: rows}, f"{key}: {id_of(key[0], gone)} dropped", *names)


@kind("dataset", "rows: used registry entry dropped", *UNKNOWN, "links/vote-reference", "semantics/compound-members")
def drop_entry(dataset: Dataset, random: Random) -> Change | None:
    key, rows, gone = row(dataset, random, *contract.REGISTRIES)
    id_ = id_of(key[0], gone)
    if len(rows) == 1 or not any(f"'{id_}'" in str(dataset.rows(*other)) for other in dataset.keys(*contract.LABELS)):
        return None
    rows.remove(gone)
    return dataset.change({key: rows}, f"{key}: {id_} dropped", f'"{id_}"')


@kind("dataset", "rows: doubled", "links/duplicate-id")
def double(dataset: Dataset, random: Random) -> Change:
    key, rows, again = row(dataset, random)
    rows.insert(rows.index(again), again)
    return dataset.change({key: rows}, f"{key}: {id_of(key[0], again)} doubled", id_of(key[0], again))


@kind("dataset", "rows: labels swapped", "links/nested-labels")
def swap(dataset: Dataset, random: Random) -> Change | None:
    key = random.choice(dataset.keys(*contract.LABELS))
    if len(dataset.rows(*key)) < 2:
        return None
    rows, index = swapped(random, dataset.rows(*key))
    told = f"{key}: rows {index} and {index + 1} swapped"
    return dataset.change({key: rows}, told, id_of(key[0], rows[index + 1]))


@kind("dataset", "rows: sentences swapped", "spans/gap", "links/row-order")
def swap_sentences(dataset: Dataset, random: Random) -> Change:
    key = random.choice(dataset.keys("sentences"))
    rows, index = swapped(random, dataset.rows(*key))
    told = f"{key}: rows {index} and {index + 1} swapped"
    return dataset.change({key: rows}, told, rows[index]["article_id"], "row ")


@kind(
    "dataset", "rows: in another split", "links/unknown-sentence", "links/row-order", "links/nested-labels", "spans/gap"
)
def move(dataset: Dataset, random: Random) -> Change | None:
    key, rows, moved = row(dataset, random, "sentences", *contract.LABELS, *contract.VOTES)
    others = [other for other in dataset.keys(key[0]) if other != key]
    if len(rows) == 1:
        return None
    target = random.choice(others)
    rows.remove(moved)
    told = f"{key}: {id_of(key[0], moved)} moved to {target[1]}"
    changed = {key: rows, target: [*dataset.rows(*target), moved]}
    return dataset.change(changed, told, id_of(key[0], moved), moved["article_id"], "row ")


@kind("shipped dataset", "rows: an article's rows in another place", "links/row-order")
def disorder(dataset: Dataset, random: Random) -> Change | None:
    key = random.choice([key for key in dataset.tables if key[0] not in (*contract.REGISTRIES, "articles")])
    rows = dataset.rows(*key)
    if rows[0]["article_id"] == rows[-1]["article_id"]:
        return None
    return dataset.change({key: [rows[-1], *rows[:-1]]}, f"{key}: the last row put first")


@kind("dataset", "sentences: offsets shifted", "spans/sentence-text", "schema/value")
def shift(dataset: Dataset, random: Random) -> Change:
    key, rows, spoiled = row(dataset, random, "sentences")
    end = random.choice(["start", "end"])
    spoiled[end] += random.choice([-1, 1, 7, -1_000, 1_000, 2**30])
    return dataset.change({key: rows}, f"{spoiled['sentence_id']}: {end} shifted", spoiled["sentence_id"])


@kind("dataset", "sentences: text misspelt", "spans/sentence-text")
def misspell(dataset: Dataset, random: Random) -> Change:
    key, rows, spoiled = row(dataset, random, "sentences")
    spoiled["text"] = typo(random, spoiled["text"])
    return dataset.change({key: rows}, f"{spoiled['sentence_id']} misspelt", spoiled["sentence_id"])


@kind("dataset", "sentences: index wrong", "spans/gap", "schema/value")
def misnumber(dataset: Dataset, random: Random) -> Change:
    key, rows, spoiled = row(dataset, random, "sentences")
    spoiled["index"] += random.choice([-1, 1, 1_000])
    return dataset.change({key: rows}, f"{spoiled['sentence_id']}: another index", spoiled["article_id"])


@kind("dataset", "sentences: paragraph or section wrong", "spans/paragraph", "schema/value")
def misplace(dataset: Dataset, random: Random) -> Change:
    key, rows, spoiled = row(dataset, random, "sentences")
    if random.random() < 0.5:
        spoiled["paragraph"] += random.choice([-1, 1])
    else:
        spoiled["section"] = None if spoiled["section"] else "A section"
    return dataset.change({key: rows}, f"{spoiled['sentence_id']} misplaced", spoiled["sentence_id"])


@kind("dataset", "sentences: role and is_annotated at odds", "semantics/annotated-role")
def misjudge(dataset: Dataset, random: Random) -> Change:
    key, rows, spoiled = row(dataset, random, "sentences")
    if random.random() < 0.5:
        spoiled["is_annotated"] = not spoiled["is_annotated"]
    else:
        spoiled["role"] = "boilerplate" if spoiled["is_annotated"] else "body"
    return dataset.change({key: rows}, f"{spoiled['sentence_id']} misjudged", spoiled["sentence_id"])


@kind("dataset", "sentences: quick columns wrong", "semantics/quick-columns")
def misquick(dataset: Dataset, random: Random) -> Change | None:
    key, rows, spoiled = row(dataset, random, "sentences")
    column = random.choice(["actor_ids", "event_types", "quad_classes"])
    listed = spoiled[column]
    new = {"event_types": "COERCE", "quad_classes": "material_conflict"}.get(column, "sea_league")
    ways = [listed[1:], listed[::-1], *([] if new in listed else [[*listed, new]])]
    spoiled[column] = pick(random, [way for way in ways if way != listed])
    if spoiled[column] is None:
        return None
    return dataset.change({key: rows}, f"{spoiled['sentence_id']}: {column} spoiled", spoiled["sentence_id"])


@kind(
    "dataset", "rows: of another fold or article", "links/unknown-sentence", "links/unknown-article", "links/row-order"
)
def estrange(dataset: Dataset, random: Random) -> Change:
    key, rows, spoiled = row(dataset, random, "sentences", *contract.LABELS, *contract.VOTES)
    column = random.choice(["fold", "article_id"])
    others = [each["article_id"] for other in dataset.keys("articles") for each in dataset.rows(*other)]
    spoiled[column] = random.choice(["nowhere", *(id_ for id_ in others if id_ != spoiled[column])])
    id_ = id_of(key[0], spoiled)
    return dataset.change({key: rows}, f"{id_}: {column} made {spoiled[column]}", id_, "row ")


@kind("dataset", "rows: words or start of a sentence not its own", "spans/sentence-text")
def estrange_words(dataset: Dataset, random: Random) -> Change:
    key, rows, spoiled = row(dataset, random, *contract.LABELS, *contract.VOTES)
    if random.random() < 0.5:
        spoiled["sentence_text"] = typo(random, spoiled["sentence_text"])
    else:
        spoiled["sentence_start"] += random.choice([1, 2, 50])
    return dataset.change({key: rows}, f"{id_of(key[0], spoiled)} estranged", id_of(key[0], spoiled))


@kind("dataset", "articles: text misspelt", "spans/sentence-text", "spans/gap")
def misspell_article(dataset: Dataset, random: Random) -> Change | None:
    key, rows, spoiled = row(dataset, random, "articles")
    text = typo(random, spoiled["text"])
    if text.split() == spoiled["text"].split():
        return None
    spoiled["text"] = text
    return dataset.change({key: rows}, f"{spoiled['article_id']} misspelt", spoiled["article_id"])


EXTRACTED = "an article's text may be taken out of a source that holds more"


@kind("dataset", "articles: white space at the end", reason=EXTRACTED)
def pad(dataset: Dataset, random: Random) -> Change:
    key, rows, spoiled = row(dataset, random, "articles")
    spoiled["text"] += random.choice(["\n", " ", "\n\n"])
    return dataset.change({key: rows}, f"{spoiled['article_id']} ends otherwise", verdict=Verdict.VALID)


@kind("dataset", "articles: another hash of the source", reason=EXTRACTED)
def mishash(dataset: Dataset, random: Random) -> Change:
    key, rows, spoiled = row(dataset, random, "articles")
    spoiled["source_sha256"] = f"{random.getrandbits(256):064x}"
    return dataset.change({key: rows}, f"{spoiled['article_id']} with another hash", verdict=Verdict.VALID)


@kind("dataset", "articles: sentences miscounted", "spans/gap", "schema/value")
def miscount(dataset: Dataset, random: Random) -> Change:
    key, rows, spoiled = row(dataset, random, "articles")
    spoiled["n_sentences"] += random.choice([-1, 1, 99, -99])
    return dataset.change({key: rows}, f"{spoiled['article_id']} miscounted", spoiled["article_id"])


@kind(
    "dataset", "articles: words that are not its own", reason="articles of other corpora come with a catalogue's words"
)
def misquote(dataset: Dataset, random: Random) -> Change:
    key, rows, spoiled = row(dataset, random, "articles")
    spoiled[random.choice(["title", "outlet", "author", "published_quote", "dateline"])] = "Qx"
    return dataset.change({key: rows}, f"{spoiled['article_id']} misquoted", verdict=Verdict.VALID)


@kind("dataset", "valid: an article of another genre", reason="the genre is a judgement on the whole article")
def regenre(dataset: Dataset, random: Random) -> Change:
    key, rows, changed = row(dataset, random, "articles")
    changed["genre"] = random.choice([code for code in contract.vocabulary("genre") if code != changed["genre"]])
    return dataset.change({key: rows}, f"{changed['article_id']}: {changed['genre']}", verdict=Verdict.VALID)
