"""`torkham verify DATASET`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from torkham.cli import UsageError

if TYPE_CHECKING:
    from torkham.versions.verify import Deviation, Verdict


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = (
        "Exits with 0 where the dataset holds what the tree gives, 1 where it does not, 2 for wrong usage. The same "
        "rows in other bytes, as another version of pyarrow writes them, are told and are no fault; with --bytes they "
        "are."
    )
    parser.add_argument("dataset", type=Path, help="the dataset folder")
    parser.add_argument("--tree", type=Path, default=Path(), help="the tree it was built from (default: this folder)")
    parser.add_argument("--bytes", action="store_true", help="ask for the same bytes, not only for the same rows")


def run(options: argparse.Namespace) -> int:
    """Build again and compare; return 1 where something is not as it should be."""
    from torkham.build import BuildError
    from torkham.corpus import read_corpus
    from torkham.layout import SOURCES
    from torkham.report import write
    from torkham.versions.verify import verify

    if not (options.tree / SOURCES).is_file():
        raise UsageError(f"{options.tree} is no annotation tree: {SOURCES} is missing; name the tree with --tree")
    if not (options.dataset / "data").is_dir():
        raise UsageError(f"{options.dataset} is no dataset folder: it has no folder data/")
    try:
        verdict = verify(options.dataset, read_corpus(options.tree))
    except BuildError as error:
        if not error.findings:
            raise UsageError(str(error)) from None
        write(error.findings, "text", sys.stdout, options.tree)
        return 1
    faults = verdict.deviations if options.bytes else verdict.faults
    _tell(verdict, faults, options.dataset)
    return 1 if faults else 0


def _tell(verdict: Verdict, faults: tuple[Deviation, ...], dataset: Path) -> None:
    from torkham.report import printable

    for each in verdict.deviations:
        print(printable(f"{dataset / each.file}: {'' if each in faults else 'no fault: '}{each.message}"))
    same = f"{verdict.identical} of {verdict.files} files of {dataset} are identical to those of the build"
    if not faults:
        print(f"{same}{'; the others hold the same' if verdict.deviations else ''}")
    else:
        print(f"{same}: restore the others, or build the dataset again")
