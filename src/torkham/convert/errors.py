"""How a conversion fails as a whole."""

from __future__ import annotations

from torkham.convert.report import Report


class ConvertError(ValueError):
    """A conversion cannot be done as asked; `report` says what was skipped, where that is the reason."""

    def __init__(self, message: str, report: Report | None = None) -> None:
        super().__init__(message)
        self.report = report


class StrictError(ConvertError):
    """Something was to be skipped, and nothing may be."""
