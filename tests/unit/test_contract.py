"""The contract: schemas that are valid, closed and described; vocabularies that the guidelines define."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.unit.conftest import GUIDELINES
from tests.unit.strategies import texts
from torkham import contract, dates, validators
from torkham.contract import Json
from torkham.edition import strip as edition

SCHEMA = contract.data_dir() / "schema"
FILES = sorted(SCHEMA.rglob("*.json"))
FOLDERS = {
    "files": "file",
    "lexicon": "lexicon",
    "records": "record",
    "rows": "row",
    "vocabularies": "vocabulary",
}

ANNOTATIONS = {
    "$schema", "$id", "$defs", "title", "description", "examples", "default",
    "x-style", "x-partial", "x-vocabulary", "x-terms", "x-source-text",
}  # fmt: skip
APPLICATORS = {"properties", "items", "anyOf", "allOf"}
ASSERTIONS = {
    "type", "enum", "required", "additionalProperties", "unevaluatedProperties", "pattern", "format",
    "minimum", "maximum", "minLength", "maxLength", "minItems", "uniqueItems",
}  # fmt: skip


def name_of(file: Path) -> str:
    """Name a schema by where it lies: `row:events` for `rows/events.json`."""
    *folder, stem = file.relative_to(SCHEMA).with_suffix("").parts
    return ":".join([*(FOLDERS[part] for part in folder), stem])


NAMES = [name_of(file) for file in FILES]
INSTANCES = [name for name in NAMES if name.startswith(("file:", "record:", "row:"))]
ABOUT_ANNOTATORS = {"annotator_kind", "protocol", "vote_outcome"}
"""Vocabularies that annotators do not use: they tell who annotated, and how."""
VOCABULARIES = [name.removeprefix("vocabulary:") for name in NAMES if name.startswith("vocabulary:")]


def nodes(node: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Yield every schema inside an expanded schema, with where it stands."""
    yield path, node
    for key in ("properties", "$defs"):
        for name, child in node.get(key, {}).items():
            yield from nodes(child, f"{path}/{key}/{name}")
    for key in ("anyOf", "allOf"):
        for index, child in enumerate(node.get(key, ())):
            yield from nodes(child, f"{path}/{key}/{index}")
    if "items" in node:
        yield from nodes(node["items"], f"{path}/items")


def values_with_paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from values_with_paths(child, (*path, key))


