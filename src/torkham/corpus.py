"""The corpus in memory: articles with aligned labels, registries, passes, and where in the files everything stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from os.path import lexists
from pathlib import Path

from torkham import contract
from torkham.articles import Article, read_articles
from torkham.contract import Json
from torkham.files import Folder
from torkham.findings import Finding, Origin, did_you_mean, rule
from torkham.gold import GOLD, Adjudication, gold_findings, read_adjudications
from torkham.layout import (
    ADJUDICATION,
    ANNOTATIONS,
    ANNOTATORS,
    ARTICLES,
    EXCEPTIONS,
    REGISTRIES,
    RELEASE,
)
from torkham.passes import Pass, read_passes
from torkham.sources import Source, read_sources
from torkham.versions.releases import read_releases, read_retired, version_origin

_ANNOTATOR = rule("links/unknown-annotator", "Everyone who gave labels is described in annotators.yaml.")


@dataclass(frozen=True)
class Corpus:
    """What was read from an annotation tree, with the findings of the reading itself.

    `registries` maps `actors`, `issues`, `places` and `incidents` to their entries, in file order. An article, pass or
    adjudication with findings of its own is left out. `exceptions` are the entries of exceptions.yaml, None where the
    labels are a kit's, which need not be consistent. `origins` tells the file and line of every id (registry entries as
    `registry/entry`, labels of a pass as `id@annotator`), and of a label's fields as `id#field`. `release` is the
    content of release.yaml, empty where that could not be read; `inputs` gives the sha256 of every file read.
    `releases` and `retired` are the entries of releases.yaml and retired.yaml; none where the labels are a kit's.
    """

    root: Path
    articles: tuple[Article, ...]
    registries: Mapping[str, tuple[Json, ...]]
    passes: Mapping[str, Pass]
    adjudications: tuple[Adjudication, ...]
    exceptions: tuple[tuple[Json, Origin], ...] | None
    origins: Mapping[str, Origin] = field(repr=False)
    findings: tuple[Finding, ...]
    release: Json
    inputs: Mapping[str, str] = field(repr=False)
    releases: tuple[Json, ...] = ()
    retired: tuple[Json, ...] = ()


def read_corpus(root: str | Path, labels: str = ANNOTATIONS) -> Corpus:
    """Read the annotation tree at `root` (the folder that holds `seeds/` and `annotations/`).

    `labels` names the folder of the annotation files: the corpus's own, or those of a kit, which may lie anywhere and
    with which passes have nothing to do yet. Never raises for what is in the files: problems are in `findings`, in no
    particular order.
    """
    folder = Folder(Path(root))
    sources = read_sources(folder)
    origins: dict[str, Origin] = {source.article_id: source.origin("article_id") for source in sources}
    registries = {name: _read_registry(folder, name, origins) for name in contract.REGISTRIES}
    folder.expect_only(REGISTRIES, {f"{name}.yaml" for name in contract.REGISTRIES})
    if sources:  # none: sources.yaml could not be read, and which files belong is not known
        folder.expect_only(ARTICLES, {source.record["file"] for source in sources})
    own = labels == ANNOTATIONS
    shelf = folder if own else Folder(Path(root, labels).parent)
    articles = read_articles(shelf, sources, labels if own else Path(labels).name)
    if not own:
        folder.findings.extend(shelf.findings)
    for article in articles:
        origins.update(article.origins)
    release = folder.document(RELEASE, "file:release")
    if release is not None:
        origins[f"{RELEASE}#version"] = version_origin(release)
    passes, adjudications = _read_judged(folder, sources, articles, origins) if own else ({}, ())
    releases, retired = (read_releases(folder), read_retired(folder, origins)) if own else ((), ())
    return Corpus(
        root=folder.root,
        articles=articles,
        registries=registries,
        passes=passes,
        adjudications=adjudications,
        exceptions=_read_exceptions(folder) if labels == ANNOTATIONS else None,
        origins=origins,
        findings=tuple(folder.findings),
        release=release.value if release else {},
        inputs=dict(sorted(folder.hashes.items())),
        releases=releases,
        retired=retired,
    )


def _read_judged(
    folder: Folder, sources: Sequence[Source], articles: Sequence[Article], origins: dict[str, Origin]
) -> tuple[Mapping[str, Pass], tuple[Adjudication, ...]]:
    """Return the passes and the logs that judge them, and enter the origins of votes."""
    passes = read_passes(folder, sources)
    for taken in passes.values():
        for article in taken.articles.values():
            origins.update(_of_votes(article.origins, taken.annotator_id))
    labelled = chain(articles, *(taken.articles.values() for taken in passes.values()))
    folder.findings.extend(_annotator_findings(folder, labelled))
    if sources:
        folder.expect_only(ADJUDICATION, {f"{source.article_id}.yaml" for source in sources})
    return passes, _read_gold(folder, articles, passes)


def _of_votes(origins: Mapping[str, Origin], reader: str) -> Iterator[tuple[str, Origin]]:
    """Yield the origins of a pass by the ids of votes (`…:e01@reader`) and their fields."""
    for id_, origin in origins.items():
        label, hash_, field_ = id_.partition("#")
        yield f"{label}@{reader}{hash_}{field_}", origin


def _annotator_findings(folder: Folder, labelled: Iterable[Article]) -> Iterator[Finding]:
    document = folder.document(ANNOTATORS, "file:annotators")
    if document is None:
        return
    known = [each["annotator_id"] for each in document.value["annotators"]]
    for labels in (article.document for article in labelled):
        if (id_ := labels.value["annotator_id"]) not in known:
            origin = Origin(labels.file, labels.line(("annotator_id",)))
            hint = did_you_mean(id_, known) or f"describe who gave the labels in {ANNOTATORS}"
            yield _ANNOTATOR.at(origin, f'there is no annotator "{id_}"', hint=hint)


def _read_gold(folder: Folder, articles: Sequence[Article], passes: Mapping[str, Pass]) -> tuple[Adjudication, ...]:
    """Return the adjudications of the articles that are what these give."""
    folder.findings.extend(_unexplained(folder, articles))
    by_id = {article.article_id: article for article in articles}
    explained = []
    for case in read_adjudications(folder, passes):
        found = list(gold_findings(case, by_id[case.article_id])) if case.article_id in by_id else []
        folder.findings.extend(found)
        if case.article_id in by_id and not found:
            explained.append(case)
    return tuple(explained)


def _unexplained(folder: Folder, articles: Sequence[Article]) -> Iterator[Finding]:
    """Yield the articles whose labels are said to be adjudicated, with no log that says how."""
    for article in articles:
        document, log = article.document, f"{ADJUDICATION}/{article.article_id}.yaml"
        if document.value["label_source"] == "adjudicated" and not lexists(folder.root / log):
            origin = Origin(document.file, document.line(("label_source",)))
            hint = f"keep the log of decisions in {log}, or write another label_source"
            yield GOLD.at(origin, "the labels are adjudicated, but no log says how", hint=hint)


def _read_exceptions(folder: Folder) -> tuple[tuple[Json, Origin], ...]:
    if not lexists(folder.root / EXCEPTIONS):  # most trees have none
        return ()
    document = folder.document(EXCEPTIONS, "file:exceptions")
    if document is None:
        return ()
    places = (Origin(EXCEPTIONS, document.line(("exceptions", index))) for index in count())
    return tuple(zip(document.value["exceptions"], places, strict=False))


def _read_registry(folder: Folder, name: str, origins: dict[str, Origin]) -> tuple[Json, ...]:
    file = f"{REGISTRIES}/{name}.yaml"
    document = folder.document(file, f"file:{name}")
    if document is None:
        return ()
    key = f"{name[:-1]}_id"
    for index, entry in enumerate(document.value[name]):
        origins[f"{name}/{entry[key]}"] = Origin(file, document.line((name, index)))
    return tuple(document.value[name])
