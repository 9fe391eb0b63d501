"""From two passes to gold labels: draft the logs of decisions, and derive the annotation files that follow from them.

python scripts/adjudicate.py draft lm-sentences lm-questions   # writes the logs that are not there yet
python scripts/adjudicate.py derive                            # writes annotations/articles/
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from editor_schemas import modeline

from torkham.adjudication import draft, items
from torkham.canonical import write_document
from torkham.files import Folder
from torkham.findings import sort_findings
from torkham.gold import read_adjudications
from torkham.layout import ADJUDICATION
from torkham.passes import Pass, read_passes
from torkham.report import as_text
from torkham.sources import read_sources

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None) -> int:
    """Return 0 where all is well, 1 where gold does not follow, 2 for misuse."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=ROOT, help="the annotation tree (default: this repository)")
    actions = parser.add_subparsers(dest="action", required=True)
    drafting = actions.add_parser("draft", help="write logs with every decision still to be made")
    drafting.add_argument("first", help="annotator id of the pass called a")
    drafting.add_argument("second", help="annotator id of the pass called b")
    actions.add_parser("derive", help="write the gold annotation files")
    options = parser.parse_args(argv)
    if options.action == "draft":
        return write_drafts(options.root, options.first, options.second)
    return write_gold(options.root)


def write_drafts(root: Path, first: str, second: str) -> int:
    """Write a log for each article that two passes cover and that has none."""
    folder, passes = read(root)
    if folder.findings:
        return blame(folder)
    if missing := {first, second} - set(passes):
        print(f"no pass of {', '.join(sorted(missing))}: there are {', '.join(passes)}", file=sys.stderr)
        return 2
    a, b = passes[first].articles, passes[second].articles
    for article_id in (each for each in a if each in b):
        file = f"{ADJUDICATION}/{article_id}.yaml"
        path = root / file
        if path.exists():
            continue
        log = draft(article_id, (first, second), items(a[article_id], b[article_id]))
        content = write_document(log, "file:adjudication", head(root, file, "adjudication"))
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
        print(f"wrote {file}")
    return 0


def write_gold(root: Path) -> int:
    """Write the annotation files that follow from passes and logs, where they are not there yet."""
    folder, passes = read(root)
    cases = read_adjudications(folder, passes)
    if folder.findings:
        return blame(folder)
    for file, labels in (case.gold_file() for case in cases):
        path, content = root / file, head(root, file, "annotation") + labels
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8", newline="\n")
            print(f"wrote {file}")
    return 0


def read(root: Path) -> tuple[Folder, dict[str, Pass]]:
    """Read the passes of a tree."""
    folder = Folder(root)
    return folder, read_passes(folder, read_sources(folder))


def head(root: Path, file: str, kind: str) -> str:
    """Return the modeline of a file of this repository; another tree has no editor schemas of its own."""
    return modeline(file, kind) if root == ROOT else ""


def blame(folder: Folder) -> int:
    """Print what was found while reading; return 1."""
    sys.stdout.writelines(f"{line}\n" for line in as_text(sort_findings(folder.findings)))
    return 1


if __name__ == "__main__":
    sys.exit(main())
