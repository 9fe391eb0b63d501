"""Write docs/performance.md from the figures that were measured; --check: is it there?

The figures are those of scripts/bench.py (docs/bench.json), scripts/bench_scale.py (docs/scale.json),
scripts/bench_compare.py (docs/compared.json) and scripts/bench_annotator.py (docs/bench-annotator.json).
`make performance` measures all of them anew, and writes the page.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
FIGURES = {
    "bench": "bench.py",
    "scale": "bench_scale.py",
    "compared": "bench_compare.py",
    "bench-annotator": "bench_annotator.py",
}
"""What is measured by which script."""
TIMES = 1.8
"""How much quicker two workers should be than one."""
PAYS = 10_000
"""Articles from which on that is asked: to begin a worker, which loads a parser, takes some seconds."""
ON_PAPER = 5_000_000

HEAD = """\
<!-- Written by scripts/performance.py from docs/*.json, which other scripts measured: measure those again. -->

# Performance

`make performance` measures everything on this page again and writes it; it takes two to three hours. Times are
wall-clock seconds, each measurement in a process of its own. A ratio is of two things that took turns in one run.
Memory is the peak of what was resident.
"""

Figures = dict[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Return 0, or 1 where the page is stale and only checked, or figures are missing."""
    parser = argparse.ArgumentParser(prog="scripts/performance.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; return 1 where the page is stale")
    options = parser.parse_args(argv)
    missing = [name for name in FIGURES if not (ROOT / f"docs/{name}.json").is_file()]
    for name in missing:
        print(f"docs/{name}.json is missing: run python scripts/{FIGURES[name]}", file=sys.stderr)
    if missing:
        return 1
    content = "\n".join(page({name: _read(name) for name in FIGURES}))
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == content:
        return 0
    if options.check:
        print("docs/performance.md is stale: run python scripts/performance.py", file=sys.stderr)
        return 1
    PAGE.write_text(content, encoding="utf-8", newline="\n")
    print("wrote docs/performance.md")
    return 0


def _read(name: str) -> Figures:
    found: Figures = json.loads((ROOT / f"docs/{name}.json").read_text(encoding="utf-8"))
    return found


def page(figures: dict[str, Figures]) -> Iterator[str]:
    """Yield the lines of the page, the last of them empty."""
    bench, scale, compared, annotator = (figures[name] for name in FIGURES)
    yield HEAD
    yield from _table(("measured by", "on", "load before"), (_machine(name, figures[name]) for name in FIGURES))
    yield "The load is the average of the minute before, also of a script that had just ended. Where it was more than a"
    yield "quarter of the cores, that or other work was using them, and times may be longer than they need be."
    yield "\n## Goals\n"
    yield from _table(("what", "measured", "goal", ""), _goals(bench, scale, annotator))
    for result in (each for each in annotator["results"] if each["bound"] is None):
        yield f"- {result['what']}: {result['measured']:,.2f} {result['unit']}".rstrip()
    yield ""
    yield from _whole(scale)
    yield "\n## Beside what people would use\n"
    yield "A ratio below 1 says that Torkham is quicker.\n"
    yield from _table(("what Torkham does", "instead", "size", "time, ratio"), _ratios(bench, compared))
    yield _WORDS
    yield "\n## Growth\n"
    yield "Seconds for 1,000 sentences; each row is of one run.\n"
    yield from _growth(bench, scale, compared)
    yield from _paper(scale)
    yield ""


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(map(str, cells))} |"
    yield ""


def _machine(name: str, figures: Figures) -> tuple[str, ...]:
    machine = figures["machine"]
    memory = machine["memory_bytes"] / 2**30
    told = f"{machine['processor']}, {machine['cores']} cores, {memory:.0f} GiB; Python {machine['versions']['python']}"
    return f"`scripts/{FIGURES[name]}`", told, f"{machine['load_before']:.1f}"


def _goals(bench: Figures, scale: Figures, annotator: Figures) -> Iterator[tuple[str, ...]]:
    for result in (*bench["results"], *annotator["results"]):
        if result["bound"] is not None:
            goal = f"{result['bound']:g} {result['unit']} or less"
            yield result["what"].strip(), f"{result['measured']:.2f} {result['unit']}", goal, result["verdict"]
    for what, times in scale["one_or_two"]["times"].items():
        verdict = "met" if times >= TIMES else "MISSED"
        if scale["one_or_two"]["articles"] < PAYS:
            verdict += f" at this size (the goal is for {PAYS:,} articles or more)"
        yield f"{what}: two workers against one", f"{times:.2f} ×", f"{TIMES:g} × or more", verdict


def _whole(scale: Figures) -> Iterator[str]:
    whole, workers = scale["whole"], scale["workers"]
    articles, sentences = whole["articles"], whole["sentences"]
    skipped = f"{whole['skipped']:,}, whose labels broke a rule" if whole["skipped"] else "none"
    yield f"## {articles:,} articles\n"
    yield f"""\
Synthetic articles, composed from varied templates (`benchmarks/many.py`): {scale["characters"]:,} characters,
{sentences:,} sentences. `torkham convert --engine processes --workers {workers} --shards {whole["shards"]}`, whose time
holds the judging of the result; `torkham validate --workers {workers}`; every sentence by
`load_dataset(…, streaming=True)`.
The data files have {_megabytes(whole["bytes"])}, the input {_megabytes(whole["text_bytes"])}. Skipped: {skipped}.
"""
    rows = [_step(name, whole[name], articles, sentences) for name in ("convert", "validate", "load")]
    yield from _table(("", "seconds", "articles/s", "sentences/s", "peak", "peak of a worker", "load"), rows)
    yield f"""\
The load is the average of processes that ran or waited: {workers} workers make one of {workers}; where it was more,
others were using the cores, and the time would have been shorter.
"""
    slice_ = scale["one_or_two"]
    for what, seconds in slice_["seconds"].items():
        one, two = (", ".join(f"{each:.1f}" for each in seconds[number]) for number in ("1", "2"))
        of = slice_["articles"] if what == "convert" else articles
        times = f"medians {slice_['times'][what]:.2f} ×"
        yield f"- {what}, {of:,} articles: one worker {one} s, two {two} s, in turn, each with one thread; {times}."
    yield ""


def _step(name: str, step: Figures, articles: int, sentences: int) -> tuple[str, ...]:
    workers = max(step.get("worker_bytes", ()), default=None)
    rates = (f"{number / step['seconds']:,.0f}" for number in (articles, sentences))
    load = f"{step['load']:.1f}" if "load" in step else "–"
    return name, f"{step['seconds']:,.1f}", *rates, _megabytes(step["parent_bytes"]), _megabytes(workers), load


def _megabytes(number: int | None) -> str:
    return "–" if number is None else f"{number / 1e6:,.0f} MB"


def _ratios(bench: Figures, compared: Figures) -> Iterator[tuple[str, ...]]:
    convert = {way: median(seconds) for way, seconds in compared["convert"].items()}
    size = f"{compared['articles']:,} articles, {compared['workers']} processes"
    for way, name in (("by_pool", "`multiprocessing` by hand"), ("by_map", "`datasets.map`")):
        yield (
            "convert, and judge the result",
            f"{name}, same annotator, unjudged",
            size,
            _ratio(convert["torkham"], convert[way]),
        )
    last = max(run["sentences"] for run in bench["runs"] if run["what"] == "by_hand")
    for what, other, name in (
        ("full", "by_hand", "hand-written Polars, with hashes"),
        ("full", "by_hand_rows", "hand-written Polars, without hashes"),
        ("values_of_mentions", "pandera_of_mentions", "`pandera.pandas`"),
        ("values_of_events", "pandera_of_events", "`pandera.pandas`, without nested values"),
    ):
        mine, theirs = (_least(bench, each, last) for each in (what, other))
        told = "validate" if what == "full" else f"validate, {what.replace('_', ' ')}"
        yield told, name, f"{last:,} sentences", _ratio(mine, theirs)
    size = max(compared["load"], key=int)
    load = {way: figures["seconds"] for way, figures in compared["load"][size].items()}
    for way, instead, told in (
        ("datasets_first", "pandas_json_lines", "load, for the first time"),
        ("datasets_first", "polars_json_lines", "load, for the first time"),
        ("datasets_again", "pandas_json_lines", "load, again"),
        ("datasets_again", "polars_json_lines", "load, again"),
        ("polars_parquet", "polars_json_lines", "load by `polars.read_parquet`"),
        ("datasets_streaming", "pandas_json_lines", "load by streaming, row by row"),
    ):
        yield (
            told,
            f"`{instead.replace('_json_lines', '')}` and JSON Lines",
            f"{int(size):,} sentences",
            _ratio(load[way], load[instead]),
        )
    page_made = compared["made"][size]["browse"]["seconds"]
    yield "browse", "nothing comparable", f"{int(size):,} sentences", f"{page_made:.1f} s"
    yield "build", "nothing comparable", "the shipped dataset", f"{compared['build']:.1f} s"


_WORDS = """\
Nothing that we know of makes a page to browse of such a dataset, or builds one from annotation files. By hand, nothing
is judged, hashed or described, and a run that is cut off begins anew."""


def _ratio(mine: float, other: float) -> str:
    ratio = f"{mine / other:.2f}" if mine / other >= 0.005 else "under 0.01"
    return f"{ratio} × ({mine:.1f} s against {other:.1f} s)"


def _least(bench: Figures, what: str, sentences: int) -> float:
    (runs,) = (each["runs"] for each in bench["runs"] if (each["what"], each["sentences"]) == (what, sentences))
    return float(min(run["seconds"] for run in runs))


def _growth(bench: Figures, scale: Figures, compared: Figures) -> Iterator[str]:
    rows: list[tuple[str, list[tuple[int, float]]]] = [
        ("convert", [(each["sentences"], each["convert"]["seconds"]) for each in scale["growth"]]),
        ("validate, in shards", [(each["sentences"], each["validate"]["seconds"]) for each in scale["growth"]]),
        (
            "validate",
            [
                (run["sentences"], _least(bench, "full", run["sentences"]))
                for run in bench["runs"]
                if run["what"] == "full"
            ],
        ),
    ]
    for what, way in (("load, first time", "datasets_first"), ("load by streaming", "datasets_streaming")):
        rows.append((what, [(int(size), ways[way]["seconds"]) for size, ways in compared["load"].items()]))
    for what in ("browse", "stats"):
        rows.append((what, [(int(size), made[what]["seconds"]) for size, made in compared["made"].items()]))
    told = ((what, "; ".join(f"{size:,}: {1000 * seconds / size:.3f}" for size, seconds in of)) for what, of in rows)
    yield from _table(("", "sentences: seconds for 1,000"), told)
    yield from _table(("peak of memory", "sentences: peak"), _peaks(scale, compared))


def _peaks(scale: Figures, compared: Figures) -> Iterator[tuple[str, str]]:
    grown = scale["growth"]
    for what in ("convert", "validate"):
        yield what, _sized((each["sentences"], each[what]["parent_bytes"]) for each in grown)
        workers = ((each["sentences"], max(each[what].get("worker_bytes", ()), default=None)) for each in grown)
        yield f"{what}, a worker", _sized(workers)
    for what in ("browse", "stats"):
        yield what, _sized((int(size), made[what]["peak_bytes"]) for size, made in compared["made"].items())


def _sized(peaks: Iterable[tuple[int, int | None]]) -> str:
    return "; ".join(f"{size:,}: {_megabytes(peak)}" for size, peak in peaks)


def _paper(scale: Figures) -> Iterator[str]:
    whole, workers = scale["whole"], scale["workers"]
    factor = ON_PAPER / whole["articles"]
    hours = {name: whole[name]["seconds"] * factor / 3600 for name in ("convert", "validate", "load")}
    cores = hours["convert"] * workers
    together = sum(sorted(whole["convert"]["worker_bytes"])[-workers:])
    command = whole["convert"]["parent_bytes"]
    grown = _grown(scale["growth"])
    data, texts = (whole[what] * factor / 1e9 for what in ("bytes", "text_bytes"))
    yield f"## {ON_PAPER:,} articles on paper\n"
    yield f"""\
Not measured, but reckoned from the {whole["articles"]:,} articles above, as if time and bytes grew with the articles:
figure × {ON_PAPER:,} / {whole["articles"]:,} = figure × {factor:g}.

- convert: {hours["convert"]:,.1f} hours with {workers} workers, {cores:,.0f} hours of a core; with 64 cores
  {cores / 64:,.1f} hours, but for what one process does at the end: hashes over all rows.
- validate: {hours["validate"]:,.1f} hours with {workers} workers. Load by streaming: {hours["load"]:,.1f} hours.
- data files: {data:,.1f} GB, from {texts:,.1f} GB of input; twice that on disk where the file system has no links.
- memory: what a worker takes does not grow; {workers} workers took up to {_megabytes(together)} together. The command
  itself took {_megabytes(command)}, {grown:,.0f} bytes more for each further article, some of them for actors that no
  registry has; the dataset has {whole["rows"]["actors"]:,} in all. If it went on so, it would take
  {(command + grown * (ON_PAPER - whole["articles"])) / 1e9:,.1f} GB.\
"""


def _grown(growth: Sequence[Figures]) -> float:
    """Return by how many bytes the peak of the command that converts grew with each article of the last step."""
    before, after = growth[-2:]
    more = after["convert"]["parent_bytes"] - before["convert"]["parent_bytes"]
    return float(more / (after["articles"] - before["articles"]))


if __name__ == "__main__":
    sys.exit(main())
