"""One article's annotation file: quotes become offsets, local ids become full ids, defaults become values."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from torkham import contract
from torkham.align import AlignmentError, TilingError, find_span, tile
from torkham.contract import Json
from torkham.document import Document
from torkham.document import Path as NodePath
from torkham.findings import Finding, Origin, rule
from torkham.segmentation import paragraphs

ARTICLE_ID = rule("links/article-id", "An annotation file is named after its article.")
_UNIT_ORDER = rule("links/unit-order", "Unit ids ascend in an annotation file, each once.")
_TILING = rule("spans/tiling", "The units of an article, in order, and the white space between them are its text.")
_QUOTE = rule("spans/quote", "Quoted words stand in their unit, and `nth` tells which where they repeat.")
_JUDGED = rule("schema/unjudged", "An annotated unit says what it holds, [] where nothing; other roles hold no labels.")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of an article; offsets are code points in the article, half-open.

    `mentions`, `events` and `stances` are records as in `schema/records/`, whose offsets count from the unit's start.
    """

    sentence_id: str
    role: str
    start: int
    end: int
    text: str
    paragraph: int
    section: str | None
    mentions: tuple[Json, ...]
    events: tuple[Json, ...]
    stances: tuple[Json, ...]


@dataclass
class ArticleReader:
    """Reads the units of one annotation document that its schema has accepted.

    `origins` tells the file and line of every id, and of its fields as `id#field` or `id#field/index`.
    """

    document: Document
    article_id: str
    text: str
    findings: list[Finding] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)

    def read(self) -> tuple[Unit, ...]:
        """Return the units in order; what could not be read is in `findings`."""
        content = self.document.value
        if content["article_id"] != self.article_id:
            message = f'article_id is "{content["article_id"]}", the file is named after "{self.article_id}"'
            self.findings.append(ARTICLE_ID.at(self._origin(("article_id",)), message, hint="make them the same"))
        raw_units: list[Json] = content["units"]
        self._check_order(raw_units)
        try:
            spans = tile(self.text, [unit["text"] for unit in raw_units])
        except TilingError as error:
            index = min(error.index, len(raw_units) - 1)
            message = str(error) if error.index > index else f"the unit {error}"
            where = f"{self.article_id}:{raw_units[index]['id']}"
            origin = self._origin(("units", index, "text"))
            self.findings.append(_TILING.at(origin, message, where=where, hint=error.hint))
            return ()
        numbers = paragraphs(self.text, [start for start, _ in spans])
        units: list[Unit] = []
        heading: Unit | None = None
        for index, (raw, span, paragraph) in enumerate(zip(raw_units, spans, numbers, strict=True)):
            unit = self._unit(index, raw, span, paragraph, heading)
            units.append(unit)
            heading = unit if unit.role == "heading" else heading
        return tuple(units)

    def _check_order(self, raw_units: list[Json]) -> None:
        numbers = [int(unit["id"][1:]) for unit in raw_units]
        for index in range(1, len(numbers)):
            if numbers[index] <= numbers[index - 1]:
                id_, before = raw_units[index]["id"], raw_units[index - 1]["id"]
                message = f"{id_} stands twice" if id_ == before else f"{id_} stands after {before}"
                self.findings.append(
                    _UNIT_ORDER.at(
                        self._origin(("units", index, "id")),
                        message,
                        where=f"{self.article_id}:{id_}",
                        hint="unit ids ascend in the order of the article; give a new unit a number not used before",
                    )
                )

    def _unit(self, index: int, raw: Json, span: tuple[int, int], paragraph: int, heading: Unit | None) -> Unit:
        path: NodePath = ("units", index)
        sentence_id = f"{self.article_id}:{raw['id']}"
        self.origins[sentence_id] = self._origin(path)
        self._check_judged(raw, path, sentence_id)
        labels: dict[str, tuple[Json, ...]] = {}
        for layer, build in (("mentions", self._mention), ("events", self._event), ("stances", self._stance)):
            labels[layer] = tuple(
                build(label, (*path, layer, number), sentence_id, raw["text"])
                for number, label in enumerate(raw.get(layer) or ())
            )
        start, end = span
        section = heading.text if heading else None
        return Unit(sentence_id, raw["role"], start, end, raw["text"], paragraph, section, **labels)

    def _check_judged(self, raw: Json, path: NodePath, sentence_id: str) -> None:
        if contract.terms("role")[raw["role"]]["annotated"]:
            layers = [layer for layer in contract.LABELS if raw.get(layer) is None]
            message, hint = f"not judged yet: {', '.join(layers)}", "list them, or write [] where there are none"
        else:
            layers = [layer for layer in contract.LABELS if layer in raw]
            message = f"a unit of the role {raw['role']} has {', '.join(layers)}"
            hint = "units of this role hold no labels: remove them, or mend the role"
        if layers:
            origin = self._origin((*path, layers[0]))
            self.findings.append(_JUDGED.at(origin, message, where=sentence_id, hint=hint))

    def _mention(self, raw: Json, path: NodePath, sentence_id: str, text: str) -> Json:
        id_ = self._enter(raw, path, sentence_id)
        span = self._span(raw, path, text, id_)
        return {"mention_id": id_} | span | {"actor_id": raw["actor_id"], "form": raw["form"]} | self._provenance()

    def _event(self, raw: Json, path: NodePath, sentence_id: str, text: str) -> Json:
        id_ = self._enter(raw, path, sentence_id)
        return {
            "event_id": id_,
            "trigger": self._span(raw["trigger"], (*path, "trigger"), text, id_),
            "type": raw["type"],
            "mode": raw["mode"],
            "quad_class": quad_class(raw["type"]),
            "score": score(raw["type"], raw["mode"]),
            "contexts": raw["contexts"],
            "sources": [self._participant(item, sentence_id) for item in raw["sources"]],
            "recipients": [self._participant(item, sentence_id) for item in raw["recipients"]],
            "reciprocal": raw["reciprocal"],
            "status": raw["status"],
            **self._attribution(raw, path, sentence_id, text, id_),
            "content_of": self._full_id(raw["content_of"], sentence_id),
            "time": self._extended_span(raw, path, "time", text, id_, "value"),
            "place": self._extended_span(raw, path, "place", text, id_, "place_id"),
            "incident_id": raw["incident_id"],
            "certainty": raw["certainty"],
            "alternative": raw["alternative"],
        } | self._provenance()

    def _stance(self, raw: Json, path: NodePath, sentence_id: str, text: str) -> Json:
        id_ = self._enter(raw, path, sentence_id)
        return {
            "stance_id": id_,
            "holder_id": raw["holder_id"],
            "holder_mention_id": self._full_id(raw["holder_mention_id"], sentence_id),
            "target_kind": raw["target_kind"],
            "target_id": raw["target_id"],
            "target_text": self._optional_span(raw, path, "target_text", text, id_),
            "polarity": raw["polarity"],
            "expression": raw["expression"],
            "voice": raw["voice"],
            **self._attribution(raw, path, sentence_id, text, id_),
            "evidence": self._span(raw["evidence"], (*path, "evidence"), text, id_),
            "certainty": raw["certainty"],
            "alternative": raw["alternative"],
        } | self._provenance()

    def _provenance(self) -> Json:
        head = self.document.value
        return {"label_source": head["label_source"], "annotator_id": head["annotator_id"], "confidence": None}

    def _attribution(self, raw: Json, path: NodePath, sentence_id: str, text: str, id_: str) -> Json:
        to = [
            {"actor_id": a["actor_id"], "mention_id": self._full_id(a["mention_id"], sentence_id)}
            for a in raw["attributed_to"]
        ]
        return {"attributed_to": to, "cue": self._optional_span(raw, path, "cue", text, id_)}

    def _participant(self, raw: Json, sentence_id: str) -> Json:
        return {
            "actor_id": raw["actor_id"],
            "mention_id": self._full_id(raw["mention_id"], sentence_id),
            "implicit": raw["implicit"],
            "warrant": raw["warrant"],
        }

    def _full_id(self, local: str | None, sentence_id: str) -> str | None:
        if local is None:
            return None
        return f"{self.article_id}:{local}" if ":" in local else f"{sentence_id}:{local}"

    def _enter(self, raw: Json, path: NodePath, sentence_id: str) -> str:
        """Note the lines of a label and of its fields; return its full id."""
        id_ = f"{sentence_id}:{raw['id']}"
        self.origins[id_] = self._origin(path)
        for key, value in raw.items():
            self.origins[f"{id_}#{key}"] = self._origin((*path, key))
            for index in range(len(value) if isinstance(value, list) else 0):
                self.origins[f"{id_}#{key}/{index}"] = self._origin((*path, key, index))
        return id_

    def _span(self, raw: str | Json, path: NodePath, text: str, id_: str) -> Json:
        quote, nth = (raw, None) if isinstance(raw, str) else (raw["quote"], raw.get("nth"))
        try:
            start, end = find_span(text, quote, nth)
        except AlignmentError as error:
            self.findings.append(_QUOTE.at(self._origin(path), str(error), where=id_, hint=error.hint))
            start, end = 0, 0
        return {"start": start, "end": end, "text": quote}

    def _optional_span(self, raw: Json, path: NodePath, key: str, text: str, id_: str) -> Json | None:
        return None if raw[key] is None else self._span(raw[key], (*path, key), text, id_)

    def _extended_span(self, raw: Json, path: NodePath, key: str, text: str, id_: str, extra: str) -> Json | None:
        span = self._optional_span(raw, path, key, text, id_)
        return None if span is None else span | {extra: raw[key][extra]}

    def _origin(self, path: NodePath) -> Origin:
        return Origin(self.document.file, self.document.line(path))


def quad_class(type_: str) -> str:
    """Return the quad class of an event type (PLOVER 2.0)."""
    return str(contract.terms("event_type")[type_]["quad_class"])


def score(type_: str, mode: str | None) -> float | None:
    """Return the PLOVER intensity of a mode of a type, or of the type where there is no such mode."""
    value: Any = _scores()[type_].get(mode, _scores()[type_][None])
    return None if value is None else float(value)


@cache
def _scores() -> dict[str, dict[str | None, float | None]]:
    return {
        name: {None: term["score"]} | {mode: described["score"] for mode, described in term["modes"].items()}
        for name, term in contract.terms("event_type").items()
    }
