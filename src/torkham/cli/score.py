"""`torkham score GOLD PRED`."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from torkham.cli import UsageError

EPILOG = """\
GOLD and PRED are dataset folders or annotation trees; PRED is often what torkham convert made of GOLD's articles. Their
articles are matched by their text, and labels by their place in it, so that ids and sentence borders may differ. What
each figure is: docs/scoring.md. Exits with 0, or with 2 where there is nothing to score."""
EXAMPLES = 3
_WIDTH = 120


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("gold", type=Path, help="the folder whose labels are right")
    parser.add_argument("pred", type=Path, help="the folder whose labels are judged")
    parser.add_argument(
        "--cluster",
        choices=("sentence", "article"),
        default="sentence",
        help="what the bootstrap draws for the intervals (default: sentence)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--errors",
        nargs="?",
        const=EXAMPLES,
        type=int,
        metavar="N",
        help=f"list the errors by class, with N examples of each (default: {EXAMPLES}); in JSON, all of them",
    )


def run(options: argparse.Namespace) -> int:
    """Print the score, and the errors where they are asked for."""
    from torkham.scoring import report
    from torkham.scoring.documents import NotScorableError
    from torkham.scoring.scores import score

    if options.errors is not None and options.errors < 0:
        raise UsageError(f"--errors takes how many examples of each class to show, not {options.errors}")
    try:
        scores = score(options.gold, options.pred, cluster=options.cluster)
    except NotScorableError as error:
        raise UsageError(str(error)) from None
    if options.json:
        print(report.as_json(scores, errors=options.errors is not None))
        return 0
    width = min(shutil.get_terminal_size().columns, _WIDTH)
    sys.stdout.writelines(f"{line}\n" for line in report.as_text(scores, width))
    if options.errors is not None:
        sys.stdout.writelines(f"{line}\n" for line in report.errors_as_text(scores.errors, options.errors, width))
    return 0
