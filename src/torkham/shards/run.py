"""A conversion in shards from end to end: cut, survey, convert, assemble, judge, swap in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

import pyarrow.parquet as pq

from torkham.annotator.base import Annotator
from torkham.build import refuse_foreign, replacing
from torkham.contract import Json
from torkham.convert.errors import ConvertError, StrictError
from torkham.convert.found import Skip
from torkham.convert.intake import Progress
from torkham.convert.release import release_record
from torkham.convert.report import Report
from torkham.convert.rows import default_columns
from torkham.convert.run import Options, head_of, refuse_places, refuse_release, refused
from torkham.convert.skipped import skipped_file, skipped_table
from torkham.convert.source import Given, source_of
from torkham.convert.source import shown as words_of
from torkham.convert.survey import folds, several
from torkham.parquet import write_parquet
from torkham.shards.assembly import assemble
from torkham.shards.cutting import MOST, cut, default_shards
from torkham.shards.engines import Engine, Processes, in_process
from torkham.shards.folder import Record, Task, opened
from torkham.shards.survey import clashes, earlier_copies
from torkham.shards.worker import Job, loaded
from torkham.validation import validate


def convert_in_shards(
    source: Given,
    out: str | Path,
    load: Callable[[], Annotator],
    options: Options | None = None,
    *,
    shards: int | None = None,
    engine: Engine = in_process,
    progress: Progress | None = None,
) -> Report:
    """Convert as `torkham.convert.convert` does, but so that each table stands in the files of so many shards.

    The rows, their order and their logical hash are the same whatever `shards` and `engine`. `load` gives the annotator
    and must be such as goes to other processes. By default the size of the input says how many shards there are.
    What was skipped stands in `<out>.skipped.parquet` too. What is done is kept in `<out>.partial` shard by shard, and
    in a shard article by article. Raises as `convert` does, and whatever the engine does.
    """
    options = options or Options()
    shown, out = Path(out), Path(out).absolute()
    partial_ = out.with_name(f"{out.name}.partial")
    without = (out, partial_, skipped_file(out))
    named = source_of(source, without)
    refuse_places(named, out)
    refuse_foreign(out)
    annotator = loaded(load)
    released = partial(_released, out, annotator, options)
    refuse_release(released({}))
    shards = default_shards(named, without) if shards is None else shards
    if not 1 <= shards <= MOST:
        raise ConvertError(f"there can be 1 to {MOST:,} shards, not {shards:,}")
    head = head_of(annotator, options)
    with opened(partial_, shards, head, restart=options.restart) as folder:
        tasks = [Task(head, pieces) for pieces in cut(named, shards, without)]
        job = Job(folder, named.root, default_columns(options.columns), load)
        tasks = _surveyed(job, tasks, engine)
        records = _converted(job, tasks, engine, progress or (lambda *_: None), strict=options.strict)
        report = _report(records, annotator, shown)
        if options.strict and report.skipped:
            raise StrictError("not everything can be converted, and --strict asks for that", report)
        if not report.converted:
            folder.discard()
            raise ConvertError(f"{words_of(source)} holds nothing that can be converted", report)
        with replacing(out) as staged:
            rows = assemble(folder, records, annotator, staged, released)
            if findings := validate(staged, workers=engine.workers if isinstance(engine, Processes) else 1):
                raise refused(out, findings)
        write_parquet(skipped_table(report.skipped), skipped_file(out))
        folder.discard()
    return replace(report, rows=rows)


def _released(out: Path, annotator: Annotator, options: Options, found: Mapping[str, str]) -> Json:
    return release_record(out, annotator, dict(found) | dict(options.release))


def _surveyed(job: Job, tasks: Sequence[Task], engine: Engine) -> list[Task]:
    """Return the tasks with what the survey of all shards says for each; they stand in the folder."""
    folder = job.folder
    lacking = [number for number, task in enumerate(tasks) if not folder.has_survey(number, task)]
    for number in lacking:
        folder.set_task(number, tasks[number])
    for _ in engine(job, "survey", lacking):
        pass
    surveys = [folder.survey(number) for number in range(len(tasks))]
    if clashing := clashes(surveys):
        id_, places = clashing[0]
        more = f" ({len(clashing) - 1} more ids are shared)" if len(clashing) > 1 else ""
        message = f"{' and '.join(places)} would have the same id, {id_}, by chance{more}"
        raise ConvertError(f"{message}: move one into a file of another name")
    copies = earlier_copies(surveys)
    near = folds(surveys)
    found: list[Task] = []
    for number, (task, earlier) in enumerate(zip(tasks, copies, strict=True)):
        ids = pq.read_table(surveys[number], columns=["article_id"])["article_id"].to_pylist() if near else ()
        found.append(replace(task, places=earlier, folds={id_: near[id_] for id_ in ids if id_ in near}))
        folder.set_task(number, found[number])
    return found


def _converted(job: Job, tasks: Sequence[Task], engine: Engine, progress: Progress, *, strict: bool) -> list[Record]:
    """Return the records of all shards, which are done then; where `strict`, of those up to one that skipped something.

    Those of shards that were done before say so.
    """
    found: dict[int, Record] = {}
    for number, task in enumerate(tasks):
        if (known := job.folder.record(number, task.key)) is not None:
            found[number] = replace(known, resumed=known.converted)
    lacking = [number for number in range(len(tasks)) if number not in found]
    done = chain(list(found), engine(job, "convert", lacking))
    converted = 0
    for number in done:
        record = found.get(number) or job.folder.record(number, tasks[number].key)
        if record is None:
            raise ConvertError(f"{job.folder.shard(number)} was changed while it was in use: run again")
        found[number] = record
        converted += record.converted
        progress(sum(piece.size for piece in tasks[number].pieces), converted)
        if strict and record.skipped:
            break
    else:
        if undone := [number for number in range(len(tasks)) if number not in found]:
            raise ConvertError(f"the engine left {len(undone)} of {len(tasks)} shards undone: run again")
    return [record for _, record in sorted(found.items())]


def _report(records: Sequence[Record], annotator: Annotator, out: Path) -> Report:
    return Report(
        read=sum(record.read for record in records),
        converted=sum(record.converted for record in records),
        resumed=sum(record.resumed for record in records),
        skipped=[Skip(*skip) for record in records for skip in record.skipped],
        notes=[(place, note) for record in records for place, note in record.notes],
        near_duplicates=several((fold, place) for record in records for fold, place in record.near),
        annotator_id=annotator.annotator_id,
        dataset=out,
    )
