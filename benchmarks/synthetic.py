"""Synthetic datasets of any size: a pool of distinct articles, copied as often as it takes, each copy in other words.

Open words (`benchmarks.articles.SLOT`) stand in the pool's Arrow tables as seven bytes each, wherever a text or its
copies have them. A copy puts other words of seven bytes over them, so spans stay right, memory does not grow with the
number of copies, and no two copies share a sentence: every name is given out once.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.articles import SLOT, grammar, make_corpus
from benchmarks.planted import KINDS, Plant, planting
from torkham import contract
from torkham.build import describe
from torkham.corpus import Corpus
from torkham.layout import data_file
from torkham.parquet import Digest, Digester, group_rows
from torkham.rows import arrow_schema
from torkham.tables import TableSet, build_tables, splits_of

POOL = 300
"""How many articles are composed; larger datasets repeat them."""

Bytes: TypeAlias = npt.NDArray[np.uint8]

_CONSONANTS, _VOWELS = b"bcdfghjklmnpqrstvwxyz", b"aeiouy"
_PATTERN = (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS, _CONSONANTS)
_NAMES = 21**4 * 6**3
_STEP = 7_368_787
"""Has no divisor in common with the number of names: taken so many at a time, each name comes once."""


def write_dataset(folder: Path, sentences: int, *, seed: int = 0, plant: Plant | None = None, pool: int = POOL) -> int:
    """Write a dataset of at least `sentences` sentences, in whole articles, into a new folder; return their number.

    The same arguments give the same bytes. `plant` changes rows before they are written and hashed; `pool` is the
    number of articles from which on they are copied.
    """
    copies = _Copies(make_corpus(min(pool, sentences // 20), seed), sentences, seed)
    planted = _planted(copies, plant) if plant else {}
    digests = {}
    for config in contract.TABLES:
        for split in splits_of(config):
            parts = (planted.get((config, split, number), part) for number, part in copies.parts(config, split))
            if digest := _write_table(folder / data_file(config, split), parts):
                digests[config, split] = digest
    describe(folder, digests, copies.corpus)
    return sum(digests["sentences", split].rows for split in contract.SPLITS if ("sentences", split) in digests)


def filled(corpus: Corpus, seed: int) -> TableSet:
    """Return the tables of a corpus, each article once, its open words filled."""
    copies = _Copies(corpus, sum(len(article.units) for article in corpus.articles), seed)
    return {key: pa.concat_tables(part for _, part in copies.parts(*key)) for key in copies.tables}


class _Copies:
    """The tables of a pool of articles, copied in other words."""

    def __init__(self, corpus: Corpus, sentences: int, seed: int) -> None:
        self.corpus = corpus
        self.tables = build_tables(corpus)
        per_copy = sum(len(article.units) for article in corpus.articles)
        self.copies = -(-sentences // per_copy)
        # Of the last copy, only as many articles as are still needed.
        rest, self.last = sentences - (self.copies - 1) * per_copy, set[str]()
        for article in corpus.articles:
            if rest > 0:
                self.last.add(article.article_id)
            rest -= len(article.units)
        self.words = _Words(corpus, self.copies, seed)

    def parts(self, config: str, split: str) -> Iterator[tuple[int, pa.Table]]:
        """Yield the copies of a table with their numbers; a registry stands once."""
        table = self.tables.get((config, split))
        if table is None:
            return
        if config in contract.REGISTRIES:
            yield 0, table
            return
        stamp = _Stamp(table)
        for number in range(self.copies):
            part = stamp.copy(number, self.words)
            if number == self.copies - 1:
                wanted = [id_.replace("zz00000", copy_name(number)) for id_ in sorted(self.last)]
                part = part.filter(pa.compute.is_in(part["article_id"], pa.array(wanted)))
            yield number, part


def copy_name(number: int) -> str:
    """Return how the ids of a copy's articles begin."""
    return f"c{number:06}"


class _Stamp:
    """A table whose open words can be put in quickly: their places in its bytes as an Arrow stream."""

    def __init__(self, table: pa.Table) -> None:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table.combine_chunks())
        self.bytes: Bytes = np.frombuffer(sink.getvalue(), dtype=np.uint8)
        found = list(SLOT.finditer(self.bytes.tobytes()))
        self.places = np.array([match.start() for match in found], dtype=np.int64)
        self.slots = np.array(sorted({match[0] for match in found}), dtype="S7")
        self.of_place = np.searchsorted(self.slots, np.array([match[0] for match in found], dtype="S7"))
        self.is_articles = "source_sha256" in table.column_names

    def copy(self, number: int, words: _Words) -> pa.Table:
        """Return the table with the words of a copy."""
        content = self.bytes.copy()
        chosen = words.choose(self.slots, number)
        content[self.places[:, None] + np.arange(7)] = chosen[self.of_place]
        table = pa.ipc.open_stream(pa.py_buffer(content)).read_all()
        return _with_hashes(table) if self.is_articles else table


