"""Figures with their intervals: counts of sentences, summed over all of them and over resamples of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from torkham.scoring.cases import Case
from torkham.scoring.tasks import MEASURES, Kind, Measure, Over

RESAMPLES = 1000
SEED = 20251019
"""Fixed, so that the same labels give the same intervals."""
PER = 5
"""Sentences to which a rate is given."""
_BLOCK = 20_000_000
"""Numbers that the weights of the resamples in memory may be."""

Cluster: TypeAlias = Literal["sentence", "article"]
Array: TypeAlias = NDArray[np.float64]


class ClassScore(NamedTuple):
    """The scores of one class (an event type, a polarity)."""

    name: str
    precision: float | None
    recall: float | None
    value: float | None
    n_gold: int
    n_pred: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the score.

    `value` is F1 where `kind` is `f1` or `macro`, else the accuracy or rate. `low` and `high` bound its 95 % percentile
    bootstrap interval. `over` is what is counted (`torkham.scoring.tasks.Measure`). `n_gold` and `n_pred` are how many
    of these gold has and were predicted; for an accuracy both are the pairs, for a rate the sentences and what was
    predicted in them. A value is None where there is nothing to divide by. `classes` has the scores behind a macro.
    """

    task: str
    name: str
    kind: Literal["f1", "macro", "accuracy", "rate"]
    over: Over
    precision: float | None
    recall: float | None
    value: float | None
    low: float | None
    high: float | None
    n_gold: int
    n_pred: int
    classes: tuple[ClassScore, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the figure as plain JSON values."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return values | {"classes": [each._asdict() for each in self.classes]}


@dataclass(frozen=True, slots=True)
class _Column:
    """A figure to be computed: its counts are those of `classes` from the place `at` on, summed where not `macro`."""

    measure: Measure
    macro: bool
    classes: tuple[str, ...]
    at: slice

    def counts(self, sums: Array) -> Array:
        """Return the counts in sums of all columns, shape (…, all), as shape (…, classes, 3)."""
        part = sums[..., self.at]
        return part.reshape(*part.shape[:-1], part.shape[-1] // 3, 3)


def figures(cases: Sequence[Case], cluster: Cluster = "sentence") -> tuple[Figure, ...]:
    """Return every figure, in a fixed order; the bootstrap draws sentences, or whole articles."""
    columns, counts = _counts(cases)
    # In an order of the texts, so that neither ids nor the order of articles change a draw.
    keys = [(case.article, case.start if cluster == "sentence" else 0) for case in cases]
    numbers = {key: number for number, key in enumerate(sorted(set(keys)))}
    clusters = np.zeros((len(numbers), counts.shape[1]))
    np.add.at(clusters, np.array([numbers[key] for key in keys], dtype=int), counts)
    drawn = resampled(clusters)
    return tuple(_figure(column, counts.sum(axis=0), drawn) for column in columns)


def resampled(clusters: Array) -> Array:
    """Return the sums of `RESAMPLES` draws from clusters, with replacement: shape (clusters, n) to (resamples, n).

    Sums do not need the sentences again, so that a draw is how often it takes each cluster.
    """
    count = len(clusters)
    if count < 2:  # a single one can only be drawn again and again
        return np.empty((0, clusters.shape[1]))
    rng = np.random.default_rng(SEED)
    step = max(1, _BLOCK // count)
    blocks = []
    for start in range(0, RESAMPLES, step):
        rows = range(start, min(start + step, RESAMPLES))
        weights = np.stack([np.bincount(rng.integers(count, size=count), minlength=count) for _ in rows])
        blocks.append(weights.astype(float) @ clusters)
    return np.concatenate(blocks)


def _counts(cases: Sequence[Case]) -> tuple[list[_Column], Array]:
    """Return the figures, and the counts that they are computed from: shape (cases, classes of all figures × 3)."""
    columns: list[_Column] = []
    parts: list[Array] = []
    width = 0
    for measure in MEASURES:
        counted = [measure.count(case) for case in cases]
        of_gold = sorted({name for each in counted for name, (_, gold, _) in each.items() if gold})
        # What gold has none of counts in the sum of all classes, and in no mean over those of gold.
        for macro in (False, True) if measure.macro else (False,):
            classes = tuple(of_gold) if macro else ("",)
            part = np.array([[_of(each, name) for name in classes] for each in counted], dtype=float)
            part = part.reshape(len(cases), 3 * len(classes))
            columns.append(_Column(measure, macro, classes, slice(width, width + part.shape[1])))
            parts.append(part)
            width += part.shape[1]
    return columns, np.hstack(parts)


def _of(counted: Any, name: str) -> tuple[int, int, int]:
    if name:
        found: tuple[int, int, int] = counted.get(name, (0, 0, 0))
        return found
    if not counted:
        return 0, 0, 0
    right, gold, pred = map(sum, zip(*counted.values(), strict=True))
    return right, gold, pred


def _figure(column: _Column, sums: Array, drawn: Array) -> Figure:
    measure = column.measure
    whole = column.counts(sums)
    precision, recall, value = _scores(measure.kind, column.macro, whole)
    # Of one cluster there is no draw, and of draws without anything to divide by no value.
    values = _scores(measure.kind, column.macro, column.counts(drawn))[2]
    values = values[~np.isnan(values)]
    low = high = None
    if len(values) and not np.isnan(value):
        low, high = (float(bound) for bound in np.percentile(values, [2.5, 97.5]))
    own = measure.kind == "f1"
    return Figure(
        task=measure.task,
        name=measure.macro if column.macro else measure.name,
        kind="macro" if column.macro else measure.kind,
        over=measure.over,
        precision=_number(precision) if own else None,
        recall=_number(recall) if own else None,
        value=_number(value),
        low=low,
        high=high,
        n_gold=int(whole[:, 1].sum()),
        n_pred=int(whole[:, 2].sum()),
        classes=tuple(_class_scores(column, whole)) if column.macro else (),
    )


def _scores(kind: Kind, macro: bool, counts: Array) -> tuple[Array, Array, Array]:
    """Return precision, recall and value for counts of shape (…, classes, 3); NaN where there is none."""
    right, gold, pred = np.moveaxis(counts, -1, 0)
    if kind == "rate":
        value = _ratio(PER * right, gold)[..., 0]
        return value, value, value
    parts = _ratio(right, pred), _ratio(right, gold), _ratio(2 * right, gold + pred)
    if not macro:
        precision, recall, value = (each[..., 0] for each in parts)
        return precision, recall, value
    there = gold > 0  # where nothing was predicted of a class, its precision counts 0
    precision, recall, value = (
        _ratio(np.where(there, np.nan_to_num(each), 0).sum(axis=-1), there.sum(axis=-1)) for each in parts
    )
    return precision, recall, value


def _ratio(part: Any, whole: Any) -> Array:
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    found: Array = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return found


def _class_scores(column: _Column, counts: Array) -> Iterator[ClassScore]:
    for name, of_class in zip(column.classes, counts, strict=True):
        precision, recall, value = map(_number, _scores("f1", False, of_class[np.newaxis]))
        yield ClassScore(name, precision, recall, value, int(of_class[1]), int(of_class[2]))


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
