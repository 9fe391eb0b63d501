"""Check this repository: the checks pass, files are canonical, pages are fresh, a rebuild gives dataset/ again."""

from __future__ import annotations

import filecmp
import sys
import tempfile
from pathlib import Path

from agreement import main as agreement
from checks_table import main as checks_table
from editor_schemas import main as editor_schemas

import torkham
from torkham.cli import main as torkham_command

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Return 0 where everything holds, 1 with a line for each thing that does not."""
    failed = torkham_command(["validate", str(ROOT)]) != 0
    failed |= torkham_command(["validate", str(ROOT / "dataset")]) != 0
    files = [ROOT / "seeds" / "sources.yaml", *sorted((ROOT / "annotations").rglob("*.yaml"))]
    failed |= torkham_command(["format", "--check", *map(str, files)]) != 0
    failed |= agreement(["--check"]) != 0
    failed |= checks_table(["--check"]) != 0
    failed |= editor_schemas(["--check"]) != 0
    if not failed:
        failed = not rebuild_equals(ROOT / "dataset")
    return int(failed)


def rebuild_equals(dataset: Path) -> bool:
    """Build again from the sources and compare every file with `dataset`, byte by byte."""
    with tempfile.TemporaryDirectory() as folder:
        rebuilt = Path(folder) / "dataset"
        torkham.write_dataset(torkham.read_corpus(ROOT), rebuilt)
        paths = [(path, base) for base in (dataset, rebuilt) for path in base.rglob("*") if path.is_file()]
        names = {path.relative_to(base).as_posix() for path, base in paths}
        _, differing, missing = filecmp.cmpfiles(dataset, rebuilt, sorted(names), shallow=False)
    for name in [*differing, *missing]:
        print(f"dataset/{name} is not what the build makes: run make dataset and commit the result")
    if not differing and not missing:
        print(f"rebuilt {len(names)} files, all identical to dataset/")
    return not differing and not missing


if __name__ == "__main__":
    sys.exit(main())
