"""The score as people and programs read it."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from torkham.contract import LABELS
from torkham.report.words import printable
from torkham.scoring.cases import Case
from torkham.scoring.errors import Error, words
from torkham.scoring.figures import Figure
from torkham.scoring.labels import Event, Label, Mention, Stance
from torkham.scoring.scores import Scores
from torkham.scoring.tasks import PAIRS

_NAME = 38
DETAILS = 8
"""What stood for what in a class: so many are counted in the text."""
_LISTED = 5
"""Articles that are named where some were left out."""


def as_json(scores: Scores, *, errors: bool = False) -> str:
    """Return the score as one JSON object, with every error if wanted."""
    whole = scores.as_dict()
    if errors:
        classes = errors_by_class(scores.errors)
        whole["error_classes"] = [
            {"layer": found[0].layer, "class": found[0].kind, "count": len(found)} for found in classes
        ]
        whole["errors"] = [error.as_dict() for error in scores.errors]
    return json.dumps(whole, ensure_ascii=False)


def as_text(scores: Scores, width: int = 80) -> Iterator[str]:
    """Yield lines for people: what was scored, what was left out, and the figures task by task.

    Lines are wrapped to `width`; the table is 80 wide.
    """
    for line in _coverage(scores):
        said = line.lstrip()
        indent = line[: len(line) - len(said)]
        yield from _wrapped(said, indent, width, f"{indent}    ")
    yield ""
    yield f"{'':{_NAME}}{'P':>5}{'R':>6}{'F1':>6}  {'95 %':^11}{'gold':>6}{'pred':>6}"
    for task, of_task in groupby(scores.figures, key=lambda figure: figure.task):
        yield task
        over = None
        for figure in of_task:
            if figure.over == "pairs" and over != "pairs":
                yield f"  {PAIRS[task]}"
            over = figure.over
            yield _row(figure)
    yield ""
    yield f"95 % intervals over {scores.cluster}s; a lone value is an accuracy or a rate"


def _coverage(scores: Scores) -> Iterator[str]:
    yield f"gold {scores.gold}: {_counted(len(scores.articles), 'article')}, {len(scores.cases)} annotated sentences"
    yield f"pred {scores.pred}: {len(scores.articles) - len(scores.missing)} of these articles"
    if scores.missing:
        yield f"  without a prediction, all in them counts as missed: {_listed(scores.missing)}"
    if scores.altered:
        yield f"  there, but with another text: {_listed(scores.altered)}"
    if scores.others:
        yield f"  not in gold, left out: {_listed(scores.others)}"
    if any(scores.not_judged.values()):
        told = ", ".join(_counted(count, layer[:-1]) for layer, count in scores.not_judged.items() if count)
        yield f"  predicted where gold annotates nothing, not judged: {told}"


def _listed(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _LISTED} more" if len(ids) > _LISTED else ""
    return f"{_counted(len(ids), 'article')} ({', '.join(ids[:_LISTED])}{more})"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _row(figure: Figure) -> str:
    name = f"{'    ' if figure.over == 'pairs' else '  '}{figure.name}"
    bounds = "" if figure.low is None else f"{figure.low:.3f}–{figure.high:.3f}"
    precision, recall = (
        ("", "") if figure.kind in ("accuracy", "rate") else map(_shown, (figure.precision, figure.recall))
    )
    numbers = f"{precision:>5}{recall:>6}{_shown(figure.value):>6}  {bounds:^11}"
    return f"{name:{_NAME}}{numbers}{figure.n_gold:>6}{figure.n_pred:>6}"


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def errors_as_text(errors: Sequence[Error], examples: int, width: int) -> Iterator[str]:
    """Yield the classes of errors, the largest first of each layer, each with up to so many examples."""
    if not errors:
        yield "no errors"
    for layer, of_layer in groupby(errors_by_class(errors), key=lambda found: found[0].layer):
        yield ""
        yield layer
        for found in of_layer:
            yield f"  {found[0].kind}: {len(found)}"
            details = Counter(error.detail for error in found).most_common()
            told = "; ".join(f"{detail} {count}" for detail, count in details[:DETAILS])
            more = f"; and {len(details) - DETAILS} more" if len(details) > DETAILS else ""
            yield from _wrapped(f"{told}{more}", "    ", width)
            for error in found[:examples]:
                yield from _example(error, width)


def errors_by_class(errors: Sequence[Error]) -> list[list[Error]]:
    """Return the errors of each class, layer by layer, the largest class first."""
    classes: dict[tuple[str, str], list[Error]] = {}
    for error in errors:
        classes.setdefault((error.layer, error.kind), []).append(error)
    return sorted(classes.values(), key=lambda found: (LABELS.index(found[0].layer), -len(found), found[0].kind))


def _example(error: Error, width: int) -> Iterator[str]:
    yield printable(f"    {error.case.sentence_id}")
    yield from _wrapped(error.text, "      ", width)
    for side, label in (("gold", error.gold), ("pred", error.pred)):
        yield from _wrapped(f"{side}  {described(error.case, label)}", "      ", width, "            ")


def _wrapped(text: str, indent: str, width: int, then: str | None = None) -> list[str]:
    rest = indent if then is None else then
    return textwrap.wrap(
        printable(text),
        width,
        initial_indent=indent,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,  # paths and ids are copied
    )


def described(case: Case, label: Label | None) -> str:
    """Return a label in a line: its words, then what it says."""
    if label is None:
        return "–"
    said = f'"{words(case, label)}"'
    match label:
        case Mention():
            return f"{said} {label.actor}, {label.form}"
        case Stance():
            target = label.target or (f'"{case.article[slice(*label.words)]}"' if label.words else label.kind)
            return f"{said} {label.holder} {label.polarity} {target}, {label.expression}, {label.voice}"
        case Event():
            return f"{said} {_of_event(label)}"


def _of_event(event: Event) -> str:
    kind = f"{event.type}/{event.mode}" if event.mode else event.type
    arrow = "↔" if event.reciprocal else "→"
    sides = f"{', '.join(event.sources)} {arrow} {', '.join(event.recipients) or '–'}"
    told = f", says {', '.join(event.attributed_to)}" if event.attributed_to else ""
    return f"{kind}: {sides}, {event.status}{told}"
