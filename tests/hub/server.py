"""The HTTP side: routes, and connections that are cut."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.hub.repository import Blob, RefusedError, Repository


class LoopbackHub:
    """The server, while it is used as a context manager. `requests` are those that it was asked, in order.

    With `cut`, the connection is lost at the first request that the pattern is found in, before or `after` it was
    carried out, and the server cannot be reached from then on, until `mend`.
    """

    def __init__(self, token: str) -> None:
        self.token = token
        self.repositories: dict[str, Repository] = {}
        self.requests: list[str] = []
        self._cut: re.Pattern[str] | None = None
        self._after = self._down = False
        self._lock = Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"hub": self}))
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def stand_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let `huggingface_hub` in this process know no other Hub than this, and send files without Xet."""
        template = f"{self.url}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", self.url)
        monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
        monkeypatch.setenv("HF_HUB_DISABLE_PROGRESS_BARS", "1")

    def cut(self, pattern: str, *, after: bool) -> None:
        self._cut, self._after = re.compile(pattern), after

    def mend(self) -> None:
        self._cut, self._down = None, False
        self.requests.clear()

    def arrived(self, line: str) -> tuple[bool, bool]:
        """Note a request; return whether it is carried out, and whether it is answered."""
        with self._lock:
            self.requests.append(line)
            if self._down:
                return False, False
            self._down = self._cut is not None and self._cut.search(line) is not None
            return not self._down or self._after, not self._down

    @property
    def writes(self) -> list[str]:
        """The requests that change something."""
        changing = re.compile(r"^(POST|PUT) .*/(repos/create|upload|commit|tag)\b")
        return [line for line in self.requests if changing.search(line)]

    def repository(self, name: str) -> Repository:
        if name not in self.repositories:
            raise RefusedError(404, f"no repository {name}", "RepoNotFound")
        return self.repositories[name]


