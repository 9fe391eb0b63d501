"""The package as people install it: built twice alike, small, and of use without network and without this checkout."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.shipped.conftest import DATASET, ROOT

OFFLINE = """
import socket

def refused(*_):
    raise OSError("no network here")

socket.socket.connect = socket.getaddrinfo = refused
"""
NEEDED = ("pyarrow", "numpy", "numpy.libs", "referencing", "rpds", "attr", "attrs", "typing_extensions.py")
"""What `torkham.load(…, as_="arrow")` needs beside the standard library."""


def build(kind: str, folder: Path) -> Path:
    """Build a wheel or sdist, as any front end would, from the checkout."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = (path for path in folder.iterdir() if path.suffix in (".whl", ".gz"))
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the wheel is installed, and nothing else."""
    folder = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", str(folder)]
    subprocess.run([*pip, str(wheel)], check=True)
    return folder


def run(code: str, *paths: Path, cwd: Path) -> str:
    """Run code that sees the standard library and these folders only, without network."""
    given = f"import sys; sys.path += {[str(path) for path in paths]!r}"
    command = [sys.executable, "-I", "-S", "-c", f"{given}\n{OFFLINE}\n{code}"]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_it_is_built_alike_every_time(kind: str, tmp_path: Path) -> None:
    hashes = {hashlib.sha256(build(kind, tmp_path / name).read_bytes()).hexdigest() for name in ("a", "b")}
    assert len(hashes) == 1


def test_the_wheel_is_small_and_carries_the_dataset(wheel: Path) -> None:
    assert wheel.stat().st_size < 1_600_000
    with zipfile.ZipFile(wheel) as archive:
        carried = {name.removeprefix("torkham/_data/dataset/"): name for name in archive.namelist()}
        for path in (path for path in DATASET.rglob("*") if path.is_file()):
            assert archive.read(carried[path.relative_to(DATASET).as_posix()]) == path.read_bytes()


def test_the_wheel_carries_what_a_language_model_is_sent(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        guidelines = archive.read("torkham/_data/annotations/GUIDELINES.md")
        assert archive.read("torkham/annotator/llm/prompt.md")
    assert guidelines == (ROOT / "annotations" / "GUIDELINES.md").read_bytes()


def test_the_wheel_states_its_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()
        licences = {Path(name).name for name in archive.namelist() if "/licenses/" in name}
    assert "License-Expression: Apache-2.0 AND CC-BY-4.0 AND LicenseRef-Article-Text\n" in metadata
    assert licences == {"LICENSE", "LICENSE-LABELS", "NOTICE"}


def test_the_sdist_has_what_a_release_is_built_from(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {"seeds/sources.yaml", "annotations/release.yaml", "schema/common.json", "dataset/manifest.json"} <= names
    assert not {name for name in names if re.search(r"__pycache__|^\.ci|^\.venv", name)}


def test_arrow_tables_load_beside_pyarrow_alone(site: Path, tmp_path: Path) -> None:
    packages = Path(sysconfig.get_path("purelib"))
    few = tmp_path / "few"
    few.mkdir()
    for name in NEEDED:
        if (packages / name).exists():
            (few / name).symlink_to(packages / name)
    code = """
import torkham
table = torkham.load("events", as_="arrow")
print(table.num_rows, {fold.name: fold.test.num_rows for fold in torkham.folds("events", as_="arrow")})
print(torkham.dataset_dir())
"""
    rows, folder = run(code, site, few, cwd=tmp_path).splitlines()
    assert rows.startswith("111 {'kabul-signals-openness': 32")
    assert Path(folder) == site / "torkham/_data/dataset"


def test_the_installed_dataset_loads_and_holds_what_it_should(site: Path, tmp_path: Path) -> None:
    code = f"""
import os
os.environ["HF_HOME"] = {str(tmp_path / "hf")!r}
import torkham
from datasets import disable_progress_bars, load_dataset
disable_progress_bars()
print(load_dataset(str(torkham.dataset_dir()), "actors", split="train").num_rows)
print(torkham.load("events", "test", as_="hf").features["type"].int2str(8))
print(torkham.load("stances").height, len(torkham.load("stances", as_="pandas")))
print(torkham.validate(torkham.dataset_dir()))
"""
    assert run(code, site, Path(sysconfig.get_path("purelib")), cwd=tmp_path) == "52\nACCUSE\n142 142\n[]\n"


def test_the_command_is_there(site: Path, tmp_path: Path) -> None:
    paths = os.pathsep.join([str(site), sysconfig.get_path("purelib")])
    environment = {"PYTHONPATH": paths, "PATH": os.environ["PATH"]}
    told = subprocess.run(
        [site / "bin/torkham", "cite"], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    assert told.stdout.startswith("@misc{torkham-")
