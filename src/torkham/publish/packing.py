"""A release as one file: a .tar.gz whose bytes depend on nothing but what is in it.

The tar is the same wherever it is made; the bytes of its compression are those of the zlib that Python was built with,
which are the same for one version of it.
"""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path

_LEVEL = 9


def pack(files: Mapping[str, Path], archive: Path) -> None:
    """Write the files, by their names in the archive, to `archive` (.tar.gz), whole or not at all.

    Members are sorted and have neither owner nor mode of their own; their time is that of SOURCE_DATE_EPOCH, or 0.
    """
    time = int(os.environ.get("SOURCE_DATE_EPOCH") or 0)
    archive.parent.mkdir(parents=True, exist_ok=True)
    unfinished = archive.with_name(f".{archive.name}.new")
    try:
        with (
            unfinished.open("wb") as raw,
            gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed,  # no name and no time in its header either
            tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar,
        ):
            for name, path in sorted(files.items()):
                content = path.read_bytes()
                tar.addfile(_member(name, len(content), time), io.BytesIO(content))
        unfinished.replace(archive)
    finally:
        unfinished.unlink(missing_ok=True)


def _member(name: str, size: int, time: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = size, time, 0o644
    return member
