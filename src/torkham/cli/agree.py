"""`torkham agree PASSES`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from torkham.cli import UsageError

if TYPE_CHECKING:
    from torkham.adjudication import Item
    from torkham.passes import Pass

MISSING_EXTRA = "agree needs SciPy and krippendorff: pip install 'torkham[score]'"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("passes", nargs="?", type=Path, default=Path("annotations/passes"), help="the folder of passes")
    parser.add_argument("--annotators", nargs=2, metavar=("A", "B"), help="which two passes (default: the first two)")
    parser.add_argument("--disagreements", action="store_true", help="list every label on which the two differ")
    parser.add_argument("--article", help="of one article only")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how figures are printed")


def run(options: argparse.Namespace) -> int:
    """Print figures of agreement, or the disagreements."""
    try:
        from torkham import agreement
    except ModuleNotFoundError as error:
        raise UsageError(MISSING_EXTRA) from error
    first, second = _choose(options)
    if options.article and options.article not in first.documents:
        raise UsageError(f'no article "{options.article}" in the passes; there are: {", ".join(first.documents)}')
    if broken := [each.annotator_id for each in (first, second) if each.corpus.findings]:
        raise UsageError(f"the pass of {' and '.join(broken)} has findings: run torkham validate")
    if options.disagreements:
        sys.stdout.writelines(f"{line}\n" for line in _sheet(first, second, options.article))
        return 0
    sentences = agreement.compare(first.corpus, second.corpus)
    if options.article:
        sentences = [sentence for sentence in sentences if sentence.article_id == options.article]
    found = agreement.figures(sentences)
    if options.format == "json":
        sys.stdout.writelines(f"{json.dumps(figure.as_dict())}\n" for figure in found)
        return 0
    print(f"{first.annotator_id} and {second.annotator_id}, {len(sentences)} annotated sentences")
    for figure in found:
        print(f"  {figure.layer:9} {figure.name:30} {figure.kind:6} {figure.shown():22} n {figure.n}")
    return 0


def _choose(options: argparse.Namespace) -> tuple[Pass, Pass]:
    from torkham.passes import read_passes

    root = options.passes.resolve().parents[1]
    passes = {each.annotator_id: each for each in read_passes(root)}
    wanted = options.annotators or list(passes)[:2]
    if len(wanted) < 2 or not set(wanted) <= set(passes):
        raise UsageError(f"two passes are compared; {options.passes} has: {', '.join(passes) or 'none'}")
    return passes[wanted[0]], passes[wanted[1]]


def _sheet(first: Pass, second: Pass, article: str | None) -> Iterator[str]:
    from torkham.adjudication import items

    for article_id, found in items(first, second).items():
        if article in (None, article_id):
            texts = {unit["id"]: unit["text"] for unit in first.documents[article_id]["units"]}
            for item in found:
                if not item.agreed:
                    yield from _item_lines(article_id, item, texts[item.unit])


def _item_lines(article_id: str, item: Item, text: str) -> Iterator[str]:
    yield f"{article_id}:{item.unit}  {item.layer}  {item.gold}  " + (
        f"differ: {', '.join(item.differ)}" if item.differ else f"only {'a' if item.a else 'b'}"
    )
    yield f"  {text}"
    for side, label in (("a", item.a), ("b", item.b)):
        shown = {key: label[key] for key in (item.differ or label) if key in label} if label else None
        yield f"  {side}: {json.dumps(shown, ensure_ascii=False)}"
    whole = item.a or item.b
    if item.differ and whole:
        yield f"  both: {json.dumps({k: v for k, v in whole.items() if k not in item.differ}, ensure_ascii=False)}"
