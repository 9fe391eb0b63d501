"""Makes mutations by number, judges them, and says what became of each."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

import torkham
from tests.corruption.bases import ALSO_REAL, Bases
from tests.corruption.kinds import KINDS, Change, Kind, Verdict
from torkham import row_checks
from torkham.findings import Finding

TRIES = 50
"""How often a kind is asked for a place in which it applies."""
OUTCOMES = ("hit", "missed", "equal", "valid", "false alarm", "crashed")
FAILURES = ("missed", "false alarm", "crashed")


@dataclass(frozen=True)
class Result:
    """What became of one mutation."""

    number: int
    kind: str
    outcome: str
    told: str
    found: list[str] = field(repr=False)


class Runner:
    """Makes and judges the mutations of one seed; only kinds whose names hold `like` are used."""

    def __init__(self, folder: Path, seed: int, like: str = "", shipped: float = 0.02) -> None:
        self.seed = seed
        self.kinds = [kind for kind in KINDS.values() if like in kind.name]
        self._shipped = shipped
        self._bases = Bases(folder)

    def run(self, number: int) -> Result:
        """Make the mutation of this number and judge it."""
        kind = self.kinds[number % len(self.kinds)]
        random = Random(f"{self.seed}/{number}")
        real = kind.base in ALSO_REAL and random.random() < self._shipped
        name = f"shipped {kind.base}" if real else kind.base
        base, folder = self._bases[name]
        try:
            change = mutation(kind, base, random)
            with made(change, folder, base.files):
                found = torkham.validate(folder)
        except (Exception, pl.exceptions.PanicException):
            return Result(number, kind.name, "crashed", name, [traceback.format_exc(limit=-4)])
        return Result(number, kind.name, outcome(kind, change, found), f"{name}: {change.told}", list(map(line, found)))


def mutation(kind: Kind, base: Any, random: Random) -> Change:
    """Return a change of this kind."""
    for _ in range(TRIES):
        if change := kind.mutate(base, random):
            return change
    raise LookupError(f"{kind.name} finds no place")


@contextmanager
def made(change: Change, folder: Path, files: dict[str, bytes]) -> Iterator[None]:
    """Make a change in a folder with these files, and unmake it in the end."""
    try:
        for file, data in change.files.items():
            write(folder / file, data)
        yield
    finally:
        for file in change.files:
            write(folder / file, files.get(file))


def write(path: Path, data: bytes | None) -> None:
    if data is None:
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def outcome(kind: Kind, change: Change, found: list[Finding]) -> str:
    if change.verdict is not Verdict.BROKEN:
        return "false alarm" if found else str(change.verdict)
    return "hit" if any(each.check in kind.checks and change.is_named_by(each) for each in found) else "missed"


def line(finding: Finding) -> str:
    return f"{finding.file}:{finding.line} {finding.check} {finding.where}: {finding.message}"


def tally(results: list[Result]) -> dict[str, Counter[str]]:
    """Return the number of mutations of each kind by outcome."""
    counts: dict[str, Counter[str]] = {}
    for result in results:
        counts.setdefault(result.kind, Counter())[result.outcome] += 1
    return counts


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder for the copies in which mutations are made."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@contextmanager
def values_judged_once() -> Iterator[None]:
    """Judge the values of equal tables once: a mutation changes one or two, and the others take most of the time."""
    judge, known = row_checks.failures, {}

    def remembered(tables: dict[str, pl.DataFrame]) -> list[Any]:
        keys = {table: (table, frame.write_ipc(None).getvalue()) for table, frame in tables.items()}
        if len(known) > 1_000:
            known.clear()
        new = {table: frame for table, frame in tables.items() if keys[table] not in known}
        found = list(judge(new))
        fresh = {keys[table]: [failure for failure in found if failure.table == table] for table in new}
        known.update(fresh)
        return [failure for key in keys.values() for failure in known[key]]

    row_checks.failures = remembered
    try:
        yield
    finally:
        row_checks.failures = judge


def copy(source: Path, target: Path) -> Path:
    return Path(shutil.copytree(source, target))
