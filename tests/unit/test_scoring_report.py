"""The score and its errors as people and programs read them."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.unit.scoring_labels import at, event, judge, mention, stance
from torkham.cli import main
from torkham.scoring.errors import Error, errors_of
from torkham.scoring.labels import Label
from torkham.scoring.report import described, errors_as_text

ACCUSED, ARMING, SHUT = (event(words) for words in ("accused", "arming", "shut"))
BOTH_WAYS = event("shut", sources=("tarsund", "velmora"), recipients=("tarsund", "velmora"))


def errors(gold: list[Label], pred: list[Label]) -> list[Error]:
    return [error for case in judge(gold, pred).cases for error in errors_of(case)]


def changed(label: Label, **fields: object) -> Label:
    return dataclasses.replace(label, **fields)


@pytest.mark.parametrize(
    ("gold", "pred", "wanted"),
    [
        ([mention("Velmora")], [], {"missed": "velmora"}),
        ([], [mention("Velmora", "tarsund")], {"spurious": "tarsund"}),
        ([mention("Velmora")], [mention("Velmora", "tarsund")], {"wrong actor": "velmora → tarsund"}),
        ([mention("Velmora")], [mention("Vel")], {"wrong boundaries": "too short"}),
        ([mention("Vel")], [mention("Velmora", form="pronoun")], {
            "wrong boundaries": "too long", "wrong form": "name → pronoun",
        }),
        ([mention("Velmora accused")], [mention("accused Tarsund")], {"wrong boundaries": "shifted"}),
        ([ACCUSED], [], {"missed": "ACCUSE"}),
        ([ACCUSED], [ACCUSED, SHUT], {"spurious": "ACCUSE"}),
        ([ACCUSED], [changed(ACCUSED, type="AID", sources=(), mode="x")], {"wrong type": "ACCUSE → AID"}),
        ([ACCUSED], [changed(ACCUSED, sources=("tarsund", "velmora"))], {
            "wrong sources": "velmora → tarsund, velmora",
        }),
        ([ACCUSED], [changed(ACCUSED, recipients=())], {"wrong recipients": "tarsund → none"}),
        ([ACCUSED], [changed(ACCUSED, sources=("tarsund",), recipients=("velmora",))], {
            "direction swapped": "velmora → tarsund",
        }),
        ([BOTH_WAYS], [changed(BOTH_WAYS, sources=("velmora",))], {"wrong sources": "tarsund, velmora → velmora"}),
        ([ACCUSED], [changed(ACCUSED, status="negated")], {"wrong status": "actual → negated"}),
        ([ACCUSED], [changed(ACCUSED, attributed_to=("unnamed",))], {"wrong attribution": "none → unnamed"}),
        ([ACCUSED], [changed(ACCUSED, mode="allege")], {"wrong mode": "none → allege"}),
        ([ACCUSED], [changed(ACCUSED, reciprocal=True)], {"wrong reciprocal": "False → True"}),
        ([ACCUSED], [changed(ACCUSED, time="2025", place="solmar", incident="talks", contexts=("crime",))], {
            "wrong time": "none → 2025", "wrong place": "none → solmar", "wrong incident": "none → talks",
            "wrong contexts": "none → crime",
        }),
        ([changed(ARMING, cue=at("accused"))], [ARMING], {"wrong cue": "missed"}),
        ([ARMING], [changed(ARMING, cue=at("accused"))], {"wrong cue": "spurious"}),
        ([changed(ARMING, cue=at("accused"))], [changed(ARMING, cue=at("of"))], {"wrong cue": "elsewhere"}),
        ([changed(ARMING, cue=at("accused"))], [changed(ARMING, cue=at("accus"))], {}),
        ([ACCUSED], [event("accus")], {"wrong boundaries": "too short"}),
        ([stance("denied")], [], {"missed": "trade"}),
        ([], [stance("denied", target=None, words=at("it and"))], {"spurious": "open"}),
        ([stance("denied")], [stance("shut", holder="tarsund", polarity="favor")], {
            "wrong holder": "velmora → tarsund", "wrong polarity": "against → favor", "wrong evidence": "elsewhere",
        }),
        ([stance("denied")], [stance("denied", target="dialogue")], {"wrong target": "trade → dialogue"}),
        ([stance("denied")], [stance("shut", target="dialogue")], {"missed": "trade", "spurious": "dialogue"}),
        ([stance("denied")], [stance("denied", expression="implicit", voice="direct_quote")], {
            "wrong expression": "explicit → implicit", "wrong voice": "authorial → direct_quote",
        }),
    ],
)  # fmt: skip
def test_an_error_is_in_the_class_of_what_is_wrong(
    gold: list[Label], pred: list[Label], wanted: dict[str, str]
) -> None:
    assert {error.kind: error.detail for error in errors(gold, pred)} == wanted
    assert len(errors(gold, pred)) == len(wanted)


def test_classes_stand_with_the_largest_first_and_as_many_examples_as_are_wanted() -> None:
    found = errors([mention("Velmora"), mention("Tarsund"), SHUT], [mention("Vel"), changed(SHUT, type="AID")])
    lines = list(errors_as_text([*found, *found], 1, 80))
    heads = [line for line in lines if line and not line.startswith("    ")]
    assert heads == [
        "mentions", "  missed: 2", "  wrong boundaries: 2", "events", "  wrong type: 2"
    ]  # fmt: skip
    assert sum(line == "    bridge:s001" for line in lines) == 2
    assert not any("bridge:s0" in line for line in errors_as_text(found, 0, 80))
    assert list(errors_as_text([], 3, 80)) == ["no errors"]


def test_what_stands_for_what_is_counted() -> None:
    found = errors([ACCUSED, SHUT], [changed(ACCUSED, type="AID"), changed(SHUT, type="AID")])
    assert "    ACCUSE → AID 2" in errors_as_text(found, 0, 80)


@pytest.mark.parametrize(
    ("label", "line"),
    [
        (None, "–"),
        (mention("Velmora"), '"Velmora" velmora, name'),
        (changed(ACCUSED, mode="allege"), '"accused" ACCUSE/allege: velmora → tarsund, actual'),
        (
            event("shut", "SANCTION", recipients=(), reciprocal=True, status="negated", attributed_to=("unnamed",)),
            '"shut" SANCTION: velmora ↔ –, negated, says unnamed',
        ),
        (stance("denied"), '"denied" velmora against trade, explicit, authorial'),
        (
            stance("denied", target=None, words=at("the bridge")),
            '"denied" velmora against "the bridge", explicit, authorial',
        ),
    ],
)
def test_a_label_is_told_in_a_line(label: Label | None, line: str) -> None:
    assert described(judge([], []).cases[0], label) == line


def test_words_cannot_move_the_cursor() -> None:
    found = errors([mention("it.\nBy")], [])
    assert any(r"\n" in line for line in errors_as_text(found, 1, 80))
    assert not any("\n" in line for line in errors_as_text(found, 1, 80))


@pytest.fixture(scope="module")
def worse(toy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the toy tree in which much is wrong."""
    tree = shutil.copytree(toy, tmp_path_factory.mktemp("worse") / "tree")
    for path in (tree / "annotations/articles").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for old, new in (("status: actual", "status: future"), ("form: name", "form: metonym"), ("favor", "mixed")):
            text = text.replace(old, new)
        path.write_text(text.replace("type: REQUEST\n    mode: null", "type: REJECT\n    mode: null"), encoding="utf-8")
    return tree


