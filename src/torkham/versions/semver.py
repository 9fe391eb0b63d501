"""Versions of the dataset (SemVer 2.0.0), and by which step one follows another."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

_FORM = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")


class Bump(IntEnum):
    """What a change calls for: the step from one version to the next."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


class Version(NamedTuple):
    """A version of the dataset; versions compare as SemVer orders them."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def after(self, bump: Bump) -> Version:
        """Return the lowest version that is at least this step higher; before 1.0.0 nothing calls for more than MINOR.

        SemVer leaves open what may change from one 0.x to the next; here, all that is MAJOR later.
        """
        if bump is Bump.NONE:
            return self
        if bump is Bump.PATCH:
            return Version(self.major, self.minor, self.patch + 1)
        if bump is Bump.MINOR or self.major == 0:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major + 1, 0, 0)


def read_version(text: str) -> Version:
    """Return the version that a text states, such as `1.0.0`. Raises `ValueError` for any other text."""
    if not _FORM.fullmatch(text):
        raise ValueError(f'"{text}" is no version: write three numbers, such as 1.0.0')
    return Version(*map(int, text.split(".")))
