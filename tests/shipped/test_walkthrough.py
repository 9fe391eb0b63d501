"""The walk-through “Add an article” of CONTRIBUTING.md, followed to the letter in a copy of the repository."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import polars as pl
import pytest

import torkham
from tests.shipped.conftest import DATASET, ROOT

ROOMS = ("annotations", "docs", "schema", "scripts", "seeds")
ARTICLE = """\
Talks about Onions

Pakistan and Afghanistan held talks about the price of onions. Onions are dear this year.
"""
FILE = "annotations/articles/talks-about-onions.yaml"


def blocks() -> list[tuple[str, str]]:
    """Return the code blocks of the section, each with its language."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = re.search(r"^## Add an article\n(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    assert section is not None
    found = re.findall(r"^( *)```(\w+)\n(.*?)^\1```$", section[1], re.MULTILINE | re.DOTALL)
    return [(language, textwrap.dedent(block)) for _, language, block in found]


def fill_in(file: Path, labelled: str) -> None:
    """Do what the walk-through asks of a hand: the unit as it is shown, and no labels in the others."""
    text = file.read_text(encoding="utf-8")
    unit = labelled.partition("\n")[0]
    skeleton = re.search(rf"^{re.escape(unit)}\n.*?(?=^- id: |\Z)", text, re.MULTILINE | re.DOTALL)
    assert skeleton is not None
    filled = text.replace(skeleton[0], labelled).replace("s: null\n", "s: []\n")
    file.write_text(filled, encoding="utf-8")


def rows(data: Path, config: str) -> pl.DataFrame:
    return pl.read_parquet(data / config / "*.parquet")


def follow(tree: Path) -> None:
    for language, block in blocks():
        if language == "yaml":
            fill_in(tree / FILE, block)
            continue
        command = ["bash", "-euo", "pipefail", "-c", block]
        done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
        assert (language, done.returncode) == ("sh", 0), f"{block}\n{done.stdout}\n{done.stderr}"


@pytest.mark.slow
def test_it_ends_with_a_valid_dataset_of_one_article_more(tmp_path: Path) -> None:
    tree, data = tmp_path / "tree", tmp_path / "tree" / "dataset" / "data"
    for room in ROOMS:
        shutil.copytree(ROOT / room, tree / room, ignore=shutil.ignore_patterns("__pycache__"))
    (tree / ".venv").symlink_to(sys.prefix)
    (tmp_path / "onions.txt").write_text(ARTICLE, encoding="utf-8")
    follow(tree)
    assert torkham.validate(tree / "dataset") == []
    new = pl.col("article_id") == "talks-about-onions"
    articles, events, sentences = (rows(data, config) for config in ("articles", "events", "sentences"))
    assert articles.filter(new)["text"].to_list() == [ARTICLE]
    assert events.filter(new)["event_id"].to_list() == ["talks-about-onions:s002:e01"]
    assert articles.height == rows(DATASET / "data", "articles").height + 1
    assert sentences.filter(~new).equals(rows(DATASET / "data", "sentences"))
    schema = (tree / FILE).read_text(encoding="utf-8").partition("\n")[0].partition("$schema=")[2]
    assert (tree / FILE).parent.joinpath(schema).is_file()
