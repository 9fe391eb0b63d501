"""`torkham format FILE …`."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from torkham import contract
from torkham.cli import UsageError
from torkham.contract import Json


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="sources.yaml, splits.yaml, release.yaml, a registry, or an annotation file",
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; return 1 where a file is not in canonical form"
    )


def run(options: argparse.Namespace) -> int:
    """Write each file canonically; a file with errors is reported and left as it is."""
    results = [_format(path, check=options.check) for path in options.files]
    return 0 if all(results) else 1


def _format(path: Path, *, check: bool) -> bool:
    from torkham.canonical import assign_ids, head_comment, write_document
    from torkham.document import Document, DocumentError, read_document
    from torkham.files import Folder
    from torkham.findings import sort_findings
    from torkham.report import as_text
    from torkham.schema_findings import schema_findings

    schema = _schema_of(path)
    if not path.is_file():
        raise UsageError(f"{path} is not a file")
    folder = Folder(Path(), confined=False)  # whoever names a file may name a link
    text = folder.text(str(path))
    findings = list(folder.findings)
    if text is not None:
        try:
            document = read_document(text, str(path), schema)
            head = head_comment(text)
        except DocumentError as error:
            hint = f": {error.hint}" if error.hint else ""
            raise UsageError(f"{path}:{error.line}: {error.message}{hint}") from None
        if schema == "file:annotation" and isinstance(document.value, dict):
            assign_ids(document.value, _retired(path))
        findings += schema_findings(Document(str(path), document.value, document.lines), schema)
        if not findings:
            return _settle(path, text, write_document(document.value, schema, head), check=check)
    sys.stderr.writelines(f"{line}\n" for line in as_text(sort_findings(findings)))
    return False


def _retired(path: Path) -> tuple[Json, ...]:
    """Return what the tree of an annotation file has retired; nothing where the file is in none."""
    from torkham.files import Folder
    from torkham.layout import ANNOTATIONS, RETIRED

    folder = path.resolve().parent
    root = folder.parent.parent
    if folder != root / ANNOTATIONS or not (root / RETIRED).exists():
        return ()
    document = Folder(root).document(RETIRED, "file:retired")
    if document is None:
        raise UsageError(f"{root / RETIRED} has findings, and says which ids are taken: run torkham validate {root}")
    return tuple(document.value["retired"])


_NAMED = (
    *contract.REGISTRIES,
    *("sources", "splits", "release", "releases", "retired", "annotators", "exceptions", "pass"),
)
"""Files whose name alone says what they are."""


def _schema_of(path: Path) -> str:
    if path.parent.name == "adjudication":
        return "file:adjudication"
    return f"file:{path.stem}" if path.stem in _NAMED else "file:annotation"


def _settle(path: Path, text: str, canonical: str, *, check: bool) -> bool:
    if canonical == text:
        return True
    if check:
        print(f"{path} is not in canonical form: run torkham format {path}", file=sys.stderr)
        return False
    target = path.resolve()  # a link stays a link
    beside = target.with_name(f".{target.name}.new")
    beside.write_text(canonical, encoding="utf-8", newline="\n")
    shutil.copymode(target, beside)
    beside.replace(target)
    print(f"formatted {path}", file=sys.stderr)
    return True
