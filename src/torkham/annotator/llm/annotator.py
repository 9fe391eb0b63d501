"""The annotator by a language model: windows of an article are asked for, judged, sent back, and put together."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from torkham.annotation import Unit
from torkham.annotator.base import Draft, Labelled
from torkham.annotator.llm.answers import Answer, Judge, Label, Problem, UnusableError, is_annotated, local, read_answer
from torkham.annotator.llm.client import AnswerError, Client
from torkham.annotator.llm.prompt import VERSION, Prompt, correction
from torkham.annotator.llm.schemas import response_schema
from torkham.annotator.llm.settings import Settings
from torkham.annotator.registries import RegistryError, released_registries
from torkham.contract import Json
from torkham.findings import Level
from torkham.layout import sha256

WINDOW = 20
"""How many units are asked for at once: few enough for a model to be careful, and to have room for its answer."""
SHOWN = 40_000
"""Characters of an article that are shown at once; most are shown whole."""
MAX_ID = 100
_TOLD = 5
"""How many dropped labels a note tells of."""


@dataclass
class _Course:
    """What has become of an article so far: labels that stand, and what was lost on the way."""

    labels: list[Label] = field(default_factory=list)
    dropped: int = 0
    why: list[Problem] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)

    def notes(self) -> Iterator[str]:
        """Yield what the report says of the losses."""
        if self.dropped:
            told = "; ".join(map(str, self.why[:_TOLD])) + ("; …" if len(self.why) > _TOLD else "")
            given = self.dropped + len(self.labels)
            yield f"{self.dropped} of {given} labels that the model gave break the rules and were dropped: {told}"
        if self.unanswered:
            units = ", ".join(self.unanswered)
            yield f"the model did not answer in full for {units}: what it does not say is taken for no labels"


class LlmAnnotator:
    """Labels articles by asking a language model (see `torkham.annotator.base.Annotator`).

    Articles are sent to the server of the settings. Labels have no confidence: what a model would say of its own is no
    measure. Raises `RegistryError` where the registries break rules, which would condemn labels that do not.
    """

    batch_units = 1

    def __init__(
        self,
        settings: Settings,
        registries: Mapping[str, Sequence[Json]] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.registries = registries or released_registries()
        self._settings, self._sleep = settings, sleep
        self.annotator_id = _id_of(settings.model)
        self._judge = Judge(self.registries, self.annotator_id)
        if found := self._judge.registry_findings():
            raise RegistryError("; ".join(f"{each.where}: {each.message}" for each in found))
        self._prompt = Prompt(self.registries, settings.guidelines)
        schema = response_schema(self.registries)
        self._format = {
            "type": "json_schema",
            "json_schema": {"name": "labels", "strict": True, "schema": schema},
        }
        fields = {name: value for name, value in settings.fields.items() if name != "model" and value is not None}
        asked = ", ".join(f"{name} {value}" for name, value in fields.items()) or "at the server's defaults"
        self.description = (
            f"The language model {settings.model}, asked by prompt {VERSION} of torkham "
            f"(SHA-256 {self._prompt.hash[:12]}; {asked}); labels that break a rule were dropped."
        )
        with Client(settings):  # a key that cannot be sent is told before anything is read
            pass

    def annotate(self, drafts: Iterable[Draft]) -> Iterator[Labelled]:
        """Yield the labels of each draft, in order. Raises `AnswerError` and `UnavailableError`."""
        with Client(self._settings, self._sleep) as client:
            for draft in drafts:
                yield self._label(client, draft)

    def _label(self, client: Client, draft: Draft) -> Labelled:
        course = _Course()
        for shown in parts(draft.units, lambda unit: len(unit.text), SHOWN):
            left = deque(parts([unit for unit in shown if is_annotated(unit)], lambda _: 1, WINDOW))
            while left:
                window = left.popleft()
                if not self._take(client, draft, shown, window, course):
                    half = len(window) // 2
                    left.extendleft([window[half:], window[:half]])
        units, _ = self._judge.judge(draft, course.labels)
        return Labelled(units, (), tuple(course.notes()))

    def _take(
        self, client: Client, draft: Draft, shown: Sequence[Unit], window: Sequence[Unit], course: _Course
    ) -> bool:
        """Enter the labels of a window; return False where the model has no room for so many units."""
        messages = self._prompt.messages(draft, shown, window, course.labels)
        asked = [local(unit.sentence_id) for unit in window]
        answers: list[Answer] = []
        again: list[Json] = []
        for _ in range(self._settings.corrections + 1):
            try:
                reply = client.ask([*messages, *again], self._format)
            except AnswerError:
                if not answers:
                    raise
                break  # an earlier answer is better than none
            if reply.cut_off and len(window) > 1:
                return False
            try:
                answer = read_answer(reply.content, asked)
                problems = self._problems(draft, answer, course)
                if not problems:
                    course.labels += answer.labels
                    return True
                answers.append(answer)
            except UnusableError as error:
                problems = [Problem("", str(error), "answer with the JSON object alone")]
            again = correction(reply.content, problems)
        if not answers:
            units = asked[0] if len(asked) == 1 else f"{asked[0]} to {asked[-1]}"
            hint = "another model may do better; or leave the article out"
            raise AnswerError(f"no answer on {units} that can be read: {problems[0]}", hint)
        self._settle(draft, answers, course)
        return True

    def _problems(self, draft: Draft, answer: Answer, course: _Course) -> list[Problem]:
        """Return all that is wrong with an answer."""
        judged = self._judge.judge(draft, [*course.labels, *answer.labels])[1]
        if answer.problems:  # what points to a label that is broken or not there yet may well point right
            judged = [problem for problem in judged if problem.level is not Level.LINKS]
        return [*answer.problems, *judged]

    def _settle(self, draft: Draft, answers: Sequence[Answer], course: _Course) -> None:
        """Enter what keeps the rules of that answer of which most does; of equals, the last."""
        settled = [(answer, *self._judge.settle(draft, course.labels, answer.labels)) for answer in answers]
        answer, kept, why = max(reversed(settled), key=lambda each: len(each[1]))
        course.dropped += answer.broken + len(answer.labels) - len(kept)
        course.why += [*why, *answer.against]
        course.unanswered += answer.unanswered
        course.labels += kept


def parts(units: Sequence[Unit], size: Callable[[Unit], int], most: int) -> Iterator[list[Unit]]:
    """Yield units in parts of up to `most` in all, cut between paragraphs where a paragraph is no larger than that."""
    part: list[Unit] = []
    for paragraph in _paragraphs(units):
        pieces = [paragraph] if sum(map(size, paragraph)) <= most else [[unit] for unit in paragraph]
        for piece in pieces:
            if part and sum(map(size, part)) + sum(map(size, piece)) > most:
                yield part
                part = []
            part = part + piece
    if part:
        yield part


def _paragraphs(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    paragraph: list[Unit] = []
    for unit in units:
        if paragraph and unit.paragraph != paragraph[-1].paragraph:
            yield paragraph
            paragraph = []
        paragraph.append(unit)
    if paragraph:
        yield paragraph


def _id_of(model: str) -> str:
    """Return the annotator's id: what it is, the version of its prompt, and the model, as far as ids have room."""
    slug = re.sub(r"[^a-z0-9._]+", "-", model.lower()).strip("-")
    id_ = f"torkham-llm-{VERSION}-{slug or 'model'}"
    return id_ if len(id_) <= MAX_ID else f"{id_[: MAX_ID - 9]}-{sha256(model.encode())[:8]}"
