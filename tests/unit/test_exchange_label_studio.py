"""What is edited in Label Studio is edited in the labels; what does not fit is told by its task and region."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.conftest import TOY
from torkham.contract import Json
from torkham.exchange import label_studio
from torkham.exchange.document import Document, read_documents
from torkham.exchange.importing import read_all
from torkham.exchange.labels import Imported
from torkham.exchange.problems import Problems
from torkham.exchange.utf16 import Utf16

UNIT = "grey-bridge:s001"
M01, M02, E01 = f"{UNIT}:m01", f"{UNIT}:m02", f"{UNIT}:e01"
Results = list[dict[str, Any]]


@pytest.fixture(scope="module")
def bridge() -> Document:
    return next(read_documents(TOY, ["grey-bridge"]))


def result_of(results: Results, id_: str, name: str) -> Json:
    region = id_.replace(":", "-")
    return next(each for each in results if each.get("id") == region and each["from_name"] == name)


def read(document: Document, tmp_path: Path, edit: Callable[[Results], object]) -> tuple[list[Imported], Problems]:
    """Export an article, edit the results of its annotation, and import it again."""
    task = label_studio.task(document)
    edit(task["annotations"][0]["result"])
    return read_tasks([task], document, tmp_path)


def read_tasks(tasks: Any, document: Document, tmp_path: Path) -> tuple[list[Imported], Problems]:
    file, problems = tmp_path / "tasks.json", Problems()
    file.write_text(json.dumps(tasks), encoding="utf-8")
    base = {document.article_id: document}
    return list(read_all(label_studio.read([file], problems), base, "reader-1", problems)), problems


def labels(imported: Imported) -> dict[str, Json]:
    return {
        label[f"{layer}_id"]: label
        for unit in imported.document.units
        for layer, of_layer in (("mention", unit.mentions), ("event", unit.events), ("stance", unit.stances))
        for label in of_layer
    }


def say(id_: str, name: str, *words: str) -> Callable[[Results], object]:
    return lambda results: result_of(results, id_, name)["value"].update(choices=list(words))


def turn(results: Results) -> None:
    """Draw the first relation from the other end."""
    relation = next(each for each in results if each["type"] == "relation")
    relation.update(from_id=relation["to_id"], to_id=relation["from_id"], direction="left")


EDITS: dict[str, tuple[Callable[[Results], object], str, Json]] = {
    "a type": (
        lambda results: result_of(results, E01, "label")["value"].update(labels=["COERCE"]),
        E01,
        {"type": "COERCE"},
    ),
    "a mode": (say(E01, "mode", "boycott"), E01, {"mode": "boycott"}),
    "a mode cleared": (say(E01, "mode"), E01, {"mode": None}),
    "contexts": (say(E01, "contexts", "legal", "crime"), E01, {"contexts": ["legal", "crime"]}),
    "a flag taken away": (
        lambda results: results.remove(result_of(results, E01, "reciprocal")),
        E01,
        {"reciprocal": False},
    ),
    "an actor": (say(M02, "actor_id", "tarsund_border_guard"), M02, {"actor_id": "tarsund_border_guard"}),
    "a trigger": (
        lambda results: result_of(results, E01, "label")["value"].update(end=28),
        E01,
        {"trigger": {"start": 20, "end": 28, "text": "Shut the"}},
    ),
    "a relation drawn the other way": (turn, E01, {"type": "SANCTION"}),
}


@pytest.mark.parametrize(("edit", "label", "becomes"), EDITS.values(), ids=EDITS)
def test_an_edit_in_label_studio_is_an_edit_of_the_label(
    edit: Callable[[Results], object], label: str, becomes: Json, bridge: Document, tmp_path: Path
) -> None:
    before = labels(read(bridge, tmp_path, lambda _: None)[0][0])
    imported, problems = read(bridge, tmp_path, edit)
    assert problems.findings == []
    after = labels(imported[0])
    assert {key: after[label][key] for key in becomes} == becomes
    untouched = {id_ for id_ in after if after[id_] == before[id_]}
    assert {key for key, value in after[E01].items() if value != before[E01][key]} <= {
        *becomes,
        *("quad_class", "score", "sources", "recipients"),
    }
    assert len(untouched) >= len(before) - 6  # a mention's actor goes with it wherever it is linked


def test_a_region_drawn_in_the_tool_becomes_a_label_with_the_next_id(bridge: Document, tmp_path: Path) -> None:
    place = {"start": 29, "end": 40, "text": "Grey Bridge"}

    def draw(results: Results) -> None:
        region = {"id": "Xy_1", "to_name": "text", "meta": {"text": ["Or the place?"]}}
        for name, type_, words in (
            ("label", "labels", "mention"),
            ("actor_id", "choices", "herders"),
            ("form", "choices", "name"),
        ):
            results.append(region | {"from_name": name, "type": type_, "value": place | {type_: [words]}})

    imported, problems = read(bridge, tmp_path, draw)
    assert problems.findings == []
    new = labels(imported[0])["grey-bridge:s001:m03"]
    assert (new["text"], new["actor_id"], new["annotator_id"]) == ("Grey Bridge", "herders", "reader-1")
    assert imported[0].notes == {"grey-bridge:s001:m03": "Or the place?"}


WRONG: dict[str, tuple[Callable[[Results], object], str, str]] = {
    "import/unknown-name": (
        lambda results: result_of(results, M01, "label")["value"].update(labels=["mentoin"]),
        'there is no label "mentoin"',
        'Did you mean "mention"?',
    ),
    "import/unknown-entry": (say(M01, "actor_id", "velmara"), '"velmara"', 'Did you mean "velmora"?'),
    "import/outside-unit": (
        lambda results: result_of(results, M01, "label")["value"].update(end=70),
        "reaches over grey-bridge:s001 and grey-bridge:s002",
        "begin and end in one unit",
    ),
    "import/offset": (
        lambda results: result_of(results, M01, "label")["value"].update(end=9999),
        "no sound start and end",
        "mark its words again",
    ),
    "import/points-nowhere": (
        lambda results: results.append(
            {"type": "relation", "from_id": "grey-bridge-s001-e01", "to_id": "gone", "labels": ["sources"]}
        ),
        "a relation to gone, which is not there",
        "remove it",
    ),
    "import/missing-value": (say(M01, "form"), "says no form", "choose one: name"),
    "import/said-twice": (say(M01, "form", "name", "metonym"), "says form 2 times", "keep one"),
    "import/form": (
        lambda results: result_of(results, M01, "torkham")["value"].update(text=["{"]),
        "torkham is no JSON object",
        "the label gets a new id",
    ),
}


@pytest.mark.parametrize("rule", WRONG)
def test_what_does_not_fit_is_told_by_its_region(rule: str, bridge: Document, tmp_path: Path) -> None:
    edit, says, hint = WRONG[rule]
    found = [each for each in read(bridge, tmp_path, edit)[1].findings if each.check == rule]
    assert len(found) == 1
    assert says in found[0].message
    assert hint in found[0].hint
    assert found[0].where.startswith("task 1 (grey-bridge), region grey-bridge-s001-")


TASKS: dict[str, tuple[Any, str, str]] = {
    "no list": ({"tasks": []}, "import/form", "no list of tasks"),
    "no article": ([{"data": {"text": "x"}, "annotations": [{"result": []}]}], "import/form", "no article_id"),
    "untouched": (
        [{"data": {"article_id": "grey-bridge", "text": "x"}, "predictions": [{"result": []}]}],
        "import/untouched",
        "nobody submitted an annotation",
    ),
    "skipped": (
        [{"data": {"article_id": "grey-bridge", "text": "x"}, "annotations": [{"result": [], "was_cancelled": True}]}],
        "import/untouched",
        "nobody submitted an annotation",
    ),
    "two annotators": (
        [{"data": {"article_id": "grey-bridge", "text": "x"}, "annotations": [{"result": []}, {"result": []}]}],
        "import/article",
        "has 2 annotations",
    ),
    "another article": (
        [{"data": {"article_id": "gray-bridge", "text": "x"}, "annotations": [{"result": []}]}],
        "import/article",
        '"gray-bridge"',
    ),
    "another text": (
        [{"data": {"article_id": "grey-bridge", "text": "x"}, "annotations": [{"result": []}]}],
        "import/text",
        "from character 0 on, the text has 'x'",
    ),
}


@pytest.mark.parametrize(("tasks", "rule", "says"), TASKS.values(), ids=TASKS)
def test_tasks_that_do_not_fit_are_left_out(tasks: Any, rule: str, says: str, bridge: Document, tmp_path: Path) -> None:
    imported, problems = read_tasks(tasks, bridge, tmp_path)
    assert imported == []
    assert [(each.check, says in each.message) for each in problems.findings] == [(rule, True)]


def test_labels_by_machine_are_predictions_and_others_annotations(bridge: Document) -> None:
    def by(source: str, label: Json) -> Json:
        return label | {"label_source": source, "annotator_id": "rules"}

    by_machine = replace(
        bridge,
        units=tuple(
            replace(
                unit,
                mentions=tuple(by("machine", each) for each in unit.mentions),
                events=tuple(by("machine", each) for each in unit.events),
                stances=tuple(by("machine", each) for each in unit.stances),
            )
            for unit in bridge.units
        ),
    )
    assert label_studio.task(bridge).keys() == {"data", "annotations"}
    task = label_studio.task(by_machine)
    assert task.keys() == {"data", "predictions"}
    assert task["predictions"][0]["model_version"] == "rules"


def test_regions_are_named_so_that_a_style_sheet_can_name_them(bridge: Document) -> None:
    results = label_studio.task(bridge)["annotations"][0]["result"]
    regions = [each["id"] for each in results if each["type"] == "labels"]
    assert len(set(regions)) == len(regions)
    assert all(re.fullmatch("[a-z][a-z0-9_-]*", each) for each in regions)


def test_two_regions_have_one_relation_with_all_its_roles(bridge: Document) -> None:
    results = label_studio.task(bridge)["annotations"][0]["result"]
    relations = [each for each in results if each["type"] == "relation"]
    ends = [(each["from_id"], each["to_id"]) for each in relations]
    assert len(set(ends)) == len(ends)
    assert ["sources", "recipients"] in [each["labels"] for each in relations]


def test_every_result_is_one_that_the_configuration_has(bridge: Document, tmp_path: Path) -> None:
    label_studio.write([bridge], tmp_path)
    config = ET.parse(tmp_path / "labelling.xml").getroot()
    allowed = {
        (control.get("name"), option.get("value"))
        for control in config.iter()
        if control.get("name")
        for option in control
    }
    written = {control.get("name") for control in config.iter("TextArea")}
    relations = {each.get("value") for each in config.iter("Relation")}
    for result in label_studio.task(bridge)["annotations"][0]["result"]:
        if result["type"] == "relation":
            assert set(result["labels"]) <= relations
        elif result["type"] == "textarea":
            assert result["from_name"] in written
        else:
            assert {(result["from_name"], word) for word in result["value"][result["type"]]} <= allowed


@given(st.text())
def test_utf_16_offsets_are_those_of_the_encoded_text(text: str) -> None:
    offsets = Utf16(text)
    units = len(text.encode("utf-16-le")) // 2
    expected = {len(text[:at].encode("utf-16-le")) // 2: at for at in range(len(text) + 1)}
    assert {offsets.units(at): at for at in range(len(text) + 1)} == expected
    found = {unit: offsets.code_points(unit) for unit in range(-1, units + 2)}
    assert {unit: at for unit, at in found.items() if at is not None} == expected
