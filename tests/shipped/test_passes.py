"""The passes are what they say they are, and gold follows from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.shipped.conftest import ROOT
from torkham.agreement import compare
from torkham.corpus import read_corpus
from torkham.kit import frozen_kit, guidelines_version, kit_hashes, kit_names
from torkham.measures import F1S
from torkham.passes import Pass
from torkham.tree_checks import check

CORPUS = read_corpus(ROOT)


@pytest.mark.parametrize("taken", CORPUS.passes.values(), ids=list(CORPUS.passes))
class TestPass:
    def test_it_was_made_from_a_frozen_kit(self, taken: Pass) -> None:
        recorded = {each["file"]: each["sha256"] for each in taken.record["kit"]}
        kits = [frozen_kit(ROOT, name, taken.record["protocol"]) for name in kit_names(ROOT)]
        made_from = [kit for kit in kits if kit_hashes(kit) == recorded]
        assert [guidelines_version(kit["GUIDELINES.md"]) for kit in made_from] == [taken.record["guidelines"]]
        assert {f"articles/{article_id}.yaml" for article_id in taken.articles} <= set(recorded)

    def test_it_judges_every_unit_and_has_no_findings(self, taken: Pass) -> None:
        judged = tuple(taken.articles.values())
        assert check(replace(CORPUS, articles=judged, adjudications=(), releases=())) == []

    def test_its_annotator_is_described(self, taken: Pass) -> None:
        known = yaml.safe_load((ROOT / "annotations/annotators.yaml").read_text(encoding="utf-8"))["annotators"]
        assert taken.annotator_id in {each["annotator_id"] for each in known}
        assert {article.document.value["annotator_id"] for article in taken.articles.values()} == {taken.annotator_id}


def test_guidelines_change_with_their_version_only() -> None:
    stated = guidelines_version((ROOT / "annotations/GUIDELINES.md").read_text(encoding="utf-8"))
    frozen = (ROOT / "annotations/kits" / stated / "GUIDELINES.md").read_text(encoding="utf-8")
    assert (ROOT / "annotations/GUIDELINES.md").read_text(encoding="utf-8") == frozen


def test_every_gold_article_has_its_log_and_every_difference_a_reason() -> None:
    cases = CORPUS.adjudications
    gold = [each for each in CORPUS.articles if each.document.value["label_source"] == "adjudicated"]
    assert {case.article_id for case in cases} == {article.article_id for article in gold}
    for case in cases:
        open_items = [(item.unit, item.gold) for item in case.items if not item.agreed]
        assert [(each["unit"], each["gold"]) for each in case.log["decisions"]] == open_items
        assert all(each["reason"] for each in case.log["decisions"])


def test_every_gold_label_traces_to_a_pass_or_a_challenge() -> None:
    for case in CORPUS.adjudications:
        voted = {(item.unit, item.gold) for item in case.items}
        challenged = {(each["unit"], each["gold"]) for each in case.log["challenges"]}
        for unit in case.document["units"]:
            for layer in ("mentions", "events", "stances"):
                for label in unit.get(layer) or ():
                    assert (unit["id"], label["id"]) in voted | challenged


def test_gold_against_gold_is_whole() -> None:
    sentences = compare(CORPUS.articles, CORPUS.articles)
    for measure in F1S:
        counts = [measure.of(sentence.pairs[measure.layer]) for sentence in sentences]
        both, first, second = (sum(column) for column in zip(*counts, strict=True))
        assert both == first == second, measure.name


def test_the_printed_figures_are_of_the_first_round() -> None:
    page = (ROOT / "docs" / "agreement.md").read_text(encoding="utf-8")
    assert "pass agreement" in page
    assert "stability, not correctness" in " ".join(page.split())
    assert Path(ROOT / "annotations/passes/lm-sentences").is_dir()
