"""`torkham validate PATH`."""

from __future__ import annotations

import argparse
import sys

from torkham.cli import UsageError
from torkham.report import CAP, as_json, as_text


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "path", nargs="?", default=".", help="an annotation tree or a built dataset (default: this folder)"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text for people, or one JSON object a line"
    )
    parser.add_argument("--all", action="store_true", help=f"show every finding, not {CAP} of a kind")


def run(options: argparse.Namespace) -> int:
    """Print the findings; return 1 where there are any."""
    from torkham.validation import NotATargetError, validate

    try:
        findings = validate(options.path)
    except NotATargetError as error:
        raise UsageError(str(error)) from None
    cap = len(findings) if options.all else CAP
    lines = as_json(findings) if options.format == "json" else as_text(findings, cap)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 1 if findings else 0
