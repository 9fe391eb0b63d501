from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest

from tests.conftest import TOY
from torkham import contract
from torkham.dates import is_edtf
from torkham.exchange.document import Document, read_documents
from torkham.exchange.plover import date_of, dyads, place_of, records, write
from torkham.loading import dataset_dir

SHIPPED = [*read_documents(dataset_dir()), *read_documents(TOY)]
RECORDS = [record for document in SHIPPED for record in records(document)]
AS_LABELLED = (
    "event_id", "type", "mode", "quad_class", "score", "contexts", "status", "certainty", "alternative", "reciprocal",
    "trigger", "cue", "content_of", "label_source", "annotator_id", "confidence", "sentence_id", "sentence_start",
    "sentence_text",
)  # fmt: skip
SLOTS = ("sources", "recipients", "attributed_to")


@pytest.fixture
def bridge() -> Document:
    (document,) = read_documents(TOY, ["grey-bridge"])
    return document


def with_registry(document: Document, name: str, entries: dict[str, Any]) -> Document:
    return dataclasses.replace(document, registries={**document.registries, name: entries})


def test_every_event_of_the_dataset_is_a_line_with_what_its_label_says(tmp_path: Path) -> None:
    (file,) = write(read_documents(dataset_dir()), tmp_path)
    lines = [json.loads(line) for line in file.read_bytes().split(b"\n")[:-1]]
    files = [dataset_dir() / f"data/events/{split}.parquet" for split in contract.SPLITS]
    events = [row for path in files for row in pq.read_table(path).to_pylist()]
    assert [{name: line[name] for name in AS_LABELLED} for line in lines] == [
        {name: event[name] for name in AS_LABELLED} for event in events
    ]
    for line, event in zip(lines, events, strict=True):
        assert line["article"]["article_id"] == event["article_id"]
        for slot in SLOTS:
            assert [
                {name: item[name] for name in label} for item, label in zip(line[slot], event[slot], strict=True)
            ] == event[slot]


def test_actors_are_described_as_the_registry_has_them_and_quoted_as_their_mention_has_them() -> None:
    for document in SHIPPED:
        actors = document.registries["actors"]
        mentions = {each["mention_id"]: each for unit in document.units for each in unit.mentions}
        for actor in (actor for record in records(document) for slot in SLOTS for actor in record[slot]):
            if actor["actor_id"] == "unnamed":  # whoever it is, no registry has them
                continue
            entry = actors[actor["actor_id"]]
            assert {name: actor[name] for name in ("name", "type", "country", "sector")} == {
                name: entry[name] for name in ("name", "type", "country", "sector")
            }
            assert actor["part_of"][:1] == ([entry["parent_id"]] if entry["parent_id"] else [])
            assert actor["text"] == (mentions[actor["mention_id"]]["text"] if actor["mention_id"] else None)


def test_a_date_is_edtf_and_its_first_day_not_after_its_last() -> None:
    dates = [record["date"] for record in RECORDS if record["date"]]
    assert {date["from"] for date in dates} == {"sentence", "incident"}
    for date in dates:
        assert is_edtf(date["value"])
        assert None in (date["first"], date["last"]) or date["first"] <= date["last"]


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2025-10-11", "2025-10-11", "2025-10-11"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2021/..", "2021-01-01", None),
        ("../2025", None, "2025-12-31"),
        ("XXXX-04", None, None),
        ("199X", "1990-01-01", "1999-12-31"),
    ],
)
def test_a_date_of_the_sentence_becomes_days(value: str, first: str | None, last: str | None) -> None:
    said = {"start": 0, "end": 4, "text": "then", "value": value}
    assert date_of(said, {"start": "1999", "end": "1999"}) == {
        "value": value, "first": first, "last": last, "from": "sentence", "text": "then",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "value", "first", "last"),
    [
        ("2025-10-19", "2025-10-19", "2025-10-19", "2025-10-19", "2025-10-19"),
        ("2001", "2021", "2001/2021", "2001-01-01", "2021-12-31"),
        ("2021-08", None, "2021-08/", "2021-08-01", None),
        (None, "2021-08", "/2021-08", None, "2021-08-31"),
        ("2019/2020", "2020/2021", "2019/2021", "2019-01-01", "2021-12-31"),
    ],
)
def test_an_event_that_its_sentence_does_not_date_has_the_dates_of_its_incident(
    start: str | None, end: str | None, value: str, first: str | None, last: str | None
) -> None:
    date = date_of(None, {"start": start, "end": end})
    assert date == {"value": value, "first": first, "last": last, "from": "incident", "text": None}
    assert is_edtf(value)


