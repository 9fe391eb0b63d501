"""The text-free edition of a dataset: offsets, hashes and labels, for whoever may not pass on the articles' text.

It has the tables of the dataset without the articles' text (`torkham.edition.source_text`), a table `units` by which
each unit is recognised in a copy of its article and made exact (`torkham.edition.normal_form`), a card of its own, and,
in `full/`, the card, manifest and other metadata of the full edition, which `torkham.edition.rehydrate` restores from
copies of the articles.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from torkham import contract
from torkham.build import BuildError, replacing
from torkham.contract import Json
from torkham.edition.normal_form import apply_edits, edits, joins, normal_form
from torkham.edition.source_text import ArticleText, fill_row, strip_row, without_text, words_in_common
from torkham.layout import CARD, MANIFEST, by_table, data_file, logical_hash, sha256
from torkham.parquet import digest, write_parquet
from torkham.parquet_reader import BoundedParquet
from torkham.rows import Field, arrow_schema_of, row_fields
from torkham.tables import TableSet, splits_of

UNITS = "units"
TABLES = (*contract.TABLES, UNITS)
FULL = "full"
"""The folder that holds the metadata of the full edition."""
TEXT_FREE = "text-free"
MANIFEST_KEYS = ("edition", "full_logical_sha256")
"""What the manifest of an edition says beyond that of a dataset."""
_QUOTED = 8
"""From how many successive words in common the metadata are taken to quote an article."""


class EditionError(BuildError):
    """A text-free edition was not made or not read; `findings` say why, where checks found something."""


def is_edition(root: Path) -> bool:
    """Return whether a folder is, or means to be, a text-free edition."""
    return (root / FULL / MANIFEST).is_file() or (root / data_file(UNITS, "train")).is_file()


@cache
def edition_fields(table: str) -> tuple[Field, ...]:
    """Return the fields of a table of the edition."""
    return without_text(row_fields(table))


def strip(dataset: str | Path, out: str | Path) -> None:
    """Write the text-free edition of the dataset folder `dataset` to `out`, replacing an edition that is there.

    It is proved, before anything is written to `out`, that each row comes back as it was. Raises `EditionError`
    where the dataset has findings or cannot be taken apart, and `OSError` where the disk refuses.
    """
    from torkham.dataset_checks import validate_dataset

    source, target = Path(dataset), Path(out)
    if is_edition(source):
        raise EditionError(f"{source} is a text-free edition already")
    if findings := validate_dataset(source):
        raise EditionError("the dataset does not pass the checks", findings)
    refuse_other_kind(target, edition=True)
    manifest = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
    full = read_tables(source, manifest)
    articles = {row["article_id"]: ArticleText(row["text"]) for row in _rows(full, "articles")}
    sidecars = {file: (source / file).read_bytes() for file in (MANIFEST, *sidecars_of(manifest))}
    _refuse_quotations(articles, sidecars)
    tables = dict(_stripped(full, articles))
    with replacing(target) as staged:
        _write(tables, sidecars, manifest, staged)


def sidecars_of(manifest: Json) -> list[str]:
    """Return the files that a manifest lists and that are no tables."""
    return [file for file, entry in manifest["files"].items() if "rows" not in entry]


def refuse_other_kind(target: Path, *, edition: bool) -> None:
    """Refuse to put an edition in the place of a full dataset, or the other way round."""
    if (target / MANIFEST).is_file() and is_edition(target) != edition:
        kinds = ("a full dataset", "a text-free edition")
        raise EditionError(f"{target} is {kinds[not edition]}, not {kinds[edition]}: name another --out")


def read_tables(root: Path, manifest: Json) -> dict[tuple[str, str], pa.Table]:
    """Return the tables that a manifest lists, in their fixed order. Raises `EditionError` where one is in shards."""
    tables = by_table(manifest["files"])
    if shards := next((files for key, files in tables.items() if files != [data_file(*key)]), None):
        raise EditionError(f"{root / shards[0]} is a shard: only of tables that are in one file there are editions")
    keys = ((name, split) for name in TABLES for split in splits_of(name))
    return {key: BoundedParquet(root / data_file(*key)).read() for key in keys if data_file(*key) in manifest["files"]}


def _rows(tables: TableSet, name: str) -> Iterator[Json]:
    for (table, _), content in tables.items():
        if table == name:
            yield from content.to_pylist()


def _stripped(full: TableSet, articles: Mapping[str, ArticleText]) -> Iterator[tuple[tuple[str, str], pa.Table]]:
    texts = {row["sentence_id"]: row["text"] for row in _rows(full, "sentences")}
    for (name, split), table in full.items():
        rows = kept = table.to_pylist()
        if name not in contract.REGISTRIES:
            kept = [strip_row(row, row_fields(name), articles[row["article_id"]]) for row in rows]
            if filled(name, kept, articles, texts) != rows:
                raise EditionError(f"{data_file(name, split)} would not come back as it is; nothing was written")
        yield (name, split), pa.Table.from_pylist(kept, schema=arrow_schema_of(edition_fields(name)))
    for (name, split), table in full.items():
        if name == "sentences":
            units = list(unit_rows(table.to_pylist(), articles))
            yield (UNITS, split), pa.Table.from_pylist(units, schema=arrow_schema_of(edition_fields(UNITS)))


def filled(
    name: str, rows: Sequence[Json], articles: Mapping[str, ArticleText], texts: Mapping[str, str]
) -> list[Json]:
    """Return the rows of a table of the edition with the text of `articles`; `texts` has that of each unit."""
    return [
        fill_row(row, row_fields(name), articles[row["article_id"]], texts.get(row.get("sentence_id", ""), ""))
        for row in rows
    ]


def unit_rows(sentences: Sequence[Json], articles: Mapping[str, ArticleText]) -> Iterator[Json]:
    """Yield the rows of the table `units` for sentences that stand in the order of their articles.

    Raises `EditionError` where a unit cannot be told from what stands beside it.
    """
    for article_id, group in groupby(sentences, key=lambda row: row["article_id"]):
        rows, text = list(group), articles[article_id].text
        done = 0
        for number, row in enumerate(rows):
            before, exact = text[done : row["start"]], row["text"]
            done = row["end"]
            after = text[done:] if number == len(rows) - 1 else ""
            normal, changes = normal_form(exact), edits(exact)
            sound = not (before + after).strip() and apply_edits(normal, changes) == exact
            if not sound or (number and not before and joins(exact)):
                raise EditionError(f"{row['sentence_id']} cannot be told from what stands beside it in {article_id}")
            yield {
                "article_id": article_id,
                "sentence_id": row["sentence_id"],
                "length": len(normal),
                "sha256": sha256(normal.encode()),
                "before": list(map(ord, before)),
                "after": list(map(ord, after)),
                "edits": [change._asdict() for change in changes],
            }


def _refuse_quotations(articles: Mapping[str, ArticleText], sidecars: Mapping[str, bytes]) -> None:
    for file, content in sidecars.items():
        texts = (article.text for article in articles.values())
        if quoted := words_in_common(texts, content.decode(), _QUOTED):
            raise EditionError(f'{file} quotes an article: "{quoted}". The edition would pass it on; take it out there')


def _write(tables: TableSet, sidecars: Mapping[str, bytes], full: Json, folder: Path) -> None:
    from torkham.edition.card import edition_card

    written: dict[str, bytes] = {f"{FULL}/{file}": content for file, content in sidecars.items()}
    digests = {key: digest(table) for key, table in tables.items()}
    files: dict[str, dict[str, Any]] = {}
    for key, table in tables.items():
        path = folder / data_file(*key)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_parquet(table, path)
        entry = {"sha256": sha256(path.read_bytes()), "logical_sha256": digests[key].sha256, "rows": digests[key].rows}
        files[data_file(*key)] = entry
    sizes = {file: (folder / file).stat().st_size for file in files}
    written[CARD] = edition_card(sidecars[CARD].decode(), digests, sizes, full).encode()
    for file, content in written.items():
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(content)
        files[file] = {"sha256": sha256(content)}
    manifest = full | {
        "edition": TEXT_FREE,
        "full_logical_sha256": full["logical_sha256"],
        "logical_sha256": logical_hash(digests),
        "schema_sha256": contract.schema_hash(),
        "writer": {"pyarrow": pa.__version__},
        "files": dict(sorted(files.items())),
    }
    (folder / MANIFEST).write_bytes((json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode())
