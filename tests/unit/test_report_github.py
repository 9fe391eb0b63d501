"""A workflow command says all of a finding and cannot be broken by what the finding quotes."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_report import finding, findings
from torkham.findings import Finding
from torkham.report import as_github
from torkham.report.words import printable, said

COMMAND = re.compile(r"::(?P<name>\w+) (?P<properties>[^:]*)::(?P<data>.*)")


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Read a command as the runner of a workflow does."""
    command = COMMAND.fullmatch(line)
    assert command is not None, line
    properties = dict(each.split("=", maxsplit=1) for each in command["properties"].split(","))
    return command["name"], {name: unquote(value) for name, value in properties.items()}, unquote(command["data"])


def test_a_finding_is_one_command() -> None:
    assert list(as_github([finding()])) == [
        '::error file=a.yaml,line=12,title=spans/quote::"Kabul" is not there (x:s001:m01)%0A→ look again'
    ]


def test_a_warning_is_a_warning() -> None:
    (line,) = as_github([finding(severity="warning")])
    assert line.startswith("::warning file=")


def test_without_a_line_the_whole_file_is_annotated() -> None:
    (line,) = as_github([finding(line=None, where="", hint="")])
    assert line == '::error file=a.yaml,title=spans/quote::"Kabul" is not there'


@pytest.mark.parametrize(
    ("text", "data", "value"),
    [
        ("100 %", "100 %25", "100 %25"),
        ("%0A", "%250A", "%250A"),
        ("a: b, c", "a: b, c", "a%3A b%2C c"),
        ("::add-mask::x", "::add-mask::x", "%3A%3Aadd-mask%3A%3Ax"),
        ("a\r\nb", "a\\r\\nb", "a\\r\\nb"),
        ("سوله \u202e", "سوله \\u202e", "سوله \\u202e"),
    ],
)
def test_data_and_properties_are_escaped_by_their_own_rules(text: str, data: str, value: str) -> None:
    (line,) = as_github([finding(file=text, line=None, where="", message=text, hint="")])
    assert line == f"::error file={value},title=spans/quote::{data}"


@given(st.lists(findings))
def test_the_runner_reads_what_was_found(found: list[Finding]) -> None:
    for line, each in zip(as_github(found), found, strict=True):
        name, properties, data = read(line)
        assert name == each.severity
        assert properties.pop("line", None) == (None if each.line is None else str(each.line))
        assert properties == {"file": printable(each.file), "title": each.check}
        assert data.split("\n") == said(each)
