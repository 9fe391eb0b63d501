"""The released labels score exactly 1 against themselves, whether read from the dataset or from the tree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import torkham
from tests.shipped.conftest import DATASET, ROOT
from torkham.cli import main


@pytest.mark.parametrize(("gold", "pred"), [(DATASET, DATASET), (ROOT, DATASET), (DATASET, ROOT)])
@pytest.mark.parametrize("cluster", ["sentence", "article"])
def test_gold_scores_exactly_1_against_itself(gold: Path, pred: Path, cluster: str) -> None:
    scores = torkham.score(gold, pred, cluster=cluster)
    for figure in scores.figures:
        wanted = 0.0 if figure.kind == "rate" else 1.0 if figure.n_gold else None
        assert (figure.value, figure.low, figure.high) == (wanted, wanted, wanted), figure.name
        if figure.kind in ("f1", "macro"):
            assert (figure.precision, figure.recall) == (wanted, wanted), figure.name
    assert scores.errors == ()


def test_all_labels_and_annotated_sentences_are_scored() -> None:
    scores = torkham.score(DATASET, DATASET)
    sentences = torkham.load("sentences")
    assert len(scores.cases) == sentences["is_annotated"].sum()
    counts = {("actor linking", "mention, exact"): "mentions", ("event extraction", "trigger, exact"): "events"}
    for (task, name), table in counts.items():
        assert scores.figure(task, name).n_gold == torkham.load(table).height
    assert scores.figure("targeted stance", "holder + target").n_gold == torkham.load("stances").height
    with pytest.raises(KeyError, match="trigger"):
        scores.figure("actor linking", "trigger, exact")


def test_every_figure_but_that_of_open_targets_rests_on_something() -> None:
    empty = [figure.name for figure in torkham.score(DATASET, DATASET).figures if not figure.n_gold]
    assert empty == ["open: holder + words + polarity"]


def test_the_command_prints_what_the_function_returns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(ROOT), str(DATASET), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(torkham.score(ROOT, DATASET).as_dict()))
