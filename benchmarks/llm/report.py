"""Scores a language model's answers that are kept, beside the rules: what `scripts/model_figures.py` runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import yaml

from benchmarks.evaluate import NoGoldError, cases_of, predict
from benchmarks.ledger import measured_of, read_entries
from benchmarks.llm.replay import Replayed, replay
from benchmarks.main_figures import KEYS, MAIN, Value, main_figures
from benchmarks.page import LINKED, MODEL, PASSES, number
from benchmarks.sets import Tree, read_set, read_tree
from torkham.annotation import Unit
from torkham.annotator.llm.prompt import Prompt
from torkham.annotator.registries import released_registries
from torkham.annotator.rules import RuleAnnotator
from torkham.corpus import read_corpus
from torkham.scoring.figures import figures

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "llm.md"
UNSEEN = "benchmarks/unseen"
READERS = ROOT / UNSEEN / "readers.yaml"
"""What reading reaches on the unseen set: the model, and one blind pass judged by the other."""
BLIND = ("lm-sentences", "lm-questions")
BEGIN, END = "<!-- figures: scripts/model_figures.py writes them -->", "<!-- end of figures -->"

Values = Mapping[str, Value]


def main(argv: list[str] | None = None) -> int:
    """Write the page and the unseen set's file; return 0, 1 where one is stale and only checked, 2 without gold."""
    parser = argparse.ArgumentParser(prog="scripts/model_figures.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; return 1 where a page is stale")
    options = parser.parse_args(argv)
    try:
        stale = {path: new for path, new in pages().items() if not path.is_file() or _read(path) != new}
    except NoGoldError as error:
        print(error, file=sys.stderr)
        return 2
    for path, new in stale.items():
        shown = path.relative_to(ROOT)
        if options.check:
            print(f"{shown} is stale: run python scripts/model_figures.py", file=sys.stderr)
        else:
            path.write_text(new, encoding="utf-8", newline="\n")
            print(f"wrote {shown}")
    return int(options.check and bool(stale))


def pages() -> dict[Path, str]:
    """Return what docs/llm.md and the file of the unseen set should hold."""
    trial = read_set("trial")
    rules = [list(predict(RuleAnnotator(tree.registries), tree.articles)) for tree in trial]
    model = [replay(tree) for tree in trial]
    unseen, replayed = _unseen()
    measured = {
        "trial, rules": score(trial, rules),
        "trial, model": score(trial, [each.units for each in model]),
        "unseen, rules": measured_of(read_entries(READERS.with_name("looks.yaml"))[-1])[LINKED],
        "unseen, model": unseen[MODEL],
    }
    before, _, rest = _read(PAGE).partition(BEGIN)
    block = "\n".join([*_table(measured), "", _told([*model, replayed])])
    entered = {system: {key: list(value) for key, value in values.items()} for system, values in unseen.items()}
    return {
        PAGE: f"{before}{BEGIN}\n{block}\n{END}{rest.partition(END)[2]}",
        READERS: yaml.safe_dump(entered, sort_keys=False, default_flow_style=None),
    }


def _unseen() -> tuple[dict[str, Values], Replayed]:
    """Return what the model and the second blind pass reach on the unseen set. Raises `NoGoldError`, without words."""
    try:
        tree = read_tree(UNSEEN)
        first, second = (read_corpus(ROOT / UNSEEN).passes[name].articles for name in BLIND)
        judge = Tree(UNSEEN, tuple(each._replace(units=first[each.article_id].units) for each in tree.articles), {})
        judged = [second[each.article_id].units for each in tree.articles]
        found = replay(tree)
        return {MODEL: score([tree], [found.units]), PASSES: score([judge], [judged])}, found
    except Exception as error:  # its words may be those of a text
        raise NoGoldError(f"the unseen set cannot be scored: {type(error).__name__}") from None


def score(trees: Sequence[Tree], labels: Iterable[Sequence[Sequence[Unit]]]) -> Values:
    """Return the main figures of the labels of the articles of several trees together."""
    cases = chain.from_iterable(cases_of(tree.articles, units) for tree, units in zip(trees, labels, strict=True))
    return main_figures(figures(tuple(cases)), KEYS)


def _table(measured: Mapping[str, Values]) -> Iterator[str]:
    yield f"| | {' | '.join(measured)} |"
    yield f"|---|{'--:|' * len(measured)}"
    for main in MAIN:
        yield f"| {main.title} | {' | '.join(number(of[main.key].value) for of in measured.values())} |"


def _told(replayed: Sequence[Replayed]) -> str:
    prompt = replayed[0].prompt
    articles, requests, lost = (
        sum(each) for each in zip(*((len(one.units), one.requests, one.lost) for one in replayed), strict=True)
    )
    changed = "" if prompt == Prompt(released_registries()).hash else " Prompt or guidelines have been changed since."
    return (
        f"{articles} articles took {requests} requests, corrections too; of {lost} articles labels were dropped, or "
        f"units not answered.\nSHA-256 of prompt and guidelines: `{prompt[:12]}`.{changed}"
    )


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
