"""How to reach a language model and ask it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

KEY_VARIABLE = "TORKHAM_LLM_API_KEY"
"""The environment variable that holds the server's key. No other is read: a key that was set for one server is never
sent to another."""
PARAMETERS: Mapping[str, Any] = {"temperature": 0, "seed": 0}
OWN_FIELDS = ("model", "messages", "stream", "n")
"""Fields of a request that are not open to change: the annotator's work rests on them."""
MAX_MODEL = 200


class SettingsError(ValueError):
    """A model cannot be asked as the settings say; the message says what to change."""


@dataclass(frozen=True)
class Settings:
    """A server that speaks OpenAI's chat completions, and how to ask it.

    `base_url` is the part before `/chat/completions`, mostly ending in `/v1`; `timeout` is in seconds, for one answer.
    A request that fails in passing is sent again up to `retries` times; an answer that breaks the rules is sent back up
    to `corrections` times. `parameters` are fields of the request beside the annotator's own, over the defaults
    (`PARAMETERS`); None leaves a field out. `guidelines` is a file to follow instead of the project's guidelines.
    Raises `SettingsError`.
    """

    model: str
    base_url: str
    timeout: float = 300
    retries: int = 4
    corrections: int = 2
    parameters: Mapping[str, Any] = field(default_factory=dict)
    guidelines: Path | None = None

    def __post_init__(self) -> None:
        if not self.model or len(self.model) > MAX_MODEL or not self.model.isprintable():
            raise SettingsError(f"{self.model!r} is no model: give the name that the server knows it by")
        try:
            url = urlsplit(self.base_url)
            sound = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
        except ValueError:
            sound = False
        if not sound or url.query or url.fragment or re.search(r"\s", self.base_url):
            raise SettingsError(f"{self.base_url!r} is no base URL: write one such as http://127.0.0.1:8000/v1")
        if url.username is not None or url.password is not None:
            raise SettingsError(f"the base URL holds a user or password: put a key into {KEY_VARIABLE} instead")
        if self.endpoint.endswith("/chat/completions/chat/completions"):
            raise SettingsError("the base URL is the part before /chat/completions: leave that out")
        if not 0 < self.timeout < float("inf"):
            raise SettingsError(f"a timeout of {self.timeout} seconds cannot be waited for")
        if own := [name for name in self.parameters if name in OWN_FIELDS]:
            raise SettingsError(f"{own[0]} is the annotator's own to set in a request")

    @property
    def endpoint(self) -> str:
        """The URL that requests go to."""
        return f"{self.base_url.rstrip('/')}/chat/completions"

    @property
    def fields(self) -> dict[str, Any]:
        """The fields that every request has beside messages and response format; None leaves one out."""
        return {"model": self.model, **PARAMETERS, **self.parameters}
