"""All that the page tells, as one JSON value: its script reads nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from torkham.browse.compact import as_json, definitions, packed, shapes
from torkham.browse.compare import Compared, Comparison, compare, shared
from torkham.browse.reading import (
    Article,
    NotBrowsableError,
    article_hashes,
    counts,
    expect_dataset,
    fields_of,
    read_articles,
    read_registries,
    release_line,
)
from torkham.browse.sample import drawn, fitting
from torkham.contract import LABELS, REGISTRIES, Json
from torkham.findings import did_you_mean
from torkham.rows import Field

Registries = Mapping[str, Mapping[str, Json]]


def content(dataset: Path, against: Path | None, wanted: Collection[str], pictures: Json, room: int) -> Json:
    """Return what the page tells of a dataset and, where there is one, of the second that is set `against` it.

    `wanted` are the ids of the articles to show; where there are none, all or a sample that takes up no more than
    `room` bytes. Raises `NotBrowsableError`.
    """
    for root in (dataset, against):
        if root is not None:
            expect_dataset(root)
    ids = _shared(dataset, against) if against else {id_: id_ for id_ in article_hashes(dataset)}
    articles = read_articles(dataset, _chosen(ids, wanted, dataset))
    comparison = _comparison(articles, ids, dataset, against) if against is not None else None
    packed_articles = {id_: _article(article, comparison) for id_, article in articles.items()}
    entries = _entries(packed_articles.values(), [read_registries(root) for root in (dataset, against) if root])
    told: Json = {
        "dataset": release_line(dataset),
        "against": release_line(against) if against else None,
        "counts": counts(dataset),
        "not_judged": comparison.not_judged if comparison else None,
        "shapes": shapes(),
        "definitions": definitions(),
        "registries": entries,
        "pictures": pictures,
        "wanted": bool(wanted),
    }
    return told | {"articles": _kept(packed_articles, bool(wanted), room - _size(told))}


def _shared(dataset: Path, against: Path) -> dict[str, str]:
    ids = shared(article_hashes(dataset), article_hashes(against))
    if not ids:
        raise NotBrowsableError(
            f"{dataset} and {against} have no article in common: they are known by the SHA-256 of their text. "
            f"Label the very articles of {dataset}: torkham convert {dataset / 'data/articles'} --out MACHINE"
        )
    return ids


def _chosen(ids: Collection[str], wanted: Collection[str], dataset: Path) -> list[str]:
    unknown = [
        f'"{id_}"' + (f" ({hint})" if (hint := did_you_mean(id_, ids)) else "") for id_ in wanted if id_ not in ids
    ]
    if unknown:
        raise NotBrowsableError(f"{dataset} has no article {', '.join(unknown)} to show")
    return list(wanted) or drawn(ids)


def _comparison(articles: Mapping[str, Article], ids: Mapping[str, str], dataset: Path, against: Path) -> Comparison:
    others = read_articles(against, [ids[id_] for id_ in articles])
    return compare(articles.values(), others.values(), (dataset, against))


def _article(article: Article, comparison: Comparison | None) -> Json:
    """Return the article without its text, which its sentences tell, and them with what they are compared to."""
    fields = {field.name: field for field in fields_of("sentences")}
    told: Json = {
        "row": packed(article.row | {"text": None}, fields_of("articles")),
        "sentences": [packed(row, fields.values()) for row in article.sentences],
    }
    if comparison is not None:
        found = (comparison.sentences.get(row["sentence_id"]) for row in article.sentences)
        told["compared"] = [each and _compared(each, fields) for each in found]
    return told


def _compared(compared: Compared, fields: Mapping[str, Field]) -> list[Any]:
    given = [
        [[each.shift, packed(each.record, _item_fields(fields[layer]))] for each in compared.given[layer]]
        for layer in LABELS
    ]
    return [given, [list(difference) for difference in compared.differences]]


def _item_fields(field: Field) -> tuple[Field, ...]:
    return field.item.fields if field.item else ()


def _entries(articles: Iterable[Json], registries: Iterable[Registries]) -> Json:
    """Return the registry entries that articles refer to, and those these refer to; of two with one id, the first."""
    known: dict[str, dict[str, Json]] = {table: {} for table in REGISTRIES}
    for registry in registries:
        for table, entries in registry.items():
            known[table] = {**entries, **known[table]}
    named = set(_strings(list(articles)))
    found: dict[str, dict[str, Json]] = {table: {} for table in REGISTRIES}
    while named:
        new = {
            table: {id_: known[table][id_] for id_ in known[table].keys() & named - found[table].keys()}
            for table in known
        }
        for table, entries in new.items():
            found[table] |= entries
        named = set(_strings(list(new.values())))
    return {
        table: [packed(known[table][id_], fields_of(table)) for id_ in known[table] if id_ in found[table]]
        for table in REGISTRIES
    }


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _kept(articles: Mapping[str, Json], all_of_them: bool, room: int) -> list[Json]:
    """Return the articles that the page has room for, in the order of the dataset.

    Raises `NotBrowsableError` where there is room for none.
    """
    sizes = {id_: _size(articles[id_]) for id_ in drawn(articles)}
    kept = set(articles if all_of_them else fitting(sizes, room))
    if articles and not kept:
        least = min(sizes, key=lambda id_: (sizes[id_], id_))
        raise NotBrowsableError(f"every article is too large for a page; to show one all the same: --article {least}")
    return [article for id_, article in articles.items() if id_ in kept]


def _size(value: Any) -> int:
    return len(as_json(value).encode())
