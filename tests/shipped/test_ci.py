"""The checks in other people's hands: the pre-commit hooks, the GitHub Action, and this repository's own workflow."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from tests.shipped.conftest import ROOT
from torkham.cli import VERBS
from torkham.corpus import read_corpus
from torkham.document import read_plain
from torkham.layout import RELEASES
from torkham.report import FORMATS

ROOMS = ("annotations", "dataset", "docs", "schema", "scripts", "seeds", "src", "tests")


def read(file: str) -> Any:
    return read_plain((ROOT / file).read_text(encoding="utf-8"))


HOOKS = {hook["id"]: hook for hook in read(".pre-commit-hooks.yaml")}
ACTION = read("action.yml")
SCRIPTS = {step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step}
USES = re.compile(r"^(\./|actions/[a-z-]+@v[0-9]+)$")


def files_of(repository: Path) -> list[str]:
    """Return the files of a repository as pre-commit names them."""
    names = [path.name for path in repository.iterdir() if path.is_file()]
    rooms = [repository / room for room in ROOMS if (repository / room).is_dir()]
    paths = [path for room in rooms for path in room.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return sorted([*names, *(path.relative_to(repository).as_posix() for path in paths)])


def matched(hook: str, files: list[str]) -> list[str]:
    return [file for file in files if re.search(HOOKS[hook]["files"], file)]


def commit(hook: str, repository: Path) -> subprocess.CompletedProcess[str]:
    """Run a hook as pre-commit does: at the top of another repository, with the files that match."""
    entry = shlex.split(HOOKS[hook]["entry"])
    files = matched(hook, files_of(repository))
    assert files
    named = files if HOOKS[hook].get("pass_filenames") != "false" else []
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    environment = os.environ | {"PATH": path}
    return subprocess.run(
        [*entry, *named], cwd=repository, env=environment, capture_output=True, text=True, check=False
    )


def act(step: str, folder: Path, python: str = sys.executable, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the action as a runner does: expressions filled into its environment, its script given to bash."""
    values = {f"inputs.{name}": inputs.get(name, each.get("default", "")) for name, each in ACTION["inputs"].items()}
    values |= {"github.action_path": str(ROOT), "steps.python.outputs.python-path": python}
    environment = {
        name: re.sub(r"\$\{\{ (\S+) \}\}", lambda match: values[match[1]], value)
        for name, value in SCRIPTS[step]["env"].items()
    }
    script = folder.parent / "script.sh"
    script.write_text(SCRIPTS[step]["run"], encoding="utf-8")
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    return subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False
    )


def misname_an_actor(tree: Path) -> None:
    path = tree / "annotations/articles/grey-bridge.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("actor_id: velmora,", "actor_id: velmor,", 1), "utf-8")


@pytest.mark.slow
class TestHooks:
    def test_they_are_those_that_people_name_in_their_configuration(self) -> None:
        assert list(HOOKS) == ["torkham-validate", "torkham-format"]

    @pytest.mark.parametrize("hook", HOOKS)
    def test_their_commands_exist(self, hook: str) -> None:
        command, verb, *_ = shlex.split(HOOKS[hook]["entry"])
        (script,) = entry_points(group="console_scripts", name=command)
        assert script.dist is not None
        assert script.dist.name == "torkham"
        assert verb in VERBS

    def test_validate_runs_for_the_files_that_are_judged(self) -> None:
        assert matched("torkham-validate", files_of(ROOT)) == sorted({*read_corpus(ROOT).inputs, RELEASES})

    def test_format_runs_for_the_files_that_people_edit(self) -> None:
        inputs = {*read_corpus(ROOT).inputs, RELEASES}
        assert matched("torkham-format", files_of(ROOT)) == sorted(file for file in inputs if file.endswith(".yaml"))

    def test_a_good_tree_passes_unchanged(self, tree: Path) -> None:
        before = {path: path.read_bytes() for path in tree.rglob("*.yaml")}
        assert [commit(hook, tree).returncode for hook in HOOKS] == [0, 0]
        assert {path: path.read_bytes() for path in tree.rglob("*.yaml")} == before

    def test_a_finding_stops_the_commit(self, tree: Path) -> None:
        misname_an_actor(tree)
        done = commit("torkham-validate", tree)
        assert done.returncode == 1
        assert "links/unknown-actor" in done.stdout

    def test_a_loose_file_is_written_anew(self, tree: Path) -> None:
        path = tree / "annotations/splits.yaml"
        canonical = path.read_bytes()
        path.write_bytes(canonical.replace(b"split: train", b"split:   'train'"))
        assert commit("torkham-format", tree).returncode == 0
        assert path.read_bytes() == canonical


