"""`torkham stats DATASET`."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import get_args

from torkham.cli import UsageError

EPILOG = """\
The tables are those of the dataset's card. With --plots, the figures of docs/stats.md are written to a folder, which is
made where there is none; files of the same names are replaced. Pictures need pip install 'torkham[plots]'."""
PICTURES = ("svg", "png")
"""What pictures are written as; `csv` are the numbers behind them."""
_WIDTH = 120


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from torkham.figures.look import Size, Theme

    parser.epilog = EPILOG
    parser.add_argument("dataset", type=Path, help="a dataset folder, or a .tar.gz or .zip of one")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how the tables are printed")
    parser.add_argument("--plots", type=Path, metavar="DIR", help="write the figures, and captions.md, to this folder")
    parser.add_argument(
        "--as", dest="kinds", type=_kinds, default=PICTURES, metavar="KINDS", help="svg, png, csv (default: svg,png)"
    )
    parser.add_argument("--theme", choices=get_args(Theme), default="light", help="of pictures (default: light)")
    parser.add_argument(
        "--size",
        choices=get_args(Size),
        default="column",
        help="of pictures: a column of a paper, 3.3 inches, or a page on a screen (default: column)",
    )


def _kinds(text: str) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(text.split(",")))
    if unknown := [kind for kind in kinds if kind not in (*PICTURES, "csv")]:
        raise argparse.ArgumentTypeError(f'"{unknown[0]}" is none of svg, png, csv; several are joined by commas')
    return kinds


def run(options: argparse.Namespace) -> int:
    """Print the tables; write the figures where they are asked for."""
    from torkham.figures import figures_of
    from torkham.figures.data import COLUMNS as SHOWN
    from torkham.figures.data import read_frames
    from torkham.figures.files import write
    from torkham.report.statistics import as_json, as_text
    from torkham.statistics import COLUMNS as COUNTED
    from torkham.statistics import counts
    from torkham.versions.archives import NotADatasetError

    if options.plots and set(PICTURES).intersection(options.kinds):
        _require_plots()
    if options.plots and options.plots.exists() and not options.plots.is_dir():
        raise UsageError(f"{options.plots} is a file: name a folder for the figures")
    try:
        frames = read_frames(options.dataset, SHOWN if options.plots else COUNTED, folded=not options.plots)
    except NotADatasetError as error:
        raise UsageError(str(error)) from None
    if options.plots:
        written = write(figures_of(frames), options.plots, options.kinds, options.theme, options.size)
        print(f"{len(written)} files in {options.plots}", file=sys.stderr)
    tables = counts(frames)
    if options.format == "json":
        print(as_json(tables))
    else:
        width = min(shutil.get_terminal_size().columns, _WIDTH)
        sys.stdout.writelines(f"{line}\n" for line in as_text(tables, width))
    return 0


def _require_plots() -> None:
    from torkham.figures import MissingPlotsError, require_plots

    try:
        require_plots()
    except MissingPlotsError as error:
        raise UsageError(str(error)) from None