def replaced(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    """Copy `value` with what stands at `path` replaced."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


def accepts(node: Json, value: object) -> bool:
    return bool(validators.validator("common").evolve(schema=node).is_valid(value))


PATTERNS = sorted(
    {node["pattern"] for name in NAMES for _, node in nodes(contract.expanded(name)) if "pattern" in node}
)


# Schemas


def test_every_folder_of_the_contract_is_known() -> None:
    assert {file.parent for file in FILES} == {SCHEMA, *(SCHEMA / folder for folder in FOLDERS)}


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_schema_is_valid_by_the_metaschema(file: Path) -> None:
    schema = json.loads(file.read_text(encoding="utf-8"))
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_schema_is_named_by_its_path(file: Path) -> None:
    assert json.loads(file.read_text(encoding="utf-8"))["$id"] == f"urn:torkham:{name_of(file)}"
    assert contract.schema(name_of(file)) == json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_no_key_stands_twice(file: Path) -> None:
    def once(pairs: list[tuple[str, Any]]) -> Json:
        assert len(dict(pairs)) == len(pairs), [key for key, _ in pairs]
        return dict(pairs)

    json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=once)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_has_a_title_and_a_description(name: str) -> None:
    assert contract.schema(name)["title"]
    assert contract.schema(name)["description"]


@pytest.mark.parametrize("name", NAMES)
def test_every_property_and_definition_is_described(name: str) -> None:
    bare = [
        f"{path}/{key}/{child}"
        for path, node in nodes(contract.expanded(name))
        for key in ("properties", "$defs")
        for child, inner in node.get(key, {}).items()
        if not inner.get("description") and child != "fields"
    ]
    assert bare == []


@pytest.mark.parametrize("name", NAMES)
def test_every_object_is_closed(name: str) -> None:
    # The parts of an allOf are closed together, by the schema that holds them; `fields` are such a part.
    def is_part(path: str) -> bool:
        return re.search(r"/allOf/[0-9]+$|/\$defs/fields$", path) is not None

    still_open = [
        path
        for path, node in nodes(contract.expanded(name))
        if ("properties" in node or "allOf" in node or "object" in node.get("type", ()))
        and not is_part(path)
        and node.get("unevaluatedProperties" if "allOf" in node else "additionalProperties") is not False
    ]
    assert still_open == []


def test_only_the_layers_of_a_unit_may_be_left_out_without_a_default() -> None:
    optional = {
        (name, path, key)
        for name in NAMES
        for path, node in nodes(contract.expanded(name))
        for key, child in node.get("properties", {}).items()
        if key not in node.get("required", ()) and "default" not in child and "$defs" not in path
        if not node.get("x-partial")
    }
    files = {name for name, *_ in optional}
    assert "file:annotation" in files
    assert optional == {(name, "/properties/units/items", layer) for name in files for layer in contract.LABELS}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_required_is_a_property_without_default(name: str) -> None:
    for path, node in nodes(contract.expanded(name)):
        properties = node.get("properties", {})
        assert set(node.get("required", ())) <= {key for key, child in properties.items() if "default" not in child}, (
            path
        )


@pytest.mark.parametrize("name", INSTANCES)
def test_every_default_is_accepted(name: str) -> None:
    for path, node in nodes(contract.expanded(name)):
        assert "default" not in node or accepts(node, node["default"]), path


@pytest.mark.parametrize("name", NAMES)
def test_only_known_keywords_are_used(name: str) -> None:
    # A misspelt keyword says nothing; a new one must reach the pandera models too (see test_models).
    for path, node in nodes(contract.expanded(name)):
        assert set(node) <= ANNOTATIONS | APPLICATORS | ASSERTIONS, path


def test_every_definition_is_used() -> None:
    def references(node: Any, base: str) -> Iterator[str]:
        for _, value in values_with_paths(node):
            if isinstance(value, dict) and "$ref" in value:
                yield base + value["$ref"] if value["$ref"].startswith("#") else value["$ref"]

    used = {ref for name in NAMES for ref in references(contract.schema(name), f"urn:torkham:{name}")}
    defined = {f"urn:torkham:{name}#/$defs/{key}" for name in NAMES for key in contract.schema(name).get("$defs", ())}
    assert {definition for definition in defined if not any(ref.startswith(definition) for ref in used)} == set()


@pytest.mark.parametrize("name", INSTANCES)
def test_every_example_is_accepted(name: str) -> None:
    assert contract.expanded(name)["examples"]
    refused = [
        (path, example)
        for path, node in nodes(contract.expanded(name))
        for example in node.get("examples", ())
        if not accepts(node, example)
    ]
    assert refused == []


@pytest.mark.parametrize("key", contract.schema("common")["$defs"])
def test_every_example_of_a_shared_definition_is_accepted(key: str) -> None:
    node = contract.expanded("common")["$defs"][key]
    assert [example for example in node.get("examples", ()) if not accepts(node, example)] == []


@pytest.mark.parametrize("name", INSTANCES)
def test_an_unknown_key_is_refused_wherever_it_stands(name: str) -> None:
    for example in contract.expanded(name)["examples"]:
        for path, value in values_with_paths(example):
            if isinstance(value, dict):
                mutant = replaced(example, path, value | {"unknown_key": None})
                assert not validators.validator(name).is_valid(mutant), path


@pytest.mark.parametrize("name", [name for name in INSTANCES if not name.startswith("file:")])
def test_no_key_of_a_record_or_row_may_be_missing(name: str) -> None:
    for example in contract.expanded(name)["examples"]:
        for path, value in values_with_paths(example):
            for key in value if isinstance(value, dict) else ():
                rest = {other: value[other] for other in value if other != key}
                assert not validators.validator(name).is_valid(replaced(example, path, rest)), (*path, key)


# Patterns and formats


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_means_the_same_in_every_engine(pattern: str) -> None:
    # Anchored as a whole, and without what engines read differently: classes, boundaries, lookaround, flags.
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    assert "$" not in pattern[:-1]
    assert not re.search(r"\\[a-zA-Z0-9]|\(\?|\|[^()]*$", pattern)


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=20)
@given(data=st.data())
def test_a_pattern_ends_where_the_string_ends(pattern: str, data: st.DataObject) -> None:
    word = data.draw(st.from_regex(pattern.replace("$", r"\Z"), fullmatch=True))
    assert accepts({"pattern": pattern}, word)
    for ending in ("\n", "\r\n", " ", "\u2028", "\x00"):
        assert not accepts({"pattern": pattern}, word + ending)
        assert not accepts({"pattern": pattern}, ending + word)


@pytest.mark.parametrize("digits", ["٠٠٧", "۰۰۷", "００７", "𝟎𝟎𝟕"])
def test_only_ascii_digits_number_a_sentence(digits: str) -> None:
    node = contract.expanded("common")["$defs"]["sentence_id"]
    assert accepts(node, "grey-bridge:s007")
    assert not accepts(node, f"grey-bridge:s{digits}")


@pytest.mark.parametrize(
    "value",
    [
        "2025", "2025-10", "2025-10-11", "2025-10-11/2025-10-19", "2021/..", "../2021", "2024-02-29", "2000-02-29",
        "2025-24", "202X", "20XX", "2025-XX", "2025?", "2025-10~", "2025%", "2023/2024-02-29",
    ],
)  # fmt: skip
def test_edtf_is_accepted(value: str) -> None:
    assert dates.is_edtf(value)
    assert accepts(contract.expanded("common")["$defs"]["edtf"], value)


@pytest.mark.parametrize(
    "value",
    [
        "", " ", "today", "11 October 2025", "25", "2025-1", "2025-13", "2025-00", "2025-10-32", "2025-02-30",
        "2025-04-31", "2025-02-29", "1900-02-29", "2025-02-29/..", "2024/2025-02-29", "2025?-02-29", "2025-02-29~",
        "2025-02-?29", "2025-10-11 ", " 2025", "2025\n", "2025-10-11\u2028", "٢٠٢٥", "2025.10.11", "2025–2026",
    ],
)  # fmt: skip
def test_what_is_no_edtf_is_refused(value: str) -> None:
    assert not accepts(contract.expanded("common")["$defs"]["edtf"], value)


@given(st.from_regex(r"(\.\./)?(XXXX|[0-9]{4})(-[01][0-9](-[0-3][0-9])?)?(/\.\.)?", fullmatch=True))
def test_plain_dates_are_judged_as_the_parser_judges_them(value: str) -> None:
    assert dates.is_edtf(value) == dates._is_edtf(value)


@given(texts | st.text(alphabet="0123456789-/.XYTZ:~%?SWu", max_size=30))
def test_no_text_upsets_the_reader_of_dates(value: str) -> None:
    assert dates.is_edtf(value) in (True, False)


def test_the_reader_of_dates_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    dates._is_edtf.cache_clear()
    assert not any(dates.is_edtf(value) for value in ("2025-13", "]", "2025-02-30/2025-02-31"))
    assert capsys.readouterr() == ("", "")


# Vocabularies


@pytest.mark.parametrize("name", VOCABULARIES)
def test_the_labels_of_a_vocabulary_are_its_terms(name: str) -> None:
    labels = contract.vocabulary(name)
    assert len(set(labels)) == len(labels) > 0
    if name != "event_mode":  # its terms differ by type and stand with the types
        assert list(contract.terms(name)) == list(labels)


def test_the_modes_are_those_of_the_types() -> None:
    modes = [mode for term in contract.terms("event_type").values() for mode in term["modes"]]
    assert contract.vocabulary("event_mode") == tuple(dict.fromkeys(modes))


def test_every_type_has_a_quad_class() -> None:
    quads = [term["quad_class"] for term in contract.terms("event_type").values()]
    assert set(quads) == set(contract.vocabulary("quad_class"))


def defined(name: str) -> Iterator[tuple[str, str]]:
    """Yield every definition and example of a vocabulary, with where it stands."""
    for path, value in values_with_paths(contract.schema(f"vocabulary:{name}").get("x-terms", {})):
        if path and path[-1] in ("definition", "example"):
            yield "/".join(map(str, path)), value


@pytest.mark.parametrize("name", sorted({*VOCABULARIES} - {*ABOUT_ANNOTATORS, "event_mode"}))
def test_every_label_is_defined_in_the_words_of_the_guidelines(name: str) -> None:
    guidelines = GUIDELINES.read_text(encoding="utf-8")
    words = dict(defined(name))
    assert {f"{label}/definition" for label in contract.vocabulary(name)} <= set(words)
    assert [path for path, text in words.items() if not text or text not in guidelines] == []


@pytest.mark.parametrize("type_", contract.vocabulary("event_type"))
def test_every_mode_is_defined_with_an_example_that_marks_its_trigger(type_: str) -> None:
    for mode, term in contract.terms("event_type")[type_]["modes"].items():
        assert term["definition"], mode
        assert re.search(r"\*\*[^*]+\*\*", term["example"]), mode


@pytest.mark.parametrize("name", VOCABULARIES)
def test_no_two_labels_of_a_vocabulary_share_a_definition(name: str) -> None:
    definitions = [term["definition"] for term in contract.schema(f"vocabulary:{name}").get("x-terms", {}).values()]
    assert len(set(definitions)) == len(definitions)


# Reading the contract


def test_the_tables_are_those_of_the_row_schemas() -> None:
    assert sorted(edition.TABLES) == sorted(path.stem for path in (SCHEMA / "rows").iterdir())
    assert set(edition.TABLES) - set(contract.TABLES) == {"units"}
    assert {*contract.LABELS, *contract.REGISTRIES} <= set(contract.TABLES)


def test_the_splits_are_those_of_the_file_of_splits() -> None:
    entry = contract.expanded("file:splits")["properties"]["splits"]["items"]
    assert tuple(entry["properties"]["split"]["enum"]) == contract.SPLITS


@pytest.mark.parametrize("name", ["file:nothing", "nothing", "common#/$defs/nothing"])
def test_an_unknown_schema_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError, match=re.escape(name)):
        contract.schema(name)


@pytest.mark.parametrize("name", NAMES)
def test_an_expanded_schema_refers_to_nothing(name: str) -> None:
    assert [path for path, value in values_with_paths(contract.expanded(name)) if path and path[-1] == "$ref"] == []


@pytest.mark.parametrize("name", NAMES)
def test_only_the_whole_of_an_expanded_schema_has_a_name_and_dialect(name: str) -> None:
    # jsonschema changes validators at an inner `$schema`, and resolves references against an inner `$id`.
    inner = [path for path, node in nodes(contract.expanded(name)) if path and {"$schema", "$id"} & set(node)]
    assert inner == []


def test_a_pattern_ends_where_the_string_ends_inside_nested_records() -> None:
    (row,) = contract.expanded("row:sentences")["examples"]
    for steps, value in values_with_paths(row):
        if steps and steps[-1] in ("mention_id", "event_id", "actor_id", "annotator_id", "incident_id") and value:
            assert not validators.validator("row:sentences").is_valid(replaced(row, steps, f"{value}\n")), steps


def test_what_stands_beside_a_reference_overrides_it() -> None:
    reference = contract.schema("row:sentences")["properties"]["start"]
    offset = contract.schema("common")["$defs"]["offset"]
    assert contract.expanded("row:sentences")["properties"]["start"] == {
        **offset,
        "description": reference["description"],
    }


def test_an_expanded_vocabulary_keeps_its_name() -> None:
    role = contract.expanded("row:sentences")["properties"]["role"]
    assert role["x-vocabulary"] == "role"
    assert tuple(role["enum"]) == contract.vocabulary("role")


@pytest.fixture(scope="module")
def registry() -> Registry[Json]:
    """All schemas as they stand in their files, but for `$schema`, at which jsonschema leaves our `pattern` behind."""
    schemas = [json.loads(file.read_text(encoding="utf-8")) for file in FILES]
    bare = [{key: value for key, value in schema.items() if key != "$schema"} for schema in schemas]
    return Registry().with_resources((schema["$id"], DRAFT202012.create_resource(schema)) for schema in bare)


ANYTHING = (
    st.none() | st.booleans() | st.integers(-2, 3) | st.floats(allow_nan=False, allow_infinity=False) | st.just(2**31)
    | texts | st.sampled_from([*contract.vocabulary("event_type"), "pakistan", "2025-10", "grey-bridge:s001:m01"])
    | st.lists(st.none() | st.just("x"), max_size=2) | st.dictionaries(st.just("actor_id"), st.just("x"), max_size=1)
)  # fmt: skip


@pytest.mark.parametrize("name", INSTANCES)
@given(data=st.data())
def test_an_expanded_schema_gives_the_verdict_of_the_references(
    name: str, data: st.DataObject, registry: Registry[Json]
) -> None:
    example = data.draw(st.sampled_from(contract.expanded(name)["examples"]))
    path = data.draw(st.sampled_from([path for path, _ in values_with_paths(example)]))
    mutant = replaced(example, path, data.draw(ANYTHING))
    expanded = validators.validator(name)
    root = {"$ref": f"urn:torkham:{name}"}
    by_reference = type(expanded)(root, registry=registry, format_checker=expanded.format_checker)
    assert by_reference.is_valid(example)
    assert expanded.is_valid(mutant) == by_reference.is_valid(mutant), path


SCALAR, LIST, MAP = {"type": ["string", "null"]}, {"type": "array", "items": {}}, {"type": "object", "properties": {}}


@pytest.mark.parametrize(
    ("node", "value", "found"),
    [
        ({"anyOf": [SCALAR, LIST, MAP]}, [], LIST),
        ({"anyOf": [SCALAR, LIST, MAP]}, {}, MAP),
        ({"anyOf": [SCALAR, {"anyOf": [SCALAR, MAP]}]}, {}, MAP),
        (LIST, [], LIST),
    ],
)
def test_a_branch_is_the_one_that_describes_the_value(node: Json, value: object, found: Json) -> None:
    assert contract.branch(node, value) is found


@pytest.mark.parametrize("value", [None, "word", 1, True, []])
def test_a_value_that_no_branch_describes_leaves_the_schema_as_it_is(value: object) -> None:
    node = {"anyOf": [SCALAR, MAP]}
    assert contract.branch(node, value) is node


# The version of the contract


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the contract, laid out in another way, that is read in place of the real one."""
    for file in FILES:
        target = tmp_path / "schema" / file.relative_to(SCHEMA)
        target.parent.mkdir(parents=True, exist_ok=True)
        schema = json.loads(file.read_text(encoding="utf-8"))
        target.write_text(json.dumps(schema, indent=7, sort_keys=True), encoding="utf-8")
    monkeypatch.setattr(contract, "data_dir", lambda: tmp_path)
    return tmp_path / "schema"


@pytest.mark.usefixtures("copied")
def test_the_hash_of_the_contract_does_not_depend_on_its_layout() -> None:
    assert contract.schema_hash.__wrapped__() == contract.schema_hash()


@pytest.mark.parametrize("file", ["common.json", "rows/events.json", "vocabularies/polarity.json"])
def test_the_hash_of_the_contract_follows_every_word(file: str, copied: Path) -> None:
    schema = json.loads((copied / file).read_text(encoding="utf-8"))
    (copied / file).write_text(json.dumps(schema | {"description": "Another."}), encoding="utf-8")
    assert contract.schema_hash.__wrapped__() != contract.schema_hash()


def test_the_hash_of_the_contract_follows_the_order_of_labels(copied: Path) -> None:
    file = copied / "vocabularies" / "polarity.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(schema | {"enum": schema["enum"][::-1]}), encoding="utf-8")
    assert contract.schema_hash.__wrapped__() != contract.schema_hash()
