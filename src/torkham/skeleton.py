"""The annotation skeleton of an article: every unit with its role, and labels for a person to fill in."""

from __future__ import annotations

from collections.abc import Iterable

from torkham import contract
from torkham.canonical import write_document
from torkham.contract import Json
from torkham.segment import segment

GUIDELINES_VERSION = "1.0"
ANNOTATOR = "annotator"
"""Whom a skeleton names until somebody takes it."""


def skeleton(article_id: str, text: str, annotator_id: str = ANNOTATOR) -> str:
    """Return the annotation file of an article nobody has labelled yet, as canonical YAML."""
    units = [(f"s{number:03d}", piece.role, piece.text) for number, piece in enumerate(segment(text), 1)]
    return empty_annotation(article_id, units, annotator_id)


def empty_annotation(article_id: str, units: Iterable[tuple[str, str, str]], annotator_id: str = ANNOTATOR) -> str:
    """Return an annotation file, canonical YAML, whose `units` (id, role, text) hold no labels.

    Units that annotators judge hold `null` for mentions, events and stances, which no check accepts: each must become
    a list, [] where the unit has none.
    """
    content: Json = {
        "article_id": article_id,
        "guidelines": GUIDELINES_VERSION,
        "label_source": "pilot",
        "annotator_id": annotator_id,
        "units": [_empty_unit(*unit) for unit in units],
    }
    return write_document(content, "file:annotation")


def _empty_unit(id_: str, role: str, text: str) -> Json:
    unit: Json = {"id": id_, "role": role, "text": text}
    if contract.terms("role")[role]["annotated"]:
        unit |= dict.fromkeys(contract.LABELS)
    return unit
