"""`torkham import FILE … --format FORMAT --dataset PATH --annotator ID --out DIR`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from torkham import contract
from torkham.cli import UsageError
from torkham.exchange import BOTH_WAYS, FORMATS

EPILOG = """\
Exits with 0; with 1 where there are findings: what is wrong with the files (then nothing is written), was left out, or
is not consistent; and with 2 for wrong usage. The walk-through: docs/review.md."""
_ANNOTATOR_ID = "record:mention#/$defs/fields/properties/annotator_id"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file of the tool, or a folder of them")
    listed = "; ".join(f"{name}: {FORMATS[name].what}" for name in BOTH_WAYS)
    parser.add_argument("--format", choices=BOTH_WAYS, required=True, help=listed)
    help_text = "the dataset or annotation tree that was exported: its texts, units, ids and registries count"
    parser.add_argument("--dataset", type=Path, required=True, metavar="PATH", help=help_text)
    parser.add_argument("--annotator", required=True, metavar="ID", help="who corrected the labels")
    kinds = contract.vocabulary("annotator_kind")
    parser.add_argument("--kind", choices=kinds, default="person", help="what they are (default: person)")
    parser.add_argument("--out", type=Path, required=True, help="the annotation tree to write: a new or empty folder")


def run(options: argparse.Namespace) -> int:
    """Write the tree, tell what changed; return 1 where there are findings."""
    from torkham.exchange.document import ExchangeError
    from torkham.exchange.importing import RefusedError, import_files
    from torkham.report import write
    from torkham.validators import validator

    if not validator(_ANNOTATOR_ID).is_valid(options.annotator):
        raise UsageError(
            f'"{options.annotator}" is no annotator id: a lower-case letter, then letters, digits, "_", "." or "-"'
        )
    files = _files(options.files, str(FORMATS[options.format].ending))
    try:
        annotator = (options.annotator, options.kind)
        outcome = import_files(files, options.format, options.dataset, options.out, annotator)
    except ExchangeError as error:
        raise UsageError(str(error)) from None
    except RefusedError as error:
        write(error.findings, "text", sys.stderr)
        print(f"torkham import: {error}", file=sys.stderr)
        return 1
    if outcome.findings:
        write(outcome.findings, "text", sys.stderr)
    for article_id, changes in outcome.changes.items():
        print(f"{article_id}: {changes}")
    print(f"wrote {options.out}, an annotation tree: torkham validate judges it, torkham build makes a dataset of it")
    return 1 if outcome.findings else 0


def _files(given: list[Path], ending: str) -> list[Path]:
    """Return the files that were named, and those of the format in folders that were."""
    files: list[Path] = []
    for path in given:
        if not path.exists():
            raise UsageError(f"{path} is not there")
        found = sorted(path.glob(f"*{ending}")) if path.is_dir() else [path]
        if not found:
            raise UsageError(f"{path} has no file *{ending}")
        if not all(each.name.endswith(ending) for each in found):
            raise UsageError(f"{path} is no file *{ending}: name those, or their folder")
        files += found
    return list(dict.fromkeys(files))
