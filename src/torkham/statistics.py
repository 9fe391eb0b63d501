"""Figures of a dataset for its card: how many of what, as tables in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from torkham import contract
from torkham.contract import Json
from torkham.tables import TableSet, present_splits

TOP = 10
"""How many actors or targets are shown."""


def statistics(tables: TableSet) -> dict[str, str]:
    """Return tables in Markdown by the names that stand for them in a card's template."""
    rows = {name: _rows(tables, name) for name in ("articles", "sentences", *contract.LABELS)}
    events, stances = rows["events"], rows["stances"]
    return {
        "by_article": _table(("article", "genre", "date", "annotated sentences", *contract.LABELS), _articles(rows)),
        "by_role": _crossed(
            "role", rows["sentences"], "role", "is_annotated", {"to be labelled": True, "kept only": False}
        ),
        "by_type": _crossed("event type", events, "type", "status", _names("status")),
        "by_polarity": _crossed("target", stances, "target_kind", "polarity", _names("polarity")),
        "by_certainty": _crossed("layer", _certain(rows), "layer", "certainty", _names("certainty")),
        "top_actors": _top("actor", rows["mentions"], "actor_id", "mentions"),
        "top_targets": _top("target", stances, "target_id", "stances"),
    }


def _rows(tables: TableSet, name: str) -> list[Json]:
    return [row for split in present_splits(name, tables) for row in tables[name, split].to_pylist()]


def _names(vocabulary: str) -> dict[str, str]:
    return {name.replace("_", " "): name for name in contract.vocabulary(vocabulary)}


def _articles(rows: dict[str, list[Json]]) -> Iterator[list[object]]:
    labels = {layer: Counter(row["article_id"] for row in rows[layer]) for layer in contract.LABELS}
    sentences = Counter(row["article_id"] for row in rows["sentences"] if row["is_annotated"])
    for row in rows["articles"]:
        id_ = row["article_id"]
        counts = [labels[layer][id_] for layer in contract.LABELS]
        yield [f"`{id_}`", row["genre"], row["published"] or "–", sentences[id_], *counts]


def _certain(rows: dict[str, list[Json]]) -> Iterator[Json]:
    for layer in ("events", "stances"):
        yield from ({"layer": layer, "certainty": row["certainty"]} for row in rows[layer])


def _crossed(head: str, rows: Iterable[Json], down: str, across: str, columns: Mapping[str, object]) -> str:
    """Count rows by two columns; those of the first come by number, without what does not occur."""
    counts = Counter((row[down], row[across]) for row in rows)
    sums = Counter[str]()
    for (name, _), count in counts.items():
        sums[name] += count
    used = {title: value for title, value in columns.items() if any(counts[name, value] for name in sums)}
    lines = ([name, *(counts[name, value] for value in used.values()), total] for name, total in sums.most_common())
    return _table((head, *used, "all"), lines)


def _top(head: str, rows: Iterable[Json], column: str, counted: str) -> str:
    counts = Counter(row[column] for row in rows if row[column] is not None)
    return _table((head, counted), ([f"`{name}`", count] for name, count in counts.most_common(TOP)))


def _table(head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    marks = ["---", *("--:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in (head, marks, *lines))
