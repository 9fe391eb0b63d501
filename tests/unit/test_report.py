"""The text is grouped, capped and safe to print; what programs read is complete; each format goes where it is asked."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torkham.catalogue import rules
from torkham.findings import Finding, Level
from torkham.report import CAP, FORMATS, as_github, as_json, as_sarif, as_text, printable, wants_colour, write

words = st.text(max_size=8)
findings = st.builds(
    Finding,
    st.sampled_from([rule.id for rule in rules()]),
    st.sampled_from(Level),
    st.sampled_from(["error", "warning"]),
    words,
    st.none() | st.integers(1),
    words,
    words,
    words,
)
SGR = re.compile(r"\x1b\[\d+m")
NASTY = "a\r\n\x1b[2J\x7f\u202e\u2028\ud800::%"


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def finding(**changes: Any) -> Finding:
    values: dict[str, Any] = {
        "check": "spans/quote",
        "level": Level.SPANS,
        "severity": "error",
        "file": "a.yaml",
        "line": 12,
        "where": "x:s001:m01",
        "message": '"Kabul" is not there',
        "hint": "look again",
    }
    return Finding(**values | changes)


def findings_of(check: str, count: int) -> list[Finding]:
    return [finding(check=check, line=n, where=f"x:s{n}", message=f"message {n}") for n in range(1, count + 1)]


def shown(text: list[str], check: str) -> int:
    return sum(f"  {check}  error" in line for line in text)


def test_nothing_found_is_said() -> None:
    assert list(as_text([])) == ["no findings"]
    assert list(as_json([])) == list(as_github([])) == []


def test_a_finding_says_where_what_and_the_way_out() -> None:
    assert list(as_text([finding()])) == [
        "a.yaml",
        "  12:  spans/quote  error",
        '    "Kabul" is not there (x:s001:m01)',
        "    → look again",
        "",
        "1 finding in 1 file",
    ]


def test_what_is_not_known_leaves_no_trace() -> None:
    found = finding(line=None, where="", hint="")
    entry = ["  spans/quote  error", '    "Kabul" is not there']
    assert list(as_text([found, found])) == ["a.yaml", *entry, *entry, "", "2 findings in 1 file"]


def test_findings_stand_under_their_file_in_the_order_they_came() -> None:
    found = [finding(file=file, line=line) for file, line in [("b.yaml", 3), ("a.yaml", 2), ("b.yaml", 1)]]
    text = [line for line in as_text(found) if re.match(r"\S+\.yaml|  \d", line)]
    error = "  spans/quote  error"
    assert text == ["b.yaml", f"  3:{error}", f"  1:{error}", "a.yaml", f"  2:{error}"]


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
    assert [line for line in text if "message" in line] == ["    message 1 (x:s1)", "    message 2 (x:s2)"]


def test_a_file_of_which_nothing_is_shown_is_counted_all_the_same() -> None:
    text = list(as_text([finding(), finding(file="b.yaml")], cap=1))
    assert "b.yaml" not in text
    assert text[-1] == "2 findings in 2 files"


@pytest.mark.parametrize(
    ("found", "others", "said"),
    [
        ([], 1, "no findings (1 other not selected)"),
        ([finding()], 2, "1 finding in 1 file (2 others not selected)"),
    ],
)
def test_what_was_not_selected_is_counted(found: list[Finding], others: int, said: str) -> None:
    assert list(as_text(found, others=others))[-1] == said


@given(st.lists(findings, max_size=5))
def test_colour_says_nothing_that_the_words_do_not(found: list[Finding]) -> None:
    plain, coloured = list(as_text(found)), list(as_text(found, colour=True))
    assert [SGR.sub("", line) for line in coloured] == plain
    assert all(line.isprintable() for line in plain)
    assert not found or plain != coloured


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_every_colour_ends_in_its_line(severity: str) -> None:
    for line in as_text([finding(severity=severity)], colour=True):
        assert len(SGR.findall(line)) == 2 * line.endswith("\x1b[0m")


@pytest.mark.parametrize(
    ("stream", "environment", "coloured"),
    [
        (Terminal(), {}, True),
        (io.StringIO(), {}, False),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"FORCE_COLOR": ""}, False),
        (io.StringIO(), {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        (Terminal(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_only_a_terminal_is_coloured_unless_one_is_told(
    stream: io.StringIO, environment: dict[str, str], coloured: bool
) -> None:
    assert wants_colour(stream, environment) is coloured


@given(st.lists(findings))
def test_json_holds_every_finding_whole_one_a_line(found: list[Finding]) -> None:
    lines = list(as_json(found))
    assert [json.loads(line) for line in lines] == [each.as_dict() for each in found]


def test_json_stays_readable_in_every_script() -> None:
    (line,) = as_json([finding(message="سوله 🌾")])
    assert '"message": "سوله 🌾"' in line


@given(st.text(st.characters()))
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


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_lets_a_finding_break_out_of_its_line(form: str) -> None:
    stream = io.StringIO()
    calm, nasty = finding(), finding(file=NASTY, where=NASTY, message=NASTY, hint=NASTY)
    lines = []
    for each in (calm, nasty):
        stream = io.StringIO()
        write([each], form, stream)
        lines.append(stream.getvalue().split("\n"))
        assert all(line.isprintable() for line in lines[-1])
    assert len(lines[0]) == len(lines[1])


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        ("text", list(as_text([finding()]))),
        ("json", list(as_json([finding()]))),
        ("github", list(as_github([finding()]))),
    ],
)
def test_each_format_is_written_as_it_is_asked_for(
    form: str, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    stream = io.StringIO()
    write([finding()], form, stream)
    assert stream.getvalue().splitlines() == lines


def test_sarif_is_written_with_every_rule() -> None:
    stream = io.StringIO()
    write([finding()], "sarif", stream)
    assert stream.getvalue().splitlines() == list(as_sarif([finding()], rules()))


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "text"])
def test_what_programs_read_is_never_coloured_or_capped(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    stream = Terminal()
    write(findings_of("spans/quote", 3), form, stream, cap=1, others=1)
    assert "\x1b" not in stream.getvalue()
    assert all(f"message {n}" in stream.getvalue() for n in (1, 2, 3))


@pytest.mark.parametrize("form", ["github", "sarif"])
@pytest.mark.parametrize(
    ("checkout", "folder", "root", "file"),
    [
        (None, ".", ".", "a.yaml"),
        (None, ".", "part/dataset", "part/dataset/a.yaml"),
        (None, "part", "dataset", "dataset/a.yaml"),
        (".", "part", "dataset", "part/dataset/a.yaml"),
        (".", "part", ".", "part/a.yaml"),
        ("part", ".", ".", "a.yaml"),
        ("", "part", "dataset", "dataset/a.yaml"),
    ],
)
def test_files_are_named_from_the_top_of_the_checkout(
    checkout: str | None, folder: str, root: str, file: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "part" / "dataset").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / folder)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    if checkout is not None:
        monkeypatch.setenv("GITHUB_WORKSPACE", checkout and str(tmp_path / checkout))
    stream = io.StringIO()
    write([finding()], form, stream, root)
    assert (f"file={file}," if form == "github" else f'"uri": "{file}"') in stream.getvalue()
