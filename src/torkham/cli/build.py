"""`torkham build`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from torkham.cli import UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("root", nargs="?", type=Path, default=Path(), help="the annotation tree (default: this folder)")
    parser.add_argument("--out", type=Path, help="the dataset folder to write (default: ROOT/dataset)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how findings are printed")


def run(options: argparse.Namespace) -> int:
    """Build the dataset, or print what stands against it; return 1 for findings."""
    from torkham.build import BuildError, write_dataset
    from torkham.corpus import read_corpus
    from torkham.layout import SOURCES
    from torkham.report import as_json, as_text

    if not (options.root / SOURCES).is_file():
        raise UsageError(f"{options.root} is no annotation tree: {SOURCES} is missing")
    corpus = read_corpus(options.root)
    out = options.out or options.root / "dataset"
    try:
        write_dataset(corpus, out)
    except BuildError as error:
        if not error.findings:
            raise UsageError(str(error)) from None
        lines = as_json(error.findings) if options.format == "json" else as_text(error.findings)
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return 1
    sentences = sum(len(article.units) for article in corpus.articles)
    print(f"built {out}: {len(corpus.articles)} articles, {sentences} sentences, version {corpus.release['version']}")
    return 0
