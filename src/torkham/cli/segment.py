"""`torkham segment FILE`."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from torkham.cli import UsageError

_ANNOTATOR_ID = "record:mention#/$defs/fields/properties/annotator_id"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, help="the article, a UTF-8 text file")
    parser.add_argument("--article-id", help="id of the article (default: a slug of the file's name)")
    parser.add_argument("--annotator-id", default="annotator", help="who will fill in the skeleton")
    parser.add_argument(
        "--out", type=Path, help="write the skeleton here (default: print it); an existing file is never replaced"
    )


def run(options: argparse.Namespace) -> int:
    """Write the annotation skeleton; return 1 where the article cannot be read."""
    from torkham.files import Folder
    from torkham.report import as_text
    from torkham.skeleton import skeleton
    from torkham.validators import validator

    if not options.file.exists():
        raise UsageError(f"{options.file} is not there")
    folder = Folder(Path(), confined=False)  # whoever names a file may name a link
    text = folder.article_text(str(options.file))
    if text is None:
        sys.stderr.writelines(f"{line}\n" for line in as_text(folder.findings))
        return 1
    article_id = options.article_id or re.sub(r"[^a-z0-9]+", "-", options.file.stem.lower()).strip("-")
    if not validator("common#/$defs/article_id").is_valid(article_id):
        raise UsageError(
            f'"{article_id}" is no article id: write --article-id with lower-case words joined by hyphens, '
            "at most 100 characters"
        )
    if not validator(_ANNOTATOR_ID).is_valid(options.annotator_id):
        raise UsageError(
            f'"{options.annotator_id}" is no annotator id: a lower-case letter, then letters, digits, "_", "." or "-"'
        )
    content = skeleton(article_id, text, options.annotator_id)
    if options.out is None:
        sys.stdout.write(content)
        return 0
    try:
        with options.out.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(content)
    except FileExistsError:
        raise UsageError(
            f"{options.out} is there already: its borders and labels count, so it is not replaced"
        ) from None
    print(f"wrote {options.out}", file=sys.stderr)
    return 0