@pytest.mark.parametrize("incident", [None, {"start": None, "end": None}])
def test_what_nothing_dates_has_no_date(incident: dict[str, None] | None) -> None:
    assert date_of(None, incident) is None


def test_a_place_is_that_of_the_sentence_before_that_of_the_incident() -> None:
    places = {"solmar": {"name": "Solmar", "kind": "city", "country": None, "geonames_id": 3, "lat": 1.5, "lon": 2.5}}
    said = {"start": 0, "end": 4, "text": "here", "place_id": "nowhere"}
    assert place_of(None, {"place_id": "solmar"}, places) == {
        "place_id": "solmar", **places["solmar"], "from": "incident", "text": None,
    }  # fmt: skip
    here = place_of(said, {"place_id": "solmar"}, places)
    assert here is not None
    assert (here["place_id"], here["name"], here["from"], here["text"]) == ("nowhere", None, "sentence", "here")
    assert place_of(None, {"place_id": None}, places) is None


@pytest.mark.parametrize(
    ("sources", "recipients", "reciprocal", "pairs"),
    [
        ("a", "b", False, ["ab"]),
        ("ab", "c", False, ["ac", "bc"]),
        ("a", "", False, []),
        ("a", "ab", False, ["ab"]),
        ("ab", "", True, ["ab", "ba"]),
        ("ab", "ab", True, ["ab", "ba"]),
        ("ab", "", False, []),
        ("aa", "b", False, ["ab"]),
    ],
)
def test_dyads_pair_sources_with_recipients(sources: str, recipients: str, reciprocal: bool, pairs: list[str]) -> None:
    event = {"sources": [{"actor_id": id_} for id_ in sources], "recipients": [{"actor_id": id_} for id_ in recipients]}
    assert [each["source"] + each["recipient"] for each in dyads(event | {"reciprocal": reciprocal})] == pairs


def test_an_actor_that_no_registry_has_is_told_by_its_id_alone(bridge: Document) -> None:
    for record in records(with_registry(bridge, "actors", {})):
        for actor in (actor for slot in SLOTS for actor in record[slot]):
            assert actor["actor_id"]
            assert [actor[name] for name in ("name", "type", "country", "sector")] == [None] * 4
            assert actor["part_of"] == []


def test_actors_that_are_part_of_each_other_do_not_go_round_for_ever(bridge: Document) -> None:
    actors = dict(bridge.registries["actors"])
    actors["velmora"] = actors["velmora"] | {"parent_id": "tarsund"}
    actors["tarsund"] = actors["tarsund"] | {"parent_id": "velmora"}
    above = {
        actor["actor_id"]: actor["part_of"]
        for record in records(with_registry(bridge, "actors", actors))
        for actor in record["sources"]
    }
    assert (above["velmora"], above["tarsund"]) == (["tarsund"], ["velmora"])


def test_every_reader_of_lines_finds_a_record_on_each(bridge: Document, tmp_path: Path) -> None:
    hostile = dataclasses.replace(bridge, about=bridge.about | {"title": "one\u2028two\x85three\r\nfour\u2029“five”"})
    (file,) = write([hostile], tmp_path)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == list(records(hostile))
    assert "“five”" in lines[0]
    assert pl.read_ndjson(file).height == len(lines) == len(list(records(bridge))) > 0


def test_what_did_not_happen_can_be_told_from_what_did() -> None:
    statuses = {record["status"] for record in RECORDS}
    assert statuses == set(contract.vocabulary("status"))
    told = [record for record in RECORDS if record["status"] == "actual" and not record["attributed_to"]]
    assert 0 < len(told) < len(RECORDS)
