"""Nearly equal texts: agency copy that several outlets print, with another headline, some words changed, or cut short.

A text is the set of its five-word sequences, case and punctuation aside (as in Lee et al. 2022, "Deduplicating Training
Data Makes Language Models Better"). Two texts are nearly equal where they have at least half of these in common, of all
that either has: their resemblance (Broder 1997, "On the Resemblance and Containment of Documents"; half is also the
threshold of Broder et al. 1997, "Syntactic Clustering of the Web"). One word in fifteen may differ, or a third be cut.

Resemblance is estimated by MinHash signatures, with a standard error of 0.044 at most. Only texts that agree in one of
`BANDS` parts of their signatures are compared: of pairs that resemble by 0.5, 0.6 and 0.7, 87, 99 and 99.98 %.
Signatures are the same on all machines: SHA-1 of each sequence, and permutations that datasketch numbers by a seed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from torkham.parting import parted

if TYPE_CHECKING:
    from datasketch import MinHash

Signatures: TypeAlias = NDArray[np.uint32]
"""Shape (n, SLOTS): a row for each text."""

SEQUENCE = 5
"""Words."""
RESEMBLANCE = 0.5
SLOTS = 128
"""Numbers of a signature."""
BANDS = 32
"""Parts of a signature, of four numbers each."""
_TYPE = np.dtype("<u4")
_BLOCK = 4_096
"""Signatures that are read at a time."""
_COMPARED = 8_192
"""Pairs that are compared at a time."""
_WORD = re.compile(r"[^\W_]+")
_NO_PAIRS = pl.DataFrame(schema={"one": pl.UInt32, "other": pl.UInt32})


def signature(text: str) -> bytes:
    """Return the signature of a text: `SLOTS` numbers of 32 bits, little-endian."""
    words = _WORD.findall(text.casefold()) or [text]
    last = max(1, len(words) - SEQUENCE + 1)
    sketch = _empty().copy()
    sketch.update_batch({" ".join(words[start : start + SEQUENCE]).encode() for start in range(last)})
    return bytes(sketch.hashvalues.astype(_TYPE).tobytes())


@contextmanager
def signed(texts: Iterable[str]) -> Iterator[Callable[[], Iterator[Signatures]]]:
    """Give what gives the signatures of texts, some at a time; they are kept in a temporary file meanwhile."""
    with TemporaryFile(prefix="torkham-") as file:
        file.writelines(map(signature, texts))

        def blocks() -> Iterator[Signatures]:
            file.seek(0)
            while block := file.read(_BLOCK * SLOTS * _TYPE.itemsize):
                yield unpacked([block])

        yield blocks


@cache
def _empty() -> MinHash:
    """Return the signature of no text, whose permutations are those of all."""
    from datasketch import MinHash

    return MinHash(SLOTS, seed=1, scheme="affine32")


def unpacked(signatures: Iterable[bytes]) -> Signatures:
    """Return signatures as rows of numbers."""
    return np.frombuffer(b"".join(signatures), _TYPE).reshape(-1, SLOTS)


def resemblance(one: Signatures, other: Signatures) -> NDArray[np.float64]:
    """Return the estimated resemblance of the texts in the same rows: shape (n,)."""
    return np.asarray(np.mean(one == other, axis=1))


def near_pairs(blocks: Callable[[], Iterable[Signatures]]) -> NDArray[np.int64]:
    """Return pairs of nearly equal texts by their numbers, the smaller first: shape (n, 2), sorted.

    `blocks` gives the signatures of all texts, in their order, some at a time, as often as it is called. Held in memory
    are those of texts that are compared. Of many texts that agree, each is compared with the first and with the one
    before it: all are connected by these pairs, but not every two are a pair. What comes out depends on the texts and
    their order only, not on the blocks. Raises `OSError` where a temporary folder has no room.
    """
    candidates = pl.concat([_NO_PAIRS, *map(_candidates, parted(_bands(blocks()), "key"))])
    pairs = candidates.unique().sort("one", "other").to_numpy().astype(np.int64)
    wanted = np.unique(pairs)
    if not wanted.size:
        return pairs
    held, rows = _rows(blocks(), wanted), np.searchsorted(wanted, pairs)
    parts = np.split(rows, range(_COMPARED, len(rows), _COMPARED))
    alike = np.concatenate([resemblance(held[part[:, 0]], held[part[:, 1]]) for part in parts])
    return np.asarray(pairs[alike >= RESEMBLANCE])


def clusters(pairs: NDArray[np.int64]) -> dict[int, int]:
    """Return for each text that pairs connect with others the first of these (transitively, itself among them)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    numbers, rows = np.unique(pairs, return_inverse=True)
    if not numbers.size:
        return {}
    one, other = rows.reshape(pairs.shape).T
    graph = coo_array((np.ones(len(pairs), bool), (one, other)), shape=(numbers.size, numbers.size))
    _, labels = connected_components(graph, directed=False)
    _, first, component = np.unique(labels, return_index=True, return_inverse=True)
    return dict(zip(numbers.tolist(), numbers[first[component]].tolist(), strict=True))


def _bands(blocks: Iterable[Signatures]) -> Iterator[pl.DataFrame]:
    """Yield a row for each band of each text: `key` is the same where the band is, `n` is the text's number."""
    width = SLOTS // BANDS
    begun = 0
    for block in blocks:
        bands = np.ascontiguousarray(block).reshape(-1, width)
        frame = pl.DataFrame(bands, schema=[f"slot{slot}" for slot in range(width)]).with_row_index("row")
        yield frame.select(
            key=pl.struct(pl.exclude("row"), pl.col("row") % BANDS).hash(),
            n=pl.col("row") // BANDS + pl.lit(begun, pl.UInt32),
        )
        begun += len(block)


def _candidates(bands: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of texts that are to be compared: one, other."""
    shared = bands.filter(pl.col("key").is_duplicated()).sort("key", "n")
    found = shared.select("n", before=pl.col("n").shift(1).over("key"), first=pl.col("n").first().over("key"))
    later = found.filter(pl.col("before").is_not_null())
    return pl.concat([later.select(one=one, other="n") for one in ("before", "first")]).unique()


def _rows(blocks: Iterable[Signatures], wanted: NDArray[np.int64]) -> Signatures:
    """Return the signatures of the texts of these numbers, which are sorted."""
    begun = 0
    found = []
    for block in blocks:
        inside = wanted[np.searchsorted(wanted, begun) : np.searchsorted(wanted, begun + len(block))]
        found.append(block[inside - begun])
        begun += len(block)
    return np.concatenate(found)