class _Handler(BaseHTTPRequestHandler):
    hub: ClassVar[LoopbackHub]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for its second packet

    def log_message(self, *_: object) -> None:
        pass

    def _handle(self) -> None:
        self.path = self.path.replace("//", "/")
        body = self._body()
        carried_out, answered = self.hub.arrived(f"{self.command} {self.path}")
        if not carried_out:
            self._hang_up()
            return
        try:
            answer = self._answer(body)
        except RefusedError as refused:
            # A careless server may repeat what it was sent.
            told = f"{refused} (you sent {self.headers['Authorization']})"
            headers = {"X-Error-Code": refused.code, "X-Error-Message": told}
            answer = refused.status, json.dumps({"error": told}).encode(), headers
        if answered:
            self._send(*answer)
        else:
            self._hang_up()

    do_GET = do_HEAD = do_POST = do_PUT = _handle  # noqa: N815

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _answer(self, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        address = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        for methods, pattern, needs_token, route in _ROUTES:
            match = re.fullmatch(pattern, unquote(address.path))
            if match and self.command in methods:
                if needs_token and self.headers["Authorization"] != f"Bearer {self.hub.token}":
                    raise RefusedError(401, "Invalid credentials in Authorization header")
                given = route(self.hub, query, body, *match.groups())
                if isinstance(given, tuple):
                    return given
                return 200, json.dumps(given).encode(), {"Content-Type": "application/json"}
        raise RefusedError(404, f"no route for {self.command} {address.path}", "EntryNotFound")


_Route = Callable[..., Any]
_ROUTES: list[tuple[tuple[str, ...], str, bool, _Route]] = []
_REPO = r"/api/datasets/([^/]+/[^/]+)"


def _route(*methods: str, path: str, needs_token: bool = False) -> Callable[[_Route], _Route]:
    def keep(function: _Route) -> _Route:
        _ROUTES.append((methods, path, needs_token, function))
        return function

    return keep


@_route("POST", path="/api/repos/create", needs_token=True)
def _create(hub: LoopbackHub, _query: Any, body: bytes) -> Any:
    asked = json.loads(body)
    name = f"{asked['organization']}/{asked['name']}"
    if name in hub.repositories:
        raise RefusedError(409, "You already created this dataset repo")
    hub.repositories[name] = Repository()
    return {"url": f"{hub.url}/datasets/{name}"}


@_route("POST", path="/api/validate-yaml")
def _validate_yaml(_hub: LoopbackHub, _query: Any, body: bytes) -> Any:
    if not json.loads(body)["content"].startswith("---\n"):
        raise RefusedError(400, "no front matter")
    return {"errors": [], "warnings": []}


@_route("GET", path=f"{_REPO}/refs")
def _refs(hub: LoopbackHub, _query: Any, _body: bytes, name: str) -> Any:
    repo = hub.repository(name)
    branches = [{"name": "main", "ref": "refs/heads/main", "targetCommit": repo.head}]
    tags = [{"name": tag, "ref": f"refs/tags/{tag}", "targetCommit": oid} for tag, oid in repo.tags.items()]
    return {"branches": branches, "converts": [], "tags": tags}


@_route("GET", path=f"{_REPO}(?:/revision/(.+))?")
def _info(hub: LoopbackHub, _query: Any, _body: bytes, name: str, revision: str | None) -> Any:
    repo = hub.repository(name)
    oid = repo.resolve(revision or "main")
    files = [{"rfilename": path} for path in repo.tree(oid)]
    return {"id": name, "sha": oid, "private": False, "downloads": 0, "likes": 0, "tags": [], "siblings": files}


@_route("GET", path=f"{_REPO}/tree/([^/]+)(?:/(.*))?")
def _tree(hub: LoopbackHub, query: dict[str, str], _body: bytes, name: str, revision: str, below: str | None) -> Any:
    recursive = query.get("recursive", "").lower() in {"1", "true"}
    return hub.repository(name).entries(revision, below or "", recursive=recursive)


@_route("POST", path=f"{_REPO}/paths-info/(.+)")
def _paths_info(hub: LoopbackHub, _query: Any, body: bytes, name: str, revision: str) -> Any:
    return hub.repository(name).infos(revision, parse_qs(body.decode()).get("paths", []))


@_route("POST", path=f"{_REPO}/preupload/main", needs_token=True)
def _preupload(hub: LoopbackHub, _query: Any, body: bytes, name: str) -> Any:
    tree = hub.repository(name).tree("main")
    return {
        "files": [
            {
                "path": file["path"],
                "uploadMode": "lfs" if file["path"].endswith(".parquet") else "regular",
                "shouldIgnore": False,
                "oid": tree[file["path"]].etag if file["path"] in tree else None,
            }
            for file in json.loads(body)["files"]
        ]
    }


@_route("POST", path=r"/datasets/([^/]+/[^/]+)\.git/info/lfs/objects/batch", needs_token=True)
def _batch(hub: LoopbackHub, _query: Any, body: bytes, name: str) -> Any:
    there = hub.repository(name).large
    objects: list[dict[str, Any]] = json.loads(body)["objects"]
    for each in objects:
        if each["oid"] not in there:
            place = f"{hub.url}/upload/{name}/{each['oid']}?X-Amz-Signature=signed"
            verify = f"{hub.url}/api/datasets/{name}/verify"
            each["actions"] = {"upload": {"href": place}, "verify": {"href": verify}}
    return {"transfer": "basic", "objects": objects}


@_route("PUT", path="/upload/([^/]+/[^/]+)/([0-9a-f]{64})")
def _upload(hub: LoopbackHub, query: dict[str, str], body: bytes, name: str, oid: str) -> Any:
    if query.get("X-Amz-Signature") != "signed":  # instead of the token, which goes to the Hub alone
        raise RefusedError(403, "the address is not signed")
    if Blob(body).sha256 != oid:
        raise RefusedError(400, "the content is not that of the oid")
    hub.repository(name).large[oid] = body
    return {}


@_route("POST", path=f"{_REPO}/verify", needs_token=True)
def _verify(hub: LoopbackHub, _query: Any, body: bytes, name: str) -> Any:
    asked = json.loads(body)
    if len(hub.repository(name).large.get(asked["oid"], b"")) != asked["size"]:
        raise RefusedError(400, "the size is not that of the large file")
    return {}


@_route("POST", path=f"{_REPO}/commit/main", needs_token=True)
def _commit(hub: LoopbackHub, _query: Any, body: bytes, name: str) -> Any:
    oid = hub.repository(name).commit([json.loads(line) for line in body.splitlines()])
    return {"success": True, "commitOid": oid, "commitUrl": f"{hub.url}/datasets/{name}/commit/{oid}"}


@_route("POST", path=f"{_REPO}/tag/(.+)", needs_token=True)
def _tag(hub: LoopbackHub, _query: Any, body: bytes, name: str, revision: str) -> Any:
    hub.repository(name).tag(revision, json.loads(body)["tag"])
    return {}


@_route("GET", "HEAD", path="/datasets/([^/]+/[^/]+)/resolve/([^/]+)/(.+)")
def _resolve(hub: LoopbackHub, _query: Any, _body: bytes, name: str, revision: str, path: str) -> Any:
    repo = hub.repository(name)
    blob = repo.blob(revision, path)
    headers = {"ETag": f'"{blob.etag}"', "X-Repo-Commit": repo.resolve(revision), "Accept-Ranges": "bytes"}
    return 200, blob.content, headers | {"Content-Type": "application/octet-stream"}
