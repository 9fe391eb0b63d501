"""The difference of two datasets as people and programs read it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from torkham.contract import Json
from torkham.report.words import printable
from torkham.versions.diff import KINDS, Change, Difference
from torkham.versions.semver import Bump

CAP = 10
"""Changes of one layer of one article that the text shows, unless it is to show all."""
_WIDTH = 60
_SIGNS = {"added": "+", "removed": "-"}
_TELLING: dict[str, tuple[str, ...]] = {
    "articles": ("title",),
    "sentences": ("text",),
    "mentions": ("text", "actor_id"),
    "events": ("trigger", "type"),
    "stances": ("holder_id", "polarity", "target_id"),
    "issues": ("proposition",),
}
"""The columns by which people know a row that came or went; `name`, where a table is not listed."""


def as_text(difference: Difference, cap: int = CAP) -> Iterator[str]:
    """Yield lines for people: counts, then the changes by article and layer, then the version that they call for.

    `+` and `-` mark rows that came and went, `~` those that changed, `!` those whose id stands for something else.
    """
    if difference.bump < Bump.MINOR:
        yield f"no change of data{f'; {len(difference.files)} files differ' if difference.files else ''}"
    yield from _counts(difference)
    for each in difference.shapes:
        yield f"{each.table}: {each.message} ({each.bump.name})"
    for article, changes in groupby(difference.changes(), lambda change: change.article):
        yield ""
        yield printable(article or "registries")
        for table, rows in groupby(changes, lambda change: change.table):
            yield from _layer(table, list(rows), cap)
    yield ""
    yield from _verdict(difference)


def as_json(difference: Difference) -> Iterator[str]:
    """Yield JSON objects, one a line: what differs in columns and labels, each row, and the summary."""
    for each in difference.shapes:
        yield _dumps({"change": "columns", "table": each.table, "bump": each.bump.name, "message": each.message})
    for change in difference.changes():
        yield _dumps(_as_dict(change))
    yield _dumps(
        {
            "change": "summary",
            "old": str(difference.old),
            "new": str(difference.new),
            "files": list(difference.files),
            "counts": {table: {kind: each.count(kind) for kind in KINDS} for table, each in difference.tables.items()},
            "bump": difference.bump.name,
            "reasons": [{"bump": bump.name, "reason": reason} for bump, reason in difference.reasons],
            "lowest": str(difference.lowest),
            "enough": difference.enough,
        }
    )


def _as_dict(change: Change) -> Json:
    head: Json = {"change": change.kind, "table": change.table, "article_id": change.article, "id": change.id}
    if change.kind == "changed":
        fields = {path: list(pair) for path, pair in change.fields.items()}
        return head | {"fields": fields, "another": change.another}
    return head | {"row": change.new if change.old is None else change.old}


def _counts(difference: Difference) -> Iterator[str]:
    counted = {table: [each.count(kind) for kind in KINDS] for table, each in difference.tables.items()}
    shown = {table: counts for table, counts in counted.items() if any(counts)}
    if shown:
        yield f"{'':14}" + "".join(f"{kind:>9}" for kind in KINDS)
    for table, counts in shown.items():
        yield f"{table:14}" + "".join(f"{count:9}" for count in counts)


def _layer(table: str, changes: list[Change], cap: int) -> Iterator[str]:
    counts = Counter(change.kind for change in changes)
    yield f"  {table}: " + ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])
    for change in changes[:cap]:
        short = change.id.partition(":")[2] or change.id
        if change.kind != "changed":
            yield printable(f"    {_SIGNS[change.kind]} {short}  {_telling(change)}".rstrip())
            continue
        fields = [f"{path}: {' → '.join(_shortened(*pair))}" for path, pair in change.fields.items()]
        yield printable(f"    {'!' if change.another else '~'} {short}  {fields[0]}")
        yield from (printable(f"      {' ' * len(short)}  {told}") for told in fields[1:])
    if len(changes) > cap:
        yield f"    … and {len(changes) - cap} more: --all shows them"


def _telling(change: Change) -> str:
    row = (change.new if change.old is None else change.old) or {}
    values = (row.get(name) for name in _TELLING.get(change.table.replace("_votes", "s"), ("name",)))
    words = (value.get("text") if isinstance(value, dict) else value for value in values)
    return _cut(" ".join(str(word) for word in words if word is not None))


def _shortened(old: Any, new: Any) -> tuple[str, str]:
    """Return two values as they are told: of long ones, what is about the first place in which they differ."""
    before, after = (value if isinstance(value, str) else _dumps(value) for value in (old, new))
    same = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(0, same - _WIDTH // 3) if max(len(before), len(after)) > _WIDTH else 0
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int = 0) -> str:
    head = "…" if start else ""
    rest = text[start:]
    return head + (rest if len(rest) <= _WIDTH else f"{rest[: _WIDTH - 1]}…")


def _verdict(difference: Difference) -> Iterator[str]:
    old, new, lowest = difference.old, difference.new, difference.lowest
    if difference.bump is Bump.NONE:
        yield f"nothing differs; the versions are {old} and {new}"
        return
    early = ", which MINOR is before 1.0.0" if old.major == 0 and difference.bump is Bump.MAJOR else ""
    yield f"calls for {difference.bump.name}{early}: {lowest} or higher after {old}; the new version is {new}"
    yield from (f"  {bump.name}  {reason}" for bump, reason in difference.reasons)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
