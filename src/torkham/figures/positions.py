"""Who is for or against what: holders of stances by the issues they are on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from torkham.figures.charts import across, layers, rows_chart
from torkham.figures.data import Frames, names
from torkham.figures.figure import Figure
from torkham.figures.words import OTHERS, counted, first, fitted, listed, short, spoken, told_apart

if TYPE_CHECKING:
    import altair as alt

    from torkham.figures.look import Look

HOLDERS, ISSUES = 6, 24
"""How many holders have a column of their own, and issues a line."""
AUTHOR = "author"
_SIGNS = {"favor": "+", "against": "−", "mixed": "±"}
_WORDS = {"favor": "for", "against": "against", "mixed": "mixed on"}
_ISSUES_SHARE = 0.4
"""Of the width: what the names of the issues may take."""


def positions(data: Frames) -> Figure | None:
    """Return the figure; None where there is no stance on an issue."""
    stances = data["stances"].filter(pl.col("target_kind") == "issue", pl.col("target_id").is_not_null())
    if stances.is_empty():
        return None
    holders, holders_left = first(Counter(stances["holder_id"]).most_common(), HOLDERS)
    issues, issues_left = first(Counter(stances["target_id"]).most_common(), ISSUES)
    columns = [*holders, *([f"{holders_left} {OTHERS}"] if holders_left else [])]
    lines = [*issues, *([f"{issues_left} {OTHERS}"] if issues_left else [])]
    grouped = stances.select(_grouped("holder_id", holders, columns), _grouped("target_id", issues, lines), "polarity")
    counts = Counter(grouped.rows())
    numbers = {
        (holder, issue): [counts[holder, issue, polarity] for polarity in _SIGNS]
        for issue in lines
        for holder in columns
    }
    table = pl.DataFrame(
        [(*place, *three) for place, three in numbers.items() if any(three)],
        schema={"holder": pl.String, "issue": pl.String} | dict.fromkeys(_SIGNS, pl.Int64),
        orient="row",
    )
    known = names(data["actors"]) | {AUTHOR: "the authors"}
    heads = {id_: known.get(id_, id_) for id_ in columns}
    left = len(data["stances"]) - len(stances)
    over = holders_left or issues_left
    of = f"the {len(holders)} holders and {len(issues)} issues of most stances" if over else "all holders and issues"
    return Figure(
        name="stances",
        title=f"Who is for or against what: {of}",
        alt=f"A table of {counted(len(stances), 'stance')} on {counted(stances['target_id'].n_unique(), 'issue')} by "
        f"{counted(stances['holder_id'].n_unique(), 'holder')}. {_most(stances, known)}",
        note="Stances on issues: + for, − against, ± mixed, with how many. A claim that one is for, one affirms; the "
        "issues' own sentences are in the table of issues."
        + (f" {counted(left, 'stance')} on actors or on what no registry lists left out." if left else ""),
        table=table,
        draw=lambda look: _draw(table, heads, lines, look),
    )


def _grouped(column: str, shown: Sequence[str], labels: Sequence[str]) -> pl.Expr:
    return pl.when(pl.col(column).is_in(shown)).then(column).otherwise(pl.lit(labels[-1])).alias(column)


def _most(stances: pl.DataFrame, known: Mapping[str, str]) -> str:
    """Tell the most frequent position, and how many stances are for and against."""
    (holder, issue, polarity), count = Counter(
        stances.select("holder_id", "target_id", "polarity").rows()
    ).most_common()[0]
    most = f"{fitted(known.get(holder, holder), 60)} {_WORDS[polarity]} {spoken(issue)} ({count:,})"
    sums = listed(f"{count:,} {_WORDS[name]}" for name, count in Counter(stances["polarity"]).most_common())
    return f"{sums.capitalize()}. The most frequent: {most}."


def _draw(table: pl.DataFrame, heads: Mapping[str, str], issues: Sequence[str], look: Look) -> alt.LayerChart:
    import altair as alt

    width = look.width * (1 - _ISSUES_SHARE) / len(heads)
    columns, axis = across(heads, width, look)
    down = told_apart({issue: spoken(issue) for issue in issues}, look.letters(look.width * _ISSUES_SHARE))
    cells = [
        {"holder": columns[row["holder"]], "issue": down[row["issue"]], "signs": signs, "kind": _kind(signs)}
        for row in table.iter_rows(named=True)
        for signs in [[f"{sign}{short(row[name])}" for name, sign in _SIGNS.items() if row[name]]]
    ]
    together = max(len(" ".join(cell["signs"])) for cell in cells) <= look.letters(width)  # else one above the other
    lines = 1 if together else max(len(cell["signs"]) for cell in cells)
    rows = [cell | {"signs": (" " if together else "\n").join(cell["signs"])} for cell in cells]
    x = alt.X("holder:N", sort=list(columns.values()), title=None, axis=axis)
    y = alt.Y("issue:N", sort=list(down.values()), title=None)
    colours, line = look.colours, look.font + 2
    tints = alt.Scale(domain=["+", "−", "±"], range=[colours.favor, colours.against, colours.mixed])
    colour = alt.Color("kind:N", scale=tints, legend=None)
    marks = [rows_chart(rows).mark_rect(stroke=colours.paper).encode(x=x, y=y, color=colour)]
    for more in range(lines):  # lines go down from the first one, which is therefore put higher
        mine = [row for row in rows if row["signs"].count("\n") == more]
        words = rows_chart(mine).mark_text(color=colours.ink, dy=-more * line / 2)
        marks.append(words.encode(x=x, y=y, text="signs:N"))
    return layers(marks, look, height=alt.Step(look.row + (lines - 1) * line))


def _kind(signs: Sequence[str]) -> str:
    """Return the sign of a cell: of what is in it, or ± where it is not all one."""
    first_signs = {sign[0] for sign in signs}
    return first_signs.pop() if len(first_signs) == 1 else "±"
