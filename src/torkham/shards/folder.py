"""The folder in which a conversion in shards keeps what it has done.

    run.json                what must be the same for the rest to be of use
    tasks/00003.json        what a shard is made of, and all that its content depends on
    surveys/00003.parquet   the texts of its records, by their hashes and signatures
    journals/00003/         the articles that are labelled so far, of a shard that is being made
    shards/00003/           a shard that is done: its data files, record.json, and actors.json

Each is written beside its place and renamed, so that it is whole or not there. A task has a key, the sha256 of what it
says; a survey or shard that was made for another key is made again.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from torkham.contract import Json
from torkham.convert import journal
from torkham.convert.journal import JournalError
from torkham.layout import file_sha256, sha256
from torkham.parquet import Digest
from torkham.shards.cutting import Piece

RUN = journal.OF_SHARDS
RECORD, ACTORS = "record.json", "actors.json"
TASKS, SURVEYS, JOURNALS, SHARDS = "tasks", "surveys", "journals", "shards"


@dataclass(frozen=True)
class Task:
    """All that a shard's content depends on: how (`head`), of what, and what the survey of all says of its texts.

    `places` has the place of the first copy of a text that stands in a shard before it, by the text's sha256. `folds`
    has the folds of articles that others are nearly equal to, by their ids.
    """

    head: Json
    pieces: list[Piece]
    places: Mapping[str, str] = field(default_factory=dict)
    folds: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> str:
        """Return the task as JSON, always the same."""
        pieces = [piece.as_json() for piece in self.pieces]
        said = {"head": self.head, "pieces": pieces, "places": dict(self.places), "folds": dict(self.folds)}
        return json.dumps(said, sort_keys=True)

    @property
    def key(self) -> str:
        """The hash of all it says."""
        return sha256(self.as_json().encode())

    @property
    def input_key(self) -> str:
        """The hash of what it is made of and how, whatever stands elsewhere."""
        return Task(self.head, self.pieces).key


@dataclass(frozen=True)
class DataFile:
    """The hash of a data file's bytes, that of its rows, their number, and their bytes as canonical JSON."""

    sha256: str
    logical_sha256: str
    rows: int
    num_bytes: int

    def digest(self) -> Digest:
        """Return the digest of its rows."""
        return Digest(self.logical_sha256, self.rows, self.num_bytes)


@dataclass(frozen=True)
class Record:
    """What became of the input of a shard: how many records were read, converted, and of these in an earlier run.

    `skipped` has place, reason, message and hint; `notes` place and note; `near` fold and place of articles that others
    are nearly equal to; `newest` is the day of the newest article, if any; `files` are the data files. The actors that
    labels brought stand in a file of their own (`RunFolder.actors`), since those of all shards are many to hold.
    """

    key: str
    read: int
    converted: int
    resumed: int
    skipped: list[list[str]]
    notes: list[list[str]]
    near: list[list[str]]
    newest: str | None
    actors_sha256: str
    files: Mapping[str, DataFile]


@dataclass(frozen=True)
class RunFolder:
    """The folder `path`, of a run of so many shards."""

    path: Path
    shards: int

    def task(self, number: int) -> Task:
        """Return the task of a shard."""
        content = json.loads(self._task(number).read_text(encoding="utf-8"))
        return Task(**content | {"pieces": [Piece.of_json(piece) for piece in content["pieces"]]})

    def set_task(self, number: int, task: Task) -> None:
        """Write the task of a shard."""
        with _whole(self._task(number)) as new:
            new.write_text(task.as_json(), encoding="utf-8")

    def survey(self, number: int) -> Path:
        """Return where the survey of a shard is."""
        return self.path / SURVEYS / f"{number:05d}.parquet"

    def has_survey(self, number: int, task: Task) -> bool:
        """Return whether the survey of a shard is there, and is of this task's input."""
        try:
            said = pq.read_schema(self.survey(number)).metadata or {}
        except (OSError, pa.ArrowException):
            return False
        return bool(said.get(b"key") == task.input_key.encode())

    def set_survey(self, number: int, task: Task, rows: pa.Table) -> None:
        """Write the survey of a shard."""
        with _whole(self.survey(number)) as new:
            pq.write_table(rows.replace_schema_metadata({"key": task.input_key}), new)

    def journal(self, number: int) -> Path:
        """Return where the journal of a shard is."""
        return self.path / JOURNALS / f"{number:05d}"

    def shard(self, number: int) -> Path:
        """Return where a shard that is done is."""
        return self.path / SHARDS / f"{number:05d}"

    def record(self, number: int, key: str) -> Record | None:
        """Return the record of a shard, None where it was not made, made for another key, or changed since."""
        shard = self.shard(number)
        try:
            said = json.loads((shard / RECORD).read_text(encoding="utf-8"))
            record = Record(**said | {"files": {file: DataFile(**each) for file, each in said["files"].items()}})
            intact = all(file_sha256(shard / file) == each.sha256 for file, each in record.files.items())
            intact = intact and file_sha256(shard / ACTORS) == record.actors_sha256
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return record if record.key == key and intact else None

    def actors(self, number: int) -> list[Json]:
        """Return the rows of the actors that the labels of a shard that is done brought."""
        rows: list[Json] = json.loads((self.shard(number) / ACTORS).read_text(encoding="utf-8"))
        return rows

    @contextmanager
    def new_shard(self, number: int) -> Iterator[Path]:
        """Give a folder to write a shard into, which takes its place at the end."""
        with _whole(self.shard(number)) as new:
            new.mkdir()
            yield new

    def discard(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self.path)

    def _task(self, number: int) -> Path:
        return self.path / TASKS / f"{number:05d}.json"


@contextmanager
def opened(path: Path, shards: int, head: Json, *, restart: bool = False) -> Iterator[RunFolder]:
    """Open the folder of a run that `head` describes; no other may use it meanwhile.

    Raises `JournalError` where it holds something else, another run uses it, or a run began it otherwise.
    """
    _refuse_foreign(path)
    path.mkdir(parents=True, exist_ok=True)
    with (path / RUN).open("a+b") as stream:
        journal.lock(stream, path)
        stream.seek(0)
        said = stream.read()
        if said.endswith(b"\n") and not restart:
            journal.refuse_other(json.loads(said), head | {"shards": shards}, path)
        if restart:
            for name in (TASKS, SURVEYS, JOURNALS, SHARDS):
                shutil.rmtree(path / name, ignore_errors=True)
        stream.truncate(0)
        stream.write(f"{json.dumps(head | {'shards': shards})}\n".encode())
        stream.flush()
        for name in (TASKS, SURVEYS, JOURNALS, SHARDS):
            (path / name).mkdir(exist_ok=True)
        yield RunFolder(path, shards)


def _refuse_foreign(path: Path) -> None:
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise JournalError(f"{path} is in the way: what is done is kept there. Move it elsewhere")
    names = {each.name for each in path.iterdir()} if path.is_dir() else set()
    if journal.FILE in names:
        raise JournalError(f"{path} is of a run without shards: go on with it so, or remove it")
    if others := names - {RUN, TASKS, SURVEYS, JOURNALS, SHARDS}:
        raise JournalError(f"{path} holds something else than a run in shards ({min(others)}): move it elsewhere")


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Give a place to write a file or folder to, which is renamed to `path` at the end, or removed where that fails."""
    new = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        yield new / path.name
        if path.is_dir():
            shutil.rmtree(path)
        (new / path.name).replace(path)
    finally:
        shutil.rmtree(new, ignore_errors=True)
