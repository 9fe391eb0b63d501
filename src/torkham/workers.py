"""Processes that work: the pool of the standard library, begun so that nothing outlives the command."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing.connection import wait
from typing import TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")


class WorkerDiedError(OSError):
    """A process ended in the middle of its work."""


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Let processes that are begun meanwhile compute with one thread: they are as many as there are cores."""
    with ExitStack() as stack:
        for name in ("OMP_NUM_THREADS", "POLARS_MAX_THREADS"):
            if name not in os.environ:
                os.environ[name] = "1"
                stack.callback(os.environ.pop, name, None)
        yield


def begin_worker() -> None:
    """Make ready a process: it ends at once where it is interrupted, and when the one that began it has ended."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def in_order(work: Callable[[Given], Result], given: Iterable[Given], workers: int) -> Iterator[Result]:
    """Yield what `work` makes of each, in order, by so many processes; what is made ahead of need is bounded.

    `work`, what it is given and what it gives go from process to process. Raises what `work` raises, and
    `WorkerDiedError` (an `OSError`) where a process was killed.
    """
    context = multiprocessing.get_context("spawn")
    waiting: deque[Future[Result]] = deque()
    with one_thread_each(), ProcessPoolExecutor(workers, context, begin_worker) as pool:
        try:
            for each in given:
                waiting.append(pool.submit(partial(work, each)))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            message = "a process was killed, perhaps for want of memory: fewer --workers need less"
            raise WorkerDiedError(message) from None
        finally:
            pool.shutdown(cancel_futures=True)
