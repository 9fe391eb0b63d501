"""Load the dataset with other versions of `datasets`, each in an environment of its own: `make test-matrix`."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = ("3.6.0", "4.0.0", "4.8.*", "5.*")
"""The oldest that is supported, and the first and last of each that followed."""
TESTS = "tests/shipped/test_loading.py"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the tests of loading with each version; return 1 where any fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("versions", nargs="*", default=VERSIONS, help=f"default: {' '.join(VERSIONS)}")
    failed = [version for version in parser.parse_args(argv).versions if not _passes(version)]
    print(f"failed with datasets {', '.join(failed)}" if failed else "passed with every version", flush=True)
    return 1 if failed else 0


def _passes(version: str) -> bool:
    """Install a wheel of this checkout beside that version and run the tests on copies, away from the checkout."""
    print(f"datasets {version}", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        python = folder / "env/bin/python"
        _run([sys.executable, "-m", "venv", folder / "env"])
        _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist"], cwd=ROOT)
        wheel = next((folder / "dist").glob("*.whl"))
        _run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, f"datasets=={version}"])
        _run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pytest"])
        for name in ("tests", "dataset"):
            shutil.copytree(ROOT / name, folder / "copy" / name, ignore=shutil.ignore_patterns("__pycache__"))
        environment = os.environ | {"HF_HOME": str(folder / "hf")}
        # Not by the settings of pyproject.toml: an older version may warn of what a newer Python deprecates.
        command = [python, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", folder / "copy", TESTS]
        return subprocess.run(command, cwd=folder / "copy", env=environment, check=False).returncode == 0


def _run(command: Sequence[str | Path], cwd: Path | None = None) -> None:
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
