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
    from torkham.corpus import SOURCES, read_corpus
    from torkham.report import as_json, as_text
    from torkham.validation import check

    if not (options.root / SOURCES).is_file():
        raise UsageError(f"{options.root} is no annotation tree: {SOURCES} is missing")
    corpus = read_corpus(options.root)
    findings = check(corpus)
    out = options.out or options.root / "dataset"
    if not findings:
        try:
            write_dataset(corpus, out)
        except BuildError as error:
            if not error.findings:
                raise UsageError(str(error)) from None
            print(f"torkham build: {error}", file=sys.stderr)
            findings = error.findings
    lines = as_json(findings) if options.format == "json" else as_text(findings)
    if findings:
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return 1
    sentences = sum(len(article.units) for article in corpus.articles)
    print(f"built {out}: {len(corpus.articles)} articles, {sentences} sentences, version {corpus.release['version']}")
    return 0
