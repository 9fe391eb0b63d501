"""Write docs/schemas/, a self-contained JSON Schema for every file people write, and the line that names it there.

python scripts/editor_schemas.py           # writes what is stale
python scripts/editor_schemas.py --check   # changes nothing; returns 1 where something is stale

The schemas of schema/ refer to one another by URN, which editors cannot follow; here every reference is inlined. The
first line of a file (`# yaml-language-server: $schema=…`) says where an editor finds its schema.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, relpath
from typing import Any

from torkham import contract
from torkham.contract import Json
from torkham.layout import PASSES

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "docs/schemas"
MODELINE = "# yaml-language-server: $schema="
NAMES = sorted(path.stem for path in (ROOT / "schema" / "files").glob("*.json"))

DIALECT = "http://json-schema.org/draft-07/schema#"
"""What every editor knows. Without references, our schemas say the same in it as in 2020-12."""
MODES = "event_mode"
"""The vocabulary whose codes are defined elsewhere: what a mode means depends on the type of the event."""
COMMENT = "Written by scripts/editor_schemas.py from schema/: edit there."


def main(argv: list[str] | None = None) -> int:
    """Return 0, or 1 where something is stale and only checked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; return 1 where something is stale")
    options = parser.parse_args(argv)
    stale = list(stale_files())
    for file, content in stale:
        path = ROOT / file
        if options.check:
            print(f"{file} is stale: run python scripts/editor_schemas.py", file=sys.stderr)
        elif content is None:
            path.unlink()
            print(f"removed {file}")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")
            print(f"wrote {file}")
    return int(options.check and bool(stale))


def stale_files() -> Iterator[tuple[str, str | None]]:
    """Yield the files that are not as they should be, each with the content it should have; None: it should go."""
    schemas = {schema_file(name): bundled(name) for name in NAMES}
    wanted = {**schemas, **{file: with_modeline(file, name) for file, name in edited()}}
    for file, content in wanted.items():
        path = ROOT / file
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            yield file, content
    for path in sorted((ROOT / FOLDER).glob("*.schema.json")):
        if (file := path.relative_to(ROOT).as_posix()) not in schemas:
            yield file, None


def edited() -> Iterator[tuple[str, str]]:
    """Yield the committed files that are open to edits, each with the name of its schema.

    The title of a file's schema is the pattern of its path. Passes are never edited once they are taken.
    """
    for name in NAMES:
        pattern = contract.schema(name)["title"]
        if not pattern.startswith(PASSES):
            yield from ((path.relative_to(ROOT).as_posix(), name) for path in sorted(ROOT.glob(pattern)))


def modeline(file: str, name: str) -> str:
    """Return the first line of a file (its path from the root) that editors are to judge by the schema `name`."""
    return f"{MODELINE}{relpath(schema_file(name), dirname(file))}\n"


def with_modeline(file: str, name: str) -> str:
    """Return the content of a file with its modeline."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return modeline(file, name) + (text.partition("\n")[2] if text.startswith(MODELINE) else text)


def schema_file(name: str) -> str:
    """Return the path of a bundled schema."""
    return f"{FOLDER}/{name}.schema.json"


def bundled(name: str) -> str:
    """Return the content of a bundled schema."""
    schema = {"$schema": DIALECT, "$comment": COMMENT} | _plain(contract.expanded(name))
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _plain(node: Any) -> Any:
    """Return an expanded schema in the keywords that editors know: the terms of a vocabulary describe its codes."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain: Json = {}
    for key, value in node.items():
        if key == "properties":
            plain[key] = {name: _plain(schema) for name, schema in value.items()}
        elif key in ("examples", "default"):
            plain[key] = value
        elif not key.startswith(("$", "x-")):
            plain[key] = _plain(value)
    if node.get("x-vocabulary", MODES) != MODES:
        terms = contract.terms(node["x-vocabulary"])
        plain["enumDescriptions"] = [terms[code]["definition"] for code in node["enum"]]
    return plain


if __name__ == "__main__":
    sys.exit(main())
