"""The page of baselines: how scores are recorded, which goals they meet, what is told of the unseen set."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks import main_figures, page, report
from benchmarks.baselines import System
from benchmarks.baselines.base import Baseline, Found
from benchmarks.evaluate import read_gold, score
from benchmarks.ledger import LedgerError, annotator_hashes, append, entry_of, measured_of, read_entries
from benchmarks.main_figures import KEYS, MAIN, Main, Value
from benchmarks.report import Places
from tests.conftest import TOY
from torkham.card import NOT_IN_CARD, read_template
from torkham.contract import Json


def entry(**changes: Any) -> Json:
    figures = {"rules": {"type": Value(0.5, 0.4, 0.6), "open": Value(None, None, None)}}
    return entry_of("2026-01-31", "rules-1.0", {"lexicon": "0", "code": "1"}, figures) | changes


class TestLedger:
    def test_gives_back_what_was_entered(self, tmp_path: Path) -> None:
        path = tmp_path / "curve.yaml"
        assert read_entries(path) == []
        append(path, entry(note="first: all"))
        before = path.read_bytes()
        append(path, entry(note="second | “quoted”"))
        assert path.read_bytes().startswith(before)
        assert read_entries(path) == [entry(note="first: all"), entry(note="second | “quoted”")]
        assert measured_of(read_entries(path)[0])["rules"]["type"] == Value(0.5, 0.4, 0.6)
        assert "type: [0.5, 0.4, 0.6]" in before.decode()

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("{}", "holds no list"),
            ("- 1", "entry 1 is no mapping"),
            ("[", "is no YAML"),
            (yaml.safe_dump([entry(), entry(date="31 Jan")]), "entry 2 has the date '31 Jan'"),
            (yaml.safe_dump([{"date": "2026-01-31"}]), "lacks annotator_id, code, figures, lexicon"),
            (yaml.safe_dump([entry(words="x")]), "has words, which no entry has"),
            (yaml.safe_dump([entry(figures={"rules": {"f1": [1, 1, 1]}})]), "has the figure f1 of rules"),
        ],
    )
    def test_that_is_none_is_refused_and_kept(self, text: str, says: str, tmp_path: Path) -> None:
        path = tmp_path / "looks.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(LedgerError, match=says):
            append(path, entry())
        assert path.read_text(encoding="utf-8") == text

    def test_hashes_change_with_the_files(self, tmp_path: Path) -> None:
        (tmp_path / "lexicon/triggers").mkdir(parents=True)
        (tmp_path / "lexicon/triggers/aid.yaml").write_text("triggers: []")
        (tmp_path / "rules.py").write_text("")
        before = annotator_hashes(tmp_path)
        (tmp_path / "lexicon/triggers/aid.yaml").write_text("triggers: [1]")
        after = annotator_hashes(tmp_path)
        assert before["code"] == after["code"]
        assert before["lexicon"] != after["lexicon"]


GOAL = Main("type", "types", "event extraction", "trigger + type", 0.8)
MOST = Main("spurious", "spurious", "event extraction", "spurious in 5 eventless sentences", 1.0, True)


@pytest.mark.parametrize(
    ("main", "seeds_", "unseen", "met", "kept"),
    [
        (GOAL, 0.8, 0.72, True, True),
        (GOAL, 0.799, 0.718, False, False),
        (GOAL, 0.7, 0.9, False, True),
        (MOST, 1.0, 1.0, True, True),
        (MOST, 1.001, 1.1, False, False),
        (MOST, 0.2, 0.9, True, True),
    ],
)
def test_goals_are_least_values_and_of_what_is_spurious_the_most(
    main: Main, seeds_: float, unseen: float, met: bool, kept: bool
) -> None:
    assert (main.met(seeds_), main.kept(seeds_, unseen)) == (met, kept)


def test_every_main_figure_is_one_of_the_scorer() -> None:
    toy = read_gold(TOY)
    found = main_figures.main_figures(score(toy, [article.units for article in toy]), KEYS)
    assert found.keys() == KEYS
    assert found["type"] == Value(1.0, 1.0, 1.0)
    for main in MAIN:
        best = {0.0} if main.at_most else {1.0, None}  # None: the toy corpus has no such label
        assert found[main.key].value in best, main.key
    only = main_figures.main_figures(score(toy, [article.units for article in toy]), ["stance"])
    assert only.keys() == {"stance"}


SEEDS = {
    "plain": {"stance": Value(0.1, None, None)},
    "rules": {"type": Value(0.85, 0.8, 0.9), "stance": Value(0.5, 0.4, 0.6), "spurious": Value(0.5, 0.1, 0.9)},
}
UNSEEN = {"rules": {"type": Value(0.71, 0.6, 0.8), "stance": Value(0.45, 0.4, 0.5)}}
HASHES = {"lexicon": "0", "code": "1"}
LOOK = entry_of("2026-02-01", "rules-1.0", HASHES, UNSEEN, articles=8, sentences=90)


class TestPage:
    def test_shows_values_with_intervals_and_dashes_for_what_is_not_attempted(self) -> None:
        lines = page.page(SEEDS, [], [], HASHES, {}).splitlines()
        assert "| trigger + type, F1 | – | 0.850 (0.800 to 0.900) |" in lines
        assert "| holder + target + polarity, F1 | 0.100 | 0.500 (0.400 to 0.600) |" in lines
        assert page.NO_LOOK.strip() in lines

    def test_says_which_goals_are_met(self) -> None:
        read = {page.MODEL: {"type": Value(0.79, None, None), "spurious": Value(0.0, None, None)}}
        lines = page.page(SEEDS, [LOOK], [], HASHES, read).splitlines()
        assert "| trigger + type, F1 | 0.80 | 0.850 | yes | 0.710 | 0.140 | no | 0.790 | no |" in lines
        assert "| holder + target + polarity, F1 | 0.60 | 0.500 | no | 0.450 | 0.050 | yes | – | – |" in lines
        assert "| spurious in 5 eventless sentences | ≤ 1.00 | 0.500 | yes | – | – | – | 0.000 | yes |" in lines

    def test_shows_those_who_read_beside_the_rules(self) -> None:
        text = page.page(SEEDS, [LOOK], [], HASHES, {page.MODEL: {"type": Value(0.9, None, None)}})
        assert "| | rules | model, linked |" in text
        assert "| trigger + type, F1 | 0.710 (0.600 to 0.800) | 0.900 |" in text
        assert page.READ in text
        assert page.READ not in page.page(SEEDS, [LOOK], [], HASHES, {})

    @pytest.mark.parametrize(("hashes", "changed"), [(HASHES, False), (HASHES | {"lexicon": "2"}, True)])
    def test_says_when_the_last_look_was_and_whether_the_rules_changed_since(
        self, hashes: dict[str, str], changed: bool
    ) -> None:
        text = page.page(SEEDS, [LOOK | {"date": "2026-01-01"}, LOOK], [], hashes, {})
        assert "the last, number 2, was on\n2026-02-01, at `rules-1.0`." in text
        assert (page.CHANGED in text) == changed

    def test_lists_how_the_rules_grew_outside_the_card(self, tmp_path: Path) -> None:
        curve = [entry(note="denied | acts"), entry(note="second")]
        text = page.page(SEEDS, [], curve, HASHES, {})
        (tmp_path / "docs").mkdir()
        (tmp_path / "docs/baselines.md").write_text(text, encoding="utf-8")
        (tmp_path / "docs/card.md").write_text("A $title.\n\n$baselines\n\n$$baselines", encoding="utf-8")
        shown, _, rest = text.partition(NOT_IN_CARD)
        assert rest.count("\n| 2026-01-31 | ") == 2
        assert "| denied \\| acts | – | – | 0.500 |" in rest
        assert read_template(tmp_path) == f"A $title.\n\n{shown.strip()}\n\n$$baselines"


def _system(name: str) -> System:
    return System(name, "gives nothing", ("stance",), False, lambda _, rows: Baseline(name, "", rows, _nothing))


def _nothing(*_: Any) -> Found:
    return Found()


class TestReport:
    @pytest.fixture
    def places(self, tree: Path) -> Places:
        """A repository whose seeds and unseen set are the toy corpus."""
        for room in ("docs", "src/torkham/annotator/lexicon"):
            (tree / room).mkdir(parents=True)
        for room in ("seeds", "annotations"):
            shutil.copytree(tree / room, tree / "benchmarks/unseen" / room)
        return Places(tree)

    def run(self, places: Places, *arguments: str) -> int:
        systems = {name: _system(name) for name in ("none", "rules")}
        return report.main(["--date", "2026-03-01", *arguments], places, systems)

    def test_writes_a_page_that_is_fresh_until_something_changes(
        self, places: Places, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.run(places, "--check") == 1
        assert capsys.readouterr().err == "docs/baselines.md is stale: run python scripts/baselines.py\n"
        assert not places.page.exists()
        assert self.run(places) == 0
        assert self.run(places, "--check") == 0
        append(places.curve, entry(note="by hand"))
        assert self.run(places, "--check") == 1
        assert not places.looks.exists()

    def test_enters_a_look_each_time_and_shows_the_last(self, places: Places) -> None:
        assert self.run(places, "--unseen") == 0
        assert self.run(places, "--unseen") == 0
        looks = read_entries(places.looks)
        assert [look["articles"] for look in looks] == [2, 2]
        assert looks[0]["figures"]["rules"]["stance"][0] == 0.0
        assert "number 2, was on\n2026-03-01" in places.page.read_text(encoding="utf-8")
        places.looks.write_text("{}", encoding="utf-8")
        assert self.run(places) == 2

    def test_enters_the_scores_on_the_seeds_with_a_note(self, places: Places) -> None:
        assert self.run(places, "--note", "denied acts") == 0
        (point,) = read_entries(places.curve)
        assert (point["note"], list(point["figures"])) == ("denied acts", ["rules"])
        assert "| 2026-03-01 | denied acts |" in places.page.read_text(encoding="utf-8")

    def test_tells_nothing_of_an_unseen_set_that_cannot_be_scored(
        self, places: Places, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: Any) -> None:
            raise ValueError("the words of a text")

        gold = report.read_gold
        monkeypatch.setattr(report, "read_gold", lambda root: fail() if root == places.unseen else gold(root))
        assert self.run(places, "--unseen") == 2
        assert capsys.readouterr().err == f"{places.unseen} cannot be scored: ValueError\n"
        assert not places.looks.exists()

    @pytest.mark.parametrize("arguments", [["--check", "--unseen"], ["--check", "--note", "x"], ["--date", "soon"]])
    def test_refuses_what_cannot_be_done(self, arguments: list[str], places: Places) -> None:
        with pytest.raises(SystemExit, match="2"):
            self.run(places, *arguments)
