"""Two datasets differ in exactly what was changed, told once, with the version that it calls for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.conftest import FEW, ROOT
from torkham import contract
from torkham.cli import main
from torkham.layout import CARD, MANIFEST, data_file
from torkham.tables import ID_COLUMNS
from torkham.versions.archives import NotADatasetError
from torkham.versions.diff import Difference, diff
from torkham.versions.semver import Bump, Version, read_version
from torkham.versions.tables import COPIES

EVENT = "grey-bridge:s009:e01"
MENTION = "grey-bridge:s006:m01"
Edit = Callable[[Path], None]


def rewrite(
    folder: Path, table: str, change: Callable[[pa.Table], pa.Table], split: str = "train", **kwargs: Any
) -> None:
    path = folder / data_file(table, split)
    pq.write_table(change(pq.read_table(path)), path, **kwargs)


def edit_rows(table: str, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]], split: str = "train") -> Edit:
    def make(folder: Path) -> None:
        rewrite(folder, table, lambda old: pa.Table.from_pylist(change(old.to_pylist()), schema=old.schema), split)

    return make


def edit_row(table: str, id_: str, **values: Any) -> Edit:
    return edit_rows(table, lambda rows: [row | values if row[ID_COLUMNS[table]] == id_ else row for row in rows])


def edit_text(file: str, old: str, new: str) -> Edit:
    def make(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")

    return make


def edit_columns(table: str, change: Callable[[pa.Table], pa.Table], **kwargs: Any) -> Edit:
    def make(folder: Path) -> None:
        for path in sorted((folder / "data" / table).iterdir()):
            rewrite(folder, table, change, path.stem, **kwargs)

    return make


def described(table: pa.Table) -> pa.Table:
    fields = [field.with_metadata({"description": "Something else."}) for field in table.schema]
    return table.cast(pa.schema(fields))


def drop_table(folder: Path) -> None:
    shutil.rmtree(folder / "data" / "incidents")


def again(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*rows, rows[0] | {"event_id": "grey-bridge:s009:e77"}]


EDITS: dict[str, tuple[Edit, Bump]] = {
    "nothing": (lambda _: None, Bump.NONE),
    "words of the card": (edit_text(CARD, "# ", "# The "), Bump.PATCH),
    "other compression": (edit_columns("events", lambda table: table, compression="gzip"), Bump.PATCH),
    "a description": (edit_columns("events", described), Bump.PATCH),
    "a label": (edit_row("events", EVENT, status="historical"), Bump.MINOR),
    "a label more": (edit_rows("events", again), Bump.MINOR),
    "a label less": (edit_rows("events", lambda rows: rows[1:]), Bump.MINOR),
    "an entry": (edit_row("actors", "sea_league", name="The League"), Bump.MINOR),
    "rows in another order": (edit_rows("events", lambda rows: rows[::-1]), Bump.MINOR),
    "copies alone": (edit_row("events", EVENT, sentence_text="Other words."), Bump.MINOR),
    "a span that is longer": (edit_row("mentions", MENTION, start=0, text="What Velmora"), Bump.MINOR),
    "a column more": (
        edit_columns("places", lambda table: table.append_column("river", pa.nulls(len(table), pa.string()))),
        Bump.MINOR,
    ),
    "a column less": (edit_columns("places", lambda table: table.drop_columns(["lat"])), Bump.MAJOR),
    "a column of another type": (
        edit_columns("places", lambda table: table.set_column(6, "lon", table["lon"].cast(pa.string()))),
        Bump.MAJOR,
    ),
    "columns in another order": (edit_columns("places", lambda t: t.select(t.column_names[::-1])), Bump.MAJOR),
    "a table less": (drop_table, Bump.MAJOR),
    "an id that stands for another mention": (
        edit_row("mentions", MENTION, start=0, end=4, text="What"),
        Bump.MAJOR,
    ),
    "an id that stands for another actor": (edit_row("actors", "sea_league", name="Reed", type="person"), Bump.MAJOR),
}


@pytest.fixture
def changed(toy_dataset: Path, tmp_path: Path) -> Callable[[Edit], Path]:
    """Makes a copy of the toy dataset with one edit."""

    def make(edit: Edit) -> Path:
        folder = tmp_path / "changed"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(toy_dataset, folder)
        edit(folder)
        return folder

    return make


@pytest.mark.parametrize("name", EDITS)
def test_a_change_calls_for_its_version(name: str, toy_dataset: Path, changed: Callable[[Edit], Path]) -> None:
    edit, bump = EDITS[name]
    assert diff(toy_dataset, changed(edit)).bump is bump


@pytest.mark.parametrize("dataset", ["toy_dataset", "shipped"])
def test_a_dataset_does_not_differ_from_itself(dataset: str, request: pytest.FixtureRequest) -> None:
    folder = ROOT / "dataset" if dataset == "shipped" else request.getfixturevalue(dataset)
    found = diff(folder, folder)
    assert (list(found.changes()), found.shapes, found.files, found.reasons) == ([], (), (), ())


class TestLabelsOfTheCard:
    """The labels of a column have numbers in the card: a new one stands behind those that are there."""

    @pytest.mark.parametrize(
        ("labels", "bump"),
        [
            ("favor against mixed", Bump.PATCH),
            ("favor against mixed unsure", Bump.MINOR),
            ("favor against", Bump.MAJOR),
            ("against favor mixed", Bump.MAJOR),
            ("unsure favor against mixed", Bump.MAJOR),
        ],
    )
    def test_what_becomes_of_them_decides(
        self, labels: str, bump: Bump, toy_dataset: Path, changed: Callable[[Edit], Path]
    ) -> None:
        def relabel(folder: Path) -> None:
            lines = (folder / CARD).read_text(encoding="utf-8").split("\n")
            at = next(n for n, line in enumerate(lines) if line.strip() == f"'0': {polarities[0]}")
            indent = lines[at][: lines[at].index("'")]
            assert [line.split(": ")[1] for line in lines[at : at + len(polarities)]] == list(polarities)
            new = [f"{indent}'{number}': {label}" for number, label in enumerate(labels.split())]
            text = "\n".join([*lines[:at], *new, *lines[at + len(polarities) :], "One word more."])
            (folder / CARD).write_text(text, encoding="utf-8")

        polarities = contract.vocabulary("polarity")
        assert polarities == ("favor", "against", "mixed")
        assert diff(toy_dataset, changed(relabel)).bump is bump


def mutations(value: Any, kind: pa.DataType) -> Iterator[Any]:
    """Yield values of a type that are close to another, and not equal to it."""
    if pa.types.is_struct(kind):
        if value is None:
            yield {kind.field(index).name: None for index in range(kind.num_fields)}
            return
        for index in range(kind.num_fields):
            field = kind.field(index)
            yield from (value | {field.name: other} for other in mutations(value[field.name], field.type))
    elif pa.types.is_list(kind):
        items = value or []
        yield from (
            [*items[:i], other, *items[i + 1 :]]
            for i in range(len(items))
            for other in mutations(items[i], kind.value_type)
        )
        yield [*items, next(mutations(None, kind.value_type))]
        yield from ([items[1:]] if items else [])
    elif pa.types.is_string(kind):
        yield from ("x", f"{value} ") if value is not None else ("",)
    elif pa.types.is_boolean(kind):
        yield not value
    else:
        yield (value or 0) + 1
        yield from (None,) if value is not None else ()


@pytest.fixture(scope="module")
def tables(toy_dataset: Path) -> dict[tuple[str, str], pa.Table]:
    paths = sorted((toy_dataset / "data").rglob("*.parquet"))
    return {(path.parent.name, path.stem): pq.read_table(path) for path in paths}


@pytest.fixture(scope="module")
def work(toy_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the toy dataset, which is put back after each change."""
    return shutil.copytree(toy_dataset, tmp_path_factory.mktemp("diff") / "dataset")


