"""Before anything is sent: what is no release is refused, with the reason."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hub import LoopbackHub
from torkham.publish.staging import PublishingError, check_versions, refuse_unrecorded, source_of, stage, write_archive
from torkham.validation import validate
from torkham.versions.archives import dataset_folder

ROOT = Path(__file__).resolve().parents[2]
TO = ("--repo", "somebody/toy", "--edition", "full")
MAY = "--i-may-redistribute-the-articles"
VERSIONS = {
    "annotations/release.yaml": "name: toy\nversion: 0.1.0\n",
    "annotations/releases.yaml": "releases:\n- version: 0.0.1\n- version: 0.1.0\n",
    "pyproject.toml": '[project]\nversion = "0.1.0"\n',
    "dataset/manifest.json": '{"version": "0.1.0"}\n',
    "CHANGELOG.md": "# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n## 0.0.1\n",
    "CITATION.cff": "title: Toy\nversion: 0.1.0\n",
}
OPTIONAL = {"annotations/releases.yaml", "CITATION.cff"}


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.invalid", "-c", "core.autocrlf=false")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def versioned(tmp_path: Path) -> Path:
    for file, text in VERSIONS.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def checkout(tree: Path, dataset: Path) -> Path:
    """A commit of the toy tree with the dataset that it gives, and nothing beside."""
    dataset.rename(tree / "dataset")
    for file in ("pyproject.toml", "CHANGELOG.md", "CITATION.cff"):
        (tree / file).write_text(VERSIONS[file], encoding="utf-8")
    (tree / "NOTICE").write_text("Toys may be passed on.\n", encoding="utf-8")
    (tree / ".gitignore").write_text("dist/\n", encoding="utf-8")
    git(tree, "init", "--quiet")
    record(tree)
    return tree


def record(tree: Path) -> None:
    git(tree, "add", "--all")
    git(tree, "commit", "--quiet", "--message", "A commit")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    with LoopbackHub("hf_nobodyHasThisToken") as served:
        served.stand_in(monkeypatch)
        yield served


@pytest.fixture(scope="module")
def publish() -> Iterator[Callable[..., int]]:
    """scripts/publish.py."""
    spec = importlib.util.spec_from_file_location("publish", ROOT / "scripts" / "publish.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    yield script.main
    if "huggingface_hub" in sys.modules:
        sys.modules["huggingface_hub"].close_session()


def test_files_that_state_one_version_agree(versioned: Path) -> None:
    assert check_versions(versioned) == "0.1.0"


@pytest.mark.parametrize("file", VERSIONS)
def test_a_file_that_states_another_version_is_named(file: str, versioned: Path) -> None:
    text = VERSIONS[file].replace("0.1.0", "0.2.0")
    (versioned / file).write_text(text, encoding="utf-8")
    with pytest.raises(PublishingError, match="different versions") as raised:
        check_versions(versioned)
    assert f"{file} 0.2.0" in str(raised.value)


@pytest.mark.parametrize("file", VERSIONS)
def test_only_what_a_tree_may_lack_may_be_missing(file: str, versioned: Path) -> None:
    (versioned / file).unlink()
    if file in OPTIONAL:
        assert check_versions(versioned) == "0.1.0"
        return
    with pytest.raises(PublishingError, match="cannot be read"):
        check_versions(versioned)


@pytest.mark.parametrize("file", VERSIONS)
def test_a_file_without_a_version_is_named(file: str, versioned: Path) -> None:
    empty = {".yaml": "releases: []\n", ".toml": "", ".json": "{}", ".md": "# Changelog\n", ".cff": "title: Toy\n"}
    (versioned / file).write_text(empty[Path(file).suffix], encoding="utf-8")
    with pytest.raises(PublishingError, match=f"{file} none"):
        check_versions(versioned)


def test_a_commit_is_the_source_of_what_it_holds(checkout: Path) -> None:
    source = source_of(checkout)
    assert source.commit is not None
    assert (len(source.commit), source.changed) == (40, ())
    refuse_unrecorded(source)


@pytest.mark.parametrize("file", ["annotations/release.yaml", "new file"])
def test_a_tree_that_differs_from_its_commit_is_refused(file: str, checkout: Path) -> None:
    with (checkout / file).open("a", encoding="utf-8") as stream:
        stream.write("# changed\n")
    with pytest.raises(PublishingError, match=f"commit or undo first: {file}"):
        refuse_unrecorded(source_of(checkout))


def test_a_tree_without_a_commit_is_refused(tree: Path) -> None:
    with pytest.raises(PublishingError, match="no git checkout"):
        refuse_unrecorded(source_of(tree))


def test_a_dataset_that_the_tree_does_not_give_is_refused(checkout: Path, tmp_path: Path) -> None:
    with (checkout / "dataset" / "README.md").open("a", encoding="utf-8") as stream:
        stream.write("And more.\n")
    with pytest.raises(PublishingError, match=r"not what the tree gives: README\.md"):
        stage(checkout, "full", tmp_path / "staged")


def test_a_tree_with_findings_is_refused_with_them(checkout: Path, tmp_path: Path) -> None:
    splits = checkout / "annotations" / "splits.yaml"
    splits.write_text(splits.read_text(encoding="utf-8").replace("split: train", "split: trian"), encoding="utf-8")
    with pytest.raises(PublishingError) as raised:
        stage(checkout, "full", tmp_path / "staged")
    assert [finding.file for finding in raised.value.findings] == ["annotations/splits.yaml"]


@pytest.mark.parametrize("edition", ["full", "text-free"])
def test_an_archive_holds_the_release_and_its_licence(edition: str, checkout: Path, tmp_path: Path) -> None:
    (checkout / "dataset" / ".cache").write_text("left by a program", encoding="utf-8")
    release = stage(checkout, edition, tmp_path / "staged")
    archive, _ = write_archive(release, checkout, tmp_path)
    with dataset_folder(archive) as folder:
        assert validate(folder) == []
        assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == set(
            release.files
        )
        assert (folder.parent / "NOTICE").read_text(encoding="utf-8") == "Toys may be passed on.\n"
        assert (folder.parent / "CITATION.cff").is_file()


def test_an_archive_of_the_same_tree_has_the_same_bytes(checkout: Path, tmp_path: Path) -> None:
    made = [write_archive(stage(checkout, "full", tmp_path / name), checkout, tmp_path / name) for name in ("a", "b")]
    assert made[0][1] == made[1][1]
    assert made[0][0].read_bytes() == made[1][0].read_bytes()


def test_nothing_is_done_to_the_hub_unless_asked(
    checkout: Path, hub: LoopbackHub, publish: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish([*TO, MAY, "--root", str(checkout)]) == 0
    told = capsys.readouterr().out
    assert 'commit "Release 0.1.0" to datasets/somebody/toy, onto a new repository' in told
    assert f"source commit {source_of(checkout).commit}\n" in told
    assert "tag v0.1.0\ndry run:" in told
    assert "GET /api/datasets/somebody/toy/refs" in hub.requests
    assert all(line.startswith("GET ") for line in hub.requests)
    assert hub.repositories == {}
    assert source_of(checkout).changed == ()


def test_a_dry_run_says_what_would_be_refused(
    checkout: Path, hub: LoopbackHub, publish: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "new file").touch()
    assert publish([*TO, MAY, "--offline", "--root", str(checkout)]) == 0
    told = capsys.readouterr().out
    assert ", from which 1 file differs\n" in told
    assert "--push will refuse" in told
    assert hub.requests == []


@pytest.mark.parametrize("file", ["new file", "dataset/README.md", "CHANGELOG.md"])
def test_what_is_refused_is_refused_before_the_hub_is_asked(
    file: str, checkout: Path, hub: LoopbackHub, publish: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / file).write_text("Another.\n", encoding="utf-8")
    if file != "new file":
        record(checkout)
    assert publish([*TO, MAY, "--push", "--root", str(checkout)]) == 1
    assert capsys.readouterr().err.startswith("publish: ")
    assert hub.requests == []
    assert not (checkout / "dist").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([*TO], MAY),
        ([*TO, "--push"], MAY),
        (["--repo", "somebody/toy"], "--edition"),
        (["--edition", "text-free"], "--repo"),
        (["--edition", "text-free", "--repo", "toy"], "OWNER/NAME"),
        ([*TO, MAY, "--pus"], "--pus"),
        ([*TO, MAY, "--push", "--offline"], "--offline"),
    ],
    ids=" ".join,
)
def test_what_is_not_said_in_full_is_misuse(
    arguments: list[str], says: str, publish: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as raised:
        publish(arguments)
    assert raised.value.code == 2
    assert says in capsys.readouterr().err
