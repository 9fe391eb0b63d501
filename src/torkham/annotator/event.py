"""An event while it is made, and who takes part in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from torkham.annotator.candidate import Candidate
from torkham.annotator.referent import Referent
from torkham.annotator.scene import Part, Scene
from torkham.annotator.speech import Voice
from torkham.annotator.times import Time

if TYPE_CHECKING:
    from torkham.annotator.opinion.opinion import Judged


class Slot(NamedTuple):
    """A participant: the actor, the mention that names it (None: only the incident does), and the warrant (§7.5)."""

    actor_id: str
    scene: Scene | None
    referent: Referent | None
    warrant: str


@dataclass
class Event:
    """One event of a scene while it is made. `voice` is who says so, None where the writer does."""

    scene: Scene
    candidate: Candidate
    sources: list[Slot]
    recipients: list[Slot]
    reciprocal: bool
    status: str
    voice: Voice | None
    time: Time | None
    place: tuple[int, int, str] | None
    incident_id: str | None
    contexts: list[str]
    attributed: list[Slot] = field(default_factory=list)
    content_of: Event | None = None
    judged: Judged | None = None
    confidence: float = 0.5

    @property
    def type(self) -> str:
        """The PLOVER type."""
        return self.candidate.entry.type


def sentence_slot(part: Part) -> Slot:
    """Return somebody whom the sentence names as a participant."""
    return Slot(part.actor_id, part.scene, part.referent, "sentence")
