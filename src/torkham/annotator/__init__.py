"""Annotators: what labels articles by machine. `load` gives one by its name."""

from __future__ import annotations

from pathlib import Path

from torkham.annotator.base import Annotator
from torkham.findings import did_you_mean

NAMES = ("rules", "rules+opinion")


def load(name: str = "rules", model: str | None = None, registries: Path | None = None) -> Annotator:
    """Return an annotator by its name.

    `model` names the parser's package (default: the first that is installed), `registries` a folder of registries to
    link to (default: those of the released dataset). Raises `ValueError` for a name that is none there is, and where no
    model (`ModelError`) or registry (`RegistryError`) can be loaded.
    """
    if name not in NAMES:
        hint = did_you_mean(name, NAMES) or f"There are: {', '.join(NAMES)}"
        raise ValueError(f'there is no annotator "{name}". {hint}')
    from torkham.annotator.registries import read_registries
    from torkham.annotator.rules import RuleAnnotator

    opinion = None
    if name == "rules+opinion":
        from torkham.annotator.opinion.opinion import Opinion

        opinion = Opinion()
    return RuleAnnotator(read_registries(registries) if registries is not None else None, model, opinion)
