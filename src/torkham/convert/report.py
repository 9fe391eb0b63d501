"""The report of a conversion: everything that was read was converted or is listed with the reason why not."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from torkham.contract import LABELS
from torkham.convert.found import REASONS, Skip
from torkham.report.words import printable

CAP = 10
"""How many places of one reason, and notes, the text shows; JSON has all."""


@dataclass(frozen=True)
class Report:
    """What became of the input: `read` is the number of files and records, of which `skipped` are not in the dataset.

    `resumed` of the `converted` were in the journal of an earlier run. `notes` are remarks on converted articles by
    place. `near_duplicates` are the places of articles that are nearly equal and share a fold, fold by fold. `rows` has
    the number of rows of each table; it is empty where no dataset was written.
    """

    read: int
    converted: int
    resumed: int
    skipped: Sequence[Skip]
    notes: Sequence[tuple[str, str]]
    annotator_id: str
    dataset: Path
    near_duplicates: Sequence[Sequence[str]] = ()
    rows: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> str:
        """Return the complete report as JSON."""
        content = {
            "read": self.read,
            "converted": self.converted,
            "resumed": self.resumed,
            "skipped": [asdict(skip) for skip in self.skipped],
            "notes": [{"place": place, "note": note} for place, note in self.notes],
            "near_duplicates": [list(places) for places in self.near_duplicates],
            "annotator_id": self.annotator_id,
            "dataset": str(self.dataset) if self.rows else None,
            "rows": dict(self.rows),
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    def as_text(self) -> Iterator[str]:
        """Yield the lines of the report, printable, with the commands that come next."""
        resumed = f" ({self.resumed} of them in an earlier run)" if self.resumed else ""
        yield f"read {self.read}: {self.converted} converted{resumed}, {len(self.skipped)} skipped"
        for reason, words in REASONS.items():
            found = [skip for skip in self.skipped if skip.reason == reason]
            if found:
                yield f"  {len(found)} {words}"
                yield from _capped([f"{skip.place}: {skip.message}" for skip in found], "    ")
                for hint in dict.fromkeys(skip.hint for skip in found[:CAP] if skip.hint):
                    yield printable(f"    → {hint}")
        if self.notes:
            yield f"  {_counted(len(self.notes), 'note')}"
            yield from _capped([f"{place}: {note}" for place, note in self.notes], "    ")
        if self.near_duplicates:
            count, folds = sum(map(len, self.near_duplicates)), _counted(len(self.near_duplicates), "fold")
            yield f"  {count:,} articles are nearly equal to others, and stand in {folds} with them"
            yield from _capped([_listed(places) for places in self.near_duplicates], "    ")
        if self.rows:
            yield from self._next_steps()

    def _next_steps(self) -> Iterator[str]:
        labels = ", ".join(_counted(self.rows.get(layer, 0), layer[:-1]) for layer in LABELS)
        sentences = _counted(self.rows["sentences"], "sentence")
        yield printable(f"wrote {self.dataset}: {_counted(self.converted, 'article')}, {sentences}, {labels}")
        code = f'from datasets import load_dataset; print(load_dataset("{self.dataset}"))'
        yield printable(f"  check it: torkham validate {shlex.quote(str(self.dataset))}")
        yield printable(f"  load it:  python -c {shlex.quote(code)}")


def _capped(lines: Sequence[str], indent: str) -> Iterator[str]:
    yield from (printable(indent + line) for line in lines[:CAP])
    if len(lines) > CAP:
        yield f"{indent}… and {len(lines) - CAP} more (--report FILE.json lists them all)"


def _listed(places: Sequence[str]) -> str:
    more = f" and {len(places) - CAP} more" if len(places) > CAP else ""
    return ", ".join(places[:CAP]) + more


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
