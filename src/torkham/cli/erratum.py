"""`torkham erratum FILE`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from torkham.cli import UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", nargs="?", type=Path, help="the correction, filled in from --template")
    parser.add_argument("--template", action="store_true", help="print an empty correction and stop")
    parser.add_argument("--root", type=Path, default=Path(), help="the annotation tree (default: this folder)")
    parser.add_argument("--accept", metavar="REASON", help="apply it, and log why; else only show what it would change")


def run(options: argparse.Namespace) -> int:
    """Show what a correction changes, or apply it; return 1 where it breaks a check."""
    from torkham.corpus import read_corpus
    from torkham.erratum import TEMPLATE, ErratumError, apply, propose
    from torkham.files import Folder
    from torkham.layout import SOURCES
    from torkham.report import as_text

    if options.template:
        print(TEMPLATE, end="")
        return 0
    if options.file is None:
        raise UsageError("name the file of the correction, or ask for --template")
    if not (options.root / SOURCES).is_file():
        raise UsageError(f"{options.root} is no annotation tree: {SOURCES} is missing")
    if not options.file.exists():
        raise UsageError(f"{options.file} is not there")
    folder = Folder(Path(), confined=False)  # whoever names a file may name a link
    document = folder.document(str(options.file), "file:erratum")
    corpus = read_corpus(options.root)
    findings = [*folder.findings, *corpus.findings]
    if document is None or findings:
        sys.stdout.writelines(f"{line}\n" for line in as_text(findings))
        return 1
    try:
        change = propose(corpus, document.value, options.accept or "not decided yet")
    except ErratumError as error:
        print(f"torkham erratum: {error}", file=sys.stderr)
        sys.stdout.writelines(f"{line}\n" for line in as_text(error.findings) if error.findings)
        return 1
    print(change.label_id)
    sys.stdout.writelines(f"  {line}\n" for line in change.lines())
    if options.accept is None:
        print("nothing was written: accept it with --accept REASON")
        return 0
    apply(corpus, change)
    sys.stdout.writelines(f"wrote {file}\n" for file in change.files)
    print("next: raise the version in annotations/release.yaml, say in CHANGELOG.md what changed, and build")
    return 0
