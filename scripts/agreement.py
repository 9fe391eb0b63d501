"""Write the figures of the first round of passes to docs/agreement.md and DATASHEET.md; --check: are they there?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from torkham.agreement import Figure, Sentence, by_article, compare, figures
from torkham.contract import LABELS
from torkham.corpus import Corpus, read_corpus

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "agreement.md"
DATASHEET = ROOT / "DATASHEET.md"
BEGIN, END = "<!-- figures: scripts/agreement.py writes them -->", "<!-- end of figures -->"
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


HEADLINES = (
    ("mentions", "span, exact", "f1"),
    ("mentions", "actor", "alpha"),
    ("events", "trigger, exact", "f1"),
    ("events", "type, sources and recipients", "f1"),
    ("events", "status", "alpha"),
    ("stances", "holder and target", "f1"),
    ("stances", "polarity", "alpha"),
    ("stances", "evidence, exact", "f1"),
)
"""The figures that the datasheet prints; the page has them all."""


def main(argv: list[str] | None = None) -> int:
    """Return 0, or 1 where a page is stale and only checked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; return 1 where a page is stale")
    options = parser.parse_args(argv)
    stale = False
    for path, content in pages(read_corpus(ROOT)).items():
        if path.is_file() and path.read_text(encoding="utf-8") == content:
            continue
        stale = True
        if options.check:
            print(f"{path.relative_to(ROOT)} is stale: run python scripts/agreement.py", file=sys.stderr)
        else:
            path.write_text(content, encoding="utf-8", newline="\n")
            print(f"wrote {path.relative_to(ROOT)}")
    return int(options.check and stale)


def pages(corpus: Corpus) -> dict[Path, str]:
    """Return what the page and the datasheet should hold."""
    sentences = compare(*(corpus.passes[name].articles.values() for name in FIRST_ROUND))
    single, whole = figures(sentences), figures(sentences, "article")
    parts = [HEAD, *_whole(single, whole), "", *_articles(sentences), "", SHARES, *_shares(corpus), ""]
    sheet = DATASHEET.read_text(encoding="utf-8")
    before, _, rest = sheet.partition(BEGIN)
    _, _, after = rest.partition(END)
    chosen = [pair for pair in zip(single, whole, strict=True) if _key(pair[0]) in HEADLINES]
    block = "\n".join(_whole(*zip(*chosen, strict=True)))
    return {PAGE: "\n".join(parts), DATASHEET: f"{before}{BEGIN}\n{block}\n{END}{after}"}


def _key(figure: Figure) -> tuple[str, str, str]:
    return figure.layer, figure.name, figure.kind


SHARES = """\
What became of it: how many labels of the two passes together differed in some field or stood in one pass only, how many
gold labels the challenges overturned (changed, dropped or added), and how many are marked debatable. Debatable silences
are places without a label where a careful reader could have given one; the logs in annotations/adjudication/ name them.
"""


def _shares(corpus: Corpus) -> Iterator[str]:
    yield "| layer | labels of either pass | decided | gold labels | overturned | debatable | debatable silences |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    cases = corpus.adjudications
    for layer in LABELS:
        items = [item for case in cases for item in case.items if item.layer == layer]
        decided = sum(not item.agreed for item in items)
        labels = [label for case in cases for unit in case.document["units"] for label in unit.get(layer) or ()]
        challenges = [each for case in cases for each in case.log["challenges"] if each["layer"] == layer]
        won = sum(each["verdict"] == "overturned" for each in challenges)
        silences = sum(each["gold"] is None for each in challenges)
        debatable = sum(label.get("certainty") == "debatable" for label in labels)
        counts = [
            str(len(items)),
            _share(decided, len(items)),
            str(len(labels)),
            _share(won, len(labels)),
            _share(debatable, len(labels)),
            str(silences),
        ]
        yield f"| {layer} | {' | '.join(counts)} |"


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})"


def _whole(single: Sequence[Figure], whole: Sequence[Figure]) -> Iterator[str]:
    yield "| layer | what | measure | value | over sentences | over articles | n |"
    yield "|---|---|---|--:|---|---|--:|"
    for one, other in zip(single, whole, strict=True):
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
