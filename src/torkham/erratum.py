"""Errata: a correction that a reader proposes becomes an entry of a log, and the gold that follows from it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from torkham.adjudication import PREFIXES
from torkham.canonical import head_comment, write_document
from torkham.contract import Json
from torkham.corpus import Corpus, read_corpus
from torkham.findings import Finding
from torkham.gold import Adjudication, derived
from torkham.layout import ADJUDICATION, ANNOTATIONS, RETIRED
from torkham.tree_checks import check
from torkham.versions.releases import retired_in

TEMPLATE = """\
label: ARTICLE:s001:e01
set: {status: historical}
reason: What the sentence says, and the rule of the guidelines.
"""
"""What a reader fills in (`schema/files/erratum.json`)."""

LAYERS = {prefix: layer for layer, prefix in PREFIXES.items()}


class ErratumError(ValueError):
    """A correction cannot be applied; `findings` say why, where checks found something in what it would make."""

    def __init__(self, message: str, findings: list[Finding] | None = None) -> None:
        super().__init__(message)
        self.findings = findings or []


@dataclass(frozen=True)
class Change:
    """What a correction makes: the label before and after (None where there is none), and the files to be written."""

    label_id: str
    before: Json | None
    after: Json | None
    files: dict[str, str]

    def lines(self) -> Iterator[str]:
        """Yield the fields that change, as `field: before → after`."""
        before, after = self.before or {}, self.after or {}
        for key in {**before, **after}:
            if key != "id" and before.get(key) != after.get(key):
                yield f"{key}: {before.get(key, '–')} → {after.get(key, '–')}"


def propose(corpus: Corpus, erratum: Json, reason: str) -> Change:
    """Return what `erratum` (`schema/files/erratum.json`) would change; `reason` says why it is accepted.

    Raises `ErratumError` where it speaks of what is not there, changes nothing, or breaks a check.
    """
    article_id, unit, gold_id = (*erratum["label"].split(":"), None)[:3]
    case = next((case for case in corpus.adjudications if case.article_id == article_id), None)
    if case is None:
        known = ", ".join(case.article_id for case in corpus.adjudications) or "none"
        raise ErratumError(f"no article {article_id} whose gold follows from a log; there are: {known}")
    layer = LAYERS[gold_id[0]] if gold_id else erratum["layer"]
    if layer is None:
        raise ErratumError(f"{erratum['label']} is a sentence: say the layer of the label that is missing")
    before = _label(case.document, unit, layer, gold_id)
    if gold_id and before is None:
        raise ErratumError(f"there is no label {erratum['label']}")
    new_id = gold_id or _next_id(case, unit, layer, corpus.retired)
    entry = {
        "id": f"r{max((int(each['id'][1:]) for each in case.log['errata']), default=0) + 1:03d}",
        "unit": unit,
        "layer": layer,
        "gold": new_id,
        "drop": erratum["drop"],
        "set": erratum["set"],
        "case": erratum["reason"],
        "reason": reason,
    }
    log = case.log | {"errata": [*case.log["errata"], entry]}
    document = derived(case, log)
    after = _label(document, unit, layer, new_id)
    if before == after:
        raise ErratumError(f"{erratum['label']} is so already: the correction changes nothing")
    contents = {f"{ADJUDICATION}/{article_id}.yaml": (log, "file:adjudication")}
    contents[f"{ANNOTATIONS}/{article_id}.yaml"] = document, "file:annotation"
    label_id = f"{article_id}:{unit}:{new_id}"
    if erratum["drop"] and corpus.releases:
        entry = {"id": label_id, "last_version": corpus.releases[-1]["version"], "reason": erratum["reason"]}
        contents[RETIRED] = {"retired": [*corpus.retired, entry]}, "file:retired"
    files = {
        file: write_document(value, schema, _head(corpus.root / file)) for file, (value, schema) in contents.items()
    }
    if findings := _findings(corpus.root, files):
        raise ErratumError("what the correction makes does not pass the checks; nothing was changed", findings)
    return Change(label_id, before, after, files)


def apply(corpus: Corpus, change: Change) -> None:
    """Write the files of a change, each whole or not at all."""
    for file, content in change.files.items():
        target = corpus.root / file
        beside = target.with_name(f".{target.name}.new")
        beside.write_text(content, encoding="utf-8", newline="\n")
        beside.replace(target)


def _label(document: Json, unit: str, layer: str, id_: str | None) -> Json | None:
    found = next((each for each in document["units"] if each["id"] == unit), None)
    if found is None:
        raise ErratumError(f"{document['article_id']} has no unit {unit}")
    return next((label for label in found.get(layer) or () if label["id"] == id_), None)


def _next_id(case: Adjudication, unit: str, layer: str, retired: Sequence[Json]) -> str:
    """Return an id that no label of the unit ever had: not in the gold, nor in either pass, the log, or `retired`."""
    entries = (*case.log["decisions"], *case.log["challenges"], *case.log["errata"])
    spoken = [each["gold"] for each in entries if (each["unit"], each["layer"]) == (unit, layer) and each["gold"]]
    voted = [item.gold for item in case.items if (item.unit, item.layer) == (unit, layer)]
    gone = retired_in(retired, f"{case.article_id}:{unit}:{PREFIXES[layer]}")
    return f"{PREFIXES[layer]}{max((*(int(id_[1:]) for id_ in (*spoken, *voted)), *gone), default=0) + 1:02d}"


def _findings(root: Path, files: dict[str, str]) -> list[Finding]:
    """Return what the checks find in a copy of the tree with `files` in it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        for part in ("seeds", "annotations"):
            shutil.copytree(root / part, copy / part)
        for file, content in files.items():
            (copy / file).write_text(content, encoding="utf-8", newline="\n")
        # The version is raised when all corrections are in.
        return check(replace(read_corpus(copy), releases=()))


def _head(path: Path) -> str:
    return head_comment(path.read_text(encoding="utf-8")) if path.exists() else ""
