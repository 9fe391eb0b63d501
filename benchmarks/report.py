"""Measures all systems and writes docs/baselines.md: what `scripts/baselines.py` runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.baselines import SYSTEMS, System
from benchmarks.baselines.base import Article, Registries, is_annotated
from benchmarks.evaluate import NoGoldError, articles_of, evaluate, read_gold
from benchmarks.ledger import (
    Entry,
    LedgerError,
    Measured,
    annotator_hashes,
    append,
    entry_of,
    read_entries,
    read_values,
)
from benchmarks.main_figures import Value, main_figures
from benchmarks.page import LINKED, RULES, page
from torkham.annotator.base import Annotator
from torkham.corpus import read_corpus


@dataclass(frozen=True)
class Places:
    """Where things stand in a repository."""

    root: Path

    @property
    def page(self) -> Path:
        """The page that is written."""
        return self.root / "docs" / "baselines.md"

    @property
    def curve(self) -> Path:
        """The scores on the seeds while the rules grew."""
        return self.root / "benchmarks" / "curve.yaml"

    @property
    def unseen(self) -> Path:
        """The annotation tree of the unseen set."""
        return self.root / "benchmarks" / "unseen"

    @property
    def looks(self) -> Path:
        """The looks at the unseen set."""
        return self.unseen / "looks.yaml"

    @property
    def readers(self) -> Path:
        """What reading reaches on the unseen set (`benchmarks.llm.report`)."""
        return self.unseen / "readers.yaml"

    @property
    def annotator(self) -> Path:
        """The annotator by rules: its code, and the lexicon below."""
        return self.root / "src" / "torkham" / "annotator"


ROOT = Path(__file__).resolve().parents[1]


def main(argv: list[str] | None = None, places: Places = Places(ROOT), systems: Mapping[str, System] = SYSTEMS) -> int:
    """Return 0, 1 where the page is stale and only checked, 2 where there is nothing to measure or record."""
    options = _parse(argv)
    try:
        return _run(options, places, systems)
    except (NoGoldError, LedgerError) as error:
        print(error, file=sys.stderr)
        return 2


def _parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/baselines.py", description="Write docs/baselines.md.")
    parser.add_argument("--check", action="store_true", help="change nothing; return 1 where the page is stale")
    parser.add_argument("--unseen", action="store_true", help="look at the unseen set too, and enter the look")
    parser.add_argument("--note", metavar="WORDS", help="enter the scores on the seeds, with what was mended")
    parser.add_argument(
        "--date", metavar="DAY", type=_day, default=date.today().isoformat(), help="the day that is entered (today)"
    )
    options = parser.parse_args(argv)
    if options.check and (options.unseen or options.note):
        parser.error("--check changes nothing: give it without --unseen and --note")
    return options


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _run(options: argparse.Namespace, places: Places, systems: Mapping[str, System]) -> int:
    corpus = read_corpus(places.root)
    registries, seeds = corpus.registries, articles_of(corpus)
    hashes = annotator_hashes(places.annotator)
    made = {name: _Made(system, registries) for name, system in systems.items()}
    measured = {name: each.on(seeds) for name, each in made.items()}
    if options.unseen:
        append(places.looks, _look(options.date, places.unseen, seeds, made, systems, hashes))
    if options.note:
        own = {RULES: measured[RULES]}
        append(places.curve, entry_of(options.date, made[RULES].annotator_id, hashes, own, note=options.note))
    looks, curve = read_entries(places.looks), read_entries(places.curve)
    content = page(measured, looks, curve, hashes, read_values(places.readers))
    return _write(places, content, check=options.check)


def _look(
    day: str,
    root: Path,
    seeds: Sequence[Article],
    made: Mapping[str, _Made],
    systems: Mapping[str, System],
    hashes: Mapping[str, str],
) -> Entry:
    """Score every system on the unseen set, and return what is entered of it.

    Raises `NoGoldError`, which tells nothing of the texts, whatever went wrong.
    """
    try:
        unseen = read_gold(root)
        measured: Measured = {name: each.on(unseen, seeds) for name, each in made.items()}
        # The registries of the seeds were completed on the seeds: those of this set's own texts are as much help to it.
        measured[LINKED] = _Made(systems[RULES], read_corpus(root).registries).on(unseen, seeds)
    except NoGoldError:
        raise
    except Exception as error:  # its words may be those of a text
        raise NoGoldError(f"{root} cannot be scored: {type(error).__name__}") from None
    sentences = sum(is_annotated(unit) for article in unseen for unit in article.units)
    counts = {"articles": len(unseen), "sentences": sentences}
    return entry_of(day, made[RULES].annotator_id, hashes, measured, **counts)


class _Made:
    """A system and, where it learns nothing, the one annotator that it makes."""

    def __init__(self, system: System, registries: Registries) -> None:
        self._system, self._registries = system, registries
        self._fixed = None if system.trained else system.make((), registries)

    @property
    def annotator_id(self) -> str:
        """The id of its annotator."""
        return self._make(()).annotator_id

    def on(self, gold: Sequence[Article], training: Sequence[Article] | None = None) -> dict[str, Value]:
        """Return its main figures on gold (see `benchmarks.evaluate.evaluate`)."""
        return main_figures(evaluate(gold, self._make, training), self._system.attempts)

    def _make(self, training: Sequence[Article]) -> Annotator:
        return self._fixed or self._system.make(training, self._registries)


def _write(places: Places, content: str, *, check: bool) -> int:
    shown = places.page.relative_to(places.root)
    if places.page.is_file() and places.page.read_text(encoding="utf-8") == content:
        return 0
    if check:
        print(f"{shown} is stale: run python scripts/baselines.py", file=sys.stderr)
        return 1
    places.page.write_text(content, encoding="utf-8", newline="\n")
    print(f"wrote {shown}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
