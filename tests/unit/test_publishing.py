"""What a publication would do, and what it refuses, against a Hub on this machine."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import huggingface_hub
import pytest

from tests.hub import LoopbackHub
from tests.hub.repository import Blob, Repository
from torkham.publish.hub import Hub, HubError, cleared
from torkham.publish.packing import pack
from torkham.publish.plan import Remote, RemoteFile, check_repo, plan
from torkham.publish.staging import File, PublishingError, Release, Source

# huggingface_hub gives its HTTP client a file to send as that calls out of date.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")

TOKEN = "hf_notArealTokenButLikeOne"
REPO = "somebody/torkham"
SOURCE = Source("c0ffee" * 6 + "c0ff")
OLD = {"README.md": "---\nv: 1\n---\n", "data/a/train.parquet": "a", "data/gone/train.parquet": "gone"}
NEW = {"README.md": "---\nv: 2\n---\n", "data/a/train.parquet": "a", "data/b/train.parquet": "b"}


def release_of(folder: Path, version: str, contents: Mapping[str, str], **more: str) -> Release:
    """A release made of these files, in a new folder."""
    listed = {"name": "torkham", "version": version, "files": {path: {} for path in contents}} | more
    files = {}
    for path, text in {**contents, "manifest.json": json.dumps(listed)}.items():
        (folder / version / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / version / path).write_text(text, encoding="utf-8", newline="\n")
        blob = f"blob {len(text)}\0{text}".encode()
        files[path] = File(len(text), hashlib.sha256(text.encode()).hexdigest(), hashlib.sha1(blob).hexdigest())
    return Release("torkham", version, more.get("edition", "full"), "0" * 64, folder / version, files)


def remote_of(release: Release, *, tagged: bool = True, **more: RemoteFile) -> Remote:
    """A repository that holds a release; `more` are files of no release, with _ for a point."""
    files = {path: RemoteFile(file.size, file.sha256) for path, file in release.files.items()}
    manifest = json.loads((release.folder / "manifest.json").read_text(encoding="utf-8"))
    files |= {name.replace("_", "."): file for name, file in more.items()}
    return Remote(
        True, "1" * 40, files, manifest, frozenset({release.tag} if tagged else ()), files if tagged else None
    )


@pytest.fixture
def old(tmp_path: Path) -> Release:
    return release_of(tmp_path, "1.0.0", OLD)


@pytest.fixture
def new(tmp_path: Path) -> Release:
    return release_of(tmp_path, "1.1.0", NEW)


def test_a_new_repository_gets_every_file(old: Release) -> None:
    made = plan(old, REPO, SOURCE, Remote())
    assert (made.new_repo, made.sends, made.done) == (True, True, False)
    assert set(made.add) == set(old.files)
    assert (made.change, made.delete, made.keep, made.foreign) == ((), (), (), ())


def test_only_what_differs_is_sent_and_only_what_an_earlier_release_had_is_deleted(old: Release, new: Release) -> None:
    remote = replace(remote_of(old, NOTES_md=RemoteFile(1, "x")), tagged=None)
    made = plan(new, REPO, SOURCE, remote)
    assert made.add == ("data/b/train.parquet",)
    assert made.change == ("README.md", "manifest.json")
    assert made.keep == ("data/a/train.parquet",)
    assert made.delete == ("data/gone/train.parquet",)
    assert made.foreign == ("NOTES.md",)


def test_a_plan_names_every_file_with_size_and_hash(old: Release) -> None:
    told = "\n".join(plan(old, REPO, SOURCE, Remote()).lines())
    assert all(f"{path}  {file.size} bytes  sha256 {file.sha256}" in told for path, file in old.files.items())
    assert f"Source commit: {SOURCE.commit}" in told
    assert "tag v1.0.0" in told


def test_what_is_there_already_is_only_tagged(old: Release) -> None:
    made = plan(old, REPO, SOURCE, remote_of(old, tagged=False))
    assert (made.sends, made.done) == (False, False)


def test_a_tag_with_the_same_files_leaves_nothing_to_do(old: Release) -> None:
    made = plan(old, REPO, SOURCE, remote_of(old))
    assert (made.sends, made.done) == (False, True)


REFUSED = {
    "a tag with other files": (lambda there: replace(there, tagged={}), "has v1.0.0 already, with other files"),
    "a higher version": (
        lambda there: replace(there, tags=frozenset({"v1.0.1", "v0.9.0", "other"}), tagged=None),
        "has v1.0.1 already",
    ),
    "another dataset": (lambda there: replace(there, manifest={"name": "other", "files": {}}), "the dataset 'other'"),
    "the other edition": (
        lambda there: replace(there, manifest={"name": "torkham", "files": {}, "edition": "text-free"}),
        "holds the text-free edition",
    ),
    "no release at all": (lambda there: replace(there, manifest=None), "holds something else"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_is_a_repository_with(what: str, old: Release) -> None:
    change, message = REFUSED[what]
    with pytest.raises(PublishingError, match=message):
        plan(old, REPO, SOURCE, change(remote_of(old)))


def test_a_repository_with_nothing_but_a_card_is_taken(old: Release) -> None:
    made = plan(
        old,
        REPO,
        SOURCE,
        Remote(True, "1" * 40, {"README.md": RemoteFile(1, "x"), ".gitattributes": RemoteFile(1, "x")}),
    )
    assert made.change == ("README.md",)
    assert not made.foreign


@pytest.mark.parametrize("name", ["torkham", "a/b/c", "a/", "/b", "a/..", "https://host/a/b", "a b/c", "a/b\n"])
def test_a_repository_has_an_owner_and_a_name(name: str) -> None:
    assert "OWNER/NAME" in check_repo(name)
    assert check_repo(REPO) == ""


@pytest.fixture(scope="module")
def client() -> Iterator[None]:
    """The HTTP client that huggingface_hub keeps, closed when it is done with: to set it up takes half a second."""
    yield
    huggingface_hub.close_session()


@pytest.fixture
def hub(client: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:  # noqa: ARG001
    """A Hub that has nothing yet, for a client that has a token and does not wait between its tries."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # noqa: ARG005
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with LoopbackHub(TOKEN) as served:
        served.stand_in(monkeypatch)
        yield served


