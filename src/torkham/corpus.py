"""The corpus in memory: articles with aligned labels, registries, and where in the files everything stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from torkham import contract
from torkham.annotation import ArticleReader, Unit
from torkham.contract import Json
from torkham.files import Folder
from torkham.findings import Finding, Origin, did_you_mean, rule
from torkham.layout import sha256

ARTICLES = "seeds/articles"
ANNOTATIONS = "annotations/articles"
REGISTRY_FOLDER = "annotations/registries"
SOURCES = "seeds/sources.yaml"
SPLITS = "annotations/splits.yaml"
RELEASE = "annotations/release.yaml"

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
    be read. `inputs` gives the sha256 of every file read.
    """

    root: Path
    articles: tuple[Article, ...]
    registries: Mapping[str, tuple[Json, ...]]
    origins: Mapping[str, Origin] = field(repr=False)
    findings: tuple[Finding, ...]
    release: Json
    inputs: Mapping[str, str] = field(repr=False)


def read_corpus(root: str | Path) -> Corpus:
    """Read the annotation tree at `root` (the folder that holds `seeds/` and `annotations/`).

    Never raises for what is in the files: problems are in `findings`, sorted by no particular order.
    """
    folder = Folder(Path(root))
    origins: dict[str, Origin] = {}
    sources = _read_sources(folder)
    registries = {name: _read_registry(folder, name, origins) for name in contract.REGISTRIES}
    splits = _read_splits(folder, sources)
    articles = [
        article
        for source in sources
        if (article := _read_article(folder, source, splits.get(source["article_id"]), origins))
    ]
    _expect_layout(folder, sources)
    release = folder.document(RELEASE, "file:release")
    return Corpus(
        root=folder.root,
        articles=tuple(articles),
        registries=registries,
        origins=origins,
        findings=tuple(folder.findings),
        release=release.value if release else {},
        inputs=_hash_inputs(folder, sources),
    )


def _read_sources(folder: Folder) -> list[Json]:
    document = folder.document(SOURCES, "file:sources")
    entries: list[Json] = document.value["articles"] if document else []
    for key in ("article_id", "file"):
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            if document and entry[key] in seen:
                origin = Origin(SOURCES, document.line(("articles", index, key)))
                folder.findings.append(_TWICE.at(origin, f'{key} "{entry[key]}" stands twice'))
            seen.add(entry[key])
    return [entry | {"_line": document.line(("articles", index))} for index, entry in enumerate(entries) if document]


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
    if document is None:
        return {}
    known = [source["article_id"] for source in sources]
    found: dict[str, Json] = {}
    for index, entry in enumerate(document.value["splits"]):
        origin = Origin(SPLITS, document.line(("splits", index)))
        id_ = entry["article_id"]
        if id_ not in known:
            folder.findings.append(_SPLIT.at(origin, f'no article "{id_}" in {SOURCES}', hint=did_you_mean(id_, known)))
        elif id_ in found:
            folder.findings.append(_SPLIT.at(origin, f'"{id_}" has two entries', hint="keep one"))
        found[id_] = entry
    for id_ in known:
        if id_ not in found:
            folder.findings.append(_SPLIT.at(Origin(SPLITS), f'"{id_}" has no entry', hint="add its split and fold"))
    return found


def _read_article(folder: Folder, source: Json, split: Json | None, origins: dict[str, Origin]) -> Article | None:
    id_ = source["article_id"]
    file = f"{ARTICLES}/{source['file']}"
    data = folder.bytes(file)
    text = folder.article_text(file) if data is not None else None
    document = folder.document(f"{ANNOTATIONS}/{id_}.yaml", "file:annotation")
    if data is not None and sha256(data) != source["sha256"]:
        hint = "restore the file; the articles are never edited"
        folder.findings.append(
            _HASH.at(Origin(file), f"sha256 is {sha256(data)}, {SOURCES} has {source['sha256']}", hint=hint)
        )
        return None
    if text is None:
        return None
    _check_source_quotes(folder, source, text)
    if document is None or split is None:
        return None
    reader = ArticleReader(document, id_, text)
    units = reader.read()
    folder.findings.extend(reader.findings)
    if reader.findings:
        return None
    origins.update(reader.origins)
    origins[id_] = Origin(SOURCES, source["_line"])
    return Article(id_, split["split"], split["fold"], source, text, units)


def _check_source_quotes(folder: Folder, source: Json, text: str) -> None:
    for key in ("title", "outlet", "author", "published_quote", "dateline"):
        if source[key] is not None and source[key] not in text:
            origin = Origin(SOURCES, source["_line"])
            hint = "what the text does not say is null"
            folder.findings.append(
                _QUOTE.at(origin, f"{key} {source[key]!r} is not in the text", where=source["article_id"], hint=hint)
            )
    if (source["published"] is None) != (source["published_quote"] is None) or (source["published"] is None) != (
        source["published_precision"] is None
    ):
        origin = Origin(SOURCES, source["_line"])
        folder.findings.append(
            _QUOTE.at(
                origin,
                "published, its precision and its quote are given together",
                where=source["article_id"],
                hint="give all three, or null for all three",
            )
        )


def _expect_layout(folder: Folder, sources: list[Json]) -> None:
    folder.expect_only(ARTICLES, {source["file"] for source in sources})
    folder.expect_only(ANNOTATIONS, {f"{source['article_id']}.yaml" for source in sources})
    folder.expect_only(REGISTRY_FOLDER, {f"{name}.yaml" for name in contract.REGISTRIES})


def _hash_inputs(folder: Folder, sources: list[Json]) -> dict[str, str]:
    files = [SOURCES, SPLITS, RELEASE, *(f"{REGISTRY_FOLDER}/{name}.yaml" for name in contract.REGISTRIES)]
    for source in sources:
        files += [f"{ARTICLES}/{source['file']}", f"{ANNOTATIONS}/{source['article_id']}.yaml"]
    return {file: sha256((folder.root / file).read_bytes()) for file in sorted(files) if (folder.root / file).is_file()}
