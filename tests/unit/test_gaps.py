"""The counts of what keeps labels from being right add up to gold, and what is right is so by the scorer too."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from benchmarks.evaluate import articles_of, cases_of, predict, score
from benchmarks.gaps import LAYERS, RIGHT, Gaps, gaps
from benchmarks.gaps_page import LEDGER, PAGE, page
from tests.shipped.conftest import ROOT
from torkham.annotator.rules import RuleAnnotator
from torkham.corpus import read_corpus


@pytest.fixture(scope="module")
def seeds() -> Gaps:
    corpus = read_corpus(ROOT)
    return gaps(articles_of(corpus), corpus.registries)


def test_every_gold_label_is_counted_once(seeds: Gaps) -> None:
    units = [unit for article in read_corpus(ROOT).articles for unit in article.units]
    for layer in ("mentions", "events", "stances"):
        assert sum(seeds.causes[layer].values()) == sum(len(getattr(unit, layer)) for unit in units)
        assert set(seeds.causes[layer]) <= set(LAYERS[layer])


def test_events_that_are_right_are_those_of_the_full_tuple(seeds: Gaps) -> None:
    corpus = read_corpus(ROOT)
    articles = articles_of(corpus)
    found = list(predict(RuleAnnotator(corpus.registries), articles))
    (full,) = (each for each in score(articles, found) if each.name == "type + sources + recipients")
    assert abs(seeds.causes["events"][RIGHT] - full.value * (full.n_gold + full.n_pred) / 2) <= 2  # pairs may differ


def test_gold_itself_has_no_gaps() -> None:
    articles = articles_of(read_corpus(ROOT))
    for case in cases_of(articles, [article.units for article in articles]):
        assert all(gold == pred for pairs in replace(case).pairs for gold, pred in pairs)


def test_the_f1_that_mending_a_cause_would_reach_is_bounded_by_what_it_holds() -> None:
    # Ten in gold, six predicted, of which two are right, three wrong and one spurious.
    causes = {"mentions": {"missed": 5, "linked to another actor": 3, RIGHT: 2}, "events": {}, "attributions": {}}
    counts = causes | {"stances": {}, "predicted": {"mentions": 6}, "spurious": {"mentions": 1}}
    found = page({"unseen": counts}, None)
    assert "| missed | 5 | 0.667 |" in found  # 2 · 7 / (10 + 11)
    assert "| linked to another actor | 3 | 0.625 |" in found  # 2 · 5 / (10 + 6)
    assert "| **right** | 2 | 0.250 |" in found
    assert "| predicted, and not in gold | 1 | 0.267 |" in found  # 2 · 2 / (10 + 5)


def test_what_the_page_says_of_the_unseen_set_is_what_was_counted() -> None:
    entry = yaml.safe_load(LEDGER.read_text(encoding="utf-8"))
    wanted = [line.split("|")[-3:] for line in page({"unseen": entry["counts"]}, entry).splitlines() if "|" in line]
    shown = [line.split("|")[-3:] for line in PAGE.read_text(encoding="utf-8").splitlines() if "|" in line]
    assert shown == wanted


def test_the_page_is_of_the_rules_as_they_are(seeds: Gaps) -> None:
    counts = dict(seeds.causes) | {"predicted": seeds.predicted, "spurious": seeds.spurious}
    wanted = page({"seeds": counts}, None).splitlines()
    shown = [line.split("|")[:3] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert [line.split("|")[:3] for line in wanted if line.startswith("|")] == shown
