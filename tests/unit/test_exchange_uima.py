"""What is edited in a CAS, as INCEpTION saves it, is edited in the labels; what does not fit is told by its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cassis import Cas, load_cas_from_xmi, load_typesystem

from tests.unit.conftest import TOY
from torkham.contract import Json
from torkham.exchange import uima
from torkham.exchange.document import Document, read_documents
from torkham.exchange.importing import read_all
from torkham.exchange.labels import Imported
from torkham.exchange.problems import Problems
from torkham.exchange.uima_types import METADATA, SENTENCE, type_of

SHUT = ("event", "SANCTION")


@pytest.fixture(scope="module")
def bridge() -> Document:
    return next(read_documents(TOY, ["grey-bridge"]))


@pytest.fixture
def folder(bridge: Document, tmp_path: Path) -> Path:
    uima.write([bridge], tmp_path)
    return tmp_path


def opened(folder: Path) -> Cas:
    return load_cas_from_xmi(folder / "grey-bridge.xmi", load_typesystem(folder / "TypeSystem.xml"))


def first(cas: Cas, layer: str) -> Any:
    return cas.select(type_of(layer))[0]


def read(folder: Path, document: Document, file: str = "grey-bridge.xmi") -> tuple[list[Imported], Problems]:
    problems = Problems()
    base = {document.article_id: document}
    return list(read_all(uima.read([folder / file], problems), base, "reader-1", problems)), problems


def edited(
    folder: Path, document: Document, edit: Callable[[Cas], object]
) -> tuple[dict[str, Json], Problems, list[Imported]]:
    cas = opened(folder)
    edit(cas)
    cas.to_xmi(folder / "grey-bridge.xmi")
    imported, problems = read(folder, document)
    return labels(imported[0]) if imported else {}, problems, imported


def labels(imported: Imported) -> dict[str, Json]:
    return {
        label[f"{layer}_id"].removeprefix("grey-bridge:"): label
        for unit in imported.document.units
        for layer, of_layer in (("mention", unit.mentions), ("event", unit.events), ("stance", unit.stances))
        for label in of_layer
    }


def say(layer: str, **features: Any) -> Callable[[Cas], object]:
    def edit(cas: Cas) -> None:
        for name, said in features.items():
            first(cas, layer)[name] = said

    return edit


def unlink(cas: Cas) -> None:
    event = first(cas, "event")
    event["recipients"] = cas.typesystem.get_type("uima.cas.FSArray")(elements=event["recipients"].elements[:1])


EDITS: dict[str, tuple[Callable[[Cas], object], str, Callable[[Json], object], object]] = {
    "a type": (say("event", event_type="COERCE"), "s001:e01", lambda label: label["type"], "COERCE"),
    "a mode": (say("event", mode="boycott"), "s001:e01", lambda label: label["mode"], "boycott"),
    "a mode cleared": (say("event", mode=None), "s001:e01", lambda label: label["mode"], None),
    "a flag cleared": (say("event", reciprocal=False), "s001:e01", lambda label: label["reciprocal"], False),
    "a trigger": (say("event", end=28), "s001:e01", lambda label: label["trigger"]["text"], "Shut the"),
    "an actor": (
        say("mention", actor_id="velmora_foreign_ministry"),
        "s001:m01",
        lambda label: label["actor_id"],
        "velmora_foreign_ministry",
    ),
    "a link removed": (
        unlink,
        "s001:e01",
        lambda label: [each["actor_id"] for each in label["recipients"]],
        ["velmora"],
    ),
}


@pytest.mark.parametrize(("edit", "id_", "of", "becomes"), EDITS.values(), ids=EDITS)
def test_an_edit_of_the_cas_is_an_edit_of_the_label(
    edit: Callable[[Cas], object],
    id_: str,
    of: Callable[[Json], object],
    becomes: object,
    bridge: Document,
    folder: Path,
) -> None:
    before = labels(read(folder, bridge)[0][0])
    assert of(before[id_]) != becomes
    after, problems, _ = edited(folder, bridge, edit)
    assert problems.findings == []
    assert of(after[id_]) == becomes
    assert after.keys() == before.keys()


def test_an_annotation_made_in_the_tool_becomes_a_label_with_the_next_id(bridge: Document, folder: Path) -> None:
    def draw(cas: Cas) -> None:
        make = cas.typesystem.get_type(type_of("mention"))
        cas.add(make(begin=29, end=40, actor_id="herders", form="name", note="Or the place?"))

    after, problems, imported = edited(folder, bridge, draw)
    assert problems.findings == []
    assert (after["s001:m03"]["text"], after["s001:m03"]["annotator_id"]) == ("Grey Bridge", "reader-1")
    assert imported[0].notes == {"grey-bridge:s001:m03": "Or the place?"}


WRONG: dict[str, tuple[Callable[[Cas], object], str, str]] = {
    "import/unknown-name": (say("event", event_type="SANCTIONS"), '"SANCTIONS"', 'Did you mean "SANCTION"?'),
    "import/unknown-entry": (say("mention", actor_id="velmara"), '"velmara"', 'Did you mean "velmora"?'),
    "import/missing-value": (say("mention", form=None), "says no form", "choose one: name"),
    "import/outside-unit": (say("mention", end=70), "reaches over grey-bridge:s001", "begin and end in one unit"),
    "import/form": (say("mention", torkham="{"), "torkham is no JSON object", "the label gets a new id"),
}


@pytest.mark.parametrize("rule", WRONG)
def test_what_does_not_fit_is_told_by_its_place(rule: str, bridge: Document, folder: Path) -> None:
    edit, says, hint = WRONG[rule]
    found = [each for each in edited(folder, bridge, edit)[1].findings if each.check == rule]
    assert found
    assert says in found[0].message
    assert hint in found[0].hint
    assert found[0].where.startswith("xmi:id ")
    assert found[0].file == str(folder / "grey-bridge.xmi")


@pytest.mark.parametrize(
    ("damage", "rule", "says"),
    [
        (lambda text: text[:3000], "import/form", "the CAS cannot be read"),
        (lambda text: text.replace('target="', 'target="9'), "import/form", "the CAS cannot be read"),
        (lambda _: "{}", "import/form", "the CAS cannot be read"),
        (lambda text: text.replace('end="7"', 'end="99999"', 1), "import/offset", "99999, which is no place"),
        (lambda text: text.replace("sofaString=", "sofaURI="), "import/form", "the CAS holds no text"),
        (lambda text: text.replace("Velmora and", "Velmara and"), "import/text", "from character 4 on"),
    ],
)
def test_a_damaged_cas_is_told_and_left_out(
    damage: Callable[[str], str], rule: str, says: str, bridge: Document, folder: Path
) -> None:
    file = folder / "grey-bridge.xmi"
    file.write_text(damage(file.read_text(encoding="utf-8")), encoding="utf-8")
    findings = read(folder, bridge)[1].errors
    assert any(each.check == rule and says in each.message for each in findings)


def test_an_offset_between_the_halves_of_a_character_is_told(bridge: Document, folder: Path) -> None:
    file = folder / "grey-bridge.xmi"
    text = file.read_text(encoding="utf-8")
    at = bridge.text.index("🌾")
    file.write_text(text.replace('begin="0" end="7" actor_id', f'begin="0" end="{at + 1}" actor_id'), encoding="utf-8")
    assert "import/offset" in {each.check for each in read(folder, bridge)[1].errors}


def test_a_file_named_after_its_annotator_is_known_by_its_title(bridge: Document, folder: Path) -> None:
    (folder / "grey-bridge.xmi").rename(folder / "admin.xmi")
    imported, problems = read(folder, bridge, "admin.xmi")
    assert ([each.document for each in imported], problems.findings) == ([bridge], [])


def test_the_type_system_of_an_export_stands_in_where_none_is_beside_the_file(bridge: Document, folder: Path) -> None:
    (folder / "TypeSystem.xml").unlink()
    imported, problems = read(folder, bridge)
    assert ([each.document for each in imported], problems.findings) == ([bridge], [])


def test_the_cas_has_the_units_as_sentences_and_the_title_of_its_file(bridge: Document, folder: Path) -> None:
    cas = opened(folder)
    assert [(each.begin, each.end) for each in cas.select(SENTENCE)] == [(u.start, u.end) for u in bridge.units]
    assert [each.documentTitle for each in cas.select(METADATA)] == ["grey-bridge.xmi"]
    assert len(cas.select("uima.tcas.DocumentAnnotation")) == 1


def test_the_same_articles_give_the_same_bytes(bridge: Document, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    for file in uima.write([bridge], tmp_path / "again"):
        assert file.read_bytes() == (folder / file.name).read_bytes()
