"""Quotations and answers: units that stand whole in the words of somebody whom another unit names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from torkham.annotator.names import Names
from torkham.annotator.scene import Part, Scene
from torkham.annotator.speech import Voice, speakers
from torkham.annotator.syntax import doers

_QUESTIONS = ("Q:", "Q.", "Question:")
_ANSWERS = ("A:", "A.", "Answer:")
"""What stands before questions and answers of an interview."""


def _answers(scenes: Sequence[Scene], names: Names) -> list[Voice | None]:
    """Return for each unit of an answer in an interview ("A: …") the voice of whoever the article begins with."""
    found: list[Voice | None] = [None] * len(scenes)
    answers = {scene.unit.paragraph for scene in scenes if scene.unit.text.startswith(_ANSWERS)}
    if not answers or not any(scene.unit.text.startswith(_QUESTIONS) for scene in scenes):
        return found
    speaking: tuple[Part, ...] = ()
    for scene in scenes:
        if (parse := scene.parse) is not None and scene.unit.role == "body" and not speaking:
            roots = [token for token in range(len(parse)) if parse.heads[token] == token]
            speaking = speakers(scene, [each for root in roots for each in doers(parse, root)][:1], names)
    for index, scene in enumerate(scenes):
        if scene.parse is not None and scene.unit.paragraph in answers:
            found[index] = Voice(frozenset(range(len(scene.parse))), speaking, None, "neutral", quoted=True)
    return found


def carried(scenes: Sequence[Scene], own: Sequence[list[Voice]], names: Names) -> list[Voice | None]:
    """Return for each unit the voice in which it stands whole: it answers a question, or a quotation runs over it.

    The speaker is that of the reporting clause in the unit of the paragraph in which the quotation ends, or else
    of the one before it (guidelines §3.1, §9.2).
    """
    found = _answers(scenes, names)
    for index, (scene, open_) in enumerate(zip(scenes, quotations(scenes), strict=True)):
        if found[index] is not None or scene.parse is None or not _inside_quotation(scene.unit.text, open_):
            continue
        order = [*range(index + 1, len(scenes)), *range(index - 1, -1, -1)]
        same = (each for each in order if scenes[each].unit.paragraph == scene.unit.paragraph)
        for other in same:
            speaking = next((voice.speakers for voice in own[other] if voice.speakers), None)
            if speaking:
                everything = frozenset(range(len(scene.parse)))
                found[index] = Voice(everything, speaking, None, "neutral", quoted=True)
                break
    return found


class Quotation(NamedTuple):
    """How a unit begins: how many curly quotation marks are open, and whether a straight one is."""

    depth: int
    straight: bool


def quotations(scenes: Sequence[Scene]) -> list[Quotation]:
    """Return for each unit what the units before it in its paragraph have opened and not closed."""
    open_: dict[int | None, Quotation] = {}
    found = []
    for scene in scenes:
        text, paragraph = scene.unit.text, scene.unit.paragraph
        before = open_.get(paragraph, Quotation(0, False))
        depth = before.depth + text.count("“") - text.count("”")
        open_[paragraph] = Quotation(depth, before.straight != bool(text.count('"') % 2))
        found.append(before)
    return found


def _inside_quotation(text: str, before: Quotation) -> bool:
    """Return whether a quotation opens in a unit or before, in its paragraph, and does not close in it.

    A unit inside a quotation that has closed in it counts too if the quotation opened earlier and nothing reports it.
    """
    if before.straight or (text.startswith('"') and text.count('"') % 2):
        return True
    opens = before.depth + text.count("“") - text.count("”") > 0
    return before.depth > 0 or (opens and text.startswith("“"))
