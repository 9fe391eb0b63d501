"""Folders to score: what is read, what need not be the same in both, and what is told of a folder that is no good."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import torkham
from torkham.cli import main
from torkham.edition.strip import strip
from torkham.scoring.documents import NotScorableError
from torkham.scoring.read import read_documents
from torkham.scoring.tables import COLUMNS

Row = dict[str, Any]
ARTICLES = "data/articles/train.parquet"
SENTENCES = "data/sentences/train.parquet"


def rewrite(root: Path, table: str, change: Callable[[list[Row]], list[Row]]) -> None:
    """Change the rows of a table, in each of its files."""
    for path in root.glob(f"data/{table}/*.parquet"):
        whole = pq.read_table(path)
        pq.write_table(pa.Table.from_pylist(change(whole.to_pylist()), schema=whole.schema), path)


def each(change: Callable[[Row], Row]) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [change(row) for row in rows]


def rename(rows: list[Row]) -> list[Row]:
    """Give articles and labels other ids."""
    text = json.dumps(rows)
    for old, new in (("grey-bridge", "gb-0123"), ("patience", "a-patient-word"), (":m0", ":m7"), (":e0", ":e7")):
        text = text.replace(old, new)
    found: list[Row] = json.loads(text)
    return found


def merge(rows: list[Row]) -> list[Row]:
    """Make one unit of each article, its labels in it."""
    merged: dict[str, Row] = {}
    for row in rows:
        whole = merged.setdefault(
            row["article_id"], row | {"role": "comment", "mentions": [], "events": [], "stances": []}
        )
        gap = row["start"] - whole["start"]
        whole["text"] += " " * (gap - len(whole["text"])) + row["text"] if gap else ""
        whole["end"] = row["end"]
        for layer in ("mentions", "events", "stances"):
            whole[layer] += [shifted(label, gap) for label in row[layer]]
    return list(merged.values())


def shifted(value: Any, by: int) -> Any:
    if isinstance(value, list):
        return [shifted(item, by) for item in value]
    if not isinstance(value, dict):
        return value
    moved = {key: value[key] + by for key in ("start", "end") if key in value}
    return {key: shifted(item, by) for key, item in value.items()} | moved


def values(gold: Path, pred: Path) -> list[float | None]:
    return [figure.value for figure in torkham.score(gold, pred).figures]


def assert_whole(scores: torkham.Scores) -> None:
    assert scores.errors == ()
    for figure in scores.figures:
        assert figure.value == (0.0 if figure.kind == "rate" else 1.0 if figure.n_gold else None), figure.name


def test_a_tree_and_the_dataset_built_from_it_are_the_same(toy: Path, toy_dataset: Path) -> None:
    for gold, pred in ((toy, toy_dataset), (toy_dataset, toy), (toy, toy), (toy_dataset, toy_dataset)):
        scores = torkham.score(gold, pred)
        assert_whole(scores)
        assert (scores.missing, scores.others, set(scores.not_judged.values())) == ((), (), {0})
    assert {figure.task for figure in scores.figures if figure.n_gold} == {
        *("actor linking", "event extraction", "attribution", "targeted stance")
    }


def test_ids_and_the_order_of_rows_do_not_matter(toy: Path, dataset: Path) -> None:
    for table in COLUMNS:
        rewrite(dataset, table, lambda rows: rename(rows)[::-1])
    assert_whole(torkham.score(toy, dataset))


def test_sentence_borders_and_roles_of_the_prediction_do_not_matter(toy: Path, dataset: Path) -> None:
    texts = {row["article_id"]: row["text"] for row in rows_of(dataset, "articles")}
    rewrite(dataset, "sentences", lambda rows: [row | {"text": slice_of(row, texts)} for row in merge(rows)])
    assert_whole(torkham.score(toy, dataset))


def slice_of(row: Row, texts: dict[str, str]) -> str:
    return texts[row["article_id"]][row["start"] : row["end"]]


def rows_of(root: Path, table: str) -> list[Row]:
    return [row for path in sorted(root.glob(f"data/{table}/*.parquet")) for row in pq.read_table(path).to_pylist()]


def test_only_the_columns_that_count_need_be_there(toy: Path, dataset: Path, tmp_path: Path) -> None:
    """As somebody else's program may write them: other integers, no ids of labels, a column of nulls only."""
    for table, columns in COLUMNS.items():
        rows = [{name: bare(row[name]) for name in columns} for row in rows_of(dataset, table)]
        path = tmp_path / f"pred/data/{table}/all.parquet"
        path.parent.mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(rows), path)
    assert_whole(torkham.score(toy, tmp_path / "pred"))


