"""Processes that work: the pool of the standard library, begun so that nothing outlives the command."""

from __future__ import annotations

import atexit
import gc
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
from importlib import import_module
from multiprocessing.connection import wait
from typing import Self, TypeVar

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


def begin_worker(*modules: str) -> None:
    """Make ready a process: it ends at once where it is interrupted, and when the one that began it has ended.

    It imports `modules` before it is given work that wants them.
    """
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    atexit.register(os._exit, 0)  # last of what is done at exit: then to free all memory takes a third of a second
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(100_000)  # as `torkham.cli` does: looking for garbage while it imports takes a tenth of its time
    for module in modules:
        import_module(module)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


class Pool:
    """Processes that may be begun before there is work for them, since that takes a second: they import `modules`.

    They end with their work, or with the context.
    """

    def __init__(self, *modules: str) -> None:
        self._modules = modules
        self._executor: ProcessPoolExecutor | None = None
        self._number = 0

    def __enter__(self) -> Self:
        """Begin nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End them."""
        self.end()

    def end(self) -> None:
        """End them, once they have done what they are at."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None

    def begin(self, number: int) -> ProcessPoolExecutor:
        """Begin so many processes, unless they were begun before."""
        if self._executor is None:
            self._number = number
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(number, context, begin_worker, self._modules)
            with one_thread_each(), _deaf():
                for _ in range(number):  # one is begun for each task that comes while none is idle
                    self._executor.submit(_nothing)
        return self._executor

    def in_order(self, work: Callable[[Given], Result], given: Iterable[Given], number: int) -> Iterator[Result]:
        """Yield what `work` makes of each, in order; `number` processes are begun, unless they were begun before.

        What is made ahead of need is bounded, and nothing goes on where no more is wanted. `work`, what it is given and
        what it gives go from process to process. Raises what `work` raises, and `WorkerDiedError` (an `OSError`) where
        a process was killed.
        """
        waiting: deque[Future[Result]] = deque()
        try:
            executor = self.begin(number)
            for each in given:
                waiting.append(executor.submit(partial(_interruptible, work, each)))
                if len(waiting) > 2 * self._number:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            message = "a process was killed, perhaps for want of memory: fewer --workers need less"
            raise WorkerDiedError(message) from None
        finally:
            self.end()


@contextmanager
def _deaf() -> Iterator[None]:
    """Let processes that are begun meanwhile hear no Ctrl-C until they are ready: they would print where they were."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    hearing = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, hearing)


def _interruptible(work: Callable[[Given], Result], given: Given) -> Result:
    """Return what `work` makes of it. An interruption that comes while Polars computes is its own, and raised here."""
    try:
        return work(given)
    except KeyboardInterrupt:
        os._exit(130)


def _nothing() -> None:
    pass
