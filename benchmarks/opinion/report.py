"""Learns the second opinion, measures it on articles left out, writes weights and page: `scripts/train_opinion.py`."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.baselines.base import Article, Registries
from benchmarks.evaluate import articles_of
from benchmarks.opinion.measure import bands, left_out, worth
from benchmarks.opinion.page import page
from benchmarks.opinion.training import calibrate, learn, verdicts, words_of_articles, words_of_examples
from torkham.annotator.opinion.encoder import Encoder
from torkham.annotator.opinion.opinion import WEIGHTS
from torkham.annotator.parse import Parser
from torkham.annotator.rules import RuleAnnotator
from torkham.contract import Json
from torkham.corpus import read_corpus
from torkham.layout import sha256

ROOT = Path(__file__).resolve().parents[2]
SETS = {"seeds": (".",), "practice": ("benchmarks/practice/first", "benchmarks/practice/second")}
PAGE = ROOT / "docs" / "opinion.md"


def main() -> int:
    """Write weights and page; return 0."""
    parser, encoder = Parser(), Encoder()
    sets = {name: _read(roots) for name, roots in SETS.items()}
    articles = [article for of_set, _ in sets.values() for article in of_set]
    words = words_of_examples(parser, encoder) + words_of_articles(articles, parser, encoder)
    opinions = dict(zip((each.article_id for each in articles), left_out(articles, words, encoder), strict=True))
    found, measured = [], []
    for name, (of_set, registries) in sets.items():
        theirs = [opinions[article.article_id] for article in of_set]
        found += list(verdicts(RuleAnnotator(registries), of_set, theirs))
        measured.append(worth(name, of_set, theirs, registries))
    calibrate(learn(words), found).save(WEIGHTS)
    content = page(measured, bands(opinions, found), sha256(WEIGHTS.read_bytes()))
    PAGE.write_text(content, encoding="utf-8", newline="\n")
    print(f"wrote {WEIGHTS.relative_to(ROOT)} and {PAGE.relative_to(ROOT)}")
    return 0


def _read(roots: tuple[str, ...]) -> tuple[list[Article], Registries]:
    """Return the articles of some trees, and their registries as one."""
    articles: list[Article] = []
    registries: dict[str, dict[str, Json]] = {}
    for corpus in (read_corpus(ROOT / root) for root in roots):
        articles += articles_of(corpus)
        for name, rows in corpus.registries.items():
            known = registries.setdefault(name, {})
            for row in rows:
                known.setdefault(row[f"{name[:-1]}_id"], row)
    return articles, {name: list(rows.values()) for name, rows in registries.items()}


if __name__ == "__main__":
    sys.exit(main())
