"""Torkham: news sentences labelled with events, actors and stance, and what builds and checks such a dataset.

The names below are imported when first used, so that `import torkham` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torkham.build import BuildError, write_dataset
    from torkham.contract import schema, vocabulary
    from torkham.corpus import Corpus, read_corpus
    from torkham.findings import Finding, Level
    from torkham.loading import Fold, UnknownNameError, dataset_dir, folds, load
    from torkham.scoring.documents import NotScorableError
    from torkham.scoring.scores import Scores, score
    from torkham.segmentation import Segment, segment
    from torkham.tree_checks import check
    from torkham.validation import NotATargetError, validate
    from torkham.validators import validator

_HOMES = {
    "BuildError": "build",
    "write_dataset": "build",
    "schema": "contract",
    "validator": "validators",
    "vocabulary": "contract",
    "Corpus": "corpus",
    "read_corpus": "corpus",
    "Finding": "findings",
    "Level": "findings",
    "Fold": "loading",
    "UnknownNameError": "loading",
    "dataset_dir": "loading",
    "folds": "loading",
    "load": "loading",
    "NotScorableError": "scoring.documents",
    "Scores": "scoring.scores",
    "score": "scoring.scores",
    "Segment": "segmentation",
    "segment": "segmentation",
    "NotATargetError": "validation",
    "check": "tree_checks",
    "validate": "validation",
}

__all__ = [
    "BuildError",
    "Corpus",
    "Finding",
    "Fold",
    "Level",
    "NotATargetError",
    "NotScorableError",
    "Scores",
    "Segment",
    "UnknownNameError",
    "check",
    "dataset_dir",
    "folds",
    "load",
    "read_corpus",
    "schema",
    "score",
    "segment",
    "validate",
    "validator",
    "vocabulary",
    "write_dataset",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'torkham' has no attribute {name!r}")
    return getattr(import_module(f"torkham.{_HOMES[name]}"), name)
