"""Write the table of all checks to docs/checks.md; --check: is it there?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from torkham.catalogue import LEVELS, rules
from torkham.findings import Level

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "checks.md"

HEAD = """\
<!-- Written by scripts/checks_table.py from the rules that src/torkham states: change those, never this page. -->

# Checks

What `torkham validate` judges. Levels build on one another: what fails one is not judged by the next. The ids never
change; `--select` and `--ignore` take them, or whole levels.
"""


def main(argv: list[str] | None = None) -> int:
    """Return 0, or 1 where the page is stale and only checked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; return 1 where the page is stale")
    options = parser.parse_args(argv)
    content = "\n".join(page())
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == content:
        return 0
    if options.check:
        print("docs/checks.md is stale: run python scripts/checks_table.py", file=sys.stderr)
        return 1
    PAGE.write_text(content, encoding="utf-8", newline="\n")
    print("wrote docs/checks.md")
    return 0


def page() -> Iterator[str]:
    """Yield the lines of the page, the last of them empty."""
    yield HEAD
    for level in Level:
        name = level.name.lower()
        yield f"## {level}. {name}"
        yield ""
        yield LEVELS[level]
        yield ""
        yield "| check | level | severity | what holds |"
        yield "|---|---|---|---|"
        for rule in rules():
            if rule.level is level:
                text = rule.text.replace("|", "\\|")
                yield f"| `{rule.id}` | {name} | {rule.severity} | {text} |"
        yield ""


if __name__ == "__main__":
    sys.exit(main())
