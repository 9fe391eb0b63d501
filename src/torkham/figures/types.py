"""Which types of events each article tells of."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import polars as pl

from torkham import contract
from torkham.figures.charts import across, layers, rows_chart
from torkham.figures.data import Frames
from torkham.figures.figure import Figure
from torkham.figures.words import OTHERS, SIGNS, counted, first, listed

if TYPE_CHECKING:
    import altair as alt

    from torkham.figures.look import Look

ARTICLES = 5
"""How many articles have a column of their own."""
_TYPES_SHARE = 0.3
"""Of the width: what the names of the types may take."""


def event_types(data: Frames) -> Figure | None:
    """Return the figure; None where there are no events."""
    events = data["events"]
    if events.is_empty():
        return None
    totals = Counter(dict.fromkeys(data["articles"]["article_id"], 0))
    totals.update(events["article_id"])
    ranked = totals.most_common()
    shown, rest = first(ranked, ARTICLES)
    if not rest:  # all of them: in the order of the dataset
        shown = list(totals)
    column = pl.when(pl.col("article_id").is_in(shown)).then("article_id").otherwise(pl.lit(f"{rest} {OTHERS}"))
    counts = Counter(events.select(column.alias("article"), "type").rows())
    columns = [*shown, *([f"{rest} {OTHERS}"] if rest else [])]
    sums = Counter(article for article, type_ in counts.elements())
    types = [type_ for type_ in contract.vocabulary("event_type") if type_ in set(events["type"])]
    table = pl.DataFrame(
        [
            (article, type_, contract.terms("event_type")[type_]["quad_class"], count, count / sums[article])
            for article in columns
            for type_ in types
            if (count := counts[article, type_])
        ],
        schema={
            "article": pl.String,
            "type": pl.String,
            "quad_class": pl.String,
            "events": pl.Int64,
            "share": pl.Float64,
        },
        orient="row",
    )
    common = Counter(events["type"]).most_common(3)
    most = listed(f"{type_} ({count:,})" for type_, count in common)
    of = f"the {len(shown)} articles with most events of {len(totals):,}" if rest else counted(len(totals), "article")
    return Figure(
        name="event-types",
        title=f"Event types by article: {of}",
        alt=f"A table of {counted(len(events), 'event')} in {of}, by type. The most frequent are {most}.",
        note="Events of every status, by PLOVER type: + cooperation, − conflict. The deeper the tint, the greater the "
        "type's share of the column.",
        table=table,
        draw=lambda look: _draw(table, columns, types, look),
    )


def _draw(table: pl.DataFrame, columns: list[str], types: list[str], look: Look) -> alt.LayerChart:
    import altair as alt

    spaced = {name: name.replace("-", " ") for name in columns}
    heads, axis = across(spaced, look.width * (1 - _TYPES_SHARE) / len(columns), look)
    lines = {type_: f"{type_} {_sign(type_)}" for type_ in types}
    rows = [row | {"article": heads[row["article"]], "type": lines[row["type"]]} for row in table.iter_rows(named=True)]
    base = rows_chart(rows).encode(
        x=alt.X("article:N", sort=list(heads.values()), title=None, axis=axis),
        y=alt.Y("type:N", sort=list(lines.values()), title=None),
    )
    scale = alt.Scale(range=[look.colours.few, look.colours.many], domainMin=0, interpolate="rgb")
    cells = base.mark_rect(stroke=look.colours.paper).encode(color=alt.Color("share:Q", scale=scale, legend=None))
    words = base.mark_text(color=look.colours.ink).encode(text=alt.Text("events:Q", format=","))
    return layers([cells, words], look, height=alt.Step(look.row))


def _sign(type_: str) -> str:
    _, _, kind = contract.terms("event_type")[type_]["quad_class"].partition("_")
    return SIGNS[kind]