class TestProperties:
    @FEW
    @given(data=st.data())
    def test_one_value_changed_is_one_change(
        self, data: st.DataObject, toy_dataset: Path, work: Path, tables: dict[tuple[str, str], pa.Table]
    ) -> None:
        table, split = data.draw(st.sampled_from(sorted(tables)))
        old = tables[table, split]
        left = (ID_COLUMNS[table], *COPIES.get(table, ()))
        column = data.draw(st.sampled_from([name for name in old.column_names if name not in left]))
        rows = old.to_pylist()
        row = data.draw(st.sampled_from(rows))
        before = row[column]
        row[column] = data.draw(st.sampled_from(list(mutations(before, old.schema.field(column).type))))
        path = work / data_file(table, split)
        pq.write_table(pa.Table.from_pylist(rows, schema=old.schema), path)
        there, back = diff(toy_dataset, work), diff(work, toy_dataset)
        shutil.copyfile(toy_dataset / data_file(table, split), path)
        (change,), (undone,) = there.changes(), back.changes()
        assert (change.table, change.id, change.kind) == (table, row[ID_COLUMNS[table]], "changed")
        assert change.old is not None
        assert change.new is not None
        assert {name for name in change.old if change.old[name] != change.new[name]} == {column}
        assert {path: pair[::-1] for path, pair in undone.fields.items()} == change.fields
        assert there.bump in (Bump.MINOR, Bump.MAJOR)

    @FEW
    @given(data=st.data())
    def test_what_is_added_one_way_is_removed_the_other(
        self, data: st.DataObject, toy_dataset: Path, work: Path, tables: dict[tuple[str, str], pa.Table]
    ) -> None:
        table = data.draw(st.sampled_from(contract.LABELS))
        ids = tables[table, "train"].column(ID_COLUMNS[table]).to_pylist()
        kept = data.draw(st.sets(st.sampled_from(ids)))
        mask = pa.array([id_ in kept for id_ in ids])
        pq.write_table(tables[table, "train"].filter(mask), work / data_file(table, "train"))
        there, back = diff(toy_dataset, work), diff(work, toy_dataset)
        shutil.copyfile(toy_dataset / data_file(table, "train"), work / data_file(table, "train"))
        assert by_kind(there) == {"removed": set(ids) - kept, "added": set(), "changed": set()}
        assert by_kind(back) == {"added": set(ids) - kept, "removed": set(), "changed": set()}


