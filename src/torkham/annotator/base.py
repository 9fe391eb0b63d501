"""What an annotator takes and gives: articles cut into units, and the same units with labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from torkham.annotation import Unit
from torkham.contract import Json


@dataclass(frozen=True, slots=True)
class Draft:
    """An article cut into units that nobody has labelled yet.

    `published` is the day, month or year of publication (EDTF), None where it is not known. Offsets of `units` are
    code points in `text`, half-open; their labels are empty.
    """

    article_id: str
    text: str
    published: str | None
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """The units of a draft with their labels.

    `units` are those of the draft, in its order, each with records as in `schema/records/`: offsets count from the
    unit's start, ids are whole (`…:s001:m01`), `label_source` is `machine`, `annotator_id` the annotator's,
    `confidence` 0 to 1 or None. Units whose role is not annotated have none. `actors` are rows
    (`schema/rows/actors.json`) of actors outside the registry that the labels name. `notes` are remarks on the article
    for the report.
    """

    units: tuple[Unit, ...]
    actors: tuple[Json, ...]
    notes: tuple[str, ...] = ()


class UnavailableError(Exception):
    """An annotator cannot work at all for now. No article is to blame, so none is skipped: the run ends.

    The message says what to do before the run goes on where it was.
    """


class Annotator(Protocol):
    """Labels articles.

    What it gives for an article depends on that article alone, not on those before or after it: a run that was
    interrupted, or one in which an article failed, asks for the rest in other batches.

    `annotator_id` is name and version, e.g. "torkham-rules-1.0"; `description` one sentence for the card; `registries`
    the actors, issues, places and incidents that the labels refer to, as rows of `schema/rows/`.

    An annotator may say in `batch_units` after how many units the articles that wait are labelled and kept for good.
    One whose labels cost money says 1: each article by itself.
    """

    annotator_id: str
    description: str
    registries: Mapping[str, Sequence[Json]]

    def annotate(self, drafts: Iterable[Draft]) -> Iterator[Labelled]:
        """Yield the labels of each draft, in order. It may read ahead some hundred units, to parse in batches.

        May raise anything for an article that it cannot label: the others are then asked for again, one by one. Where
        the error has a `hint`, the report tells it. Raises `UnavailableError` where it can label none.
        """
        ...
