"""Steps of a long measurement, each kept when it is taken: after an interruption, the same command goes on there."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.watched import Watched, run

Figures = dict[str, Any]


class Steps:
    """What was measured, in a file that is written after every step; a step that is there is not taken again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.done: Figures = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}

    def take(self, name: str, step: Callable[[], Any]) -> Any:
        """Return what a step gave, now or before."""
        if name not in self.done:
            print(name, file=sys.stderr, flush=True)
            self.keep(name, step())
        return self.done[name]

    def keep(self, name: str, given: Any) -> None:
        """Enter what a step gave."""
        self.done[name] = given
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(self.done, indent=2) + "\n", encoding="utf-8")
        new.replace(self._path)

    def watch(self, name: str, arguments: Sequence[str], *, goes_on: bool = False) -> Figures:
        """Run a command and return what was seen of it; where it `goes_on` after an interruption, of all its runs."""
        before = self.done.get(f"{name}, so far", asdict(Watched())) if goes_on else asdict(Watched())

        def together(seen: Watched) -> Figures:
            return {
                "seconds": before["seconds"] + seen.seconds,
                "parent_bytes": max(before["parent_bytes"], seen.parent_bytes),
                "worker_bytes": seen.worker_bytes or before["worker_bytes"],
                "load": max(before["load"], seen.load),
            }

        def step() -> Figures:
            keep = (lambda seen: self.keep(f"{name}, so far", together(seen))) if goes_on else (lambda _: None)
            return together(run(arguments, keep))

        found: Figures = self.take(name, step)
        return found
