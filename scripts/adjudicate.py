"""From two passes to gold labels: draft the logs of decisions, and derive the annotation files that follow from them.

python scripts/adjudicate.py draft lm-sentences lm-questions   # writes the logs that are not there yet
python scripts/adjudicate.py derive                            # writes annotations/articles/
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from torkham.adjudication import UnexplainedError, derive, draft, items
from torkham.canonical import write_document
from torkham.corpus import ADJUDICATION
from torkham.passes import read_passes

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None) -> int:
    """Return 0 where all is well, 1 where gold does not follow, 2 for misuse."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True)
    drafting = actions.add_parser("draft", help="write logs with every decision still to be made")
    drafting.add_argument("first", help="annotator id of the pass called a")
    drafting.add_argument("second", help="annotator id of the pass called b")
    actions.add_parser("derive", help="write the gold annotation files")
    options = parser.parse_args(argv)
    return write_drafts(options.first, options.second) if options.action == "draft" else write_gold()


def write_drafts(first: str, second: str) -> int:
    """Write a log for each article that has none."""
    passes = {each.annotator_id: each for each in read_passes(ROOT)}
    if missing := {first, second} - set(passes):
        print(f"no pass of {', '.join(sorted(missing))}: there are {', '.join(passes)}", file=sys.stderr)
        return 2
    a, b = passes[first], passes[second]
    for article_id, found in items(a, b).items():
        path = ROOT / ADJUDICATION / f"{article_id}.yaml"
        if path.exists():
            continue
        path.parent.mkdir(exist_ok=True)
        content = write_document(draft(article_id, a, b, found), "file:adjudication")
        path.write_text(content, encoding="utf-8", newline="\n")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


def write_gold() -> int:
    """Write the annotation files that follow from passes and logs."""
    try:
        documents = derive(ROOT)
    except UnexplainedError as error:
        print(error, file=sys.stderr)
        return 1
    for file, content in documents.items():
        (ROOT / file).write_text(content, encoding="utf-8", newline="\n")
        print(f"wrote {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