@pytest.mark.parametrize("options", [[], ["--errors"], ["--errors", "1"], ["--cluster", "article"]])
def test_the_text_fits_a_terminal(
    options: list[str], toy: Path, worse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", str(toy), str(worse), *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    named = [line for line in lines if str(worse) in line or str(toy) in line]  # a path is as long as it is
    assert max(len(line) for line in lines if line not in named) <= 80
    assert ("wrong status" in "".join(lines)) == ("--errors" in options)


def test_json_has_every_figure_and_every_error(toy: Path, worse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(toy), str(worse), "--json", "--errors", "0"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["sentences"] > 0
    assert found["articles"] == ["grey-bridge", "patience"]
    form = next(figure for figure in found["figures"] if figure["name"] == "form accuracy")
    assert form["value"] < 1
    assert form["low"] <= form["value"] <= form["high"]
    counted = Counter((error["layer"], error["class"]) for error in found["errors"])
    assert counted == {(each["layer"], each["class"]): each["count"] for each in found["error_classes"]}
    counts = [each["count"] for each in found["error_classes"] if each["layer"] == "events"]
    assert counts == sorted(counts, reverse=True)
    status = next(error for error in found["errors"] if error["class"] == "wrong status")
    assert (status["gold"]["status"], status["pred"]["status"]) == ("actual", "future")
    assert status["gold"]["words"] in status["text"]


def test_json_without_errors_leaves_them_out(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(toy), str(toy), "--json"]) == 0
    assert "errors" not in json.loads(capsys.readouterr().out)


def test_fewer_examples_than_none_are_refused(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(toy), str(toy), "--errors", "-1"]) == 2
    assert "--errors takes how many examples" in capsys.readouterr().err
