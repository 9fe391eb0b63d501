"""Rows come together by their key, in memory and on disk alike; the rules over all articles find the same."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from torkham import parting
from torkham.checks.corpus import Whole, check_corpus, check_near_duplicates
from torkham.findings import Origin
from torkham.parting import parted

FRAMES = st.lists(st.lists(st.integers(0, 200), max_size=30), max_size=6)
ON_DISK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)


@pytest.fixture(params=[0, 10, parting.HELD], ids=["all on disk", "most on disk", "in memory"])
def held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting, "HELD", request.param)


def _frames(keys: list[list[int]]) -> list[pl.DataFrame]:
    numbers = iter(range(10_000))
    schema = {"key": pl.UInt64, "row": pl.UInt32, "text": pl.String}
    return [
        pl.DataFrame([(key, row := next(numbers), f"é{row}") for key in part], schema, orient="row") for part in keys
    ]


@pytest.mark.usefixtures("held")
@ON_DISK
@given(FRAMES)
def test_every_row_is_in_one_part_with_all_of_its_key_and_in_order(keys: list[list[int]]) -> None:
    frames = _frames(keys)
    parts = list(parted(frames, "key"))
    rows = [row for part in parts for row in part.iter_rows()]
    assert sorted(rows, key=lambda row: row[1]) == [row for frame in frames for row in frame.iter_rows()]
    assert all(part["row"].is_sorted() for part in parts)
    seen = [set(part["key"]) for part in parts]
    assert sum(map(len, seen)) == len(set().union(*seen))


def test_what_is_more_than_memory_should_hold_comes_in_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting, "HELD", 100)
    parts = list(parted(_frames([list(range(200)), list(range(200))]), "key"))
    assert len(parts) == parting.PARTS
    assert max(part.height for part in parts) <= 8


WORDS = st.lists(st.sampled_from(["the", "crossing", "at", "Torkham", "was", "shut", "again"]), min_size=7, max_size=11)
AGAIN = "the crossing at Torkham was shut again the crossing"
NEARLY = "the crossing at Torkham was shut again the shut"
SENTENCES = st.lists(st.tuples(WORDS.map(" ".join), st.sampled_from(["train", "test"])), min_size=2, max_size=25)


def _origin(row: str, _column: str) -> Origin:
    return Origin(row)


@ON_DISK
@given(SENTENCES)
@example([(AGAIN, "train"), (NEARLY, "test"), (AGAIN, "test")])
def test_the_same_is_found_on_disk_as_in_memory(sentences: list[tuple[str, str]]) -> None:
    rows = [(f"a:{n}", text, True, split) for n, (text, split) in enumerate(sentences)]
    frame = pl.DataFrame(rows, ["sentence_id", "text", "is_annotated", "split"], orient="row")
    articles = pl.DataFrame(
        [(split, split, split) for split in ("train", "test")], ["article_id", "fold", "split"], orient="row"
    )
    whole = Whole(articles, lambda: iter(()), lambda: frame.iter_slices(7), _origin)
    found = []
    for rows_held in (parting.HELD, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(parting, "HELD", rows_held)
            found.append([*check_corpus(whole), *check_near_duplicates(whole)])
    assert found[0] == found[1]
    if [text for text, _ in sentences] == [AGAIN, NEARLY, AGAIN]:
        assert [finding.check for finding in found[0]] == ["corpus/leakage", "corpus/near-duplicate"]


def test_nothing_is_looked_for_where_all_is_in_one_split() -> None:
    articles = pl.DataFrame({"article_id": ["a", "b"], "fold": ["a", "b"], "split": ["train", "train"]})
    texts, sentences = (lambda: pytest.fail("the texts are read")), (lambda: pytest.fail("the sentences are read"))
    whole = Whole(articles, texts, sentences, _origin)
    assert [*check_corpus(whole), *check_near_duplicates(whole)] == []
