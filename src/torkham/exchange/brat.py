"""brat standoff: a text and its annotations beside it, with the configuration that brat needs to show them.

Offsets are code points of the text file, line ends counted. Mentions, cues, times, places and targets are entities,
events and stances events with roles, an actor or place is a normalisation, a date a note, all else an attribute. What
brat has no place for is a note of the type `Torkham`, which its dialogue leaves alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from torkham.contract import Json
from torkham.exchange.brat_config import (
    EVENT_VALUE,
    FLAGGED,
    NORMALISED,
    NOTED,
    STANCE,
    attributes,
    config_files,
    layer_of,
    types_of,
)
from torkham.exchange.document import Document, Registries
from torkham.exchange.incoming import Incoming, read_text
from torkham.exchange.layers import LAYERS, Link, Mark, shown
from torkham.exchange.marks import marks_of
from torkham.exchange.problems import FORM, NOWHERE, PIECES, TWICE, UNKNOWN, UNUSED, Problems
from torkham.findings import Origin

REST, NOTE = "Torkham", "AnnotatorNotes"
SUFFIX = ".ann"


def write(documents: Iterable[Document], out: Path) -> list[Path]:
    """Write a text and its annotations for every article, and the configuration beside them."""
    written = []
    registries: Registries | None = None
    for document in documents:
        registries = document.registries
        files = {".txt": shown(document.text), SUFFIX: standoff(document)}
        written += [_write(out / f"{document.article_id}{ending}", content) for ending, content in files.items()]
    configured = config_files(registries) if registries is not None else {}
    return written + [_write(out / name, content) for name, content in configured.items()]


def _write(file: Path, content: str) -> Path:
    file.write_text(content, encoding="utf-8", newline="\n")
    return file


def standoff(document: Document) -> str:
    """Return the annotations of an article."""
    marks = marks_of(document)
    spans = {mark.key: f"T{number}" for number, mark in enumerate(marks, 1)}
    acts = [mark.key for mark in marks if mark.layer in ("event", STANCE)]
    names = spans | {key: f"E{number}" for number, key in enumerate(acts, 1)}
    numbers = dict.fromkeys("AN#", 0)
    lines = []
    for mark in marks:
        type_ = str(mark.values[EVENT_VALUE]) if mark.layer == "event" else mark.layer
        pieces, words = _pieces(shown(document.text), mark)
        lines.append(f"{spans[mark.key]}\t{type_} {pieces}\t{words}")
        if mark.key in acts:
            lines.append(f"{names[mark.key]}\t{type_}:{spans[mark.key]}{_arguments(mark, names)}")
        for letter, said in _said(mark, names[mark.key], document.registries):
            numbers[letter] += 1
            lines.append(f"{letter}{numbers[letter]}\t{said}")
    return "".join(f"{line}\n" for line in lines)


def _pieces(text: str, mark: Mark) -> tuple[str, str]:
    """Return the offsets of a mark and its words, in pieces where it has line feeds, which brat does not let in."""
    pieces = list(re.finditer(r"[^\n]+", text[mark.start : mark.end]))
    offsets = ";".join(f"{mark.start + piece.start()} {mark.start + piece.end()}" for piece in pieces)
    return offsets, " ".join(piece[0] for piece in pieces)


def _arguments(mark: Mark, names: dict[str, str]) -> str:
    counts: dict[str, int] = {}
    words = ""
    for link in mark.links:
        counts[link.role] = counts.get(link.role, 0) + 1
        number = counts[link.role] if counts[link.role] > 1 else ""
        words += f" {link.role}{number}:{names[link.key]}"
    return words


def _said(mark: Mark, name: str, registries: Registries) -> Iterator[tuple[str, str]]:
    """Yield the letter and the content of every line that says something of a mark."""
    layer = LAYERS[mark.layer]
    for value in attributes(layer):
        said = mark.values.get(value.name)
        if value.kind == "several" and isinstance(said, tuple):
            yield from (("A", f"{value.name}{FLAGGED}{each} {name}") for each in said)
        elif said:
            yield "A", f"{value.name} {name}" + ("" if said is True else f" {said}")
    for value in layer.values:
        if value.name == NORMALISED.get(mark.layer):
            entry = str(mark.values[value.name])
            named = registries[value.of].get(entry, {"name": entry})["name"]
            yield "N", f"Reference {name} {value.of}:{entry}\t{' '.join(named.split())}"
    if (key := NOTED.get(mark.layer)) is not None:
        yield "#", f"{NOTE} {name}\t{mark.values[key]}"
    if mark.rest:
        yield "#", f"{REST} {name}\t{one_line(mark.rest)}"


def one_line(rest: Json) -> str:
    """Return JSON in one line, whatever a reader of lines takes for a line's end."""
    written = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    return re.sub("[\x7f\x85\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", written)


