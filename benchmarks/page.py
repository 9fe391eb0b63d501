"""The page of baselines, docs/baselines.md, as lines of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill

from benchmarks.baselines import SYSTEMS
from benchmarks.ledger import Entry, Measured, measured_of
from benchmarks.main_figures import DIGITS, DROP, MAIN, Main, Value
from torkham.card import NOT_IN_CARD

RULES = "rules"
LINKED = "rules, linked"
"""The rules with the registries of the unseen set."""
MODEL = "model, linked"
"""A language model asked by the annotator `llm`, with the registries of the unseen set."""
PASSES = "passes"
"""One blind pass over the unseen set, judged by the other."""
WIDTH = 120
GROWTH = "### How the rules grew"

HEAD = """\
What simple systems reach on the tasks of this dataset, and what the annotator by rules does, by the figures of
`torkham score` (docs/scoring.md defines them), with 95 % percentile bootstrap intervals over sentences. Every system
gets what `torkham convert` would give it: the text, its day of publication and the registries, and no label of the
article that is judged. A dash: the task is not attempted, or gold has nothing to compare.
"""

SEEDS = """\
On the seeds, the five articles of this dataset. **They are development data for the rules and their lexicon**, which
were written with these labels in view, and for the registries, which were completed on these texts: so also for
*strings* and *VADER*, and for the words by which *learned* finds triggers. What learns does so from the other four
articles, one left out at a time.
"""

UNSEEN = """\
On articles kept from those who write the rules: {articles} articles, {sentences} annotated sentences. They are
**invented**, written for the test and labelled by the same guidelines; real news may read otherwise. What learns does
so from all seeds. *rules, linked* has this set's own registries, as on the seeds it has the seeds': half of the actors
here are in no registry of the dataset. Every look at the rules here is entered in `benchmarks/unseen/looks.yaml`, but
for two that the README beside it tells of; the last, number {looks}, was on
{date}, at `{annotator_id}`.
"""
CHANGED = """\
The rules have been changed since: figures on the seeds are of the rules as they are, those on the unseen set of the
rules as they were.
"""
READ = """\
*model, linked* is a language model asked by the annotator `llm`, with this set's own registries; docs/llm.md says which
one, and why its figures flatter it. *passes* are the two blind passes of labels that gold was made of, by a
language model too, one judged by the other: what reading by the guidelines reaches here.
"""
NO_LOOK = "On articles kept from those who write the rules, the unseen set, nothing has been measured yet.\n"

GOALS = f"""\
What the project wants of the rules: on the seeds the least in the column *goal*; on the unseen set no figure more than
{DROP:.2f} below that on the seeds; of spurious events, on either set, at most so many. The language model, which the
seeds tell nothing of, is held to the goal itself.
"""

CURVE = """\
Scores on the seeds at points of development, each with what was mended before it.
"""


def page(
    seeds: Measured, looks: Sequence[Entry], curve: Sequence[Entry], hashes: Mapping[str, str], readers: Measured
) -> str:
    """Return the page: `seeds` as measured now, the looks at the unseen set, and the points of the curve.

    `hashes` are of the annotator as it is; `readers` are those who read the unseen set instead of following rules.
    """
    return "\n".join(_lines(seeds, looks, curve, hashes, readers)) + "\n"


def _lines(
    seeds: Measured, looks: Sequence[Entry], curve: Sequence[Entry], hashes: Mapping[str, str], readers: Measured
) -> Iterator[str]:
    yield HEAD
    for system in SYSTEMS.values():
        yield fill(f"- *{system.name}*: {system.about}.", WIDTH, subsequent_indent="  ", break_on_hyphens=False)
    yield f"\n{SEEDS}"
    yield from _table(seeds)
    yield ""
    last = looks[-1] if looks else None
    unseen = measured_of(last) if last else {}
    if last is None:
        yield NO_LOOK
    else:
        yield UNSEEN.format(**last | {"looks": len(looks)})
        if any(last[name] != hash_ for name, hash_ in hashes.items()):
            yield CHANGED
        if readers:
            yield READ
        yield from _table(unseen | dict(readers))
        yield ""
    yield GOALS
    yield from _goals(seeds[RULES], unseen.get(RULES, {}), readers.get(MODEL, {}))
    yield f"\n{NOT_IN_CARD}\n\n{GROWTH}\n"
    yield CURVE
    yield from _curve(curve)


def _table(measured: Measured) -> Iterator[str]:
    yield f"| | {' | '.join(measured)} |"
    yield f"|---|{'---|' * len(measured)}"
    for main in MAIN:
        cells = (_cell(values.get(main.key)) for values in measured.values())
        yield f"| {main.title} | {' | '.join(cells)} |"


def _goals(seeds: Mapping[str, Value], unseen: Mapping[str, Value], model: Mapping[str, Value]) -> Iterator[str]:
    yield "| | goal | seeds, *rules* | met | unseen, *rules* | lower by | met | unseen, *model, linked* | met |"
    yield "|---|--:|--:|---|--:|--:|---|--:|---|"
    for main in (each for each in MAIN if each.goal is not None):
        here, there, read = (
            values[main.key].value if main.key in values else None for values in (seeds, unseen, model)
        )
        met = None if here is None else main.met(here)
        lower = kept = None
        if here is not None and there is not None:
            kept = main.kept(here, there)
            lower = None if main.at_most else here - there
        by_model = (number(read), _yes(None if read is None else main.met(read)))
        cells = (_goal(main), number(here), _yes(met), number(there), number(lower), _yes(kept), *by_model)
        yield f"| {main.title} | {' | '.join(cells)} |"


def _goal(main: Main) -> str:
    return f"≤ {main.goal:.2f}" if main.at_most else f"{main.goal:.2f}"


def _yes(met: bool | None) -> str:
    return "–" if met is None else "yes" if met else "no"


def _curve(curve: Sequence[Entry]) -> Iterator[str]:
    if not curve:
        yield "None is recorded yet."
        return
    yield f"| date | what was mended | {' | '.join(main.title for main in MAIN)} |"
    yield f"|---|---|{'--:|' * len(MAIN)}"
    for entry in curve:
        values = measured_of(entry)[RULES]
        numbers = (number(values[main.key].value if main.key in values else None) for main in MAIN)
        yield f"| {entry['date']} | {_escaped(entry['note'])} | {' | '.join(numbers)} |"


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _cell(value: Value | None) -> str:
    if value is None or value.value is None:
        return "–"
    bounds = "" if value.low is None else f" ({number(value.low)} to {number(value.high)})"
    return f"{number(value.value)}{bounds}"


def number(value: float | None) -> str:
    """Return a figure as the pages show it."""
    return "–" if value is None else f"{value:.{DIGITS}f}"
