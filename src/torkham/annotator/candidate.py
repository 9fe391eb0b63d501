"""A candidate: a word that the lexicon lets tell an event."""

from __future__ import annotations

from typing import NamedTuple

from torkham.annotator.trigger import Trigger


class Candidate(NamedTuple):
    """A word that tells an event: its tokens [first, stop), the head among them, and the entry of the lexicon."""

    first: int
    stop: int
    head: int
    entry: Trigger
