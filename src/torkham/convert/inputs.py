"""The input: files of a folder in sorted order, each as the records that it holds."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from torkham.convert.found import Found, Record, Skip
from torkham.convert.html import read_html
from torkham.convert.markdown import read_markdown
from torkham.convert.plain import read_text
from torkham.convert.rows import Columns, Part, json_lines, parquet_rows
from torkham.layout import sha256

MAX_BYTES = 16 * 1024 * 1024
"""Of a file that is one article: pages are large, articles are not."""

_ONE: dict[str, Callable[[bytes], Found]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}
_MANY: dict[str, Callable[[Path, str, str, Columns, Part | None], Iterator[Record | Skip]]] = {
    ".jsonl": json_lines,
    ".jsonl.gz": json_lines,
    ".parquet": parquet_rows,
}
SUFFIXES = (*_ONE, *_MANY)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of the input, or a part of one: `place` is its path below the input, as text whatever its bytes."""

    path: Path
    place: str
    part: Part | None = None


def input_files(source: Path, without: Collection[Path] = ()) -> Iterator[InputFile]:
    """Yield the file `source`, or all files in that folder and those below, sorted by path.

    Hidden files and folders are left out, and so is what is in `without`. Links to files are followed, those to folders
    and folders that cannot be read are yielded as files, to be reported. Raises `OSError` where `source` cannot be.
    """
    if not source.is_dir():
        yield InputFile(source, _as_text(source.name))
        return
    left_out = {os.path.realpath(path) for path in without}
    yield from _below(_entries(source), "", left_out)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: os.fsencode(entry.name))


def _below(entries: list[os.DirEntry[str]], prefix: str, left_out: Collection[str]) -> Iterator[InputFile]:
    for entry in entries:
        if entry.name.startswith(".") or os.path.realpath(entry.path) in left_out:
            continue
        place = prefix + _as_text(entry.name)
        inner = None
        if entry.is_dir(follow_symlinks=False):
            with suppress(OSError):
                inner = _entries(Path(entry.path))
        if inner is None:
            yield InputFile(Path(entry.path), place)
        else:
            yield from _below(inner, f"{place}/", left_out)


def _as_text(name: str) -> str:
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


def records(file: InputFile, columns: Columns) -> Iterator[Record | Skip]:
    """Yield what a file holds, or why it is skipped. Never raises for what is in it."""
    lower = file.path.name.lower()
    suffix = next((suffix for suffix in SUFFIXES if lower.endswith(suffix)), None)
    try:
        mode = file.path.stat().st_mode
        if stat.S_ISDIR(mode) and not file.path.is_symlink():
            _entries(file.path)  # fails again, and says why
        if not stat.S_ISREG(mode):
            yield Skip(file.place, "unreadable", "what stands here is not a file", "put the file itself here")
        elif suffix is None:
            hint = f"those that are: {', '.join(SUFFIXES)}"
            yield Skip(file.place, "suffix", "files of this kind are not read", hint)
        elif suffix in _MANY:
            yield from _MANY[suffix](file.path, file.place, _stem(file.path.name, suffix), columns, file.part)
        else:
            yield _one(file, suffix)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        yield Skip(file.place, "unreadable", message, "let it be read, or leave it out")


def _one(file: InputFile, suffix: str) -> Record | Skip:
    with file.path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return Skip(file.place, "too-long", f"larger than {MAX_BYTES} bytes", "split it, a file for each article")
    stem = _stem(file.path.name, suffix)
    return Record(file.place, stem, sha256(data), len(data), partial(_ONE[suffix], data))


def _stem(name: str, suffix: str) -> str:
    return name[: -len(suffix)]
