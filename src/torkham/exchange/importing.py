"""Imports: files of a tool become annotation files, all of them or none."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from torkham.canonical import write_document
from torkham.contract import Json
from torkham.exchange import FORMATS
from torkham.exchange.document import Document, read_documents
from torkham.exchange.incoming import Incoming
from torkham.exchange.labels import FIELDS, Imported, read_labels
from torkham.exchange.layers import shown
from torkham.exchange.marks import PROVENANCE
from torkham.exchange.output import new_folder
from torkham.exchange.problems import ARTICLE, TEXT, Problems
from torkham.exchange.tree import Provenance, tree_files, write_tree
from torkham.files import Folder
from torkham.findings import Finding, Level, sort_findings
from torkham.layout import EXCEPTIONS, MANIFEST, RELEASE, RETIRED, file_sha256
from torkham.validation import validate
from torkham.versions.releases import read_retired

Reader: TypeAlias = Callable[[Sequence[Path], Problems], Iterable[Incoming]]
"""What reads the files of a format."""


class RefusedError(ValueError):
    """Files were not imported; `findings` say why, and nothing was written."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("nothing was imported")
        self.findings = sort_findings(findings)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: how the labels of every article changed, and what it found that is no error."""

    changes: Mapping[str, Changes]
    findings: Sequence[Finding]


def import_files(files: Sequence[Path], form: str, base: Path, out: Path, annotator: tuple[str, str]) -> Outcome:
    """Write the labels that files of a format have for the articles of a dataset or tree, `base`, as a tree, `out`.

    `annotator` is the id of whoever corrected them, and of what kind (vocabulary annotator_kind). Labels that are not
    in the files are gone; articles that are in none are left out. What is not consistent between sound labels is told,
    and is the annotator's to decide: exceptions that `base` lists hold on. Raises `RefusedError` where anything else is
    wrong with a file, or with the tree that would come of it, and `ExchangeError` where `base` cannot be read or `out`
    is there.
    """
    problems = Problems()
    incoming = list(reader(form)(files, problems))
    documents, known = _wanted(base, {each.article_id for each in incoming})
    imported = read_all(incoming, documents, annotator[0], problems, known=known, retired=_retired(base))
    if problems.errors or not imported:
        raise RefusedError(problems.findings)
    hashed = {each.article_id: (Path(each.origin.file).name, file_sha256(Path(each.origin.file))) for each in incoming}
    provenance = Provenance(*annotator, form, _name_of(base), hashed)
    with new_folder(out) as staged:
        write_tree(tree_files(imported, provenance, out.absolute().name), staged)
        found = _excepted(validate(staged), base, staged)
        problems.findings.extend(_located(found, imported))
        if any(finding.level < Level.CORPUS for finding in problems.errors):
            raise RefusedError(problems.findings)
    counted = {
        each.document.article_id: changes(documents[each.document.article_id], each.document) for each in imported
    }
    return Outcome(counted, sort_findings(problems.findings))


def reader(form: str) -> Reader:
    """Return what reads the files of a format."""
    read: Reader = import_module(f"torkham.exchange.{FORMATS[form].module}").read
    return read


def _wanted(base: Path, article_ids: Collection[str]) -> tuple[dict[str, Document], list[str]]:
    """Return the articles of these ids, and the ids of all articles that are there."""
    documents, known = {}, []
    for document in read_documents(base):
        known.append(document.article_id)
        if document.article_id in article_ids:
            documents[document.article_id] = document
    return documents, known


def _name_of(base: Path) -> str:
    """Return the name and version of a dataset or tree, as far as it tells them."""
    said: Json = {}
    if (base / MANIFEST).is_file():
        said = json.loads((base / MANIFEST).read_text(encoding="utf-8"))
    elif (base / RELEASE).is_file() and (document := Folder(base).document(RELEASE, "file:release")) is not None:
        said = document.value
    return f"{said.get('name', base.resolve().name)} {said.get('version', '')}".rstrip()


def _retired(base: Path) -> Sequence[Json]:
    """Return what a tree has retired; a dataset tells nothing of it."""
    return read_retired(Folder(base), {}) if (base / RETIRED).is_file() else ()


def _excepted(findings: Sequence[Finding], base: Path, staged: Path) -> Sequence[Finding]:
    """Return the findings that are no exceptions of the tree `base`; those that still are go into the new tree."""
    document = Folder(base).document(EXCEPTIONS, "file:exceptions") if (base / EXCEPTIONS).is_file() else None
    broken = {(finding.check, finding.where) for finding in findings}
    listed = [] if document is None else document.value["exceptions"]
    if not (kept := [entry for entry in listed if (entry["check"], entry["label"]) in broken]):
        return findings
    write_tree({EXCEPTIONS: write_document({"exceptions": kept}, "file:exceptions")}, staged)
    return validate(staged)


def _located(findings: Iterable[Finding], imported: Iterable[Imported]) -> Iterator[Finding]:
    """Yield findings on the tree; those on a label with the place of the file that it came from."""
    marks = {id_: mark for each in imported for id_, mark in each.marks.items()}
    for finding in findings:
        mark = marks.get(finding.where)
        yield finding if mark is None else replace(finding, file=mark.origin.file, line=mark.origin.line)


def read_all(
    incoming: Iterable[Incoming],
    documents: Mapping[str, Document],
    annotator_id: str,
    problems: Problems,
    *,
    known: Collection[str] = (),
    retired: Sequence[Json] = (),
) -> tuple[Imported, ...]:
    """Return the articles that files hold, in the order of `documents`; what is wrong goes to `problems`.

    `known` are the ids of articles that are there beside `documents`, `retired` the entries of retired.yaml.
    """
    found: dict[str, Imported] = {}
    for each in incoming:
        base = documents.get(each.article_id)
        if base is None:
            problems.unknown(ARTICLE, each.origin, "article", each.article_id, [*documents, *known])
        elif each.article_id in found:
            message = f"{each.article_id} stands in another file too"
            problems.add(ARTICLE, each.origin, message, hint="import one of the two")
        elif _has_its_text(each, base, problems):
            found[each.article_id] = read_labels(base, each.marks, annotator_id, problems, retired)
    return tuple(found[id_] for id_ in documents if id_ in found)


def _has_its_text(incoming: Incoming, base: Document, problems: Problems) -> bool:
    there, wanted = shown(incoming.text), shown(base.text)
    if there == wanted:
        return True
    at = next((i for i, (a, b) in enumerate(zip(there, wanted, strict=False)) if a != b), min(len(there), len(wanted)))
    found, right = (repr(text[at : at + 20]) if at < len(text) else "nothing more" for text in (there, wanted))
    message = f"from character {at} on, the text has {found}, that of {base.article_id} {right}"
    hint = "offsets would be wrong: restore the text as it was exported, and the marks with it"
    problems.add(TEXT, incoming.origin, message, hint=hint)
    return False


@dataclass(frozen=True, slots=True)
class Changes:
    """How many labels of an article were kept as they were, changed, added and removed."""

    kept: int
    changed: int
    added: int
    removed: int

    def __str__(self) -> str:
        return f"{self.kept} kept, {self.changed} changed, {self.added} added, {self.removed} removed"


def changes(before: Document, after: Document) -> Changes:
    """Count what became of the labels of an article, by their ids; who gave a label is no part of it."""
    old, new = dict(_labels(before)), dict(_labels(after))
    both = [id_ for id_ in new if id_ in old]
    kept = sum(1 for id_ in both if old[id_] == new[id_])
    return Changes(kept, len(both) - kept, len(new) - len(both), len(old) - len(both))


def _labels(document: Document) -> Iterator[tuple[str, Json]]:
    for unit in document.units:
        for layer, name in FIELDS.items():
            for record in getattr(unit, name):
                yield record[f"{layer}_id"], {key: value for key, value in record.items() if key not in PROVENANCE}
