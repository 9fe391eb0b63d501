"""A release before it is published: of one version, what its tree gives, recorded in git, in a folder of its own.

Nothing here touches the network, or any file but those of a new folder and of an archive.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from torkham.document import DocumentError, read_plain
from torkham.findings import Finding
from torkham.layout import LICENCES, MANIFEST, RELEASE, RELEASES, sha256
from torkham.publish.packing import pack
from torkham.versions.semver import read_version

FULL, TEXT_FREE = EDITIONS = ("full", "text-free")
_BESIDE = ("CITATION.cff", *LICENCES)
"""What goes into an archive beside the dataset, where the tree has it."""


class PublishingError(Exception):
    """A release is not to be published as it is; `findings` say why, where checks found something."""

    def __init__(self, message: str, findings: list[Finding] | None = None) -> None:
        super().__init__(message)
        self.findings = findings or []


@dataclass(frozen=True)
class File:
    """A file of a release: its size and its hashes, by one or the other of which the Hub names it."""

    size: int
    sha256: str
    git_sha1: str


@dataclass(frozen=True)
class Release:
    """A release that was checked, in a folder of its own; `files` are all that is in it."""

    name: str
    version: str
    edition: str
    logical_sha256: str
    folder: Path
    files: Mapping[str, File]

    @property
    def tag(self) -> str:
        """The tag that readers load it by."""
        return f"v{self.version}"


@dataclass(frozen=True)
class Source:
    """The git commit that a release is made from; `changed` are the files of the tree that differ from it."""

    commit: str | None
    changed: tuple[str, ...] = ()


def check_versions(root: Path) -> str:
    """Return the version of a tree. Raises `PublishingError` where its files state different ones."""
    stated = dict(_versions(root))
    if len(set(stated.values())) > 1:
        listed = ", ".join(f"{file} {version or 'none'}" for file, version in stated.items())
        raise PublishingError(f"the files state different versions: {listed}. Make them one, and build again")
    version = str(stated[RELEASE])
    try:
        return str(read_version(version))
    except ValueError as error:
        raise PublishingError(f"{RELEASE}: {error}") from None


def _versions(root: Path) -> Iterator[tuple[str, str | None]]:
    """Yield the version that each file states, None for one that states none."""
    yield RELEASE, read_plain(_text(root, RELEASE)).get("version")
    project = tomllib.loads(_text(root, "pyproject.toml"))
    yield "pyproject.toml", project.get("project", {}).get("version")
    yield f"dataset/{MANIFEST}", json.loads(_text(root, f"dataset/{MANIFEST}")).get("version")
    newest = re.search(r"^## \[?v?([0-9][^\]\s]*)", _text(root, "CHANGELOG.md"), re.MULTILINE)
    yield "CHANGELOG.md", newest and newest[1]
    if (root / RELEASES).is_file():
        released = read_plain(_text(root, RELEASES)).get("releases")
        yield RELEASES, released[-1].get("version") if released else None
    if (root / "CITATION.cff").is_file():
        yield "CITATION.cff", read_plain(_text(root, "CITATION.cff")).get("version")


def _text(root: Path, file: str) -> str:
    try:
        return (root / file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
        raise PublishingError(f"{root / file} cannot be read: {reason}. A release needs it") from None


def source_of(root: Path) -> Source:
    """Return the commit that is checked out at `root`; none where that is no git checkout."""
    try:
        commit = _git(root, "rev-parse", "HEAD").strip()
        status = _git(root, "status", "--porcelain", "-z", "--no-renames", "--", ".")
    except (OSError, subprocess.CalledProcessError):
        return Source(None)
    return Source(commit, tuple(entry[3:] for entry in status.split("\0") if entry))


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def refuse_unrecorded(source: Source) -> None:
    """Refuse to publish what no commit holds. Raises `PublishingError`."""
    if source.commit is None:
        raise PublishingError("this is no git checkout: publish from one, so that the release can be traced")
    if source.changed:
        listed = ", ".join(source.changed[:5]) + (", …" if len(source.changed) > 5 else "")
        raise PublishingError(f"the tree differs from its commit {source.commit[:12]}: commit or undo first: {listed}")


def stage(root: Path, edition: str, folder: Path) -> Release:
    """Check the tree `root` and its committed dataset, and copy the dataset, or make its other edition, in `folder`.

    The dataset is built again and must be what is there. Raises `PublishingError`.
    """
    from torkham.build import BuildError
    from torkham.corpus import read_corpus
    from torkham.edition.strip import strip
    from torkham.validation import validate
    from torkham.versions.verify import verify

    try:
        version = check_versions(root)
        verdict = verify(root / "dataset", read_corpus(root))
        if verdict.faults:
            told = "; ".join(f"{each.file}: {each.message}" for each in verdict.faults)
            raise PublishingError(f"dataset/ is not what the tree gives: {told}. Build it again, and commit it")
        staged = folder / f"dataset-{edition}"
        if edition == FULL:
            _copy(root / "dataset", staged)
        else:
            strip(root / "dataset", staged)
    except BuildError as error:
        raise PublishingError(str(error), error.findings) from None
    except (DocumentError, json.JSONDecodeError, tomllib.TOMLDecodeError, AttributeError) as error:
        raise PublishingError(f"the version cannot be read: {error}") from None
    if findings := validate(staged):
        raise PublishingError(f"the {edition} edition does not pass the checks", findings)
    manifest = json.loads((staged / MANIFEST).read_text(encoding="utf-8"))
    licences = [file for file in LICENCES if (root / file).is_file()]
    for file in licences:
        shutil.copyfile(root / file, staged / file)
    files = {file: _file(staged / file) for file in sorted({MANIFEST, *manifest["files"], *licences})}
    return Release(manifest["name"], version, edition, manifest["logical_sha256"], staged, files)


def _copy(dataset: Path, target: Path) -> None:
    """Copy the files of a dataset, and nothing that a checkout or an editor may have left beside them."""
    manifest = json.loads((dataset / MANIFEST).read_text(encoding="utf-8"))
    for file in (MANIFEST, *manifest["files"]):
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(dataset / file, target / file)


def _file(path: Path) -> File:
    content = path.read_bytes()
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False)
    return File(len(content), hashlib.sha256(content).hexdigest(), blob.hexdigest())


def write_archive(release: Release, root: Path, folder: Path) -> tuple[Path, str]:
    """Pack a release, and what the tree has on licences and citation; return the archive and its sha256."""
    above = f"{release.name}-{release.version}" + ("" if release.edition == FULL else f"-{release.edition}")
    files = {f"{above}/dataset/{file}": release.folder / file for file in release.files}
    files |= {f"{above}/{file}": root / file for file in _BESIDE if (root / file).is_file()}
    archive = folder / f"{above}.tar.gz"
    pack(files, archive)
    return archive, sha256(archive.read_bytes())
