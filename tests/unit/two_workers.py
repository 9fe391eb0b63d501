"""A program with two workers, one of which takes much memory: for `test_performance`."""

from __future__ import annotations

import hashlib
from multiprocessing import get_context


def work(megabytes: int) -> int:
    """Hold so much memory while its hash is made, some times."""
    held = bytearray(megabytes * 1_000_000)
    return len({hashlib.sha256(held).digest() for _ in range(12)})


if __name__ == "__main__":
    with get_context("spawn").Pool(2) as pool:
        pool.map(work, [1, 80], 1)
