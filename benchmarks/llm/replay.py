"""A language model's answers, kept as it gave them, and given again to the annotator that asked for them.

`answers/` has a folder for each annotation tree and a file for each article: the model, the SHA-256 of prompt and
guidelines, and the answers in their order, corrections too. A server on 127.0.0.1 gives them again, so that all that
becomes of an answer is reckoned anew: its offsets, the rules it is judged by, and the scores.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from benchmarks.evaluate import draft_of
from benchmarks.sets import Tree
from torkham.annotation import Unit
from torkham.annotator.llm.annotator import LlmAnnotator
from torkham.annotator.llm.settings import Settings

ANSWERS = Path(__file__).with_name("answers")


@dataclass(frozen=True)
class Kept:
    """What a model answered for one article; `prompt` is the SHA-256 of the prompt and guidelines it was asked by."""

    model: str
    prompt: str
    answers: Sequence[str]


@dataclass(frozen=True)
class Replayed:
    """The units of each article of a tree as the model labelled them, and what it took to get them.

    `prompt` is that of the first answers; `lost` counts the articles of which labels were dropped, or units not
    answered.
    """

    units: Sequence[Sequence[Unit]]
    prompt: str
    requests: int
    lost: int


def replay(tree: Tree) -> Replayed:
    """Label the articles of a tree by the answers that are kept.

    Raises `OSError` where an article has none, `ValueError` where the annotator asks for more or for fewer.
    """
    kept = [_read(tree, article.article_id) for article in tree.articles]
    waiting: deque[str] = deque()
    refused: list[str] = []
    units, lost = [], 0
    with served(waiting, refused) as url:
        annotator = LlmAnnotator(Settings(kept[0].model, url, retries=0), tree.registries)
        for article, of_article in zip(tree.articles, kept, strict=True):
            waiting.extend(of_article.answers)
            refused.clear()
            labelled = next(annotator.annotate([draft_of(article)]))
            if waiting or refused:
                what = f"{len(waiting)} answers were not asked for" if waiting else "more was asked than is kept"
                raise ValueError(f"{article.article_id}: {what}; is the annotator another one?")
            units.append(labelled.units)
            lost += bool(labelled.notes)
    return Replayed(units, kept[0].prompt, sum(len(each.answers) for each in kept), lost)


def _read(tree: Tree, article_id: str) -> Kept:
    return Kept(**json.loads((ANSWERS / tree.name / f"{article_id}.json").read_text(encoding="utf-8")))


@contextmanager
def served(waiting: deque[str], refused: list[str]) -> Iterator[str]:
    """Give the answers that wait, one for each request, behind OpenAI's chat completions; yield the base URL.

    Requests that come when none waits are refused, and their paths entered.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            if not waiting:
                refused.append(self.path)
                self.send_error(400, "no answer is kept for this request")
                return
            message = {"role": "assistant", "content": waiting.popleft()}
            body = json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
