"""CoNLL-U Plus, one way: a token a line, a column of BIO tags for every kind of span (docs/exchange-one-way.md).

Tokens are those of spaCy's blank English, cut where a span begins or ends within one, so that the tags give the spans
back exactly. Spans of one kind that overlap stand in several columns, `EVENT`, `EVENT.2` …, the outermost in the first.
Offsets count code points in the sentence and are half-open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from torkham import contract
from torkham.annotation import Unit
from torkham.contract import Json
from torkham.exchange.document import Document, ExchangeError

_HEAD = ("ID", "FORM", "START", "END")
_OUTSIDE = "O"


class Span(NamedTuple):
    """A stretch of a sentence with its tag; `label` is the number of the label (`e01`) that it is the anchor of."""

    start: int
    end: int
    tag: str
    label: str | None = None


class Token(NamedTuple):
    """A token of a sentence."""

    start: int
    end: int


def _mentions(unit: Unit) -> Iterator[Span]:
    return (Span(each["start"], each["end"], each["actor_id"], _number(each["mention_id"])) for each in unit.mentions)


def _events(unit: Unit) -> Iterator[Span]:
    return (_span(each["trigger"], each["type"], _number(each["event_id"])) for each in unit.events)


def _stances(unit: Unit) -> Iterator[Span]:
    return (_span(each["evidence"], each["polarity"], _number(each["stance_id"])) for each in unit.stances)


def _targets(unit: Unit) -> Iterator[Span]:
    """Yield the words that name targets; an open target, which has no id, is tagged `open`."""
    named = (each for each in unit.stances if each["target_text"])
    return (_span(each["target_text"], each["target_id"] or each["target_kind"]) for each in named)


def _cues(unit: Unit) -> Iterator[Span]:
    return (_span(each["cue"], "cue") for each in chain(unit.events, unit.stances) if each["cue"])


def _times(unit: Unit) -> Iterator[Span]:
    return (_span(each["time"], each["time"]["value"]) for each in unit.events if each["time"])


def _places(unit: Unit) -> Iterator[Span]:
    return (_span(each["place"], each["place"]["place_id"]) for each in unit.events if each["place"])


COLUMNS: dict[str, Callable[[Unit], Iterator[Span]]] = {
    "MENTION": _mentions,
    "EVENT": _events,
    "STANCE": _stances,
    "TARGET": _targets,
    "CUE": _cues,
    "TIME": _times,
    "PLACE": _places,
}
"""The kinds of spans, in the order of their columns."""


def write(documents: Iterable[Document], out: Path) -> list[Path]:
    """Write a file for every document, `<article_id>.conllup`; return the files.

    Raises `ExchangeError` where spaCy is not installed.
    """
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for document in documents:
        path = out / f"{document.article_id}.conllup"
        path.write_text(render(document), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def render(document: Document) -> str:
    """Return the file of one article: its annotated units, with as many columns as its overlaps need."""
    article_id = document.article_id
    annotated = [unit for unit in document.units if contract.terms("role")[unit.role]["annotated"]]
    layers = [{name: levels(spans(unit)) for name, spans in COLUMNS.items()} for unit in annotated]
    depths = {name: max((len(each[name]) for each in layers), default=1) for name in COLUMNS}
    further = [(name, level) for name, depth in depths.items() for level in range(1, depth)]
    columns = [*_HEAD, *(f"TORKHAM:{name}" for name in COLUMNS), "MISC"]
    columns += [f"TORKHAM:{name}.{level + 1}" for name, level in further]
    lines = [f"# global.columns = {' '.join(columns)}", f"# newdoc id = {article_id}", f"# split = {document.split}"]
    paragraph = None
    for unit, found in zip(annotated, layers, strict=True):
        if unit.paragraph != paragraph:
            paragraph = unit.paragraph
            lines.append(f"# newpar id = {article_id}:p{paragraph}")
        lines += _sentence(unit, found, further)
    return "".join(f"{line}\n" for line in lines)


def _sentence(unit: Unit, found: dict[str, list[list[Span]]], further: list[tuple[str, int]]) -> Iterator[str]:
    yield f"# sent_id = {unit.sentence_id}"
    # One line of as many code points as the sentence, so that offsets count in it too.
    yield f"# text = {''.join(' ' if c.isspace() else c for c in unit.text)}"
    yield f"# role = {unit.role}"
    yield f"# article_start = {unit.start}"
    every = [span for each in found.values() for level in each for span in level]
    tokens = tokenise(unit.text, every)
    first = [bio(tokens, each[0]) for each in found.values()]
    others = [bio(tokens, found[name][level] if level < len(found[name]) else ()) for name, level in further]
    misc = [_misc(unit.text, token, found) for token in tokens]
    rows = zip(tokens, *first, misc, *others, strict=True)
    for number, (token, *cells) in enumerate(rows, start=1):
        yield "\t".join((str(number), unit.text[slice(*token)], *map(str, token), *cells))
    yield ""


def levels(spans: Iterable[Span]) -> list[list[Span]]:
    """Deal spans out to levels within which none overlap, the outermost first; there is at least one level.

    Spans that are the same in all are one: a cue or time that several labels share.
    """
    dealt: list[list[Span]] = [[]]
    for span in sorted(set(spans), key=lambda each: (each.start, -each.end, each.label or "", each.tag)):
        free = (level for level in dealt if not level or level[-1].end <= span.start)
        level = next(free, None)
        if level is None:
            dealt.append([span])
        else:
            level.append(span)
    return dealt


def tokenise(text: str, spans: Iterable[Span] = ()) -> list[Token]:
    """Return the tokens of a text, cut at the borders of spans; white space belongs to none."""
    borders = {border for span in spans for border in (span.start, span.end)}
    tokens = []
    for whole in tokenizer()(text):
        start, end = whole.idx, whole.idx + len(whole)
        cuts = [start, *sorted(border for border in borders if start < border < end), end]
        tokens += [Token(*piece) for piece in pairwise(cuts) if not text[slice(*piece)].isspace()]
    return tokens


def bio(tokens: Iterable[Token], spans: Iterable[Span]) -> list[str]:
    """Return the tag of each token: B- where a span begins, I- within one, O outside of the spans.

    No span may overlap another, or begin or end within a token.
    """
    tags = []
    waiting = iter(sorted(spans))
    span, begun = next(waiting, None), False
    for token in tokens:
        while span is not None and span.end <= token.start:
            span, begun = next(waiting, None), False
        inside = span is not None and span.start <= token.start
        tags.append(f"{'I' if begun else 'B'}-{span.tag}" if span is not None and inside else _OUTSIDE)
        begun = inside
    return tags


def _misc(text: str, token: Token, found: dict[str, list[list[Span]]]) -> str:
    """Return the labels whose anchors begin at a token, in the order of their columns, and whether a space follows."""
    said = []
    for name, dealt in found.items():
        begin = [
            span for level in dealt for span in level if span.label and _first(text, span) == token.start < span.end
        ]
        if begin:
            said.append(f"{name.capitalize()}={','.join(str(span.label) for span in begin)}")
    if token.end < len(text) and not text[token.end].isspace():
        said.append("SpaceAfter=No")
    return "|".join(said) or "_"


def _first(text: str, span: Span) -> int:
    """Return where the first character of a span that is no white space stands."""
    return span.end - len(text[span.start : span.end].lstrip())


def _span(record: Json, tag: str, label: str | None = None) -> Span:
    return Span(record["start"], record["end"], tag, label)


def _number(id_: str) -> str:
    return id_.rpartition(":")[2]


@cache
def tokenizer() -> Any:
    """Return spaCy's tokenizer of blank English, which needs no model."""
    try:
        import spacy
    except ModuleNotFoundError as error:
        if error.name != "spacy":
            raise
        raise ExchangeError("tokens are spaCy's, which is not installed: pip install 'torkham[convert]'") from None
    return spacy.blank("en").tokenizer
