"""Learns the second opinion, measures it on articles left out, writes weights and page: `scripts/train_opinion.py`."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.opinion.measure import bands, left_out, worth
from benchmarks.opinion.page import page
from benchmarks.opinion.training import calibrate, learn, words_of_articles, words_of_examples
from benchmarks.sets import SETS, TAUGHT, read_set
from torkham.annotator.opinion.encoder import Encoder
from torkham.annotator.opinion.opinion import WEIGHTS
from torkham.annotator.parse import Parser
from torkham.layout import sha256

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "opinion.md"


def main() -> int:
    """Write weights and page; return 0."""
    parser, encoder = Parser(), Encoder()
    sets = {name: read_set(name) for name in SETS}
    taught = [article for name in TAUGHT for tree in sets[name] for article in tree.articles]
    words = words_of_examples(parser, encoder) + words_of_articles(taught, parser, encoder)
    opinions = left_out([tree for trees in sets.values() for tree in trees], words, encoder)
    measured, found = [], []
    for name, trees in sets.items():
        each, judged = worth(name, trees, opinions)
        measured.append(each)
        found += judged if name in TAUGHT else []
    calibrate(learn(words), found).save(WEIGHTS)
    content = page(measured, bands(opinions, found), sha256(WEIGHTS.read_bytes()))
    PAGE.write_text(content, encoding="utf-8", newline="\n")
    print(f"wrote {WEIGHTS.relative_to(ROOT)} and {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
