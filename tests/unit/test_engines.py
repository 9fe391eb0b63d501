"""Every engine comes to the same dataset; what goes wrong in its workers is told as if it were here."""

from __future__ import annotations

import importlib.util
import os
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.converting import Words, article, contents, json_lines, write_folder
from torkham.annotator.base import Draft, Labelled
from torkham.shards import Engine, Processes, WorkerDiedError, convert_in_shards
from torkham.shards.with_daft import Daft

with_daft = pytest.mark.skipif(importlib.util.find_spec("daft") is None, reason="needs the extra scale")
# Daft leaves the pipes of its processes to the garbage collector.
leaves_pipes = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
ENGINES = [
    pytest.param(Processes(2), id="processes"),
    pytest.param(Daft(2), id="daft", marks=[with_daft, pytest.mark.slow, leaves_pipes]),
]
TEXTS = [{"text": article(day)} for day in (1, 2, 3, 1)]


class Killed(Words):
    """Dies at the second article, as one that is out of memory."""

    def annotate(self, drafts: Iterable[Draft]) -> Iterator[Labelled]:
        for draft in drafts:
            if "day 2" in draft.text:
                os.kill(os.getpid(), signal.SIGKILL)
            yield from super().annotate([draft])


class Full(Words):
    """Cannot be loaded for want of room."""

    def __init__(self) -> None:
        super().__init__()
        if os.getpid() != int(os.environ["TORKHAM_TEST_PARENT"]):
            raise OSError(28, "No space left on device", "/there")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "in", {"a.jsonl": json_lines(*TEXTS)})


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What this process gives by itself."""
    folder = tmp_path_factory.mktemp("whole")
    source = write_folder(folder / "in", {"a.jsonl": json_lines(*TEXTS)})
    convert_in_shards(source, folder / "dataset", Words, shards=3)
    return contents(folder / "dataset")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.slow
def test_any_engine_gives_the_same_bytes(engine: Engine, source: Path, tmp_path: Path, whole: Any) -> None:
    report = convert_in_shards(source, tmp_path / "dataset", Words, shards=3, engine=engine)
    assert (report.converted, [skip.place for skip in report.skipped]) == (3, ["a.jsonl:4"])
    assert contents(tmp_path / "dataset") == whole


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_a_worker_that_dies_ends_the_run_which_can_be_gone_on_with(
    engine: Engine, source: Path, tmp_path: Path, whole: Any
) -> None:
    with pytest.raises(WorkerDiedError, match="the same command goes on where it was"):
        convert_in_shards(source, tmp_path / "dataset", Killed, shards=3, engine=engine)
    assert not (tmp_path / "dataset").exists()
    convert_in_shards(source, tmp_path / "dataset", Words, shards=3, engine=engine)
    assert contents(tmp_path / "dataset") == whole


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.slow
def test_what_goes_wrong_in_a_worker_is_raised_here(
    engine: Engine, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORKHAM_TEST_PARENT", str(os.getpid()))
    with pytest.raises(OSError, match="No space left on device"):
        convert_in_shards(source, tmp_path / "dataset", Full, shards=3, engine=engine)


@pytest.mark.slow
def test_the_rules_label_the_same_in_two_processes(tmp_path: Path) -> None:
    from torkham.annotator import load

    texts = [
        {"text": f"{article(day)} Pakistan condemned the attack of day {day} and closed Torkham."} for day in (1, 2)
    ]
    source = write_folder(tmp_path / "in", {"a.jsonl": json_lines(*texts)})
    convert_in_shards(source, tmp_path / "here" / "dataset", load, shards=2)
    convert_in_shards(source, tmp_path / "there" / "dataset", load, shards=2, engine=Processes(2))
    here = contents(tmp_path / "here" / "dataset")
    assert "data/events/train-00000-of-00002.parquet" in here
    assert contents(tmp_path / "there" / "dataset") == here
