"""Marks that labels can be made of: each in one unit, with the values that it needs, and links that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from torkham import contract
from torkham.annotation import Unit
from torkham.exchange.document import Document
from torkham.exchange.layers import LAYERS, Link, Mark, Value
from torkham.exchange.problems import ENTRY, MISSING, NOWHERE, TWICE, UNIT, UNKNOWN, UNUSED, Problems

LABELS = ("mention", "event", "stance")
"""The layers that are labels; the others belong to labels."""


@dataclass
class Judge:
    """Judges the marks of an article; what is wrong goes to `problems`.

    `marks` are the sound ones by key, in the order in which they came, and `units` tells the unit of each.
    """

    base: Document
    problems: Problems
    marks: dict[str, Mark] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)

    def judge(self, marks: Iterable[Mark]) -> None:
        """Take the marks in."""
        given = {mark.key: mark for mark in marks}
        for mark in given.values():
            unit = self._unit(mark)
            if self._has_its_values(mark) and unit is not None:
                self.marks[mark.key] = mark
                self.units[mark.key] = unit
        used = {link.key for mark in given.values() for link in mark.links}
        for mark in list(self.marks.values()):
            sound = replace(mark, links=tuple(self._links(mark, given)))
            self.marks[mark.key] = sound
            self._judge_links(sound)
            if mark.layer not in LABELS and mark.key not in used:
                message = f"no label links to the {mark.layer} {self.quote(mark)}, so it is left out"
                self.problems.add(UNUSED, mark.origin, message, where=mark.where, hint="link a label to it")

    def quote(self, mark: Mark) -> str:
        """Return the words of a mark as messages show them."""
        words = self.base.text[mark.start : mark.end]
        return repr(words if len(words) <= 40 else f"{words[:39]}…")

    def _unit(self, mark: Mark) -> Unit | None:
        unit = next((u for u in self.base.units if u.start <= mark.start < mark.end <= u.end), None)
        if unit is not None and contract.terms("role")[unit.role]["annotated"]:
            return unit
        if unit is not None:
            message = f"{self.quote(mark)} stands in {unit.sentence_id}, whose role {unit.role} holds no labels"
            hint = "remove it, or mend the role of the unit in the annotation file first"
        else:
            touched = [u.sentence_id for u in self.base.units if u.start < mark.end and mark.start < u.end]
            lies = f"reaches over {' and '.join(touched[:3])}" if len(touched) > 1 else "is not within a unit"
            message = f"{self.quote(mark)} {lies}"
            hint = "let it begin and end in one unit, without the white space around it"
        self.problems.add(UNIT, mark.origin, message, where=mark.where, hint=hint)
        return None

    def _has_its_values(self, mark: Mark) -> bool:
        before = len(self.problems.findings)
        layer = LAYERS[mark.layer]
        for name, said in mark.values.items():
            value = layer.value(name)
            if value is None:
                known = [each.name for each in layer.values]
                self.problems.unknown(UNKNOWN, mark.origin, f"value of the {mark.layer}", name, known, where=mark.where)
            else:
                self._judge_value(mark, value, said)
        for value in layer.values:
            if value.needed and not mark.values.get(value.name):
                message = f"the {mark.layer} {self.quote(mark)} says no {value.name}"
                self.problems.add(MISSING, mark.origin, message, where=mark.where, hint=self._offer(value))
        return len(self.problems.findings) == before

    def _judge_value(self, mark: Mark, value: Value, said: str | tuple[str, ...] | bool) -> None:
        if value.kind in ("flag", "text"):
            return
        options = value.options(self.base.registries)
        for word in (said,) if isinstance(said, str) else said if isinstance(said, tuple) else ():
            if word not in options:
                rule, what = (
                    (ENTRY, f"{value.of[:-1]} in the registry") if value.kind == "entry" else (UNKNOWN, value.name)
                )
                self.problems.unknown(rule, mark.origin, what, word, options, where=mark.where)

    def _offer(self, value: Value) -> str:
        options = value.options(self.base.registries)
        if value.kind == "text":
            return "write a date as in 2025-10-11, 2025-10 or 2021/.."
        return f"choose one: {', '.join(options[:8])}{', …' if len(options) > 8 else ''}"

    def _links(self, mark: Mark, given: dict[str, Mark]) -> Iterator[Link]:
        """Yield the links of a mark that have a role of its layer and lead to a mark that the role is for."""
        layer = LAYERS[mark.layer]
        for link in mark.links:
            role = layer.role(link.role)
            if role is None:
                known, what = [each.name for each in layer.roles], f"role of the {layer.name}"
                self.problems.unknown(UNKNOWN, mark.origin, what, link.role, known, where=mark.where)
            elif link.key not in given or given[link.key].layer != role.to:
                self._points_nowhere(mark, link, role.to, given)
            else:
                yield link

    def _judge_links(self, mark: Mark) -> None:
        layer = LAYERS[mark.layer]
        for role in layer.roles:
            if not role.many and len(mark.linked(role.name)) > 1:
                message = f"the {layer.name} {self.quote(mark)} has more than one {role.name}"
                self.problems.add(TWICE, mark.origin, message, where=mark.where, hint="keep one")
        if mark.layer == "stance" and {"target_actor", "target_issue"} <= set(mark.values):
            message = f"the stance {self.quote(mark)} has an actor and an issue as its target"
            self.problems.add(TWICE, mark.origin, message, where=mark.where, hint="keep one")
        self._judge_helpers(mark)

    def _points_nowhere(self, mark: Mark, link: Link, to: str, given: dict[str, Mark]) -> None:
        target = given.get(link.key)
        where = f"to a {target.layer}, not to a {to}" if target else f"to nothing ({link.key})"
        message = f"{link.role} of the {mark.layer} {self.quote(mark)} points {where}"
        self.problems.add(
            NOWHERE, mark.origin, message, where=mark.where, hint=f"link it to a {to}, or remove the link"
        )

    def _judge_helpers(self, mark: Mark) -> None:
        helpers: Sequence[Mark] = [self.marks[link.key] for link in mark.links if link.key in self.marks]
        for helper in helpers:
            if helper.layer not in LABELS and self.units[helper.key] is not self.units[mark.key]:
                message = f"the {helper.layer} {self.quote(helper)} stands in another unit than its {mark.layer}"
                hint = f"mark the words in {self.units[mark.key].sentence_id}, or remove the link"
                self.problems.add(UNIT, mark.origin, message, where=mark.where, hint=hint)
