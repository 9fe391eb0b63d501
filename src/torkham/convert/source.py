"""What is to be converted, as it is named: files, folders, and patterns of them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from torkham.convert.errors import ConvertError
from torkham.convert.inputs import InputFile, input_files

Given: TypeAlias = str | Path | Sequence[str | Path]
"""How a source is given: a path or pattern, or several."""
_WILD = "*?["
_FORMS = "`*` and `?` stand for what is in one name, `**` for any folders"


@dataclass(frozen=True)
class Source:
    """Files and folders, `named`, at or below the folder `root`.

    Places, and the order of articles, go by the paths below the root. Folders are taken with what is below them; what
    is named twice is there once. Paths are absolute.
    """

    root: Path
    named: tuple[Path, ...]

    def files(self, without: Collection[Path] = ()) -> Iterator[InputFile]:
        """Yield the files as `torkham.convert.inputs.input_files` does, sorted by their paths below the root."""
        if len(self.named) == 1:
            yield from self._files(self.named[0], without)
            return
        found = {file.path: file for path in self.named for file in self._files(path, without)}
        yield from sorted(found.values(), key=lambda file: [*map(os.fsencode, file.path.relative_to(self.root).parts)])

    def _files(self, path: Path, without: Collection[Path]) -> Iterator[InputFile]:
        above = "".join(f"{part}/" for part in path.relative_to(self.root).parts)
        prefix = above if path.is_dir() else above[: -len(path.name) - 1]
        shown = os.fsencode(prefix).decode("utf-8", errors="backslashreplace")
        for file in input_files(path, without):
            yield replace(file, place=shown + file.place)


def source_of(given: Given, without: Collection[Path] = ()) -> Source:
    """Return the source that paths and patterns name. Raises `ConvertError` for one that names nothing.

    The root is the folder that holds them all: of a folder itself, of a file the folder that it is in, of a pattern the
    folders before its first wildcard. What stands at a path is taken for that, whatever the characters of its name.
    Patterns leave out hidden files, and what is in `without`.
    """
    several = [given] if isinstance(given, str | Path) else list(given)
    if not several:
        raise ConvertError("nothing to convert: name a file or folder of articles")
    roots, named = zip(*(_named(Path(each), without) for each in several), strict=True)
    try:
        root = Path(os.path.commonpath(roots))
    except ValueError:
        raise ConvertError("the files stand on several drives: convert them one after the other") from None
    return Source(root, tuple(dict.fromkeys(path for paths in named for path in paths)))


def shown(given: Given) -> str:
    """Return a source in the words that named it."""
    return str(given) if isinstance(given, str | Path) else ", ".join(map(str, given))


def _named(given: Path, without: Collection[Path]) -> tuple[Path, list[Path]]:
    """Return the root of one path or pattern, and what it names."""
    path = given.resolve() if ".." in given.parts else given.absolute()
    if os.path.lexists(path):
        return (path if path.is_dir() else path.parent), [path]
    parts = path.parts
    wild = next((number for number, part in enumerate(parts) if any(sign in part for sign in _WILD)), None)
    if wild is None:
        raise ConvertError(f"{given} is not there: name a file or folder of articles, or a pattern of these: {_FORMS}")
    root = Path(*parts[:wild])
    try:
        found = sorted(root.glob(str(Path(*parts[wild:]))))
    except ValueError as error:
        raise ConvertError(f"{given} is no pattern ({error}): {_FORMS}") from None
    kept = [path for path in found if not _hidden(path.relative_to(root)) and not _within(path, without)]
    if not kept:
        raise ConvertError(f"{given} fits no file or folder: {_FORMS}")
    return root, kept


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _within(path: Path, folders: Iterable[Path]) -> bool:
    real = Path(os.path.realpath(path))
    return any(real.is_relative_to(os.path.realpath(folder)) for folder in folders)