def _with_hashes(articles: pa.Table) -> pa.Table:
    """Return articles with the hashes of their texts as these are now."""
    hashes = [hashlib.sha256(text.as_py().encode()).hexdigest() for text in articles["text"]]
    index = articles.schema.get_field_index("source_sha256")
    return articles.set_column(index, articles.schema.field(index), pa.array(hashes))


class _Words:
    """Which words a copy has: names, each given out once; nouns and adjectives from the grammar."""

    def __init__(self, corpus: Corpus, copies: int, seed: int) -> None:
        texts = "\n".join(article.text for article in corpus.articles).encode()
        found = {match[0] for match in SLOT.finditer(texts) if match[0].startswith(b"Z")}
        self.per_copy = int(_ordinals(np.array(sorted(found), dtype="S7")).max()) + 1
        if self.per_copy * copies > _NAMES:
            raise ValueError(f"{copies} copies need more names than there are")
        self.seed = seed

    def choose(self, slots: npt.NDArray[np.bytes_], number: int) -> Bytes:
        """Return seven bytes for each slot in the copy of that number."""
        letters = slots.view(np.uint8).reshape(-1, 7)
        is_name, kinds, ordinals = letters[:, 0] == ord("Z"), letters[:, 2], _ordinals(slots)
        chosen = np.empty_like(letters)
        chosen[is_name] = _names(ordinals[is_name] + number * self.per_copy + self.seed)
        for kind, known in _lists().items():
            here = ~is_name & (kinds == kind)
            chosen[here] = known[(ordinals[here] * 31 + number * 17 + self.seed) % len(known)]
        chosen[~is_name & (kinds == ord("0"))] = np.frombuffer(copy_name(number).encode(), np.uint8)
        return chosen


@cache
def _lists() -> dict[int, Bytes]:
    """Return the nouns and adjectives as bytes, by the letter that marks them."""
    lists = {"n": grammar()["nouns"], "a": grammar()["adjectives"]}
    return {ord(kind): np.frombuffer("".join(words).encode(), np.uint8).reshape(-1, 7) for kind, words in lists.items()}


def _ordinals(slots: npt.NDArray[np.bytes_]) -> npt.NDArray[np.int64]:
    """Return the numbers that the letters of open words write."""
    digits = slots.view(np.uint8).reshape(-1, 7)[:, 2:].astype(np.int64) - ord("a")
    ordinals: npt.NDArray[np.int64] = digits @ 26 ** np.arange(4, -1, -1)
    return ordinals


def _names(numbers: npt.NDArray[np.int64]) -> Bytes:
    """Return made-up names, another one for every number below `_NAMES`."""
    left = (numbers * _STEP) % _NAMES
    names = np.empty((len(numbers), 7), dtype=np.uint8)
    for column, letters in enumerate(_PATTERN):
        left, digit = np.divmod(left, len(letters))
        names[:, column] = np.frombuffer(letters, np.uint8)[digit]
    names[:, 0] -= ord("a") - ord("A")
    return names


def _planted(copies: _Copies, plant: Plant) -> dict[tuple[str, str, int], pa.Table]:
    """Return the parts of the dataset that `plant` changed."""
    tables = {
        (config, split): part
        for config in contract.TABLES
        for split in ("train", "validation")
        for _, part in islice(copies.parts(config, split), 1)
    }
    rows, others = (
        {config: table.to_pylist() for (config, split), table in tables.items() if split == wanted}
        for wanted in ("train", "validation")
    )
    plant(rows, others)
    return {(config, "train", 0): pa.Table.from_pylist(rows[config], arrow_schema(config)) for config in rows}


def _write_table(path: Path, parts: Iterator[pa.Table]) -> Digest | None:
    """Write the parts of a table as `torkham.parquet.write_parquet` would the whole; None where there are none."""
    first = next(parts, None)
    if first is None:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    digester = Digester()
    options = {"use_content_defined_chunking": True, "write_page_index": True, "write_statistics": True}
    with pq.ParquetWriter(
        path, first.schema, version="2.6", compression="zstd", compression_level=3, **options
    ) as writer:
        waiting: list[pa.Table] = []
        for part in chain([first], parts):
            digester.update(part)
            waiting.append(part)
            size = group_rows(first)
            while sum(table.num_rows for table in waiting) >= size:
                whole = pa.concat_tables(waiting)
                writer.write_table(whole.slice(0, size), size)
                waiting = [whole.slice(size)]
        if rest := sum(table.num_rows for table in waiting):
            writer.write_table(pa.concat_tables(waiting), rest)
    return digester.result()


def main(argv: list[str] | None = None) -> int:
    """Write a synthetic dataset."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.synthetic", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="a folder that is not there yet")
    parser.add_argument("sentences", type=int, help="how many sentences at least")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plant", choices=KINDS, help="break rows on purpose")
    options = parser.parse_args(argv)
    options.folder.mkdir(parents=True)
    plant = planting(options.plant) if options.plant else None
    print(write_dataset(options.folder, options.sentences, seed=options.seed, plant=plant))
    return 0


if __name__ == "__main__":
    sys.exit(main())
