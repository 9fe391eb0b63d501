"""The real files, loaded the way users load them: from a cache that has never seen them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATASET = ROOT / "dataset"


@pytest.fixture(scope="session")
def fresh_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty cache for `datasets`, which is keyed by what a card says and not by what the files hold."""
    import datasets

    cache = tmp_path_factory.mktemp("hf")
    shown = datasets.config.HF_DATASETS_CACHE
    datasets.config.HF_DATASETS_CACHE = cache
    datasets.disable_progress_bars()
    yield cache
    datasets.config.HF_DATASETS_CACHE = shown


@pytest.fixture(scope="session")
def load(fresh_cache: Path) -> Callable[..., Any]:
    """`load_dataset` on the committed dataset folder."""
    from datasets import load_dataset

    def load_config(config: str | None = None, split: str | None = None) -> Any:
        return load_dataset(str(DATASET), config, split=split, cache_dir=str(fresh_cache))

    return load_config
