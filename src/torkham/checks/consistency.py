"""Consistency: what annotators decided the same way everywhere. Trees only: exceptions are listed with their reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import polars as pl

from torkham.checks.base import short
from torkham.dates import meet
from torkham.findings import Failure, Finding, Origin, Rule, rule
from torkham.frames import Frames
from torkham.layout import EXCEPTIONS

STRING_ACTOR = rule(
    "corpus/string-actor", "The same name, adjective or metonym means the same actor everywhere (exceptions.yaml)."
)
INCIDENT_DATE = rule(
    "corpus/incident-date", "An event that is told of an incident is dated within it (exceptions.yaml)."
)
EXCEPTION = rule("corpus/exception", "What exceptions.yaml lists is a label that breaks the rule it names.")

_FIXED_FORMS = ("name", "adjective", "metonym")
"""Forms whose words have one meaning; what a noun phrase or pronoun refers to depends on the words before it."""

_EXCEPT = f"mend the label, or list it with its reason in {EXCEPTIONS}"


class Exempt(NamedTuple):
    """An entry of exceptions.yaml: a rule's id, a label's id, and where it stands."""

    check: str
    label: str
    origin: Origin


def check_consistency(frames: Frames, exempt: Sequence[Exempt]) -> list[Finding]:
    """Return what is not consistent and no exception, and the exceptions that are none."""
    wanted = {(each.check, each.label) for each in exempt}
    found: list[Finding] = []
    broken = set()
    for stated, judge in _CHECKS:
        for failure in judge(frames):
            broken.add((stated.id, failure.where))
            if (stated.id, failure.where) not in wanted:
                found.append(stated.at(failure.origin, failure.message, where=failure.where, hint=failure.hint))
    for each in exempt:
        if (each.check, each.label) not in broken:
            message = f"{each.label} does not break {each.check}"
            found.append(EXCEPTION.at(each.origin, message, where=each.label, hint="remove the entry"))
    return found


def _same_string_same_actor(frames: Frames) -> Iterator[Failure]:
    """Yield the mentions whose actor is not the one that most mentions of the same words have."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    fixed = frames["mentions"].filter(pl.col("form").is_in(_FIXED_FORMS))
    for id_, text, actor in fixed.select("mention_id", "text", "actor_id").iter_rows():
        groups[text.casefold()].append((id_, actor))
    for text, mentions in groups.items():
        usual, count = Counter(actor for _, actor in mentions).most_common(1)[0]
        for id_, actor in mentions:
            if actor != usual:
                message = f'"{text}" is {actor} here, and {usual} in {count} other mention{"s" if count > 1 else ""}'
                yield Failure(frames.locate(id_, "actor_id"), message, id_, _EXCEPT)


def _events_within_their_incident(frames: Frames) -> Iterator[Failure]:
    incidents = {
        id_: f"{start or '..'}/{end or '..'}"
        for id_, start, end in frames["incidents"].select("incident_id", "start", "end").iter_rows()
    }
    events = frames["events"].filter(pl.col("time").is_not_null() & pl.col("incident_id").is_not_null())
    for id_, time, incident in events.select("event_id", "time", "incident_id").iter_rows():
        dates = incidents.get(incident)
        if dates is not None and not meet(time["value"], dates):
            message = f"{short(id_)} is dated {time['value']}, its incident {incident} {dates}"
            yield Failure(frames.locate(id_, "time"), message, id_, _EXCEPT)


_CHECKS: tuple[tuple[Rule, Callable[[Frames], Iterator[Failure]]], ...] = (
    (STRING_ACTOR, _same_string_same_actor),
    (INCIDENT_DATE, _events_within_their_incident),
)
