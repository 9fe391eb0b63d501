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
    from torkham.articles import Article
    from torkham.passes import Pass

MISSING_EXTRA = "agree needs krippendorff: pip install 'torkham[score]'"


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
    both = [id_ for id_ in first.articles if id_ in second.articles]
    if options.article and options.article not in both:
        raise UsageError(f'no article "{options.article}" in both passes; there are: {", ".join(both)}')
    if options.disagreements:
        wanted = [options.article] if options.article else both
        sys.stdout.writelines(
            f"{line}\n" for id_ in wanted for line in _sheet(first.articles[id_], second.articles[id_])
        )
        return 0
    sentences = agreement.compare(first.articles.values(), second.articles.values())
    if options.article:
        sentences = [sentence for sentence in sentences if sentence.article_id == options.article]
    found = agreement.figures(sentences)
    if options.format == "json":
        sys.stdout.writelines(f"{json.dumps(figure.as_dict())}\n" for figure in found)
        return 0
    print(f"{first.annotator_id} and {second.annotator_id}, {len(sentences)} annotated sentences")
    for figure in found:
        print(f"  {figure.layer:9} {figure.name:36} {figure.kind:6} {figure.shown():22} n {figure.n}")
    return 0


def _choose(options: argparse.Namespace) -> tuple[Pass, Pass]:
    from torkham.files import Folder
    from torkham.passes import read_passes
    from torkham.sources import read_sources

    folder = Folder(options.passes.resolve().parents[1])
    passes = read_passes(folder, read_sources(folder))
    wanted = options.annotators or list(passes)[:2]
    if len(wanted) < 2 or not set(wanted) <= set(passes):
        raise UsageError(f"two passes are compared; {options.passes} has: {', '.join(passes) or 'none'}")
    if broken := sorted({finding.file for finding in folder.findings}):
        raise UsageError(f"{', '.join(broken)}: there are findings: run torkham validate")
    return passes[wanted[0]], passes[wanted[1]]


def _sheet(first: Article, second: Article) -> Iterator[str]:
    from torkham.adjudication import items

    texts = {unit["id"]: unit["text"] for unit in first.document.value["units"]}
    for item in items(first, second):
        if not item.agreed:
            yield from _item_lines(first.article_id, item, texts[item.unit])


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