def bare(value: Any) -> Any:
    unread = ("mention_id", "event_id", "stance_id", "certainty", "annotator_id", "confidence", "warrant", "quad_class")
    if isinstance(value, list):
        return [bare(item) for item in value]
    return {key: bare(item) for key, item in value.items() if key not in unread} if isinstance(value, dict) else value


def test_articles_that_only_one_of_them_has_are_reported(toy: Path, dataset: Path) -> None:
    for table in COLUMNS:
        rewrite(dataset, table, lambda rows: [row for row in rows if row["article_id"] != "patience"])
    less = torkham.score(toy, dataset)
    assert (less.articles, less.missing, less.others) == (("grey-bridge", "patience"), ("patience",), ())
    assert {figure.recall for figure in less.figures if figure.name == "mention, exact"} < {
        0.0,
        1.0,
        None,
    } or less.errors
    assert all(error.kind == "missed" and error.case.article_id == "patience" for error in less.errors)
    assert less.errors
    more = torkham.score(dataset, toy)
    assert_whole(more)
    assert (more.articles, more.missing, more.others) == (("grey-bridge",), (), ("patience",))


def test_an_article_with_another_text_is_missing_and_named(toy: Path, dataset: Path) -> None:
    rewrite(
        dataset, "articles", each(lambda row: row | {"text": row["text"] + " " * (row["article_id"] == "patience")})
    )
    scores = torkham.score(toy, dataset)
    assert (scores.missing, scores.altered, scores.others) == (("patience",), ("patience",), ("patience",))


def test_of_a_prediction_only_the_articles_of_gold_are_kept(toy_dataset: Path) -> None:
    whole = read_documents(toy_dataset)
    first = next(iter(whole.by_hash))
    part = read_documents(toy_dataset, {first})
    assert list(part.by_hash) == [first]
    assert set(part.others.values()) == set(whole.by_hash) - {first}


