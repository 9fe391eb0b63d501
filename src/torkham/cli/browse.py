"""`torkham browse DATASET`."""

from __future__ import annotations

import argparse
from pathlib import Path

from torkham.cli import UsageError

EPILOG = """\
Writes one HTML file that needs no network: open it in a browser. Of a large dataset it shows a sample of articles, and
says so; --article names those to show. --against sets labels of the same articles beside those of DATASET, for example
what torkham convert made of them, with the differences marked as torkham score counts them. What is on the page:
docs/browse.md. Exits with 0, or with 2 where there is nothing to show."""
DEFAULT = Path("explorer.html")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("dataset", type=Path, help="a dataset folder")
    parser.add_argument(
        "--out", type=Path, default=DEFAULT, metavar="FILE", help=f"the page to write (default: {DEFAULT})"
    )
    parser.add_argument(
        "--against", type=Path, metavar="OTHER", help="a dataset folder with other labels of the articles"
    )
    parser.add_argument(
        "--article", action="append", default=[], metavar="ID", help="show this article; may be given more than once"
    )


def run(options: argparse.Namespace) -> int:
    """Write the page, and say what is on it."""
    from torkham.browse import NotBrowsableError, browse

    out = options.out
    if out.is_dir():
        raise UsageError(f"{out} is a folder: name the file to write, --out {out / DEFAULT.name}")
    try:
        told = browse(options.dataset, out, against=options.against, articles=options.article)
    except NotBrowsableError as error:
        raise UsageError(str(error)) from None
    shown, all_of_them = len(told["articles"]), told["counts"]["articles"]
    some = f", {shown} of {all_of_them} articles" if shown < all_of_them else ""
    print(f"{out}: {out.stat().st_size:,} bytes{some}")
    if missing := told["pictures"]["missing"]:
        print(f"There are no pictures: {missing}")
    return 0