@pytest.mark.slow
class TestAction:
    def test_no_script_has_an_expression(self) -> None:
        assert list(SCRIPTS) == ["Install torkham", "Validate"]
        for step in SCRIPTS.values():
            assert "${{" not in step["run"]
            assert step["shell"] == "bash"

    def test_every_input_is_described_used_and_optional(self) -> None:
        assert list(ACTION["inputs"]) == ["path", "format", "arguments", "python-version"]
        assert all(each["description"] and "default" in each for each in ACTION["inputs"].values())
        used = re.findall(r"\$\{\{ inputs\.(\S+) \}\}", (ROOT / "action.yml").read_text(encoding="utf-8"))
        assert sorted(used) == sorted(ACTION["inputs"])
        assert ACTION["inputs"]["format"]["default"] in FORMATS

    def test_it_installs_the_pinned_copy_beside_it(self, tmp_path: Path) -> None:
        """A stand-in for Python notes how it was called."""
        (tmp_path / "there").mkdir()
        python = tmp_path / "a python"
        python.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
        python.chmod(0o755)
        called = act("Install torkham", tmp_path / "there", str(python)).stdout.splitlines()
        assert called[:3] == ["-m", "pip", "install"]
        assert called[-3:] == ["--constraint", str(ROOT / "constraints.txt"), str(ROOT)]
        assert (ROOT / "constraints.txt").is_file()

    def test_it_gives_the_exit_code_of_validate(self, tree: Path, tmp_path: Path) -> None:
        assert act("Validate", tree).returncode == 0
        misname_an_actor(tree)
        assert act("Validate", tree).returncode == 1
        assert act("Validate", tmp_path).returncode == 2

    def test_a_finding_becomes_an_annotation(self, tree: Path) -> None:
        misname_an_actor(tree)
        done = act("Validate", tree.parent, path="tree")
        assert done.stdout.startswith("::error ")
        assert "file=tree/annotations/articles/grey-bridge.yaml" in done.stdout

    def test_more_arguments_are_split_at_white_space(self, tree: Path) -> None:
        misname_an_actor(tree)
        assert act("Validate", tree, arguments="--ignore links/unknown-actor\n  --all").returncode == 0
        assert act("Validate", tree, arguments="--no-such-option").returncode == 2

    @pytest.mark.parametrize("name", ["path", "format", "arguments"])
    @pytest.mark.parametrize(
        "value", ["$(touch pwned)", "`touch pwned`", '"; touch pwned; "', "'; touch pwned; '", "a\ntouch pwned", "*"]
    )
    def test_an_input_is_never_run(self, name: str, value: str, tree: Path) -> None:
        done = act("Validate", tree, **{name: value})
        assert done.returncode == 2
        assert "usage: torkham" in done.stderr or "torkham validate:" in done.stderr
        assert not list(tree.rglob("pwned"))

    def test_a_path_is_no_option(self, tree: Path) -> None:
        shutil.move(tree, tree.with_name("--help"))
        assert act("Validate", tree.parent, path="--help").returncode == 0


class TestWorkflow:
    JOBS = read(".github/workflows/ci.yml")["jobs"]

    @pytest.mark.parametrize(
        ("schema", "file"), [("github-workflows", ".github/workflows/ci.yml"), ("github-actions", "action.yml")]
    )
    def test_it_is_one_by_its_schema(self, schema: str, file: str) -> None:
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(ROOT / file)]
        judged = subprocess.run(command, capture_output=True, text=True, check=False)
        assert judged.returncode == 0, judged.stdout

    def test_it_tests_every_python_that_is_promised(self) -> None:
        promised = re.findall(r"Python :: (3\.[0-9]+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        assert self.JOBS["test"]["strategy"]["matrix"]["python"] == promised

    def test_it_runs_what_a_developer_runs(self) -> None:
        steps = [step for name in ("test", "check") for step in self.JOBS[name]["steps"]]
        assert [step["run"].split(" PYTHON=")[0] for step in steps if "run" in step] == ["make test", "make check"]

    def test_actions_are_pinned_by_their_major_version(self) -> None:
        used = list(actions(*self.JOBS.values(), ACTION["runs"]))
        assert len(used) == 11
        assert [name for name in used if not USES.match(name)] == []


def actions(*jobs: Any) -> Iterator[str]:
    for job in jobs:
        yield from (step["uses"] for step in job["steps"] if "uses" in step)


class TestPage:
    """docs/ci.md shows configurations that fit the hooks and the action."""

    BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", (ROOT / "docs/ci.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    TOP, DEEPER, STEPS = (read_plain(block) for kind, block in BLOCKS if kind == "yaml" and not block.startswith("#"))

    def test_its_hooks_are_there(self) -> None:
        for hooks in (self.TOP["repos"][0]["hooks"], self.DEEPER["hooks"]):
            assert {hook["id"] for hook in hooks} == set(HOOKS)

    def test_its_patterns_match_a_deeper_tree_like_the_hooks_own(self) -> None:
        files = files_of(ROOT)
        for hook in self.DEEPER["hooks"]:
            deeper = [file for file in files if re.search(hook["files"], f"corpus/{file}")]
            assert set(matched(hook["id"], files)) <= set(deeper)
            assert [file for file in deeper if not file.startswith(("seeds/", "annotations/"))] == []
            assert [file for file in files if re.search(hook["files"], file)] == []

    def test_its_inputs_are_those_of_the_action(self) -> None:
        _, step = self.STEPS["steps"]
        assert step["with"].keys() <= ACTION["inputs"].keys()

    def test_its_python_prints_what_it_shows(self, capsys: pytest.CaptureFixture[str]) -> None:
        (code,), (shown,) = ([block for kind, block in self.BLOCKS if kind == wanted] for wanted in ("python", "text"))
        exec(compile(code, "docs/ci.md", "exec"), {})
        assert capsys.readouterr().out == shown
