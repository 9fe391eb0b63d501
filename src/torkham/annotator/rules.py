"""The annotator by rules: parse, find referents, resolve them, code events, judge stances, write records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from torkham import contract
from torkham.annotator.base import Draft, Labelled
from torkham.annotator.circumstances import Circumstances
from torkham.annotator.event import Event
from torkham.annotator.events import Coder
from torkham.annotator.headlines import readable, with_text
from torkham.annotator.lexicon import lexicon
from torkham.annotator.names import Newcomer, names_of, new_actors
from torkham.annotator.parse import Parse, Parser
from torkham.annotator.quoting import carried
from torkham.annotator.records import Recorder
from torkham.annotator.reference import resolve, resolve_speakers
from torkham.annotator.referents import referents
from torkham.annotator.registries import released_registries
from torkham.annotator.repair import repair
from torkham.annotator.scene import Scene
from torkham.annotator.speech import Voice, followed, voices
from torkham.annotator.stances import Judge
from torkham.annotator.times import told_day
from torkham.contract import Json

if TYPE_CHECKING:
    from torkham.annotator.opinion.opinion import Opinion

VERSION = "1.4"
AHEAD = 64
"""How many articles are parsed together."""


class Coded(NamedTuple):
    """An article's scenes, in which its mentions are resolved, what is said in each, and the events."""

    scenes: Sequence[Scene]
    said: Sequence[list[Voice]]
    events: Sequence[Event]


class RuleAnnotator:
    """Labels articles by a parse and a lexicon (see `torkham.annotator.base.Annotator`)."""

    def __init__(
        self,
        registries: Mapping[str, Sequence[Json]] | None = None,
        model: str | None = None,
        opinion: Opinion | None = None,
    ) -> None:
        """Load the parser, the lexicon and the names of the registries (by default those of the released dataset).

        With a second `opinion`, the confidence of events is a probability. Raises `ModelError` where no
        parser can be loaded.
        """
        self.opinion = opinion
        self.parser = Parser(model)
        self.registries = registries or released_registries()
        words = lexicon()
        self.parser.keep(words.hyphenated())
        self.names = names_of(self.registries, words, self.parser)
        suffix = "" if self.parser.recorded else f"-{self.parser.name.replace('_', '-')}-{self.parser.version}"
        self.annotator_id = f"torkham-rules-{'' if opinion is None else 'opinion-'}{VERSION}{suffix}"
        self.description = (
            f"The rules of torkham, version {VERSION}: a lexicon over the parse of spaCy's {self.parser.name} "
            f"{self.parser.version}{'' if opinion is None else ', with the second opinion of a classifier'}."
        )

    def annotate(self, drafts: Iterable[Draft]) -> Iterator[Labelled]:
        """Yield the labels of each draft, in order, parsing some articles ahead."""
        waiting = iter(drafts)
        while batch := list(islice(waiting, AHEAD)):
            parses = self.parser.parse(text for draft in batch for text in self._texts(draft))
            for draft in batch:
                annotated = [_is_annotated(unit.role) for unit in draft.units]
                read = [next(parses) if each else None for each in annotated]
                yield self.label(
                    draft, [p and with_text(p, unit.text) for p, unit in zip(read, draft.units, strict=True)]
                )

    def _texts(self, draft: Draft) -> list[str]:
        """Return the texts of the annotated units as they are to be parsed."""
        texts = zip(draft.units, readable(draft, self.names), strict=True)
        return [text for unit, text in texts if _is_annotated(unit.role)]

    def label(self, draft: Draft, parses: Sequence[Parse | None]) -> Labelled:
        """Return the labels of one article whose annotated units are parsed."""
        names, (scenes, said, events) = self.names, self.code(draft, parses)
        stances = Judge(scenes, names, said, events, names.issues).stances()
        units = Recorder(self.annotator_id).units(scenes, events, stances)
        known = {row["actor_id"] for row in self.registries["actors"]}
        shown = _newcomers(scenes)
        used = {mention["actor_id"] for unit in units for mention in unit.mentions}
        used |= {stance["target_id"] for unit in units for stance in unit.stances if stance["target_kind"] == "actor"}
        used |= {member for actor_id in used & set(shown) for member in shown[actor_id].members}
        return Labelled(units, tuple(new_actors(sorted(used - known), names, shown)))

    def code(self, draft: Draft, parses: Sequence[Parse | None]) -> Coded:
        """Return who is named in one article, who says what, and its events: what is coded, without stances."""
        names, day = self.names, draft.published
        repaired = (parse and repair(parse, names.lexicon) for parse in parses)
        scenes = [Scene(unit, parse) for unit, parse in zip(draft.units, repaired, strict=True)]
        for scene in scenes:
            if scene.parse is not None:
                scene.places = list(names.place_names.find(scene.parse.words, None))
                scene.enter(referents(scene.parse, names, told_day(scene.unit.text, day), scene.places))
        resolve(scenes, names)
        own = followed([voices(scene, names) if scene.parse is not None else [] for scene in scenes], names)
        said = [
            [*([whole] if whole is not None else []), *each]
            for whole, each in zip(carried(scenes, own, names), own, strict=True)
        ]
        resolve_speakers(scenes, said, names)
        circumstances = Circumstances(scenes, names, day)
        return Coded(scenes, said, Coder(scenes, names, circumstances, said, self.opinion).code())


def _newcomers(scenes: Sequence[Scene]) -> dict[str, Newcomer]:
    """Return what an article says of each actor, by its first mention that tells the type of actor."""
    found: dict[str, Newcomer] = {}
    for scene in scenes:
        for each in scene.referents if scene.parse is not None else ():
            if each.actor_id is not None and scene.parse is not None and each.form != "pronoun":
                new = Newcomer(scene.parse.quote(each.first, each.stop), each.kind, each.members)
                if each.actor_id not in found or (found[each.actor_id].kind is None and each.kind is not None):
                    found[each.actor_id] = new
    return found


def _is_annotated(role: str) -> bool:
    return bool(contract.terms("role")[role]["annotated"])
