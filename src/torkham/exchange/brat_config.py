"""The configuration of brat for these labels: what may be marked, said and linked, by vocabularies and registries.

Formats: brat's manual, "Annotation configuration", and `tools/norm_db_init.py` for the databases of normalisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from torkham import contract
from torkham.contract import Json
from torkham.exchange.document import Registries
from torkham.exchange.layers import LAYERS, Layer, Value, colours

STANCE = "stance"
"""The one type of event that is none of PLOVER's: brat links only from events to what they are about."""
EVENT_VALUE = "type"
"""The value of the layer `event` that is its type in brat."""
NORMALISED = {"mention": "actor_id", "place": "place_id"}
"""The values that are normalisations, by layer: the entry that words name."""
NOTED = {"time": "value"}
"""The values that are notes (`AnnotatorNotes`), by layer: words that no list offers."""
FLAGGED = "-"
"""What stands between the name of a value and one of several that may be said."""


def types_of(layer: str) -> tuple[str, ...]:
    """Return the types that the marks of a layer have in brat."""
    return contract.vocabulary("event_type") if layer == "event" else (layer,)


def layer_of(type_: str) -> Layer | None:
    """Return the layer that a type of brat belongs to, None where it is none of ours."""
    return LAYERS["event"] if type_ in types_of("event") else LAYERS.get(type_) if type_ != "event" else None


def attributes(layer: Layer) -> Iterator[Value]:
    """Yield the values of a layer that are attributes in brat."""
    elsewhere = {NORMALISED.get(layer.name), NOTED.get(layer.name), EVENT_VALUE}
    yield from (value for value in layer.values if value.name not in elsewhere)


def config_files(registries: Registries) -> Mapping[str, str]:
    """Return the content of every file of the configuration, by its name."""
    return {
        "annotation.conf": _annotation(registries),
        "visual.conf": _visual(),
        "tools.conf": _tools(),
        "actors.tsv": _database(registries["actors"].values(), "actor"),
        "places.tsv": _database(registries["places"].values(), "place"),
    }


def _annotation(registries: Registries) -> str:
    entities = [name for name in LAYERS if name not in ("event", STANCE)]
    events = [f"{type_}\t{_arguments(LAYERS[name])}" for name in ("event", STANCE) for type_ in types_of(name)]
    sections = {"entities": entities, "relations": [], "events": events, "attributes": list(_attributes(registries))}
    return "\n".join("\n".join((f"[{name}]", *lines, "")) for name, lines in sections.items())


def _arguments(layer: Layer) -> str:
    return ", ".join(f"{r.name}{'*' if r.many else '?'}:{'|'.join(types_of(r.to))}" for r in layer.roles)


def _attributes(registries: Registries) -> Iterator[str]:
    """Yield a line for every attribute: what it is of, and what it may say where it is no flag."""
    of: dict[str, list[str]] = {}
    known: dict[str, Value] = {}
    for layer in LAYERS.values():
        for value in attributes(layer):
            of.setdefault(value.name, []).extend(types_of(layer.name))
            known[value.name] = value
    for name, value in known.items():
        args, options = "|".join(of[name]), value.options(registries)
        if value.kind == "several":
            yield from (f"{name}{FLAGGED}{option}\tArg:{args}" for option in options)
        elif value.kind == "flag":
            yield f"{name}\tArg:{args}"
        elif options:  # a registry may be empty
            yield f"{name}\tArg:{args}, Value:{'|'.join(options)}"


def _visual() -> str:
    shades = colours()
    of_types = {name: shades[term["quad_class"]] for name, term in contract.terms("event_type").items()}
    drawn = {name: shade for name, shade in shades.items() if name in LAYERS} | of_types
    drawing = [f"{name}\tbgColor:{shade}, fgColor:black, borderColor:darken" for name, shade in drawn.items()]
    labels = [f"{role.name} | {role.name.replace('_', ' ')}" for layer in LAYERS.values() for role in layer.roles]
    return "\n".join(["[labels]", *dict.fromkeys(labels), "", "[drawing]", "ARC_DEFAULT\tcolor:black", *drawing, ""])


def _tools() -> str:
    options = ["Tokens\ttokenizer:whitespace", "Sentences\tsplitter:newline"]
    databases = [f"{name}\tDB:{name}, <URL>:{name}.tsv" for name in ("actors", "places")]
    return "\n".join(["[options]", *options, "", "[normalization]", *databases, ""])


def _database(entries: Iterable[Json], kind: str) -> str:
    """Return what norm_db_init.py makes a database of: an entry a line, with its names, for searching."""
    lines = []
    for entry in entries:
        names = [entry["name"], *(alias["text"] for alias in entry.get("aliases", ()))]
        said = [f"name:Name:{_plain(name)}" for name in dict.fromkeys(names)]
        more = [f"attr:Kind:{entry[key]}" for key in ("type", "kind") if entry.get(key)]
        lines.append("\t".join([entry[f"{kind}_id"], *said, *more]) + "\n")
    return "".join(lines)


def _plain(words: str) -> str:
    return " ".join(words.split())
