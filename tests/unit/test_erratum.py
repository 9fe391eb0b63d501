"""A correction becomes an entry of the log and the gold that follows; a bad one changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from torkham.cli import main
from torkham.corpus import read_corpus
from torkham.document import read_document
from torkham.erratum import TEMPLATE, ErratumError, apply, propose
from torkham.validation import validate

EVENT = "grey-bridge:s009:e01"


def erratum(**fields: Any) -> dict[str, Any]:
    return {"layer": None, "set": {}, "drop": False, "reason": "The words say so.", **fields}


def accept(tree: Path, **fields: Any) -> None:
    corpus = read_corpus(tree)
    apply(corpus, propose(corpus, erratum(**fields), "§8.2."))


def labels(tree: Path, id_: str, layer: str) -> dict[str, dict[str, Any]]:
    article, unit, *_ = id_.split(":")
    text = (tree / f"annotations/articles/{article}.yaml").read_text(encoding="utf-8")
    units = read_document(text, article, "file:annotation").value["units"]
    return {label["id"]: label for each in units if each["id"] == unit for label in each[layer]}


def errata(tree: Path) -> list[dict[str, Any]]:
    log = yaml.safe_load((tree / "annotations/adjudication/grey-bridge.yaml").read_text(encoding="utf-8"))
    return list(log.get("errata", []))


def contents(tree: Path) -> dict[str, bytes]:
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file()}


def test_a_field_is_corrected_and_the_log_says_why(adjudicated: Path) -> None:
    before = labels(adjudicated, EVENT, "events")["e01"]
    accept(adjudicated, label=EVENT, set={"status": "historical"})
    assert labels(adjudicated, EVENT, "events")["e01"] == before | {"status": "historical"}
    (entry,) = errata(adjudicated)
    assert (entry["id"], entry["gold"], entry["set"]) == ("r001", "e01", {"status": "historical"})
    assert (entry["case"], entry["reason"]) == ("The words say so.", "§8.2.")
    assert validate(adjudicated) == []


def test_corrections_follow_one_another(adjudicated: Path) -> None:
    accept(adjudicated, label=EVENT, set={"status": "historical"})
    accept(adjudicated, label=EVENT, set={"status": "future"})
    assert [entry["id"] for entry in errata(adjudicated)] == ["r001", "r002"]
    assert labels(adjudicated, EVENT, "events")["e01"]["status"] == "future"
    assert validate(adjudicated) == []


def test_a_label_goes_and_its_id_is_not_given_again(adjudicated: Path) -> None:
    new = {"quote": "Raft", "actor_id": "sea_league", "form": "name"}
    there = labels(adjudicated, "grey-bridge:s010", "mentions")
    label = next(id_ for id_, each in there.items() if each["quote"] == "Raft")
    accept(adjudicated, label=f"grey-bridge:s010:{label}", drop=True)
    assert label not in labels(adjudicated, "grey-bridge:s010", "mentions")
    accept(adjudicated, label="grey-bridge:s010", layer="mentions", set=new)
    added = set(labels(adjudicated, "grey-bridge:s010", "mentions")) - set(there)
    assert added == {f"m{max(int(id_[1:]) for id_ in there) + 1:02d}"}
    assert validate(adjudicated) == []


class TestReleased:
    """From the first release on, an id that goes is listed, and a correction waits for no version."""

    @pytest.fixture
    def released(self, adjudicated: Path) -> Path:
        releases = f"releases:\n- version: 0.1.0\n  logical_sha256: '{'0' * 64}'\n"
        (adjudicated / "annotations/releases.yaml").write_text(releases, encoding="utf-8")
        (adjudicated / "annotations/release.yaml").write_text(
            (adjudicated / "annotations/release.yaml").read_text("utf-8").replace("version: 0.1.0", "version: 0.2.0"),
            encoding="utf-8",
        )
        return adjudicated

    def retired(self, tree: Path) -> list[dict[str, Any]]:
        return list(yaml.safe_load((tree / "annotations/retired.yaml").read_text(encoding="utf-8"))["retired"])

    def test_an_id_that_goes_is_listed_with_the_last_release_that_has_it(self, released: Path) -> None:
        accept(released, label="grey-bridge:s010:m02", drop=True)
        accept(released, label="grey-bridge:s010:m03", drop=True)
        assert [(entry["id"], entry["last_version"]) for entry in self.retired(released)] == [
            ("grey-bridge:s010:m02", "0.1.0"),
            ("grey-bridge:s010:m03", "0.1.0"),
        ]
        assert validate(released) == []

    def test_a_retired_id_is_not_given_again(self, released: Path) -> None:
        entry = "retired:\n- {id: 'grey-bridge:s010:m41', last_version: 0.1.0, reason: None.}\n"
        (released / "annotations/retired.yaml").write_text(entry, encoding="utf-8")
        new = {"quote": "a mediator", "actor_id": "sea_league", "form": "nominal"}
        accept(released, label="grey-bridge:s010", layer="mentions", set=new)
        assert "m42" in labels(released, "grey-bridge:s010", "mentions")

    def test_the_version_is_raised_when_all_corrections_are_in(self, released: Path) -> None:
        release = released / "annotations/release.yaml"
        release.write_text(release.read_text("utf-8").replace("version: 0.2.0", "version: 0.1.0"), encoding="utf-8")
        accept(released, label=EVENT, set={"status": "historical"})
        assert [finding.check for finding in validate(released)] == ["release/version"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"label": "elsewhere:s001:e01", "drop": True}, "no article elsewhere"),
        ({"label": "grey-bridge:s999:e01", "drop": True}, "grey-bridge has no unit s999"),
        ({"label": "grey-bridge:s009:e09", "drop": True}, "there is no label grey-bridge:s009:e09"),
        ({"label": "grey-bridge:s009"}, "say the layer"),
        ({"label": EVENT}, "changes nothing"),
        ({"label": EVENT, "set": {"type": "ASSAULT", "mode": "meet"}}, "does not pass the checks"),
        ({"label": EVENT, "set": {"trigger": "words that are not there"}}, "does not pass the checks"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(fields: dict[str, Any], says: str, adjudicated: Path) -> None:
    before = contents(adjudicated)
    with pytest.raises(ErratumError, match=says):
        propose(read_corpus(adjudicated), erratum(**fields), "")
    assert contents(adjudicated) == before


class TestCommand:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "erratum.yaml"
        path.write_text(TEMPLATE.replace("ARTICLE:s001:e01", EVENT), encoding="utf-8")
        return path

    def test_it_shows_what_would_change_and_changes_nothing(
        self, adjudicated: Path, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = contents(adjudicated)
        assert main(["erratum", str(file), "--root", str(adjudicated)]) == 0
        assert "→ historical" in capsys.readouterr().out
        assert contents(adjudicated) == before

    def test_it_applies_what_is_accepted(
        self, adjudicated: Path, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["erratum", str(file), "--root", str(adjudicated), "--accept", "§8.2."]) == 0
        assert "wrote annotations/adjudication/grey-bridge.yaml" in capsys.readouterr().out
        assert errata(adjudicated)[0]["reason"] == "§8.2."

    def test_a_file_that_is_no_correction_is_blamed_by_line(
        self, adjudicated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "bad.yaml").write_text(f"label: {EVENT}\nset: {{polarty: favor}}\nreason: x\n", encoding="utf-8")
        assert main(["erratum", str(tmp_path / "bad.yaml"), "--root", str(adjudicated)]) == 1
        assert "bad.yaml\n  2:  schema/unknown-key  error" in capsys.readouterr().out

    def test_the_template_is_printed(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["erratum", "--template"]) == 0
        assert capsys.readouterr().out == TEMPLATE

    @pytest.mark.parametrize("arguments", [[], ["x.yaml", "--root", "/nowhere"]])
    def test_what_cannot_be_done_is_said_in_one_line(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["erratum", *arguments]) == 2
        assert capsys.readouterr().err.count("\n") == 1
