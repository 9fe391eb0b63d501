"""Requests to a model's server: what they hold, what is tried again, and what is said where there is no answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.unit.llm_server import LoopbackModel, Response, refusal
from torkham.annotator.base import UnavailableError
from torkham.annotator.llm.client import LONGEST_WAIT, AnswerError, Client, Reply
from torkham.annotator.llm.settings import KEY_VARIABLE, Settings, SettingsError

KEY = "sk-loopback-1234"
MESSAGES = [{"role": "user", "content": "سوله"}]
FORMAT = {"type": "json_schema", "json_schema": {"name": "labels"}}


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY", KEY_VARIABLE):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def slept() -> list[float]:
    return []


def ask(server: LoopbackModel, slept: list[float], **settings: Any) -> Reply:
    with Client(Settings("toy-model", server.url, **settings), slept.append) as client:
        return client.ask(MESSAGES, FORMAT)


def test_a_request_has_model_messages_format_and_parameters(slept: list[float]) -> None:
    with LoopbackModel("yes") as server:
        assert ask(server, slept, parameters={"seed": None, "max_tokens": 9}) == Reply("yes", cut_off=False)
    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    told = {"model": "toy-model", "messages": MESSAGES, "response_format": FORMAT, "temperature": 0, "max_tokens": 9}
    assert request.body == told
    assert slept == []


def test_the_key_goes_into_its_header_and_nowhere_else(monkeypatch: pytest.MonkeyPatch, slept: list[float]) -> None:
    monkeypatch.setenv(KEY_VARIABLE, f"{KEY}\n")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-server")
    with LoopbackModel("yes") as server:
        ask(server, slept)
    (request,) = server.requests
    assert request.headers.pop("authorization") == f"Bearer {KEY}"  # type: ignore[attr-defined]
    assert "sk-" not in f"{request}"


def test_without_a_key_no_header_asks_to_be_let_in(monkeypatch: pytest.MonkeyPatch, slept: list[float]) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-server")
    with LoopbackModel("yes") as server:
        ask(server, slept)
    assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize("key", ["clé", "a\nb", "a\x00"])
def test_a_key_that_no_header_can_hold_is_refused_unseen(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.environ", {KEY_VARIABLE: key})
    with pytest.raises(SettingsError) as refused:
        Client(Settings("toy-model", "http://127.0.0.1:9/v1"))
    assert KEY_VARIABLE in str(refused.value)
    assert key not in str(refused.value)


def test_an_answer_without_room_to_end_is_told_as_cut_off(slept: list[float]) -> None:
    with LoopbackModel(Response("{", finish_reason="length")) as server:
        assert ask(server, slept) == Reply("{", cut_off=True)


def test_a_refusal_of_the_model_is_an_empty_answer(slept: list[float]) -> None:
    with LoopbackModel(Response(None)) as server:
        assert ask(server, slept) == Reply("", cut_off=False)


@pytest.mark.parametrize("passing", [refusal(408), refusal(409), refusal(429), refusal(500), refusal(503)])
def test_what_may_pass_is_tried_again_after_a_while(passing: Response, slept: list[float]) -> None:
    with LoopbackModel(passing, passing, passing, "yes") as server:
        assert ask(server, slept).content == "yes"
    assert len(server.requests) == 4
    assert slept == sorted(set(slept))  # each time longer
    assert len({request.told for request in server.requests}) == 1


def test_a_connection_that_is_cut_is_tried_again(slept: list[float]) -> None:
    with LoopbackModel(Response(cut=True), "yes") as server:
        assert ask(server, slept).content == "yes"


def in_seconds(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


OVER = pytest.param(in_seconds(-60), 0, id="a time that is over")  # whose own id would change with the clock
IN_AN_HOUR = pytest.param(in_seconds(3600), id="in an hour")


@pytest.mark.parametrize(("asked", "waited"), [("0", 0), ("7", 7), ("0.5", 0.5), ("-3", 0), OVER, ("soon", None)])
def test_the_server_says_how_long_to_wait(asked: str, waited: float | None, slept: list[float]) -> None:
    with LoopbackModel(refusal(429, retry_after=asked), "yes") as server:
        assert ask(server, slept).content == "yes"
    assert len(slept) == 1
    assert slept[0] == waited if waited is not None else slept[0] > 0


@pytest.mark.parametrize("asked", [f"{LONGEST_WAIT + 1}", "inf", IN_AN_HOUR])
def test_a_server_that_asks_to_wait_for_long_is_not_waited_for(asked: str, slept: list[float]) -> None:
    with LoopbackModel(refusal(429, "quota", retry_after=asked)) as server, pytest.raises(UnavailableError) as error:
        ask(server, slept)
    assert slept == []
    assert len(server.requests) == 1
    assert "429" in str(error.value)
    assert "quota" in str(error.value)


@pytest.mark.parametrize(
    ("response", "kind", "requests"),
    [
        (refusal(429, "slow down"), UnavailableError, 3),
        (refusal(503, "loading"), UnavailableError, 3),
        (refusal(500, "context"), AnswerError, 3),
        (refusal(400, "too many tokens"), AnswerError, 1),
        (refusal(422), AnswerError, 1),
        (refusal(401, "no key"), UnavailableError, 1),
        (refusal(404, "no such model"), UnavailableError, 1),
        (refusal(307, location="http://127.0.0.1:9/v1"), UnavailableError, 1),
        (Response(body=b"<html>"), UnavailableError, 1),
        (Response(body=b'{"choices": []}'), UnavailableError, 1),
        (Response(body=b"[]"), UnavailableError, 1),
        (Response(body=b'{"choices": [{"message": null}]}'), UnavailableError, 1),
    ],
)
def test_what_does_not_pass_is_said_of_the_article_or_of_the_server(
    response: Response, kind: type[Exception], requests: int, slept: list[float]
) -> None:
    with LoopbackModel(response) as server, pytest.raises(kind) as error:
        ask(server, slept, retries=2)
    assert len(server.requests) == requests
    assert server.url in str(error.value)
    assert "\n" not in str(error.value)


def test_what_the_server_says_is_told_on_a_line_without_the_key(
    monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    said = f"wrong key:\n{KEY} \x1b[31m" + "x" * 1000
    with LoopbackModel(refusal(401, said)) as server, pytest.raises(UnavailableError) as error:
        ask(server, slept)
    told = str(error.value)
    assert "wrong key: … " in told
    assert KEY not in told
    assert told.isprintable()
    assert len(told) < 600


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of 127.0.0.1 on which nobody listens, kept so that nobody can."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def test_a_server_that_is_not_there_is_named(closed_port: int, slept: list[float]) -> None:
    settings = Settings("toy-model", f"http://127.0.0.1:{closed_port}/v1", retries=2)
    with (
        Client(settings, slept.append) as client,
        pytest.raises(UnavailableError, match=rf"{closed_port}.*see that the server is up"),
    ):
        client.ask(MESSAGES, FORMAT)
    assert len(slept) == 2


@pytest.mark.parametrize("host", ["a..b", "a" * 300])
def test_a_host_that_no_server_can_have_is_named(host: str, slept: list[float]) -> None:
    settings = Settings("toy-model", f"http://{host}/v1", retries=0)
    with Client(settings, slept.append) as client, pytest.raises(UnavailableError, match="no answer from http://a"):
        client.ask(MESSAGES, FORMAT)


@pytest.mark.parametrize("host", ["☃.example", "[::zz]"])
def test_an_address_that_is_none_is_refused_at_once(host: str) -> None:
    with pytest.raises(SettingsError, match="no base URL"):
        Client(Settings("toy-model", f"http://{host}/v1"))


def test_an_answer_that_cannot_be_unpacked_is_the_server_s_affair(slept: list[float]) -> None:
    packed = Response(headers={"Content-Encoding": "gzip"}, body=b"no gzip")
    with LoopbackModel(packed) as server, pytest.raises(UnavailableError, match="--base-url is right"):
        ask(server, slept, retries=0)


def test_an_answer_that_does_not_come_is_the_article_s_affair(slept: list[float]) -> None:
    with (
        LoopbackModel(Response(hangs=True)) as server,
        pytest.raises(AnswerError, match=r"within 0\.05 seconds") as error,
    ):
        ask(server, slept, timeout=0.05, retries=1)
    assert "--timeout" in error.value.hint
    assert len(slept) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"base_url": "127.0.0.1:8000"}, "no base URL"),
        ({"base_url": "ftp://127.0.0.1/v1"}, "no base URL"),
        ({"base_url": "http:///v1"}, "no base URL"),
        ({"base_url": "http://127.0.0.1:x/v1"}, "no base URL"),
        ({"base_url": "http://[::1/v1"}, "no base URL"),
        ({"base_url": "http://127.0.0.1/v1?key=1"}, "no base URL"),
        ({"base_url": "http://me:sk-1@127.0.0.1/v1"}, KEY_VARIABLE),
        ({"base_url": "http://127.0.0.1/v1/chat/completions"}, "before /chat/completions"),
        ({"model": ""}, "no model"),
        ({"model": "a\nb"}, "no model"),
        ({"timeout": 0.0}, "timeout"),
        ({"timeout": float("nan")}, "timeout"),
        ({"parameters": {"stream": True}}, "stream"),
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said) as error:
        Settings(**{"model": "toy-model", "base_url": "http://127.0.0.1:8000/v1"} | wrong)
    assert "sk-1" not in str(error.value)
