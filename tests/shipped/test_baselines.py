"""The page of baselines has the figures that the code gives on the seeds; the unseen set is not looked at."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.shipped.conftest import ROOT


@pytest.mark.slow
def test_the_page_is_fresh() -> None:
    command = [sys.executable, "scripts/baselines.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_card_has_its_tables() -> None:
    card = (ROOT / "dataset/README.md").read_text(encoding="utf-8")
    page = (ROOT / "docs/baselines.md").read_text(encoding="utf-8")
    assert page.partition("<!-- not in the card -->")[0].strip() in card
