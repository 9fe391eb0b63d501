"""Validation: everything the checks have to say about a folder, whichever kind of folder it is."""

from __future__ import annotations

from pathlib import Path

from torkham.checks import check_frames
from torkham.corpus import Corpus, read_corpus
from torkham.findings import Finding, Origin, sort_findings
from torkham.frames import Frames
from torkham.layout import ANNOTATIONS, SOURCES
from torkham.tables import TableSet, build_tables


class NotATargetError(ValueError):
    """A path is neither an annotation tree nor a built dataset."""


def validate(path: str | Path) -> list[Finding]:
    """Return all findings on an annotation tree or a built dataset, sorted.

    Raises `NotATargetError` (a `ValueError`) where `path` is neither: a tree holds `seeds/sources.yaml` or
    `annotations/articles/`, a dataset `README.md` and `data/`.
    """
    root = Path(path)
    if (root / SOURCES).exists() or (root / ANNOTATIONS).exists():
        return check(read_corpus(root))
    if (root / "data").is_dir():
        from torkham.dataset_checks import validate_dataset

        return validate_dataset(root)
    raise NotATargetError(
        f"{path} is neither an annotation tree (seeds/, annotations/) nor a dataset (README.md, data/)"
    )


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
    return sort_findings([*corpus.findings, *check_frames(frames)])
