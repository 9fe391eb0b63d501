"""The card of a text-free edition: the front matter of the full edition's with other tables, and a body of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

import yaml

from torkham.card import loading_metadata, put_together
from torkham.contract import Json
from torkham.edition.strip import TABLES, edition_fields
from torkham.layout import Digests
from torkham.rows import Field, row_fields
from torkham.tables import present_splits


def edition_card(full: str, digests: Digests, sizes: Mapping[str, int], manifest: Json) -> str:
    """Return the card of an edition; `full` is that of the full edition, which has this `manifest`."""
    front, _ = taken_apart(full)
    title = front["pretty_name"]
    configs = [name for name in TABLES if present_splits(name, digests)]
    front |= {"pretty_name": f"{title} (text-free edition)"}
    front |= loading_metadata(configs, digests, manifest["version"], sizes, edition_fields)
    template = Path(__file__).with_name("template.md").read_text(encoding="utf-8")
    values = {
        "title": title,
        "version": manifest["version"],
        "logical_sha256": manifest["logical_sha256"],
        "fields": "\n".join(_left_out(configs)),
    }
    return put_together(front, Template(template).substitute(values))


def taken_apart(card: str) -> tuple[dict[str, Any], str]:
    """Return the front matter of a sound card, and its body."""
    _, front, body = re.split(r"^---\n", card, maxsplit=2, flags=re.MULTILINE)
    return yaml.safe_load(front), body


def _left_out(configs: Sequence[str]) -> Iterator[str]:
    for name in configs:
        marked = dict(_marked(row_fields(name), ""))
        gone = ", ".join(f"`{path}`" for path, kind in marked.items() if kind != "words")
        changed = ", ".join(f"`{path}`" for path, kind in marked.items() if kind == "words")
        if marked:
            yield f"| `{name}` | {gone or '–'} | {changed or '–'} |"


def _marked(fields: Sequence[Field], above: str) -> Iterator[tuple[str, str]]:
    """Yield the paths of all fields that hold an article's words, and the kind of each."""
    for field in fields:
        path = f"{above}{field.name}"
        if field.source_text is not None:
            yield path, field.source_text
        yield from _marked((field.item or field).fields, f"{path}.")
