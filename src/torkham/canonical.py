"""The canonical form of the YAML files: one way to write each content, so a diff shows just what changed.

Keys follow their schema's order, defaults are left out, small records (`"x-style": "flow"` in the schema) take one
line, lines are never wrapped. Writing what was read gives back the same bytes for every file in canonical form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

import yaml

from torkham import contract
from torkham.contract import Json
from torkham.document import DocumentError
from torkham.versions.releases import retired_in

_PREFIX = {"mentions": "m", "events": "e", "stances": "t"}


def write_document(value: Any, schema: str, head: str = "") -> str:
    """Return `value` (plain values, as `read_document` gives them) as canonical YAML.

    `schema` is named as for `contract.schema`; `head` is put first as it is (comment lines).
    """
    node = _node(value, contract.expanded(schema))
    body: str = yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=float("inf"))
    return head + body


def head_comment(data: str) -> str:
    """Return the comment lines above the first line of content, where an editor's modeline stands.

    `data` is what `read_document` reads; each line returned ends with a line feed.
    Raises `DocumentError` at the first comment anywhere else, since it would be lost in writing.
    """
    head = list(takewhile(lambda line: line.startswith("#"), data.splitlines()))
    for line in _comment_lines(data):
        if line > len(head):
            raise DocumentError(line, "a comment here would be lost", "put the remark into a note: key")
    return "".join(f"{line}\n" for line in head)


def assign_ids(annotation: Json, retired: Sequence[Json] = ()) -> int:
    """Give every label without an id the next number of its unit, in place; return how many were given.

    Ids that stand are never changed (data model: numbered when first written, never renumbered), and those of `retired`
    (the entries of retired.yaml) are never given again.
    """
    given = 0
    article_id = annotation.get("article_id")
    for unit in annotation.get("units", ()):
        if not isinstance(unit, dict):
            continue
        for layer, prefix in _PREFIX.items():
            labels = [label for label in unit.get(layer) or () if isinstance(label, dict)]
            taken = [int(label["id"][1:]) for label in labels if str(label.get("id", ""))[1:].isdecimal()]
            gone = retired_in(retired, f"{article_id}:{unit.get('id')}:{prefix}")
            number = max((*taken, *gone), default=0)
            for label in labels:
                if "id" not in label:
                    number += 1
                    given += 1
                    label["id"] = f"{prefix}{number:02d}"
    return given


class _Dumper(yaml.SafeDumper):
    """The pure-Python emitter, whose plain scalars `read_document` reads back as the same strings."""


def _node(value: Any, schema: Json) -> yaml.Node:
    schema = contract.branch(schema, value)
    if isinstance(value, dict):
        return _mapping(value, schema)
    if isinstance(value, list):
        items = [_node(item, schema.get("items", {})) for item in value]
        flow = not items or all(isinstance(item, yaml.ScalarNode) for item in items)
        return yaml.SequenceNode("tag:yaml.org,2002:seq", items, flow_style=flow)
    return _scalar(value)


def _mapping(value: Json, schema: Json) -> yaml.MappingNode:
    properties: Json = schema.get("properties", {})
    partial = schema.get("x-partial", False)
    keys = [key for key in properties if key in value] + [key for key in value if key not in properties]
    pairs = [
        (_scalar(key), _node(value[key], properties.get(key, {})))
        for key in keys
        if partial or "default" not in properties.get(key, {}) or value[key] != properties[key]["default"]
    ]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=schema.get("x-style") == "flow")


def _scalar(value: Any) -> yaml.ScalarNode:
    if value is None:
        return yaml.ScalarNode("tag:yaml.org,2002:null", "null")
    if isinstance(value, bool):
        return yaml.ScalarNode("tag:yaml.org,2002:bool", str(value).lower())
    if isinstance(value, int):
        return yaml.ScalarNode("tag:yaml.org,2002:int", str(value))
    if isinstance(value, float):
        return yaml.ScalarNode("tag:yaml.org,2002:float", _decimal(value))
    printable = all(c.isprintable() for c in value)
    return yaml.ScalarNode("tag:yaml.org,2002:str", value, style=None if printable else '"')


def _decimal(value: float) -> str:
    """Return the shortest decimal that reads back as `value`; YAML 1.1 asks for a point beside an exponent."""
    digits, sign, exponent = repr(value).partition("e")
    return digits if not sign else f"{digits if '.' in digits else digits + '.0'}e{exponent}"


def _comment_lines(data: str) -> Iterator[int]:
    """Yield the line of every comment: a `#` between two tokens, or on the line that opens a block of text."""
    end = 0
    for token in yaml.scan(data, Loader=yaml.CSafeLoader):
        start, stop = token.start_mark.index, token.end_mark.index
        yield from _hash_lines(data, end, start)
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            yield from _hash_lines(data, start, start + len(data[start:stop].splitlines()[0]))
        end = max(end, stop)


def _hash_lines(data: str, start: int, stop: int) -> Iterator[int]:
    for at in range(start, stop):
        if data[at] == "#":
            yield len(data[: at + 1].splitlines())
