"""A model's answer: read, judged by the rules for annotation files and datasets, and rid of what breaks them.

The model quotes; offsets, full ids and scores follow as for people's annotation files (`torkham.annotation`). Nothing
is mended: a label that breaks a rule is sent back with what the rule has against it, or dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from jsonschema import Draft202012Validator

from torkham import contract
from torkham.annotation import ArticleReader, Unit
from torkham.annotator.base import Draft
from torkham.annotator.judging import frames_of, tables_from, tables_of
from torkham.annotator.llm.schemas import unit_schema
from torkham.checks import check_frames
from torkham.contract import LABELS, Json
from torkham.document import Document, DocumentError, with_defaults
from torkham.findings import Finding, Level
from torkham.schema_findings import objections, shown
from torkham.skeleton import GUIDELINES_VERSION
from torkham.strict_json import read_json
from torkham.validators import validator_of


class UnusableError(ValueError):
    """An answer has no labels that could be judged; the message says why."""


@dataclass(frozen=True, eq=False)
class Label:
    """One label of an answer: its unit (`s003`), its layer, and what the model wrote. No two are equal."""

    unit: str
    layer: str
    value: Json

    @property
    def name(self) -> str:
        """What to call it in messages: `s003:e01`."""
        return f"{self.unit}:{self.value['id']}"


class Problem(NamedTuple):
    """What a rule has against an answer: `where` names a unit or label, `label` is the one to drop, if any.

    `level` is the rule's, for rules beyond the schema.
    """

    where: str
    message: str
    hint: str
    label: Label | None = None
    level: Level | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class Answer(NamedTuple):
    """What an answer holds: the labels that keep their schema, what is wrong with the rest, and how many the rest are.

    `unanswered` are the units asked for of which it does not have all layers.
    """

    labels: Sequence[Label]
    against: Sequence[Problem]
    broken: int
    unanswered: Sequence[str]

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong with it so far."""
        lacking = (Problem(id_, "is not answered", "label it, [] where there is nothing") for id_ in self.unanswered)
        return [*self.against, *lacking]


def read_answer(content: str, asked: Sequence[str]) -> Answer:
    """Read a model's answer on the units `asked` (`s003`, …). Raises `UnusableError` where it has no list of units."""
    try:
        value = read_json(content)
    except DocumentError as error:
        raise UnusableError(f"the answer is {error.message} (line {error.line})") from None
    if not isinstance(value, dict) or not isinstance(value.get("units"), list):
        raise UnusableError('the answer is no JSON object with a list of "units"')
    labels, problems, broken, found = list[Label](), list[Problem](), 0, set[str]()
    for raw in value["units"]:
        given = sum(len(raw[layer]) for layer in LABELS if _has_list(raw, layer))
        id_ = raw.get("id") if isinstance(raw, dict) else None
        if not isinstance(id_, str) or id_ not in asked or id_ in found:
            what = "stands twice" if id_ in asked else "is none of the units to label"
            problems.append(Problem("", f"{shown(raw if id_ is None else id_)} {what}", "leave it out"))
            broken += given
            continue
        against, sound = _judged(raw)
        problems += against
        labels += sound
        broken += given - len(sound)
        if all(_has_list(raw, layer) for layer in LABELS):
            found.add(id_)
    unanswered = [id_ for id_ in asked if id_ not in found]
    return Answer(labels, problems, broken, unanswered)


def _has_list(raw: object, layer: str) -> bool:
    return isinstance(raw, dict) and isinstance(raw.get(layer), list)


def _judged(raw: Json) -> tuple[list[Problem], list[Label]]:
    """Return what the schema has against a unit of an answer, and the labels that it has nothing against."""
    problems, broken = [], set()
    for each in objections(raw, _validator().iter_errors(raw)):
        if len(each.path) > 1 and each.path[0] in LABELS:
            broken.add(each.path[:2])
        names = [raw["id"], each.where] if each.where != raw["id"] else [raw["id"]]
        problems.append(Problem(":".join(filter(None, names)), each.message, each.hint))
    labels = [
        Label(raw["id"], layer, label)
        for layer in LABELS
        if _has_list(raw, layer)
        for index, label in enumerate(raw[layer])
        if (layer, index) not in broken
    ]
    return problems, labels


