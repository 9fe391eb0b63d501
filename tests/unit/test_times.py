"""Words for a time get the value that they have on the article's day."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torkham.annotator.times import over_for, times, told_day
from torkham.dates import is_edtf

DAY = "2025-12-27"  # a Saturday


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("closed on October 11, 2025", DAY, [("October 11, 2025", "2025-10-11")]),
        ("closed on 11 October 2025", DAY, [("11 October 2025", "2025-10-11")]),
        ("closed on the 3rd of March", DAY, [("3rd of March", "2025-03-03")]),
        ("in late October 2025", DAY, [("late October 2025", "2025-10")]),
        ("in October", DAY, [("October", "2025-10")]),
        ("in October", "2025-03-01", [("October", "2024-10")]),
        ("next January", DAY, [("January", "2026-01")]),
        ("the April visit", None, [("April", "XXXX-04")]),
        ("jointly from July 1", None, []),
        ("until July 1", None, []),
        ("since 2021", DAY, [("2021", "2021/..")]),
        ("by 2025", DAY, [("2025", "../2025")]),
        ("on Friday", DAY, [("Friday", "2025-12-26")]),
        ("on Saturday", DAY, [("Saturday", "2025-12-27")]),
        ("next Monday", DAY, [("Monday", "2025-12-29")]),
        ("on Friday", None, []),
        ("yesterday and last month", DAY, [("yesterday", "2025-12-26"), ("last month", "2025-11")]),
        ("last month", "2025-01-15", [("last month", "2024-12")]),
        ("It may close in May", DAY, [("May", "2025-05")]),
        ("2,600 men of 1995 to 2010", DAY, [("1995", "1995"), ("2010", "2010")]),
        ("a march of women", DAY, []),
    ],
)
def test_times_are_read(text: str, day: str | None, expected: list[tuple[str, str]]) -> None:
    assert [(text[time.start : time.end], time.value) for time in times(text, day)] == expected


WORDS = (
    "since",
    "from",
    "until",
    "by",
    "next",
    "last",
    "the",
    "of",
    "July",
    "29",
    "31st",
    "February",
    "2021",
    "Friday",
)
TEXTS = st.text(alphabet="0123456789 ,-ofthmayMJunesicdrTy", max_size=40)
PHRASES = st.lists(st.sampled_from(WORDS)).map(" ".join)


@given(TEXTS | PHRASES, st.sampled_from([DAY, None, "2024-02-29"]))
def test_values_are_edtf_and_spans_apart(text: str, day: str | None) -> None:
    found = times(text, day)
    assert all(is_edtf(time.value) for time in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("value", "over"),
    [
        ("2025-11-26", True),
        ("2025-11-27", False),
        ("2025-10", True),
        ("2025", False),
        ("2021/..", False),
        ("2024", True),
    ],
)
def test_what_is_over_for_more_than_thirty_days_is_history(value: str, over: bool) -> None:
    assert over_for(value, DAY) is over


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("the 2020 agreement with the Taliban", "2020-12-31"),
        ("since the takeover of 2021", "2021-12-31"),
        ("since 2021 the Taliban rule", DAY),
        ("in 2019 and in 2025", DAY),
        ("the Taliban rule", DAY),
    ],
)
def test_names_are_read_by_the_time_that_is_told(text: str, told: str) -> None:
    assert told_day(text, DAY) == told
