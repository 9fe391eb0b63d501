"""Freeze the kit that blind annotators work from, hand it out, judge what they filled in, take it in as a pass.

python scripts/annotation_kit.py freeze 1.1                     # annotations/kits/1.1, from the tree as it is
python scripts/annotation_kit.py write KIT --protocol sentences # a copy to fill in
python scripts/annotation_kit.py check KIT
python scripts/annotation_kit.py take KIT --annotator ID --finished 2026-11-22 --protocol sentences

Another tree than this repository's is named by --root.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from torkham.corpus import read_corpus
from torkham.kit import GUIDELINES, KITS, frozen_kit, kit_files, kit_names, take_pass, write_kit
from torkham.report import as_text
from torkham.tree_checks import check

ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None) -> int:
    """Return 0 where all is well, 1 for findings, 2 for misuse."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("freeze", "write", "check", "take"), help="what to do with the kit")
    parser.add_argument("kit", type=Path, help="the kit's folder; freeze: its name")
    parser.add_argument("--root", type=Path, default=ROOT, help="the annotation tree (default: this repository)")
    parser.add_argument("--guidelines", type=Path, default=ROOT / GUIDELINES, help="freeze: the guidelines' file")
    parser.add_argument("--of", help="the frozen kit (default: the newest)")
    parser.add_argument("--protocol", choices=("sentences", "questions"), default="sentences", help="guidelines §1.5")
    parser.add_argument("--annotator", help="take: who filled it in (an id of annotations/annotators.yaml)")
    parser.add_argument("--finished", help="take: when, in EDTF (2026-11-22)")
    options = parser.parse_args(argv)
    options.of = options.of or next(reversed(kit_names(options.root)), "")
    try:
        return {"freeze": freeze, "write": write, "check": judge, "take": take}[options.action](options)
    except FileExistsError as error:
        print(f"{error.filename} is there already; it is never written over", file=sys.stderr)
    except FileNotFoundError as error:
        print(f"{error.filename or error} is not there", file=sys.stderr)
    except ValueError as error:
        print(error, file=sys.stderr)
    return 2


def freeze(options: argparse.Namespace) -> int:
    """Write the kit of the tree as it is now into annotations/kits/, where it stays."""
    corpus = read_corpus(options.root)
    if findings := check(corpus):
        sys.stdout.writelines(f"{line}\n" for line in as_text(findings))
        return 1
    write_kit(kit_files(corpus, options.guidelines), options.root / KITS / options.kit)
    print(f"wrote {KITS}/{options.kit}")
    return 0


def write(options: argparse.Namespace) -> int:
    """Write an empty kit into a new folder."""
    write_kit(frozen_kit(options.root, options.of, options.protocol), options.kit)
    print(f"wrote {options.kit}")
    return 0


def judge(options: argparse.Namespace) -> int:
    """Print what the checks find in the kit's articles."""
    folder = (options.kit / "articles").absolute()
    findings = check(read_corpus(options.root, str(folder)))
    sys.stdout.writelines(f"{line}\n" for line in as_text(findings))
    return 1 if findings else 0


def take(options: argparse.Namespace) -> int:
    """Take a filled kit without findings into annotations/passes/."""
    if not options.annotator or not options.finished:
        print("take needs --annotator and --finished", file=sys.stderr)
        return 2
    if judge(options):
        return 1
    record = {"annotator_id": options.annotator, "protocol": options.protocol, "finished": options.finished}
    folder = take_pass(options.kit, options.root, options.of, record)
    print(f"took {folder.relative_to(options.root)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
