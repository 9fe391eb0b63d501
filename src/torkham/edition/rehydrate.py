"""A text-free edition and somebody's own copies of the articles become the full edition again, or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from torkham import contract
from torkham.build import replacing
from torkham.contract import Json
from torkham.edition.normal_form import Edit
from torkham.edition.recognise import Copy, Miss, Unit, exact_text, read_copies, recognise
from torkham.edition.source_text import ArticleText
from torkham.edition.strip import (
    FULL,
    UNITS,
    EditionError,
    filled,
    is_edition,
    read_tables,
    refuse_other_kind,
    sidecars_of,
)
from torkham.layout import CARD, MANIFEST, data_file, sha256
from torkham.parquet import digest, write_parquet
from torkham.rows import arrow_schema
from torkham.tables import TableSet


class DamagedError(EditionError):
    """A text-free edition is not one that `torkham.edition.strip.strip` wrote."""


class MissingTextError(EditionError):
    """Copies lack text of articles; `lines` say of each unit where, for people, and of files why they were not read."""

    def __init__(self, message: str, lines: list[str]) -> None:
        super().__init__(message)
        self.lines = lines


@dataclass(frozen=True)
class Restored:
    """What was restored: the file that each article was found in, and the logical hash of the dataset."""

    files: Mapping[str, str]
    logical_sha256: str


def rehydrate(edition: str | Path, articles: str | Path, out: str | Path) -> Restored:
    """Restore the full edition to `out` from a text-free edition and the texts in the folder `articles`.

    Raises `MissingTextError` where a text is not there or differs in more than white space and Unicode form,
    `DamagedError` where the edition is not as it was written, `EditionError` (or `BuildError`) where `edition` is none
    or `out` holds something else than a full dataset. `out` is then left as it was.
    """
    from torkham.edition.checks import validate_edition

    source, target = Path(edition), Path(out)
    if not is_edition(source):
        raise EditionError(f"{source} is no text-free edition: torkham strip makes one of a dataset")
    if findings := validate_edition(source):
        raise DamagedError("the edition is damaged", findings)
    refuse_other_kind(target, edition=False)
    tables = read_tables(source, json.loads((source / MANIFEST).read_text(encoding="utf-8")))
    try:
        units = units_of(tables)
    except (KeyError, ValueError) as error:
        raise DamagedError(f"{source} is damaged: its units are not those of its sentences ({error})") from None
    copies, refused = read_copies(Path(articles))
    found = recognise(units, copies)
    if lines := list(_missing(units, found)):
        short = sum(not isinstance(copy, Copy) for copy in found.values())
        message = f"{short} of {len(units)} articles cannot be restored; nothing was written"
        raise MissingTextError(message, [*lines, *refused])
    whole = {article_id: copy for article_id, copy in found.items() if isinstance(copy, Copy)}
    texts = {article_id: exact_text(units[article_id], copy) for article_id, copy in whole.items()}
    full = json.loads((source / FULL / MANIFEST).read_text(encoding="utf-8"))
    restored = dict(_restored(tables, units, texts, full))
    with replacing(target) as staged:
        _write(restored, source / FULL, full, staged)
        _judge(staged)
    return Restored({article_id: copy.file for article_id, copy in whole.items()}, full["logical_sha256"])


def units_of(tables: TableSet) -> dict[str, list[Unit]]:
    """Return the units of each article, in order, from the tables of an edition."""
    spans = {
        row["sentence_id"]: (row["start"], row["end"])
        for (name, _), table in tables.items()
        if name == "sentences"
        for row in table.select(["sentence_id", "start", "end"]).to_pylist()
    }
    units: dict[str, list[Unit]] = {}
    for row in (row for (name, _), table in tables.items() if name == UNITS for row in table.to_pylist()):
        start, end = spans[row["sentence_id"]]
        unit = Unit(
            sentence_id=row["sentence_id"],
            start=start,
            end=end,
            length=row["length"],
            sha256=row["sha256"],
            before="".join(map(chr, row["before"])),
            after="".join(map(chr, row["after"])),
            edits=[Edit(**edit) for edit in row["edits"]],
        )
        units.setdefault(row["article_id"], []).append(unit)
    return units


def _missing(units: Mapping[str, Sequence[Unit]], found: Mapping[str, Copy | list[Miss]]) -> Iterator[str]:
    for article_id, copy in found.items():
        if isinstance(copy, Copy):
            continue
        for miss in copy:
            yield from miss.lines()
        if not copy:
            length = units[article_id][-1].end
            yield f"{article_id} is in no file: an article of {len(units[article_id])} units, {length} code points"


def _restored(
    tables: TableSet, units: Mapping[str, Sequence[Unit]], texts: Mapping[str, str], full: Json
) -> Iterator[tuple[tuple[str, str], pa.Table]]:
    """Yield the tables with their text; each is proved to be that of the full edition."""
    articles = {article_id: ArticleText(text) for article_id, text in texts.items()}
    exact = {unit.sentence_id: texts[id_][unit.start : unit.end] for id_, each in units.items() for unit in each}
    for (name, split), table in tables.items():
        if name == UNITS:
            continue
        file = data_file(name, split)
        try:
            rows = table.to_pylist()
            rows = rows if name in contract.REGISTRIES else filled(name, rows, articles, exact)
            whole = pa.Table.from_pylist(rows, schema=arrow_schema(name))
        except (KeyError, TypeError, ValueError) as error:
            raise DamagedError(f"{file} is damaged: {error}") from None
        if digest(whole).sha256 != full["files"][file].get("logical_sha256"):
            raise DamagedError(f"{file} comes out with other rows than the full edition has")
        yield (name, split), whole


def _write(tables: TableSet, sidecars: Path, full: Json, folder: Path) -> None:
    """Write the full edition: the bytes that it had, or, by another version of pyarrow, the same rows in others."""
    for key, table in tables.items():
        path = folder / data_file(*key)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_parquet(table, path)
    content = {file: (sidecars / file).read_bytes() for file in (MANIFEST, *sidecars_of(full))}
    hashes = {data_file(*key): sha256((folder / data_file(*key)).read_bytes()) for key in tables}
    if any(hash_ != full["files"][file]["sha256"] for file, hash_ in hashes.items()):
        content = _rewritten(content, full, hashes, {file: (folder / file).stat().st_size for file in hashes})
    for file, data in content.items():
        (folder / file).write_bytes(data)


def _rewritten(
    content: Mapping[str, bytes], full: Json, hashes: Mapping[str, str], sizes: Mapping[str, int]
) -> dict[str, bytes]:
    """Return the metadata with the hashes and sizes of data files that are written in other bytes."""
    from torkham.card import put_together
    from torkham.edition.card import taken_apart

    front, body = taken_apart(content[CARD].decode())
    try:
        for config in front["dataset_info"]:
            files = [data_file(config["config_name"], split["name"]) for split in config["splits"]]
            config["download_size"] = sum(sizes[file] for file in files)
    except (KeyError, TypeError) as error:
        raise DamagedError(f"{FULL}/{CARD} is damaged: {error} is not as the build writes it") from None
    written = {**content, CARD: put_together(front, body).encode()}
    renewed = {full["files"][file]["sha256"]: hash_ for file, hash_ in hashes.items()}
    for file in (*sidecars_of(full), MANIFEST):
        for old, new in renewed.items():
            written[file] = written[file].replace(old.encode(), new.encode())
        if file != MANIFEST:
            renewed[full["files"][file]["sha256"]] = sha256(written[file])
    manifest = json.loads(written[MANIFEST])
    manifest["writer"] = {"pyarrow": pa.__version__}
    return written | {MANIFEST: (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()}


def _judge(folder: Path) -> None:
    from torkham.dataset_checks import validate_dataset

    if findings := validate_dataset(folder):
        raise DamagedError("what was restored does not pass the checks", findings)
