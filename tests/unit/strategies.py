"""Texts of every kind, and values that a schema allows."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from torkham import contract
from torkham.contract import Json
from torkham.document import CONTROL_CHARACTER

WORDS = (
    "Kabul", "said.", "“We", "go.”", "Mr.", "U.S.", "Oct.", "No!", "Why?", "…", "2025", "1.", "-", "•", "(a)",
    "سوله", "امن", "پاکستان۔", "می\u200cخواهد", "\u202bافغانستان\u202c",
    "e\u0301", "ﬁ", "ß", "İ", "𝕏", "🌾", "👩‍🌾", "🇵🇰", "\u2011", "\ufeff", "\x00", "\x1b[31m",
    "null", "~", "no", "true", "1e3", "0x1f", "12:30", "=", "<<", "#", "a: b", "a #b", ": ", "- x", "? ", "*a", "&a",
    "!t", "%", "@", "`", "{", "}", "[", "]", ",", "|", ">", "'", '"', "\\", "---", "...", "References", "Read more",
)  # fmt: skip
"""What trips up segmenters, YAML and terminals."""

SPACES = (
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "\x0b",
    "\x85",
    "\u2028",
    "\u2029",
    "\xa0",
    "\u3000",
)

texts = st.text() | st.lists(st.sampled_from(WORDS + SPACES), max_size=30).map("".join)
"""Any text at all, and texts that look a little like articles."""

_DATES = ("2025", "2025-10", "2025-10-11", "2021/..", "2024-02-29", "19XX", "2025-24", "2025?")


def values(schema: str) -> st.SearchStrategy[Any]:
    """Values that a schema allows, as `read_document` gives them: defaults written out, no control characters."""
    return _values(contract.expanded(schema))


def _values(node: Json) -> st.SearchStrategy[Any]:
    if "enum" in node:
        return st.sampled_from(node["enum"])
    if "anyOf" in node:
        return st.one_of([_values(option) for option in node["anyOf"]])
    kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
    return st.one_of([_OF_KIND[kind](node) for kind in kinds])


def _strings(node: Json) -> st.SearchStrategy[str]:
    if node.get("format") == "edtf":
        return st.sampled_from(_DATES)
    if "pattern" in node:
        return st.from_regex(node["pattern"].replace("$", r"\Z"), fullmatch=True).filter(
            lambda text: len(text) <= node.get("maxLength", len(text))
        )
    clean = (st.sampled_from(WORDS) | texts).map(lambda text: CONTROL_CHARACTER.sub("", text))
    return clean.filter(lambda text: len(text) >= node.get("minLength", 0))


def _lists(node: Json) -> st.SearchStrategy[list[Any]]:
    unique_by = repr if node.get("uniqueItems") else None
    return st.lists(_values(node["items"]), min_size=node.get("minItems", 0), max_size=2, unique_by=unique_by)


def _objects(node: Json) -> st.SearchStrategy[Json]:
    required = node.get("required", ())
    filled_in = (
        () if node.get("x-partial") else [key for key, child in node["properties"].items() if "default" in child]
    )
    always = {*required, *filled_in}
    children = {key: _values(child) for key, child in node["properties"].items()}
    return st.fixed_dictionaries(
        {key: child for key, child in children.items() if key in always},
        optional={key: child for key, child in children.items() if key not in always},
    )


_OF_KIND: dict[str, Any] = {
    "null": lambda _: st.none(),
    "boolean": lambda _: st.booleans(),
    "integer": lambda node: st.integers(node["minimum"], node["maximum"]),
    "number": lambda node: st.floats(node["minimum"], node["maximum"]),
    "string": _strings,
    "array": _lists,
    "object": _objects,
}
