"""Load a release from the Hub as a reader does, by its name and tag; print what each table holds, and what is wrong.

Run by itself, in an environment that knows nothing of the dataset: `load_back.py REPO TAG`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
from datasets import ClassLabel, load_dataset
from huggingface_hub import snapshot_download

from torkham.edition.strip import TABLES, edition_fields, is_edition
from torkham.layout import data_file
from torkham.parquet import digest
from torkham.rows import arrow_schema_of, row_fields
from torkham.validation import validate


def main(repo: str, tag: str) -> None:
    snapshot = Path(snapshot_download(repo, repo_type="dataset", revision=tag))
    fields = edition_fields if is_edition(snapshot) else row_fields
    hashes = {}
    for config in (name for name in TABLES if (snapshot / "data" / name).is_dir()):
        for split, loaded in load_dataset(repo, config, revision=tag).items():
            features = loaded.features
            rows = [_in_words(row, features) for row in loaded.to_list()]
            table = pa.Table.from_pylist(rows, schema=arrow_schema_of(fields(config)))
            hashes[data_file(config, str(split))] = digest(table).sha256
    findings = [str(finding) for finding in validate(snapshot)]
    manifest = json.loads((snapshot / "manifest.json").read_text(encoding="utf-8"))
    print(json.dumps({"hashes": hashes, "findings": findings, "manifest": manifest}))


def _in_words(value: Any, feature: Any) -> Any:
    """Return a value with the names of its classes in the place of their numbers, at every depth."""
    if value is None:
        return None
    if isinstance(feature, ClassLabel):
        return feature.int2str(value)
    if isinstance(feature, dict):
        return {name: _in_words(value[name], child) for name, child in feature.items()}
    if isinstance(value, list):
        return [_in_words(item, feature.feature) for item in value]
    return value


if __name__ == "__main__":
    main(*sys.argv[1:])
