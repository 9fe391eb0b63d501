"""Checks of an annotation tree: what reading it found, then its tables like any others."""

from __future__ import annotations

from torkham.checks import check_frames
from torkham.checks.consistency import Exempt, check_consistency
from torkham.checks.corpus import check_corpus, check_near_duplicates, whole_of
from torkham.corpus import Corpus
from torkham.findings import Finding, Origin, sort_findings
from torkham.frames import Frames
from torkham.layout import ANNOTATIONS, RELEASE
from torkham.tables import TableSet, build_tables
from torkham.versions.releases import version_findings


def check(corpus: Corpus, tables: TableSet | None = None) -> list[Finding]:
    """Return what was found while reading `corpus` and what the checks find in it, sorted.

    `tables` are those of the corpus, where they have been built already.
    An article that could not be read is reported by its reading alone; so are the links into a registry that could not.
    """
    if any(not entries for entries in corpus.registries.values()):
        return sort_findings(corpus.findings)

    def locate(id_: str, field: str) -> Origin:
        fallback = corpus.origins.get(id_, Origin(ANNOTATIONS))
        return corpus.origins.get(f"{id_}#{field}", fallback) if field else fallback

    if tables is None:
        tables = build_tables(corpus)
    frames = Frames(tables, locate)
    whole = whole_of(frames)
    findings = [*corpus.findings, *check_frames(frames), *check_corpus(whole), *check_near_duplicates(whole)]
    if corpus.exceptions is not None and not findings:
        exempt = [Exempt(entry["check"], entry["label"], origin) for entry, origin in corpus.exceptions]
        findings += check_consistency(frames, exempt)
    if corpus.releases and not findings:
        origin = locate(RELEASE, "version")
        findings += version_findings(corpus.releases, corpus.release, tables, origin)
    return sort_findings(findings)
