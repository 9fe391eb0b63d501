"""How fast the annotator is beside the parser it uses, and how much memory it takes: one measurement per process."""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice, starmap

import torkham
from torkham.annotation import Unit
from torkham.annotator.base import Draft
from torkham.annotator.parse import Parse
from torkham.annotator.rules import RuleAnnotator
from torkham.contract import terms

BATCH = 128


def seeds() -> list[Draft]:
    """Return the seeds' articles without their labels."""
    articles, sentences = torkham.load("articles"), torkham.load("sentences")
    found = []
    for article in articles.iter_rows(named=True):
        units = tuple(
            Unit(
                row["sentence_id"],
                row["role"],
                row["start"],
                row["end"],
                row["text"],
                row["paragraph"],
                row["section"],
                (),
                (),
                (),
            )
            for row in sentences.filter(sentences["article_id"] == article["article_id"]).iter_rows(named=True)
        )
        found.append(Draft(article["article_id"], article["text"], article["published"], units))
    return found


def texts(drafts: list[Draft]) -> list[str]:
    """Return the sentences that the annotator parses."""
    roles = terms("role")
    return [unit.text for draft in drafts for unit in draft.units if roles[unit.role]["annotated"]]


def speed(times: int) -> dict[str, float]:
    """Return the processor's seconds per sentence of the bare parser, of the annotator, of its coder and of its rules.

    The coder is what follows the parse up to the events: mentions, who says what, events; the rules are all of it.

    The sentences are the seeds', `times` over. Warm: models are loaded and every sentence was seen once.
    """
    annotator = RuleAnnotator()
    drafts = seeds() * times
    sentences = texts(drafts)
    list(annotator.annotate(drafts[:5]))
    parser = annotator.parser

    def clocked(work: Iterator[object]) -> float:
        begun = time.process_time()
        for _ in work:
            pass
        return (time.process_time() - begun) / len(sentences)

    bare = clocked(parser.bare(sentences, BATCH))
    whole = clocked(annotator.annotate(drafts))
    roles = terms("role")

    def parsed() -> list[tuple[Draft, list[Parse | None]]]:  # anew each time, since the rules repair parses in place
        parses = iter(list(parser.parse(sentences)))
        return [
            (draft, [next(parses) if roles[unit.role]["annotated"] else None for unit in draft.units])
            for draft in drafts
        ]

    coder, rules = (clocked(starmap(work, parsed())) for work in (annotator.code, annotator.label))
    return {"sentences": len(sentences), "bare": bare, "annotator": whole, "coder": coder, "rules": rules}


def memory(articles: int) -> dict[str, float]:
    """Return the peak of memory after so many articles of one sentence each, every one with a word of its own."""
    annotator = RuleAnnotator()
    sentences = texts(seeds())

    def short() -> Iterator[Draft]:
        for number in range(articles):
            text = f"{sentences[number % len(sentences)]} Case {number} is open."
            unit = Unit(f"a{number}:s001", "body", 0, len(text), text, 0, None, (), (), ())
            yield Draft(f"a{number}", text, "2026-01-15", (unit,))

    done = sum(1 for _ in islice(annotator.annotate(short()), articles))
    return {"articles": done, "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


if __name__ == "__main__":
    gc.set_threshold(100_000)  # as the command and its workers do
    work = {"speed": speed, "memory": memory}[sys.argv[1]]
    print(json.dumps(work(int(sys.argv[2]))))
