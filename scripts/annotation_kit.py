"""Write the kit that blind annotators work from, judge what they have filled in, and take it in as a pass.

python scripts/annotation_kit.py write KIT --protocol sentences
python scripts/annotation_kit.py check KIT
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from torkham.corpus import read_corpus
from torkham.kit import kit_files, kit_hashes, write_kit
from torkham.passes import take_pass
from torkham.report import as_text
from torkham.validation import check

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None) -> int:
    """Return 0 where all is well, 1 for findings, 2 for misuse."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("write", "check", "take"), help="what to do with the kit")
    parser.add_argument("kit", type=Path, help="the kit's folder")
    parser.add_argument("--protocol", choices=("sentences", "questions"), default="sentences", help="guidelines §1.5")
    parser.add_argument("--annotator", help="take: who filled it in (an id of annotations/annotators.yaml)")
    parser.add_argument("--finished", help="take: when, in EDTF (2026-11-22)")
    options = parser.parse_args(argv)
    return {"write": write, "check": judge, "take": take}[options.action](options)


def write(options: argparse.Namespace) -> int:
    """Write an empty kit into a new folder."""
    try:
        write_kit(kit_files(ROOT, options.protocol), options.kit)
    except FileExistsError:
        print(f"{options.kit} is there already: name a new folder", file=sys.stderr)
        return 2
    print(f"wrote {options.kit}")
    return 0


def judge(options: argparse.Namespace) -> int:
    """Print what the checks find in the kit's articles."""
    folder = (options.kit / "articles").absolute()
    findings = check(read_corpus(ROOT, str(folder)))
    sys.stdout.writelines(f"{line}\n" for line in as_text(findings))
    return 1 if findings else 0


def take(options: argparse.Namespace) -> int:
    """Take a filled kit without findings into annotations/passes/."""
    if not options.annotator or not options.finished:
        print("take needs --annotator and --finished", file=sys.stderr)
        return 2
    if judge(options):
        return 1
    hashes = kit_hashes(kit_files(ROOT, options.protocol))
    try:
        folder = take_pass(options.kit, ROOT, options.annotator, options.protocol, hashes, options.finished)
    except FileExistsError:
        print(f"{options.annotator} has a pass already; passes are never edited", file=sys.stderr)
        return 2
    print(f"took {folder.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
