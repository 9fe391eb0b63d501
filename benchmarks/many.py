"""Short synthetic articles by the ten thousand, as JSON Lines: each is its own words of the grammar, none a copy.

A long article (`benchmarks.articles`) is cut between its sentences into some of about 600 characters; its open words
are filled with names that no other has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.articles import make_corpus
from benchmarks.synthetic import filled
from torkham import contract

CHARACTERS = 500
"""What an article has at least: it ends with a sentence, so that it has about 600."""
IN_FILE = 1_000
TOGETHER = 200
"""Long articles that are composed at a time: they give more than a file of short ones."""


def write_articles(folder: Path, articles: int) -> int:
    """Write so many articles into files of 1,000, but for files that are there; return the characters of all.

    The same number gives the same files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    characters = 0
    for begin in range(0, articles, IN_FILE):
        path = folder / f"{begin:07d}.jsonl"
        if not path.is_file():
            texts = islice(_short(begin // IN_FILE), min(IN_FILE, articles - begin))
            lines = [_line(text, begin + number) for number, text in enumerate(texts)]
            written = path.with_suffix(".new")
            written.write_text("".join(lines), encoding="utf-8", newline="\n")
            written.rename(path)
        with path.open(encoding="utf-8") as stream:
            characters += sum(len(json.loads(line)["text"]) for line in stream)
    return characters


def _line(text: str, number: int) -> str:
    day = date(2020, 1, 1) + timedelta(days=number % 2_000)
    return json.dumps({"text": text, "published": day.isoformat()}, ensure_ascii=False) + "\n"


def _short(seed: int) -> Iterator[str]:
    """Yield the short articles that are cut from the long ones of a seed."""
    tables = filled(make_corpus(TOGETHER, seed), seed)
    for split in contract.SPLITS:
        articles, sentences = tables["articles", split], tables["sentences", split]
        texts = dict(zip(articles["article_id"].to_pylist(), articles["text"].to_pylist(), strict=True))
        begins: dict[str, int] = {}
        for row in sentences.select(["article_id", "role", "start", "end"]).to_pylist():
            begin = begins.setdefault(row["article_id"], row["start"])
            if row["role"] == "body" and row["end"] - begin >= CHARACTERS:
                yield texts[row["article_id"]][begin : row["end"]]
                del begins[row["article_id"]]
