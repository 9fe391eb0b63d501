"""JSON read strictly: what readers differ over, and what JSON cannot say, is refused."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any, NoReturn

from torkham.document import CONTROL_CHARACTER, MAX_DEPTH, DocumentError, control_character

_ESCAPED = re.compile(r"\\(?:b|u00[0189]|u007|u[dD][89a-fA-F])")
"""Escapes that may stand for a control character or for half a character."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def read_json(text: str) -> Any:
    """Read one JSON value: keys once, numbers finite, no control or half characters by escapes, bounded depth.

    Raises `DocumentError`.
    """
    try:
        value = json.loads(text, object_pairs_hook=_each_key_once, parse_constant=_no_number, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise DocumentError(error.lineno, f"not JSON: {error.msg}") from None
    except RecursionError:
        raise _too_deep() from None
    except DocumentError:
        raise
    except ValueError as error:  # an integer of thousands of digits
        raise DocumentError(1, f"not JSON: {error}") from None
    if text.count("[") + text.count("{") > MAX_DEPTH or _ESCAPED.search(text):
        _inspect(value)
    return value


def _inspect(value: Any) -> None:
    left = [(value, 0)]
    while left:
        node, depth = left.pop()
        if isinstance(node, str):
            if match := CONTROL_CHARACTER.search(node):
                raise control_character(1, match[0])
            if match := _SURROGATE.search(node):
                raise DocumentError(1, f"not JSON: U+{ord(match[0]):04X} is half a character")
        elif isinstance(node, (list, dict)):
            if depth == MAX_DEPTH:
                raise _too_deep()
            inner = node if isinstance(node, list) else (*node, *node.values())
            left.extend((child, depth + 1) for child in inner)


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        key, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise DocumentError(1, f'the key "{key}" stands twice', kind="duplicate-key")
    return found


def _no_number(word: str) -> NoReturn:
    raise DocumentError(1, f"not JSON: {word} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise DocumentError(1, f"a number beyond any that is read: {digits[:40]}")
    return number


def _too_deep() -> DocumentError:
    return DocumentError(1, f"not JSON that is read: nested deeper than {MAX_DEPTH} levels")
