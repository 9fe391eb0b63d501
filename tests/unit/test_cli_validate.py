"""`torkham validate` and the command itself: exit codes, one-line errors, every format, and what is selected."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.conftest import FEW, TOY
from tests.unit.strategies import WORDS
from torkham.cli import VERBS, main
from torkham.report import FORMATS


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of where the tests run change what is printed."""
    for name in ("FORCE_COLOR", "NO_COLOR", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A tree with more unknown codes than the text report shows."""
    tree = tmp_path / "toy"
    shutil.copytree(TOY, tree)
    for file in (tree / "annotations" / "articles").glob("*.yaml"):
        text = file.read_text("utf-8").replace("form: name", "form: nmae").replace("status: actual", "status: actaul")
        file.write_text(text, encoding="utf-8")
    return tree


def test_a_clean_tree_exits_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(TOY)]) == 0
    assert capsys.readouterr().out == "no findings\n"


def test_findings_exit_with_1_and_say_where(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(broken)]) == 1
    shown = capsys.readouterr().out
    assert "annotations/articles/grey-bridge.yaml\n  10:  schema/unknown-code  error\n" in shown
    assert 'Did you mean "name"?' in shown


def test_text_caps_a_kind_and_json_never_does(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["validate", str(broken), "--format", "json"])
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    main(["validate", str(broken)])
    capped = capsys.readouterr().out
    main(["validate", str(broken), "--all"])
    whole = capsys.readouterr().out
    assert len(records) > 20
    assert capped.count("schema/unknown-code  error") == 20
    assert f"{len(records) - 20} more of {len(records)}" in capped
    assert whole.count("schema/unknown-code  error") == len(records)
    assert set(records[0]) == {"check", "level", "severity", "file", "line", "where", "message", "hint"}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("verb", ["validate", "build"])
def test_every_format_tells_of_every_finding(
    verb: str, form: str, broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = broken / "annotations" / "articles" / "patience.yaml"
    file.write_bytes(b"\xff")
    assert main([verb, str(broken), "--format", form]) == 1
    shown, error = capsys.readouterr()
    assert "format/utf8" in shown
    assert "annotations/articles/patience.yaml" in shown
    assert error == ""


@pytest.mark.parametrize(
    ("form", "shown"), [("text", "no findings\n"), ("json", ""), ("github", ""), ("sarif", '"results": []')]
)
def test_every_format_tells_that_nothing_was_found(form: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(TOY), "--format", form]) == 0
    out = capsys.readouterr().out
    assert shown in out
    assert bool(out) is bool(shown)


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "text"])
def test_a_build_leaves_its_output_to_the_program_that_reads_it(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", str(TOY), "--format", form]) == 0
    nothing = capsys.readouterr().out
    assert main(["build", str(TOY), "--out", str(tmp_path / "dataset"), "--format", form]) == 0
    out, error = capsys.readouterr()
    assert out == nothing
    assert error.startswith("built ")


def test_a_workflow_is_told_the_line_in_the_checkout(
    broken: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(broken.parent)
    main(["validate", "toy", "--format", "github"])
    assert "::error file=toy/annotations/articles/grey-bridge.yaml,line=10,title=schema/unknown-code::" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_a_pipe_is_coloured_only_where_that_is_asked_for(
    environment: dict[str, str],
    coloured: bool,
    broken: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    main(["validate", str(broken)])
    assert ("\x1b[" in capsys.readouterr().out) is coloured


def checks(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> set[str]:
    """Return the checks of which `torkham validate` reports findings, and judge its exit code by them."""
    code = main(["validate", *arguments, "--format", "json"])
    found = {json.loads(line)["check"] for line in capsys.readouterr().out.splitlines()}
    assert code == bool(found)
    return found


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], {"format/unknown-file", "schema/unknown-code", "schema/value"}),
        (["--select", "format"], {"format/unknown-file"}),
        (["--select=schema/value,format"], {"format/unknown-file", "schema/value"}),
        (["--select", "schema/value", "--select", " format , links"], {"format/unknown-file", "schema/value"}),
        (["--ignore", "schema"], {"format/unknown-file"}),
        (["--select", "schema", "--ignore", "schema/value"], {"schema/unknown-code"}),
        (["--ignore", "schema/unknown-code,schema/value", "--ignore", "format"], set()),
        (["--select", "release"], set()),
    ],
)
def test_only_what_is_selected_is_reported_and_counts(
    options: list[str], expected: set[str], broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (broken / "seeds" / "articles" / "notes.txt").touch()
    release = broken / "annotations" / "release.yaml"
    release.write_text(release.read_text("utf-8").replace("0.1.0", "first"), encoding="utf-8")
    assert checks([str(broken), *options], capsys) == expected


def test_the_text_says_how_much_was_not_selected(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["validate", str(broken), "--format", "json"])
    count = len(capsys.readouterr().out.splitlines())
    assert main(["validate", str(broken), "--select", "links"]) == 0
    assert capsys.readouterr().out == f"no findings ({count} others not selected)\n"


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize(
    ("name", "hint"),
    [("links/unknown-acter", 'Did you mean "links/unknown-actor"?'), ("linsk", 'Did you mean "links"?')],
)
def test_an_unknown_check_is_wrong_usage(option: str, name: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(TOY), option, f"links,{name}"]) == 2
    assert capsys.readouterr() == ("", f'torkham validate: there is no check or level "{name}". {hint}\n')


def test_help_states_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["validate", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert (
        "Exits with 0 where nothing is found, 1 where there are findings (of those selected), 2 for wrong usage."
        in shown
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate"],
        ["build"],
        ["segment"],
        ["format"],
        ["format", "--check"],
        ["agree"],
        ["erratum", "--root", str(TOY)],
    ],
    ids=" ".join,
)
def test_a_file_or_folder_that_is_not_there_is_wrong_usage(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing"
    assert main([*arguments, str(missing)]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert str(missing) in error
    assert error.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes only there")
def test_json_goes_through_every_locale_with_every_file_name(tree: Path) -> None:
    (tree / "seeds" / "articles" / os.fsdecode(b"caf\xe9 \xe2\x80\xae.txt")).touch()
    result = subprocess.run(
        [sys.executable, "-m", "torkham", "validate", tree, "--format", "json"],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii:strict"},
    )
    assert (result.returncode, result.stderr) == (1, b"")
    (found,) = map(json.loads, result.stdout.decode("utf-8").splitlines())
    assert found["check"] == "format/unknown-file"
    assert found["file"] == "seeds/articles/caf\udce9 \u202e.txt"


def test_the_folder_one_stands_in_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TOY)
    assert main(["validate"]) == 0


def test_an_error_cannot_steer_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "no\n\x1b[2J\u202esuch folder"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("torkham validate: no\\n\\x1b[2J\\u202esuch folder is neither")
    assert error.rstrip("\n").isprintable()


TREE_FILES = sorted(path.relative_to(TOY).as_posix() for path in TOY.rglob("*.yaml"))
PIECES = st.sampled_from(
    (*WORDS, "", "\n", "\n  ", "\n- ", "\t", "m01", "s002:m01", "e01", "unnamed", "2025-02-29", "1e999")
)


@FEW
@given(file=st.sampled_from(TREE_FILES), at=st.floats(0, 1), length=st.integers(0, 20), piece=PIECES)
def test_no_damage_to_a_tree_is_more_than_findings(
    tmp_path_factory: pytest.TempPathFactory, file: str, at: float, length: int, piece: str
) -> None:
    tree = shutil.copytree(TOY, tmp_path_factory.mktemp("damaged") / "tree")
    text = (tree / file).read_text("utf-8")
    start = round(at * len(text))
    (tree / file).write_bytes((text[:start] + piece + text[start + length :]).encode())
    assert main(["validate", str(tree)]) in (0, 1)


def retold(table: pa.Table, column: str, values: Any) -> pa.Table:
    index = table.column_names.index(column)
    return table.set_column(index, table.schema.field(index), values)


def not_a_number(table: pa.Table) -> pa.Table:
    return retold(table, "score", pa.array([float("nan")] * len(table)))


def not_utf8(table: pa.Table) -> pa.Table:
    offsets = pa.array(range(0, 2 * len(table) + 1, 2), pa.int32()).buffers()[1]
    data = pa.py_buffer(b"\xff\xfe" * len(table))
    return retold(table, "fold", pa.Array.from_buffers(pa.string(), len(table), [None, offsets, data]))


def no_values(table: pa.Table) -> pa.Table:
    return retold(table, "event_id", pa.nulls(len(table), pa.string()))


@pytest.mark.parametrize(
    ("spoil", "check"), [(not_a_number, "schema/value"), (not_utf8, "format/parquet"), (no_values, "schema/type")]
)
def test_values_that_no_build_writes_are_findings(
    spoil: Callable[[pa.Table], pa.Table], check: str, dataset: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = dataset / "data" / "events" / "train.parquet"
    pq.write_table(spoil(pq.read_table(path)), path)
    assert main(["validate", str(dataset)]) == 1
    assert f"data/events/train.parquet\n  {check}  error" in capsys.readouterr().out


def test_something_else_exits_with_2_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        assert main(["validate", str(path)]) == 2
        assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["validate", "--nonsense"], ["validate", "a", "b"]])
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    assert "usage: torkham" in capsys.readouterr().err


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main([verb, "--help"])
    assert exit_.value.code == 0
    assert f"usage: torkham {verb}" in capsys.readouterr().out


def test_the_module_runs_as_a_command() -> None:
    result = subprocess.run([sys.executable, "-m", "torkham", "--version"], capture_output=True, text=True, check=True)
    assert result.stdout.startswith("torkham ")


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, torkham, torkham.cli; print(*sorted(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in result.stdout.split()}
    assert not loaded & {"polars", "pandera", "pyarrow", "datasets", "jsonschema", "yaml", "edtf", "sentencex"}


def test_the_package_exports_what_it_lists() -> None:
    import torkham

    assert all(getattr(torkham, name) is not None for name in torkham.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = torkham.nonsense
