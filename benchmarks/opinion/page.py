"""The page of the second opinion, docs/opinion.md, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.main_figures import DIGITS, MAIN, Value
from benchmarks.opinion.measure import Worth
from torkham.annotator.opinion.opinion import LEAST

SHOWN = ("type", "sources", "tuple", "spurious")

HEAD = f"""\
# The second opinion

    torkham convert my_articles/ --out my_dataset/ --annotator rules+opinion

A small classifier looks at the words beside the rules (extra `opinion`: MiniLM as a file of 23 MB, no graphics card,
no network). It is a linear model over vectors of a word, its arguments and its sentence, and says how likely the word
tells an event of each type. It does two things.

- **Confidence.** An event's `confidence` becomes the probability that trigger and type are right. That of the rules
  alone only sorts, and hardly tells right events from wrong ones.
- **More words.** A word that the lexicon has, but under conditions that do not hold, tells an event all the same where
  the classifier gives its type {LEAST} or more.

It learns from the lexicon's examples, the seeds and the practice articles. All figures here are of articles that were
left out of learning, with all others of the same writer; of the trial set nothing was learned at all, and no rule was
mended by its errors. Labelling takes about three and a half times as long, so it is not the default.

The last decimals of the vectors depend on the processor, so that a confidence may differ by 0.01 between machines.
"""

TELLS = """\
## Does confidence tell right from wrong?

Area under the ROC curve over the events that the rules find: 0.5 tells nothing, 1 tells all.
"""

CALIBRATED = """\
Events by their probability, learned from the other articles, and how many of them were right:
"""

WORDS = f"""\
## Do more words help?

F1 by `torkham score`, with 95 % intervals. Kept, as an option, for what it does on the trial articles, by which {LEAST}
was chosen from .2 to .5: on seeds and practice articles, whose words the rules' authors have read, there is nothing
to gain.
"""


def page(found: Sequence[Worth], bands: Sequence[tuple[float, float, int, int]], weights: str) -> str:
    """Return the page. `weights` is the sha256 of the weights that stand in the package."""
    parts = [
        HEAD,
        TELLS,
        _table(("", "events", "right", "rules", "second opinion"), _tells(found)),
        CALIBRATED,
        _table(("probability", "events", "right"), _shares(bands)),
        WORDS,
        _table(("", *(f"{each.name}, {how}" for each in found for how in ("rules", "both"))), _figures(found)),
        f"Weights: sha256 `{weights}`; `scripts/train_opinion.py` learns them and writes this page.\n",
    ]
    return "\n".join(parts)


def _tells(found: Sequence[Worth]) -> Iterator[tuple[str, ...]]:
    for each in found:
        yield each.name, str(each.events), str(each.right), _number(each.by_rules), _number(each.by_opinion)


def _shares(bands: Sequence[tuple[float, float, int, int]]) -> Iterator[tuple[str, ...]]:
    for low, high, events, right in bands:
        yield f"{low:.1f} to {high:.1f}", str(events), f"{right / events:.2f}" if events else "–"


def _figures(found: Sequence[Worth]) -> Iterator[tuple[str, ...]]:
    for main in (main for main in MAIN if main.key in SHOWN):
        yield main.title, *(_value(of[main.key]) for each in found for of in (each.alone, each.together))


def _value(value: Value) -> str:
    if value.value is None or value.low is None or value.high is None:
        return "–"
    return f"{value.value:.{DIGITS}f} ({value.low:.{DIGITS}f} to {value.high:.{DIGITS}f})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _table(head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---", *("--:" for _ in head[1:])), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
