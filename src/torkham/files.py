"""Files of an annotation tree: read strictly, with findings instead of exceptions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from torkham.document import MAX_BYTES, Document, DocumentError, read_document
from torkham.findings import Finding, Origin, did_you_mean, rule
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

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Control characters that are neither white space nor line ends."""


@dataclass
class Folder:
    """A folder being read: paths are relative to `root`, and what is wrong collects in `findings`."""

    root: Path
    findings: list[Finding] = field(default_factory=list)

    def bytes(self, file: str, limit: int = MAX_BYTES) -> bytes | None:
        """Return the content of a file, or None with a finding where it is missing, unreadable or too large."""
        path = self.root / file
        try:
            if path.stat().st_size > limit:
                self.findings.append(SIZE.at(Origin(file), f"larger than {limit} bytes", hint="split the file"))
                return None
            return path.read_bytes()
        except FileNotFoundError:
            hint = "restore the file, or mend the name where another file names it"
            self.findings.append(MISSING.at(Origin(file), "the file is missing", hint=hint))
        except OSError as error:
            self.findings.append(MISSING.at(Origin(file), f"the file cannot be read: {error.strerror}"))
        return None

    def text(self, file: str) -> str | None:
        """Return the text of a file, line ends untouched, or None with findings where it is no clean UTF-8."""
        data = self.bytes(file)
        if data is None:
            return None
        found = list(_text_failures(data))
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
            broken = DUPLICATE_KEY if error.kind == "duplicate-key" else YAML
            self.findings.append(broken.at(Origin(file, error.line), error.message, hint=error.hint))
            return None
        found = list(schema_findings(document, schema))
        self.findings.extend(found)
        return None if found else document

    def expect_only(self, folder: str, names: set[str]) -> None:
        """Find files in `folder` that are not among `names`."""
        directory = self.root / folder
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


def _text_failures(data: bytes) -> Iterator[tuple[int, Callable[[Origin], Finding]]]:
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
    if match := _CONTROL.search(text):
        line = text.count("\n", 0, match.start()) + 1
        code = ord(match[0])
        yield line, lambda at: CONTROL.at(at, f"holds the control character U+{code:04X}", hint="remove it")
