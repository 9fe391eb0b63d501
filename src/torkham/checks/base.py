"""How a check of frames is declared and run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from torkham.findings import Check, Failure, Finding, rule, run_checks
from torkham.frames import Frames

FRAME_CHECKS: dict[str, Check[Frames]] = {}
"""Every check of frames by its rule's id."""

REBUILD = "restore the dataset, or build it again"
"""The way out where people have nothing to mend: what is wrong is what the build writes."""

SPACE = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""All that is white space for Python, and so for `torkham.align`; Polars by itself leaves four characters out."""

Judge = Callable[[Frames], Iterator[Failure]]


def check(id_: str) -> Callable[[Judge], Judge]:
    """Enter a generator as the check of the rule `id_`; the first line of its docstring states the rule."""

    def enter(judge: Judge) -> Judge:
        text = (judge.__doc__ or "").strip().splitlines()[0]
        FRAME_CHECKS[id_] = Check(rule(id_, text), judge)
        return judge

    return enter


def check_frames(frames: Frames) -> list[Finding]:
    """Run every check of frames. Links come first: a broken reference is reported once, not by what follows from it."""
    return run_checks(FRAME_CHECKS.values(), frames)


def item(field: str, position: int | None) -> str:
    """Return the name of a field, or of the item of a list that stands at `position`, as `Frames.locate` knows it."""
    return field if position is None else f"{field}/{position}"


def short(id_: str) -> str:
    """Return a label id without its article, for messages."""
    return id_.split(":", maxsplit=1)[-1]
