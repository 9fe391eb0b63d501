"""`torkham strip DATASET`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from torkham.cli import UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("dataset", type=Path, help="the dataset folder")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the text-free edition to write")


def run(options: argparse.Namespace) -> int:
    """Write the text-free edition; return 1 where the dataset has findings."""
    from torkham.build import BuildError
    from torkham.edition.strip import strip
    from torkham.report import write

    if not (options.dataset / "data").is_dir():
        raise UsageError(f"{options.dataset} is no dataset (README.md, data/)")
    try:
        strip(options.dataset, options.out)
    except BuildError as error:
        if not error.findings:
            raise UsageError(str(error)) from None
        print(f"torkham strip: {error}; nothing was written", file=sys.stderr)
        write(error.findings, "text", sys.stdout, options.dataset)
        return 1
    print(f"wrote {options.out}, without the articles' text; torkham rehydrate restores it from copies of these")
    return 0
