"""Which articles the page shows where it cannot show all: the same for the same dataset, wherever they stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from torkham.layout import sha256

MAX_ARTICLES = 200
"""Of more articles a reader sees no more than of a sample."""
MAX_BYTES = 1_900_000
"""How large the page may become before articles are left out."""


def drawn(article_ids: Iterable[str], limit: int = MAX_ARTICLES) -> list[str]:
    """Return at most `limit` ids, drawn as if at random: by the SHA-256 of the id."""
    return list(islice(sorted(article_ids, key=lambda id_: (sha256(id_.encode()), id_)), limit))


def fitting(sizes: Mapping[str, int], room: int) -> Iterator[str]:
    """Yield the articles that fit into `room`, in the order given; what is too large for what is left is passed over.

    `sizes` are bytes by id.
    """
    for id_, size in sizes.items():
        if size <= room:
            room -= size
            yield id_
