"""The sources: which articles there are, their exact texts, and where they stand in the splits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from torkham.contract import Json
from torkham.document import Document
from torkham.files import Folder
from torkham.findings import Finding, Origin, did_you_mean, rule
from torkham.layout import ARTICLES, SOURCES, SPLITS, sha256
from torkham.schema_findings import shown

_HASH = rule("format/sha256", "An article's bytes are those whose sha256 sources.yaml records.")
_QUOTE = rule("links/source-quote", "What sources.yaml says of an article stands in its text.")
_SPLIT = rule("links/split-entry", "Every article has one entry in splits.yaml, and every entry its article.")
_TWICE = rule("links/duplicate-source", "An article id and an article file stand once in sources.yaml.")


@dataclass(frozen=True, slots=True)
class Source:
    """One article before it is labelled.

    `record` is its entry of sources.yaml (fields as in `schema/rows/articles.json`), `lines` the line of each of its
    keys. `text` is the exact text, `split` the entry of splits.yaml; each is None where it could not be read.
    """

    record: Json
    lines: Mapping[str, int] = field(repr=False)
    text: str | None = field(repr=False)
    split: Json | None

    @property
    def article_id(self) -> str:
        """The article's id."""
        return str(self.record["article_id"])

    def origin(self, key: str) -> Origin:
        """Return where sources.yaml says `key` of this article."""
        return Origin(SOURCES, self.lines[key])


def read_sources(folder: Folder) -> tuple[Source, ...]:
    """Read the sources of an annotation tree, in the order of sources.yaml; an id that stands twice is taken once."""
    document = folder.document(SOURCES, "file:sources")
    entries: list[Json] = document.value["articles"] if document else []
    if document:
        folder.findings.extend(_twice(document))
    splits = _read_splits(folder, [entry["article_id"] for entry in entries])
    sources = {}
    for index, record in enumerate(entries):
        assert document is not None
        lines = {key: document.line(("articles", index, key)) for key in record}
        text = _read_text(folder, record)
        source = Source(record, lines, text, splits.get(record["article_id"]))
        if text is not None:
            folder.findings.extend(_quote_findings(source, text))
        sources[source.article_id] = source
    return tuple(sources.values())


def _twice(document: Document) -> Iterator[Finding]:
    for key in ("article_id", "file"):
        seen: set[str] = set()
        for index, entry in enumerate(document.value["articles"]):
            if entry[key] in seen:
                origin = Origin(SOURCES, document.line(("articles", index, key)))
                hint = "remove one of the two entries, or mend it"
                yield _TWICE.at(origin, f'{key} "{entry[key]}" stands twice', hint=hint)
            seen.add(entry[key])


def _read_splits(folder: Folder, known: Sequence[str]) -> dict[str, Json]:
    document = folder.document(SPLITS, "file:splits")
    if document is None or not known:
        return {}
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


def _read_text(folder: Folder, record: Json) -> str | None:
    file = f"{ARTICLES}/{record['file']}"
    text = folder.article_text(file)
    if text is None:
        return None
    if (actual := sha256(text.encode())) != record["sha256"]:
        hint = f"restore the file, since articles are never edited; for a new article, mend {SOURCES}"
        message = f"its sha256 is {actual}, {SOURCES} has {record['sha256']}"
        folder.findings.append(_HASH.at(Origin(file), message, hint=hint))
        return None
    return text


def _quote_findings(source: Source, text: str) -> Iterator[Finding]:
    record, id_ = source.record, source.article_id
    for key in ("title", "outlet", "author", "published_quote", "dateline"):
        if record[key] is not None and record[key] not in text:
            hint = "quote the article's own words, or write null where it says nothing"
            message = f"{key}: {shown(record[key])} is not in the text of the article"
            yield _QUOTE.at(source.origin(key), message, where=id_, hint=hint)
    given = [record[key] is not None for key in ("published", "published_precision", "published_quote")]
    if any(given) and not all(given):
        message = "of published, published_precision and published_quote, some are given and some are null"
        hint = "give all three, or write null for all three"
        yield _QUOTE.at(source.origin("published"), message, where=id_, hint=hint)