def by_kind(difference: Difference) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"added": set(), "removed": set(), "changed": set()}
    for change in difference.changes():
        found[change.kind].add(change.id)
    return found


def test_changes_come_article_by_article_then_layer_by_layer(
    toy_dataset: Path, changed: Callable[[Edit], Path]
) -> None:
    def edit(folder: Path) -> None:
        edit_rows("events", lambda rows: rows[1:], "test")(folder)
        edit_rows("mentions", lambda rows: rows[1:], "test")(folder)
        edit_rows("events", lambda rows: rows[1:], "train")(folder)
        edit_row("actors", "sea_league", name="The League")(folder)

    found = [(change.article, change.table) for change in diff(toy_dataset, changed(edit)).changes()]
    assert found == [
        ("grey-bridge", "events"),
        ("patience", "mentions"),
        ("patience", "events"),
        (None, "actors"),
    ]


def test_a_label_that_the_build_copies_is_told_once(toy_dataset: Path, changed: Callable[[Edit], Path]) -> None:
    def edit(folder: Path) -> None:
        edit_row("events", EVENT, status="historical")(folder)
        edit_rows("sentences", nested)(folder)

    def nested(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for event in (event for row in rows for event in row["events"] if event["event_id"] == EVENT):
            event["status"] = "historical"
        return rows

    found = diff(toy_dataset, changed(edit))
    assert [(change.table, change.id, change.fields) for change in found.changes()] == [
        ("events", EVENT, {"status": ("actual", "historical")})
    ]
    assert [bump for bump, _ in found.reasons] == [Bump.MINOR, Bump.PATCH]


def test_an_article_that_moves_to_another_split_is_one_change(toy_dataset: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(toy_dataset, tmp_path / "moved")
    for folder in (moved / "data").iterdir():
        if (folder / "test.parquet").is_file():
            (folder / "test.parquet").rename(folder / "validation.parquet")
    (change,) = diff(toy_dataset, moved).changes()
    assert (change.table, change.id, change.fields) == ("articles", "patience", {"split": ("test", "validation")})


@pytest.mark.parametrize(
    ("old", "bump", "lowest"),
    [
        ("1.2.3", Bump.NONE, "1.2.3"),
        ("1.2.3", Bump.PATCH, "1.2.4"),
        ("1.2.3", Bump.MINOR, "1.3.0"),
        ("1.2.3", Bump.MAJOR, "2.0.0"),
        ("0.2.3", Bump.MAJOR, "0.3.0"),
        ("1.9.9", Bump.MINOR, "1.10.0"),
    ],
)
def test_each_step_leads_to_the_next_version(old: str, bump: Bump, lowest: str) -> None:
    assert str(read_version(old).after(bump)) == lowest


@pytest.mark.parametrize("text", ["1.0", "1.0.0.0", "v1.0.0", "01.0.0", "1.0.0-rc1", "1.0.٣", "", "1.0.0\n"])
def test_no_other_text_is_a_version(text: str) -> None:
    with pytest.raises(ValueError, match="three numbers"):
        read_version(text)


def test_versions_are_ordered_by_number() -> None:
    assert Version(1, 10, 0) > Version(1, 9, 9) > Version(0, 99, 0)


@pytest.mark.parametrize(
    ("edit", "version", "enough"),
    [
        ("words of the card", "0.1.0", True),
        ("words of the card", "0.0.9", False),
        ("a label", "0.1.0", False),
        ("a label", "0.1.1", False),
        ("a label", "0.2.0", True),
        ("a column less", "0.1.9", False),
        ("a column less", "0.2.0", True),
        ("a column less", "1.0.0", True),
    ],
)
def test_a_version_is_checked(
    edit: str,
    version: str,
    enough: bool,
    toy_dataset: Path,
    changed: Callable[[Edit], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = changed(EDITS[edit][0])
    edit_text(MANIFEST, '"version": "0.1.0"', f'"version": "{version}"')(folder)
    assert main(["diff", str(toy_dataset), str(folder)]) == 0
    assert main(["diff", str(toy_dataset), str(folder), "--check"]) == int(not enough)
    assert ("raise it, and say in CHANGELOG.md" in capsys.readouterr().err) is not enough


class TestCommand:
    @pytest.fixture
    def new(self, changed: Callable[[Edit], Path]) -> Path:
        return changed(EDITS["a label"][0])

    def test_people_read_what_changed_and_what_it_calls_for(
        self, toy_dataset: Path, new: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["diff", str(toy_dataset), str(new)]) == 0
        assert capsys.readouterr().out == (
            "                  added  removed  changed\n"
            "events                0        0        1\n"
            "\n"
            "grey-bridge\n"
            "  events: 1 changed\n"
            "    ~ s009:e01  status: actual → historical\n"
            "\n"
            "calls for MINOR: 0.2.0 or higher after 0.1.0; the new version is 0.1.0\n"
            "  MINOR  events: 1 changed\n"
            "  PATCH  files: 1 differ in their bytes\n"
        )

    def test_programs_read_a_line_for_each_change_and_a_summary(
        self, toy_dataset: Path, new: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["diff", str(toy_dataset), str(new), "--format", "json"]) == 0
        change, summary = map(json.loads, capsys.readouterr().out.splitlines())
        assert change == {
            "change": "changed",
            "table": "events",
            "article_id": "grey-bridge",
            "id": EVENT,
            "fields": {"status": ["actual", "historical"]},
            "another": False,
        }
        assert summary["counts"] == {"events": {"added": 0, "removed": 0, "changed": 1}}
        assert (summary["bump"], summary["lowest"], summary["enough"]) == ("MINOR", "0.2.0", False)

    def test_the_text_is_capped_unless_all_is_asked_for(
        self, toy_dataset: Path, changed: Callable[[Edit], Path], capsys: pytest.CaptureFixture[str]
    ) -> None:
        new = changed(edit_rows("mentions", lambda rows: [row | {"form": "title"} for row in rows]))
        main(["diff", str(toy_dataset), str(new)])
        capped = capsys.readouterr().out
        main(["diff", str(toy_dataset), str(new), "--all"])
        whole = capsys.readouterr().out
        assert capped.count("    ~ ") == 10
        assert f"… and {whole.count('    ~ ') - 10} more" in capped
        assert "more" not in whole

    def test_an_id_that_goes_has_to_be_listed(
        self,
        toy_dataset: Path,
        changed: Callable[[Edit], Path],
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        new = changed(edit_rows("events", lambda rows: [row for row in rows if row["event_id"] != EVENT]))
        listed = tmp_path / "retired.yaml"
        listed.write_text("retired: []\n", encoding="utf-8")
        command = ["diff", str(toy_dataset), str(new), "--retired", str(listed)]
        assert main(command) == 1
        assert f"{EVENT} is gone, and not listed" in capsys.readouterr().err
        for id_ in (EVENT, EVENT.rpartition(":")[0], "grey-bridge"):
            entry = f"retired:\n- {{id: '{id_}', last_version: 0.1.0, reason: None.}}\n"
            listed.write_text(entry, encoding="utf-8")
            assert main(command) == 0

    @pytest.mark.parametrize(
        ("spoil", "says"),
        [
            (lambda folder: (folder / MANIFEST).unlink(), "manifest.json: the file is missing"),
            (lambda folder: (folder / MANIFEST).write_text("{}"), "does not say the version"),
            (edit_text(MANIFEST, '"version": "0.1.0"', '"version": "new"'), '"new" is no version'),
            (lambda folder: (folder / data_file("events", "train")).write_bytes(b"PAR1"), "cannot be read"),
            (lambda folder: shutil.rmtree(folder / "data"), "it has no folder data/"),
            (edit_rows("events", lambda rows: [*rows, rows[0]]), "does not stand once in events"),
            (edit_columns("events", lambda table: table.drop_columns(["event_id"])), "events has no event_id"),
        ],
    )
    def test_what_is_no_dataset_is_said_in_one_line(
        self,
        spoil: Edit,
        says: str,
        toy_dataset: Path,
        changed: Callable[[Edit], Path],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        folder = changed(spoil)
        assert main(["diff", str(toy_dataset), str(folder)]) == 2
        err = capsys.readouterr().err
        assert says in err
        assert str(folder) in err
        assert err.count("\n") == 1

    def test_a_tree_is_told_from_its_dataset(self, toy_dataset: Path) -> None:
        with pytest.raises(NotADatasetError, match="did you mean"):
            diff(toy_dataset, toy_dataset.parent)
