"""The journal of a conversion: what is done already, so that a run that was cut off at any point can go on.

A line is a JSON object with a checksum of what it holds, so that a line that was half written is known and dropped. The
first line is the head: what must be the same for the rest to be of use. Each other line is one converted article.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from torkham.annotation import Unit
from torkham.contract import LABELS, Json
from torkham.convert.drafting import Converted
from torkham.convert.found import Record
from torkham.layout import sha256

FILE = "journal.jsonl"
OF_SHARDS = "run.json"
"""Stands where the work of a conversion in shards is kept (`torkham.shards.folder`)."""
_CHECK = 16
"""Hexadecimal digits of a line's checksum."""
_START, _MIDDLE, _END = b'{"check": "', b'", "entry": ', b"}\n"


class JournalError(ValueError):
    """A journal cannot be gone on with; the message says why, and what to do."""


class Known(NamedTuple):
    """An article that a journal has: hashes of what it was made of and of its text, its notes, and where it stands."""

    sha256: str
    text_sha256: str
    notes: tuple[str, ...]
    offset: int


class Journal:
    """The journal in the folder `folder`, opened for a run that `head` describes. To be closed, by `with`.

    Raises `JournalError` where the folder holds something else, another run is writing it, or its head differs.
    """

    def __init__(self, folder: Path, head: Json, *, restart: bool = False) -> None:
        _refuse_foreign(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._known: dict[str, Known] = {}
        self._stream = (folder / FILE).open("a+b")
        try:
            lock(self._stream, folder)
            if restart:
                self._stream.truncate(0)
            self._resume(head)
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def find(self, record: Record) -> Known | None:
        """Return the article that was made of this very record, None where there is none yet."""
        known = self._known.get(record.place)
        return known if known is not None and known.sha256 == record.sha256 else None

    def append(self, record: Record, article: Converted, actors: Sequence[Json], notes: tuple[str, ...]) -> int:
        """Enter an article; return where it stands. Raises `TypeError` or `ValueError` where labels are no JSON."""
        entry = {"place": record.place, "record_sha256": record.sha256, "notes": notes, "actors": actors}
        line = _line(entry | _as_entry(article))
        offset = self._stream.seek(0, 2)
        self._stream.write(line)
        self._stream.flush()
        return offset

    def read(self, offset: int) -> tuple[Converted, list[Json]]:
        """Return the article that stands at an offset, and the actors that its labels brought."""
        self._stream.seek(offset)
        entry = _entry(self._stream.readline())
        if entry is None:
            raise JournalError(f"{self._folder / FILE} was changed while it was in use: run again")
        return _of_entry(entry), entry["actors"]

    def discard(self) -> None:
        """Remove the journal, which is of no more use."""
        self._stream.close()
        (self._folder / FILE).unlink()
        with suppress(OSError):  # somebody put something else beside it
            self._folder.rmdir()

    def _resume(self, head: Json) -> None:
        end = 0
        for offset, entry in self._entries():
            if not offset:
                refuse_other(entry, head, self._folder)
            else:
                hash_ = sha256(entry["text"].encode())
                self._known[entry["place"]] = Known(entry["record_sha256"], hash_, tuple(entry["notes"]), offset)
            end = self._stream.tell()
        self._stream.truncate(end)
        if not end:
            self._stream.write(_line(head))
            self._stream.flush()

    def _entries(self) -> Iterator[tuple[int, Json]]:
        """Yield the offset and content of each line, up to the first that is not whole."""
        self._stream.seek(0)
        offset = 0
        while (entry := _entry(self._stream.readline())) is not None:
            yield offset, entry
            offset = self._stream.tell()


def _line(entry: Json) -> bytes:
    content = json.dumps(entry, ensure_ascii=False, allow_nan=False).encode()
    return b"".join((_START, sha256(content)[:_CHECK].encode(), _MIDDLE, content, _END))


def _entry(line: bytes) -> Json | None:
    """Return what a line holds, None where it is not whole."""
    content_at = len(_START) + _CHECK + len(_MIDDLE)
    check, content = line[len(_START) : len(_START) + _CHECK], line[content_at : -len(_END)]
    if not line.endswith(_END) or sha256(content)[:_CHECK].encode() != check:
        return None
    entry: Json = json.loads(content)
    return entry


def _as_entry(article: Converted) -> Json:
    units = [
        [unit.sentence_id, unit.role, unit.start, unit.end, unit.paragraph, unit.section]
        + [getattr(unit, layer) for layer in LABELS]
        for unit in article.units
    ]
    return {"source": article.source, "text": article.text, "units": units}


def _of_entry(entry: Json) -> Converted:
    text, id_ = entry["text"], entry["source"]["article_id"]
    units = tuple(
        Unit(sentence_id, role, start, end, text[start:end], paragraph, section, *map(tuple, labels))
        for sentence_id, role, start, end, paragraph, section, *labels in entry["units"]
    )
    return Converted(id_, id_, entry["source"], text, units)


def _refuse_foreign(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise JournalError(f"{folder} is in the way: the journal of the conversion is kept there. Move it elsewhere")
    if (folder / OF_SHARDS).exists():
        raise JournalError(f"{folder} is of a run in shards: go on with it by the same --shards, or remove it")
    if folder.is_dir() and (others := {path.name for path in folder.iterdir()} - {FILE}):
        raise JournalError(f"{folder} holds something else than a journal ({min(others)}): move it elsewhere")


def refuse_other(old: Json, new: Json, folder: Path) -> None:
    """Refuse to go on with what was begun in another way."""
    differing = [key for key in old | new if old.get(key) != new.get(key)]
    if differing:
        parts = (f"{key} was {_shown(old.get(key))}, now it is {_shown(new.get(key))}" for key in differing)
        way_out = "run it as it was begun, or add --restart to begin anew"
        raise JournalError(f"{folder} is of a run that was begun otherwise: {'; '.join(parts)}. {way_out}")


def _shown(value: object) -> str:
    words = json.dumps(value, ensure_ascii=False)
    return words if len(words) <= 100 else f"{words[:99]}…"


def lock(stream: IO[bytes], folder: Path) -> None:
    """Let no other run write the same journal; the lock goes with the process, however that ends."""
    try:
        import fcntl
    except ImportError:  # not on Windows
        return
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise JournalError(f"another run is writing {folder}: wait for it, or name another --out") from None
