"""Write docs/agreement.md, the figures of the first round of passes; --check says whether it is up to date."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from torkham.agreement import Figure, Sentence, by_article, compare, figures
from torkham.contract import LABELS
from torkham.corpus import Corpus, read_corpus

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "agreement.md"
FIRST_ROUND = ("lm-sentences", "lm-questions")

HEAD = """\
Two passes by one language model over all five articles, from the same kit by different protocols (guidelines §1.5).
This is **pass agreement**: it measures stability, not correctness, and is not comparable with agreement between people.
Guidelines and registries had been evened out on a pilot of these same articles, which makes agreement easy; on texts
they have not seen, expect less.

F1 compares what was found; alpha (Krippendorff, nominal) how matched labels were labelled. Intervals are 95 %
percentile bootstrap intervals over sentences and, in the next column, over articles (n = 5). n counts, for F1, the
labels of both passes, for alpha the matched pairs. A dash: nothing to compare, or one value only.
"""


def main(argv: list[str] | None = None) -> int:
    """Return 0, or 1 where the page is stale and only checked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; return 1 where the page is stale")
    options = parser.parse_args(argv)
    content = page()
    if options.check:
        if PAGE.read_text(encoding="utf-8") != content:
            print("docs/agreement.md is stale: run python scripts/agreement.py", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(content, encoding="utf-8", newline="\n")
    print(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


def page() -> str:
    """Return the page: one table over everything, one by article."""
    corpus = read_corpus(ROOT)
    sentences = compare(*(corpus.passes[name].articles.values() for name in FIRST_ROUND))
    return "\n".join([HEAD, *_whole(sentences), "", *_articles(sentences), "", SHARES, *_shares(corpus), ""])


SHARES = """\
What became of it: how many labels of the two passes together differed in some field or stood in one pass only, how many
gold labels the challenges overturned (changed, dropped or added), and how many are marked debatable.
"""


def _shares(corpus: Corpus) -> Iterator[str]:
    yield "| layer | labels of either pass | decided | gold labels | overturned | debatable |"
    yield "|---|--:|--:|--:|--:|--:|"
    cases = corpus.adjudications
    for layer in LABELS:
        items = [item for case in cases for item in case.items if item.layer == layer]
        decided = sum(not item.agreed for item in items)
        labels = [label for case in cases for unit in case.document["units"] for label in unit.get(layer) or ()]
        won = [
            c for case in cases for c in case.log["challenges"] if c["layer"] == layer and c["verdict"] == "overturned"
        ]
        debatable = sum(label.get("certainty") == "debatable" for label in labels)
        counts = [
            _share(decided, len(items)),
            str(len(labels)),
            _share(len(won), len(labels)),
            _share(debatable, len(labels)),
        ]
        yield f"| {layer} | {len(items)} | {' | '.join(counts)} |"


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})"


def _whole(sentences: list[Sentence]) -> Iterator[str]:
    yield "| layer | what | measure | value | over sentences | over articles | n |"
    yield "|---|---|---|--:|---|---|--:|"
    for one, other in zip(figures(sentences), figures(sentences, "article"), strict=True):
        cells = [one.layer, one.name, one.kind, _value(one), _interval(one), _interval(other), str(one.n)]
        yield f"| {' | '.join(cells)} |"


def _articles(sentences: list[Sentence]) -> Iterator[str]:
    parts = dict(by_article(sentences))
    yield f"| layer | what | measure | {' | '.join(parts)} |"
    yield f"|---|---|---|{'--:|' * len(parts)}"
    for row in zip(*(figures(part) for part in parts.values()), strict=True):
        cells = [row[0].layer, row[0].name, row[0].kind, *map(_value, row)]
        yield f"| {' | '.join(cells)} |"


def _value(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.3f}"


def _interval(figure: Figure) -> str:
    return "–" if figure.low is None else f"{figure.low:.3f} to {figure.high:.3f}"


if __name__ == "__main__":
    sys.exit(main())
