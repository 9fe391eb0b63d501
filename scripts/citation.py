"""Write how the release is cited: CITATION.cff, and the BibTeX in README.md, from the built dataset."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from torkham.citation import bibtex, citation_cff
from torkham.croissant import release_of

ROOT = Path(__file__).resolve().parents[1]
_BLOCK = re.compile(r"```bibtex\n.*?```\n", re.DOTALL)


def main(argv: Sequence[str] | None = None) -> int:
    """Write the files that differ, or with --check name them; return 1 where --check finds any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where something would change")
    check = parser.parse_args(argv).check
    stale = [path for path, text in _texts() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    for path, text in _texts():
        if path in stale and not check:
            path.write_text(text, encoding="utf-8", newline="\n")
    for path in stale:
        name = path.relative_to(ROOT)
        print(f"{name} is not up to date: run scripts/citation.py" if check else f"wrote {name}")
    return 1 if check and stale else 0


def _texts() -> list[tuple[Path, str]]:
    release, logical_sha256 = release_of(ROOT / "dataset")
    readme = ROOT / "README.md"
    block = f"```bibtex\n{bibtex(release, logical_sha256)}\n```\n"
    cited, count = _BLOCK.subn(lambda _: block, readme.read_text(encoding="utf-8"))
    if count != 1:
        raise SystemExit(f"README.md has {count} blocks of BibTeX, not one")
    return [(ROOT / "CITATION.cff", citation_cff(release, logical_sha256)), (readme, cited)]


if __name__ == "__main__":
    sys.exit(main())
