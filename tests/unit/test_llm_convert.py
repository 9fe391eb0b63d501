"""`torkham convert --annotator llm`, from articles to a dataset that loads, against a server on 127.0.0.1."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from datasets import load_dataset
from tenacity import wait_none

from tests.unit.conftest import ROOT, TOY
from tests.unit.converting import contents, write_folder
from tests.unit.llm_server import LoopbackModel, Play, Request, Response, answer_of, nothing, refusal
from torkham.annotator.llm.settings import KEY_VARIABLE
from torkham.cli import main
from torkham.validation import validate

KEY = "sk-loopback-1234"
BRIDGE = "Velmora and Tarsund Shut the Bridge\n\nVelmora accused Tarsund of delay. Nobody came.\n"
FERRY = "Tarsund Stops the Ferry\n\nTarsund accused Velmora of delay. Talks may follow in the spring.\n"


@pytest.fixture(autouse=True)
def with_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv(KEY_VARIABLE, KEY)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "articles", {"bridge.txt": BRIDGE, "ferry.txt": FERRY})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dataset"


def accusing(request: Request) -> Response:
    """Label the two states where they stand, and who accused whom."""
    return Response(answer_of(labels(id_, request.texts[id_]) for id_ in request.asked))


def labels(id_: str, text: str) -> dict[str, object]:
    found = sorted((text.find(word), word) for word in ("Velmora", "Tarsund") if word in text)
    mentions = [
        {"id": f"m{number:02d}", "quote": word, "nth": None, "actor_id": word.lower(), "form": "name"}
        for number, (_, word) in enumerate(found, 1)
    ]
    sides = [
        {"actor_id": mention["actor_id"], "mention_id": mention["id"], "implicit": False, "warrant": "sentence"}
        for mention in mentions
    ]
    accused = {
        "id": "e01",
        "trigger": "accused",
        "type": "ACCUSE",
        "mode": None,
        "sources": sides[:1],
        "recipients": sides[1:],
        "reciprocal": False,
        "status": "actual",
        "attributed_to": [],
        "cue": None,
        "content_of": None,
        "contexts": [],
        "time": None,
        "place": None,
        "incident_id": None,
        "certainty": "clear",
        "alternative": None,
    }
    return {"id": id_, "mentions": mentions, "events": [accused] if "accused" in text else [], "stances": []}


def run(server: LoopbackModel | str, source: Path, out: Path, *more: str) -> int:
    url = server if isinstance(server, str) else server.url
    to = ["--annotator", "llm", "--model", "toy-model", "--base-url", url]
    return main(
        ["convert", str(source), "--out", str(out), "--registries", str(TOY / "annotations/registries"), *to, *more]
    )


def test_articles_become_a_dataset_that_validates_and_loads(
    source: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with LoopbackModel(play=accusing) as server:
        assert run(server, source, out) == 0
    assert capsys.readouterr().out.startswith("read 2: 2 converted")
    assert len(server.requests) == 2
    assert validate(out) == []
    assert load_dataset(str(out), "events", split="train", cache_dir=str(tmp_path / "cache")).num_rows == 2
    events = pl.read_parquet(out / "data/events/train.parquet").to_dicts()
    told = [(row["type"], [side["actor_id"] for side in row["sources"]], row["trigger"]["text"]) for row in events]
    assert told == [("ACCUSE", ["velmora"], "accused"), ("ACCUSE", ["tarsund"], "accused")]
    by = {(row["label_source"], row["annotator_id"], row["confidence"]) for row in events}
    assert by == {("machine", "torkham-llm-1.1-toy-model", None)}
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "The language model toy-model, asked by prompt 1.1 of torkham" in card
    assert "No person has checked them" in card


def test_the_key_and_the_server_are_in_no_file_and_in_no_message(
    source: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with LoopbackModel(play=accusing) as server:
        assert run(server, source, out, "--report", str(tmp_path / "report.json")) == 0
    assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {KEY}"}
    told = capsys.readouterr()
    written = b"".join(contents(tmp_path).values()) + f"{told.out}{told.err}".encode()
    assert KEY.encode() not in written
    assert b"127.0.0.1" not in written
    assert all(KEY not in json.dumps(request.body) for request in server.requests)


def test_what_was_dropped_is_in_the_report(source: Path, out: Path, tmp_path: Path) -> None:
    def play(request: Request) -> Response:
        answer = accusing(request).content or ""
        return Response(answer.replace('"velmora", "form"', '"velmorra", "form"'))

    with LoopbackModel(play=play) as server:
        assert run(server, source, out, "--report", str(tmp_path / "report.json")) == 0
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    told = [each["note"].partition(": ")[0] for each in report["notes"] if "labels" in each["note"]]
    assert told == [
        f"{count} labels that the model gave break the rules and were dropped" for count in ("3 of 5", "2 of 4")
    ]
    assert validate(out) == []


def only(word: str, otherwise: Response) -> Play:
    """Answer for the article that has a word, and otherwise otherwise."""
    return lambda request: accusing(request) if word in str(request.texts) else otherwise


def test_an_article_that_the_model_fails_on_is_skipped_alone(
    source: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with LoopbackModel(play=only("Ferry", Response("I cannot help with that."))) as server:
        assert run(server, source, out) == 1
    told = capsys.readouterr().out
    assert told.startswith("read 2: 1 converted, 1 skipped")
    assert "bridge.txt" in told
    assert "torkham-llm-1.1-toy-model failed: no answer on s001 to s003 that can be read" in told
    assert "another model may do better" in told


def test_with_strict_an_article_that_the_model_fails_on_is_asked_for_again_alone(source: Path, out: Path) -> None:
    with LoopbackModel(play=only("Bridge", refusal(400, "too many tokens"))) as server:
        assert run(server, source, out, "--strict") == 1
    assert not out.exists()
    with LoopbackModel(play=accusing) as server:
        assert run(server, source, out, "--strict") == 0
    assert ["Ferry" in str(request.texts) for request in server.requests] == [True]


def test_a_server_that_goes_down_ends_the_run_which_goes_on_where_it_was(
    source: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with LoopbackModel(play=only("Bridge", refusal(401, "credit is used up"))) as server:
        assert run(server, source, out) == 2
    told = capsys.readouterr()
    assert "credit is used up" in told.err
    assert "the same command goes on where it was" in told.err
    assert told.err.count("\n") == 1
    assert not out.exists()
    with LoopbackModel(play=accusing) as server:
        assert run(server, source, out) == 0
    assert ["Ferry" in str(request.texts) for request in server.requests] == [True]
    assert "(1 of them in an earlier run)" in capsys.readouterr().out
    resumed = contents(out)
    with LoopbackModel(play=accusing) as server:
        assert run(server, source, out) == 0
    assert contents(out) == resumed


def test_a_run_that_another_model_began_is_not_gone_on_with(source: Path, out: Path) -> None:
    with LoopbackModel(play=only("Bridge", refusal(401))) as server:
        assert run(server, source, out) == 2
        assert run(server, source, out, "--request", "temperature=0.7") == 2
        assert len(server.requests) == 2
        assert run(server, source, out, "--request", "temperature=0.7", "--restart") == 2
        assert len(server.requests) == 4


def test_the_fields_of_a_request_can_be_changed(source: Path, out: Path) -> None:
    more = ["--request", "seed=null", "--request", "max_tokens=800", "--request", "reasoning_effort=low"]
    more += ["--request", 'response_format={"type": "json_object"}']
    with LoopbackModel(play=nothing) as server:
        assert run(server, source, out, *more) == 0
    body = server.requests[0].body
    assert "seed" not in body
    assert (body["temperature"], body["max_tokens"], body["reasoning_effort"]) == (0, 800, "low")
    assert body["response_format"] == {"type": "json_object"}


def test_a_server_that_is_not_there_is_told_on_a_line(
    source: Path, out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torkham.annotator.llm.client._BACK_OFF", wait_none())
    with LoopbackModel("") as server:
        gone = server.url
    assert run(gone, source, out) == 2
    told = capsys.readouterr().err
    assert "see that the server is up" in told
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--annotator", "llm"], "needs --base-url and --model"),
        (["--annotator", "llm", "--model", "m"], "needs --base-url and --model"),
        (["--annotator", "llm", "--model", "m", "--base-url", "localhost"], "no base URL"),
        (["--annotator", "llm", "--model", "m", "--base-url", "http://a/v1", "--timeout", "0"], "timeout"),
        (["--annotator", "llm", "--model", "m", "--base-url", "http://a/v1", "--request", "seed"], "FIELD=VALUE"),
        (["--annotator", "llm", "--model", "m", "--base-url", "http://a/v1", "--request", "stream=true"], "stream"),
        (["--annotator", "llm", "--model", "m", "--base-url", "http://a/v1", "--guidelines", "none.md"], "none.md"),
        (["--annotator", "rules", "--base-url", "http://a/v1"], "--base-url goes with --annotator llm only"),
        (["--annotator", "none", "--request", "seed=1"], "--request goes with --annotator llm only"),
        (["--annotator", "lm"], 'Did you mean "llm"?'),
    ],
)
def test_wrong_usage_is_one_line(
    more: list[str], said: str, source: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", str(source), "--out", str(out), *more]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not out.exists()


def test_the_help_says_that_the_articles_are_sent(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["convert", "--help"])
    assert "SENT TO THE SERVER" in " ".join(capsys.readouterr().out.split())


def test_whoever_does_not_choose_it_needs_none_of_its_libraries() -> None:
    code = "import sys, torkham.cli.convert, torkham.annotator; print({'httpx2', 'tenacity'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_missing_libraries_are_named_with_the_extra(
    source: Path, out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith(("torkham.annotator.llm.", "httpx2"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "httpx2", None)
    assert run("http://127.0.0.1:9/v1", source, out) == 2
    assert "httpx2 is not installed: pip install 'torkham[llm]'" in capsys.readouterr().err
