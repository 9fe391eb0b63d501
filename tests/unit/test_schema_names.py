"""The schema of a file that people write goes by two names."""

from __future__ import annotations

import pytest

import torkham
from torkham import contract

FILES = sorted(path.stem for path in (contract.data_dir() / "schema" / "files").glob("*.json"))


@pytest.mark.parametrize("name", FILES)
def test_a_file_s_schema_has_a_short_name(name: str) -> None:
    assert torkham.schema(name) == torkham.schema(f"file:{name}")
    assert torkham.validator(name).schema == torkham.validator(f"file:{name}").schema
    assert contract.expanded(name) == contract.expanded(f"file:{name}")


def test_a_part_has_a_short_name_too() -> None:
    assert torkham.schema("annotation#/$defs/mention")["required"] == ["id", "quote", "actor_id", "form"]
    assert torkham.validator("annotation#/$defs/event").is_valid({}) is False


def test_a_validator_by_its_short_name_judges() -> None:
    good = torkham.schema("splits")["examples"][0]
    assert torkham.validator("splits").is_valid(good)
    assert not torkham.validator("splits").is_valid(good | {"extra": 1})


@pytest.mark.parametrize("name", ["common", "row:actors", "record:mention", "vocabulary:role"])
def test_other_schemas_have_one_name(name: str) -> None:
    assert torkham.schema(name)["$id"] == f"urn:torkham:{name}"


@pytest.mark.parametrize("name", ["", "anotation", "mentions", "row:annotation", "file:common", "commons"])
def test_a_name_that_is_none_is_given_back(name: str) -> None:
    with pytest.raises(KeyError) as error:
        torkham.schema(name)
    assert error.value.args == (name,)
