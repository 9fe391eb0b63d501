"""What is done for one shard, wherever that is: a pure function of its task."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, astuple, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

from torkham.annotator.base import Annotator
from torkham.convert import found
from torkham.convert.actors import Actors
from torkham.convert.dataset import write_articles
from torkham.convert.inputs import records
from torkham.convert.intake import Intake
from torkham.convert.journal import Journal
from torkham.convert.rows import Columns
from torkham.convert.survey import survey
from torkham.layout import data_file, file_sha256
from torkham.shards.folder import ACTORS, RECORD, DataFile, Record, RunFolder, Task

Step: TypeAlias = Literal["survey", "convert"]
"""What there is to do for a shard: first the survey of all, then the conversion."""


@dataclass(frozen=True)
class Job:
    """What a worker must know: the folder of the run, the root of the input, and how to get the annotator.

    It goes to other processes, so `load` is a function of a module, or a `functools.partial` of one.
    """

    folder: RunFolder
    root: Path
    columns: Columns
    load: Callable[[], Annotator]


@lru_cache(maxsize=1)
def loaded(load: Callable[[], Annotator]) -> Annotator:
    """Return what `load` gives, from the last time if it was called before: in a process there is one annotator."""
    return load()


class Worker:
    """Does shards one after the other; loads the annotator once, when it is first needed."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def do(self, step: Step, number: int) -> None:
        """Do one step for one shard."""
        task = self._job.folder.task(number)
        if step == "survey":
            self._job.folder.set_survey(number, task, survey(self._records(task)))
        else:
            self._convert(number, task)

    def _records(self, task: Task) -> Iterator[found.Record | found.Skip]:
        for piece in task.pieces:
            yield from records(piece.file(self._job.root), self._job.columns)

    def _convert(self, number: int, task: Task) -> None:
        folder = self._job.folder
        with Journal(folder.journal(number), task.head) as journal:
            intake = Intake(loaded(self._job.load), journal, lambda *_: None, places=task.places)
            for record in self._records(task):
                intake.take(record)
            intake.flush()
            with folder.new_shard(number) as new:
                written = _written(journal, intake, new, (number, folder.shards), task)
                (new / RECORD).write_text(json.dumps(asdict(written)), encoding="utf-8")
            journal.discard()


def _written(journal: Journal, intake: Intake, folder: Path, shard: tuple[int, int], task: Task) -> Record:
    """Write the data files of a shard into `folder`; return its record."""
    actors = Actors()
    written = write_articles(map(journal.read, intake.offsets), actors, folder, task.folds, shard)
    files = {}
    for table, digest in written.digests.items():
        file = data_file(*table, shard)
        files[file] = DataFile(file_sha256(folder / file), digest.sha256, digest.rows, digest.num_bytes)
    (folder / ACTORS).write_text(json.dumps(actors.rows()), encoding="utf-8")
    report = intake.report(folder)
    return Record(
        task.key,
        report.read,
        report.converted,
        report.resumed,
        [list(astuple(skip)) for skip in report.skipped],
        [list(note) for note in report.notes],
        [list(each) for each in written.near],
        written.newest,
        file_sha256(folder / ACTORS),
        files,
    )
