"""`torkham diff OLD NEW`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from torkham.cli import UsageError

if TYPE_CHECKING:
    from torkham.versions.diff import Difference

EPILOG = """\
In the text, + and - mark rows that came and went, ~ those that changed, ! those whose id stands for something else.
MAJOR: a column, label or id is gone or stands for something else. MINOR: rows, columns or labels came or changed.
PATCH: files differ, data do not; it may wait for the next release. With --check, exits with 1 where NEW's version is
lower than that; else with 0. 2 is for wrong usage."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("old", type=Path, help="a dataset folder, or a .tar.gz or .zip of one")
    parser.add_argument("new", type=Path, help="another, which came after it")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="json: one object a line, all of them"
    )
    parser.add_argument("--all", action="store_true", help="let the text show every change")
    parser.add_argument("--check", action="store_true", help="return 1 where NEW's version is too low for its changes")
    parser.add_argument(
        "--retired", type=Path, metavar="FILE", help="return 1 where an id went that this retired.yaml does not list"
    )


def run(options: argparse.Namespace) -> int:
    """Print the difference; return 1 where what was asked for does not hold."""
    from torkham.report.changes import CAP, as_json, as_text
    from torkham.versions.archives import NotADatasetError
    from torkham.versions.diff import diff

    retired = _retired(options.retired) if options.retired else None
    try:
        difference = diff(options.old, options.new)
    except NotADatasetError as error:
        raise UsageError(str(error)) from None
    cap = sys.maxsize if options.all else CAP
    lines = as_json(difference) if options.format == "json" else as_text(difference, cap)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    failed = options.check and not _high_enough(difference)
    if retired is not None:
        failed |= _unlisted(difference, retired, options.retired)
    return int(failed)


def _high_enough(difference: Difference) -> bool:
    if not difference.enough:
        message = f"the version is {difference.new}, and has to be {difference.lowest} or higher"
        print(f"{message}: raise it, and say in CHANGELOG.md what changed", file=sys.stderr)
    return difference.enough


def _unlisted(difference: Difference, retired: frozenset[str], file: Path) -> bool:
    lost = [change.id for change in difference.unlisted(retired)]
    for id_ in lost:
        print(f"{id_} is gone, and not listed: enter it in {file}, or put it back", file=sys.stderr)
    return bool(lost)


def _retired(path: Path) -> frozenset[str]:
    from torkham.files import Folder

    folder = Folder(Path(), confined=False)  # whoever names a file may name a link
    document = folder.document(str(path), "file:retired")
    if document is None:
        first = folder.findings[0]
        raise UsageError(f"{first.file}:{first.line or 1}: {first.message}")
    return frozenset(entry["id"] for entry in document.value["retired"])