def read(files: Sequence[Path], problems: Problems) -> Iterator[Incoming]:
    """Yield what annotation files (`.ann`) hold, each with the text that stands beside it."""
    for file in files:
        content = read_text(file, problems)
        text = read_text(file.with_suffix(".txt"), problems)
        if content is not None and text is not None:
            marks = tuple(_Standoff(str(file), text, problems).read(content))
            yield Incoming(file.stem, text, marks, Origin(str(file)))


_LINE = {
    "T": re.compile(r"(?P<type>\S+) (?P<pieces>\d+ \d+(;\d+ \d+)*)(\t.*)?", re.DOTALL),
    "E": re.compile(r"(?P<type>[^:\s]+):(?P<target>\S+)(?P<roles>( [^:\s]+:\S+)*) *"),
    "A": re.compile(r"(?P<type>\S+) (?P<target>\S+)( (?P<value>\S+))? *"),
    "N": re.compile(r"(?P<type>\S+) (?P<target>\S+) (?P<base>[^:\s]+):(?P<entry>[^\t]*?)(\t.*)?"),
    "#": re.compile(r"(?P<type>\S+) (?P<target>\S+)(\t(?P<words>.*))?"),
}
_LINE["M"] = _LINE["A"]
_SHAPES = {
    "T": "T1, tab, type start end, tab, words",
    "E": "E1, tab, type:T1, then role:T2 …",
    "A": "A1, tab, name target value",
    "M": "M1, tab, name target",
    "N": "N1, tab, Reference target registry:id, tab, name",
    "#": "#1, tab, type target, tab, words",
}


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    number: int
    found: Any


