"""There is one way to write each content: every real file is in it, and writing loses nothing."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.conftest import FEW, ROOT, TOY
from tests.unit.strategies import values
from torkham import contract
from torkham.canonical import assign_ids, head_comment, write_document
from torkham.document import DocumentError, read_document

REAL = sorted(
    path for root in (ROOT, TOY) for room in ("seeds", "annotations") for path in (root / room).rglob("*.yaml")
)


def schema_of(path: Path) -> str:
    """Name the schema of a file by its folder, or by its own name."""
    folders = {"articles": "file:annotation", "adjudication": "file:adjudication"}
    return folders.get(path.parent.name, f"file:{path.stem}")


def without_defaults(value: Any, schema: Any) -> Any:
    if isinstance(value, list):
        items = contract.branch(schema, value).get("items", {})
        return [without_defaults(item, items) for item in value]
    if not isinstance(value, dict):
        return value
    branch = contract.branch(schema, value)
    properties = branch["properties"]
    return {
        key: without_defaults(item, properties[key])
        for key, item in value.items()
        if branch.get("x-partial") or "default" not in properties[key] or item != properties[key]["default"]
    }


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_reading_and_writing_a_real_file_gives_the_same_bytes(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    value = read_document(text, path.name, schema_of(path)).value
    assert write_document(value, schema_of(path), head_comment(text)) == text


@pytest.mark.parametrize("schema", ["file:annotation", "file:places", "file:release"])
@FEW
@given(data=st.data())
def test_what_is_written_is_canonical(schema: str, data: st.DataObject) -> None:
    text = write_document(data.draw(values(schema)), schema)
    assert write_document(read_document(text, "a.yaml", schema).value, schema, head_comment(text)) == text


@pytest.mark.parametrize("schema", ["file:annotation", "file:places", "file:release"])
@FEW
@given(data=st.data())
def test_every_yaml_reader_sees_the_same_values(schema: str, data: st.DataObject) -> None:
    value = data.draw(values(schema))
    assert yaml.load(write_document(value, schema), yaml.CSafeLoader) == without_defaults(
        value, contract.expanded(schema)
    )


def test_keys_follow_their_schema_and_defaults_are_left_out() -> None:
    value = {
        "units": [{"text": "Velmar agreed.", "note": None, "role": "body", "id": "s001", "mentions": []}],
        "article_id": "x",
    }
    assert write_document(value, "file:annotation") == (
        "article_id: x\nunits:\n- id: s001\n  role: body\n  text: Velmar agreed.\n  mentions: []\n"
    )


def test_small_records_and_lists_of_words_take_one_line() -> None:
    mention = {"form": "name", "id": "m01", "nth": 2, "quote": "a, b: c", "note": "word " * 40}
    event = {"contexts": ["legal", "economic"], "trigger": {"quote": "met", "nth": 1}}
    text = write_document({"units": [{"mentions": [mention], "events": [event]}]}, "file:annotation")
    assert text.splitlines() == [
        "units:",
        "- mentions:",
        f"  - {{id: m01, quote: 'a, b: c', nth: 2, form: name, note: '{'word ' * 40}'}}",
        "  events:",
        "  - trigger: {quote: met, nth: 1}",
        "    contexts: [legal, economic]",
    ]


def test_lines_are_never_wrapped() -> None:
    sentence = "Velmar and Karsia met again. " * 100
    assert len(write_document({"units": [{"text": sentence.strip()}]}, "file:annotation").splitlines()) == 2


@pytest.mark.parametrize(
    ("number", "written"), [(1e-05, "1.0e-05"), (1.5e-07, "1.5e-07"), (34.0, "34.0"), (-0.1, "-0.1"), (1e16, "1.0e+16")]
)
def test_a_number_is_written_as_every_yaml_reader_takes_it(number: float, written: str) -> None:
    assert write_document({"places": [{"lat": number}]}, "file:places") == f"places:\n- lat: {written}\n"


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("a: b\n", ""),
        ("a: 'b # c'\n", ""),
        ("a: b#c\n", ""),
        ("a: |\n  # b\n  c\n", ""),
        ("# one\n# two\na: b\n", "# one\n# two\n"),
        ("# one\n\na: b\n", "# one\n"),
        ("#\n#\u2028\u2029a: b\n", "#\n#\n"),
        ("# one\r\na: b\r\n", "# one\n"),
        ("# yaml-language-server: $schema=سوله 🌾\na: b # c"[:-4], "# yaml-language-server: $schema=سوله 🌾\n"),
    ],
)
def test_head_comments_are_kept(text: str, head: str) -> None:
    assert head_comment(text) == head


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: b # c\n", 1),
        ("a: b\n# c\n", 2),
        ("a: b\n\n\n# c", 4),
        ("# head\na: b\nc: d # e\n", 3),
        ("# head\n\n# not the head\na: b\n", 3),
        (" # indented\na: b\n", 1),
        ("\n# below an empty line\na: b\n", 2),
        ("a: [b, # c\n  d]\n", 1),
        ("a: {b: c} # d\n", 1),
        ("a:\n- b # c\n", 2),
        ("a: 'b'\t# c\n", 1),
        ("a: | # c\n  b\n", 1),
        ("a: >- # c\n  b\n", 1),
        ("a: |\n  b\n# c\nd: e\n", 3),
        ("--- # c\na: b\n", 1),
        ("a: b\n... # c\n", 2),
        ("# head\ra: b # c\r", 2),
        ("# head\r\na: b # c\r\n", 2),
        ("a: 🌾 سوله # c\n", 1),
        ("#\na: b #", 2),
    ],
)
def test_a_comment_that_would_be_lost_is_refused_at_its_line(text: str, line: int) -> None:
    with pytest.raises(DocumentError, match="a comment here would be lost") as caught:
        head_comment(text)
    assert caught.value.line == line


ids = st.from_regex(r"[met][0-9]{2,3}\Z", fullmatch=True)
labels: st.SearchStrategy[list[Any]] = st.lists(
    st.fixed_dictionaries({}, optional={"id": ids}) | st.sampled_from(["word", None, []]), max_size=6
)
units: st.SearchStrategy[list[Any]] = st.lists(
    st.dictionaries(st.sampled_from(("mentions", "events", "stances")), labels | st.sampled_from([None, "word", {}]))
    | st.sampled_from(["word", None, []]),
    max_size=4,
)


@given(units)
def test_numbering_changes_no_id_that_stands_and_makes_no_double(drawn: list[Any]) -> None:
    annotation = {"units": copy.deepcopy(drawn)}
    given_ids = assign_ids(annotation)
    for before, after in zip(drawn, annotation["units"], strict=True):
        if not isinstance(before, dict):
            assert after == before
            continue
        for layer, old in before.items():
            pairs = zip(old or (), after[layer] or (), strict=True)
            fresh = [new["id"] for was, new in pairs if isinstance(was, dict) and "id" not in was]
            kept = [was["id"] for was in old or () if isinstance(was, dict) and "id" in was]
            assert [new for new in after[layer] or () if new not in ({"id": id_} for id_ in fresh)] == [
                was for was in old or () if not (isinstance(was, dict) and "id" not in was)
            ]
            assert len(set(fresh)) == len(fresh)
            assert all(int(new[1:]) > max((int(id_[1:]) for id_ in kept), default=0) for new in fresh)
            assert all(new[0] == {"mentions": "m", "events": "e", "stances": "t"}[layer] for new in fresh)
            given_ids -= len(fresh)
    assert given_ids == 0
    assert assign_ids(annotation) == 0


def test_new_labels_are_numbered_behind_the_highest_in_file_order() -> None:
    annotation = {"units": [{"mentions": [{}, {"id": "m07"}, {}, {"id": "m02"}]}, {"mentions": [{}], "events": [{}]}]}
    assert assign_ids(annotation) == 4
    assert annotation == {
        "units": [
            {"mentions": [{"id": "m08"}, {"id": "m07"}, {"id": "m09"}, {"id": "m02"}]},
            {"mentions": [{"id": "m01"}], "events": [{"id": "e01"}]},
        ]
    }


@pytest.mark.parametrize("value", [{}, {"units": "word"}, {"units": []}, {"units": {"a": "b"}}])
def test_numbering_passes_over_what_is_no_list_of_units(value: Any) -> None:
    before = copy.deepcopy(value)
    assert assign_ids(value) == 0
    assert value == before