def publish(release: Release) -> list[str]:
    told: list[str] = []
    Hub().publish(release, REPO, SOURCE, told.append)
    return told


def held(hub: LoopbackHub, revision: str) -> dict[str, str]:
    tree = hub.repositories[REPO].tree(revision)
    return {path: blob.content.decode() for path, blob in tree.items() if path != ".gitattributes"}


def contents(release: Release) -> dict[str, str]:
    return {path: (release.folder / path).read_text(encoding="utf-8") for path in release.files}


def test_a_release_is_one_commit_and_one_tag(hub: LoopbackHub, old: Release) -> None:
    publish(old)
    repo = hub.repositories[REPO]
    assert [message.splitlines()[0] for _, _, message in repo.commits] == ["initial commit", "Release 1.0.0"]
    assert repo.tags == {"v1.0.0": repo.head}
    assert held(hub, "v1.0.0") == contents(old)


def test_the_next_release_leaves_the_one_before_as_it_was(hub: LoopbackHub, old: Release, new: Release) -> None:
    publish(old)
    publish(new)
    assert held(hub, "v1.0.0") == contents(old)
    assert held(hub, "v1.1.0") == held(hub, "main") == contents(new)


def test_publishing_again_sends_nothing(hub: LoopbackHub, old: Release) -> None:
    publish(old)
    hub.requests.clear()
    publish(old)
    assert hub.requests
    assert hub.writes == []


def test_a_tag_is_never_moved(hub: LoopbackHub, old: Release, tmp_path: Path) -> None:
    publish(old)
    tag = dict(hub.repositories[REPO].tags)
    with pytest.raises(PublishingError, match="raise the version"):
        publish(release_of(tmp_path / "other", "1.0.0", NEW))
    assert hub.repositories[REPO].tags == tag
    assert len(hub.repositories[REPO].commits) == 2


CUTS = {
    "asking for the tags": "GET .*/refs",
    "making the repository": "/repos/create",
    "listing its files": "GET .*/tree",
    "judging the card": "/validate-yaml",
    "announcing files": "/preupload",
    "announcing large files": "/objects/batch",
    "sending a large file": "PUT /upload",
    "confirming a large file": "/verify",
    "committing": "/commit/main",
    "tagging": "/tag/",
    "reading the manifest": "GET .*/resolve/.*/manifest.json",
    "reading back": "/tree/v1.0.0",
}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", CUTS)
def test_a_second_run_makes_good_a_connection_lost_when(step: str, after: bool, hub: LoopbackHub, old: Release) -> None:
    hub.cut(CUTS[step], after=after)
    with pytest.raises(HubError, match="goes on where this stopped"):
        publish(old)
    hub.mend()
    publish(old)
    repo = hub.repositories[REPO]
    assert [message.splitlines()[0] for _, _, message in repo.commits] == ["initial commit", "Release 1.0.0"]
    assert repo.tags == {"v1.0.0": repo.head}
    assert held(hub, "v1.0.0") == contents(old)


