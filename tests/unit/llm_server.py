"""A server on 127.0.0.1 that plays a language model behind OpenAI's chat completions, and what models would answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, ClassVar, Self

from torkham.annotation import Unit
from torkham.annotator.llm.answers import local
from torkham.annotator.llm.schemas import unit_schema
from torkham.contract import LABELS, Json
from torkham.document import with_defaults


@dataclass(frozen=True)
class Response:
    """What the server gives: an answer of the model or, where there is a `body`, that as it is."""

    content: str | None = None
    finish_reason: str = "stop"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    hangs: bool = False
    cut: bool = False

    def as_bytes(self) -> bytes:
        if self.body is not None:
            return self.body
        message = {"role": "assistant", "content": self.content}
        return json.dumps({"choices": [{"message": message, "finish_reason": self.finish_reason}]}).encode()


def refusal(status: int, message: str = "", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status=status, headers=named, body=json.dumps({"error": {"message": message}}).encode())


@dataclass(frozen=True)
class Request:
    path: str
    headers: Mapping[str, str]
    body: Json

    @property
    def prompt(self) -> str:
        """What the user says first: the article, and which units to label."""
        return str(self.body["messages"][1]["content"])

    @property
    def told(self) -> str:
        """What the user says last."""
        return str(self.body["messages"][-1]["content"])

    @property
    def asked(self) -> list[str]:
        """The units to label."""
        found: list[str] = json.loads(self.prompt.rpartition("\n")[2])
        return found

    @property
    def texts(self) -> dict[str, str]:
        """The text of each unit that is shown."""
        _, _, article = self.prompt.partition("# The article, published: ")
        lines = (json.loads(line) for line in article.partition("\n\n#")[0].splitlines()[2:])
        return {unit["id"]: unit["text"] for unit in lines}


Play = Callable[[Request], Response]


class LoopbackModel:
    """The server, while it is used as a context manager. `requests` are those that came, in order.

    What it plays is one response for each request, the last for all that follow, or made for each.
    """

    def __init__(self, *responses: Response | str, play: Play | None = None) -> None:
        self.requests: list[Request] = []
        self._left = [Response(each) if isinstance(each, str) else each for each in responses]
        self._play = play
        self._lock = Lock()
        self.released = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"model": self}))
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, request: Request) -> Response:
        with self._lock:
            self.requests.append(request)
            if self._play is not None:
                return self._play(request)
            return self._left.pop(0) if len(self._left) > 1 else self._left[0]


class _Handler(BaseHTTPRequestHandler):
    model: ClassVar[LoopbackModel]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for its second packet

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        response = self.model.answer(Request(self.path, headers, body))
        if response.hangs:
            self.model.released.wait()
        if response.hangs or response.cut:
            self.close_connection = True
            return
        content = response.as_bytes()
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def as_answer(units: Iterable[Json], asked: Sequence[str]) -> str:
    """Return what a model would write to give the labels of an annotation file's units: every key, but no notes."""
    found = with_defaults({"units": list(units)}, "file:annotation")["units"]
    return answer_of(_as_asked(unit, unit_schema()) for unit in found if unit["id"] in asked)


def _as_asked(value: Any, schema: Json) -> Any:
    """Return a value with the keys of its schema, in their order, in which servers make models write them."""
    if isinstance(value, list):
        return [_as_asked(item, schema["items"]) for item in value]
    if not isinstance(value, dict):
        return value
    while "properties" not in schema:
        schema = next(option for option in schema["anyOf"] if {"anyOf", "properties"} & set(option))
    return {key: _as_asked(value[key], inner) for key, inner in schema["properties"].items()}


def answer_of(units: Iterable[Json]) -> str:
    return json.dumps({"units": list(units)}, ensure_ascii=False)


def nothing(request: Request) -> Response:
    """Answer that no unit has a label."""
    return Response(answer_of({"id": id_, "mentions": [], "events": [], "stances": []} for id_ in request.asked))


def without_provenance(units: Iterable[Unit]) -> dict[str, Any]:
    """Return the records of units, layer by layer, but for who gave them."""
    of_source = ("label_source", "annotator_id", "confidence")
    return {
        f"{local(unit.sentence_id)} {layer}": [
            {key: value for key, value in record.items() if key not in of_source} for record in getattr(unit, layer)
        ]
        for unit in units
        for layer in LABELS
    }
