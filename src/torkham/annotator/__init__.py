"""Annotators: what labels articles by machine. `load` gives one by its name."""

from __future__ import annotations

from torkham.annotator.base import Annotator
from torkham.findings import did_you_mean

NAMES = ("rules",)


def load(name: str = "rules", model: str | None = None) -> Annotator:
    """Return an annotator by its name; `model` names the parser's package (default: the first that is installed).

    Raises `ValueError` for a name that is none there is, and where no parser can be loaded (`ModelError`).
    """
    if name not in NAMES:
        hint = did_you_mean(name, NAMES) or f"There are: {', '.join(NAMES)}"
        raise ValueError(f'there is no annotator "{name}". {hint}')
    from torkham.annotator.rules import RuleAnnotator

    return RuleAnnotator(model=model)
