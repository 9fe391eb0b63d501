"""Validation: everything the checks have to say about a folder, whichever kind of folder it is.

What judges a kind is imported where there is one of it: a tree does without pandera, a dataset without jsonschema.
"""

from __future__ import annotations

from pathlib import Path

from torkham import contract
from torkham.findings import Finding, did_you_mean
from torkham.layout import ANNOTATIONS, SOURCES


class NotATargetError(ValueError):
    """A path is nothing that can be validated, or there is no schema to validate it by."""


def validate(
    path: str | Path,
    *,
    schema: str | None = None,
    near_duplicates: bool | None = None,
    workers: int | None = 1,
) -> list[Finding]:
    """Return all findings on an annotation tree, a built dataset, its text-free edition or a file of records, sorted.

    `schema` (`row:events`; named as for `torkham.schema`) describes the records of a JSON Lines file.

    `near_duplicates` says whether to look for nearly equal articles and sentences in two splits of a dataset; by
    default, where it has up to 10,000 sentences.

    `workers` says how many processes judge a dataset whose tables stand in shards; None is as many as pay. A program
    that asks for more than one has to be such as `multiprocessing` can begin anew: `if __name__ == "__main__":`.

    Raises `NotATargetError` (a `ValueError`) where `path` is none of these: a tree holds `seeds/sources.yaml` or
    `annotations/articles/`, a dataset `README.md` and `data/`; and where there is no such schema.
    """
    root = Path(path)
    if schema is not None:
        return _validate_records(root, schema)
    if (root / SOURCES).exists() or (root / ANNOTATIONS).exists():
        from torkham.corpus import read_corpus
        from torkham.tree_checks import check

        return check(read_corpus(root))
    if (root / "data").is_dir():
        from torkham.edition.strip import is_edition

        if is_edition(root):
            from torkham.edition.checks import validate_edition

            return validate_edition(root)
        from torkham.dataset_checks import validate_dataset

        return validate_dataset(root, near_duplicates=near_duplicates, workers=workers)
    records = "; the records of a JSON Lines file are judged by their --schema" if root.is_file() else ""
    raise NotATargetError(
        f"{path} is neither an annotation tree (seeds/, annotations/) nor a dataset (README.md, data/){records}"
    )


def _validate_records(path: Path, schema: str) -> list[Finding]:
    from torkham.records import record_findings

    known = [name for name in contract.names() if name.startswith(("row:", "record:", "file:"))]
    if schema not in known and f"file:{schema}" not in known:
        hint = did_you_mean(schema, known) or f"There are: {', '.join(known)}"
        raise NotATargetError(f'there is no schema "{schema}" of records. {hint}')
    if not path.is_file():
        raise NotATargetError(f"{path} is not a file of records")
    return record_findings(path, schema)
