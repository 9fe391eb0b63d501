"""Gold: the annotation files that follow from passes and logs, and whether those of the tree are they."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from torkham.adjudication import Item, UnexplainedError, gold, items
from torkham.annotation import ARTICLE_ID
from torkham.articles import Article
from torkham.canonical import write_document
from torkham.contract import LABELS, Json
from torkham.document import Document
from torkham.document import Path as NodePath
from torkham.files import Folder
from torkham.findings import Finding, Origin, rule
from torkham.layout import ADJUDICATION, ANNOTATIONS, PASSES
from torkham.passes import Pass

GOLD_ANNOTATOR = "gold"

GOLD = rule("corpus/gold", "Gold annotation files are what the passes and the logs of decisions give.")
_ORDER = rule("links/log-order", "Ids of decisions, challenges and errata ascend in their log, each once.")
_DERIVE = "decide in annotations/adjudication/, then run scripts/adjudicate.py derive"


@dataclass(frozen=True)
class Adjudication:
    """One article's way from two passes to gold: `document` is the annotation file that follows, as plain values."""

    article_id: str
    first: Pass
    second: Pass
    items: Sequence[Item]
    log: Json
    document: Json = field(repr=False)

    def gold_label(self, item: Item) -> Json | None:
        """Return the gold label that answers to an item, as the annotation file has it, or None."""
        unit = next(unit for unit in self.document["units"] if unit["id"] == item.unit)
        return next((label for label in unit[item.layer] if label["id"] == item.gold), None)

    def gold_file(self) -> tuple[str, str]:
        """Return the path and the content of the annotation file that follows."""
        return f"{ANNOTATIONS}/{self.article_id}.yaml", write_document(self.document, "file:annotation")

    @property
    def overturned(self) -> set[tuple[str, str]]:
        """Units and gold ids of the labels that a challenge or an erratum overturned."""
        changes = (*self.log["challenges"], *self.log["errata"])
        return {(each["unit"], each["gold"]) for each in changes if each.get("verdict", "overturned") == "overturned"}


def read_adjudications(folder: Folder, passes: Mapping[str, Pass]) -> tuple[Adjudication, ...]:
    """Return the adjudications of a tree by article; one whose gold does not follow is left out, with findings."""
    files = sorted(path.name for path in (folder.root / ADJUDICATION).glob("*.yaml"))
    read = (_read_adjudication(folder, f"{ADJUDICATION}/{name}", passes) for name in files)
    return tuple(case for case in read if case is not None)


def _read_adjudication(folder: Folder, file: str, passes: Mapping[str, Pass]) -> Adjudication | None:
    document = folder.document(file, "file:adjudication")
    if document is None:
        return None
    log: Json = document.value
    found = list(_log_findings(document))
    folder.findings.extend(found)
    pair = [passes.get(log[key]) for key in ("first", "second")]
    covered = [each for each in pair if each is not None and log["article_id"] in each.articles]
    if len(covered) < 2:
        # A pass that could not be read is reported by its reading alone.
        if not any(finding.file.startswith(f"{PASSES}/") for finding in folder.findings):
            hint = f"keep the passes of {log['first']} and {log['second']} over this article in {PASSES}/"
            message = f"{log['article_id']} is not in the passes that the log names"
            folder.findings.append(GOLD.at(Origin(file, document.line(("first",))), message, hint=hint))
        return None
    if found:
        return None
    first, second = covered
    a, b = (taken.articles[log["article_id"]] for taken in covered)
    try:
        if [(unit.sentence_id, unit.text) for unit in a.units] != [(unit.sentence_id, unit.text) for unit in b.units]:
            raise UnexplainedError("the two passes do not have the same units")
        case = Adjudication(log["article_id"], first, second, items(a, b), log, {})
        return replace(case, document=derived(case, log))
    except UnexplainedError as error:
        origin = Origin(file, _line_of_entry(document, error.entry))
        folder.findings.append(GOLD.at(origin, str(error), hint="say in the log what becomes of each label"))
        return None


def derived(case: Adjudication, log: Json) -> Json:
    """Return the annotation file that follows from the passes of `case` and a log, which may be another than its own.

    Raises `UnexplainedError` (see `torkham.adjudication.gold`).
    """
    heads = {"label_source": "adjudicated", "annotator_id": GOLD_ANNOTATOR}
    return gold(case.first.articles[case.article_id].document.value | heads, case.items, log)


def _log_findings(document: Document) -> Iterator[Finding]:
    log, file = document.value, document.file
    if file != f"{ADJUDICATION}/{log['article_id']}.yaml":
        message = f'article_id is "{log["article_id"]}", the file is named otherwise'
        yield ARTICLE_ID.at(Origin(file, document.line(("article_id",))), message, hint="make them the same")
    for part in ("decisions", "challenges", "errata"):
        for index in range(1, len(log[part])):
            before, id_ = log[part][index - 1]["id"], log[part][index]["id"]
            if int(id_[1:]) <= int(before[1:]):
                message = f"{id_} stands twice" if id_ == before else f"{id_} stands after {before}"
                origin = Origin(file, document.line((part, index, "id")))
                yield _ORDER.at(origin, message, hint="give each entry the next number of its list")


def _line_of_entry(document: Document, id_: str) -> int | None:
    for part in ("decisions", "challenges", "errata"):
        for index, entry in enumerate(document.value[part]):
            if entry["id"] == id_:
                return document.line((part, index))
    return None


def gold_findings(case: Adjudication, article: Article) -> Iterator[Finding]:
    """Yield where an article's annotation file is not what its passes and its log give, label by label."""
    document = article.document
    given, derived = document.value, case.document

    def at(path: NodePath, message: str, where: str = "") -> Finding:
        return GOLD.at(Origin(document.file, document.line(path)), message, where=where, hint=_DERIVE)

    for key in derived.keys() - {"units"}:
        if given[key] != derived[key]:
            yield at((key,), f'passes and log give "{derived[key]}" for {key}')
    if [_bare(unit) for unit in given["units"]] != [_bare(unit) for unit in derived["units"]]:
        yield at(("units",), "the units are not those of the passes")
        return
    for index, (mine, theirs) in enumerate(zip(given["units"], derived["units"], strict=True)):
        for layer in LABELS:
            if mine.get(layer) != theirs.get(layer):
                where = f"{article.article_id}:{mine['id']}"
                for path, message in _differences(mine.get(layer) or [], theirs.get(layer) or []):
                    yield at(("units", index, layer, *path), message, where)


def _differences(given: Sequence[Json], derived: Sequence[Json]) -> Iterator[tuple[NodePath, str]]:
    wanted = {label["id"]: label for label in derived}
    there = {label["id"] for label in given}
    for id_ in wanted.keys() - there:
        yield (), f"passes and log give {id_}, which is not here"
    for index, label in enumerate(given):
        if label["id"] not in wanted:
            yield (index,), f"neither passes nor log give {label['id']}"
        elif label != wanted[label["id"]]:
            keys = [key for key in wanted[label["id"]] | label if label.get(key) != wanted[label["id"]].get(key)]
            yield (index, keys[0]), f"{label['id']} is not what passes and log give: {', '.join(keys)}"
    if [label["id"] for label in given] != list(wanted) and there == set(wanted):
        yield (), f"the labels stand in another order than {', '.join(wanted)}"


def _bare(unit: Json) -> Json:
    return {key: value for key, value in unit.items() if key not in LABELS}