def test_a_commit_that_somebody_else_made_meanwhile_is_not_undone(
    hub: LoopbackHub, old: Release, new: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(old)
    client = Hub()
    seen = client.look(REPO, new.tag)
    hub.repositories[REPO].add({}, "meanwhile")
    monkeypatch.setattr(client, "look", lambda repo, tag: seen)  # noqa: ARG005
    with pytest.raises(HubError, match="moved on"):
        client.publish(new, REPO, SOURCE, lambda line: None)  # noqa: ARG005
    assert hub.repositories[REPO].commits[-1][2] == "meanwhile"
    assert new.tag not in hub.repositories[REPO].tags


@pytest.mark.usefixtures("hub")
def test_what_the_hub_has_otherwise_is_told(old: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    def tag_another(repo: Repository, revision: str, name: str) -> None:
        repo.tags[name] = repo.add(repo.tree(revision) | {"README.md": Blob(b"another")}, "spoiled")

    monkeypatch.setattr(Repository, "tag", tag_another)
    with pytest.raises(PublishingError, match=r"does not hold the release: README\.md is another"):
        publish(old)


@pytest.mark.usefixtures("hub")
def test_a_token_that_the_hub_repeats_is_not_told(
    old: Release, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    wrong = "hf_aTokenThatMayNotWrite"
    monkeypatch.setenv("HF_TOKEN", wrong)
    with pytest.raises(HubError, match="hf auth login") as raised:
        publish(old)
    assert "HTTP 401" in str(raised.value)
    assert wrong not in str(raised.value) + "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "see https://me:secret@host.example/a/b?X-Amz-Signature=secret#secret now",
            "see https://host.example/a/b now",
        ),
        ("Authorization: secret", "[hidden]"),
        ("sent Bearer secret, refused", "sent [hidden] refused"),
        ("token hf_secret.", "token [hidden]."),
        ("404 for http://127.0.0.1:80/x", "404 for http://127.0.0.1:80/x"),
    ],
)
def test_secrets_are_taken_out_of_messages(text: str, left: str) -> None:
    assert cleared(text) == left


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    for name in ("one", "two"):
        (tmp_path / name).write_text(name * 100, encoding="utf-8")
    return {"top/two": tmp_path / "two", "top/sub/one": tmp_path / "one"}


def test_an_archive_is_the_same_whenever_and_wherever_it_is_made(files: dict[str, Path], tmp_path: Path) -> None:
    pack(files, tmp_path / "first.tar.gz")
    for path in files.values():
        path.chmod(0o600)
        path.touch()
    pack(dict(reversed(files.items())), tmp_path / "elsewhere" / "second.tar.gz")
    assert (tmp_path / "first.tar.gz").read_bytes() == (tmp_path / "elsewhere" / "second.tar.gz").read_bytes()


def test_an_archive_tells_nothing_of_who_made_it(files: dict[str, Path], tmp_path: Path) -> None:
    pack(files, tmp_path / "x.tar.gz")
    with tarfile.open(tmp_path / "x.tar.gz") as archive:
        members = archive.getmembers()
    assert [member.name for member in members] == ["top/sub/one", "top/two"]
    assert {(m.uid, m.gid, m.uname, m.gname, m.mtime, m.mode) for m in members} == {(0, 0, "", "", 0, 0o644)}


def test_the_time_in_an_archive_can_be_said(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    pack(files, tmp_path / "x.tar.gz")
    with tarfile.open(tmp_path / "x.tar.gz") as archive:
        assert {member.mtime for member in archive.getmembers()} == {86400}


def test_an_archive_is_there_whole_or_not_at_all(files: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        pack(files | {"top/z": tmp_path / "missing"}, tmp_path / "dist" / "x.tar.gz")
    assert list((tmp_path / "dist").iterdir()) == []
