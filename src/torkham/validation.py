"""Validation: everything the checks have to say about a folder, whichever kind of folder it is."""

from __future__ import annotations

from pathlib import Path

from torkham import contract
from torkham.checks import check_frames
from torkham.checks.consistency import Exempt, check_consistency
from torkham.checks.corpus import check_corpus, check_near_duplicates, whole_of
from torkham.corpus import Corpus, read_corpus
from torkham.findings import Finding, Origin, did_you_mean, sort_findings
from torkham.frames import Frames
from torkham.layout import ANNOTATIONS, SOURCES
from torkham.tables import TableSet, build_tables


class NotATargetError(ValueError):
    """A path is nothing that can be validated, or there is no schema to validate it by."""


def validate(path: str | Path, *, schema: str | None = None, near_duplicates: bool | None = None) -> list[Finding]:
    """Return all findings on an annotation tree, a built dataset or a file of records, sorted.

    `schema` (`row:events`; named as for `torkham.schema`) describes the records of a JSON Lines file.

    `near_duplicates` says whether to look for nearly equal sentences in two splits of a dataset; by default, where it
    has up to 10,000 sentences.

    Raises `NotATargetError` (a `ValueError`) where `path` is none of these: a tree holds `seeds/sources.yaml` or
    `annotations/articles/`, a dataset `README.md` and `data/`; and where there is no such schema.
    """
    root = Path(path)
    if schema is not None:
        return _validate_records(root, schema)
    if (root / SOURCES).exists() or (root / ANNOTATIONS).exists():
        return check(read_corpus(root))
    if (root / "data").is_dir():
        from torkham.dataset_checks import validate_dataset

        return validate_dataset(root, near_duplicates=near_duplicates)
    records = "; the records of a JSON Lines file are judged by their --schema" if root.is_file() else ""
    raise NotATargetError(
        f"{path} is neither an annotation tree (seeds/, annotations/) nor a dataset (README.md, data/){records}"
    )


def _validate_records(path: Path, schema: str) -> list[Finding]:
    from torkham.records import record_findings

    known = [name for name in contract.names() if name.startswith(("row:", "record:", "file:"))]
    if schema not in known and f"file:{schema}" not in known:
        hint = did_you_mean(schema, known) or f"There are: {', '.join(known)}"
        raise NotATargetError(f'there is no schema "{schema}" of records. {hint}')
    if not path.is_file():
        raise NotATargetError(f"{path} is not a file of records")
    return record_findings(path, schema)


def check(corpus: Corpus, tables: TableSet | None = None) -> list[Finding]:
    """Return what was found while reading `corpus` and what the checks find in it, sorted.

    `tables` are those of the corpus, where they have been built already.
    An article that could not be read is reported by its reading alone; so are the links into a registry that could not.
    """
    if any(not entries for entries in corpus.registries.values()):
        return sort_findings(corpus.findings)

    def locate(id_: str, field: str) -> Origin:
        fallback = corpus.origins.get(id_, Origin(str(corpus.root)))
        return corpus.origins.get(f"{id_}#{field}", fallback) if field else fallback

    frames = Frames(build_tables(corpus) if tables is None else tables, locate)
    whole = whole_of(frames)
    findings = [*corpus.findings, *check_frames(frames), *check_corpus(whole), *check_near_duplicates(whole)]
    if corpus.exceptions is not None and not findings:
        exempt = [Exempt(entry["check"], entry["label"], origin) for entry, origin in corpus.exceptions]
        findings += check_consistency(frames, exempt)
    return sort_findings(findings)
