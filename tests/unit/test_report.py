"""The text is capped and safe to print; the JSON is complete."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torkham.findings import Finding, Level
from torkham.report import CAP, as_json, as_text, printable

words = st.text(max_size=8)


def findings_of(check: str, count: int) -> list[Finding]:
    return [Finding(check, Level.SPANS, "error", "a.yaml", n, f"x:s{n}", f"message {n}") for n in range(1, count + 1)]


def shown(text: list[str], check: str) -> int:
    return sum(f"  {check}  error" in line for line in text)


def test_nothing_found_is_said() -> None:
    assert list(as_text([])) == ["no findings"]
    assert list(as_json([])) == []


def test_a_finding_says_where_what_and_the_way_out() -> None:
    found = Finding("spans/quote", Level.SPANS, "error", "a.yaml", 12, "x:s001:m01", "'Kabul' is not there", "look")
    assert list(as_text([found])) == [
        "a.yaml:12  spans/quote  error",
        "  'Kabul' is not there (x:s001:m01)",
        "  → look",
        "1 finding in 1 file",
    ]


def test_what_is_not_known_leaves_no_trace() -> None:
    found = Finding("format/utf8", Level.FORMAT, "error", "a.txt", None, "", "not UTF-8")
    assert list(as_text([found, found])) == 2 * ["a.txt  format/utf8  error", "  not UTF-8"] + ["2 findings in 1 file"]


@pytest.mark.parametrize("count", [1, CAP - 1, CAP, CAP + 1, 3 * CAP])
def test_the_text_caps_each_check_by_itself(count: int) -> None:
    text = list(as_text([*findings_of("spans/quote", count), *findings_of("spans/tiling", 2)]))
    assert shown(text, "spans/quote") == min(count, CAP)
    assert shown(text, "spans/tiling") == 2
    more = [line for line in text if "not shown" in line]
    assert [line.split(" (")[0] for line in more] == (
        [f"spans/quote: {count - CAP} more of {count} not shown"] if count > CAP else []
    )
    assert text[-1] == f"{count + 2} findings in 1 file"


def test_the_first_findings_are_the_ones_shown() -> None:
    text = list(as_text(findings_of("spans/quote", 5), cap=2))
    assert [line for line in text if "message" in line] == ["  message 1 (x:s1)", "  message 2 (x:s2)"]


@given(
    st.lists(st.builds(Finding, words, st.sampled_from(Level), words, words, st.none() | st.integers(1), words, words))
)
def test_json_holds_every_finding_whole_one_a_line(found: list[Finding]) -> None:
    lines = list(as_json(found))
    assert [json.loads(line) for line in lines] == [finding.as_dict() for finding in found]
    assert not any("\n" in line or "\r" in line for line in lines)


@given(st.text())
def test_printable_text_moves_no_cursor_and_turns_no_line(text: str) -> None:
    assert printable(text).isprintable()


@given(st.text().filter(str.isprintable))
def test_what_is_printable_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\nb\r\tc\x08", "a\\nb\\r\\tc\\x08"),
        ("\x9b2J", "\\x9b2J"),
        ("a\u202eb\u2066c", "a\\u202eb\\u2066c"),
        ("\u200f\u061c\ufeff", "\\u200f\\u061c\\ufeff"),
        ("a\u2028b\x85c", "a\\u2028b\\x85c"),
        ("\U000e0041", "\\U000e0041"),
        ("\udcff.txt", "\\udcff.txt"),
        ("سوله e\u0301 🌾", "سوله e\u0301 🌾"),
    ],
)
def test_control_and_bidi_characters_are_written_as_escapes(text: str, safe: str) -> None:
    assert printable(text) == safe


def test_a_finding_cannot_break_out_of_its_lines() -> None:
    nasty = "a\n\x1b[2J\u202e"
    lines = list(as_text([Finding(nasty, Level.SPANS, nasty, nasty, 1, nasty, nasty, nasty)]))
    assert len(lines) == 4
    assert all(line.isprintable() for line in lines)
