"""What is edited in brat's files, as brat saves it, is edited in the labels; what does not fit is told by its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given

from tests.unit.conftest import FEW, TOY
from tests.unit.exchanging import documents
from torkham.contract import Json
from torkham.exchange import brat
from torkham.exchange.document import Document, read_documents
from torkham.exchange.importing import read_all
from torkham.exchange.labels import Imported
from torkham.exchange.layers import shown
from torkham.exchange.problems import Problems

BRIDGE = "grey-bridge:s001"
EDITS = {
    "a type": ("SANCTION", "COERCE", "e01", {"type": "COERCE", "quad_class": "material_conflict"}),
    "a mode": ("A3\tmode E1 discontinue", "A3\tmode E1 boycott", "e01", {"mode": "boycott"}),
    "a mode taken away": ("A3\tmode E1 discontinue\n", "", "e01", {"mode": None}),
    "a status": ("A4\tstatus E1 actual", "A4\tstatus E1 negated", "e01", {"status": "negated"}),
    "a flag taken away": ("A5\treciprocal E1\n", "", "e01", {"reciprocal": False}),
    "a context more": (
        "A6\tcontexts-economic E1\n",
        "A6\tcontexts-economic E1\nA900\tcontexts-legal E1\n",
        "e01",
        {"contexts": ["economic", "legal"]},
    ),
    "a trigger": (
        "T4\tSANCTION 20 24\tShut\n",
        "T4\tSANCTION 20 28\tShut the\n",
        "e01",
        {"trigger": {"start": 20, "end": 28, "text": "Shut the"}},
    ),
    "a role taken away": (
        " recipients2:T2",
        "",
        "e01",
        {
            "recipients": [
                {"actor_id": "velmora", "mention_id": f"{BRIDGE}:m01", "implicit": False, "warrant": "sentence"}
            ],
        },
    ),
    "an actor": (
        "N2\tReference T2 actors:tarsund\tTarsund",
        "N2\tReference T2 actors:tarsund_border_guard\tBorder guard",
        "m02",
        {"actor_id": "tarsund_border_guard"},
    ),
    "a form": ("A2\tform T2 name", "A2\tform T2 metonym", "m02", {"form": "metonym"}),
}


def labels(imported: Imported) -> dict[str, Json]:
    return {
        label[f"{layer}_id"]: label
        for unit in imported.document.units
        for layer, of_layer in (("mention", unit.mentions), ("event", unit.events), ("stance", unit.stances))
        for label in of_layer
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The first toy article, exported."""
    brat.write(read_documents(TOY, ["grey-bridge"]), tmp_path)
    return tmp_path


def read(folder: Path) -> tuple[Imported, Problems]:
    problems = Problems()
    documents = {each.article_id: each for each in read_documents(TOY)}
    (imported,) = read_all(brat.read([folder / "grey-bridge.ann"], problems), documents, "reader-1", problems)
    return imported, problems


def edit(folder: Path, old: str, new: str) -> None:
    file = folder / "grey-bridge.ann"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(("old", "new", "label", "becomes"), EDITS.values(), ids=EDITS)
def test_an_edit_in_brat_is_an_edit_of_the_label(old: str, new: str, label: str, becomes: Json, folder: Path) -> None:
    before = labels(read(folder)[0])
    edit(folder, old, new)
    imported, problems = read(folder)
    assert problems.findings == []
    after = labels(imported)[f"{BRIDGE}:{label}"]
    assert {key: after[key] for key in becomes} == becomes
    untouched = {key for key in after if after[key] == before[f"{BRIDGE}:{label}"][key]}
    assert after.keys() - untouched - becomes.keys() <= {"score"}


def test_an_actor_that_is_corrected_is_corrected_wherever_the_mention_is_linked(folder: Path) -> None:
    edit(folder, "N2\tReference T2 actors:tarsund\t", "N2\tReference T2 actors:tarsund_border_guard\t")
    sources = labels(read(folder)[0])[f"{BRIDGE}:e01"]["sources"]
    assert [source["actor_id"] for source in sources] == ["velmora", "tarsund_border_guard"]


def test_new_labels_get_new_ids_and_deleted_ones_are_gone(folder: Path) -> None:
    before = labels(read(folder)[0])
    edit(folder, "T1\tmention 0 7\tVelmora\nA1\tform T1 name\nN1\tReference T1 actors:velmora\tVelmora\n", "")
    edit(folder, " sources:T1", " sources:T900")
    edit(folder, " recipients:T1", " recipients:T900")
    new = "T900\tmention 0 7\tVelmora\nA900\tform T900 metonym\nN900\tReference T900 actors:velmora\tVelmora\n"
    with (folder / "grey-bridge.ann").open("a", encoding="utf-8") as file:
        file.write(f"{new}#900\tAnnotatorNotes T900\tThe capital, really\n")
    imported, problems = read(folder)
    assert problems.findings == []
    after = labels(imported)
    assert before.keys() ^ after.keys() == {f"{BRIDGE}:m01", f"{BRIDGE}:m03"}
    assert after[f"{BRIDGE}:m03"]["annotator_id"] == "reader-1"
    assert after[f"{BRIDGE}:e01"]["sources"][0]["mention_id"] == f"{BRIDGE}:m03"
    assert imported.notes == {f"{BRIDGE}:m03": "The capital, really"}


@dataclass(frozen=True)
class Wrong:
    """An edit that does not fit, what is said of it and advised, and the name of the annotation whose line it is."""

    old: str
    new: str
    says: str
    hint: str
    name: str


