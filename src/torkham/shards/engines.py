"""Engines: what has the shards done, here, by processes of this machine, or by Daft. Each is a thin adapter.

An engine is told what to do for which shards, and yields the number of each that is done, in whatever order. It keeps
nothing: what is done is in the folder of the run. A worker that dies costs the shards that it was at.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol

from torkham.convert.errors import ConvertError
from torkham.shards.worker import Job, Step, Worker
from torkham.workers import begin_worker, one_thread_each


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


def in_process(job: Job, step: Step, numbers: Sequence[int]) -> Iterator[int]:
    """Do one shard after the other, in this process."""
    worker = Worker(job)
    for number in numbers:
        worker.do(step, number)
        yield number


class Processes:
    """Has the shards done by so many processes of this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __call__(self, job: Job, step: Step, numbers: Sequence[int]) -> Iterator[int]:
        """Do them. Raises `WorkerDiedError` where a process was killed, for want of memory or otherwise."""
        context = multiprocessing.get_context("spawn")
        workers = max(1, min(self.workers, len(numbers)))
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
    """Make ready a process, which keeps its worker."""
    global _worker
    begin_worker()
    _worker = Worker(job)


def _do(step: Step, number: int) -> None:
    assert _worker is not None
    _worker.do(step, number)
