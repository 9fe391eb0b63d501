"""Annotators: what labels articles by machine. `load` gives one by its name."""

from __future__ import annotations

from pathlib import Path

from torkham.annotator.base import Annotator
from torkham.annotator.llm.settings import Settings
from torkham.findings import did_you_mean

NAMES = ("rules", "rules+opinion", "llm")


def load(
    name: str = "rules", model: str | None = None, registries: Path | None = None, llm: Settings | None = None
) -> Annotator:
    """Return an annotator by its name.

    `registries` is a folder of registries to link to (default: those of the released dataset). For the rules, `model`
    names the parser's package (default: the first that is installed); for llm, the settings name server and model.
    Raises `ValueError` for a name that is none there is, for llm without settings or with such as do not do
    (`SettingsError`), and where no model (`ModelError`) or registry (`RegistryError`) can be loaded.
    """
    if name not in NAMES:
        hint = did_you_mean(name, NAMES) or f"There are: {', '.join(NAMES)}"
        raise ValueError(f'there is no annotator "{name}". {hint}')
    from torkham.annotator.registries import read_registries

    own = read_registries(registries) if registries is not None else None
    if name == "llm":
        from torkham.annotator.llm.annotator import LlmAnnotator

        if llm is None:
            raise ValueError("the annotator llm needs settings: which server, and which model")
        return LlmAnnotator(llm, own)
    from torkham.annotator.rules import RuleAnnotator

    opinion = None
    if name == "rules+opinion":
        from torkham.annotator.opinion.opinion import Opinion

        opinion = Opinion()
    return RuleAnnotator(own, model, opinion)
