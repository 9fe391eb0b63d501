"""The build: a corpus becomes a dataset folder, whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from torkham import contract
from torkham.card import CardError, read_template, render_card
from torkham.contract import Json
from torkham.corpus import Corpus
from torkham.findings import Finding, sort_findings
from torkham.layout import CARD, MANIFEST, Digests, combine, data_file, sha256
from torkham.parquet import digest, write_parquet
from torkham.tables import TableSet, build_tables


class BuildError(ValueError):
    """A dataset was not built; `findings` say why, where checks found something."""

    def __init__(self, message: str, findings: list[Finding] | None = None) -> None:
        super().__init__(message)
        self.findings = findings or []


def write_dataset(corpus: Corpus, out: str | Path) -> None:
    """Build the dataset folder of `corpus` at `out`, replacing a dataset that is there.

    The corpus is judged first; then everything is written beside `out`, read back, and swapped in at the end. On any
    failure what was there stays. Raises `BuildError` where the corpus has findings, where `out` holds something else
    than a built dataset, or where the files do not give back what was written, and `OSError` where the disk refuses.
    """
    from torkham.dataset_checks import value_findings
    from torkham.tree_checks import check

    tables = build_tables(corpus)
    findings = check(corpus, tables)
    if findings := findings or sort_findings(value_findings(tables)):
        raise BuildError("the corpus does not pass the checks; the target was left as it was", findings)
    target = Path(out).absolute()
    _refuse_foreign(target)
    with _staging(target) as staged:
        write_files(corpus, tables, staged)
        _read_back(tables, staged)
        _swap(staged, target)


def write_files(corpus: Corpus, tables: TableSet, folder: Path) -> None:
    """Write data files, card and manifest into an empty folder."""
    for (config, split), table in tables.items():
        path = folder / data_file(config, split)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_parquet(table, path)
    digests = {key: digest(table) for key, table in tables.items()}
    sizes = {data_file(*key): (folder / data_file(*key)).stat().st_size for key in tables}
    try:
        card = render_card(digests, corpus.release, sizes, read_template(corpus.root))
    except CardError as error:
        raise BuildError(str(error)) from error
    (folder / CARD).write_text(card, encoding="utf-8", newline="\n")
    content = json.dumps(manifest(digests, corpus, folder), indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(content + "\n", encoding="utf-8", newline="\n")


def _read_back(tables: TableSet, folder: Path) -> None:
    """Prove that the files hold the tables."""
    for key, table in tables.items():
        path = folder / data_file(*key)
        if not pq.ParquetFile(path).read().equals(table):
            raise BuildError(f"{data_file(*key)} does not give back what was written; the target was left as it was")


def manifest(digests: Digests, corpus: Corpus, folder: Path) -> dict[str, Any]:
    """Return the record of a release: what it is, what wrote it, what it was built from, and every file's hashes."""
    files: dict[str, Json] = {CARD: {"sha256": sha256((folder / CARD).read_bytes())}}
    for key, content in digests.items():
        path = data_file(*key)
        files[path] = {
            "sha256": sha256((folder / path).read_bytes()),
            "logical_sha256": content.sha256,
            "rows": content.rows,
        }
    logical = {path: entry["logical_sha256"] for path, entry in sorted(files.items()) if "rows" in entry}
    return {
        "name": corpus.release["name"],
        "version": corpus.release["version"],
        "logical_sha256": combine(logical),
        "inputs_sha256": combine(corpus.inputs),
        "schema_sha256": contract.schema_hash(),
        "writer": {"pyarrow": pa.__version__},
        "files": dict(sorted(files.items())),
    }


def _refuse_foreign(target: Path) -> None:
    """Refuse to replace anything but a built dataset."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise BuildError(f"{target} is not a folder: name another --out")
    if not target.is_dir():
        return
    names = {path.name for path in target.iterdir()}
    if names and not {MANIFEST, "data"} <= names:
        raise BuildError(f"{target} holds something else than a built dataset: name an empty or new folder")
    if ".git" in names:
        raise BuildError(f"{target} is a git checkout of its own: build elsewhere and copy the files into it")


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """Give a new folder beside `target`, gone again at the end whatever happens."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _restore(target)
    holder = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
    try:
        staged = holder / target.name
        staged.mkdir()
        yield staged
    finally:
        shutil.rmtree(holder, ignore_errors=True)


def _swap(staged: Path, target: Path) -> None:
    """Put `staged` in the place of `target`; if that fails, the old one is put back."""
    old = _kept(target)
    if target.exists():
        target.rename(old)
    try:
        staged.rename(target)
    except BaseException:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _restore(target: Path) -> None:
    """Put the old dataset back, or clear it away, where a build was killed in the middle of a swap."""
    old = _kept(target)
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _kept(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")
