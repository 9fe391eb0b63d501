"""The labelled articles by which the rules are judged: seeds, practice articles, unread ones, trial articles held out.

The seeds and the practice articles may be read, and rules are mended by their errors. The unread articles are learned
from, but nobody has read their errors, so that the rules' figures on them are those on new writers; who reads them
makes them practice. Of the trial articles only figures are looked at while rules are mended, and nothing is learned
from them. The unseen set (`benchmarks.ledger`) stands apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.baselines.base import Article, Registries
from benchmarks.evaluate import articles_of
from torkham.corpus import read_corpus

ROOT = Path(__file__).resolve().parents[1]
PRACTICE = "benchmarks/practice"
_READ = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_UNREAD = ("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth")
SETS = {
    "seeds": (".",),
    "practice": tuple(f"{PRACTICE}/{name}" for name in _READ),
    "unread": tuple(f"{PRACTICE}/{name}" for name in _UNREAD),
    "trial": (f"{PRACTICE}/trial", f"{PRACTICE}/second-trial"),
}
"""The annotation trees of each set, below the root of the project; each has one writer, the seeds excepted."""
TAUGHT = ("seeds", "practice", "unread")
"""The sets that may be learned from."""


@dataclass(frozen=True)
class Tree:
    """The gold articles of one annotation tree, with its registries."""

    root: str
    articles: tuple[Article, ...]
    registries: Registries

    @property
    def name(self) -> str:
        """The name of its folder."""
        return Path(self.root).name

    def beside(self, article_id: str) -> frozenset[str]:
        """Return the ids of the articles that share an article's writer, and its own; each seed has its own writer."""
        same = {article_id} if self.root == "." else {each.article_id for each in self.articles}
        return frozenset(same)


def read_set(name: str) -> list[Tree]:
    """Return the trees of a set. Raises `benchmarks.evaluate.NoGoldError`."""
    return [read_tree(root) for root in SETS[name]]


def read_tree(root: str) -> Tree:
    """Return one annotation tree, by its path below the root of the project. Raises `NoGoldError`."""
    corpus = read_corpus(ROOT / root)
    return Tree(root, articles_of(corpus), corpus.registries)
