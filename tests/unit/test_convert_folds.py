"""Articles that are nearly equal get one fold, in one process or in shards, at once or after an interruption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.unit.converting import Words, article, contents, json_lines, write_folder
from torkham.contract import LABELS
from torkham.convert import convert
from torkham.convert.drafting import id_of
from torkham.shards import convert_in_shards, in_process
from torkham.shards.worker import Job, Step

OTHER = " ".join(f"Boat {boat} came late, with {boat + 2} men who had seen nobody." for boat in range(30))
WIRE = [article(1, OTHER), article(2, f"{OTHER} The army of Tarsund said nothing."), f"Late boats\n\n{OTHER}\n"]
ALONE = [article(day, " ".join(f"Day {day} had {hour} hours." for hour in range(30))) for day in (5, 6)]
FAILING = "The wire of which no labels are made. " + OTHER
FILES = {
    "a.txt": ALONE[0],
    "b.jsonl": json_lines({"text": FAILING}, {"text": WIRE[0]}, {"text": ALONE[1]}, {"text": WIRE[0]}),
    "c.md": WIRE[1],
    "d.txt": WIRE[2],
    "e.txt": "Les bateaux sont arrivés en retard, et personne n'a dit aux hommes qui attendaient sur la rive pourquoi. "
    * 3,
}
FIRST = id_of("b", FAILING)


class Failing(Words):
    """Fails on one article, which is the first of those that are nearly equal."""

    def __init__(self) -> None:
        super().__init__({"no labels are made": RuntimeError("none")})


class Interrupted:
    """Does so many shards of a step and then no more."""

    def __init__(self, step: Step, left: int) -> None:
        self.step, self.left = step, left

    def __call__(self, job: Job, step: Step, numbers: Sequence[int]) -> Iterator[int]:
        for number in in_process(job, step, numbers):
            yield number
            self.left -= step == self.step
            if not self.left:
                raise KeyboardInterrupt


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("input") / "articles", FILES)


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    out = tmp_path_factory.mktemp("whole") / "dataset"
    return out, convert(source, out, Failing())


def rows(out: Path, table: str, *columns: str) -> list[tuple[Any, ...]]:
    files = sorted((out / "data" / table).glob("*.parquet"))
    return pl.concat([pl.read_parquet(file, columns=list(columns)) for file in files]).rows()


def test_the_fold_is_the_id_of_the_first_in_every_table(whole: tuple[Path, Any]) -> None:
    folds = dict(rows(whole[0], "articles", "article_id", "fold"))
    assert len(folds) == 5
    assert list(folds.values()).count(FIRST) == 3
    assert sum(fold == id_ for id_, fold in folds.items()) == 2
    for table in ("sentences", *LABELS[:2]):
        assert {folds[id_] == fold for id_, fold in rows(whole[0], table, "article_id", "fold")} == {True}


def test_the_report_says_which_belong_together(whole: tuple[Path, Any]) -> None:
    assert whole[1].near_duplicates == [["b.jsonl:2", "c.md", "d.txt"]]
    text = list(whole[1].as_text())
    assert "  3 articles are nearly equal to others, and stand in 1 fold with them" in text
    assert "    b.jsonl:2, c.md, d.txt" in text


@pytest.mark.parametrize("shards", [1, 2, 5, 9])
def test_shards_give_the_same_folds_and_report(
    shards: int, source: Path, whole: tuple[Path, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torkham.shards.run.validate", lambda *_, **__: [])
    report = convert_in_shards(source, tmp_path / "out", Failing, shards=shards)
    assert rows(tmp_path / "out", "articles", "article_id", "fold") == rows(whole[0], "articles", "article_id", "fold")
    assert report.near_duplicates == whole[1].near_duplicates


@pytest.mark.parametrize(("step", "left"), [("survey", 2), ("convert", 2)])
def test_an_interruption_changes_nothing(
    step: Step, left: int, source: Path, whole: tuple[Path, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torkham.shards.run.validate", lambda *_, **__: [])
    with pytest.raises(KeyboardInterrupt):
        convert_in_shards(source, tmp_path / "out", Failing, shards=4, engine=Interrupted(step, left))
    report = convert_in_shards(source, tmp_path / "out", Failing, shards=4)
    assert rows(tmp_path / "out", "articles", "article_id", "fold") == rows(whole[0], "articles", "article_id", "fold")
    assert report.near_duplicates == whole[1].near_duplicates


def test_one_process_goes_on_to_the_same_bytes(
    source: Path, whole: tuple[Path, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("torkham.convert.run.folds_of", interrupt)
        with pytest.raises(KeyboardInterrupt):
            convert(source, tmp_path / "dataset", Failing())
    report = convert(source, tmp_path / "dataset", Failing())
    assert report.resumed == report.converted == 5
    assert contents(tmp_path / "dataset") == contents(whole[0])
