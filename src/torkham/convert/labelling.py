"""Labels for articles in batches, in which one article that the annotator fails on takes no other with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from torkham.annotator.base import Annotator, Draft, Labelled, UnavailableError
from torkham.contract import LABELS
from torkham.convert.found import SkipError
from torkham.rows import arrow_schema

BATCH_UNITS = 2_000
"""Units after which a batch is labelled: enough to parse together, few enough to lose little when a run is cut off."""


def label(annotator: Annotator, drafts: Sequence[Draft]) -> list[Labelled | SkipError]:
    """Return the labels of each draft, or the reason why it has none.

    Where the annotator fails on the batch, it is asked for each draft by itself. Raises `UnavailableError`.
    """
    try:
        return list(_labelled(annotator, drafts))
    except UnavailableError:
        raise
    except Exception as error:
        if len(drafts) == 1:
            return [failure(annotator, error)]
    return [result for draft in drafts for result in label(annotator, [draft])]


def _labelled(annotator: Annotator, drafts: Sequence[Draft]) -> list[Labelled]:
    found = list(annotator.annotate(drafts))
    if len(found) != len(drafts):
        raise ValueError(f"it gave {len(found)} results for {len(drafts)} articles")
    for draft, labelled in zip(drafts, found, strict=True):
        if tuple(replace(unit, mentions=(), events=(), stances=()) for unit in labelled.units) != draft.units:
            raise ValueError(f"it changed the units of {draft.article_id}")
    # Values of another type than their columns would otherwise be noticed when all is to be written.
    units = [unit for labelled in found for unit in labelled.units]
    for layer in LABELS:
        pa.Table.from_pylist([row for unit in units for row in getattr(unit, layer)], schema=arrow_schema(layer))
    pa.Table.from_pylist([row for labelled in found for row in labelled.actors], schema=arrow_schema("actors"))
    return found


def failure(annotator: Annotator, error: Exception) -> SkipError:
    """Return the reason to skip an article that the annotator failed on."""
    said = next(iter(str(error).splitlines()), "")[:500]
    hint = getattr(error, "hint", "")
    if not hint:  # it was not meant for whoever converts
        said = f"{type(error).__name__}{': ' if said else ''}{said}"
        hint = "report it with the article, or leave the article out"
    return SkipError("annotator", f"{annotator.annotator_id} failed: {said}", hint)
