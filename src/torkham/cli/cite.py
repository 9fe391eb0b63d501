"""`torkham cite`."""

from __future__ import annotations

import argparse
from pathlib import Path

from torkham.cli import UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "dataset", nargs="?", type=Path, help="a built dataset (default: the one that comes with torkham)"
    )
    parser.add_argument("--format", choices=("bibtex", "cff"), default="bibtex", help="default: bibtex")


def run(options: argparse.Namespace) -> int:
    """Print how to cite a dataset, with its version and the hash of its rows."""
    from torkham.citation import bibtex, citation_cff
    from torkham.croissant import CroissantError, release_of
    from torkham.loading import dataset_dir

    try:
        release, logical_sha256 = release_of(options.dataset or dataset_dir())
    except CroissantError as error:
        raise UsageError(str(error)) from None
    print({"bibtex": bibtex, "cff": citation_cff}[options.format](release, logical_sha256).rstrip("\n"))
    return 0
