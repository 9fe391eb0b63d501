"""What the unit tests share: the same examples on every run, and the corpus read once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from torkham.annotator.rules import RuleAnnotator
from torkham.corpus import Corpus, read_corpus

ROOT = Path(__file__).resolve().parents[2]
TOY = ROOT / "tests" / "toy"
GUIDELINES = ROOT / "annotations" / "GUIDELINES.md"

# A run gives one verdict. To look for new counterexamples: pytest tests/unit --hypothesis-profile=search
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("torkham", deadline=None, max_examples=30, derandomize=True, suppress_health_check=_SLOW)
settings.register_profile("search", deadline=None, max_examples=1000, suppress_health_check=_SLOW)
if settings.get_current_profile_name() != "search":
    settings.load_profile("torkham")

FEW = settings(max_examples=settings().max_examples // 4)
"""For examples that are large."""


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The corpus of this repository."""
    return read_corpus(ROOT)


@pytest.fixture(scope="session")
def annotator() -> RuleAnnotator:
    """The annotator by rules, whose parser takes a second to load."""
    return RuleAnnotator()
