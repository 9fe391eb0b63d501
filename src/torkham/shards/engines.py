"""Engines: what has the shards done, here, by processes of this machine, or by Daft. Each is a thin adapter.

An engine is told what to do for which shards, and yields the number of each that is done, in whatever order. It keeps
nothing: what is done is in the folder of the run. A worker that dies costs the shards that it was at.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import wait
from typing import Protocol

from torkham.convert.errors import ConvertError
from torkham.shards.worker import Job, Step, Worker


class Engine(Protocol):
    """Has one step done for some shards; yields each number when that is done. Raises whatever a worker raises."""

    def __call__(self, job: Job, step: Step, numbers: Sequence[int]) -> Iterator[int]:
        """Have it done."""


class WorkerDiedError(ConvertError):
    """A worker ended in the middle of its work; the message says what to do."""


def died() -> WorkerDiedError:
    """Return the error of a run whose worker ended."""
    message = "a worker was killed, perhaps for want of memory: the same command goes on where it was"
    return WorkerDiedError(f"{message}; fewer --workers need less")


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Let processes that are begun meanwhile compute with one thread: they are as many as there are cores."""
    with ExitStack() as stack:
        for name in ("OMP_NUM_THREADS", "POLARS_MAX_THREADS"):
            if name not in os.environ:
                os.environ[name] = "1"
                stack.callback(os.environ.pop, name, None)
        yield


def in_process(job: Job, step: Step, numbers: Sequence[int]) -> Iterator[int]:
    """Do one shard after the other, in this process."""
    worker = Worker(job)
    for number in numbers:
        worker.do(step, number)
        yield number


class Processes:
    """Has the shards done by so many processes of this machine."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def __call__(self, job: Job, step: Step, numbers: Sequence[int]) -> Iterator[int]:
        """Do them. Raises `WorkerDiedError` where a process was killed, for want of memory or otherwise."""
        context = multiprocessing.get_context("spawn")
        workers = max(1, min(self._workers, len(numbers)))
        with one_thread_each(), ProcessPoolExecutor(workers, context, _begin, (job,)) as pool:
            futures = {pool.submit(_do, step, number): number for number in numbers}
            try:
                for future in as_completed(futures):
                    future.result()
                    yield futures[future]
            except BrokenProcessPool:
                raise died() from None
            finally:
                pool.shutdown(cancel_futures=True)


_worker: Worker | None = None
"""Of a process that works: it does many shards, and loads its annotator once."""


def _begin(job: Job) -> None:
    """Make ready a process: it ends at once where it is interrupted, and when the one that began it has ended."""
    global _worker
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = Worker(job)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _do(step: Step, number: int) -> None:
    assert _worker is not None
    _worker.do(step, number)