def drop(table: str, column: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        for path in root.glob(f"data/{table}/*.parquet"):
            pq.write_table(pq.read_table(path).drop_columns([column]), path)

    return change


def edit(table: str, change: Callable[[Row], Row]) -> Callable[[Path], None]:
    return lambda root: rewrite(root, table, each(change))


def numbered(root: Path) -> None:
    """Write the types of events as the numbers of a ClassLabel."""
    rows = [row | {"events": [event | {"type": 3} for event in row["events"]]} for row in rows_of(root, "sentences")]
    shutil.rmtree(root / "data/sentences")
    (root / SENTENCES).parent.mkdir()
    pq.write_table(pa.Table.from_pylist(rows), root / SENTENCES)


def without_trigger(root: Path) -> None:
    rows = rows_of(root, "sentences")
    for event in (event for row in rows for event in row["events"]):
        del event["trigger"]["start"], event["status"]
    shutil.rmtree(root / "data/sentences")
    (root / SENTENCES).parent.mkdir()
    pq.write_table(pa.Table.from_pylist(rows), root / SENTENCES)


def beyond(row: Row) -> Row:
    return row | {"mentions": [label | {"end": 10_000} for label in row["mentions"]]}


def units_of_utf_16(row: Row) -> Row:
    """Count as browsers do, so that all behind the ear of rice stands one further on."""
    ear = row["text"].find("🌾")
    behind = [ear >= 0 and event["trigger"]["start"] > ear for event in row["events"]]
    triggers = [shifted(event["trigger"], by) for event, by in zip(row["events"], behind, strict=True)]
    return row | {"events": [event | {"trigger": at} for event, at in zip(row["events"], triggers, strict=True)]}


BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "no articles": (
        lambda root: shutil.rmtree(root / "data/articles"),
        "has no table articles: data/articles/*.parquet",
    ),
    "no sentences": (lambda root: shutil.rmtree(root / "data/sentences"), "has no table sentences"),
    "no text": (drop("articles", "text"), f'{ARTICLES}: there is no column "text"'),
    "no stances": (drop("sentences", "stances"), f'{SENTENCES}: there is no column "stances"'),
    "a field of a label missing": (
        without_trigger,
        f'{SENTENCES}: there is no column "events[].trigger.start"; there is no column "events[].status"',
    ),
    "numbers of a ClassLabel": (
        numbered,
        '"events[].type" has the type int64, not string: write words, not the numbers',
    ),
    "a null": (edit("sentences", lambda row: row | {"role": None}), f"{SENTENCES}: grey-bridge:s001: role is null"),
    "a null in a label": (
        edit("sentences", lambda row: row | {"mentions": [label | {"form": None} for label in row["mentions"]]}),
        "grey-bridge:s001: mentions[0].form is null",
    ),
    "a null for a list": (edit("sentences", lambda row: row | {"events": None}), "s001: events is null"),
    "a span beyond its sentence": (
        edit("sentences", beyond),
        "grey-bridge:s001: the mention 'Velmora' is not at 0:10000 of the sentence",
    ),
    "offsets in UTF-16 units": (
        edit("sentences", units_of_utf_16),
        "grey-bridge:s003: the trigger 'denied' is not at 97:103 of the sentence; offsets are code points, half-open",
    ),
    "a sentence elsewhere": (
        edit("sentences", lambda row: shifted(row, 1)),
        "grey-bridge:s001: the sentence is not at 1:56 of its article",
    ),
    "a sentence of no article": (
        edit("sentences", lambda row: row | {"article_id": "nowhere"}),
        'the table of articles has no "nowhere"',
    ),
    "an article twice": (
        lambda root: rewrite(root, "articles", lambda rows: rows * 2),
        'the article "grey-bridge" stands twice',
    ),
    "one text twice": (
        lambda root: rewrite(root, "articles", lambda rows: [*rows, *map(copy, rows)]),
        "grey-bridge and copy-of-grey-bridge have the same text",
    ),
    "no Parquet": (lambda root: write(root / SENTENCES, b"PAR1" * 9), f"{SENTENCES} cannot be read as Parquet"),
    "an empty file": (lambda root: write(root / ARTICLES, b""), f"{ARTICLES} cannot be read as Parquet"),
    "a link that leads out": (lambda root: link(root / ARTICLES), f"{ARTICLES}: a link leads out of the folder"),
}


def copy(article: Row) -> Row:
    return article | {"article_id": f"copy-of-{article['article_id']}"}


def write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def link(path: Path) -> None:
    outside = path.parents[3] / "outside.parquet"
    shutil.move(path, outside)
    path.symlink_to(outside)


@pytest.mark.parametrize("kind", BAD)
def test_a_dataset_that_cannot_be_read_is_told_in_a_line(
    kind: str, toy: Path, dataset: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, says = BAD[kind]
    spoil(dataset)
    for gold, pred in ((toy, dataset), (dataset, toy)):
        assert main(["score", str(gold), str(pred)]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("torkham score: ")
        assert err.count("\n") == 1
        assert says in err


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda _: None, "is not there"),
        (lambda path: path.mkdir(), "is neither a dataset (data/) nor an annotation tree (seeds/, annotations/)"),
        (lambda path: path.write_text("words"), "is neither a dataset"),
        (lambda path: (path / "dataset/data").mkdir(parents=True), "did you mean"),
    ],
)
def test_what_is_no_folder_of_labels_is_told(
    make: Callable[[Path], object], says: str, toy: Path, tmp_path: Path
) -> None:
    make(tmp_path / "pred")
    with pytest.raises(NotScorableError, match=says.split("(")[0]):
        torkham.score(toy, tmp_path / "pred")


def test_a_tree_with_findings_is_not_scored(tree: Path, toy: Path) -> None:
    path = tree / "annotations/articles/patience.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("quote: its", "quote: theirs"), encoding="utf-8")
    with pytest.raises(NotScorableError, match=r"patience.yaml: .*torkham validate"):
        torkham.score(toy, tree)


def test_a_text_free_edition_is_to_be_restored_first(dataset: Path, toy: Path, tmp_path: Path) -> None:
    strip(dataset, tmp_path / "free")
    with pytest.raises(NotScorableError, match="text-free edition: torkham rehydrate"):
        torkham.score(toy, tmp_path / "free")
