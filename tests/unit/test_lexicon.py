"""The lexicon fits its schemas, and the rules read each of its examples as it is marked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.examples import draft_of, overlaps, same_places
from torkham import contract
from torkham.annotator.examples import read_example
from torkham.annotator.lexicon import FOLDER, inflected, lexicon
from torkham.annotator.rules import RuleAnnotator
from torkham.document import read_document
from torkham.validators import validator

FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.yaml"))
TYPES = contract.vocabulary("event_type")


def schema_of(file: str) -> str:
    return "triggers" if file.startswith("triggers/") else Path(file).stem


def examples() -> list[Any]:
    found = []
    for type_ in TYPES:
        entries = yaml.safe_load((FOLDER / f"triggers/{type_.lower()}.yaml").read_text(encoding="utf-8"))["triggers"]
        for entry in entries:
            for number, text in enumerate(entry["examples"]):
                id_ = f"{type_}-{entry['words'][0]}-{number}-{text}"
                found.append(pytest.param(type_, entry.get("mode"), text, id=id_))
    return found


@pytest.mark.parametrize("file", FILES)
def test_a_file_fits_its_schema(file: str) -> None:
    schema = f"lexicon:{schema_of(file)}"
    document = read_document((FOLDER / file).read_text(encoding="utf-8"), file, schema)
    assert [error.message for error in validator(schema).iter_errors(document.value)] == []


def test_there_is_a_file_for_every_schema_and_type() -> None:
    schemas = {path.stem for path in (contract.data_dir() / "schema/lexicon").glob("*.json")}
    assert {schema_of(file) for file in FILES} == schemas
    assert {Path(file).stem for file in FILES if file.startswith("triggers/")} == {type_.lower() for type_ in TYPES}


def test_every_set_is_used() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.yaml"))
    code = "".join(path.read_text(encoding="utf-8") for path in FOLDER.parent.glob("*.py"))
    unused = [name for name in lexicon().sets if f'"@{name}"' not in text and f"@{name}" not in text]
    assert [name for name in unused if f'"{name}"' not in code and not name.startswith("anaphors_")] == []


def test_no_set_has_the_name_of_another() -> None:
    names = [entry["name"] for entry in yaml.safe_load((FOLDER / "sets.yaml").read_text(encoding="utf-8"))["sets"]]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_modes_are_those_of_their_type() -> None:
    modes = {name: set(term["modes"]) for name, term in contract.terms("event_type").items()}
    for entries in lexicon().triggers.values():
        for entry in entries:
            assert entry.mode is None or entry.mode in modes[entry.type], entry


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("wade", ("waded", "wading")),
        ("gut", ("guted", "guting", "gutted", "gutting")),
        ("cordon", ("cordoned", "cordoning", "cordonned", "cordonning")),
        ("free", ("freed", "freeing")),
    ],
)
def test_a_verb_is_known_by_its_regular_forms(verb: str, forms: tuple[str, ...]) -> None:
    assert inflected(verb) == forms


@pytest.mark.parametrize(("type_", "mode", "text"), examples())
def test_an_example_is_read_as_it_is_marked(annotator: RuleAnnotator, type_: str, mode: str | None, text: str) -> None:
    example = read_example(text)
    unit = next(annotator.annotate([draft_of(example.text)])).units[0]
    mentions = {mention["mention_id"]: (mention["start"], mention["end"]) for mention in unit.mentions}
    at = [e for e in unit.events if overlaps(example.trigger[0], e["trigger"]["start"], e["trigger"]["end"])]
    found = [(event["type"], event["mode"]) for event in at]
    assert (type_, mode) in found
    event = at[found.index((type_, mode))]
    sources, recipients = (
        [mentions[part["mention_id"]] for part in event[slot] if part["mention_id"]]
        for slot in ("sources", "recipients")
    )
    if event["reciprocal"]:
        assert same_places(example.sources + example.recipients, sources)
    else:
        assert same_places(example.sources, sources)
        assert same_places(example.recipients, recipients)
