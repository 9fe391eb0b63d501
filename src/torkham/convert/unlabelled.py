"""The annotator that gives no labels: units only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from torkham.annotator.base import Draft, Labelled
from torkham.contract import REGISTRIES, Json


class Unlabelled:
    """Gives the units back as they are."""

    annotator_id = "none"
    description = "No labels were made: the articles are cut into sentences, each with its role."

    def __init__(self) -> None:
        self.registries: Mapping[str, Sequence[Json]] = dict.fromkeys(REGISTRIES, ())

    def annotate(self, drafts: Iterable[Draft]) -> Iterator[Labelled]:
        """Yield each draft's units."""
        for each in drafts:
            yield Labelled(each.units, ())
