"""The way to the server: one request and its answer, sent again where it failed in passing.

What is tried again, and for how long, follows OpenAI's own client: no connection, 408, 409, 429 and 5xx; as long as
`Retry-After` asks for, up to two minutes, else twice as long each time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import httpx2
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from torkham.annotator.base import UnavailableError
from torkham.annotator.llm.settings import KEY_VARIABLE, Settings, SettingsError
from torkham.contract import Json
from torkham.report.words import printable

CONNECT_TIMEOUT = 10.0
LONGEST_WAIT = 120.0
"""Seconds that a server may ask to wait: whoever asks for more says that today is not the day."""
_BACK_OFF = wait_exponential(multiplier=0.5, max=30)
_IN_PASSING = (408, 409, 429)
_OF_THE_REQUEST = (400, 413, 422)
"""Refusals that may be owed to one article, such as one that is too long for the model."""


class AnswerError(ValueError):
    """A model gave no answer on an article that is of use; `hint` says what may help."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Reply(NamedTuple):
    """What a model wrote; `cut_off` where it had no room to go on."""

    content: str
    cut_off: bool


class _PassingError(Exception):
    """A request failed in a way that may pass; `after` is how many seconds the server asks to wait, if it does.

    `lasting` is what it is where it does not pass.
    """

    def __init__(self, lasting: Exception, after: float | None = None) -> None:
        super().__init__(str(lasting))
        self.lasting, self.after = lasting, after


class Client:
    """A connection to the server of the settings, to be closed, by `with`.

    The key is read from the environment (`KEY_VARIABLE`), goes into the header `Authorization` and nowhere else. Raises
    `SettingsError` for a key that no header can hold, or an address that is none.
    """

    def __init__(self, settings: Settings, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings, self._sleep = settings, sleep
        self._key = os.environ.get(KEY_VARIABLE, "").strip()
        if not self._key.isascii() or not self._key.isprintable():
            raise SettingsError(f"{KEY_VARIABLE} holds characters that no key has")
        try:
            self._url = httpx2.URL(settings.endpoint)
        except httpx2.InvalidURL as error:
            raise SettingsError(f"{settings.base_url!r} is no base URL: {error}") from None
        self._http = httpx2.Client(
            timeout=httpx2.Timeout(settings.timeout, connect=min(CONNECT_TIMEOUT, settings.timeout)),
            headers={"Authorization": f"Bearer {self._key}"} if self._key else {},
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, messages: Sequence[Json], response_format: Json) -> Reply:
        """Return the model's answer. Raises `AnswerError`, or `UnavailableError` where no article would get one."""
        body = {"messages": list(messages), "response_format": response_format} | self._settings.fields
        body = {name: value for name, value in body.items() if value is not None}
        attempts = Retrying(
            retry=retry_if_exception_type(_PassingError),
            stop=stop_after_attempt(self._settings.retries + 1),
            wait=_wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return attempts(self._ask, body)
        except _PassingError as error:
            raise error.lasting from None

    def _ask(self, body: Json) -> Reply:
        url = self._settings.endpoint
        try:
            response = self._http.post(self._url, json=body)
        except (httpx2.ReadTimeout, httpx2.WriteTimeout):
            message = f"no answer from {url} within {self._settings.timeout:g} seconds"
            raise _PassingError(AnswerError(message, "give the model longer: --timeout SECONDS")) from None
        except (httpx2.RequestError, UnicodeError) as error:  # of Unicode where a host's name has no form on the wire
            said = " ".join(str(error).split()) or type(error).__name__
            message = f"no answer from {url} ({said}): see that the server is up and --base-url is right"
            raise _PassingError(UnavailableError(message)) from None
        if response.is_success:
            return _reply(response, url)
        raise self._refusal(response, url)

    def _refusal(self, response: httpx2.Response, url: str) -> Exception:
        """Return the error that a status other than 2xx means."""
        status = response.status_code
        said = f"{url} answers {status} {response.reason_phrase}{self._said(response)}"
        if status in _OF_THE_REQUEST:
            return AnswerError(said, "see what the server says; docs/llm.md names what servers differ in")
        if response.is_redirect:
            return UnavailableError(
                f"{said}: give the URL it goes to, {response.headers.get('location')}, as --base-url"
            )
        if status not in _IN_PASSING and status < 500:
            return UnavailableError(
                f"{said}: see that {KEY_VARIABLE}, --base-url (mostly ending in /v1) and --model are right"
            )
        after = _retry_after(response.headers)
        if after is not None and after > LONGEST_WAIT:
            return UnavailableError(f"{said}, and to ask again in {after:.0f} seconds")
        lasting = AnswerError(said) if status == 500 else UnavailableError(f"{said}, also when asked again")
        return _PassingError(lasting, after)

    def _said(self, response: httpx2.Response) -> str:
        """Return what a refusal says of its reason, on one line, without the key if it holds that."""
        try:
            error = response.json()["error"]
            said = str(error["message"] if isinstance(error, Mapping) else error)
        except (ValueError, LookupError, TypeError):
            said = "" if "html" in response.headers.get("content-type", "") else response.text
        if self._key:
            said = said.replace(self._key, "…")
        said = printable(" ".join(said.split()))
        return f": {said[:300]}" if said else ""


def _reply(response: httpx2.Response, url: str) -> Reply:
    try:
        choice: Any = response.json()["choices"][0]
        content, reason = choice["message"].get("content"), choice.get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError):
        message = f"{url} gives no chat completion: see that --base-url is right, mostly ending in /v1"
        raise UnavailableError(message) from None
    return Reply(content if isinstance(content, str) else "", reason == "length")


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome is not None else None
    asked = error.after if isinstance(error, _PassingError) else None
    return asked if asked is not None else _BACK_OFF(state)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that the header `Retry-After` asks to wait, by a number or a date; None where it does not."""
    value = headers.get("retry-after", "")
    with suppress(ValueError):
        return max(0.0, float(value))
    with suppress(ValueError):
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    return None
