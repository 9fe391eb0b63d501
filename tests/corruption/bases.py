"""The good trees and datasets in which mutations are made: fabricated ones, and the real corpus now and then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import torkham
from tests.conftest import PASS, TOY
from tests.corruption.datasets import Dataset
from tests.corruption.trees import Tree, dump
from torkham.adjudication import Item, draft, gold, items
from torkham.files import Folder
from torkham.gold import Adjudication
from torkham.layout import ADJUDICATION, ANNOTATIONS, PASSES
from torkham.passes import Pass, read_passes
from torkham.sources import read_sources

ROOT = Path(__file__).resolve().parents[2]
READERS = ("reader-1", "reader-2")
SECOND = {
    "grey-bridge": [
        ("  - {id: m03, quote: its, actor_id: sea_league, form: pronoun}\n", ""),
        ("contexts: [migration]", "contexts: [migration, legal]"),
    ],
    "patience": [
        ("polarity: against", "polarity: mixed"),
        ("quote: envoy, actor_id: ilsa_korvane, form: nominal", "quote: envoy, actor_id: ilsa_korvane, form: name"),
    ],
}
"""How the second reader's labels of the toy differ from the first's, by article: words, and others in their place."""

ALSO_REAL = ("tree", "logged", "dataset")
"""Bases that the real corpus may stand for."""

Base: TypeAlias = tuple[Tree | Dataset, Path]


class Bases:
    """Bases by name, each with the folder that holds a copy of it; made when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, Base] = {}

    def __getitem__(self, name: str) -> Base:
        if name not in self._made:
            self._made[name] = getattr(self, f"_{name.replace(' ', '_')}")(self._folder / name)
        return self._made[name]

    def _tree(self, folder: Path) -> Base:
        return _copied(Tree(TOY), folder)

    _unlogged = _tree  # for changes that the logs of the real corpus would contradict

    def _logged(self, folder: Path) -> Base:
        return _copied(logged(Tree(TOY), folder), folder)

    def _shipped_tree(self, folder: Path) -> Base:
        return _copied(Tree(ROOT), folder)

    _shipped_logged = _shipped_tree

    def _dataset(self, folder: Path) -> Base:
        _, tree = self["logged"]
        corpus = torkham.read_corpus(tree)
        torkham.write_dataset(corpus, folder)
        return Dataset(folder, corpus), folder

    def _shipped_dataset(self, folder: Path) -> Base:
        corpus = torkham.read_corpus(ROOT)
        torkham.write_dataset(corpus, folder)
        return Dataset(folder, corpus), folder


def _copied(base: Tree | Dataset, folder: Path) -> Base:
    _write(base.files, folder)
    return base, folder


def _write(files: dict[str, bytes], folder: Path) -> None:
    for file, data in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def logged(toy: Tree, folder: Path) -> Tree:
    """Return the toy with two passes that differ, logs in which the first reader is followed, and the gold of both."""
    files = dict(toy.files)
    for article, replacements in SECOND.items():
        labels = files[f"{ANNOTATIONS}/{article}.yaml"].decode()
        for reader in READERS:
            own = labels.replace("annotator_id: pilot", f"annotator_id: {reader}", 1)
            for old, new in replacements if reader == READERS[1] else ():
                assert old in own, old
                own = own.replace(old, new, 1)
            files[f"{PASSES}/{reader}/articles/{article}.yaml"] = own.encode()
            files[f"{PASSES}/{reader}/pass.yaml"] = PASS.replace("reader-1", reader).encode()
    _write(files, folder)
    files |= {file: text.encode() for file, text in _decided(folder)}
    _write(files, folder)
    return Tree(folder)


def _decided(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the logs and the gold files of a tree with passes, wherever they differ the first reader's label taken."""
    tree = Folder(folder)
    passes = read_passes(tree, read_sources(tree))
    first, second = (passes[reader] for reader in READERS)
    for article in SECOND:
        found = items(first.articles[article], second.articles[article])
        log = draft(article, READERS, found)
        for entry in log["decisions"]:
            entry |= {"take": "b" if entry["a"] is None else "a", "reason": "The words say so."}
        log |= {"errata": []}
        yield f"{ADJUDICATION}/{article}.yaml", dump(log)
        yield Adjudication(article, first, second, found, log, derived_by(first, article, found, log)).gold_file()


def derived_by(first: Pass, article: str, found: list[Item], log: Any) -> Any:
    heads = {"label_source": "adjudicated", "annotator_id": "gold"}
    return gold(first.articles[article].document.value | heads, found, log)
