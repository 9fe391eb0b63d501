"""Articles with labels of every kind, for tests of exchange."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.unit.conftest import TOY
from tests.unit.strategies import WORDS, values
from torkham import contract
from torkham.annotation import Unit, quad_class, score
from torkham.contract import LABELS, Json
from torkham.document import CONTROL_CHARACTER
from torkham.exchange.document import Document, Registries, read_documents

_GAPS = (" ", "\n", "\n\n", "\r\n", "\r", "\t", "\u2028", "\x85")
_WORDS = (*WORDS, "Velmora", "🌾🌾", "a", "\ufffe", "&amp;", "<b>")


@cache
def toy_registries() -> Registries:
    """The registries of the toy corpus."""
    return next(iter(read_documents(TOY))).registries


@st.composite
def documents(draw: Any) -> Document:
    """Articles of any text, with labels that a schema allows and whose links lead somewhere."""
    text, units = draw(st.sampled_from(("", "\n"))), []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        words, start = _words(draw), len(text)
        text += words + draw(st.sampled_from(_GAPS))
        role = draw(st.sampled_from(("body", "body", "heading", "byline")))
        units.append(Unit(f"tale:s{number:03d}", role, start, start + len(words), words, 0, None, (), (), ()))
    about = {"title": None, "outlet": None, "author": None, "published": None, "genre": "news", "language": "en"}
    return Document("tale", text, "train", about, _labelled(draw, units), toy_registries())


def _words(draw: Any) -> str:
    pieces = draw(st.lists(st.sampled_from(_WORDS) | st.sampled_from(_GAPS), min_size=1, max_size=8))
    return CONTROL_CHARACTER.sub("", "".join(pieces)).strip() or "x"


def _labelled(draw: Any, units: list[Unit]) -> tuple[Unit, ...]:
    judged = {unit.sentence_id: unit.text for unit in units if contract.terms("role")[unit.role]["annotated"]}
    ids = {
        layer: [f"{id_}:{letter}{n:02d}" for id_ in judged for n in range(1, 1 + draw(st.integers(0, 2)))]
        for layer, letter in zip(LABELS, "met", strict=True)
    }
    maker = _Maker(draw, judged, ids, toy_registries())
    labels = {layer: [(id_, getattr(maker, layer)(id_)) for id_ in ids[layer]] for layer in LABELS}
    return tuple(
        replace(
            unit,
            mentions=_of(unit, labels["mentions"]),
            events=_of(unit, labels["events"]),
            stances=_of(unit, labels["stances"]),
        )
        for unit in units
    )


def _of(unit: Unit, labels: list[tuple[str, Json]]) -> tuple[Json, ...]:
    return tuple(label for id_, label in labels if id_.rpartition(":")[0] == unit.sentence_id)


@dataclass
class _Maker:
    """Makes the labels of an article, given the texts of the units that may have any, and the ids of all labels."""

    draw: Any
    texts: dict[str, str]
    ids: dict[str, list[str]]
    registries: Registries

    def mentions(self, id_: str) -> Json:
        own = {"mention_id": id_, "actor_id": self.one(self.registries["actors"])}
        return self.fields("mention") | self.span(id_) | own

    def events(self, id_: str) -> Json:
        label = self.fields("event")
        own = {
            "event_id": id_,
            "trigger": self.span(id_),
            "quad_class": quad_class(label["type"]),
            "score": score(label["type"], label["mode"]),
            "sources": self.some(self.participants(), least=1),
            "recipients": self.some(self.participants()),
            "content_of": self.one([None, *(each for each in self.ids["events"] if each != id_)]),
            "time": self.maybe_span(id_, value=("2025", "2021/..")),
            "place": self.maybe_span(id_, place_id=self.registries["places"]),
            "incident_id": self.one([None, *self.registries["incidents"]]),
        }
        return label | own | self.attribution(id_)

    def stances(self, id_: str) -> Json:
        label = self.fields("stance")
        kind = label["target_kind"]
        own = {
            "stance_id": id_,
            "evidence": self.span(id_),
            "holder_id": self.one(["author", *self.registries["actors"]]),
            "holder_mention_id": self.one([None, *self.ids["mentions"]]),
            "target_id": None if kind == "open" else self.one(self.registries[f"{kind}s"]),
            "target_text": self.span(id_) if kind == "open" else self.maybe_span(id_),
        }
        return label | own | self.attribution(id_)

    def attribution(self, id_: str) -> Json:
        tellers = {"actor_id": st.sampled_from(["unnamed", *self.registries["actors"]]), "mention_id": self.mention()}
        return {"attributed_to": self.some(st.fixed_dictionaries(tellers)), "cue": self.maybe_span(id_)}

    def participants(self) -> st.SearchStrategy[Json]:
        who = {"actor_id": st.sampled_from(list(self.registries["actors"])), "mention_id": self.mention()}
        how = {"implicit": st.booleans(), "warrant": st.sampled_from(contract.vocabulary("warrant"))}
        return st.fixed_dictionaries(who | how)

    def mention(self) -> st.SearchStrategy[str | None]:
        return st.sampled_from([None, *self.ids["mentions"]])

    def fields(self, record: str) -> Json:
        label: Json = self.draw(values(f"record:{record}#/$defs/fields"))
        return label

    def one(self, options: Any) -> Any:
        return self.draw(st.sampled_from(list(options)))

    def some(self, items: st.SearchStrategy[Json], least: int = 0) -> list[Json]:
        found: list[Json] = self.draw(
            st.lists(items, min_size=least, max_size=3, unique_by=lambda item: repr(sorted(item.items())))
        )
        return found

    def maybe_span(self, id_: str, **more: Any) -> Json | None:
        extra = {key: self.one(options) for key, options in more.items()}
        return self.span(id_) | extra if self.draw(st.booleans()) else None

    def span(self, id_: str) -> Json:
        text = self.texts[id_.rpartition(":")[0]]
        borders = [at for at, character in enumerate(text) if not character.isspace()]
        first, last = sorted((self.one(borders), self.one(borders)))
        return {"start": first, "end": last + 1, "text": text[first : last + 1]}
