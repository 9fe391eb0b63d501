"""All rows of a dataset judged part by part, one after the other or by several processes, with the same findings.

Where a part turns out not to be whole in itself, since a row is of an article that is elsewhere or out of order,
nothing that was found counts, and the dataset is judged as one part.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from torkham import contract
from torkham.chunks import Key, Reader, Take
from torkham.findings import Finding
from torkham.parquet import Digest, Digester
from torkham.parquet_reader import BoundedParquet, Shards
from torkham.parts import Part, parts_of
from torkham.workers import Pool

PAYS = 4
"""Parts from which on several processes pay: to begin one takes a second, and as long until it is at full speed."""
WORKER_BYTES = 2 * 1024**3
"""Memory that there should be for each process."""
_PIECE = 4 * 1024 * 1024


@dataclass(frozen=True)
class Judged:
    """What was found in a part, or in all.

    `sound`: all rows were read, in the order of the articles. `closed`: and all of them are of articles that are here.
    `hashed`: all have canonical JSON. `shards` has the digests of the files of those tables that have several.
    """

    findings: list[Finding]
    sound: bool
    closed: bool
    hashed: bool
    shards: Mapping[str, Digest]


class Sums:
    """Digests of tables that grow as rows come, as canonical JSON."""

    def __init__(self) -> None:
        self._digesters: dict[Key, Digester] = {}

    def add(self, key: Key, lines: bytes) -> None:
        """Take the next rows of a table."""
        self._digesters.setdefault(key, Digester()).add(lines)

    def result(self) -> dict[Key, Digest]:
        """Return the digest of each table."""
        return {key: digester.result() for key, digester in self._digesters.items()}


def judge(
    files: Mapping[Key, Shards], pool: Pool, *, complete: bool, workers: int | None = 1
) -> tuple[Judged, dict[Key, Digest] | None]:
    """Return what is found in all rows, and the digest of each table, None where some rows were not read or hashed.

    `complete` says that every file is there to link to. As many processes of the pool as `workers` says take part; None
    is as many as pay and as there is memory for. Raises `WorkerDiedError` (an `OSError`) where one was killed, and
    `OSError` where there is no room for temporary files.
    """
    parts = parts_of(files)
    found, sums = _judge_all(parts, pool, number_of_workers(workers, len(parts)), complete=complete)
    if len(parts) > 1 and not found.closed:
        whole = Part({key: tuple(shards.paths) for key, shards in files.items()})
        found, sums = _judge_all([whole], pool, 1, complete=complete)
    return found, sums.result() if found.sound and found.hashed else None


def number_of_workers(workers: int | None, parts: int) -> int:
    """Return how many processes are to judge so many parts, where so many are asked for; None is as many as pay."""
    if workers is not None:
        return min(workers, parts)
    if parts < PAYS:
        return 1
    return max(1, min(os.cpu_count() or 1, memory() // WORKER_BYTES, parts))


def memory() -> int:
    """Return the bytes of memory of this machine, as far as it tells."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 2 * WORKER_BYTES


def _judge_all(parts: Sequence[Part], pool: Pool, workers: int, *, complete: bool) -> tuple[Judged, Sums]:
    """Judge parts in order, until one is not closed."""
    sums = Sums()
    judged = []
    each = _here(parts, sums, complete) if workers == 1 else _by_processes(parts, sums, complete, pool, workers)
    with closing(each):
        for found in each:
            judged.append(found)
            if not found.closed:
                break
    together = Judged(
        list(chain.from_iterable(found.findings for found in judged)),
        sound=all(found.sound for found in judged),
        closed=all(found.closed for found in judged),
        hashed=all(found.hashed for found in judged),
        shards={file: digest for found in judged for file, digest in found.shards.items()},
    )
    return together, sums


def _here(parts: Sequence[Part], sums: Sums, complete: bool) -> Generator[Judged]:
    for part in parts:
        yield judge_part(part, sums.add, complete=complete)


def _by_processes(parts: Sequence[Part], sums: Sums, complete: bool, pool: Pool, workers: int) -> Generator[Judged]:
    """Have parts judged. A digest is made of all rows in order, so these come here, in files, to be added up."""
    with TemporaryDirectory(prefix="torkham-") as room:
        tasks = [Task(part, Path(room, str(number)), complete) for number, part in enumerate(parts)]
        for task, found in zip(tasks, pool.in_order(do, tasks, workers), strict=True):
            for file in task.room.iterdir():
                config, _, split = file.name.partition("-")
                with file.open("rb") as lines:
                    while piece := lines.read(_PIECE):
                        sums.add((config, split), piece)
            shutil.rmtree(task.room)
            yield found


@dataclass(frozen=True)
class Task:
    """A part to judge in another process; its rows go to files in the new folder `room`."""

    part: Part
    room: Path
    complete: bool


def do(task: Task) -> Judged:
    """Judge a part, and leave its rows as canonical JSON in files."""
    task.room.mkdir()
    with ExitStack() as stack:
        files = {key: stack.enter_context(task.room.joinpath("-".join(key)).open("wb")) for key in task.part.files}
        return judge_part(task.part, lambda key, lines: files[key].write(lines), complete=task.complete)


def judge_part(part: Part, take: Take, *, complete: bool) -> Judged:
    """Judge the rows of a part; `take` gets them, but for those of registries that another part has too.

    The files of a part were opened before, when the parts were made.
    """
    from torkham.row_checks import row_findings  # not where others judge: to import pandera takes most of a second

    def own(key: Key, lines: bytes) -> object:
        return take(key, lines) if part.first or key[0] not in contract.REGISTRIES else None

    files = {key: Shards(BoundedParquet(path, known=True) for path in paths) for key, paths in part.files.items()}
    reader = Reader(files, own)
    findings = list(row_findings(reader, complete=complete))
    sound = not (reader.disorder or reader.broken)
    closed = sound and not reader.strays
    return Judged(findings, sound, closed, not reader.unspeakable, reader.shard_digests())
