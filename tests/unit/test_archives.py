"""An archive of a dataset is as good as its folder; one that holds anything else is refused, and leaves nothing."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from torkham.versions import archives
from torkham.versions.archives import NotADatasetError, dataset_folder, unpack
from torkham.versions.diff import diff


def packed(folder: Path, archive: Path, above: str) -> Path:
    """Pack a folder below the folders `above`, as its name asks."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    names = {path: f"{above}{path.relative_to(folder).as_posix()}" for path in files}
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as into:
            for path, name in names.items():
                into.write(path, name)
    else:
        with tarfile.open(archive, "w:gz" if archive.suffix == ".gz" else "w") as into:
            for path, name in names.items():
                into.add(path, name)
    return archive


@pytest.mark.parametrize("name", ["dataset.tar.gz", "dataset.tar", "dataset.zip", "dataset"])
@pytest.mark.parametrize("above", ["", "torkham-0.1.0/dataset/"])
def test_an_archive_does_not_differ_from_its_folder(name: str, above: str, toy_dataset: Path, tmp_path: Path) -> None:
    assert diff(packed(toy_dataset, tmp_path / name, above), toy_dataset).reasons == ()


def tar_of(*members: tarfile.TarInfo) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(b"x" * member.size))
    return stream.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "", size: int = 0) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, target, size
    return info


def zip_of(*names: str, mode: int = 0o100644) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, "x")
    return stream.getvalue()


HOSTILE = {
    "a way up": (tar_of(member("data/../../evil")), "leads out"),
    "a way up in a zip": (zip_of("../evil"), "leads out"),
    "a way up for Windows": (zip_of("..\\evil"), "leads out"),
    "a drive": (zip_of("C:/evil"), "leads out"),
    "an absolute path": (tar_of(member("/tmp/evil")), "leads out"),
    "a symbolic link": (tar_of(member("data", tarfile.SYMTYPE, "/etc")), "no plain file"),
    "a hard link": (tar_of(member("data", tarfile.LNKTYPE, "/etc/passwd")), "no plain file"),
    "a device": (tar_of(member("data", tarfile.CHRTYPE)), "no plain file"),
    "a pipe": (tar_of(member("data", tarfile.FIFOTYPE)), "no plain file"),
    "a link in a zip": (zip_of("data", mode=0o120777), "is a link"),
    "a file twice": (tar_of(member("data/x"), member("data/x")), "stands twice"),
    "a folder where a file is": (tar_of(member("data"), member("data/x")), "stands in the way"),
    "the end missing": (tar_of(member("data/x", size=4096))[:2048], "cannot be unpacked"),
    "no archive": (b"PAR1", "is neither a folder nor"),
    "no dataset": (tar_of(member("README.md")), "holds no dataset"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_no_dataset_has_is_refused(name: str, tmp_path: Path) -> None:
    content, says = HOSTILE[name]
    archive = tmp_path / "archive"
    archive.write_bytes(content)
    with pytest.raises(NotADatasetError, match=says) as caught, dataset_folder(archive):
        pass
    assert str(archive) in str(caught.value)
    assert list(tmp_path.rglob("*")) == [archive]


@pytest.mark.parametrize("pack", [lambda: tar_of(member("data/x", size=5000)), lambda: tar_of(*map(member, "abcdef"))])
def test_no_more_is_unpacked_than_a_dataset_holds(
    pack: Callable[[], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "ROOM", 1000)
    monkeypatch.setattr(archives, "UNFOLDS", 0)
    monkeypatch.setattr(archives, "MAX_FILES", 5)
    monkeypatch.setattr(archives, "_BLOCK", 100)
    (tmp_path / "archive").write_bytes(pack())
    with pytest.raises(NotADatasetError, match="more than"):
        unpack(tmp_path / "archive", tmp_path / "out")
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(written) <= 5
    assert sum(path.stat().st_size for path in written) <= 1100


def test_what_was_unpacked_is_gone_afterwards(toy_dataset: Path, tmp_path: Path) -> None:
    with dataset_folder(packed(toy_dataset, tmp_path / "d.zip", "")) as folder:
        assert (folder / "README.md").read_bytes() == (toy_dataset / "README.md").read_bytes()
    assert not folder.exists()


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotADatasetError, match="is not there"), dataset_folder(tmp_path / "nowhere"):
        pass
