"""The page put together: one HTML file that loads nothing, and whose policy lets nothing run but its own script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

from torkham.browse.compact import as_json
from torkham.browse.content import content
from torkham.browse.pictures import pictures
from torkham.browse.sample import MAX_BYTES
from torkham.contract import Json

SCRIPTS = (
    "dom",
    "data",
    "words",
    "filters",
    "facets",
    "sentence",
    "arcs",
    "panel",
    "pictures",
    "legend",
    "theme",
    "keys",
    "main",
)
"""The parts of the page's script, in their order."""
_SLOT = re.compile(r"\{\{(\w+)\}\}")


def browse(
    dataset: str | Path, out: str | Path, *, against: str | Path | None = None, articles: Collection[str] = ()
) -> Json:
    """Write the page of a dataset to the file `out`, and return what it tells.

    `against` is a second dataset with labels of the same articles, which is shown beside the first. `articles` are the
    ids of those to show; without them the page shows all, or a sample where all would make it larger than
    `sample.MAX_BYTES`. Raises `NotBrowsableError` (a `ValueError`) where there is nothing that can be shown.
    """
    root = Path(dataset)
    other = None if against is None else Path(against)
    frame = sum(map(len, (_asset("template.html"), style(), script())))
    told = content(root, other, articles, pictures(root), MAX_BYTES - frame)
    _write(Path(out), page(told))
    return told


def page(told: Json) -> str:
    """Return the page that tells what `content` returned."""
    slots = {
        "policy": policy(),
        "title": escape(f"{told['dataset']['title']} · Torkham explorer"),
        "style": style(),
        "script": script(),
        "data": as_json(told),
    }
    return _SLOT.sub(lambda slot: slots[slot[1]], _asset("template.html"))


@cache
def style() -> str:
    """Return the page's style sheet."""
    return _asset("style.css")


@cache
def script() -> str:
    """Return the page's script: its parts one after the other, in a scope of their own."""
    parts = "\n".join(_asset(f"{name}.js") for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'


@cache
def policy() -> str:
    """Return the Content-Security-Policy: nothing is loaded, and nothing is run but what has these hashes.

    Images are allowed as `data:`, which is how the figures come: what an SVG image holds cannot run.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script())}'",
            f"style-src '{_hash(style())}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(code: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def _asset(name: str) -> str:
    return files("torkham.browse").joinpath("assets", name).read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)
