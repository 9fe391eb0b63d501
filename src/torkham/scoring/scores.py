"""Scoring: the labels of one folder against those of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from torkham.scoring.cases import Case, judged
from torkham.scoring.errors import Error, errors_of
from torkham.scoring.figures import Cluster, Figure, figures
from torkham.scoring.read import read_documents


@dataclass(frozen=True)
class Scores:
    """The score of a prediction, and what it rests on.

    `articles` are gold's, all scored; those of them that are `missing` from the prediction have no label in it. Of
    these, `altered` are there under the same id with another text. `others` are predicted, but not in gold, and left
    out. `not_judged` counts, by layer, labels predicted in scored articles where gold annotates nothing. `cases` are
    the scored sentences.
    """

    gold: str
    pred: str
    cluster: Cluster
    articles: tuple[str, ...]
    missing: tuple[str, ...]
    altered: tuple[str, ...]
    others: tuple[str, ...]
    not_judged: Mapping[str, int]
    figures: tuple[Figure, ...]
    cases: tuple[Case, ...] = field(repr=False)

    def figure(self, task: str, name: str) -> Figure:
        """Return the figure of a task by its name (`docs/scoring.md`). Raises `KeyError`."""
        for each in self.figures:
            if (each.task, each.name) == (task, name):
                return each
        raise KeyError((task, name))

    @cached_property
    def errors(self) -> tuple[Error, ...]:
        """Every difference of the prediction from gold, in the order of the articles."""
        return tuple(error for case in self.cases for error in errors_of(case))

    def as_dict(self) -> dict[str, Any]:
        """Return the score as plain JSON values, without the errors."""
        names = ("gold", "pred", "cluster", "articles", "missing", "altered", "others", "not_judged")
        described = {name: getattr(self, name) for name in names}
        return described | {"sentences": len(self.cases), "figures": [each.as_dict() for each in self.figures]}


def score(gold: str | Path, pred: str | Path, *, cluster: Cluster = "sentence") -> Scores:
    """Score the labels of the folder `pred` against those of `gold`: dataset folders or annotation trees.

    Articles are known by their text, sentences by gold's borders, and labels by their place, so that ids need not be
    the same. `cluster` is what the bootstrap draws: `sentence` or `article`.

    Raises `NotScorableError` (a `ValueError`) where a folder is neither or cannot be read, and where the two have no
    article in common.
    """
    wanted = read_documents(gold)
    found = judged(wanted, read_documents(pred, wanted.by_hash.keys()))
    return Scores(
        gold=str(gold),
        pred=str(pred),
        cluster=cluster,
        articles=found.articles,
        missing=found.missing,
        altered=found.altered,
        others=found.others,
        not_judged=found.not_judged,
        figures=figures(found.cases, cluster),
        cases=found.cases,
    )
