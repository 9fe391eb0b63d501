"""A Hub on 127.0.0.1, for tests of publishing and loading: what `huggingface_hub` and `datasets` ask for, and no more.

It keeps repositories in memory, with commits, tags and large files as the real one has them, refuses what that refuses
(writing without a token, a tag that is there, a stale parent), and can lose its connections at a given request.
"""

from tests.hub.server import LoopbackHub

__all__ = ["LoopbackHub"]
