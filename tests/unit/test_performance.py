"""The page on performance is what the figures give; what measures them sees what there is to see."""

from __future__ import annotations

import json
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from benchmarks import many, performance, steps
from benchmarks.many import CHARACTERS, write_articles
from benchmarks.reading import WAYS
from benchmarks.watched import Watched, run
from tests.unit.conftest import ROOT


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return {name: json.loads((ROOT / f"docs/{name}.json").read_text(encoding="utf-8")) for name in performance.FIGURES}


def test_the_page_is_what_the_figures_give() -> None:
    assert performance.main(["--check"]) == 0, "run python scripts/performance.py"


@pytest.mark.parametrize(("times", "verdict"), [(1.79, "MISSED"), (1.8, "met")])
def test_a_goal_that_is_missed_is_told(figures: dict[str, Any], times: float, verdict: str) -> None:
    changed = deepcopy(figures)
    changed["scale"]["one_or_two"] |= {"articles": performance.PAYS}
    changed["scale"]["one_or_two"]["times"]["convert"] = times
    (line,) = (line for line in performance.page(changed) if line.startswith("| convert: two workers"))
    assert f"{times:.2f} ×" in line
    assert line.endswith(f"| {verdict} |")


def test_what_is_reckoned_on_paper_grows_with_the_articles(figures: dict[str, Any]) -> None:
    changed = deepcopy(figures)
    whole = changed["scale"]["whole"]
    whole["articles"] = 500_000
    whole["validate"]["seconds"] = 720.0
    changed["scale"]["workers"] = 2
    assert "- validate: 2.0 hours with 2 workers." in "\n".join(performance.page(changed))


def test_articles_are_short_and_none_is_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "IN_FILE", 50)
    monkeypatch.setattr(many, "TOGETHER", 10)
    characters = write_articles(tmp_path, 80)
    file, other = sorted(tmp_path.iterdir())
    texts = [
        json.loads(line)["text"]
        for path in (file, other)
        for line in path.read_text(encoding="utf-8").split("\n")
        if line
    ]
    assert len(set(texts)) == len(texts) == 80
    assert sum(map(len, texts)) == characters
    assert min(map(len, texts)) >= CHARACTERS
    assert characters < 80 * 700
    before = file.read_bytes()
    file.unlink()
    write_articles(tmp_path, 80)
    assert file.read_bytes() == before


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="memory is told by /proc")
def test_a_command_and_its_workers_are_watched() -> None:
    seen = run(["tests.unit.two_workers"])
    assert seen.parent_bytes > 1_000_000
    assert len(seen.worker_bytes) == 2
    assert seen.worker_bytes[1] > seen.worker_bytes[0] + 50_000_000
    assert seen.seconds > 0


def test_a_command_that_fails_is_an_error() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run(["torkham", "validate", "/nowhere"])


def test_a_step_is_taken_once_whatever_is_begun_anew(tmp_path: Path) -> None:
    taken = []
    for _ in range(2):
        begun = steps.Steps(tmp_path / "steps.json")
        assert begun.take("one", lambda: taken.append(1) or {"seconds": 1.5}) == {"seconds": 1.5}
    assert taken == [1]


def test_the_time_of_a_step_that_goes_on_is_that_of_all_its_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(_: Any, seen: Any) -> Watched:
        seen(Watched(10.0, 100, [7, 9], 2.5))
        raise KeyboardInterrupt

    monkeypatch.setattr(steps, "run", cut_off)
    with pytest.raises(KeyboardInterrupt):
        steps.Steps(tmp_path / "steps.json").watch("convert", [], goes_on=True)
    monkeypatch.setattr(steps, "run", lambda *_: Watched(2.0, 50, [8], 1.5))
    found = steps.Steps(tmp_path / "steps.json").watch("convert", [], goes_on=True)
    assert found == {"seconds": 12.0, "parent_bytes": 100, "worker_bytes": [8], "load": 2.5}


@pytest.mark.parametrize("way", sorted(set(WAYS) - {"datasets_first", "datasets_again", "datasets_streaming"}))
def test_every_way_to_read_finds_the_same_rows(way: str, tmp_path: Path) -> None:
    (tmp_path / "dataset").symlink_to(ROOT / "dataset")
    assert WAYS[way](tmp_path / "dataset", "sentences")() == 131
