"""The annotation skeleton of a new article: every unit with its role, and labels for a person to fill in."""

from __future__ import annotations

from torkham import contract
from torkham.canonical import write_document
from torkham.contract import Json
from torkham.segment import segment

GUIDELINES_VERSION = "0.1"


def skeleton(article_id: str, text: str, annotator_id: str = "annotator") -> str:
    """Return the annotation file of an article nobody has labelled yet, as canonical YAML.

    Units that annotators judge hold `null` for mentions, events and stances, which no check accepts: each must become
    a list, [] where the unit has none.
    """
    units = [_unit(number, piece.role, piece.text) for number, piece in enumerate(segment(text), 1)]
    content: Json = {
        "article_id": article_id,
        "guidelines": GUIDELINES_VERSION,
        "label_source": "pilot",
        "annotator_id": annotator_id,
        "units": units,
    }
    return write_document(content, "file:annotation")


def _unit(number: int, role: str, text: str) -> Json:
    unit: Json = {"id": f"s{number:03d}", "role": role, "text": text}
    if contract.terms("role")[role]["annotated"]:
        unit |= dict.fromkeys(contract.LABELS)
    return unit
