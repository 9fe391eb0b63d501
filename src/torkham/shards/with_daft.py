"""Daft as the engine: a table of the numbers of shards, mapped by a class of which each process has one instance.

Daft hands out the numbers and starts, feeds and ends the processes: of this machine, or of a Ray cluster, all nodes of
which see the input and the output under the same paths and have the same torkham.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from torkham.shards.engines import died
from torkham.shards.worker import Job, Step, Worker
from torkham.workers import one_thread_each


@dataclass(frozen=True)
class Daft:
    """Has the shards done by so many workers of Daft, by default one for each core of the machine or cluster.

    `ray` is the address of a Ray cluster: `auto` for the one that this machine is a node of, or `ray://HOST:PORT`; None
    for processes of this machine. Needs the extra `scale`.
    """

    workers: int | None = None
    ray: str | None = None

    def __call__(self, job: Job, step: Step, numbers: Sequence[int]) -> Iterator[int]:
        """Do them. Raises `WorkerDiedError` where a worker was killed and Daft gives up."""
        import daft

        if not numbers:
            return
        with one_thread_each():
            workers = min(self._begin(), len(numbers))
            tasks = daft.cls(_Shards, use_process=None if self.ray else True, max_concurrency=workers)(job, step)
            done = tasks.do(daft.col("number"))
            table = daft.from_pydict({"number": list(numbers)}).into_batches(1).select("number", done.alias("error"))
            for number, error in _rows(table.iter_rows()):
                if error is not None:
                    raise pickle.loads(error)
                yield number

    def _begin(self) -> int:
        """Set Daft up; return how many workers there are to be."""
        import daft

        os.environ.setdefault("DAFT_PROGRESS_BAR", "0")
        if self.ray is None:
            return self.workers or os.cpu_count() or 1
        import ray

        if not ray.is_initialized():
            ray.init(self.ray, logging_level=logging.ERROR, log_to_driver=False)
        daft.set_runner_ray(noop_if_initialized=True)
        return self.workers or int(ray.cluster_resources().get("CPU", 1))


def _rows(rows: Iterator[dict[str, Any]]) -> Iterator[tuple[int, bytes | None]]:
    """Yield the number and error of each row as Daft gives it. Raises `WorkerDiedError`."""
    try:
        for row in rows:
            yield row["number"], row["error"]
    except Exception as error:
        if any(words in str(error) for words in _OF_DEATHS):
            raise died() from None
        raise


_OF_DEATHS = ("closed the connection unexpectedly", "ActorDiedError", "ActorUnavailableError", "WorkerCrashedError")
"""What Daft says, or quotes from Ray, where a worker has died."""


class _Shards:
    """Does one step for shards, in a process of Daft's."""

    def __init__(self, job: Job, step: Step) -> None:
        self._worker, self._step = Worker(job), step

    def do(self, number: int) -> bytes | None:
        """Do one shard; return the error that ended it, if any: Daft would make text of it."""
        try:
            self._worker.do(self._step, number)
        except Exception as error:
            return pickle.dumps(error)
        return None