WRONG = {
    "form": Wrong("A1\tform T1", "A1 form T1", "the line is no annotation", "A1, tab, name target value", "A1 form"),
    "unknown-name": Wrong("T1\tmention", "T1\tmentoin", 'no type "mentoin"', 'Did you mean "mention"?', "T1"),
    "unknown-entry": Wrong("actors:tarsund\t", "actors:tarsand\t", '"tarsand"', 'Did you mean "tarsund"?', "T2"),
    "outside-unit": Wrong(
        "T2\tmention 12 19\tTarsund",
        "T2\tmention 12 60\tTarsund …",
        "reaches over grey-bridge:s001 and grey-bridge:s002",
        "let it begin and end in one unit",
        "T2",
    ),
    "pieces": Wrong("mention 12 19", "mention 0 7;12 19", "of several pieces", "mark the one piece", "T2"),
    "points-nowhere": Wrong("sources2:T2", "sources2:T999", "points to nothing (T999)", "link it to a mention", "E1"),
    "missing-value": Wrong("A1\tform T1 name\n", "", "says no form", "choose one: name, metonym, nominal", "T1"),
    "said-twice": Wrong(
        "A4\tstatus E1", "A900\tstatus E1 future\nA4\tstatus E1", "says status twice", "keep one", "A4"
    ),
    "record": Wrong("T5 sources:T1 sources2:T2\n", "T5\n", "is empty", "link it to the mention of who did it", "E2"),
    "unused": Wrong(" place:T3\n", "\n", "no label links to the place 'Grey Bridge'", "link a label to it", "T3"),
}


@pytest.mark.parametrize("rule", WRONG)
def test_what_does_not_fit_is_told_by_its_line(rule: str, folder: Path) -> None:
    wrong = WRONG[rule]
    edit(folder, wrong.old, wrong.new)
    finding = next(each for each in read(folder)[1].findings if each.check == f"import/{rule}")
    assert wrong.says in finding.message
    assert wrong.hint in finding.hint
    lines = (folder / "grey-bridge.ann").read_text(encoding="utf-8").splitlines()
    assert (finding.file, bool(finding.line)) == (str(folder / "grey-bridge.ann"), True)
    assert lines[(finding.line or 0) - 1].startswith(wrong.name)


FIT = {
    "T1": ("sources", "recipients", "attributed_to"),
    "T3": ("place",),
    "T10": ("time",),
    "E1": ("content_of",),
    "E3": ("content_of",),
}
"""Marks, and the roles that may lead to them."""


@pytest.mark.parametrize("role", ["sources", "recipients", "attributed_to", "cue", "content_of", "time", "place"])
@pytest.mark.parametrize("other", FIT)
def test_a_link_to_a_mark_of_another_layer_is_told(role: str, other: str, folder: Path) -> None:
    edit(folder, "E2\tCONSULT:T5 sources:T1", f"E2\tCONSULT:T5 sources:T1 {role}:{other}")
    told = {finding.check for finding in read(folder)[1].errors}
    assert ("import/points-nowhere" in told) == (role not in FIT[other])


def test_everything_wrong_is_told_at_once(folder: Path) -> None:
    edit(folder, "T1\tmention", "T1\tmentoin")
    edit(folder, "A4\tstatus E1 actual", "A4\tstatus E1 actaul")
    edit(folder, "N3\tReference T3 places:grey_bridge", "N3\tReference T3 places:green_bridge")
    said = " ".join(finding.message for finding in read(folder)[1].findings)
    assert all(word in said for word in ("mentoin", "actaul", "green_bridge"))


def test_a_text_that_was_edited_is_refused(folder: Path) -> None:
    file = folder / "grey-bridge.txt"
    file.write_text(file.read_text(encoding="utf-8").replace("Shut", "Closed"), encoding="utf-8")
    problems = Problems()
    documents = {each.article_id: each for each in read_documents(TOY)}
    assert read_all(brat.read([folder / "grey-bridge.ann"], problems), documents, "reader-1", problems) == ()
    assert "from character 20 on, the text has 'Closed" in problems.errors[0].message


@FEW
@given(document=documents())
def test_the_words_of_a_span_are_those_that_brat_finds_at_its_offsets(document: Document) -> None:
    text, lines = shown(document.text), brat.standoff(document).split("\n")
    for _, place, words in (line.split("\t") for line in lines if line.startswith("T")):
        pieces = [tuple(map(int, piece.split())) for piece in place.partition(" ")[2].split(";")]
        assert words == " ".join(text[start:end] for start, end in pieces)
        assert "\n" not in words


def test_the_configuration_names_all_that_may_be_said(folder: Path) -> None:
    text = (folder / "annotation.conf").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^\[(\w+)\]\n(.*?)(?=^\[|\Z)", text, re.MULTILINE | re.DOTALL))
    assert sections.keys() == {"entities", "relations", "events", "attributes"}
    known = set(sections["entities"].split()) | {line.split("\t")[0] for line in sections["events"].splitlines()}
    attributes = {line.split("\t")[0] for line in sections["attributes"].splitlines()}
    lines = (folder / "grey-bridge.ann").read_text(encoding="utf-8").splitlines()
    assert {line.split("\t")[1].split()[0] for line in lines if line.startswith("T")} <= known
    assert {line.split("\t")[1].split()[0] for line in lines if line.startswith("A")} <= attributes
