"""What comes back from a tool: the marks of one article, as they stand in a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from torkham.document import MAX_BYTES
from torkham.exchange.layers import Mark
from torkham.exchange.problems import Problems
from torkham.files import Folder
from torkham.findings import Origin


@dataclass(frozen=True, slots=True)
class Incoming:
    """The marks that a file has for an article, and the text that goes with them."""

    article_id: str
    text: str
    marks: tuple[Mark, ...]
    origin: Origin


def read_text(file: Path, problems: Problems, limit: int = MAX_BYTES) -> str | None:
    """Return the text of a file, or None with findings where it is no clean UTF-8."""
    folder = Folder(Path(), confined=False)  # whoever names a file may name a link
    text = folder.text(str(file), limit)
    problems.findings.extend(folder.findings)
    return text
