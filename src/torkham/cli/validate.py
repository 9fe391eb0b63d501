"""`torkham validate PATH`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from torkham.cli import UsageError
from torkham.report import CAP, FORMATS, write

EXIT_CODES = "Exits with 0 where nothing is found, 1 where there are findings (of those selected), 2 for wrong usage."


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = EXIT_CODES
    parser.add_argument(
        "path", nargs="?", default=".", help="an annotation tree or a built dataset (default: this folder)"
    )
    parser.add_argument("--schema", help="judge the records of a JSON Lines file, PATH, by a schema such as row:events")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="; ".join(f"{name}: {purpose}" for name, purpose in FORMATS.items()),
    )
    parser.add_argument(
        "--near-duplicates",
        action=argparse.BooleanOptionalAction,
        help="look for nearly equal articles and sentences in two splits (default: up to 10,000 sentences)",
    )
    parser.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="how many processes judge a dataset in shards, each in some 1.5 GB (default: one a core, if it is large)",
    )
    parser.add_argument("--all", action="store_true", help=f"let the text show every finding, not {CAP} of a check")
    for option, help_text in (
        ("--select", "report these only: ids of checks (links/unknown-actor) or levels (links), comma-separated"),
        ("--ignore", "do not report these, even where selected; may be given again, like --select"),
    ):
        parser.add_argument(option, action="append", default=[], metavar="CHECKS", help=help_text)


def run(options: argparse.Namespace) -> int:
    """Print the findings that are selected; return 1 where there are any."""
    from torkham.validation import NotATargetError, validate

    wanted = _wanted(options)
    if options.workers is not None and options.workers < 1:
        raise UsageError(f"--workers {options.workers}: there must be one at least")
    try:
        found = validate(
            options.path, schema=options.schema, near_duplicates=options.near_duplicates, workers=options.workers
        )
    except NotATargetError as error:
        raise UsageError(str(error)) from None
    findings = [finding for finding in found if wanted is None or finding.check in wanted]
    cap = len(findings) if options.all else CAP
    root = Path(options.path).parent if options.schema else options.path
    write(findings, options.format, sys.stdout, root, cap=cap, others=len(found) - len(findings))
    return 1 if findings else 0


def _wanted(options: argparse.Namespace) -> frozenset[str] | None:
    """Return the ids of the checks to report, None for all; the catalogue is imported only where it is asked."""
    if not options.select and not options.ignore:
        return None
    from torkham.catalogue import UnknownCheckError, chosen

    try:
        return chosen(_names(options.select), _names(options.ignore))
    except UnknownCheckError as error:
        raise UsageError(str(error)) from None


def _names(values: list[str]) -> list[str]:
    return [name.strip() for value in values for name in value.split(",")]
