"""A conversion from end to end: read, cut, label, journal, and, when all is done, write, judge and swap in."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from torkham import contract
from torkham.annotator.base import Annotator
from torkham.build import BuildError, Release, describe_release, refuse_foreign, replacing
from torkham.contract import Json
from torkham.convert.dataset import Written, write_tables
from torkham.convert.drafting import Converted
from torkham.convert.errors import ConvertError, StrictError
from torkham.convert.found import Record, Skip
from torkham.convert.inputs import records
from torkham.convert.intake import Intake, Progress
from torkham.convert.journal import Journal
from torkham.convert.release import card_figures, card_template, release_record
from torkham.convert.report import Report
from torkham.convert.rows import default_columns
from torkham.convert.source import Given, Source, source_of
from torkham.convert.source import shown as words_of
from torkham.convert.survey import folds_of, several
from torkham.findings import Finding
from torkham.layout import combine, sha256
from torkham.schema_findings import objections
from torkham.validation import validate
from torkham.validators import validator

_READERS = ("datasketch", "trafilatura", "htmldate", "lxml", "markdown-it-py", "py3langid", "sentencex")
"""What else decides on the text, the units and the fold of an article: other versions could give others."""


@dataclass(frozen=True)
class Options:
    """How to convert.

    `columns` names the columns of records that hold `text` and what is said of an article, where they have other names.
    `release` overrides fields of the release record (name, title, version, creator, published). Where `strict`,
    nothing may be skipped; `restart` forgets what an earlier run has done.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    release: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    restart: bool = False


def convert(
    source: Given,
    out: str | Path,
    annotator: Annotator,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Report:
    """Convert `source` into the dataset folder `out`, replacing a dataset that is there.

    `source` is a file, a folder, a pattern such as `2024-*/*.txt`, or several of these (`torkham.convert.source`).

    What is done is kept in `<out>.partial` until the dataset stands: a run that was cut off goes on where it was, and
    gives the same bytes. The dataset is judged before it is swapped in. Raises `ConvertError` (a `ValueError`) where
    there is nothing to convert or it cannot be done as asked, `StrictError` at the first skip where that is asked for,
    `JournalError` where an earlier run was begun otherwise, `BuildError` where `out` holds something else or the result
    has findings, `UnavailableError` where the annotator cannot go on for now, and `OSError`.
    """
    options = options or Options()
    shown, out = Path(out), Path(out).absolute()
    partial = out.with_name(f"{out.name}.partial")
    named = source_of(source, (out, partial))
    refuse_places(named, out)
    refuse_foreign(out)
    refuse_release(release_record(out, annotator, options.release))
    with Journal(partial, head_of(annotator, options), restart=options.restart) as journal:
        intake = Intake(annotator, journal, progress or (lambda *_: None), strict=options.strict)
        try:
            for record in _records(named, (out, partial), options):
                intake.take(record)
            intake.flush()
        except StrictError as error:
            raise StrictError(str(error), intake.report(shown)) from None
        report = intake.report(shown)
        if not report.converted:
            journal.discard()
            raise ConvertError(f"{words_of(source)} holds nothing that can be converted", report)
        folds = folds_of(_records(named, (out, partial), options))
        written = _write(map(journal.read, intake.offsets), folds, out, annotator, options)
        journal.discard()
    rows = {config: digest.rows for (config, _), digest in written.digests.items()}
    return replace(report, near_duplicates=several(written.near), rows=rows)


def _records(source: Source, without: Collection[Path], options: Options) -> Iterator[Record | Skip]:
    for file in source.files(without):
        yield from records(file, default_columns(options.columns))


def _write(
    articles: Iterable[tuple[Converted, Sequence[Json]]],
    folds: Mapping[str, str],
    out: Path,
    annotator: Annotator,
    options: Options,
) -> Written:
    """Write, judge and swap in the dataset."""
    with replacing(out) as staged:
        written = write_tables(articles, annotator.registries, staged, folds)
        day = {"published": written.newest} if written.newest else {}
        record = release_record(out, annotator, day | dict(options.release))
        release = Release(record, card_template(), combine(written.inputs), card_figures(annotator))
        describe_release(staged, written.digests, release)
        if findings := validate(staged):
            raise refused(out, findings)
    return written


def refused(out: Path, findings: list[Finding]) -> BuildError:
    """Return the error of a result that has findings."""
    message = "the result does not pass the checks, which is a fault of the annotator or of torkham: report it"
    return BuildError(f"{message}. What was at {out} is as it was", findings)


def refuse_places(source: Source, out: Path) -> None:
    """Raise `ConvertError` where `source` cannot be converted into `out`."""
    if out.name in ("", ".."):
        raise ConvertError(f"{out} is no name for a new folder: name another --out")
    if any(path.resolve().is_relative_to(out.resolve()) for path in source.named):
        raise ConvertError(f"{out} holds the input, which would be lost: name another --out")


def refuse_release(record: Json) -> None:
    """Raise `ConvertError` where a release record breaks its schema."""
    found = list(objections(record, validator("file:release").iter_errors(record)))
    if found:
        said = "; ".join(f"{'.'.join(map(str, each.path))}: {each.message}" for each in found)
        raise ConvertError(f"the release cannot be described so: {said}")


def head_of(annotator: Annotator, options: Options) -> Json:
    """Return what must be the same for the work of an earlier run to be of use."""
    registries = json.dumps({name: list(rows) for name, rows in annotator.registries.items()}, sort_keys=True)
    return {
        "journal": 1,
        "torkham": version("torkham"),
        "schema": contract.schema_hash(),
        "annotator": annotator.annotator_id,
        "described": annotator.description,
        "registries": sha256(registries.encode()),
        "columns": default_columns(options.columns),
        "readers": {name: _version(name) for name in _READERS},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
