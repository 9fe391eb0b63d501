"""What the pages tell people to run runs: commands of README and docs on a copy, the Python of card and template."""

from __future__ import annotations

import ast
import contextlib
import html
import io
import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.conftest import TOY
from tests.shipped.conftest import DATASET, ROOT
from torkham.cli import main

PAGES = [
    "README.md",
    *(f"docs/{name}.md" for name in ("text-free", "convert", "scale", "scoring", "stats", "browse")),
]
STANDS_FOR = {
    "FILE …": "annotations/splits.yaml",
    "score gold my_dataset": "score dataset dataset",
    "erratum FILE": "erratum erratum.yaml",
    "OLD NEW": "dataset dataset",
    "strip dataset --out DIR": "strip dataset --out text-free",
    "rehydrate DIR ARTICLES --out FULL": "rehydrate text-free seeds/articles --out full",
    "rehydrate torkham-text-free articles --out dataset": "rehydrate torkham-text-free seeds/articles --out again",
}
"""What stands in a page for a name of the reader's own, and the file or folder that stands for it here."""
ERRATUM = """\
label: cautious-optimism:s003:e01
set: {status: actual}
reason: Only to see what would change.
"""


def commands(page: str) -> list[str]:
    """Return the commands of a page: indented lines that begin with the program's name."""
    lines = re.findall(r"^    (torkham .*)$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    return [line.split("  #")[0].split(" #")[0].strip() for line in lines]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with the files that the pages take for the reader's."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("seeds", "annotations", "docs", "dataset"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(TOY / "seeds/articles/patience.txt", folder / "article.txt")
    rows = pq.read_table(DATASET / "data/events/test.parquet").to_pylist()
    (folder / "my_articles").mkdir()
    shutil.copy(ROOT / "seeds/articles/000_492db0dd8a15d924.txt", folder / "my_articles/peace.txt")
    news = {"body": (ROOT / "seeds/articles/001_1e47583b8bfa203e.txt").read_text(encoding="utf-8")}
    (folder / "news.jsonl").write_text(json.dumps(news | {"date": "2025-12-05", "source": "TDI"}), encoding="utf-8")
    texts = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "seeds/articles").iterdir())]
    (folder / "archive" / "2024-01").mkdir(parents=True)
    (folder / "archive" / "2024-01" / "news.jsonl").write_text(json.dumps({"text": texts[2]}) + "\n", encoding="utf-8")
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in texts[3].splitlines() if line)
    page = f"<html><head><title>News</title></head><body><article>{paragraphs}</article></body></html>"
    (folder / "archive" / "2024-01" / "page.html").write_text(page, encoding="utf-8")
    (folder / "notes").mkdir()
    (folder / "notes" / "today.md").write_text(texts[4], encoding="utf-8")
    (folder / "erratum.yaml").write_text(ERRATUM, encoding="utf-8")
    (folder / "events.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_run(page: str, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy)
    for command in commands(page):
        meant = command
        for name, ours in STANDS_FOR.items():
            meant = meant.replace(name, ours)
        assert main(shlex.split(meant)[1:]) == 0, command


@pytest.mark.usefixtures("fresh_cache")
@pytest.mark.parametrize("page", ["dataset/README.md", "src/torkham/card_template.md"])
def test_the_python_of_a_card_runs(page: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    names: dict[str, Any] = {}
    for block in blocks:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(block.replace("path/to/this/folder", str(DATASET)), page, "exec"), names)
    assert names["events"].features["type"].int2str(8) == "ACCUSE"


@pytest.mark.parametrize("page", sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")))
def test_what_the_python_of_a_page_imports_is_there(page: str) -> None:
    for block in re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.M):
        tree = ast.parse(block, page)
        imports = [each for each in ast.walk(tree) if isinstance(each, ast.Import | ast.ImportFrom)]
        exec(compile(ast.Module(imports, []), page, "exec"), {})
