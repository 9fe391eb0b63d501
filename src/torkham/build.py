"""The build: a corpus becomes a dataset folder, whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from torkham import contract
from torkham.card import CardError, read_template, render_card
from torkham.contract import Json
from torkham.corpus import Corpus
from torkham.croissant import croissant
from torkham.findings import Finding, sort_findings
from torkham.layout import CARD, CROISSANT, MANIFEST, Digests, combine, data_file, file_sha256, logical_hash
from torkham.parquet import Digest, digest, write_parquet
from torkham.statistics import statistics
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
    from torkham.row_checks import value_findings
    from torkham.tree_checks import check

    tables = build_tables(corpus)
    findings = check(corpus, tables)
    if findings := findings or sort_findings(value_findings(tables)):
        raise BuildError("the corpus does not pass the checks; the target was left as it was", findings)
    with replacing(Path(out)) as staged:
        write_files(corpus, tables, staged)
        _read_back(tables, staged)


@dataclass(frozen=True)
class Release:
    """What a dataset says beside what follows from its rows.

    `record` is the content of release.yaml, `template` the body of the card, in which `figures` (see
    `torkham.statistics`) may stand, `inputs_sha256` the hash over those of everything that it was
    built from (`torkham.layout.combine`).
    """

    record: Json
    template: str
    inputs_sha256: str
    figures: Mapping[str, str] = field(default_factory=dict)


def write_files(corpus: Corpus, tables: TableSet, folder: Path) -> None:
    """Write data files, card, Croissant metadata and manifest into an empty folder."""
    for (config, split), table in tables.items():
        path = folder / data_file(config, split)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_parquet(table, path)
    describe(folder, {key: digest(table) for key, table in tables.items()}, corpus, statistics(tables))


def describe(folder: Path, digests: Digests, corpus: Corpus, figures: Mapping[str, str] | None = None) -> None:
    """Write card, Croissant metadata and manifest of a corpus's dataset (see `describe_release`).

    `figures` are those of `torkham.statistics`, where the template of the card has them.
    """
    try:
        template = read_template(corpus.root)
    except CardError as error:
        raise BuildError(str(error)) from error
    describe_release(folder, digests, Release(corpus.release, template, combine(corpus.inputs), figures or {}))


def describe_release(
    folder: Path, digests: Digests, release: Release, shards: Mapping[str, Digest] | None = None
) -> None:
    """Write card, Croissant metadata and manifest beside the data files in `folder`, whose digests are given.

    `shards` has those of each file of the tables that have several. Raises `BuildError` where the template of the card
    cannot be filled.
    """
    shards = shards or {}
    whole = {data_file(*key): content for key, content in digests.items() if (folder / data_file(*key)).exists()}
    sizes = {file: (folder / file).stat().st_size for file in (*whole, *shards)}
    try:
        card = render_card(digests, release.record, sizes, release.template, release.figures)
    except CardError as error:
        raise BuildError(str(error)) from error
    (folder / CARD).write_text(card, encoding="utf-8", newline="\n")
    hashes = {file: file_sha256(folder / file) for file in sizes}
    _write_json(croissant(digests, release.record, hashes), folder / CROISSANT)
    _write_json(manifest(digests, release, folder, whole | dict(shards)), folder / MANIFEST)


def _write_json(content: Json, path: Path) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def _read_back(tables: TableSet, folder: Path) -> None:
    """Prove that the files hold the tables."""
    for key, table in tables.items():
        path = folder / data_file(*key)
        if not pq.ParquetFile(path).read().equals(table):
            raise BuildError(f"{data_file(*key)} does not give back what was written; the target was left as it was")


def manifest(digests: Digests, release: Release, folder: Path, contents: Mapping[str, Digest]) -> dict[str, Any]:
    """Return the record of a release: what it is, what wrote it, what it was built from, and every file's hashes.

    `contents` has the digest of each data file. The hash of the whole is over those of the tables, so that it does not
    depend on how many files a table has.
    """
    files: dict[str, Json] = {file: {"sha256": file_sha256(folder / file)} for file in (CARD, CROISSANT)}
    for path, content in contents.items():
        files[path] = {
            "sha256": file_sha256(folder / path),
            "logical_sha256": content.sha256,
            "rows": content.rows,
        }
    return {
        "name": release.record["name"],
        "version": release.record["version"],
        "logical_sha256": logical_hash(digests),
        "inputs_sha256": release.inputs_sha256,
        "schema_sha256": contract.schema_hash(),
        "writer": {"pyarrow": pa.__version__},
        "files": dict(sorted(files.items())),
    }


def refuse_foreign(target: Path) -> None:
    """Refuse to replace anything but a built dataset. Raises `BuildError`."""
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
def replacing(target: Path) -> Iterator[Path]:
    """Give a new folder to write a dataset into, which takes the place of `target` at the end unless something fails.

    Raises `BuildError` where `target` holds something else than a dataset.
    """
    target = target.absolute()
    refuse_foreign(target)
    with _staging(target) as staged:
        yield staged
        _swap(staged, target)


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