@dataclass
class _Standoff:
    """One file of annotations, read in two goes: its lines, then what they say of one another."""

    file: str
    text: str
    problems: Problems
    lines: dict[str, list[_Line]] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    triggers: set[str] = field(default_factory=set)

    def read(self, content: str) -> Iterator[Mark]:
        self._take_lines(content)
        spans = {line.name: mark for line in self.lines.get("T", ()) if (mark := self._span(line)) is not None}
        self.marks = {name: mark for name, mark in spans.items() if mark.layer not in ("event", STANCE)}
        for line in self.lines.get("E", ()):
            self._event(line, spans)
        for name in spans.keys() - self.marks.keys() - self.triggers:
            message, hint = "no event has this trigger, so it is left out", "remove it, or make an event of it"
            self.problems.add(UNUSED, spans[name].origin, message, where=name, hint=hint)
        for letter, take in (("A", self._attribute), ("M", self._attribute), ("N", self._entry), ("#", self._note)):
            for line in self.lines.get(letter, ()):
                take(line)
        yield from self.marks.values()

    def _take_lines(self, content: str) -> None:
        names = set()
        for number, text in enumerate(content.split("\n"), 1):
            name, tab, rest = text.rstrip("\r").partition("\t")
            if not text.strip():
                continue
            shape = _LINE.get(name[:1])
            found = shape.fullmatch(rest) if shape and tab and re.fullmatch(r".[0-9]+", name) else None
            if name in names:
                message = f"{name} stands twice"
                self.problems.add(FORM, Origin(self.file, number), message, where=name, hint="give one another number")
            elif found:
                self.lines.setdefault(name[0], []).append(_Line(name, number, found))
            elif name[:1] in ("R", "*"):
                message, hint = "relations are not of this configuration", "link events to mentions by their roles"
                self.problems.add(UNKNOWN, Origin(self.file, number), message, where=name, hint=hint)
            else:
                hint = f"write it as brat does: {_SHAPES.get(name[:1], 'T, E, A, N or #, a number, tab, …')}"
                self.problems.add(FORM, Origin(self.file, number), "the line is no annotation", where=name, hint=hint)
            names.add(name)

    def _span(self, line: _Line) -> Mark | None:
        origin, type_ = Origin(self.file, line.number), line.found["type"]
        pieces = [tuple(map(int, piece.split())) for piece in line.found["pieces"].split(";")]
        if (layer := layer_of(type_)) is None:
            known = [name for each in LAYERS for name in types_of(each)]
            self.problems.unknown(UNKNOWN, origin, "type", type_, known, where=line.name)
            return None
        if any(self.text[end:after].strip() for (_, end), (after, _) in pairwise(pieces)):
            message, hint = "the span is of several pieces", "mark the one piece that says most"
            self.problems.add(PIECES, origin, message, where=line.name, hint=hint)
            return None
        values = {EVENT_VALUE: type_} if layer.name == "event" else {}
        return Mark(line.name, layer.name, pieces[0][0], pieces[-1][1], values, origin=origin, where=line.name)

    def _event(self, line: _Line, spans: dict[str, Mark]) -> None:
        origin, type_, target = Origin(self.file, line.number), line.found["type"], line.found["target"]
        trigger, layer = spans.get(target), layer_of(type_)
        if trigger is None:
            if not any(each.name == target for each in self.lines.get("T", ())):
                message = f"the trigger {target} is not there"
                self.problems.add(NOWHERE, origin, message, where=line.name, hint="mark its words again")
            return
        if layer is None or layer.name not in ("event", STANCE) or layer.name != trigger.layer:
            known = [*types_of("event"), STANCE]
            self.problems.unknown(UNKNOWN, origin, f"type of event on {target}", type_, known, where=line.name)
            return
        roles = (each.split(":", maxsplit=1) for each in line.found["roles"].split())
        links = tuple(Link(re.sub("[0-9]+$", "", role), key) for role, key in roles)
        values = {EVENT_VALUE: type_} if layer.name == "event" else {}
        self.triggers.add(target)
        self.marks[line.name] = replace(
            trigger, key=line.name, values=values, links=links, origin=origin, where=line.name
        )

    def _of(self, line: _Line) -> Mark | None:
        """Return the mark that a line says something of."""
        target = line.found["target"]
        if target in self.marks:
            return self.marks[target]
        known = target in self.triggers or any(
            each.name == target for letter in "TE" for each in self.lines.get(letter, ())
        )
        if not known:  # what is there but unsound was told already
            message = f"says something of {target}, which is not there"
            self.problems.add(NOWHERE, Origin(self.file, line.number), message, where=line.name, hint="remove the line")
        return None

    def _say(self, line: _Line, mark: Mark, name: str, said: str | bool) -> None:
        if name in mark.values:
            message = f"{mark.key} says {name} twice"
            self.problems.add(TWICE, Origin(self.file, line.number), message, where=line.name, hint="keep one")
        self.marks[mark.key] = replace(mark, values={**mark.values, name: said})

    def _attribute(self, line: _Line) -> None:
        mark, type_, said = self._of(line), line.found["type"], line.found["value"]
        if mark is None:
            return
        name, _, option = type_.partition(FLAGGED)
        value = next((each for each in attributes(LAYERS[mark.layer]) if each.name == name), None)
        if value is None or bool(option) != (value.kind == "several"):
            known = [each.name for each in attributes(LAYERS[mark.layer])]
            origin = Origin(self.file, line.number)
            self.problems.unknown(UNKNOWN, origin, f"attribute of the {mark.layer} {mark.key}", type_, known)
        elif value.kind == "several":
            before = mark.values.get(name, ())
            assert isinstance(before, tuple)
            self.marks[mark.key] = replace(mark, values={**mark.values, name: (*before, option)})
        else:
            self._say(line, mark, name, True if value.kind == "flag" else said or "")

    def _entry(self, line: _Line) -> None:
        mark = self._of(line)
        if mark is None:
            return
        key = NORMALISED.get(mark.layer)
        value = LAYERS[mark.layer].value(key) if key else None
        if value is None or line.found["base"] != value.of:
            origin = Origin(self.file, line.number)
            known = [value.of] if value else []
            what = f"registry for the {mark.layer} {mark.key}"
            self.problems.unknown(UNKNOWN, origin, what, line.found["base"], known, where=line.name)
        else:
            self._say(line, mark, value.name, line.found["entry"])

    def _note(self, line: _Line) -> None:
        type_, words = line.found["type"], line.found["words"] or ""
        if line.found["target"] not in self.marks:  # a note outlives what it was on, and says nothing any more
            return
        mark = self.marks[line.found["target"]]
        if type_ == REST:
            try:
                rest = json.loads(words)
            except ValueError:
                rest = None
            if not isinstance(rest, dict):
                origin, hint = Origin(self.file, line.number), "restore it, or remove the line: the label gets a new id"
                self.problems.add(FORM, origin, f"the note {REST} is no JSON object", where=line.name, hint=hint)
                return
            self.marks[mark.key] = replace(mark, rest=rest)
        elif type_ == NOTE and mark.layer in NOTED:
            self._say(line, mark, NOTED[mark.layer], words.strip())
        elif words.strip():
            note = f"{mark.note}; {words.strip()}" if mark.note else words.strip()
            self.marks[mark.key] = replace(mark, note=note)
