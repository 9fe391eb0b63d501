"""How likely a word tells an event of a type, by a linear classifier; how sure that makes what the rules find."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from torkham.annotator.opinion.encoder import Encoder, Vectors
from torkham.annotator.opinion.features import features, judged
from torkham.annotator.parse import Parse

WEIGHTS = Path(__file__).with_name("weights.npz")
NONE = "NONE"
"""The class of words that tell no event."""
_FLOOR = 1e-4


@dataclass(frozen=True)
class Weights:
    """What is learned: a linear model of `classes` over features, and how its odds become a probability.

    `coefficients` has shape (classes, features), `intercepts` (classes,). The probability that an event is right is the
    logistic of `slope` × log-odds + `offset` (Platt 1999).
    """

    classes: tuple[str, ...]
    coefficients: Vectors
    intercepts: Vectors
    slope: float
    offset: float

    def save(self, path: Path = WEIGHTS) -> None:
        """Write the weights; coefficients in half precision, which changes no decision that can be measured."""
        np.savez_compressed(
            path,
            classes=np.array(self.classes),
            coefficients=self.coefficients.astype(np.float16),
            intercepts=self.intercepts.astype(np.float32),
            platt=np.array([self.slope, self.offset], dtype=np.float32),
        )

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Weights:
        """Read weights. Raises `OSError`, and `KeyError` or `ValueError` for another file."""
        with np.load(path, allow_pickle=False) as found:
            slope, offset = map(float, found["platt"])
            coefficients = found["coefficients"].astype(np.float32)
            return cls(tuple(map(str, found["classes"])), coefficients, found["intercepts"], slope, offset)

    def probability(self, log_odds: float) -> float:
        """Return the probability that an event of these log-odds is right."""
        return 1 / (1 + math.exp(-(self.slope * log_odds + self.offset)))

    def probabilities(self, rows: Vectors) -> Vectors:
        """Return the probability of each class, shape (rows, classes)."""
        logits = rows @ self.coefficients.T + self.intercepts
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        found: Vectors = shares / shares.sum(axis=1, keepdims=True)
        return found


@dataclass(frozen=True)
class Judged:
    """A unit's tokens as the classifier sees them: the probability of each class, by token."""

    weights: Weights
    by_token: Mapping[int, Vectors]

    def log_odds(self, token: int, type_: str) -> float:
        """Return the logarithm of how much likelier a token tells an event of a type than none."""
        shares, classes = self.by_token.get(token), self.weights.classes
        if shares is None or type_ not in classes:
            return 0.0
        event, none = (max(float(shares[classes.index(name)]), _FLOOR) for name in (type_, NONE))
        return math.log(event / none)

    def confidence(self, token: int, type_: str) -> float:
        """Return the probability that an event which the rules see at a token is right, of two decimals."""
        return round(min(max(self.weights.probability(self.log_odds(token, type_)), 0.01), 0.99), 2)


class Opinion:
    """Judges the words of units. Raises `ModelError` where the model of the vectors cannot be loaded."""

    def __init__(self, weights: Weights | None = None, encoder: Encoder | None = None) -> None:
        self.encoder = encoder or Encoder()
        self.weights = weights or Weights.load()

    def judge(self, parse: Parse) -> Judged:
        """Return the judgement of a unit's words."""
        tokens = judged(parse)
        found = self.weights.probabilities(features(parse, tokens, self.encoder))
        return Judged(self.weights, dict(zip(tokens, found, strict=True)))
