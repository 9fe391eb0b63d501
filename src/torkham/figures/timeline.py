"""When it was: incidents with their dates, and events by the month or year, each as exactly as its date says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from torkham.figures.data import Frames
from torkham.figures.figure import Figure
from torkham.figures.periods import PRECISIONS, Axis, Period, axis_of, period
from torkham.figures.timeline_chart import draw
from torkham.figures.words import counted, fitted

INCIDENTS = 24
"""How many incidents have a line."""
BY_INCIDENT = "its incident"
MANNERS = (*PRECISIONS, BY_INCIDENT)
"""How an event has its place: by its own date, or by the only month or year of its incident."""


@dataclass(frozen=True)
class Incident:
    """An incident with a first date, and how many events tell of it; `last` is None where it has no last date."""

    name: str
    events: int
    start: str
    end: str | None
    first: Period
    last: Period | None

    @property
    def until(self) -> date:
        """The last day that its dates may mean."""
        return max(self.first.last, self.last.last) if self.last else self.first.last


def timeline(data: Frames) -> Figure | None:
    """Return the figure; None where no event is dated, nor the incident of one."""
    incidents = _incidents(data)
    own = [found for time in data["events"]["time"] if (found := period(time))]
    days = [each.first.first for each in incidents.values()] + [each.first for each in own]
    if not days:
        return None
    axis = axis_of(days, max(days + [each.until for each in incidents.values()]))
    told = data["events"].select("time", "incident_id").rows()
    placed = [place for time, incident in told if (place := _place(period(time), incidents.get(incident), axis))]
    counts = Counter(place for place in placed if place[0] >= axis.begin)
    chosen = sorted(incidents.values(), key=lambda each: -each.events)[:INCIDENTS]
    shown = sorted(chosen, key=lambda each: (each.first.first, each.first.last))
    return Figure(
        name="timeline",
        title=f"When it was: {_what(len(shown), len(incidents))} and {counted(counts.total(), 'event')} by {axis.unit}",
        alt=_alt(shown, counts, axis),
        note=_note(data, len(placed) - counts.total(), len(placed), axis),
        table=_table(shown, counts, axis),
        draw=lambda look: draw(shown, counts, axis, MANNERS, look),
    )


def _incidents(data: Frames) -> dict[str, Incident]:
    """Return the dated incidents that have events by their ids: a registry may have those of other articles too."""
    told = Counter(data["events"]["incident_id"].drop_nulls())
    return {
        id_: Incident(name, told[id_], start, end, first, period(end))
        for id_, name, start, end in data["incidents"].rows()
        if told[id_] and (first := period(start))
    }


def _place(own: Period | None, incident: Incident | None, axis: Axis) -> tuple[date, str] | None:
    """Return the month or year of an event and how it has it: by its own date, else by that of its incident.

    An incident whose end is not known, or that lasted longer, does not say when within it the event was.
    """
    if own and axis.bin(own.first) == axis.bin(own.last):
        return axis.bin(own.first), own.precision
    if incident and incident.last and axis.bin(incident.first.first) == axis.bin(incident.until):
        return axis.bin(incident.until), BY_INCIDENT
    return None


def _what(shown: int, there: int) -> str:
    return counted(there, "incident") if shown == there else f"the {shown} incidents of most events of {there:,}"


def _alt(shown: Sequence[Incident], counts: Counter[tuple[date, str]], axis: Axis) -> str:
    said = []
    if shown:
        first, last = shown[0], shown[-1]
        said.append(
            f"{counted(len(shown), 'incident')} in the order of their dates, from {fitted(first.name, 80)} "
            f"({first.start}) to {fitted(last.name, 80)} ({last.start})."
        )
    if counts:
        sums = Counter[date]()
        for (begin, _), count in counts.items():
            sums[begin] += count
        most, count = max(sums.items(), key=lambda each: (each[1], each[0]))
        said.append(
            f"{counted(counts.total(), 'event')} by {axis.unit} from {axis.label(min(sums))} to "
            f"{axis.label(max(sums))}; most, {count:,}, in {axis.label(most)}."
        )
    return " ".join(said)


def _note(data: Frames, earlier: int, placed: int, axis: Axis) -> str:
    """Say what the marks are, and what is left out."""
    left = len(data["events"]) - placed
    told = set(data["events"]["incident_id"])
    undated = sum(
        id_ in told and period(start) is None for id_, start in data["incidents"].select("incident_id", "start").rows()
    )
    notes = [
        "Incidents with the number of their events: a dot is a day, a bar a month or year that is all that is known, a "
        "line lasts to the last date; ← is before the axis. Events of every status by when they begin: the colour says "
        f"how exactly their own date is known, or that the {axis.unit} is that of their incident.",
        f"{counted(earlier, 'event')} before {axis.label(axis.begin)} left out." if earlier else "",
        f"{counted(left, 'event')} left out whose {axis.unit} is not known." if left else "",
        f"{counted(undated, 'incident')} without date left out." if undated else "",
    ]
    return " ".join(filter(None, notes))


def _table(shown: Sequence[Incident], counts: Counter[tuple[date, str]], axis: Axis) -> pl.DataFrame:
    incidents = [("incident", each.name, each.start, each.end, each.first.precision, each.events) for each in shown]
    events = [
        ("events", axis.label(begin), axis.label(begin), None, how, counts[begin, how])
        for begin in sorted({begin for begin, _ in counts})
        for how in MANNERS
        if counts[begin, how]
    ]
    schema = dict.fromkeys(("what", "name", "start", "end", "dated"), pl.String) | {"events": pl.Int64}
    return pl.DataFrame(incidents + events, schema=schema, orient="row")
