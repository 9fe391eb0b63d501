"""What is spoiled is reported, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corruption import sets
from tests.corruption.kinds import KINDS
from tests.corruption.run import FAILURES, Runner, values_judged_once

SEED = 1
COUNT = 200
"""Each kind is made once, and some of them twice."""
PARTS = 4
"""So many tests share the kinds, so that processes can share the work."""


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_corruption_is_reported_and_nothing_else_is(part, tmp_path):
    with values_judged_once():
        runner = Runner(tmp_path, SEED, shipped=0)
        results = [runner.run(number) for number in range(part, max(COUNT, len(KINDS)), PARTS)]
    assert [result for result in results if result.outcome in FAILURES] == []


def test_a_number_makes_the_same_mutation_again(tmp_path):
    number = list(KINDS).index("labels: offsets shifted")
    first, second = (Runner(tmp_path / name, SEED, shipped=0).run(number) for name in "ab")
    assert first == second


def test_every_module_of_kinds_is_known():
    folder = Path(sets.__file__).parent
    stating = {path.stem for path in folder.glob("*.py") if "\n@kind(" in path.read_text(encoding="utf-8")}
    assert {module.__name__.rpartition(".")[2] for module in sets.STATING} == stating
