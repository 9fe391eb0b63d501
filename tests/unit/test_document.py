"""The reader takes YAML that means one thing only, types it by its schema, and refuses the rest at its line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.conftest import FEW
from tests.unit.strategies import SPACES, WORDS, texts, values
from torkham import contract, document, validators
from torkham.canonical import write_document
from torkham.document import MAX_DEPTH, DocumentError, read_document, read_plain

FILES = tuple(f"file:{path.stem}" for path in sorted((contract.data_dir() / "schema" / "files").glob("*.json")))


def read(data: str, schema: str = "file:annotation") -> Any:
    return read_document(data, "a.yaml", schema).value


def refusal(data: str, schema: str = "file:annotation") -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_document(data, "a.yaml", schema)
    return caught.value


@pytest.mark.parametrize("schema", FILES)
@FEW
@given(data=st.data())
def test_what_is_written_is_read_back(schema: str, data: st.DataObject) -> None:
    value = data.draw(values(schema))
    assert read(write_document(value, schema), schema) == value


@given(texts | st.lists(st.sampled_from((*WORDS, *SPACES, "\n- ", "\n  ", "a: ", "? ", "b:\n"))).map("".join))
def test_any_text_is_read_or_refused_at_one_of_its_lines(text: str) -> None:
    refused = None
    try:
        read(text)
    except DocumentError as error:
        refused = error
    assert refused is None or (refused.message and 1 <= refused.line <= len(text.splitlines()) + 1)


@pytest.mark.parametrize(
    "word",
    ["no", "yes", "on", "true", "null", "~", "2025", "1.0", "0x1f", "1e3", "12:30:45", "2025-10-11", ".nan", "<<"],
)
def test_a_plain_scalar_stays_a_word(word: str) -> None:
    assert read(f"guidelines: {word}") == {"guidelines": word}


@pytest.mark.parametrize("scalar", ["null", "~", ""])
def test_null_is_null_where_the_schema_allows_it(scalar: str) -> None:
    assert read(f"units:\n- note: {scalar}")["units"][0]["note"] is None


@pytest.mark.parametrize("scalar", ["'null'", '"null"', "|-\n    null", ">-\n    null"])
def test_a_quoted_null_is_a_word(scalar: str) -> None:
    assert read(f"units:\n- note: {scalar}")["units"][0]["note"] == "null"


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("yes", "yes"),
        ("'true'", "true"),
        ("null", "null"),
        ("1", "1"),
    ],
)
def test_only_true_and_false_are_booleans(scalar: str, value: object) -> None:
    assert read(f"actors:\n- aliases:\n  - contested: {scalar}", "file:actors")["actors"][0]["aliases"][0] == {
        "contested": value,
        "valid_from": None,
        "valid_to": None,
    }


@pytest.mark.parametrize(
    ("scalar", "integer", "number"),
    [
        ("0", 0, 0.0),
        ("-7", -7, -7.0),
        ("12", 12, 12.0),
        ("34.5", "34.5", 34.5),
        ("1.0e-05", "1.0e-05", 1e-05),
        ("1E3", "1E3", 1000.0),
        *(
            (word, word, word)
            for word in ("+5", "010", "0x1f", "0o7", "1_000", "1.", ".5", ".nan", "nan", ".inf", "inf")
        ),
        *((word, word, word) for word in ("1:30", "٣", "１", "ten", "1 0", "true")),
        ("'12'", "12", "12"),
        ("null", None, None),
    ],
)
def test_numbers_are_those_of_json(scalar: str, integer: object, number: object) -> None:
    place = read(f"places:\n- geonames_id: {scalar}\n  lat: {scalar}", "file:places")["places"][0]
    assert (place["geonames_id"], place["lat"]) == (integer, number)
    assert (type(place["geonames_id"]), type(place["lat"])) == (type(integer), type(number))


def test_a_number_too_long_for_a_machine_is_left_to_the_schema() -> None:
    digits = "9" * 5000
    assert read(f"places:\n- geonames_id: {digits}", "file:places")["places"][0]["geonames_id"] == digits


def test_missing_keys_take_their_defaults() -> None:
    mention = read("units:\n- mentions:\n  - {quote: Kabul}")["units"][0]["mentions"][0]
    assert mention == {"quote": "Kabul", "nth": None, "note": None}


def test_a_quote_is_words_or_words_with_their_number() -> None:
    events = read("units:\n- events:\n  - trigger: 2025\n  - trigger: {quote: 2025, nth: 2}")["units"][0]["events"]
    assert [event["trigger"] for event in events] == ["2025", {"quote": "2025", "nth": 2}]


@pytest.mark.parametrize(
    "data", ["units: x", "units: {a: b}", "units:\n- [x]", "- a\n- b", "word", "units:\n- mentions: {x: y}"]
)
def test_what_has_another_shape_than_its_schema_is_read_all_the_same(data: str) -> None:
    assert not validators.validator("file:annotation").is_valid(read(data))


def test_plain_reading_makes_every_scalar_a_word() -> None:
    assert read_plain("a: 1\nb: [null, true, '']\nc: {d: ~}") == {"a": "1", "b": ["null", "true", ""], "c": {"d": "~"}}


LINES = """\
# a comment
article_id: x

