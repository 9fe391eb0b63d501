"""`torkham build`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from torkham.cli import UsageError
from torkham.report import FORMATS, write


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("root", nargs="?", type=Path, default=Path(), help="the annotation tree (default: this folder)")
    parser.add_argument("--out", type=Path, help="the dataset folder to write (default: ROOT/dataset)")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how findings are printed")


def run(options: argparse.Namespace) -> int:
    """Build the dataset, or print what stands against it; return 1 for findings."""
    from torkham.build import BuildError, write_dataset
    from torkham.corpus import read_corpus
    from torkham.layout import SOURCES

    if not (options.root / SOURCES).is_file():
        raise UsageError(f"{options.root} is no annotation tree: {SOURCES} is missing")
    corpus = read_corpus(options.root)
    out = options.out or options.root / "dataset"
    try:
        write_dataset(corpus, out)
    except BuildError as error:
        if not error.findings:
            raise UsageError(str(error)) from None
        write(error.findings, options.format, sys.stdout, options.root)
        return 1
    if options.format != "text":  # a program that reads findings is to read that there are none, and nothing else
        write([], options.format, sys.stdout, options.root)
    sentences = sum(len(article.units) for article in corpus.articles)
    print(
        f"built {out}: {len(corpus.articles)} articles, {sentences} sentences, version {corpus.release['version']}",
        file=sys.stdout if options.format == "text" else sys.stderr,
    )
    return 0
