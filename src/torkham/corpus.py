"""The corpus in memory: articles with aligned labels, registries, and where in the files everything stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from torkham import contract
from torkham.annotation import ArticleReader, Unit
from torkham.contract import Json
from torkham.document import Document
from torkham.files import Folder
from torkham.findings import Finding, Origin, did_you_mean, rule
from torkham.layout import sha256

ARTICLES = "seeds/articles"
ANNOTATIONS = "annotations/articles"
REGISTRY_FOLDER = "annotations/registries"
SOURCES = "seeds/sources.yaml"
SPLITS = "annotations/splits.yaml"
RELEASE = "annotations/release.yaml"

PASSES = "annotations/passes"
ADJUDICATION = "annotations/adjudication"

_GOLD = rule("corpus/gold", "Gold annotation files are what the passes and the logs of decisions give.")
_DERIVE = "decide in annotations/adjudication/, then run scripts/adjudicate.py derive"
_HASH = rule("format/sha256", "An article's bytes are those whose sha256 sources.yaml records.")
_QUOTE = rule("links/source-quote", "What sources.yaml says of an article stands in its text.")
_SPLIT = rule("links/split-entry", "Every article has one entry in splits.yaml, and every entry its article.")
_TWICE = rule("links/duplicate-source", "An article id and an article file stand once in sources.yaml.")


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its source record (fields as in `schema/rows/articles.json`), exact text and units in order."""

    article_id: str
    split: str
    fold: str
    source: Json
    text: str
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Corpus:
    """What was read from an annotation tree, with the findings of the reading itself.

    `registries` maps `actors`, `issues`, `places` and `incidents` to their entries, in file order. An article with
    findings of its own is left out of `articles`. `release` is the content of release.yaml, empty where that could not
    be read; `votes` are the labels of the annotators' passes (see `torkham.votes.votes_of`). `inputs` gives the
    sha256 of every file read.
    """

    root: Path
    articles: tuple[Article, ...]
    registries: Mapping[str, tuple[Json, ...]]
    origins: Mapping[str, Origin] = field(repr=False)
    findings: tuple[Finding, ...]
    release: Json
    votes: Mapping[str, list[Json]] = field(repr=False)
    inputs: Mapping[str, str] = field(repr=False)


def read_corpus(root: str | Path, labels: str = ANNOTATIONS) -> Corpus:
    """Read the annotation tree at `root` (the folder that holds `seeds/` and `annotations/`).

    `labels` names the folder, relative to `root`, of the annotation files: the corpus's own, or one annotator's pass.
    Never raises for what is in the files: problems are in `findings`, sorted by no particular order.
    """
    folder = Folder(Path(root))
    origins: dict[str, Origin] = {}
    sources = _read_sources(folder)
    registries = {name: _read_registry(folder, name, origins) for name in contract.REGISTRIES}
    splits = _read_splits(folder, sources)
    articles = [
        article
        for source in {source["article_id"]: source for source in sources}.values()
        if (article := _read_article(folder, source, splits.get(source["article_id"]), labels, origins))
    ]
    _expect_layout(folder, sources, labels)
    release = folder.document(RELEASE, "file:release")
    # Passes are read as corpora of their own, which have no passes again.
    votes = _read_votes(folder) if labels == ANNOTATIONS else {}
    return Corpus(
        root=folder.root,
        articles=tuple(articles),
        registries=registries,
        origins=origins,
        findings=tuple(folder.findings),
        release=release.value if release else {},
        votes=votes,
        inputs=_hash_inputs(folder, sources, labels),
    )


def _read_votes(folder: Folder) -> dict[str, list[Json]]:
    """Return the votes; where gold does not follow from passes and logs, a finding and no votes."""
    logs = sorted((folder.root / ADJUDICATION).glob("*.yaml"))
    passes = sorted((folder.root / PASSES).glob("*/pass.yaml"))
    if not logs:
        return {}
    judged = [folder.document(path.relative_to(folder.root).as_posix(), "file:adjudication") for path in logs]
    judged += [folder.document(path.relative_to(folder.root).as_posix(), "file:pass") for path in passes]
    judged += [
        folder.document(path.relative_to(folder.root).as_posix(), "file:annotation")
        for path in sorted((folder.root / PASSES).glob("*/articles/*.yaml"))
    ]
    if None in judged:
        return {}
    from torkham.adjudication import UnexplainedError, read_adjudications
    from torkham.passes import read_passes
    from torkham.votes import votes_of

    taken = read_passes(folder.root)
    if found := [finding for each in taken for finding in each.corpus.findings]:
        folder.findings.extend(found)
        return {}
    try:
        cases = read_adjudications(folder.root, taken)
        for file, content in (case.gold_file() for case in cases):
            if folder.text(file) != content:
                folder.findings.append(_GOLD.at(Origin(file), "the file is not what passes and log give", hint=_DERIVE))
        return votes_of(cases)
    except UnexplainedError as error:
        folder.findings.append(_GOLD.at(Origin(error.file), str(error), hint=_DERIVE))
        return {}


