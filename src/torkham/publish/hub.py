"""The Hugging Face Hub: how a repository looks, and the commit and the tag that publish a release in it.

A release is one commit: `upload_folder` of huggingface_hub may make several of it, so that a cut connection would leave
half a release where readers load it. The token is huggingface_hub's own affair (its login, or HF_TOKEN): it is never
read here, and what is raised or logged is cleared of whatever looks like one.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from torkham.contract import Json
from torkham.document import DocumentError
from torkham.layout import MANIFEST
from torkham.publish.plan import Plan, Remote, RemoteFile, differences, plan
from torkham.publish.staging import PublishingError, Release, Source
from torkham.strict_json import read_json

_KIND = "dataset"
_MAX_MANIFEST = 1024 * 1024
_SECRETS = re.compile(r"\bhf_\w+|(?i:bearer|authorization:?)\s+\S+")
_URL = re.compile(r"(https?://)(?:[^\s/@]*@)?([^\s?#]*)[^\s]*")


class HubError(Exception):
    """The Hub did not do, or could not be asked for, what it was to do."""


class Hub:
    """The public Hub, or the one that HF_ENDPOINT names."""

    def __init__(self) -> None:
        try:
            from huggingface_hub import HfApi, constants
        except ImportError:
            raise HubError("huggingface_hub is not installed: pip install 'torkham[hf]'") from None
        logging.getLogger("huggingface_hub").setLevel(logging.ERROR)  # its warnings hold addresses with signatures
        self._api = HfApi()
        self.address = cleared(constants.ENDPOINT)

    def look(self, repo: str, tag: str) -> Remote:
        """Return what a repository holds, and what its `tag` does. Raises `HubError`."""
        from huggingface_hub.errors import RepositoryNotFoundError

        with _told(f"{self.address} was asked what {repo} holds"):
            try:
                refs = self._api.list_repo_refs(repo, repo_type=_KIND)
            except RepositoryNotFoundError:
                return Remote()
            head = next((ref.target_commit for ref in refs.branches if ref.name == "main"), None)
            files = self._files(repo, head) if head else {}
            tags = {ref.name: ref.target_commit for ref in refs.tags}
            return Remote(
                exists=True,
                head=head,
                files=files,
                manifest=self._manifest(repo, head) if head and MANIFEST in files else None,
                tags=frozenset(tags),
                tagged=self._files(repo, tag) if tag in tags else None,
            )

    def _files(self, repo: str, revision: str) -> Mapping[str, RemoteFile]:
        from huggingface_hub.hf_api import RepoFile

        tree = self._api.list_repo_tree(repo, repo_type=_KIND, revision=revision, recursive=True)
        return {
            entry.path: RemoteFile(entry.size, entry.lfs.sha256 if entry.lfs else entry.blob_id)
            for entry in tree
            if isinstance(entry, RepoFile)
        }

    def _manifest(self, repo: str, revision: str) -> Json | None:
        """Return the manifest of a commit; None where it is none of a dataset like this."""
        with tempfile.TemporaryDirectory(prefix="torkham-") as folder:
            path = self._api.hf_hub_download(repo, MANIFEST, repo_type=_KIND, revision=revision, local_dir=folder)
            if Path(path).stat().st_size > _MAX_MANIFEST:
                return None
            try:
                read: Any = read_json(Path(path).read_text(encoding="utf-8"))
            except (DocumentError, UnicodeDecodeError):
                return None
        return read if isinstance(read, dict) and isinstance(read.get("files"), dict) else None

    def publish(self, release: Release, repo: str, source: Source, tell: Callable[[str], None]) -> Plan:
        """Make `repo` where it is missing, commit what it lacks of a release, tag it, and compare what is there then.

        Run again after a cut connection, it goes on where the other run stopped. Raises `HubError`, and
        `PublishingError` as `torkham.publish.plan.plan` does.
        """
        intended = plan(release, repo, source, self.look(repo, release.tag))
        if intended.new_repo:
            with _told(f"{repo} was to be made at {self.address}"):
                self._api.create_repo(repo, repo_type=_KIND, exist_ok=True)
            tell(f"made datasets/{repo}")
            intended = plan(release, repo, source, self.look(repo, release.tag))
        if not intended.done:
            commit = self._commit(intended, tell)
            with _told(f"{commit} of {repo} was to be tagged {release.tag}"):
                self._api.create_tag(repo, tag=release.tag, revision=commit, repo_type=_KIND)
            tell(f"tagged {commit} {release.tag}")
        there = self.look(repo, release.tag).tagged
        if there is None or (wrong := differences(release, there)):
            told = "there is no such tag" if there is None else "; ".join(wrong)
            raise PublishingError(f"{repo} at {release.tag} does not hold the release: {told}")
        tell(f"read back {len(release.files)} files at {release.tag}: sizes and hashes are those of the release")
        return intended

    def _commit(self, intended: Plan, tell: Callable[[str], None]) -> str:
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        if not intended.sends:
            tell("the files are there already")
            return str(intended.parent)
        folder = intended.release.folder
        operations: list[Any] = [
            CommitOperationAdd(path, str(folder / path)) for path in (*intended.add, *intended.change)
        ]
        operations += [CommitOperationDelete(path) for path in intended.delete]
        with _told(f"{len(operations)} files were to be committed to {intended.repo}"):
            made = self._api.create_commit(
                intended.repo,
                operations,
                commit_message=intended.message,
                commit_description=intended.description,
                repo_type=_KIND,
                parent_commit=intended.parent,
            )
        tell(f"committed {made.oid}")
        return str(made.oid)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Let whatever goes wrong be a `HubError` in one line, without a trace of what was sent."""
    try:
        yield
    except (HubError, PublishingError):
        raise
    except Exception as error:
        raise HubError(f"{what}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    """Return what went wrong and, where it is known, what to do."""
    cause = error.__cause__ if isinstance(error, RuntimeError) and isinstance(error.__cause__, Exception) else error
    status = getattr(getattr(cause, "response", None), "status_code", None)
    words = getattr(cause, "server_message", None) or str(cause)
    line = cleared(" ".join(words.split())) or "no reason given"
    if status in {401, 403}:
        return f"{line} (HTTP {status}): log in with `hf auth login`, or set HF_TOKEN to a token that may write there"
    if status is not None:
        return f"{line} (HTTP {status})"
    return f"{type(cause).__name__}: {line} (the same command goes on where this stopped)"


def cleared(text: str) -> str:
    """Return a text without tokens, and its addresses without users, passwords and queries."""
    return _SECRETS.sub("[hidden]", _URL.sub(r"\1\2", text))
