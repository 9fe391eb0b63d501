"""`torkham convert SOURCE… --out DATASET`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torkham.cli import UsageError

if TYPE_CHECKING:
    from torkham.annotator.base import Annotator
    from torkham.annotator.llm.settings import Settings
    from torkham.convert import Report
    from torkham.convert.intake import Progress
    from torkham.shards import Engine

EXIT_CODES = (
    "Exits with 0 where everything was converted, 1 where something was skipped (the dataset is written, but not with "
    "--strict) or the result has findings (it is not), 2 for wrong usage and where nothing can be converted."
)
_SOURCE = (
    "a file or folder of .txt, .md, .html, .jsonl or .parquet; or a pattern such as 'news/*/*.jsonl'; may be several"
)
_ANNOTATOR = "what makes the labels: rules, rules+opinion, llm (see below) or none (default: rules)"
_MODEL = "with rules, the spaCy package that parses (default: the small English one); with llm, the model to ask"
_LLM = (
    "A language model makes the labels. The text of every article is SENT TO THE SERVER that --base-url names, which "
    "may keep it, and may charge for it. A key, where the server asks for one, is read from the environment variable "
    "TORKHAM_LLM_API_KEY. See docs/llm.md."
)
_EXTRAS = {"llm": "llm", "rules+opinion": "opinion"}
"""What brings the libraries of an annotator, where `convert` does not."""
_ENGINE_EXTRAS = {"daft": "scale", "ray": "ray"}
"""What brings the module of an engine."""
ENGINES = ("inprocess", "processes", "daft")
_FIELDS = ("text", "title", "outlet", "author", "published", "dateline", "genre")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = EXIT_CODES
    parser.add_argument("source", nargs="+", metavar="SOURCE", help=_SOURCE)
    parser.add_argument("--out", type=Path, required=True, help="the dataset folder to write")
    parser.add_argument("--annotator", default="rules", metavar="NAME", help=_ANNOTATOR)
    parser.add_argument("--model", metavar="NAME", help=_MODEL)
    parser.add_argument("--registries", type=Path, metavar="DIR", help="registries of your own to link to")
    parser.add_argument("--text-column", metavar="NAME", help="the column of records that holds the text")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="FIELD=NAME",
        help=f"the column of records that holds {', '.join(_FIELDS[1:-1])} or {_FIELDS[-1]}; may be given again",
    )
    for name, help_text in (
        ("name", "name of the dataset, lower-case words joined by hyphens (default: that of the folder)"),
        ("title", "title of the card"),
        ("creator", "whom to cite: a project or an institution"),
        ("version", "version of the dataset (default: 0.1.0)"),
        ("date", "day of the release (default: that of the newest article, else 1970-01-01)"),
    ):
        parser.add_argument(f"--{name}", help=help_text)
    parser.add_argument("--shards", type=int, metavar="N", help="write each table in N files, made one by one")
    parser.add_argument("--engine", choices=ENGINES, help=f"what makes the shards (default: {ENGINES[0]})")
    parser.add_argument("--workers", type=int, metavar="N", help="how many processes make shards (default: one a core)")
    parser.add_argument("--ray", metavar="ADDRESS", help='the Ray cluster that Daft uses: ray://HOST:PORT, or "auto"')
    parser.add_argument("--strict", action="store_true", help="stop at the first thing that would be skipped")
    parser.add_argument("--restart", action="store_true", help="begin anew instead of going on with a run cut off")
    _configure_llm(parser)
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the complete report as JSON")


def _configure_llm(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("for --annotator llm", _LLM)
    group.add_argument("--base-url", metavar="URL", help="where the server is, mostly ending in /v1")
    group.add_argument("--timeout", type=float, metavar="SECONDS", help="how long to wait for an answer (default: 300)")
    group.add_argument("--guidelines", type=Path, metavar="FILE", help="guidelines to follow instead of the project's")
    group.add_argument(
        "--request",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="a field of each request, such as max_tokens=8000 or, to leave it out, seed=null; may be given again",
    )


def run(options: argparse.Namespace) -> int:
    """Convert, print the report; return 1 where something was skipped or the result has findings."""
    from torkham.annotator.base import UnavailableError
    from torkham.build import BuildError
    from torkham.convert import ConvertError, JournalError, Options, StrictError, convert
    from torkham.report import write
    from torkham.shards import convert_in_shards

    if options.report is not None and (options.report.is_dir() or not options.report.absolute().parent.is_dir()):
        raise UsageError(f"{options.report} cannot be written: name a file in a folder that is there")
    names = {"name": "name", "title": "title", "creator": "creator", "version": "version", "date": "published"}
    release = {field: given for name, field in names.items() if (given := getattr(options, name)) is not None}
    how = Options(_columns(options), release, strict=options.strict, restart=options.restart)
    try:
        load = _loader(options)
        with _progress_bar(options.source) as progress:
            if (engine := _engine(options)) is None:
                report = convert(options.source, options.out, load(), how, progress)
            else:
                report = convert_in_shards(
                    options.source, options.out, load, how, shards=options.shards, engine=engine, progress=progress
                )
    except ModuleNotFoundError as error:
        extra = _ENGINE_EXTRAS.get(str(error.name)) or _EXTRAS.get(options.annotator, "convert")
        raise UsageError(f"{error.name} is not installed: pip install 'torkham[{extra}]'") from None
    except UnavailableError as error:
        raise UsageError(f"{error}; what is done is kept, and the same command goes on where it was") from None
    except (ConvertError, JournalError) as error:
        if not isinstance(error, ConvertError) or error.report is None:
            raise UsageError(str(error)) from None
        _tell(error.report, options.report)
        print(f"torkham convert: {error}", file=sys.stderr)
        return 1 if isinstance(error, StrictError) else 2
    except BuildError as error:
        if not error.findings:
            raise UsageError(str(error)) from None
        write(error.findings, "text", sys.stdout, options.out)
        print(f"torkham convert: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("torkham convert: interrupted; the same command goes on where it was", file=sys.stderr)
        return 130
    _tell(report, options.report)
    return 1 if report.skipped else 0


def _columns(options: argparse.Namespace) -> dict[str, str]:
    columns = {} if options.text_column is None else {"text": options.text_column}
    for given in options.column:
        field, _, name = given.partition("=")
        if field not in _FIELDS or not name:
            raise UsageError(f"--column {given}: write FIELD=NAME, where FIELD is one of {', '.join(_FIELDS)}")
        columns[field] = name
    return columns


def _loader(options: argparse.Namespace) -> Callable[[], Annotator]:
    """Return what loads the annotator, here or in another process."""
    llm = _llm_options(options)
    if options.annotator == "none":
        from torkham.convert import Unlabelled

        return Unlabelled
    try:
        settings = _settings(options.model, llm) if options.annotator == "llm" else None
    except ValueError as error:
        raise UsageError(str(error)) from None
    registries = options.registries.absolute() if options.registries is not None else None
    return partial(_load, options.annotator, options.model, registries, settings)


def _load(name: str, model: str | None, registries: Path | None, settings: Settings | None) -> Annotator:
    try:
        annotator: Annotator = import_module("torkham.annotator").load(name, model, registries, settings)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return annotator


def _llm_options(options: argparse.Namespace) -> dict[str, Any]:
    """Return the options of the annotator llm that were given, by the names of `Settings`."""
    names = {"base_url": "base_url", "timeout": "timeout", "guidelines": "guidelines", "request": "parameters"}
    given = {name: value for option, name in names.items() if (value := getattr(options, option)) not in (None, [])}
    if given and options.annotator != "llm":
        option = next(option for option, name in names.items() if name in given)
        raise UsageError(f"--{option.replace('_', '-')} goes with --annotator llm only")
    return given


def _settings(model: str | None, given: dict[str, Any]) -> Settings:
    from torkham.annotator.llm.settings import Settings
    from torkham.document import DocumentError
    from torkham.strict_json import read_json

    if model is None or "base_url" not in given:
        raise UsageError("--annotator llm needs --base-url and --model: which server to ask, and which model")
    parameters: dict[str, Any] = {}
    for each in given.pop("parameters", ()):
        field, _, value = each.partition("=")
        if not field or not value:
            raise UsageError(f"--request {each}: write FIELD=VALUE, the value as JSON, or as a bare word")
        try:
            parameters[field] = read_json(value)
        except DocumentError:
            parameters[field] = value
    return Settings(model=model, parameters=parameters, **given)


def _engine(options: argparse.Namespace) -> Engine | None:
    """Return what makes the shards, None where there are to be none."""
    from torkham.shards import Processes, in_process

    if options.workers is not None and options.engine in (None, "inprocess"):
        raise UsageError("--workers is for an engine that has several: add --engine processes")
    workers = (os.cpu_count() or 1) if options.workers is None else options.workers
    if workers < 1:
        raise UsageError(f"--workers {workers}: there must be one at least")
    if options.ray is not None and options.engine != "daft":
        raise UsageError("--ray is for Daft: add --engine daft")
    if options.engine == "daft":
        from torkham.shards.with_daft import Daft

        return Daft(options.workers, options.ray)
    if options.engine == "processes":
        return Processes(workers)
    return in_process if options.engine or options.shards is not None else None


def _tell(report: Report, file: Path | None) -> None:
    sys.stdout.writelines(f"{line}\n" for line in report.as_text())
    if file is not None:
        file.write_text(report.as_json(), encoding="utf-8", newline="\n")


@contextmanager
def _progress_bar(source: list[str]) -> Iterator[Progress | None]:
    """Show how far the input is read, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(total=_size(source), unit="B", unit_scale=True, desc="convert", file=sys.stderr) as bar:

        def progress(size: int, converted: int) -> None:
            bar.set_postfix(articles=converted, refresh=False)
            bar.update(size)

        yield progress


def _size(source: list[str]) -> int:
    """Return the bytes of all files of the input, as far as they can be told."""
    from torkham.convert.source import source_of

    files = (file.path for file in source_of(source).files())
    return sum(path.stat().st_size for path in files if path.is_file())
