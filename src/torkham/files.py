"""Files of an annotation tree: read strictly, with findings instead of exceptions."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from torkham.document import (
    CONTROL_CHARACTER,
    MAX_BYTES,
    Document,
    DocumentError,
    control_character,
    read_document,
)
from torkham.findings import Finding, Origin, Rule, did_you_mean, rule
from torkham.schema_findings import schema_findings

MISSING = rule(
    "format/missing-file", "Every file that another file names, or the layout asks for, is there and can be read."
)
UNKNOWN_FILE = rule("format/unknown-file", "No file stands where the layout has no place for it.")
UTF8 = rule("format/utf8", "Text files are UTF-8 without a byte-order mark.")
CONTROL = rule("format/control-character", "Texts hold no NUL or other control character but tab and line ends.")
EMPTY = rule("format/empty", "An article has text.")
SIZE = rule("format/size", "A file is not larger than its reader allows.")
YAML = rule("format/yaml", "A YAML file is one plain document: no tags, anchors, aliases, or deep nesting.")
DUPLICATE_KEY = rule("format/duplicate-key", "A key stands once in its mapping.")
SYMLINK = rule("format/symlink", "A symbolic link leads to a file or folder inside the tree or dataset that is read.")
JSON = rule("format/json", "A JSON Lines file holds one JSON object a line, each key once and every number finite.")

_OUTSIDE = "put the file itself here, not a link"


@dataclass
class Folder:
    """A folder being read: paths are relative to `root`, and what is wrong collects in `findings`.

    Where `confined`, symbolic links that lead out of `root` are not followed. `hashes` has the sha256 of every file
    that was read.
    """

    root: Path
    findings: list[Finding] = field(default_factory=list)
    confined: bool = True
    hashes: dict[str, str] = field(default_factory=dict, repr=False)

    def path(self, file: str) -> Path | None:
        """Return the path of a file to read, or None with a finding where it is none, or not to be read."""
        path = self.root / file
        try:
            if self._leads_out(path):
                self.findings.append(SYMLINK.at(Origin(file), "a link leads out of the folder", hint=_OUTSIDE))
            elif stat.S_ISREG(path.stat().st_mode):
                return path
            else:
                hint = "put a file in its place"
                self.findings.append(MISSING.at(Origin(file), "what stands here is not a file", hint=hint))
        except FileNotFoundError:
            hint = "restore the file, or mend the name where another file names it"
            self.findings.append(MISSING.at(Origin(file), "the file is missing", hint=hint))
        except OSError as error:
            self._unreadable(file, error)
        return None

    def bytes(self, file: str, limit: int = MAX_BYTES) -> bytes | None:
        """Return the content of a file, or None with a finding where it is missing, unreadable or too large."""
        path = self.path(file)
        if path is None:
            return None
        try:
            with path.open("rb") as stream:
                data = stream.read(limit + 1)
        except OSError as error:
            self._unreadable(file, error)
            return None
        if len(data) > limit:
            self.findings.append(SIZE.at(Origin(file), f"larger than {limit} bytes", hint="make it smaller"))
            return None
        self.hashes[file] = hashlib.sha256(data).hexdigest()
        return data

    def _unreadable(self, file: str, error: OSError) -> None:
        if error.errno == errno.ELOOP:
            finding = SYMLINK.at(Origin(file), "a link leads back to itself", hint=_OUTSIDE)
        else:
            hint = "let it be read, or put another in its place"
            finding = MISSING.at(Origin(file), f"the file cannot be read: {error.strerror}", hint=hint)
        self.findings.append(finding)

    def _leads_out(self, path: Path) -> bool:
        """Return whether links on the way to `path` lead out of the folder.

        A snapshot in the Hugging Face Hub's cache (`snapshots/REVISION`) holds links to files of `blobs/` beside it.
        """
        if not self.confined:
            return False
        root, target = Path(os.path.realpath(self.root)), Path(os.path.realpath(path))
        blobs = root.parent.parent / "blobs"
        in_blobs = root.parent.name == "snapshots" and target.parent == blobs
        return not (target.is_relative_to(root) or in_blobs)

    def text(self, file: str, limit: int = MAX_BYTES) -> str | None:
        """Return the text of a file, line ends untouched, or None with findings where it is no clean UTF-8."""
        data = self.bytes(file, limit)
        if data is None:
            return None
        found = list(text_failures(data))
        self.findings.extend(make(Origin(file, line)) for line, make in found)
        return None if found else data.decode("utf-8")

    def article_text(self, file: str) -> str | None:
        """Return the text of an article, or None with findings; an article without text is one."""
        text = self.text(file)
        if text is not None and not text.strip():
            self.findings.append(
                EMPTY.at(Origin(file), "the article is empty", hint="an article has text: restore the file")
            )
            return None
        return text

    def document(self, file: str, schema: str) -> Document | None:
        """Return a YAML file judged by `schema` (`file:annotation`, …), or None with findings."""
        text = self.text(file)
        if text is None:
            return None
        try:
            document = read_document(text, file, schema)
        except DocumentError as error:
            broken = rule_of(error, YAML)
            self.findings.append(broken.at(Origin(file, error.line), error.message, hint=error.hint))
            return None
        found = list(schema_findings(document, schema))
        self.findings.extend(found)
        return None if found else document

    def expect_only(self, folder: str, names: set[str]) -> None:
        """Find files in `folder` that are not among `names`."""
        directory = self.root / folder
        if self._leads_out(directory):
            self.findings.append(SYMLINK.at(Origin(folder), "a link leads out of the folder", hint=_OUTSIDE))
            return
        for path in sorted(directory.iterdir()) if directory.is_dir() else ():
            if path.name not in names:
                origin = Origin(f"{folder}/{path.name}".lstrip("/"))
                self.findings.append(
                    UNKNOWN_FILE.at(
                        origin,
                        f"{folder or 'a dataset'} has no place for {path.name}",
                        hint=did_you_mean(path.name, names) or "put it elsewhere, or mend its name",
                    )
                )


def rule_of(error: DocumentError, otherwise: Rule) -> Rule:
    """Return the rule that a file breaks by what its reader refuses."""
    return {"duplicate-key": DUPLICATE_KEY, "control-character": CONTROL, "size": SIZE}.get(error.kind, otherwise)


def text_failures(data: bytes) -> Iterator[tuple[int, Callable[[Origin], Finding]]]:
    """Yield (line, what makes the finding) for everything that makes `data` no clean UTF-8 text."""
    if data.startswith(b"\xef\xbb\xbf"):
        yield 1, lambda at: UTF8.at(at, "starts with a byte-order mark", hint="save as UTF-8 without BOM")
        return
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{data[error.start]:02x} at offset {error.start} is not UTF-8"
        yield line, lambda at: UTF8.at(at, message, hint="convert the file to UTF-8")
        return
    if match := CONTROL_CHARACTER.search(text):
        line = text.count("\n", 0, match.start()) + 1
        said = control_character(line, match[0])
        yield line, lambda at: CONTROL.at(at, said.message, hint=said.hint)
