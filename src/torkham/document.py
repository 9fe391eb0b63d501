"""YAML files people write: read safely with a line for every node, typed by their schema, written canonically.

The reader takes a subset of YAML 1.1 that means one thing only: one document, no tags, anchors or aliases, no
duplicate keys, no control characters, bounded size and depth. A plain scalar is a string unless its schema says
otherwise, so `no` and `2025` stay words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import yaml

from torkham import contract
from torkham.contract import Json

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 24
MAX_NODES = 500_000
MAX_SCALAR = 1_000_000

CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Control characters that are neither white space nor line ends."""

Path: TypeAlias = tuple[str | int, ...]


class DocumentError(ValueError):
    """A file is not in the subset of YAML that this project reads; `line` counts from 1."""

    def __init__(self, line: int, message: str, hint: str = "", kind: str = "yaml") -> None:
        super().__init__(message)
        self.line, self.message, self.hint, self.kind = line, message, hint, kind


def control_character(line: int, character: str) -> DocumentError:
    """Return the error of a text that holds a control character."""
    message = f"holds the control character U+{ord(character):04X}"
    return DocumentError(line, message, "remove it", "control-character")


class _Scalar(NamedTuple):
    text: str
    plain: bool


@dataclass(frozen=True)
class Document:
    """A file's content in plain values, and the line of every node by its path from the root."""

    file: str
    value: Any
    lines: dict[Path, int] = field(repr=False)

    def line(self, path: Path) -> int:
        """Return the line of the node at `path`, or of the nearest node above it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_document(data: str, file: str, schema: str) -> Document:
    """Read one YAML file that `schema` (named as for `contract.schema`) describes.

    Scalars take the type their schema gives them and missing keys take their schema's `default`; nothing is validated
    yet. Raises `DocumentError` where the text is not in the subset.
    """
    if len(data) > MAX_BYTES:
        raise DocumentError(1, f"larger than {MAX_BYTES} characters", "split the file")
    lines: dict[Path, int] = {}
    tree = _read_tree(data, lines)
    return Document(file, with_defaults(_typed(tree, contract.expanded(schema)), schema), lines)


def with_defaults(value: Any, schema: str) -> Any:
    """Return plain values with every missing key that has a `default` in `schema` filled in."""
    return _filled(value, contract.expanded(schema))


def read_plain(data: str) -> Any:
    """Read YAML that no schema describes: the same subset, every scalar a string. Raises `DocumentError`."""

    def words(tree: Any) -> Any:
        if isinstance(tree, dict):
            return {key: words(value) for key, value in tree.items()}
        return [words(item) for item in tree] if isinstance(tree, list) else tree.text

    return words(_read_tree(data, {}))


def _read_tree(data: str, lines: dict[Path, int]) -> Any:
    """Build plain lists and dicts of `_Scalar` from the event stream, noting lines."""
    root: list[Any] = []
    # Each open collection: itself, its path, and for a mapping the key that waits for its value.
    stack: list[tuple[Any, Path]] = [(root, ())]
    keys: list[str | None] = [None]

    def place(value: Any, line: int) -> Path:
        parent, path = stack[-1]
        if parent is root:
            if root:
                raise DocumentError(line, "a second document", "keep one document per file")
            here: Path = ()
            root.append(value)
        elif isinstance(parent, list):
            here = (*path, len(parent))
            parent.append(value)
        else:
            key = keys[-1]
            assert key is not None
            here = (*path, key)
            parent[key] = value
            keys[-1] = None
        lines.setdefault(here, line)
        return here

    def take_key(event: yaml.Event, line: int) -> None:
        parent, path = stack[-1]
        if not isinstance(event, yaml.ScalarEvent):
            raise DocumentError(line, "a key that is not a word", "write key: value")
        if event.value in parent:
            raise DocumentError(line, f'the key "{event.value}" stands twice', "remove one of the two", "duplicate-key")
        keys[-1] = event.value
        lines[(*path, event.value)] = line

    for number, event in enumerate(_events(data)):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if number > MAX_NODES:
            raise DocumentError(line, f"more than {MAX_NODES} keys and values", "split the file", "size")
        _refuse_extras(event, line)
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            keys.pop()
        elif isinstance(event, yaml.NodeEvent):
            if isinstance(stack[-1][0], dict) and keys[-1] is None:
                take_key(event, line)
            elif isinstance(event, yaml.ScalarEvent):
                place(_Scalar(event.value, not event.style), line)
            else:
                if len(stack) > MAX_DEPTH:
                    raise DocumentError(line, f"nested deeper than {MAX_DEPTH} levels", "mend brackets or indentation")
                value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                stack.append((value, place(value, line)))
                keys.append(None)
    if not root:
        raise DocumentError(1, "the file has no content", "restore it, or write its keys")
    return root[0]


def _events(data: str) -> Any:
    try:
        yield from yaml.parse(data, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = str(error.problem or error.context)
        hint = "indent with spaces" if "tab" in problem else "mend this line or the one before it"
        raise DocumentError(mark.line + 1 if mark else 1, f"not YAML: {problem}", hint) from None
    except yaml.reader.ReaderError as error:
        line = len((data.encode()[: error.position] + b"#").decode().splitlines())
        message = f"not YAML: the character U+{error.character:04X} is not allowed"
        raise DocumentError(line, message, "remove it") from None


def _refuse_extras(event: yaml.Event, line: int) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise DocumentError(line, "anchors and aliases are not read", "write the value out")
    if tag := getattr(event, "tag", None):
        raise DocumentError(line, f"the tag {tag} is not read", "remove it")
    if isinstance(event, yaml.ScalarEvent):
        if len(event.value) > MAX_SCALAR:
            raise DocumentError(line, f"a value of more than {MAX_SCALAR} characters", "shorten it", "size")
        if match := CONTROL_CHARACTER.search(event.value):  # by an escape, such as "\0"
            raise control_character(line, match[0])


def _typed(tree: Any, node: Json) -> Any:
    """Give the scalars under `tree` the types that the schema `node` allows."""
    if isinstance(tree, _Scalar):
        return _scalar(tree, _types(node))
    node = contract.branch(node, tree)
    if isinstance(tree, list):
        return [_typed(item, node.get("items", {})) for item in tree]
    properties = node.get("properties", {})
    return {key: _typed(value, properties.get(key, {})) for key, value in tree.items()}


def _filled(value: Any, node: Json) -> Any:
    if not isinstance(value, (dict, list)):
        return value
    node = contract.branch(node, value)
    if isinstance(value, list):
        return [_filled(item, node.get("items", {})) for item in value]
    properties = node.get("properties", {})
    filled = {key: _filled(item, properties.get(key, {})) for key, item in value.items()}
    if node.get("x-partial"):
        return filled
    missing = {key: p["default"] for key, p in properties.items() if "default" in p and key not in value}
    return filled | missing


def _types(node: Json) -> set[str]:
    kinds = node.get("type", [])
    found = {kinds} if isinstance(kinds, str) else set(kinds)
    return found.union(*(_types(option) for option in node.get("anyOf", ())))


_NUMBERS: tuple[tuple[str, re.Pattern[str], type[int] | type[float]], ...] = (
    ("integer", re.compile(r"-?(0|[1-9][0-9]{0,17})"), int),
    ("number", re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?"), float),
)
"""Numbers as JSON writes them; what else YAML 1.1 takes for one (`0777`, `1_000`, `.nan`) means several things."""


def _scalar(scalar: _Scalar, types: set[str]) -> Any:
    if not scalar.plain:
        return scalar.text
    if "null" in types and scalar.text in ("null", "~", ""):
        return None
    if "boolean" in types and scalar.text in ("true", "false"):
        return scalar.text == "true"
    if "string" not in types:
        for kind, form, read in _NUMBERS:
            if kind in types and form.fullmatch(scalar.text):
                return read(scalar.text)
    return scalar.text
