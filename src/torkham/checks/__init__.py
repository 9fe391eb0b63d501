"""The checks: one rule, one generator, one docstring each; every rule's text stands in the table of checks.

A check of this package judges `Frames`, so that the same rule serves an annotation tree, before it is built, and any
dataset in the same shape. Rules about files alone are stated where the files are read.
"""

from torkham.checks import copies, corpus, entries, events, links, slots, spans, stances, votes
from torkham.checks.base import FRAME_CHECKS, check_frames

RULED = (copies, corpus, entries, events, links, slots, spans, stances, votes)
"""The modules that state rules on frames, all of which have to be imported."""

__all__ = ["FRAME_CHECKS", "RULED", "check_frames"]
