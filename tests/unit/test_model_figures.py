"""Answers of a language model that are kept give, by the annotator that asked for them, the figures on the pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.evaluate import articles_of
from benchmarks.llm import replay, report
from benchmarks.sets import SETS, Tree
from tests.conftest import TOY
from tests.shipped.conftest import ROOT
from tests.unit.llm_server import as_answer, without_provenance
from torkham.annotator.llm.answers import is_annotated, local
from torkham.corpus import read_corpus

TOYS = read_corpus(TOY)
BRIDGE = next(each for each in TOYS.articles if each.article_id == "grey-bridge")
GOLD = as_answer(
    BRIDGE.document.value["units"], [local(unit.sentence_id) for unit in BRIDGE.units if is_annotated(unit)]
)
TREE = Tree(str(TOY), tuple(each for each in articles_of(TOYS) if each.article_id == "grey-bridge"), TOYS.registries)
NOTHING = json.dumps({"units": []})


def keep(folder: Path, *answers: str) -> None:
    kept = {"model": "toy", "prompt": "0" * 64, "answers": answers}
    (folder / TREE.name).mkdir(exist_ok=True)
    (folder / TREE.name / "grey-bridge.json").write_text(json.dumps(kept), encoding="utf-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(replay, "ANSWERS", tmp_path)
    return tmp_path


def test_kept_answers_give_the_labels_they_hold(folder: Path) -> None:
    keep(folder, GOLD)
    found = replay.replay(TREE)
    assert without_provenance(found.units[0]) == without_provenance(BRIDGE.units)
    assert (found.requests, found.lost) == (1, 0)
    figures = {key: value.value for key, value in report.score([TREE], [found.units]).items()}
    assert all(figures[key] == 1.0 for key in ("mentions", "linking", "type", "tuple", "sentence_types", "stance"))
    assert figures["spurious"] == 0.0


def test_corrections_are_given_again_too(folder: Path) -> None:
    keep(folder, NOTHING, GOLD)
    found = replay.replay(TREE)
    assert without_provenance(found.units[0]) == without_provenance(BRIDGE.units)
    assert found.requests == 2


def test_what_the_model_left_out_is_counted(folder: Path) -> None:
    part = json.dumps({"units": json.loads(GOLD)["units"][:3]})
    keep(folder, part, part, part)
    assert replay.replay(TREE).lost == 1


def test_a_request_for_which_no_answer_is_kept_is_an_error(folder: Path) -> None:
    keep(folder, json.dumps({"units": json.loads(GOLD)["units"][:3]}))
    with pytest.raises(ValueError, match="more was asked than is kept"):
        replay.replay(TREE)


def test_answers_that_nobody_asks_for_are_an_error(folder: Path) -> None:
    keep(folder, GOLD, GOLD)
    with pytest.raises(ValueError, match="1 answers were not asked for"):
        replay.replay(TREE)


def test_every_article_of_the_trial_and_unseen_sets_was_answered_by_one_model_and_prompt() -> None:
    asked = []
    for root in (*SETS["trial"], report.UNSEEN):
        wanted = {path.stem for path in (ROOT / root / "seeds" / "articles").iterdir()}
        files = sorted((ROOT / "benchmarks" / "llm" / "answers" / Path(root).name).iterdir())
        assert {path.stem for path in files} == wanted
        asked += [json.loads(path.read_text(encoding="utf-8")) for path in files]
    assert len({(each["model"], each["prompt"]) for each in asked}) == 1


@pytest.mark.slow
def test_the_pages_hold_the_figures_of_what_was_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert report.main(["--check"]) == 0
