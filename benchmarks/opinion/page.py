"""The page of the second opinion, docs/opinion.md, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.opinion.measure import Worth

HEAD = """\
# The second opinion

    torkham convert my_articles/ --out my_dataset/ --annotator rules+opinion

A small classifier looks at the words beside the rules (extra `opinion`: MiniLM as a file of 23 MB, no graphics card,
no network). It is a linear model over vectors of a word, its arguments and its sentence, and says how likely the word
tells an event of each type. By it an event's `confidence` becomes the probability that trigger and type are right; that
of the rules alone only sorts, and hardly tells right events from wrong ones.

It learns from the lexicon's examples, the seeds, the practice articles and the unread ones. All figures here are of
articles that were left out of learning, with all others of the same writer; of the trial articles nothing was learned
at all. Labelling takes about three and a half times as long, so it is not the default.

Beside rules 1.3 it also took words on its own account that the lexicon has under conditions which do not hold: type F1
on the trial articles rose from .617 to .640. Rules 1.4 find most of these words by themselves, and with the same
threshold it lowered them (.638 to .630 on unread articles, .671 as before on trial ones), so it does so no more.

The last decimals of the vectors depend on the processor, so that a confidence may differ by 0.01 between machines.
"""

TELLS = """\
## Does confidence tell right from wrong?

Area under the ROC curve over the events that the rules find: 0.5 tells nothing, 1 tells all. Right is an event where
gold has one of its type whose trigger it overlaps
(`torkham score` pairs them one to one, so that it counts a few less).
"""

CALIBRATED = """\
Events by their probability, learned from the other articles, and how many of them were right:
"""


def page(found: Sequence[Worth], bands: Sequence[tuple[float, float, int, int]], weights: str) -> str:
    """Return the page. `weights` is the sha256 of the weights that stand in the package."""
    parts = [
        HEAD,
        TELLS,
        _table(("", "events", "right", "rules", "second opinion"), _tells(found)),
        CALIBRATED,
        _table(("probability", "events", "right"), _shares(bands)),
        f"Weights: sha256 `{weights}`; `scripts/train_opinion.py` learns them and writes this page.\n",
    ]
    return "\n".join(parts)


def _tells(found: Sequence[Worth]) -> Iterator[tuple[str, ...]]:
    for each in found:
        yield each.name, str(each.events), str(each.right), _number(each.by_rules), _number(each.by_opinion)


def _shares(bands: Sequence[tuple[float, float, int, int]]) -> Iterator[tuple[str, ...]]:
    for low, high, events, right in bands:
        yield f"{low:.1f} to {high:.1f}", str(events), f"{right / events:.2f}" if events else "–"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _table(head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---", *("--:" for _ in head[1:])), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