def _read_sources(folder: Folder) -> list[Json]:
    document = folder.document(SOURCES, "file:sources")
    entries: list[Json] = document.value["articles"] if document else []
    for key in ("article_id", "file"):
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            if document and entry[key] in seen:
                origin = Origin(SOURCES, document.line(("articles", index, key)))
                hint = "remove one of the two entries, or mend it"
                folder.findings.append(_TWICE.at(origin, f'{key} "{entry[key]}" stands twice', hint=hint))
            seen.add(entry[key])
    return [entry | {"_lines": _lines(document, index)} for index, entry in enumerate(entries) if document]


def _lines(document: Document, index: int) -> dict[str, int]:
    return {key: document.line(("articles", index, key)) for key in document.value["articles"][index]}


def _read_registry(folder: Folder, name: str, origins: dict[str, Origin]) -> tuple[Json, ...]:
    file = f"{REGISTRY_FOLDER}/{name}.yaml"
    document = folder.document(file, f"file:{name}")
    if document is None:
        return ()
    key = f"{name[:-1]}_id"
    for index, entry in enumerate(document.value[name]):
        origins[f"{name}/{entry[key]}"] = Origin(file, document.line((name, index)))
    return tuple(document.value[name])


def _read_splits(folder: Folder, sources: list[Json]) -> dict[str, Json]:
    document = folder.document(SPLITS, "file:splits")
    if document is None or not sources:
        return {}
    known = [source["article_id"] for source in sources]
    found: dict[str, Json] = {}
    for index, entry in enumerate(document.value["splits"]):
        origin = Origin(SPLITS, document.line(("splits", index)))
        id_ = entry["article_id"]
        if id_ not in known:
            hint = did_you_mean(id_, known) or f"remove the entry, or add the article to {SOURCES}"
            folder.findings.append(_SPLIT.at(origin, f'no article "{id_}" in {SOURCES}', hint=hint))
        elif id_ in found:
            folder.findings.append(_SPLIT.at(origin, f'"{id_}" has two entries', hint="keep one"))
        found[id_] = entry
    for id_ in known:
        if id_ not in found:
            folder.findings.append(_SPLIT.at(Origin(SPLITS), f'"{id_}" has no entry', hint="add its split and fold"))
    return found


def _read_article(
    folder: Folder, source: Json, split: Json | None, labels: str, origins: dict[str, Origin]
) -> Article | None:
    id_ = source["article_id"]
    file = f"{ARTICLES}/{source['file']}"
    data = folder.bytes(file)
    text = folder.article_text(file) if data is not None else None
    document = folder.document(f"{labels}/{id_}.yaml", "file:annotation")
    if data is None or text is None:
        return None
    if sha256(data) != source["sha256"]:
        hint = f"restore the file, since articles are never edited; for a new article, mend {SOURCES}"
        folder.findings.append(
            _HASH.at(Origin(file), f"its sha256 is {sha256(data)}, {SOURCES} has {source['sha256']}", hint=hint)
        )
        return None
    _check_source_quotes(folder, source, text)
    if document is None:
        return None
    reader = ArticleReader(document, id_, text)
    units = reader.read()
    folder.findings.extend(reader.findings)
    if reader.findings or split is None:
        return None
    origins.update(reader.origins)
    origins[id_] = Origin(SOURCES, source["_lines"]["article_id"])
    return Article(id_, split["split"], split["fold"], source, text, units)


def _check_source_quotes(folder: Folder, source: Json, text: str) -> None:
    for key in ("title", "outlet", "author", "published_quote", "dateline"):
        if source[key] is not None and source[key] not in text:
            origin = Origin(SOURCES, source["_lines"][key])
            hint = "quote the article's own words, or write null where it says nothing"
            message = f'{key}: "{source[key]}" is not in the text of the article'
            folder.findings.append(_QUOTE.at(origin, message, where=source["article_id"], hint=hint))
    if (source["published"] is None) != (source["published_quote"] is None) or (source["published"] is None) != (
        source["published_precision"] is None
    ):
        folder.findings.append(
            _QUOTE.at(
                Origin(SOURCES, source["_lines"]["published"]),
                "of published, published_precision and published_quote, some are given and some are null",
                where=source["article_id"],
                hint="give all three, or write null for all three",
            )
        )


def _expect_layout(folder: Folder, sources: list[Json], labels: str) -> None:
    if sources:  # none: sources.yaml could not be read, and which files belong is not known
        folder.expect_only(ARTICLES, {source["file"] for source in sources})
        folder.expect_only(labels, {f"{source['article_id']}.yaml" for source in sources})
    folder.expect_only(REGISTRY_FOLDER, {f"{name}.yaml" for name in contract.REGISTRIES})


def _hash_inputs(folder: Folder, sources: list[Json], labels: str) -> dict[str, str]:
    files = [SOURCES, SPLITS, RELEASE, *(f"{REGISTRY_FOLDER}/{name}.yaml" for name in contract.REGISTRIES)]
    for source in sources:
        files += [f"{ARTICLES}/{source['file']}", f"{labels}/{source['article_id']}.yaml"]
    if labels == ANNOTATIONS:
        made = (path for name in (PASSES, ADJUDICATION) for path in (folder.root / name).rglob("*.yaml"))
        files += [path.relative_to(folder.root).as_posix() for path in made]
    return {file: sha256((folder.root / file).read_bytes()) for file in sorted(files) if (folder.root / file).is_file()}
