"""The intake: each record of the input is found in the journal, or parsed, cut and labelled, or skipped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Protocol

from torkham.annotator.base import Annotator, Labelled
from torkham.contract import Json
from torkham.convert.drafting import Converted, as_draft, draft
from torkham.convert.errors import StrictError
from torkham.convert.found import Record, Skip, SkipError
from torkham.convert.journal import Known
from torkham.convert.labelling import BATCH_UNITS, failure, label
from torkham.convert.report import Report
from torkham.layout import sha256

Progress = Callable[[int, int], None]
"""Is told of every record: the bytes of the input that it stands for, and how many articles are converted so far."""


class Keeper(Protocol):
    """Keeps articles: a journal, or memory."""

    def find(self, record: Record, /) -> Known | None:
        """Return the article that was made of this very record, None where there is none."""

    def append(self, record: Record, article: Converted, actors: Sequence[Json], notes: tuple[str, ...], /) -> int:
        """Keep an article; return where. Raises `TypeError` or `ValueError` where labels cannot be kept."""


@dataclass(frozen=True, slots=True)
class _Pending:
    """An article that waits to be labelled; `order` is its record's number in the input."""

    order: int
    record: Record
    article: Converted
    notes: tuple[str, ...]


class Intake:
    """What has become of the records so far, by their number in the input.

    Articles are labelled in batches. Where `strict`, the first skip raises `StrictError`, after the articles before it
    were labelled. `places` says of texts, by their sha256, where they stand first, where that is in other records than
    those that are taken in.
    """

    def __init__(
        self,
        annotator: Annotator,
        keeper: Keeper,
        progress: Progress,
        *,
        strict: bool = False,
        places: Mapping[str, str] | None = None,
    ) -> None:
        self._annotator, self._keeper, self._progress, self._strict = annotator, keeper, progress, strict
        self._batch_units = getattr(annotator, "batch_units", BATCH_UNITS)
        self._read = self._resumed = self._units = 0
        self._batch: list[_Pending] = []
        self._places: dict[str, str] = dict(places or {})
        self._offsets: dict[int, int] = {}
        self._skips: dict[int, Skip] = {}
        self._notes: dict[int, list[tuple[str, str]]] = {}

    @property
    def skipped(self) -> list[Skip]:
        """What was skipped, in the order of the input."""
        return [skip for _, skip in sorted(self._skips.items())]

    @property
    def offsets(self) -> list[int]:
        """Where the converted articles are kept, in the order of the input."""
        return [offset for _, offset in sorted(self._offsets.items())]

    def take(self, record: Record | Skip) -> None:
        """Take in one record, or why there is none."""
        self._read += 1
        if isinstance(record, Skip):
            self._skip(self._read, record)
            return
        try:
            self._take(self._read, record)
        except SkipError as error:
            self._skip(self._read, error.at(record.place))
        self._progress(record.size, len(self._offsets))
        if self._units >= self._batch_units:
            self.flush()

    def flush(self) -> None:
        """Have the articles that wait labelled, and enter them in the journal. Raises `UnavailableError`."""
        batch, self._batch, self._units = self._batch, [], 0
        results = label(self._annotator, [as_draft(pending.article) for pending in batch]) if batch else []
        for pending, result in zip(batch, results, strict=True):
            outcome = result if isinstance(result, SkipError) else self._enter(pending, result)
            if isinstance(outcome, SkipError):
                self._skip(pending.order, outcome.at(pending.record.place))
            else:
                self._keep(pending.order, pending.record, *outcome)

    def report(self, out: Path) -> Report:
        """Return what has become of the input so far; `out` is where the dataset is to stand."""
        return Report(
            read=self._read,
            converted=len(self._offsets),
            resumed=self._resumed,
            skipped=self.skipped,
            notes=list(chain.from_iterable(notes for _, notes in sorted(self._notes.items()))),
            annotator_id=self._annotator.annotator_id,
            dataset=out,
        )

    def _take(self, order: int, record: Record) -> None:
        known = self._keeper.find(record)
        if known is not None:
            self._refuse_again(known.text_sha256, record)
            self._resumed += 1
            self._keep(order, record, known.offset, known.notes)
            return
        article, notes = _drafted(record)
        self._refuse_again(sha256(article.text.encode()), record)
        self._batch.append(_Pending(order, record, article, notes))
        self._units += len(article.units)

    def _refuse_again(self, text_sha256: str, record: Record) -> None:
        first = self._places.setdefault(text_sha256, record.place)
        if first != record.place:
            raise SkipError("duplicate", f"the same text as {first}", "keep one of them")

    def _enter(self, pending: _Pending, labelled: Labelled) -> tuple[int, tuple[str, ...]] | SkipError:
        """Enter an article in the journal; return where it stands, and the notes on it."""
        article, notes = replace(pending.article, units=labelled.units), (*pending.notes, *labelled.notes)
        try:
            return self._keeper.append(pending.record, article, labelled.actors, notes), notes
        except (TypeError, ValueError) as error:  # labels with values that are no JSON
            return failure(self._annotator, error)

    def _keep(self, order: int, record: Record, offset: int, notes: Sequence[str]) -> None:
        self._offsets[order] = offset
        if notes:
            self._notes[order] = [(record.place, note) for note in notes]

    def _skip(self, order: int, skip: Skip) -> None:
        self._skips[order] = skip
        if self._strict:
            self.flush()
            raise StrictError("not everything can be converted, and --strict asks for that")


def _drafted(record: Record) -> tuple[Converted, tuple[str, ...]]:
    """Return the article that a record holds, cut into units. Raises `SkipError`, whatever is wrong with it."""
    try:
        return draft(record, record.parse())
    except (SkipError, ModuleNotFoundError):
        raise
    except Exception as error:
        message = f"cannot be taken apart: {type(error).__name__}: {error}"
        raise SkipError("malformed", message, "report it with the article: this is a fault of torkham") from error
