"""A real browser: Chromium as the system has it, never one that is downloaded.

Where there is none, these tests are skipped with the reason; with TORKHAM_REQUIRE_BROWSER=1 they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.unit.conftest import ROOT
from torkham.browse import browse
from torkham.contract import Json

SHIPPED = ROOT / "dataset"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = (1280, 900), (390, 844)
Open = Callable[..., Any]


def _missing(reason: str) -> None:
    if os.environ.get("TORKHAM_REQUIRE_BROWSER") == "1":
        pytest.fail(f"TORKHAM_REQUIRE_BROWSER is 1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        _missing("no Chromium is installed (Debian: apt-get install chromium)")
    try:
        import axe_playwright_python  # noqa: F401
        import playwright  # noqa: F401
    except ModuleNotFoundError as error:
        _missing(f"{error.name} is not installed: pip install 'torkham[browser]'")
    return str(found)


@dataclass
class Tab:
    """A page that is open, what went wrong in it, and what it asked a network for."""

    page: Any
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self.faults.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))


@pytest.fixture(scope="session")
def driver(chromium: str) -> Iterator[Any]:
    """Chromium, started once."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(driver: Any) -> Iterator[Open]:
    """Open a file in a new profile; a word on the console, an exception or a request fails the test in the end."""
    tabs: list[Tab] = []

    def opened(file: Path, hash_: str = "", *, size: tuple[int, int] = WIDE, dark: bool = False) -> Any:
        width, height = size
        context = driver.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        tabs.append(Tab(context.new_page()))
        page = tabs[-1].page
        page.set_default_timeout(10_000)
        page.goto(file.as_uri() + hash_)
        page.wait_for_selector("body.ready")
        return page

    yield opened
    for tab in tabs:
        tab.page.context.close()
    assert [fault for tab in tabs for fault in tab.faults] == []
    loaded = [url for tab in tabs for url in tab.requests if not url.startswith(("file:", "data:"))]
    assert loaded == []


@pytest.fixture(scope="session")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the shipped dataset."""
    out = tmp_path_factory.mktemp("explorer") / "explorer.html"
    browse(SHIPPED, out)
    return out


def table(name: str, dataset: Path = SHIPPED) -> list[Json]:
    """The rows of a table in all its splits, in their order."""
    splits = (dataset / f"data/{name}/{split}.parquet" for split in ("train", "validation", "test"))
    return [row for path in splits if path.exists() for row in pq.ParquetFile(path).read().to_pylist()]
