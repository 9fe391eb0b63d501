"""Label Studio: tasks as JSON, an article each, and the labelling configuration.

Offsets are UTF-16 units, as browsers count. Every mark is a region with one label (an event's is its type), whose
values are results of the same id; links are relations. What Label Studio has no place for is text of the region that
the configuration hides. Labels that a machine made are predictions, others annotations.
Format: https://labelstud.io/guide/export (JSON), https://labelstud.io/guide/predictions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from torkham.contract import Json
from torkham.exchange.document import Document, Registries
from torkham.exchange.label_studio_config import EVENT_VALUE, KINDS, LABEL, REST, TEXT, asked, config
from torkham.exchange.label_studio_reader import read
from torkham.exchange.layers import LAYERS, Mark, Value, shown
from torkham.exchange.marks import marks_of
from torkham.exchange.utf16 import Utf16

__all__ = ["read", "write"]

TASKS, CONFIG = "tasks.json", "labelling.xml"


def write(documents: Iterable[Document], out: Path) -> list[Path]:
    """Write the tasks and the labelling configuration."""
    registries: Registries | None = None
    with (out / TASKS).open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        for number, document in enumerate(documents):
            registries = document.registries
            file.write(f"{',' if number else ''}\n{json.dumps(task(document), ensure_ascii=False)}")
        file.write("\n]\n")
    if registries is None:
        return [out / TASKS]
    (out / CONFIG).write_text(config(registries), encoding="utf-8", newline="\n")
    return [out / TASKS, out / CONFIG]


def task(document: Document) -> Json:
    """Return an article as a task."""
    about = {key: document.about[key] for key in ("title", "outlet", "published") if document.about[key] is not None}
    data = {"article_id": document.article_id, **about, TEXT: shown(document.text)}
    marks = marks_of(document)
    result = list(_results(marks, Utf16(document.text), shown(document.text)))
    sources = {(mark.rest.get("label_source"), mark.rest.get("annotator_id")) for mark in marks if mark.rest}
    if all(source == "machine" for source, _ in sources):
        makers = ", ".join(sorted({str(maker) for _, maker in sources}))
        return {"data": data, "predictions": [{"model_version": makers or "none", "result": result}]}
    return {"data": data, "annotations": [{"result": result}]}


def _results(marks: Sequence[Mark], offsets: Utf16, text: str) -> Iterator[Json]:
    ids = {mark.key: _region_id(mark, number) for number, mark in enumerate(marks, 1)}
    for mark in marks:
        place = {
            "start": offsets.units(mark.start),
            "end": offsets.units(mark.end),
            "text": text[mark.start : mark.end],
        }
        yield from _region(mark, ids[mark.key], place)
        for key, roles in _roles(mark).items():
            ends = {"from_id": ids[mark.key], "to_id": ids[key]}
            yield ends | {"type": "relation", "direction": "right", "labels": roles}


def _roles(mark: Mark) -> dict[str, list[str]]:
    """Return the roles of every mark that is linked to: between two regions, Label Studio keeps one relation."""
    roles: dict[str, list[str]] = {}
    for link in mark.links:
        roles.setdefault(link.key, []).append(link.role)
    return roles


def _rest(mark: Mark) -> Json:
    """Return what no value or relation carries, and the order of the links of a role where relations change it."""
    roles = _roles(mark)
    changed: Json = {}
    for role in {link.role: None for link in mark.links}:
        keys = mark.linked(role)
        if role not in mark.rest and keys != [key for key in roles if role in roles[key]]:
            changed[role] = [{"mention_id": key} for key in keys]
    return {**mark.rest, **changed}


def _region_id(mark: Mark, number: int) -> str:
    """Return the id of a region. Label Studio colours words by a CSS class with it, so that it has no colon."""
    return mark.key.replace(":", "-") if mark.rest else f"{mark.layer}-{number}"


def _region(mark: Mark, id_: str, place: Json) -> Iterator[Json]:
    """Yield the result that marks the words, and one for each thing that is said of them."""
    label = str(mark.values[EVENT_VALUE]) if mark.layer == "event" else mark.layer
    said = [(LABEL, "labels", [label])]
    for value in asked(LAYERS[mark.layer]):
        if value.name in mark.values:
            said.append((value.name, KINDS[value.kind], _words(value, mark)))
    if mark.rest:
        said.append((REST, "textarea", [json.dumps(_rest(mark), ensure_ascii=False, sort_keys=True)]))
    for name, type_, words in said:
        content = place | {"text" if type_ == "textarea" else type_: words}
        yield {"id": id_, "from_name": name, "to_name": TEXT, "type": type_, "value": content}


def _words(value: Value, mark: Mark) -> list[str]:
    said = mark.values[value.name]
    return [value.name] if said is True else list(said) if isinstance(said, tuple) else [str(said)]
