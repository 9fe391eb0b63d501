"""Labels for articles in batches, in which one article that the annotator fails on takes no other with it.

Labels are judged by the rules for a dataset as they come: what breaks one would be refused when all is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from torkham.annotator.base import Annotator, Draft, Labelled, UnavailableError
from torkham.annotator.judging import frames_of, tables_from, tables_of
from torkham.checks import check_frames
from torkham.contract import LABELS
from torkham.convert.actors import Actors, contradiction
from torkham.convert.found import SkipError
from torkham.row_checks import value_findings

BATCH_UNITS = 2_000
"""Units after which a batch is labelled: enough to parse together, few enough to lose little when a run is cut off."""


def label(annotator: Annotator, drafts: Sequence[Draft]) -> list[Labelled | SkipError]:
    """Return the labels of each draft, or the reason why it has none.

    Where the annotator fails on the batch, it is asked for each draft by itself. Raises `UnavailableError`.
    """
    try:
        return _judged(annotator, drafts, _labelled(annotator, drafts))
    except UnavailableError:
        raise
    except Exception as error:
        if len(drafts) == 1:
            return [failure(annotator, error)]
    return [result for draft in drafts for result in label(annotator, [draft])]


def _labelled(annotator: Annotator, drafts: Sequence[Draft]) -> list[Labelled]:
    found = list(annotator.annotate(drafts))
    if len(found) != len(drafts):
        raise ValueError(f"it gave {len(found)} results for {len(drafts)} articles")
    for draft, labelled in zip(drafts, found, strict=True):
        if tuple(replace(unit, mentions=(), events=(), stances=()) for unit in labelled.units) != draft.units:
            raise ValueError(f"it changed the units of {draft.article_id}")
    return found


def _judged(annotator: Annotator, drafts: Sequence[Draft], labelled: Sequence[Labelled]) -> list[Labelled | SkipError]:
    """Return labels that break no rule, and for others the first that they break."""
    together = list(zip(drafts, labelled, strict=True))
    broken = _contradicted(annotator, together)
    while found := _broken(annotator, [each for each in together if each[0].article_id not in broken]):
        broken |= found
    return [
        _refusal(annotator, broken[draft.article_id]) if draft.article_id in broken else each
        for draft, each in together
    ]


def _contradicted(annotator: Annotator, labelled: Sequence[tuple[Draft, Labelled]]) -> dict[str, str]:
    """Return what articles' labels say of registered actors otherwise than the registry, by article."""
    registered = {row["actor_id"]: row for row in annotator.registries.get("actors", ())}
    return {
        draft.article_id: said
        for draft, each in labelled
        for actor in each.actors
        if actor["actor_id"] in registered and (said := contradiction(registered[actor["actor_id"]], actor))
    }


def _broken(annotator: Annotator, labelled: Sequence[tuple[Draft, Labelled]]) -> dict[str, str]:
    """Return the first finding on each article's labels; links are judged where all values are sound."""
    actors = Actors(annotator.registries.get("actors", ()))
    for _, each in labelled:
        actors.add(each.actors)
    articles = tables_of((draft, each.units) for draft, each in labelled)
    brought = {actor["actor_id"]: draft.article_id for draft, each in reversed(labelled) for actor in each.actors}
    new = tables_from({"actors": [row for row in actors.rows() if row["actor_id"] in brought]})
    values = {**{key: table for key, table in articles.items() if key[0] in LABELS}, **new}
    registries = tables_from({**annotator.registries, "actors": actors.rows()})
    found = [*value_findings(values)] or check_frames(frames_of({**articles, **registries}))
    ids = {draft.article_id for draft, _ in labelled}
    on = ((brought.get(each.where, each.where.partition(":")[0]), each) for each in reversed(found))
    return {article_id: f"{each.where}: {each.message} [{each.check}]" for article_id, each in on if article_id in ids}


def _refusal(annotator: Annotator, said: str) -> SkipError:
    message = f"the labels of {annotator.annotator_id} break a rule: {said}"
    return SkipError("annotator", message, "report it with the article: this is a fault of the annotator")


def failure(annotator: Annotator, error: Exception) -> SkipError:
    """Return the reason to skip an article that the annotator failed on."""
    said = next(iter(str(error).splitlines()), "")[:500]
    hint = getattr(error, "hint", "")
    if not hint:  # it was not meant for whoever converts
        said = f"{type(error).__name__}{': ' if said else ''}{said}"
        hint = "report it with the article, or leave the article out"
    return SkipError("annotator", f"{annotator.annotator_id} failed: {said}", hint)
