"""Workers are killed at any moment, and the same command comes to the dataset of a run that was left alone."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.unit.converting import Words, article, contents, json_lines, write_folder
from torkham.annotator.base import Draft, Labelled
from torkham.shards import Processes, WorkerDiedError, convert_in_shards

ROOT = Path(__file__).resolve().parents[2]
ARTICLES, SHARDS, DEATHS = 2_000, 40, 10
RUN = """
if __name__ == "__main__":
    import sys
    from tests.unit.test_killed import run
    sys.exit(run(*sys.argv[1:]))
"""


class Mortal(Words):
    """Is killed, as long as there are deaths in a folder: after some articles, and a moment that is no one's choice.

    A death is a file; whoever dies takes it along. Its name is the seed of both, and says whether it is that of the
    worker or that of the command.
    """

    def __init__(self, deaths: Path) -> None:
        super().__init__()
        self.deaths = deaths

    def annotate(self, drafts: Iterable[Draft]) -> Iterator[Labelled]:
        for labelled in super().annotate(drafts):
            for death in sorted(self.deaths.iterdir()):
                chance = random.Random(death.name)
                if len(self.asked) == chance.randint(1, 60):
                    victim = os.getppid() if death.name.startswith("command") else os.getpid()
                    threading.Timer(chance.uniform(0, 0.1), self.die, (death, victim)).start()
            yield labelled

    def die(self, death: Path, victim: int) -> None:
        try:
            death.unlink()
        except FileNotFoundError:  # another's
            return
        os.kill(victim, signal.SIGKILL)


def run(source: str, out: str, deaths: str) -> int:
    """Return 0 where the dataset stands, 3 where a worker died."""
    try:
        convert_in_shards(source, out, partial(Mortal, Path(deaths)), shards=SHARDS, engine=Processes(2))
    except WorkerDiedError:
        return 3
    return 0


@pytest.mark.slow
def test_ten_workers_are_killed_and_the_dataset_is_the_same(tmp_path: Path) -> None:
    texts = ({"text": article(number % 1_990), "published": "2025-03-14"} for number in range(ARTICLES))
    source = write_folder(tmp_path / "in", {"news.jsonl": json_lines(*texts)})
    deaths = write_folder(tmp_path / "deaths", {f"worker {n}": "" for n in range(DEATHS)} | {"command 1": ""})
    command = [sys.executable, "-c", RUN, source, tmp_path / "killed" / "dataset", deaths]
    ends = [subprocess.run(command, cwd=ROOT, check=False).returncode]
    while ends[-1] in (3, -signal.SIGKILL):
        ends.append(subprocess.run(command, cwd=ROOT, check=False).returncode)
    assert ends[-1] == 0
    assert list(deaths.iterdir()) == []
    assert -signal.SIGKILL in ends

    convert_in_shards(source, tmp_path / "whole" / "dataset", Words, shards=SHARDS)
    killed, whole = contents(tmp_path / "killed" / "dataset"), contents(tmp_path / "whole" / "dataset")
    assert killed == whole
    convert_in_shards(source, tmp_path / "other" / "dataset", Words, shards=7)
    other = contents(tmp_path / "other" / "dataset")
    assert without_files(killed["manifest.json"]) == without_files(other["manifest.json"])


def without_files(manifest: bytes) -> object:
    said = json.loads(manifest)
    return {key: value for key, value in said.items() if key != "files"}
