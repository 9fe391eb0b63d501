"""What the tests of the conversion share: an annotator that knows four words, and a folder of articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from torkham import contract
from torkham.annotation import Unit, quad_class, score
from torkham.annotator.base import Draft, Labelled
from torkham.contract import Json


def actor(actor_id: str, name: str, type_: str = "state", aliases: Sequence[str] = ()) -> Json:
    empty = {"country": None, "sector": None, "parent_id": None, "members": [], "relations": []}
    words = [{"text": text, "valid_from": None, "valid_to": None, "contested": False} for text in aliases or (name,)]
    return {"actor_id": actor_id, "name": name, "type": type_, "aliases": words} | empty


HERDERS = actor("herders", "Herders", "population")


class Words:
    """Labels Velmora and Tarsund, whom the registry has, "herders", whom it has not, and "accused" between them.

    It raises whatever `raising` has for a word of the text. What it is asked for is in `asked`.
    """

    annotator_id = "words-1.0"
    description = "It knows four words."

    def __init__(self, raising: Mapping[str, BaseException] | None = None) -> None:
        states = [actor("velmora", "Velmora"), actor("tarsund", "Tarsund")]
        self.registries: Mapping[str, Sequence[Json]] = dict.fromkeys(contract.REGISTRIES, ()) | {"actors": states}
        self.raising = dict(raising or {})
        self.asked: list[str] = []

    def annotate(self, drafts: Iterable[Draft]) -> Iterator[Labelled]:
        for draft in drafts:
            self.asked.append(draft.text)
            for word, error in self.raising.items():
                if word in draft.text:
                    raise error
            units = tuple(self.units(draft))
            herders = any(mention["actor_id"] == "herders" for unit in units for mention in unit.mentions)
            yield Labelled(units, (HERDERS,) if herders else ())

    def units(self, draft: Draft) -> Iterator[Unit]:
        for unit in draft.units:
            if not contract.terms("role")[unit.role]["annotated"]:
                yield unit
                continue
            mentions = tuple(self.mentions(unit))
            yield replace(unit, mentions=mentions, events=tuple(self.events(unit, mentions)))

    def mentions(self, unit: Unit) -> Iterator[Json]:
        found = [(word, unit.text.find(word)) for word in ("Velmora", "Tarsund", "herders")]
        placed = [(word, start) for word, start in found if start >= 0]
        for number, (word, start) in enumerate(placed, 1):
            yield {
                "mention_id": f"{unit.sentence_id}:m{number:02d}",
                **span(word, start),
                "actor_id": word.lower(),
                "form": "nominal" if word == "herders" else "name",
                **self.provenance(),
            }

    def events(self, unit: Unit, mentions: Sequence[Json]) -> Iterator[Json]:
        named = {mention["actor_id"]: mention["mention_id"] for mention in mentions}
        if "accused" not in unit.text or not {"velmora", "tarsund"} <= set(named):
            return
        sides = [
            {"actor_id": side, "mention_id": named[side], "implicit": False, "warrant": "sentence"}
            for side in ("velmora", "tarsund")
        ]
        yield {
            "event_id": f"{unit.sentence_id}:e01",
            "trigger": span("accused", unit.text.find("accused")),
            "type": "ACCUSE",
            "mode": None,
            "quad_class": quad_class("ACCUSE"),
            "score": score("ACCUSE", None),
            "contexts": [],
            "sources": sides[:1],
            "recipients": sides[1:],
            "reciprocal": False,
            "status": "actual",
            "attributed_to": [],
            "cue": None,
            "content_of": None,
            "time": None,
            "place": None,
            "incident_id": None,
            "certainty": "clear",
            "alternative": None,
            **self.provenance(),
        }

    def provenance(self) -> Json:
        return {"label_source": "machine", "annotator_id": self.annotator_id, "confidence": 0.75}


def span(words: str, start: int) -> Json:
    return {"start": start, "end": start + len(words), "text": words}


def article(number: int = 0, more: str = "") -> str:
    return (
        f"Velmora and Tarsund shut the bridge for day {number}\n\n"
        "On Friday, Velmora accused Tarsund of sheltering the men who had taken two boats near the bridge. "
        f"The herders waited on both banks, and nobody came. {more}\n"
    )


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def json_lines(*records: Any) -> str:
    return "".join(f"{json.dumps(record)}\n" for record in records)
