"""What was measured when: the looks at the unseen set, and the scores on the seeds while the rules grew.

Both are lists in YAML to which entries are only ever added: what stands there is kept byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from benchmarks.main_figures import KEYS, Value
from torkham.layout import sha256

Entry: TypeAlias = dict[str, Any]
Measured: TypeAlias = Mapping[str, Mapping[str, Value]]
"""By system, then by the key of a figure (`benchmarks.main_figures`)."""

_ENTRY = {"date", "annotator_id", "lexicon", "code", "figures"}
_OPTIONAL = {"note", "articles", "sentences"}


class LedgerError(ValueError):
    """A ledger holds something that is no entry of it; the message says where and what."""


def read_entries(path: Path) -> list[Entry]:
    """Return the entries of a ledger in order; none where it is not there. Raises `LedgerError`."""
    if not path.is_file():
        return []
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise LedgerError(f"{path} is no YAML: {error}") from None
    if not isinstance(found, list):
        raise LedgerError(f"{path} holds no list of entries")
    for number, entry in enumerate(found, 1):
        if told := _objection(entry):
            raise LedgerError(f"{path}: entry {number} {told}")
    return found


def _objection(entry: object) -> str | None:
    if not isinstance(entry, dict):
        return "is no mapping"
    if missing := _ENTRY - entry.keys():
        return f"lacks {', '.join(sorted(missing))}"
    if unknown := entry.keys() - _ENTRY - _OPTIONAL:
        return f"has {', '.join(sorted(unknown))}, which no entry has"
    if not isinstance(entry["date"], str) or not _is_date(entry["date"]):
        return f"has the date {entry['date']!r}: write it as '2026-01-31'"
    for system, figures in entry["figures"].items():
        if unknown := figures.keys() - KEYS:
            return f"has the figure {', '.join(sorted(unknown))} of {system}, which is none"
    return None


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def append(path: Path, entry: Entry) -> None:
    """Add an entry at the end of a ledger. Raises `LedgerError` where the ledger or the entry is none."""
    read_entries(path)
    if told := _objection(entry):
        raise LedgerError(f"the entry {told}")
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    dumped = yaml.dump([entry], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=float("inf"))
    whole = f"{before}{'' if before.endswith(chr(10)) or not before else chr(10)}{dumped}"
    path.write_text(whole, encoding="utf-8", newline="\n")


class _Dumper(yaml.SafeDumper):
    """Writes values that hold no mappings (a figure with its interval) in one line."""

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        flow = all(not isinstance(item, dict) for item in sequence)
        return super().represent_sequence(tag, sequence, flow_style=flow or flow_style)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def entry_of(day: str, annotator_id: str, hashes: Mapping[str, str], measured: Measured, **more: str | int) -> Entry:
    """Return an entry; `more` are its note, or the numbers of articles and sentences."""
    figures = {
        system: {key: [value.value, value.low, value.high] for key, value in values.items()}
        for system, values in measured.items()
    }
    return {"date": day} | more | {"annotator_id": annotator_id} | dict(hashes) | {"figures": figures}


def measured_of(entry: Entry) -> dict[str, dict[str, Value]]:
    """Return the figures of an entry."""
    return _values(entry["figures"])


def read_values(path: Path) -> dict[str, dict[str, Value]]:
    """Return the figures of a file that holds nothing else, by system; none where it is not there."""
    found = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return _values(found)


def _values(found: Mapping[str, Mapping[str, Sequence[Any]]]) -> dict[str, dict[str, Value]]:
    return {system: {key: Value(*numbers) for key, numbers in values.items()} for system, values in found.items()}


def annotator_hashes(folder: Path) -> dict[str, str]:
    """Return one SHA-256 over the files of the annotator's lexicon, and one over its code."""
    return {
        "lexicon": _hash(sorted((folder / "lexicon").rglob("*.yaml")), folder),
        "code": _hash(sorted(folder.glob("*.py")), folder),
    }


def _hash(files: Sequence[Path], folder: Path) -> str:
    lines = (f"{sha256(path.read_bytes())}  {path.relative_to(folder).as_posix()}\n" for path in files)
    return sha256("".join(lines).encode())
