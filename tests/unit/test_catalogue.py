"""The catalogue is whole, its page is fresh, and checks are chosen from it by id or level."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.unit.conftest import ROOT
from torkham.catalogue import LEVELS, UnknownCheckError, chosen, rules
from torkham.findings import RULES, Level

EVERY = {rule.id for rule in rules()}


def of(level: str) -> set[str]:
    return {id_ for id_ in EVERY if id_.startswith(f"{level}/")}


def test_no_module_states_a_rule_that_the_catalogue_lacks() -> None:
    code = """
import importlib, pkgutil, torkham, torkham.catalogue
known = set(torkham.findings.RULES)
for module in pkgutil.walk_packages(torkham.__path__, "torkham."):
    if module.name != "torkham.__main__":
        importlib.import_module(module.name)
print(*sorted(set(torkham.findings.RULES) - known))
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == []


def test_rules_come_by_level_and_id() -> None:
    assert [rule.id for rule in rules()] == sorted(RULES, key=lambda id_: (RULES[id_].level, id_))


def test_every_level_is_explained_in_a_sentence() -> None:
    assert list(LEVELS) == list(Level)
    assert all(re.fullmatch(r"[A-Z][^.]*(\.\d[^.]*)*\.", text) for text in LEVELS.values())


@pytest.mark.parametrize(
    ("select", "ignore", "wanted"),
    [
        ([], [], EVERY),
        (["links"], [], of("links")),
        (["links/unknown-actor"], [], {"links/unknown-actor"}),
        (["spans", "links/unknown-actor"], [], of("spans") | {"links/unknown-actor"}),
        (["links", "links/unknown-actor"], [], of("links")),
        ([], ["links"], EVERY - of("links")),
        ([], ["links", "format/utf8"], EVERY - of("links") - {"format/utf8"}),
        (["links"], ["links/unknown-actor"], of("links") - {"links/unknown-actor"}),
        (["links/unknown-actor"], ["links"], set()),
        (["links/unknown-actor"], ["links/unknown-actor"], set()),
    ],
)
def test_ignoring_wins_over_selecting(select: list[str], ignore: list[str], wanted: set[str]) -> None:
    assert chosen(select, ignore) == wanted


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("links/unknown-acter", 'Did you mean "links/unknown-actor"?'),
        ("unknown-actor", 'Did you mean "links/unknown-actor"?'),
        ("LINKS", 'Did you mean "links"?'),
        ("semantic", 'Did you mean "semantics"?'),
        ("links/", 'Did you mean "links"?'),
        ("zzz", "The levels are: format, schema, links, spans, semantics, corpus, release"),
        ("", "The levels are: format"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(name: str, hint: str) -> None:
    for select, ignore in ([name], []), ([], [name]), (["links"], ["links", name]):
        with pytest.raises(UnknownCheckError, match=re.escape(f'there is no check or level "{name}". {hint}')):
            chosen(select, ignore)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The generator of the page, writing elsewhere."""
    spec = importlib.util.spec_from_file_location("checks_table", ROOT / "scripts" / "checks_table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "PAGE", tmp_path / "checks.md")
    return module


def test_the_page_has_every_rule_once_under_its_level(script: ModuleType) -> None:
    listed, level = [], ""
    for line in script.page():
        if heading := re.fullmatch(r"## (\d)\. (\w+)", line):
            level = heading[2]
            assert Level(int(heading[1])).name.lower() == level
        elif row := re.fullmatch(r"\| `(\S+)` \| (\w+) \| (\w+) \| (.+) \|", line):
            rule = RULES[row[1]]
            assert row.groups()[1:] == (level, rule.severity, rule.text.replace("|", "\\|"))
            listed.append(row[1])
    assert listed == [rule.id for rule in rules()]


def test_the_page_says_that_it_is_written_by_a_script(script: ModuleType) -> None:
    assert "Written by scripts/checks_table.py" in next(script.page())


@pytest.mark.parametrize("before", [None, "", "# Checks\n"], ids=["missing", "empty", "stale"])
def test_a_page_that_is_not_what_the_rules_give_is_named_with_the_fix(
    before: str | None, script: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    if before is not None:
        script.PAGE.write_text(before, encoding="utf-8")
    assert script.main(["--check"]) == 1
    assert capsys.readouterr().err == "docs/checks.md is stale: run python scripts/checks_table.py\n"
    assert (script.PAGE.read_text("utf-8") if script.PAGE.is_file() else None) == before
    assert script.main([]) == 0
    assert script.main(["--check"]) == 0
    assert script.PAGE.read_bytes().endswith(b"|\n")


def test_the_committed_page_is_fresh(script: ModuleType) -> None:
    assert (ROOT / "docs" / "checks.md").read_text("utf-8") == "\n".join(script.page())
