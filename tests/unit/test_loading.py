"""The dataset that comes with the package, in every format, and its folds."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import torkham
from torkham import contract

FILES = {path.parent.name: path.parent for path in torkham.dataset_dir().glob("data/*/*.parquet")}


def rows_of(table: object) -> list[dict[str, object]]:
    if isinstance(table, pl.DataFrame):
        return table.to_dicts()
    return table.to_pylist() if isinstance(table, pa.Table) else table.to_dict("records")


@pytest.mark.parametrize("config", contract.TABLES)
def test_all_is_every_split_in_its_order(config):
    parts = [FILES[config] / f"{split}.parquet" for split in contract.SPLITS]
    wanted = [row for part in parts if part.is_file() for row in pq.read_table(part).to_pylist()]
    assert torkham.load(config, as_="arrow").to_pylist() == torkham.load(config).to_dicts() == wanted


@pytest.mark.parametrize(("as_", "kind"), [("polars", pl.DataFrame), ("pandas", pd.DataFrame), ("arrow", pa.Table)])
def test_a_table_comes_in_the_format_asked_for(as_, kind):
    table = torkham.load("mentions", "test", as_=as_)
    assert isinstance(table, kind)
    assert [row["mention_id"] for row in rows_of(table)] == torkham.load("mentions", "test")["mention_id"].to_list()


@pytest.mark.parametrize("as_", ["polars", "pandas", "arrow"])
def test_every_fold_leaves_one_article_out(as_):
    whole = torkham.load("stances")
    folds = list(torkham.folds("stances", as_=as_))
    assert [fold.name for fold in folds] == whole["fold"].unique(maintain_order=True).to_list()
    for fold in folds:
        assert {row["fold"] for row in rows_of(fold.test)} == {fold.name}
        assert fold.name not in {row["fold"] for row in rows_of(fold.train)}
        assert len(rows_of(fold.train)) + len(rows_of(fold.test)) == whole.height


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: torkham.load("event"), 'no configuration "event". Did you mean "events"?'),
        (lambda: torkham.load("events", "trian"), 'no split "trian". Did you mean "train"?'),
        (lambda: torkham.load("actors", "test"), 'no split "test". There are: all, train'),
        (lambda: torkham.load("events", as_="panda"), 'no format "panda". Did you mean "pandas"?'),
        (lambda: next(torkham.folds("actors")), 'no configuration with folds "actors"'),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(call, says):
    with pytest.raises(torkham.UnknownNameError) as refused:
        call()
    assert says in str(refused.value)


def test_what_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'torkham\[hf\]'"):
        torkham.load("events", as_="hf")


def test_arrow_needs_no_other_library():
    heavy = "{'polars', 'pandas', 'pandera', 'datasets', 'jsonschema', 'yaml', 'edtf', 'scipy'}"
    code = f"import sys, torkham; torkham.load('events', as_='arrow'); print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"
