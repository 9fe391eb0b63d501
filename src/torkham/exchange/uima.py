"""UIMA CAS: an XMI file for every article, with their type system, as INCEpTION opens and exports them.

Offsets are UTF-16 units; cassis translates. Every mark is an annotation of its layer's type, links are link features.
Units are sentences, since INCEpTION shows and pages by these. What it has no place for is the feature `torkham`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torkham.exchange.document import Document
from torkham.exchange.layers import LAYERS, Mark, Value, shown
from torkham.exchange.marks import marks_of
from torkham.exchange.uima_reader import ENDING, TYPES, read
from torkham.exchange.uima_types import (
    METADATA,
    REST,
    SENTENCE,
    TOKEN,
    feature_of,
    link_type_of,
    type_of,
    type_system,
)

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem

__all__ = ["read", "write"]

_TOKEN = re.compile(r"\w+|[^\w\s]")


def write(documents: Iterable[Document], out: Path) -> list[Path]:
    """Write a CAS for every article, and the type system beside them."""
    types = type_system()
    types.to_xml(out / TYPES)
    written = [out / TYPES]
    for document in documents:
        file = out / f"{document.article_id}{ENDING}"
        cas(document, types).to_xmi(file, pretty_print=True)
        written.append(file)
    return written


def cas(document: Document, types: TypeSystem) -> Cas:
    """Return an article as a CAS."""
    from cassis import Cas

    view = Cas(types, sofa_string=shown(document.text), sofa_mime="text/plain", document_language="x-unspecified")
    for each in view.select("uima.tcas.DocumentAnnotation"):
        view.remove(each)
    named = {"documentTitle": f"{document.article_id}{ENDING}", "documentId": document.article_id}
    metadata = types.get_type(METADATA)(begin=0, end=len(document.text), language="en", **named)
    view.add(metadata)
    for unit in document.units:
        view.add(types.get_type(SENTENCE)(begin=unit.start, end=unit.end))
        for token in _TOKEN.finditer(unit.text):
            place = {"begin": unit.start + token.start(), "end": unit.start + token.end()}
            view.add(types.get_type(TOKEN)(**place))
    _add_marks(view, marks_of(document), types)
    return view


def _add_marks(view: Cas, marks: Iterable[Mark], types: TypeSystem) -> None:
    added = {}
    for mark in marks:
        added[mark.key] = types.get_type(type_of(mark.layer))(begin=mark.start, end=mark.end, **_said(mark, types))
    for mark in marks:
        for role in LAYERS[mark.layer].roles:
            link = types.get_type(link_type_of(LAYERS[mark.layer], role))
            links = [link(role=role.name, target=added[key]) for key in mark.linked(role.name)]
            if links:
                added[mark.key][role.name] = types.get_type("uima.cas.FSArray")(elements=links)
    view.add_all(list(added.values()))


def _said(mark: Mark, types: TypeSystem) -> dict[str, Any]:
    said = {
        feature_of(value): _feature(value, mark, types)
        for value in LAYERS[mark.layer].values
        if value.name in mark.values
    }
    return said | ({REST: json.dumps(mark.rest, sort_keys=True)} if mark.rest else {})


def _feature(value: Value, mark: Mark, types: TypeSystem) -> Any:
    said = mark.values[value.name]
    return types.get_type("uima.cas.StringArray")(elements=list(said)) if isinstance(said, tuple) else said
