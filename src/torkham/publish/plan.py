"""What a publication does to a repository: the commit that makes a release of what is there, told before it is made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from torkham.contract import Json
from torkham.layout import CARD, MANIFEST
from torkham.publish.staging import FULL, File, PublishingError, Release, Source
from torkham.versions.semver import Version, read_version

_OF_THE_HUB = ".gitattributes"
_REPO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}")


@dataclass(frozen=True)
class RemoteFile:
    """A file of a repository: its size, and its sha256 where it is stored as a large file, else its git blob's sha1."""

    size: int
    oid: str


@dataclass(frozen=True)
class Remote:
    """A dataset repository as it is now: its newest commit, the files and manifest of that, and its tags.

    `tagged` are the files of the tag that was asked for, None where there is no such tag. A repository that is not
    there has nothing of all this.
    """

    exists: bool = False
    head: str | None = None
    files: Mapping[str, RemoteFile] = field(default_factory=dict)
    manifest: Json | None = None
    tags: frozenset[str] = frozenset()
    tagged: Mapping[str, RemoteFile] | None = None


@dataclass(frozen=True)
class Plan:
    """The commit that publishes a release: files by what becomes of them. Nothing is left to do where it is `done`."""

    release: Release
    repo: str
    source: Source
    parent: str | None
    new_repo: bool
    add: tuple[str, ...]
    change: tuple[str, ...]
    delete: tuple[str, ...]
    keep: tuple[str, ...]
    foreign: tuple[str, ...]
    done: bool

    @property
    def sends(self) -> bool:
        """Whether there is anything to commit: after a cut connection it may all be there."""
        return bool(self.add or self.change or self.delete)

    @property
    def message(self) -> str:
        """The first line of the commit."""
        edition = "" if self.release.edition == FULL else f" ({self.release.edition} edition)"
        return f"Release {self.release.version}{edition}"

    @property
    def description(self) -> str:
        """The rest of the commit's message."""
        source = f"\nSource commit: {self.source.commit}" if self.source.commit else ""
        return f"Logical SHA-256: {self.release.logical_sha256}{source}"

    def lines(self) -> Iterator[str]:
        """Yield what it does, for people to read before they let it."""
        onto = self.parent or ("a new repository" if self.new_repo else "an empty repository")
        if self.done:
            yield f"{self.release.tag} is there already with exactly these files: nothing to do"
        elif self.sends:
            yield f'commit "{self.message}" to datasets/{self.repo}, onto {onto}'
            yield from (f"  | {line}" for line in self.description.splitlines())
        else:
            yield f"commit nothing to datasets/{self.repo}: {onto} has exactly these files"
        for word in ("add", "change", "keep"):
            for path in getattr(self, word):
                file = self.release.files[path]
                yield f"  {word:6}  {path}  {file.size} bytes  sha256 {file.sha256}"
        yield from (f"  delete  {path}  (of an earlier release)" for path in self.delete)
        yield from (f"  leave   {path}  (of no release)" for path in self.foreign)
        if not self.done:
            yield f"tag {self.release.tag}"


def check_repo(repo: str) -> str:
    """Return what is wrong with the name of a repository, nothing where it is one."""
    if _REPO.fullmatch(repo):
        return ""
    return f'"{repo}" is no repository: write OWNER/NAME, of letters, digits, hyphens, points and underscores'


def plan(release: Release, repo: str, source: Source, remote: Remote) -> Plan:
    """Return the commit that makes a release of what is in a repository.

    Only files that the manifest there lists, so those of an earlier release, are ever deleted. Raises `PublishingError`
    where the tag has other files, where a higher version is there, and where the repository holds something else.
    """
    _refuse_other_repository(release, repo, remote)
    done = remote.tagged is not None and not differences(release, remote.tagged)
    if remote.tagged is not None and not done:
        told = "; ".join(differences(release, remote.tagged)[:3])
        raise PublishingError(f"{repo} has {release.tag} already, with other files ({told}): raise the version")
    higher = max((version for tag in remote.tags if (version := _version(tag))), default=None)
    if not done and higher is not None and higher > read_version(release.version):
        raise PublishingError(f"{repo} has v{higher} already, which is higher than {release.version}")
    there = remote.tagged if done and remote.tagged is not None else remote.files
    ours = {MANIFEST, *(remote.manifest or {}).get("files", ())}
    left = [path for path in sorted(there) if path not in release.files and path != _OF_THE_HUB]
    same = {path for path, file in release.files.items() if _is_same(file, there.get(path))}
    return Plan(
        release=release,
        repo=repo,
        source=source,
        parent=remote.head,
        new_repo=not remote.exists,
        add=tuple(path for path in release.files if path not in there),
        change=tuple(path for path in release.files if path in there and path not in same),
        keep=tuple(path for path in release.files if path in same),
        delete=() if done else tuple(path for path in left if path in ours),
        foreign=tuple(path for path in left if done or path not in ours),
        done=done,
    )


def differences(release: Release, files: Mapping[str, RemoteFile]) -> list[str]:
    """Return how files in a repository differ from those of a release; others may stand beside them."""
    return [
        f"{path} is {'another' if path in files else 'missing'}"
        for path, file in release.files.items()
        if not _is_same(file, files.get(path))
    ]


def _is_same(file: File, there: RemoteFile | None) -> bool:
    return there is not None and there.size == file.size and there.oid in {file.sha256, file.git_sha1}


def _refuse_other_repository(release: Release, repo: str, remote: Remote) -> None:
    if remote.manifest is None:
        if others := sorted(set(remote.files) - {CARD, _OF_THE_HUB}):
            message = f"{repo} holds something else than a release of {release.name} ({others[0]})"
            raise PublishingError(f"{message}: name another repository, or a new one")
        return
    name = remote.manifest.get("name")
    if name != release.name:
        raise PublishingError(f"{repo} holds the dataset {name!r}, not {release.name!r}: name another repository")
    edition = remote.manifest.get("edition", FULL)
    if edition != release.edition:
        message = f"{repo} holds the {edition} edition, not the {release.edition} one"
        raise PublishingError(f"{message}: each has a repository of its own, name another")


def _version(tag: str) -> Version | None:
    try:
        return read_version(tag.removeprefix("v")) if tag.startswith("v") else None
    except ValueError:
        return None
