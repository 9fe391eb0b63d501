"""The README's Python blocks run in order and print what stands below them."""

from __future__ import annotations

import contextlib
import io
import re
from typing import Any

import pytest

from tests.shipped.conftest import ROOT

BLOCK = re.compile(r"```(python|text)\n(.*?)```\n", re.DOTALL)


@pytest.mark.usefixtures("fresh_cache")
def test_readme_prints_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    blocks = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert [kind for kind, _ in blocks] == ["python", "text"] * (len(blocks) // 2)
    names: dict[str, Any] = {}
    for (_, code), (_, shown) in zip(blocks[::2], blocks[1::2], strict=True):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "README.md", "exec"), names)
        assert printed.getvalue() == shown
