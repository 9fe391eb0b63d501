"""The released dataset as it comes with the package: its folder, its tables, its folds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, overload

from torkham import contract
from torkham.findings import did_you_mean
from torkham.layout import data_file

if TYPE_CHECKING:
    import datasets
    import pandas
    import polars
    import pyarrow

Split: TypeAlias = Literal["all", "train", "validation", "test"]
Format: TypeAlias = Literal["polars", "pandas", "arrow", "hf"]
ALL = "all"
FORMATS = ("polars", "pandas", "arrow", "hf")


class UnknownNameError(ValueError):
    """A configuration, split or format is none there is; the message names the nearest."""


class Fold(NamedTuple):
    """One way to leave one article out: the fold's name, the rows of all other folds, and its own."""

    name: str
    train: Any
    test: Any


def dataset_dir() -> Path:
    """Return the folder of the dataset, to hand to `datasets.load_dataset`: the package's own, or the checkout's."""
    return contract.data_dir() / "dataset"


@overload
def load(config: str = ..., split: Split = ..., *, as_: Literal["polars"] = ...) -> polars.DataFrame: ...
@overload
def load(config: str = ..., split: Split = ..., *, as_: Literal["pandas"]) -> pandas.DataFrame: ...
@overload
def load(config: str = ..., split: Split = ..., *, as_: Literal["arrow"]) -> pyarrow.Table: ...
@overload
def load(config: str = ..., split: Split = ..., *, as_: Literal["hf"]) -> datasets.Dataset: ...
def load(config: str = "sentences", split: Split = "all", *, as_: Format = "polars") -> Any:
    """Return a table of the dataset, without network.

    `config` is one of `torkham.contract.TABLES`; `split="all"` puts the splits together in the order train, validation,
    test, as `datasets` does. Registries have one split, train. Labels of closed vocabularies are words, but with
    `as_="hf"` integers with names (`ClassLabel`). Offsets count code points and are half-open.

    Raises `UnknownNameError` (a `ValueError`) for a name that is none, with the nearest, and `ModuleNotFoundError`
    where pandas or datasets is asked for and not installed.
    """
    _expect("configuration", config, contract.TABLES)
    _expect("format", as_, FORMATS)
    there = [name for name in contract.SPLITS if (dataset_dir() / data_file(config, name)).is_file()]
    _expect("split", split, (ALL, *there))
    if as_ == "hf":
        return _require("datasets").load_dataset(str(dataset_dir()), config, split=split)
    table = _arrow(config, there if split == ALL else [split])
    if as_ == "arrow":
        return table
    if as_ == "pandas":
        _require("pandas")
        return table.to_pandas()
    import polars

    return polars.from_arrow(table)


def folds(config: str = "sentences", *, as_: Format = "polars") -> Iterator[Fold]:
    """Yield, for every fold, the rows of the others to train on and its own to test on: leave one article out.

    The folds come in the order of the articles. Raises as `load` does, and `UnknownNameError` for a registry, whose
    rows belong to no article.
    """
    _expect("configuration with folds", config, [name for name in contract.TABLES if name not in contract.REGISTRIES])
    table = load(config, as_=as_)
    of_rows = load(config, as_="arrow")["fold"].to_pylist()
    for name in dict.fromkeys(of_rows):
        train = [row for row, fold in enumerate(of_rows) if fold != name]
        test = [row for row, fold in enumerate(of_rows) if fold == name]
        yield Fold(name, _rows(table, train, as_), _rows(table, test, as_))


def _rows(table: Any, rows: list[int], as_: Format) -> Any:
    if as_ == "polars":
        return table[rows]
    if as_ == "pandas":
        return table.iloc[rows].reset_index(drop=True)
    return table.take(rows) if as_ == "arrow" else table.select(rows)


def _arrow(config: str, splits: Sequence[str]) -> pyarrow.Table:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile  # `read_table` imports pandas, which takes longer than all else

    return pa.concat_tables(ParquetFile(dataset_dir() / data_file(config, split)).read() for split in splits)


def _expect(kind: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        hint = did_you_mean(str(name), known) or f"There are: {', '.join(known)}"
        raise UnknownNameError(f'there is no {kind} "{name}". {hint}')


def _require(module: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        package = "torkham[hf]" if module == "datasets" else module
        raise ModuleNotFoundError(f"{module} is not installed: pip install '{package}'", name=module) from None
