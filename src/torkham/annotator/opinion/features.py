"""What the classifier sees of a word: the vectors of itself, its arguments and its sentence, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from torkham.annotator.opinion.encoder import SIZE, Encoder, Vectors
from torkham.annotator.parse import Parse

_ARGUMENTS = frozenset({"dobj", "nsubj", "nsubjpass", "prt", "prep", "xcomp", "acomp", "attr"})
_JUDGED = frozenset({"VERB", "NOUN", "ADJ", "PROPN"})
"""Parts of speech of words that may tell an event: in headlines, the parser takes verbs for names."""
_CONTEXT = 0.7
"""How much arguments and sentence count beside the word itself, which has length 1."""
WIDTH = 3 * SIZE


def judged(parse: Parse) -> list[int]:
    """Return the tokens of a unit that may tell an event."""
    return [token for token in range(len(parse)) if parse.pos[token] in _JUDGED]


def features(parse: Parse, tokens: Sequence[int], encoder: Encoder) -> Vectors:
    """Return the features of tokens of a unit, shape (tokens, `WIDTH`)."""
    if not tokens:
        return np.zeros((0, WIDTH), dtype=np.float32)
    words = encoder.words(parse.text, list(zip(parse.starts, parse.ends, strict=True)))
    sentence = _unit(words.mean(axis=0))
    rows = [
        np.concatenate([_unit(words[token]), _CONTEXT * _unit(_arguments(parse, token, words)), _CONTEXT * sentence])
        for token in tokens
    ]
    return np.array(rows, dtype=np.float32)


def _arguments(parse: Parse, token: int, words: Vectors) -> Vectors:
    those = [child for child in parse.children[token] if parse.deps[child] in _ARGUMENTS]
    mean: Vectors = words[those].mean(axis=0) if those else np.zeros(SIZE, dtype=np.float32)
    return mean


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
