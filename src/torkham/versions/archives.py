"""Datasets as folders or in archives: what is packed is unpacked into a temporary folder, within bounds."""

from __future__ import annotations

import gzip
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

ROOM = 1024**3
"""How many bytes an archive may unpack to, however small it is."""
UNFOLDS = 20
"""How many bytes each byte of a larger archive may unpack to: Parquet is packed already."""
MAX_FILES = 10_000
_BLOCK = 1024 * 1024
_BROKEN = (
    *(tarfile.TarError, zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError),
    *(EOFError, RuntimeError, NotImplementedError),
)
"""What the readers of archives raise for damaged, encrypted or unknown content."""


class NotADatasetError(ValueError):
    """What was named is neither a dataset folder nor an archive of one."""


@contextmanager
def dataset_folder(path: Path) -> Iterator[Path]:
    """Give the dataset folder at `path`, or that in the archive at `path` (.tar, .tar.gz, .tar.xz, .zip).

    In an archive it may stand below other folders. What was unpacked is gone again at the end. Raises
    `NotADatasetError` where there is none, and where an archive is damaged, holds more than plain files and folders, or
    more than a dataset can.
    """
    if not path.exists():
        raise NotADatasetError(f"{path} is not there: name a dataset folder, or a .tar.gz or .zip of one")
    if path.is_dir():
        if not (path / "data").is_dir():
            inside = path / "dataset" / "data"
            hint = f"did you mean {path / 'dataset'}?" if inside.is_dir() else "it has no folder data/"
            raise NotADatasetError(f"{path} is no dataset: {hint}")
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="torkham-") as folder:
        unpack(path, Path(folder))
        found = sorted(Path(folder).rglob("data"), key=lambda place: (len(place.parts), place))
        roots = [place.parent for place in found if place.is_dir()]
        if not roots:
            raise NotADatasetError(f"{path} holds no dataset: no folder data/ is in it")
        yield roots[0]


def unpack(archive: Path, folder: Path) -> None:
    """Unpack the plain files of an archive into an empty folder. Raises `NotADatasetError` (see `dataset_folder`)."""
    room = max(ROOM, UNFOLDS * archive.stat().st_size)
    try:
        if zipfile.is_zipfile(archive):
            members = _zip_members(archive)
        elif tarfile.is_tarfile(archive):
            members = _tar_members(archive)
        else:
            raise NotADatasetError(f"{archive} is neither a folder nor a .tar, .tar.gz, .tar.xz or .zip archive")
        for count, (name, stream) in enumerate(members, 1):
            if count > MAX_FILES:
                raise NotADatasetError(f"{archive} holds more than {MAX_FILES} files, which no dataset does")
            room -= _write(stream, folder / _confined(name), room)
            if room < 0:
                raise NotADatasetError(f"{archive} unpacks to more than a dataset of its size could")
    except NotADatasetError as error:
        raise NotADatasetError(str(error) if str(archive) in str(error) else f"{archive}: {error}") from None
    except _BROKEN as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise NotADatasetError(f"{archive} cannot be unpacked: {reason}") from None


def _zip_members(archive: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(archive) as packed:
        for member in packed.infolist():
            if member.is_dir():
                continue
            # The upper half holds the mode that Unix gives a file; 0o12 is a link.
            if member.external_attr >> 28 == 0o12:
                raise NotADatasetError(f'"{member.filename}" is a link: pack the files themselves')
            with packed.open(member) as stream:
                yield member.filename, stream


def _tar_members(archive: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(archive) as packed:
        for member in packed:
            if member.isdir():
                continue
            stream = packed.extractfile(member) if member.isreg() else None
            if stream is None:
                raise NotADatasetError(f'"{member.name}" is no plain file: pack the files themselves')
            yield member.name, stream


def _confined(name: str) -> PurePosixPath:
    """Return the path of a member in the folder that it is unpacked to."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or not path.parts or ":" in path.parts[0]:
        raise NotADatasetError(f'"{name}" leads out of the archive')
    return path


def _write(stream: IO[bytes], path: Path, room: int) -> int:
    """Write what a stream holds, at most a block more than there is room for; return how many bytes were written."""
    if path.exists():
        raise NotADatasetError(f'"{path.name}" stands twice in one folder')
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise NotADatasetError(f'a file stands in the way of the folder of "{path.name}"') from None
    written = 0
    with path.open("wb") as target:
        while written <= room and (block := stream.read(_BLOCK)):
            written += target.write(block)
    return written
