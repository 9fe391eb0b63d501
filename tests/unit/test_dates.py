"""EDTF dates and intervals have a first and a last day."""

from __future__ import annotations

import pytest

from torkham.dates import BEGINNING, END, bounds, meet


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2025", (2025, 1, 1), (2025, 12, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2025-10-11", (2025, 10, 11), (2025, 10, 11)),
        ("2025-10-11/..", (2025, 10, 11), END),
        ("2025-10-11/", (2025, 10, 11), END),
        ("../2025", BEGINNING, (2025, 12, 31)),
        ("../..", BEGINNING, END),
        ("2021/2022-03", (2021, 1, 1), (2022, 3, 31)),
        ("XXXX-04", (0, 4, 1), (9999, 4, 30)),
        ("20XX", (2000, 1, 1), (2099, 12, 31)),
    ],
)
def test_a_date_means_every_day_that_it_could_be(
    value: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert bounds(value) == (first, last)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("2025-10", "2025-10-31/..", True),
        ("2025-10", "2025-11/..", False),
        ("2025-10", "../2025-09", False),
        ("2021/..", "2021-08/..", True),
        ("XXXX-04", "2025-04", True),
        ("2007", "2007/2007", True),
    ],
)
def test_two_dates_meet_where_they_can_mean_one_day(one: str, other: str, *, together: bool) -> None:
    assert meet(one, other) is together
    assert meet(other, one) is together
