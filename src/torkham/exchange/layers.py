"""What annotation tools show of a label: marks on the text, the values each has, and the links between them.

All tools know spans, values of spans and links between spans, so labels are put into these once, and every format
writes and reads no more than them. What a tool has no place for goes with its mark as `rest`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from torkham import contract
from torkham.checks.links import AUTHOR
from torkham.contract import Json
from torkham.exchange.document import Registries
from torkham.findings import Origin

Kind: TypeAlias = Literal["choice", "several", "flag", "entry", "text"]


@dataclass(frozen=True, slots=True)
class Value:
    """What may be said of a mark, under the name that the label's field has.

    `kind` is one of a vocabulary (`choice`), any number of them (`several`), true or not said (`flag`), the id of a
    registry entry (`entry`), or words (`text`); `of` names the vocabulary or registry, `extra` ids besides its own.
    Where `needed`, a label without it is none.
    """

    name: str
    kind: Kind
    of: str = ""
    needed: bool = False
    extra: tuple[str, ...] = ()

    def options(self, registries: Registries) -> tuple[str, ...]:
        """Return all that may be said; none for a flag or words."""
        if self.kind in ("choice", "several"):
            return contract.vocabulary(self.of)
        return tuple(dict.fromkeys((*self.extra, *registries[self.of]))) if self.kind == "entry" else ()


@dataclass(frozen=True, slots=True)
class Role:
    """A link from a label to a mark of another layer; `many` where a label may have several."""

    name: str
    to: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of mark."""

    name: str
    values: tuple[Value, ...] = ()
    roles: tuple[Role, ...] = ()

    def value(self, name: str) -> Value | None:
        """Return a value by its name."""
        return next((value for value in self.values if value.name == name), None)

    def role(self, name: str) -> Role | None:
        """Return a role by its name."""
        return next((role for role in self.roles if role.name == name), None)


LAYERS = {
    layer.name: layer
    for layer in (
        Layer(
            "mention",
            (Value("actor_id", "entry", "actors", needed=True), Value("form", "choice", "mention_form", needed=True)),
        ),
        Layer("cue"),
        Layer("time", (Value("value", "text", needed=True),)),
        Layer("place", (Value("place_id", "entry", "places", needed=True),)),
        Layer("target"),
        Layer(
            "event",
            (
                Value("type", "choice", "event_type", needed=True),
                Value("mode", "choice", "event_mode"),
                Value("status", "choice", "status", needed=True),
                Value("reciprocal", "flag"),
                Value("contexts", "several", "context"),
                Value("incident_id", "entry", "incidents"),
                Value("certainty", "choice", "certainty"),
            ),
            (
                Role("sources", "mention", many=True),
                Role("recipients", "mention", many=True),
                Role("attributed_to", "mention", many=True),
                Role("cue", "cue"),
                Role("content_of", "event"),
                Role("time", "time"),
                Role("place", "place"),
            ),
        ),
        Layer(
            "stance",
            (
                Value("holder_id", "entry", "actors", extra=(AUTHOR,)),
                Value("target_actor", "entry", "actors"),
                Value("target_issue", "entry", "issues"),
                Value("polarity", "choice", "polarity", needed=True),
                Value("expression", "choice", "expression", needed=True),
                Value("voice", "choice", "voice", needed=True),
                Value("certainty", "choice", "certainty"),
            ),
            (
                Role("holder", "mention"),
                Role("target_text", "target"),
                Role("attributed_to", "mention", many=True),
                Role("cue", "cue"),
            ),
        ),
    )
}
"""The layers, those that others link to first. The span of an event is its trigger, that of a stance its evidence."""


_NOWHERE = Origin("")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the mark of a key."""

    role: str
    key: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of an article with what is said of it.

    `key` names the mark within its article. `start` and `end` are code points of the article, half-open. `values` are
    those of the layer that are said: a string, a tuple of them for `several`, True for a flag. `rest` is what no value
    or link carries, `note` a remark of whoever annotates. `origin` and `where` tell the place in the file it came from.
    """

    key: str
    layer: str
    start: int
    end: int
    values: Mapping[str, str | tuple[str, ...] | bool]
    links: tuple[Link, ...] = ()
    rest: Json = field(default_factory=dict)
    note: str | None = None
    origin: Origin = _NOWHERE
    where: str = ""

    def linked(self, role: str) -> list[str]:
        """Return the keys that a role links to, in order, each once."""
        return list(dict.fromkeys(link.key for link in self.links if link.role == role))


def shown(text: str) -> str:
    """Return a text as it is given to tools: as long, with line feeds for line ends, and nothing that XML forbids.

    A carriage return before a line feed becomes a space, any other a line feed; tabs, form feeds and vertical tabs
    become spaces, U+FFFE and U+FFFF become U+FFFD. So no offset changes, however a tool or browser reads line ends.
    """
    return text.replace("\r\n", " \n").translate(_SHOWN)


_SHOWN = {0x0D: "\n", 0x09: " ", 0x0B: " ", 0x0C: " ", 0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}


def colours(tone: Literal["light", "dark"] = "light") -> Mapping[str, str]:
    """Return the colour of every layer, and of every quad class: light enough for black letters, or to write with."""
    return {name: dark if tone == "dark" else light for name, (light, dark) in _COLOURS.items()}


_COLOURS = {
    "mention": ("#c9d7f2", "#2f5fc4"),
    "cue": ("#e4e4e4", "#666666"),
    "time": ("#f6ecc4", "#8a6a00"),
    "place": ("#d6ecd2", "#0f766e"),
    "target": ("#eadcf4", "#7a45b5"),
    "stance": ("#f3d3ea", "#b02a83"),
    "verbal_cooperation": ("#cfe8d5", "#3d8b40"),
    "material_cooperation": ("#a9d9b6", "#1b5e20"),
    "verbal_conflict": ("#f8d7c4", "#b8520c"),
    "material_conflict": ("#f0b0a0", "#a61b1b"),
}
