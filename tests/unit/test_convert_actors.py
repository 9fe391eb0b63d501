"""The actors of a dataset are the same however the articles that tell of them were divided."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.converting import actor
from torkham.contract import Json
from torkham.convert.actors import Actors, contradiction

NAMES = st.sampled_from(["A", "B", "C"])
ROWS = st.builds(
    actor, st.sampled_from(["x", "y"]), NAMES, st.sampled_from(["state", "person"]), st.lists(NAMES, unique=True)
)


def _added(*parts: list[Json]) -> list[Json]:
    actors = Actors([actor("x", "X")])
    for part in parts:
        actors.add(part)
    return actors.rows()


def _of_shard(rows: list[Json]) -> list[Json]:
    actors = Actors()
    actors.add(rows)
    return actors.rows()


@given(st.lists(ROWS), st.lists(ROWS), st.lists(ROWS))
def test_rows_of_shards_add_up_to_those_of_all(first: list[Json], second: list[Json], third: list[Json]) -> None:
    assert _added(_of_shard(first), _of_shard(second), _of_shard(third)) == _added([*first, *second, *third])


@given(st.lists(ROWS))
def test_the_first_row_counts_and_the_other_names_are_aliases(rows: list[Json]) -> None:
    for row in _added(rows):
        told = [actor("x", "X"), *rows] if row["actor_id"] == "x" else rows
        same = [each for each in told if each["actor_id"] == row["actor_id"]]
        assert (row["name"], row["type"]) == (same[0]["name"], same[0]["type"])
        assert {row["name"], *(alias["text"] for alias in row["aliases"])} >= {each["name"] for each in same}


def test_only_aliases_may_differ_from_the_registry() -> None:
    assert contradiction(actor("x", "X"), actor("x", "X", aliases=["Y"])) is None
    assert contradiction(actor("x", "X"), actor("x", "Y")) == "x has the name 'X' in the registry, not 'Y'"
