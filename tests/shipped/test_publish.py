"""The way of a release, once from end to end: built, published on a Hub, and loaded from it by whoever has its name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import torkham
from tests.hub import LoopbackHub
from tests.shipped.conftest import ROOT

TOKEN = "hf_aTokenThatNobodyElseMaySee"
REPO = "somebody/torkham"
TREE = ("annotations", "docs", "seeds", "CHANGELOG.md", "CITATION.cff", "LICENSE-LABELS", "NOTICE", "pyproject.toml")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commit of what a release is made from, as it is in this checkout, with the dataset that it gives."""
    tree = tmp_path_factory.mktemp("checkout")
    for name in TREE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, tree / name)
    torkham.write_dataset(torkham.read_corpus(tree), tree / "dataset")
    (tree / ".gitignore").write_text("dist/\n", encoding="utf-8")
    who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.invalid", "-c", "core.autocrlf=false"]
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "A release"]):
        subprocess.run(["git", "-C", str(tree), *who, *arguments], check=True, capture_output=True)
    return tree


@pytest.fixture
def hub() -> Iterator[LoopbackHub]:
    with LoopbackHub(TOKEN) as served:
        yield served


def run(hub: LoopbackHub, home: Path, script: Path, *arguments: str, token: str = "") -> str:
    """Run a script that knows this Hub and nothing else, and that ends where it talks to another machine."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "tests" / "hub" / "guard"),
        "HOME": str(home),
        "HF_HOME": str(home / "hf"),
        "HF_ENDPOINT": hub.url,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_UPDATE_DOWNLOAD_COUNTS": "0",
    }
    if token:
        environment["HF_TOKEN"] = token
    home.mkdir()
    command = [sys.executable, str(script), *arguments]
    done = subprocess.run(
        command, cwd=home, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert TOKEN not in done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["full", "text-free"])
def test_what_is_published_is_what_is_loaded(edition: str, tree: Path, hub: LoopbackHub, tmp_path: Path) -> None:
    built = json.loads((tree / "dataset" / "manifest.json").read_text(encoding="utf-8"))
    tag = f"v{built['version']}"
    confirmed = ["--i-may-redistribute-the-articles"] if edition == "full" else []
    asked = ["--edition", edition, *confirmed, "--repo", REPO, "--root", str(tree), "--dist", str(tmp_path / "dist")]
    told = run(hub, tmp_path / "publisher", ROOT / "scripts" / "publish.py", *asked, "--push", token=TOKEN)
    assert f'load_dataset("{REPO}", revision="{tag}")' in told
    assert set(hub.repositories[REPO].tags) == {tag}

    loaded = json.loads(run(hub, tmp_path / "reader", ROOT / "tests" / "hub" / "load_back.py", REPO, tag))
    stated = {file: entry["logical_sha256"] for file, entry in loaded["manifest"]["files"].items() if "rows" in entry}
    assert loaded["hashes"] == stated
    assert loaded["findings"] == []
    known = {"full": "logical_sha256", "text-free": "full_logical_sha256"}
    assert loaded["manifest"][known[edition]] == built["logical_sha256"]
    if edition == "full":
        assert loaded["manifest"] == built

    (archive,) = (tmp_path / "dist").iterdir()
    kept = [blob.content for _, files, _ in hub.repositories[REPO].commits for blob in files.values()]
    with tarfile.open(archive) as packed:
        kept += [member.read() for name in packed.getnames() if (member := packed.extractfile(name)) is not None]
    assert len(kept) > len(stated)
    assert not any(TOKEN.encode() in content for content in kept)