@cache
def _validator() -> Draft202012Validator:
    return validator_of(unit_schema())


class Judge:
    """Judges labels of an article by all rules that a dataset is judged by.

    `registries` are rows as in `schema/rows/`. The labels are `annotator_id`'s, made by machine.
    """

    def __init__(self, registries: Mapping[str, Sequence[Json]], annotator_id: str) -> None:
        self.annotator_id = annotator_id
        self._registries = tables_from(registries)

    def registry_findings(self) -> list[Finding]:
        """Return what the rules have against the registries themselves."""
        return check_frames(frames_of(self._registries))

    def judge(self, draft: Draft, labels: Sequence[Label]) -> tuple[tuple[Unit, ...], list[Problem]]:
        """Return the units of a draft with labels that keep their schema, and what the other rules have against them.

        Where there are problems, the units are of no use.
        """
        reader = ArticleReader(self._document(draft, labels), draft.article_id, draft.text)
        read = {unit.sentence_id: unit for unit in reader.read()}
        units = tuple(_with_labels(unit, read.get(unit.sentence_id)) for unit in draft.units)
        found = [
            each for each in check_frames(frames_of({**tables_of([(draft, units)]), **self._registries})) if each.where
        ]
        if reader.findings:  # a quote that is not there has no place: what rules say of that is beside the point
            found = [*reader.findings, *(each for each in found if each.level is not Level.SPANS)]
        by_id = {f"{draft.article_id}:{label.name}": label for label in labels}
        return units, [_problem(each, draft.article_id, by_id) for each in found]

    def settle(
        self, draft: Draft, known: Sequence[Label], labels: Sequence[Label]
    ) -> tuple[list[Label], list[Problem]]:
        """Drop labels until the rest, beside those `known` to be right, breaks no rule; return it, and what was why.

        What points to a dropped label is dropped with it. Of labels with one id, the first stays longest.
        """
        kept, why = list(labels), list[Problem]()
        while problems := self.judge(draft, [*known, *kept])[1]:
            first = {problem.label: problem for problem in reversed(problems)}
            if not set(first) & set(kept):
                raise UnusableError(f"no label can be dropped for this: {problems[0]}")
            why += [first[label] for label in kept if label in first]
            kept = [label for label in kept if label not in first]
        return kept, why

    def _document(self, draft: Draft, labels: Sequence[Label]) -> Document:
        units = []
        for unit in draft.units:
            raw: Json = {"id": local(unit.sentence_id), "role": unit.role, "text": unit.text}
            if is_annotated(unit):
                of_unit = [label for label in labels if label.unit == raw["id"]]
                raw |= {layer: [label.value for label in of_unit if label.layer == layer] for layer in LABELS}
            units.append(raw)
        head = {"label_source": "machine", "annotator_id": self.annotator_id, "guidelines": GUIDELINES_VERSION}
        content = {"article_id": draft.article_id} | head | {"units": units}
        return Document("", with_defaults(content, "file:annotation"), {})


def local(sentence_id: str) -> str:
    """Return a unit's id within its article."""
    return sentence_id.rpartition(":")[2]


def is_annotated(unit: Unit) -> bool:
    """Return whether units of this one's role are labelled."""
    return bool(contract.terms("role")[unit.role]["annotated"])


def _with_labels(unit: Unit, read: Unit | None) -> Unit:
    return unit if read is None else replace(unit, mentions=read.mentions, events=read.events, stances=read.stances)


def _problem(finding: Finding, article_id: str, by_id: Mapping[str, Label]) -> Problem:
    """Return a finding in the model's words, which know units as `s003` and their labels as `s003:m01`."""
    where, message, hint = (
        said.replace(f"{article_id}:", "") for said in (finding.where, finding.message, finding.hint)
    )
    return Problem(where, message, hint, by_id.get(finding.where), finding.level)