units:
- id: s001
  text: >-
    folded
    words
  mentions:
  - {id: m01, quote: Kabul,
     form: name}
  -
    id: m02
- id: s002
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 2),
        (("article_id",), 2),
        (("units",), 4),
        (("units", 0), 5),
        (("units", 0, "id"), 5),
        (("units", 0, "text"), 6),
        (("units", 0, "mentions"), 9),
        (("units", 0, "mentions", 0), 10),
        (("units", 0, "mentions", 0, "quote"), 10),
        (("units", 0, "mentions", 0, "form"), 11),
        (("units", 0, "mentions", 1), 13),
        (("units", 0, "mentions", 1, "id"), 13),
        (("units", 1), 14),
        (("units", 1, "mentions", 3, "nth"), 14),
        (("units", 7), 4),
        (("nothing",), 2),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_every_node_has_its_line_and_what_is_missing_the_line_above(path: document.Path, line: int, end: str) -> None:
    assert read_document(LINES.replace("\n", end), "a.yaml", "file:annotation").line(path) == line


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        ("", 1, "the file has no content"),
        ("# only a comment\n", 1, "the file has no content"),
        ("a: 1\n---\nb: 2\n", 3, "a second document"),
        ("a: 1\n---\n", 3, "a second document"),
        ("a: 1\nb: &x 2\n", 2, "anchors and aliases are not read"),
        ("a: 1\nb: *x\n", 2, "anchors and aliases are not read"),
        ("a: 1\n*x : 2\n", 2, "anchors and aliases are not read"),
        ("a:\n- &x [1]\n", 2, "anchors and aliases are not read"),
        ("a: 1\nb: !!str 2\n", 2, "the tag tag:yaml.org,2002:str is not read"),
        ("a: 1\nb: !x {c: d}\n", 2, "the tag !x is not read"),
        ("a: 1\nb: ! 2\n", 2, "the tag ! is not read"),
        ("a: 1\nb: !!python/object/apply:os.system [x]\n", 2, "is not read"),
        ("a: 1\n? [x]\n: 2\n", 2, "a key that is not a word"),
        ("a: 1\n{b: c}: 2\n", 2, "a key that is not a word"),
        ("a: 1\n\nb: [1\nc: 2\n", 4, "not YAML"),
        ("a: 1\n\tb: 2\n", 2, "not YAML"),
        ("a: 1\n b: 2\n", 2, "not YAML"),
        ("a: 1\nb: 'c\n", 3, "not YAML"),
        ("a: 1\nb: @c\n", 2, "not YAML"),
        ('a: 1\nb: "\\ud800"\n', 2, "not YAML"),
        ("a: é🌾\nb: \x0c\n", 2, "the character U+000C is not allowed"),
        ("a: \x00\n", 1, "the character U+0000 is not allowed"),
        (f"a:\n  {'[' * (MAX_DEPTH + 1)}", 2, f"nested deeper than {MAX_DEPTH} levels"),
    ],
)
def test_what_is_outside_the_subset_is_refused_at_its_line(data: str, line: int, message: str) -> None:
    error = refusal(data)
    assert (error.line, error.kind) == (line, "yaml")
    assert message in error.message


@pytest.mark.parametrize(
    ("data", "line", "key"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "a"),
        ("a:\n- b: 1\n  'b': 2\n", 3, "b"),
        ("a: {b: 1,\n  b: 2}\n", 2, "b"),
        ("? a\n: 1\n? a\n: 2\n", 3, "a"),
    ],
)
def test_a_key_that_stands_twice_is_refused(data: str, line: int, key: str) -> None:
    error = refusal(data)
    assert (error.line, error.message, error.kind) == (line, f'the key "{key}" stands twice', "duplicate-key")


def test_the_deepest_nesting_allowed_is_read() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH)


def test_a_bomb_of_brackets_is_refused_without_being_built() -> None:
    assert refusal("[" * 1_000_000).message == f"nested deeper than {MAX_DEPTH} levels"


def test_a_text_beyond_the_bound_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MAX_BYTES", 10)
    assert read("a: bcdefgh") == {"a": "bcdefgh"}
    assert refusal("a: bcdefghi").message == "larger than 10 characters"
