"""Label Studio's JSON, read back: what annotators submitted becomes marks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from torkham.contract import Json
from torkham.document import DocumentError
from torkham.exchange.incoming import Incoming, read_text
from torkham.exchange.label_studio_config import EVENT_VALUE, KINDS, REST, TEXT, asked, labels_of, layer_of
from torkham.exchange.layers import LAYERS, Link, Mark, Value, shown
from torkham.exchange.problems import ARTICLE, FORM, NOWHERE, OFFSET, TWICE, UNKNOWN, UNTOUCHED, Problems
from torkham.exchange.utf16 import Utf16
from torkham.findings import Origin
from torkham.strict_json import read_json

MAX_BYTES = 1 << 30
_EXPORT = "export the project from Label Studio as JSON (not JSON-MIN)"
_NOTES = "meta"


def read(files: Sequence[Path], problems: Problems) -> Iterator[Incoming]:
    """Yield the tasks of exported projects that somebody submitted an annotation of."""
    for file in files:
        for number, task in enumerate(_tasks(file, problems), 1):
            incoming = _incoming(task, Origin(str(file)), number, problems)
            if incoming is not None:
                yield incoming


def _tasks(file: Path, problems: Problems) -> list[Any]:
    text = read_text(file, problems, MAX_BYTES)
    if text is None:
        return []
    try:
        content = read_json(text)
    except DocumentError as error:
        problems.add(FORM, Origin(str(file), error.line), error.message, hint=error.hint or _EXPORT)
        return []
    if isinstance(content, list):
        return content
    problems.add(FORM, Origin(str(file)), "the file is no list of tasks", hint=_EXPORT)
    return []


def _incoming(task: Any, origin: Origin, number: int, problems: Problems) -> Incoming | None:
    data = task.get("data") if isinstance(task, dict) else None
    if not isinstance(data, dict) or not all(isinstance(data.get(key), str) for key in ("article_id", TEXT)):
        problems.add(FORM, origin, f"data has no article_id and {TEXT}", where=f"task {number}", hint=_EXPORT)
        return None
    where = f"task {number} ({data['article_id']})"
    given = [each for each in task.get("annotations") or () if isinstance(each, dict)]
    submitted = [each for each in given if not each.get("was_cancelled")]
    if not submitted:
        hint = "submit it in Label Studio, if only to say that all is right"
        problems.add(UNTOUCHED, origin, "nobody submitted an annotation, so it is left out", where=where, hint=hint)
        return None
    if len(submitted) > 1:
        hint = "keep that of one annotator, and import the other by itself"
        problems.add(ARTICLE, origin, f"has {len(submitted)} annotations", where=where, hint=hint)
        return None
    results = submitted[0].get("result")
    if not isinstance(results, list) or not all(isinstance(each, dict) for each in results):
        problems.add(FORM, origin, "result is no list of regions and relations", where=where, hint=_EXPORT)
        return None
    marks = tuple(_Results(data[TEXT], origin, where, problems).read(results))
    return Incoming(data["article_id"], data[TEXT], marks, origin)


@dataclass
class _Results:
    """The results of one annotation, read in two goes: regions, then what is said of them and links them."""

    text: str
    origin: Origin
    task: str
    problems: Problems
    marks: dict[str, Mark] = field(default_factory=dict)
    unsound: set[str] = field(default_factory=set)
    """The ids of regions that are there, but of which something was told already."""

    def read(self, results: Sequence[Json]) -> Iterator[Mark]:
        offsets = Utf16(shown(self.text))
        for each in results:
            if each.get("type") == "labels":
                self._region(each, offsets)
        for each in results:
            if each.get("type") == "relation":
                self._relation(each)
            elif each.get("type") != "labels":
                self._said(each)
        yield from self.marks.values()

    def _where(self, id_: object) -> str:
        return f"{self.task}, region {id_}"

    def _region(self, result: Json, offsets: Utf16) -> None:
        id_, value = str(result.get("id")), result.get("value")
        place = _place(value, offsets)
        labels = value.get("labels") if isinstance(value, dict) else None
        self.unsound.add(id_)
        if place is None or not isinstance(labels, list) or len(labels) != 1:
            message = f"has {'no sound start and end' if place is None else f'the labels {labels}, not one'}"
            rule = OFFSET if place is None else FORM
            self.problems.add(rule, self.origin, message, where=self._where(id_), hint="mark its words again, once")
            return
        if (layer := layer_of(str(labels[0]))) is None:
            known = [label for each in LAYERS for label in labels_of(each)]
            self.problems.unknown(UNKNOWN, self.origin, "label", str(labels[0]), known, where=self._where(id_))
            return
        values = {EVENT_VALUE: str(labels[0])} if layer.name == "event" else {}
        note = _remark(result.get(_NOTES))
        self.unsound.discard(id_)
        self.marks[id_] = Mark(id_, layer.name, *place, values, note=note, origin=self.origin, where=self._where(id_))

    def _said(self, result: Json) -> None:
        id_, name, value = str(result.get("id")), result.get("from_name"), result.get("value")
        mark = self.marks.get(id_)
        if mark is None:  # a region that is gone leaves nothing to say; an unsound one was told
            return
        words = _words(value, str(result.get("type")))
        asked_for = next((each for each in asked(LAYERS[mark.layer]) if each.name == name), None)
        if words is None:
            hint = f"say {name} again in Label Studio"
            self.problems.add(FORM, self.origin, f"{name} holds no words", where=mark.where, hint=hint)
        elif name == REST:
            self._rest(mark, words)
        elif asked_for is not None:
            self._value(mark, asked_for, words)
        elif not any(each.name == name for layer in LAYERS.values() for each in asked(layer)):
            known = [each.name for each in asked(LAYERS[mark.layer])]
            self.problems.unknown(
                UNKNOWN, self.origin, f"value of the {mark.layer}", str(name), known, where=mark.where
            )
        # what was said before the region's label was changed to one that is not asked for it is void

    def _value(self, mark: Mark, value: Value, words: list[str]) -> None:
        said: str | tuple[str, ...] | bool = tuple(words)
        if value.kind == "flag":
            said = True
        elif value.kind != "several":
            if len(words) > 1:
                message = f"says {value.name} {len(words)} times: {', '.join(words)}"
                self.problems.add(TWICE, self.origin, message, where=mark.where, hint="keep one")
            said = words[0].strip() if words else ""
        self.marks[mark.key] = replace(mark, values={**mark.values, value.name: said} if words else mark.values)

    def _rest(self, mark: Mark, words: list[str]) -> None:
        try:
            rest = json.loads(words[0]) if words else None
        except ValueError:
            rest = None
        if isinstance(rest, dict):
            self.marks[mark.key] = replace(mark, rest=rest)
            return
        hint = "restore it, or remove it: the label gets a new id"
        self.problems.add(FORM, self.origin, f"{REST} is no JSON object", where=mark.where, hint=hint)

    def _relation(self, result: Json) -> None:
        ends = [str(result.get("from_id")), str(result.get("to_id"))]
        if missing := [each for each in ends if each not in self.marks]:
            if missing[0] not in self.unsound:
                message, hint = f"a relation to {missing[0]}, which is not there", "remove it"
                self.problems.add(NOWHERE, self.origin, message, where=self._where(ends[0]), hint=hint)
            return
        roles = result.get("labels")
        for role in roles if isinstance(roles, list) and roles else [""]:
            first, second = ends if self._leads(result, str(role), *ends) else reversed(ends)
            mark = self.marks[first]
            self.marks[first] = replace(mark, links=(*mark.links, Link(str(role), second)))

    def _leads(self, result: Json, role: str, first: str, second: str) -> bool:
        """Return whether a relation goes from its first end to its second: by its arrow or, without one, by role."""
        if result.get("direction") in ("left", "right"):
            return bool(result["direction"] == "right")
        return LAYERS[self.marks[first].layer].role(role) is not None or (
            LAYERS[self.marks[second].layer].role(role) is None
        )


def _place(value: Any, offsets: Utf16) -> tuple[int, int] | None:
    units = [value.get(key) for key in ("start", "end")] if isinstance(value, dict) else []
    places = [offsets.code_points(each) for each in units if isinstance(each, int)]
    if len(places) == 2 and places[0] is not None and places[1] is not None and places[0] < places[1]:
        return places[0], places[1]
    return None


def _words(value: Any, type_: str) -> list[str] | None:
    """Return the words of a result, None where they are none that these controls give."""
    words = value.get("text" if type_ == "textarea" else type_) if isinstance(value, dict) else None
    listed = [words] if isinstance(words, str) else words
    if type_ not in KINDS.values() or not isinstance(listed, list) or not all(isinstance(w, str) for w in listed):
        return None
    return listed


def _remark(meta: Any) -> str | None:
    """Return what whoever annotated wrote about a region ("Add meta information")."""
    words = meta.get("text") if isinstance(meta, dict) else None
    listed = [words] if isinstance(words, str) else words if isinstance(words, list) else []
    return "; ".join(said for each in listed if (said := str(each).strip())) or None
