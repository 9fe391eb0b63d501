"""The annotation skeleton of an article: every unit with its role, and labels for a person to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torkham import contract
from torkham.canonical import write_document
from torkham.contract import Json
from torkham.segmentation import paragraphs, segment

GUIDELINES_VERSION = "1.0"
ANNOTATOR = "annotator"
"""Whom a skeleton names until somebody takes it."""


def skeleton(article_id: str, text: str, annotator_id: str = ANNOTATOR) -> str:
    """Return the annotation file of an article nobody has labelled yet (see `empty_annotation`)."""
    pieces = segment(text)
    numbers = paragraphs(text, [piece.start for piece in pieces])
    units = [
        (f"s{number:03d}", piece.role, piece.text, paragraph)
        for number, (piece, paragraph) in enumerate(zip(pieces, numbers, strict=True), 1)
    ]
    return empty_annotation(article_id, units, annotator_id)


def empty_annotation(article_id: str, units: Sequence[tuple[str, str, str, int]], annotator_id: str = ANNOTATOR) -> str:
    """Return an annotation file whose `units` (id, role, text, paragraph) hold no labels.

    Units that annotators judge hold `null` for mentions, events and stances, which no check accepts: each must become
    a list, [] where the unit has none. It is canonical YAML but for an empty line wherever a new paragraph begins.
    """
    content: Json = {
        "article_id": article_id,
        "guidelines": GUIDELINES_VERSION,
        "label_source": "pilot",
        "annotator_id": annotator_id,
        "units": [_empty_unit(*unit[:3]) for unit in units],
    }
    canonical = write_document(content, "file:annotation")
    for (_, _, _, above), (id_, _, _, below) in pairwise(units):
        if above != below:
            canonical = canonical.replace(f"\n- id: {id_}\n", f"\n\n- id: {id_}\n", 1)
    return canonical


def _empty_unit(id_: str, role: str, text: str) -> Json:
    unit: Json = {"id": id_, "role": role, "text": text}
    if contract.terms("role")[role]["annotated"]:
        unit |= dict.fromkeys(contract.LABELS)
    return unit
