"""`torkham rehydrate EDITION ARTICLES`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from torkham.cli import UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("edition", type=Path, help="the folder of the text-free edition")
    parser.add_argument("articles", type=Path, help="a folder of text files (UTF-8), whatever their names")
    parser.add_argument("--out", type=Path, required=True, help="the dataset folder to write")


def run(options: argparse.Namespace) -> int:
    """Restore the full edition; return 1 where the edition is damaged or text is missing, which is then listed."""
    from torkham.build import BuildError
    from torkham.edition.rehydrate import DamagedError, MissingTextError, rehydrate
    from torkham.report import printable, write

    for path in (options.edition, options.articles):
        if not path.exists():
            raise UsageError(f"{path} is not there")
    try:
        restored = rehydrate(options.edition, options.articles, options.out)
    except MissingTextError as error:
        sys.stdout.writelines(f"{printable(line)}\n" for line in error.lines)
        print(f"torkham rehydrate: {error}", file=sys.stderr)
        return 1
    except DamagedError as error:
        if error.findings:
            write(error.findings, "text", sys.stdout, options.edition)
        print(printable(f"torkham rehydrate: {error}; nothing was written"), file=sys.stderr)
        return 1
    except BuildError as error:
        raise UsageError(str(error)) from None
    sys.stdout.writelines(f"{article_id}: {printable(file)}\n" for article_id, file in restored.files.items())
    print(f"wrote {options.out}: all rows are those of the full edition, logical sha256 {restored.logical_sha256}")
    return 0
