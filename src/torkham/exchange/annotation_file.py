"""From labels to the annotation file that holds them: offsets become quotes, whole ids local ones."""

from __future__ import annotations

from collections.abc import Mapping

from torkham import contract
from torkham.align import nth_of
from torkham.annotation import Unit
from torkham.canonical import write_document
from torkham.contract import Json
from torkham.exchange.document import Document
from torkham.skeleton import GUIDELINES_VERSION

_ID = {"mentions": "mention_id", "events": "event_id", "stances": "stance_id"}
_DERIVED = {"start", "end", "text", "quad_class", "score", "label_source", "annotator_id", "confidence", *_ID.values()}
"""Fields of records that annotation files do not write: they follow from others."""
_SPANS = ("trigger", "evidence", "cue", "target_text", "time", "place")
_SLOTS = ("sources", "recipients", "attributed_to")
_POINTERS = ("content_of", "holder_mention_id")


def annotation_file(document: Document, annotator_id: str, notes: Mapping[str, str], head: str = "") -> str:
    """Return the annotation file of an article, as the first pass of an annotator, in canonical form.

    All labels are given to `annotator_id`, whatever their records say: whoever leaves a label standing gives it too.
    `notes` are working remarks by label id, `head` comment lines to begin with.
    """
    content = {
        "article_id": document.article_id,
        "guidelines": GUIDELINES_VERSION,
        "label_source": "pilot",
        "annotator_id": annotator_id,
        "units": [_unit(unit, notes) for unit in document.units],
    }
    return write_document(content, "file:annotation", head)


def _unit(unit: Unit, notes: Mapping[str, str]) -> Json:
    said: Json = {"id": unit.sentence_id.rsplit(":", maxsplit=1)[1], "role": unit.role, "text": unit.text}
    if contract.terms("role")[unit.role]["annotated"]:
        for layer in contract.LABELS:
            said[layer] = [_label(record, layer, unit, notes) for record in getattr(unit, layer)]
    return said


def _label(record: Json, layer: str, unit: Unit, notes: Mapping[str, str]) -> Json:
    id_ = record[_ID[layer]]
    label: Json = {"id": id_.rsplit(":", maxsplit=1)[1]}
    if layer == "mentions":
        label |= _quoted(record, unit)
    for key, value in record.items():
        if key in _SPANS and value is not None:
            label[key] = _span(value, unit)
        elif key in _SLOTS:
            label[key] = [item | {"mention_id": _local(item["mention_id"], unit)} for item in value]
        elif key in _POINTERS:
            label[key] = _local(value, unit)
        elif key not in _DERIVED:
            label[key] = value
    return label | ({"note": notes[id_]} if id_ in notes else {})


def _quoted(span: Json, unit: Unit) -> Json:
    """Return the words of a span, and which occurrence of them it is where its unit has more than one."""
    nth = nth_of(unit.text, span["start"], span["end"])
    return {"quote": span["text"]} | ({} if nth is None else {"nth": nth})


def _span(span: Json, unit: Unit) -> Json | str:
    said = _quoted(span, unit) | {key: value for key, value in span.items() if key not in _DERIVED}
    return str(span["text"]) if said.keys() == {"quote"} else said


def _local(id_: str | None, unit: Unit) -> str | None:
    """Return an id as it is written in a unit: `m01` for one of its own, `s003:m01` for another's."""
    if id_ is None:
        return None
    article_id, sentence, label = id_.split(":")
    return label if f"{article_id}:{sentence}" == unit.sentence_id else f"{sentence}:{label}"
